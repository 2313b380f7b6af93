//! The working aids on offer: every published version of every instrument, read
//! once at start and handed in by the binary, which alone knows the files.

use instrument::Instrument;
use std::sync::OnceLock;

/// All published instruments, by key and version.
#[derive(Debug, Default)]
pub struct Catalogue(Vec<Instrument>);

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
static EMPTY: Catalogue = Catalogue(Vec::new());

impl Catalogue {
    /// From the instruments read. Of the same key and version the first counts.
    pub fn new(mut instruments: Vec<Instrument>) -> Self {
        instruments.sort_by(|a, b| (&a.key, a.version).cmp(&(&b.key, b.version)));
        instruments.dedup_by(|a, b| (&a.key, a.version) == (&b.key, b.version));
        Self(instruments)
    }
    /// All of them, by key and version.
    pub fn all(&self) -> &[Instrument] {
        &self.0
    }
    /// One version of one instrument.
    pub fn get(&self, key: &str, version: i64) -> Option<&Instrument> {
        self.0.iter().find(|i| i.key == key && i64::from(i.version) == version)
    }
    /// The newest version of one instrument.
    pub fn latest(&self, key: &str) -> Option<&Instrument> {
        self.0.iter().rfind(|i| i.key == key)
    }
    /// The newest version of every instrument, by key.
    pub fn newest(&self) -> Vec<&Instrument> {
        let last = |at: &usize| self.0.get(at + 1).is_none_or(|next| next.key != self.0[*at].key);
        (0..self.0.len()).filter(last).map(|at| &self.0[at]).collect()
    }
    /// The title of one version; the key where that version is not at hand any more.
    pub fn title<'a>(&'a self, key: &'a str, version: i64) -> &'a str {
        self.get(key, version).map_or(key, |i| i.title.as_str())
    }
}

/// Sets the catalogue, once at start. Setting it again changes nothing and
/// answers `false`.
pub fn set_catalogue(catalogue: Catalogue) -> bool {
    CATALOGUE.set(catalogue).is_ok()
}

/// The catalogue set at start; empty before that.
pub fn catalogue() -> &'static Catalogue {
    CATALOGUE.get().unwrap_or(&EMPTY)
}
