//! Blind indexes: how somebody is found again without the database knowing whom.
//!
//! An index is HMAC-SHA-256 of the normalised value under a key of the alliance and
//! the column. Equal values of one alliance have equal indexes: whoever reads the
//! database learns that, and how often each occurs, but no value. Whoever also has
//! the alliance's key can try values out, dates within seconds and names from a list.
//! That is why indexes go together with the person's key (decision 0020).

use base::Day;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::Key;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What an alliance's indexes are made with. Never shown.
pub(crate) struct IndexKey(Key);

impl IndexKey {
    pub(crate) fn new(key: Key) -> Self {
        Self(key)
    }
    pub(crate) fn key(&self) -> &Key {
        &self.0
    }
    /// Whether both make the same indexes.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.bytes() == other.0.bytes()
    }
    /// The index of a name; `None` when nothing of it is left to compare.
    pub(crate) fn name(&self, name: &str) -> Option<Vec<u8>> {
        let words = name_words(name);
        if words.is_empty() { None } else { self.mark("participant.name_index", &words) }
    }
    /// The index of a birth date.
    pub(crate) fn birth_date(&self, day: Day) -> Option<Vec<u8>> {
        self.mark("participant.birth_date_index", &day.to_string())
    }
    fn mark(&self, column: &str, value: &str) -> Option<Vec<u8>> {
        let key = self.0.derive(column);
        // HMAC takes keys of any length, so there is always a mark.
        let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).ok()?;
        mac.update(value.as_bytes());
        Some(mac.finalize().into_bytes().to_vec())
    }
}

/// A name as it is compared: NFKC, lower case, without accents, its words sorted.
///
/// ä, ö, ü and ß become ae, oe, ue and ss, other letters lose their marks: so a passport's
/// machine-readable line writes them (ICAO 9303), and so people type them who lack the key.
/// Words are sorted because some forms ask for the family name first. Spellings that
/// differ by more, as transliterations do, are not found; then the birth date helps.
fn name_words(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase).nfc() {
        match c {
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'ø' | 'œ' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'å' => plain.push_str("aa"),
            'þ' => plain.push_str("th"),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            // Apostrophes of transliterations are written or not: Sa'id, Said.
            '\'' | '’' | '‘' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' => {}
            c => plain.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    let mut words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    #[test]
    fn one_name_written_in_several_ways_is_one() {
        for (one, other) in [
            ("Jürgen Groß", "JUERGEN  GROSS"),
            ("Karimi, Ahmad", "ahmad karimi"),
            ("Ahmad-Reza Karimi", "Ahmad Reza Karimi"),
            ("Sa’id Şahin", "Said Sahin"),
            ("Zoë", "Zoe\u{308}"),
            ("ﬁdan", "FIDAN"),
            ("İbrahim", "ibrahim"),
            ("GROẞ", "groß"),
            ("علي\u{64e}", "علي"),
        ] {
            assert_eq!(name_words(one), name_words(other), "{one} / {other}");
        }
        assert_ne!(name_words("Müller"), name_words("Muller"), "ü is ue, not u");
        assert_ne!(name_words("Ali"), name_words("Alia"));
        assert_eq!(name_words(" -’- "), "");
    }

    #[test]
    fn an_index_differs_by_key_and_column_and_is_stable() {
        let chance = Seeded::fixed(1);
        let (own, foreign) = (IndexKey::new(Key::random(&chance)), IndexKey::new(Key::random(&chance)));
        assert_eq!(own.name("Jürgen Groß"), own.name("Gross, Juergen"));
        assert_ne!(own.name("Jürgen Groß"), foreign.name("Jürgen Groß"));
        let day = Day::new(2001, 1, 1).expect("a day");
        assert_ne!(own.birth_date(day), own.name("2001-01-01"), "a column's index says nothing in another");
        assert_eq!(own.name("…"), None);
    }
}
