//! Text as people type and paste it: cleaned, bounded, and sortable.

use std::fmt;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Longer than this many characters.
    TooLong {
        /// How many are allowed.
        max: usize,
        /// How many there are.
        is: usize,
    },
    /// Holds control characters or ones that reverse the reading direction.
    ControlCharacters,
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { max, is } => write!(f, "{is} characters, at most {max} allowed"),
            Self::ControlCharacters => f.write_str("control or direction-changing characters"),
        }
    }
}

/// Trims, turns all line ends into `\n`, and refuses what cannot be shown as it
/// is: control characters, direction overrides, invisible joiners at work.
/// `lines`: line ends are allowed; otherwise they become spaces.
pub fn clean(raw: &str, max: usize, lines: bool) -> Result<String, TextFault> {
    let text = raw.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let text = if lines { text } else { text.replace(['\n', '\t'], " ") };
    let text = text.trim().to_owned();
    let is = text.chars().count();
    if is > max {
        return Err(TextFault::TooLong { max, is });
    }
    if text.chars().any(|c| is_unseen(c) && !(lines && matches!(c, '\n' | '\t'))) {
        return Err(TextFault::ControlCharacters);
    }
    Ok(text)
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || (c as u32 & 0xfffe) == 0xfffe
}

/// A key that sorts German names as the telephone book's readers expect
/// (DIN 5007-1: ä as a, ß as ss), the same on both engines.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'à' | 'á' | 'â' | 'ã' | 'å' => key.push('a'),
            'ö' | 'ò' | 'ó' | 'ô' | 'õ' => key.push('o'),
            'ü' | 'ù' | 'ú' | 'û' => key.push('u'),
            'é' | 'è' | 'ê' | 'ë' => key.push('e'),
            'ß' => key.push_str("ss"),
            'ç' | 'ć' | 'č' => key.push('c'),
            'ş' | 'š' | 'ś' => key.push('s'),
            'ğ' => key.push('g'),
            'ı' | 'í' | 'ì' | 'î' | 'ï' => key.push('i'),
            'ñ' | 'ń' => key.push('n'),
            c if c.is_alphanumeric() => key.push(c),
            _ if !key.ends_with(' ') => key.push(' '),
            _ => {}
        }
    }
    key.trim().to_owned()
}

/// A percentage in tenths, rounded half up: the one rounding rule of all tables
/// (R-EVA-04). `None` when there is nothing to count.
///
/// ```
/// assert_eq!(base::percent_tenths(12, 22), Some(545)); // 54.5 %
/// assert_eq!(base::percent_tenths(39, 45), Some(867)); // 86.7 %
/// assert_eq!(base::percent_tenths(1, 0), None);
/// ```
pub fn percent_tenths(count: u64, n: u64) -> Option<u64> {
    (n > 0).then(|| (count * 2000 + n) / (2 * n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_trimmed_and_its_line_ends_agree() {
        assert_eq!(clean("  a\r\nb\u{2028}c ", 9, true), Ok("a\nb\nc".to_owned()));
        assert_eq!(clean("a\nb", 9, false), Ok("a b".to_owned()));
    }

    #[test]
    fn unseen_characters_are_refused_and_length_is_said() {
        for text in ["a\0b", "a\u{202e}b", "a\u{7}"] {
            assert_eq!(clean(text, 9, true), Err(TextFault::ControlCharacters), "{text:?}");
        }
        assert_eq!(clean("äöü", 2, true), Err(TextFault::TooLong { max: 2, is: 3 }));
        assert_eq!(clean("äöü", 3, true), Ok("äöü".to_owned()));
    }

    #[test]
    fn names_sort_as_in_a_german_register() {
        let mut names = ["Zülpich", "Örtliche Stelle", "Ostbevern", "Öl", "Aachen", "Straße", "Strasse 2"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["Aachen", "Öl", "Örtliche Stelle", "Ostbevern", "Straße", "Strasse 2", "Zülpich"]);
    }
}
