//! When a question of an XLSForm is asked, as far as an instrument can say it.

/// What must have been answered: the name of a question, codes, and whether one
/// of them or none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relevant {
    pub name: String,
    pub codes: Vec<String>,
    pub is_not: bool,
}

/// Reads an expression as conditions that all must hold; `None` where it says
/// more than an instrument can.
pub(super) fn read(text: &str) -> Option<Vec<Relevant>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Vec::new());
    }
    split(text, " and ")?.into_iter().map(one).collect()
}

/// One condition: `not(…)`, or comparisons of one question joined by `or`.
fn one(text: &str) -> Option<Relevant> {
    let text = bare(text);
    if let Some(inner) = text.strip_prefix("not").map(str::trim).filter(|inner| inner.starts_with('(')) {
        let inner = bare(inner);
        let inside = one(inner).filter(|inside| !inside.is_not)?;
        return Some(Relevant { is_not: true, ..inside });
    }
    let mut parts = split(text, " or ")?.into_iter().map(comparison);
    let mut whole = parts.next()??;
    for part in parts {
        let part = part.filter(|part| part.name == whole.name && !part.is_not && !whole.is_not)?;
        whole.codes.extend(part.codes);
    }
    Some(whole)
}

/// `${name} = 'code'`, `${name} != 'code'` or `selected(${name}, 'code')`.
fn comparison(text: &str) -> Option<Relevant> {
    let text = bare(text);
    if let Some(inner) = text.strip_prefix("selected").map(str::trim) {
        let (name, code) = inner.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
        return Some(Relevant { name: reference(name)?, codes: vec![literal(code)?], is_not: false });
    }
    let (left, right, is_not) = match text.split_once("!=") {
        Some((left, right)) => (left, right, true),
        None => text.split_once('=').map(|(left, right)| (left, right, false))?,
    };
    Some(Relevant { name: reference(left)?, codes: vec![literal(right)?], is_not })
}

fn reference(text: &str) -> Option<String> {
    let name = text.trim().strip_prefix("${")?.strip_suffix('}')?.trim();
    (!name.is_empty() && !name.contains(['$', '{', '}'])).then(|| name.to_owned())
}

fn literal(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = ['\'', '"'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    let inner = inner.or_else(|| text.bytes().all(|b| b.is_ascii_digit()).then_some(text))?;
    (!inner.is_empty() && !inner.contains(['\'', '"'])).then(|| inner.to_owned())
}

/// The text without brackets around all of it.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        let mut depth = 0_i32;
        let closes = inner.chars().any(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth < 0
        });
        if closes {
            break;
        }
        text = inner.trim();
    }
    text
}

/// Splits at a word outside brackets; `None` where brackets do not match.
fn split<'t>(text: &'t str, word: &str) -> Option<Vec<&'t str>> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_i32, 0);
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth < 0 {
            return None;
        }
        if depth == 0 && at >= from && text[at..].starts_with(word) {
            parts.push(&text[from..at]);
            from = at + word.len();
        }
    }
    parts.push(&text[from..]);
    (depth == 0).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_an_instrument_knows_are_understood_and_others_are_not() {
        let is = |name: &str, codes: &[&str], is_not| {
            vec![Relevant { name: name.into(), codes: codes.iter().map(|c| (*c).into()).collect(), is_not }]
        };
        for (text, wanted) in [
            ("${a.b} = 'ja'", is("a.b", &["ja"], false)),
            ("${a} = 'x' or ${a}='y'", is("a", &["x", "y"], false)),
            ("selected(${a}, 'x') or selected(${a}, \"y\")", is("a", &["x", "y"], false)),
            ("not(${a} = 'x' or ${a} = 'y')", is("a", &["x", "y"], true)),
            ("(${a} != '1')", is("a", &["1"], true)),
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
        assert_eq!(read("(${a} = 'x') and (${b} = 'y')").map(|all| all.len()), Some(2));
        for text in
            ["${a} > 3", "${a} = 'x' or ${b} = 'y'", "count(${r}) = 1", "${a} = ''", "${a} = 'x')", "a = 'x'"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
