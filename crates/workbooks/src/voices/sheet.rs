//! The talk sheet as a data file: themes, groups and levels (`instruments/gespraechsbogen.yaml`).

use serde::Deserialize;
use std::sync::LazyLock;

/// What can be chosen, and how it is called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stands in what is stored.
    pub key: String,
    /// For people.
    pub label: String,
    /// What belongs to it.
    #[serde(default)]
    pub hint: String,
    /// How it looks, beside its words.
    #[serde(default)]
    pub face: String,
}

/// The talk sheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Grows with every published change.
    pub version: u32,
    /// What talks are about.
    pub themes: Vec<Choice>,
    /// How it goes.
    pub moods: Vec<Choice>,
    /// One or several.
    pub crowds: Vec<Choice>,
    /// Age, in coarse bands.
    pub ages: Vec<Choice>,
    /// Residence status, in coarse groups.
    pub residences: Vec<Choice>,
    /// Gender, in coarse groups.
    pub genders: Vec<Choice>,
    /// The language of the talk.
    pub languages: Vec<Choice>,
    /// Who could change a hindrance.
    pub levels: Vec<Choice>,
}

static SHEET: LazyLock<Sheet> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/gespraechsbogen.yaml"));
    serde_norway::from_str(text).unwrap_or_else(|e| panic!("instruments/gespraechsbogen.yaml: {e}"))
});

/// The sheet of this version of klappt.
///
/// # Panics
/// When the file is broken, which its own test finds first.
pub fn sheet() -> &'static Sheet {
    &SHEET
}

/// How a key is called; the key itself where the sheet does not know it any more.
pub fn label<'a>(choices: &'a [Choice], key: &'a str) -> &'a str {
    choices.iter().find(|c| c.key == key).map_or(key, |c| c.label.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_sheet_reads_and_names_each_key_once() {
        let sheet = sheet();
        for list in [
            &sheet.themes,
            &sheet.moods,
            &sheet.crowds,
            &sheet.ages,
            &sheet.residences,
            &sheet.genders,
            &sheet.languages,
            &sheet.levels,
        ] {
            let keys: BTreeSet<&str> = list.iter().map(|c| c.key.as_str()).collect();
            assert_eq!(keys.len(), list.len());
            for choice in list {
                assert!(
                    choice.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
                );
                assert!(!choice.label.is_empty());
            }
        }
        assert!(sheet.moods.iter().all(|mood| !mood.face.is_empty()), "smileys with words");
        for level in ["land", "bund"] {
            assert!(sheet.levels.iter().any(|c| c.key == level), "what 8.9 takes");
        }
    }
}
