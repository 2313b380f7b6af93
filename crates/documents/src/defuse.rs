//! Text that a spreadsheet would run as a formula is made harmless before it
//! leaves as CSV, where nothing else tells text from formula.

/// Characters that start a formula in a spreadsheet, with the full-width forms
/// that some of them accept as well.
const STARTS_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet may take this text for a formula. Whatever it skips or
/// drops on import (blanks, control characters, invisible ones) is skipped here;
/// a tab or line break in front is dangerous by itself, because a careless
/// import splits there.
pub fn is_dangerous(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text.chars().find(|c| !is_skipped(*c)).is_some_and(|c| STARTS_FORMULA.contains(&c))
}

/// The text with an apostrophe in front where it is dangerous, else unchanged.
pub fn defused(text: &str) -> String {
    if is_dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_that_a_spreadsheet_would_run_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+49 211 1",
            "-",
            "@SUM(A1)",
            "\t=1",
            "\rx",
            "\nx",
            "  =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{200b}@x",
            "\u{0}=1",
            "＝1",
            " ＠x",
        ] {
            assert_eq!(defused(text), format!("'{text}"), "{text:?}");
        }
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in ["", " ", "Kreis Kleve", "1-2", "a=b", "'=1", "ä@b.example", "(+49) 211"] {
            assert_eq!(defused(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_defused_text_is_dangerous(text in "[ \t\r\n=+@\u{feff}\u{200b}＝－x-]{0,6}|.*") {
            prop_assert!(!is_dangerous(&defused(&text)));
        }
    }
}
