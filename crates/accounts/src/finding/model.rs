//! When a search is narrow enough to be answered.

/// Accounts shown at most; whoever gets more writes more of the name.
pub(super) const MOST: usize = 50;

/// Whether enough was typed: three letters or digits. Less would be a list of everybody.
pub(super) fn is_narrow(typed: &str) -> bool {
    typed.chars().filter(|c| c.is_alphanumeric()).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::is_narrow;

    #[test]
    fn a_search_needs_three_letters_so_that_nobody_lists_everybody() {
        for narrow in ["Ann", "j.m@k", "Öz 1"] {
            assert!(is_narrow(narrow), "{narrow}");
        }
        for wide in ["", "   ", "@", "a@", "%%%", "Al"] {
            assert!(!is_narrow(wide), "{wide}");
        }
    }
}
