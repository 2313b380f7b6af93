//! Where in the file something stands, so that a finding can name its line.

/// The lines of a file, searched for `key: value`.
pub(crate) struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text.lines().collect())
    }

    /// The first line after line `after` (0: from the top) that says `key: value`,
    /// or `key:` and anything for an empty value; counted from 1.
    pub(crate) fn find(&self, after: usize, key: &str, value: &str) -> Option<usize> {
        let at = self.0.iter().skip(after).position(|line| says(line, key, value))?;
        Some(after + at + 1)
    }
}

fn says(line: &str, key: &str, value: &str) -> bool {
    line.match_indices(key).any(|(at, _)| {
        let starts = line[..at].chars().next_back().is_none_or(|c| " {,-".contains(c));
        let rest = line[at + key.len()..].strip_prefix(':').map(str::trim_start);
        starts && rest.is_some_and(|rest| begins_with_value(rest, value))
    })
}

fn begins_with_value(rest: &str, value: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '\'']);
    value.is_empty()
        || rest
            .strip_prefix(value)
            .is_some_and(|end| end.chars().next().is_none_or(|c| " ,}\"'#".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_quoted_or_in_braces_but_not_by_a_longer_value() {
        let lines = Lines::new("a:\n  uid: X-10\n  uid: \"X-1\" # hier\n  - {uid: X-2, key: b}\n");
        assert_eq!(lines.find(0, "uid", "X-1"), Some(3));
        assert_eq!(lines.find(0, "uid", "X-2"), Some(4));
        assert_eq!(lines.find(3, "uid", "X-1"), None);
        assert_eq!(lines.find(0, "id", "X-2"), None);
    }
}
