//! Where a person stands in an alliance: each context finds the places it holds, so that
//! the office can answer somebody who wants to know, correct or erase what is kept about
//! them (Art. 15 to 17 GDPR).

use base::{AnyPermit, sort_key};
use futures_util::future::BoxFuture;
use store::{Read, Result};

/// Whom somebody looks for: words of a name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought(Vec<String>);

impl Sought {
    /// From what was typed; `None` for fewer than three letters or digits.
    pub fn read(text: &str) -> Option<Self> {
        let key = sort_key(text);
        let letters = key.chars().filter(|c| !c.is_whitespace()).count();
        (letters >= 3).then(|| Self(key.split_whitespace().map(str::to_owned).collect()))
    }
    /// Whether all words stand in these texts taken together.
    pub fn is_in(&self, texts: &[&str]) -> bool {
        let key = sort_key(&texts.join(" "));
        self.0.iter().all(|word| key.contains(word.as_str()))
    }
}

/// One place where the person sought may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What kind of place it is, as a text id.
    pub kind: &'static str,
    /// What stands there: a name, the question, the organisation.
    pub words: String,
    /// Where it can be seen and changed.
    pub href: String,
}

/// What a search answers.
pub type Finding<'a> = BoxFuture<'a, Result<Vec<Trace>>>;

/// A context that knows where people stand.
pub trait Traces: Send + Sync {
    /// All places in the permit's alliance; `home` is its path.
    fn find<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a dyn AnyPermit,
        home: &'a str,
        sought: &'a Sought,
    ) -> Finding<'a>;
}

#[cfg(test)]
mod tests {
    use super::Sought;

    #[test]
    fn names_are_found_by_all_their_words_and_addresses_by_theirs() {
        let sought = Sought::read("Müller, Jörg").expect("enough letters");
        assert!(sought.is_in(&["Jörg Müller", ""]));
        assert!(sought.is_in(&["Joerg", "MUELLER jorg muller"]));
        assert!(!sought.is_in(&["Jörg Meier"]));
        assert!(
            Sought::read("j.mueller@kleve.example").expect("enough").is_in(&["", "J.Mueller@kleve.example"])
        );
        assert_eq!(Sought::read(" @. "), None);
        assert_eq!(Sought::read("Al"), None);
    }
}
