//! How much two entries of the directory look like one organisation: by name, by
//! e-mail address, by the host behind it. Only ever a hint; people decide. Pure.

use base::{OrganisationId, sort_key};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// From how much likeness of names on, in percent, two entries are worth a look.
pub const ALIKE: u32 = 50;
/// The same for a list nobody asked for: stricter, so that it stays short.
pub const VERY_ALIKE: u32 = 60;
/// A host that more organisations share tells nothing: town halls have dozens of offices.
const SHARED_BY: usize = 3;
/// Hosts of mail providers tell nothing about who writes.
const PROVIDERS: [&str; 26] = [
    "aol.com",
    "arcor.de",
    "email.de",
    "freenet.de",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "hotmail.de",
    "icloud.com",
    "live.com",
    "live.de",
    "mail.de",
    "mailbox.org",
    "me.com",
    "netcologne.de",
    "online.de",
    "outlook.com",
    "outlook.de",
    "posteo.de",
    "t-online.de",
    "web.de",
    "yahoo.com",
    "yahoo.de",
];

/// What an entry is compared by.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its key.
    pub id: OrganisationId,
    /// What it is called.
    pub name: String,
    /// How its people are written to.
    pub emails: Vec<String>,
}

/// The sign by which two entries look like one, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The same name, but for capitals, umlauts, punctuation and legal form.
    SameName,
    /// Somebody is written to at the same address.
    SameEmail,
    /// Names with much in common.
    SimilarName,
    /// Addresses at the same host, which few others use.
    SameHost,
}

impl Sign {
    /// The name in text ids.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SameName => "same_name",
            Self::SameEmail => "same_email",
            Self::SimilarName => "similar_name",
            Self::SameHost => "same_host",
        }
    }
}

/// An entry that may be the same organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Which.
    pub id: OrganisationId,
    /// By what.
    pub sign: Sign,
    /// How much the names have in common, 0 to 100.
    pub percent: u32,
}

/// What of a name tells organisations apart: as a register sorts it, without the
/// legal form, which lists mention or leave out as they like.
pub fn essence(name: &str) -> String {
    let key = sort_key(name);
    let words: Vec<&str> = key.split(' ').collect();
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        match (words[at], words.get(at + 1)) {
            ("e", Some(&"v")) => at += 1,
            ("ev" | "gmbh" | "ggmbh" | "mbh", _) => {}
            (word, _) => kept.push(word),
        }
        at += 1;
    }
    if kept.is_empty() { key } else { kept.join(" ") }
}

type Trigram = [char; 3];

/// A name ready to be compared.
#[derive(Clone, Debug)]
struct Shape {
    essence: String,
    trigrams: Vec<Trigram>,
    numbers: BTreeSet<String>,
}

impl Shape {
    fn of(name: &str) -> Self {
        let essence = essence(name);
        let mut trigrams: Vec<Trigram> = Vec::new();
        for word in essence.split(' ').filter(|w| !w.is_empty()) {
            // Two blanks in front: how a word begins weighs more than how it ends.
            let padded: Vec<char> = "  ".chars().chain(word.chars()).chain([' ']).collect();
            trigrams.extend(padded.windows(3).map(|w| [w[0], w[1], w[2]]));
        }
        trigrams.sort_unstable();
        trigrams.dedup();
        let is_number = |w: &&str| !w.is_empty() && w.chars().all(char::is_numeric);
        let numbers = essence.split(' ').filter(is_number).map(str::to_owned).collect();
        Self { essence, trigrams, numbers }
    }

    /// The share of common trigrams, from their number.
    fn share(&self, other: &Self, common: usize) -> u32 {
        let all = self.trigrams.len() + other.trigrams.len() - common;
        u32::try_from(common * 100 / all.max(1)).unwrap_or(0)
    }

    /// „Schule 1“ and „Schule 2“ have nearly all in common and are two schools:
    /// other numbers, no likeness.
    fn percent(&self, other: &Self, common: usize) -> u32 {
        if self.essence == other.essence {
            100
        } else if self.numbers == other.numbers {
            self.share(other, common).min(99)
        } else {
            0
        }
    }
}

/// The directory, ready to be asked what looks alike.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<(Entry, Shape)>,
    by_trigram: HashMap<Trigram, Vec<usize>>,
    by_essence: HashMap<String, Vec<usize>>,
    by_email: HashMap<String, BTreeSet<usize>>,
    by_host: HashMap<String, BTreeSet<usize>>,
}

impl Index {
    /// From all entries.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut index = Self::default();
        for entry in entries {
            let (at, shape) = (index.entries.len(), Shape::of(&entry.name));
            for trigram in &shape.trigrams {
                index.by_trigram.entry(*trigram).or_default().push(at);
            }
            index.by_essence.entry(shape.essence.clone()).or_default().push(at);
            for email in &entry.emails {
                let email = email.trim().to_lowercase();
                if let Some(host) = host(&email) {
                    index.by_host.entry(host.to_owned()).or_default().insert(at);
                }
                if email.contains('@') {
                    index.by_email.entry(email).or_default().insert(at);
                }
            }
            index.entries.push((entry, shape));
        }
        index
    }

    /// Entries that look like an organisation of this name, written to at these
    /// addresses: the likeliest first, names at least `least` percent alike.
    pub fn like<E: AsRef<str>>(&self, name: &str, emails: &[E], least: u32) -> Vec<Likeness> {
        self.look(&Shape::of(name), emails, least).into_iter().map(|(_, l)| l).collect()
    }

    /// The same, with the entries' places in the index.
    fn look<E: AsRef<str>>(&self, shape: &Shape, emails: &[E], least: u32) -> Vec<(usize, Likeness)> {
        let common = self.common(shape);
        let mut found: BTreeMap<usize, Sign> = BTreeMap::new();
        let mut sees = |at: usize, sign: Sign| {
            let strongest = found.entry(at).or_insert(sign);
            *strongest = sign.min(*strongest);
        };
        for at in self.by_essence.get(&shape.essence).into_iter().flatten() {
            sees(*at, Sign::SameName);
        }
        for email in emails.iter().map(|e| e.as_ref().trim().to_lowercase()) {
            for at in self.by_email.get(&email).into_iter().flatten() {
                sees(*at, Sign::SameEmail);
            }
            let sharing = host(&email).and_then(|h| self.by_host.get(h)).filter(|s| s.len() <= SHARED_BY);
            for at in sharing.into_iter().flatten() {
                sees(*at, Sign::SameHost);
            }
        }
        for (at, common) in common.iter().enumerate().filter(|(_, common)| **common > 0) {
            let (_, other) = &self.entries[at];
            // The share alone is cheap and rules out nearly everything.
            if shape.share(other, *common) >= least && shape.percent(other, *common) >= least {
                sees(at, Sign::SimilarName);
            }
        }
        let mut likely: Vec<(usize, Likeness)> = found
            .into_iter()
            .map(|(at, sign)| {
                let (entry, other) = &self.entries[at];
                (at, Likeness { id: entry.id, sign, percent: shape.percent(other, common[at]) })
            })
            .collect();
        likely.sort_by_key(|(at, l)| (l.sign, Reverse(l.percent), *at));
        likely
    }

    /// How many trigrams each entry has in common with a name.
    fn common(&self, shape: &Shape) -> Vec<usize> {
        let mut common = vec![0; self.entries.len()];
        for at in shape.trigrams.iter().filter_map(|t| self.by_trigram.get(t)).flatten() {
            common[*at] += 1;
        }
        common
    }

    /// Pairs that may be doubles, the likeliest first. A common host alone is no
    /// reason: departments of one town hall are no doubles.
    pub fn pairs(&self) -> Vec<(OrganisationId, Likeness)> {
        let mut pairs = Vec::new();
        for (at, (entry, shape)) in self.entries.iter().enumerate() {
            let likely = self.look(shape, &entry.emails, VERY_ALIKE).into_iter();
            let is_pair = |l: &Likeness| l.sign != Sign::SameHost || l.percent >= ALIKE;
            pairs.extend(likely.filter(|(other, l)| *other > at && is_pair(l)).map(|(_, l)| (entry.id, l)));
        }
        pairs.sort_by_key(|(_, l)| (l.sign, Reverse(l.percent)));
        pairs
    }
}

/// The host of an address, unless it is a mail provider's.
fn host(email: &str) -> Option<&str> {
    email.rsplit_once('@').map(|(_, host)| host).filter(|h| !h.is_empty() && !PROVIDERS.contains(h))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u128) -> OrganisationId {
        OrganisationId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn index(entries: &[(&str, &str)]) -> Index {
        let emails = |e: &str| if e.is_empty() { Vec::new() } else { vec![e.to_owned()] };
        Index::new((0..).zip(entries).map(|(n, (name, email))| Entry {
            id: id(n),
            name: (*name).to_owned(),
            emails: emails(email),
        }))
    }

    fn signs(index: &Index, name: &str, emails: &[&str]) -> Vec<(OrganisationId, Sign)> {
        index.like(name, emails, ALIKE).into_iter().map(|l| (l.id, l.sign)).collect()
    }

    #[test]
    fn capitals_punctuation_and_legal_form_make_no_other_organisation() {
        for (a, b) in [
            ("Caritasverband Kleve e.V.", "CARITASVERBAND KLEVE"),
            ("Lernwerk gGmbH", "Lernwerk"),
            ("AWO e. V. – Kreis Unna", "AWO Kreis Unna"),
            ("Jugendbüro", "Jugendburo"),
        ] {
            assert_eq!(essence(a), essence(b), "{a} / {b}");
        }
        assert_eq!(essence("e.V."), "e v", "a name of nothing else is left as it is");
    }

    #[test]
    fn the_same_name_comes_before_a_similar_one_and_others_stay_away() {
        let index = index(&[
            ("Volkshochschule Kleve", ""),
            ("Volkshochschule Goch", ""),
            ("VOLKSHOCHSCHULE KLEVE e.V.", ""),
            ("Jugendamt", ""),
        ]);
        assert_eq!(
            signs(&index, "Volkshochschule Kleve", &[]),
            [(id(0), Sign::SameName), (id(2), Sign::SameName), (id(1), Sign::SimilarName)]
        );
        assert_eq!(signs(&index, "Sportbund", &[]), []);
    }

    #[test]
    fn other_numbers_are_other_organisations() {
        let index = index(&[("Berufskolleg 1 der Stadt Köln", "")]);
        assert_eq!(signs(&index, "Berufskolleg 2 der Stadt Köln", &[]), []);
        assert_eq!(signs(&index, "Berufskolleg 1 Stadt Köln", &[]), [(id(0), Sign::SimilarName)]);
    }

    #[test]
    fn a_rare_host_is_a_sign_a_town_halls_or_a_providers_is_none() {
        let index = index(&[
            ("Lernwerk", "info@lernwerk.example"),
            ("Fußballverein", "verein@gmx.de"),
            ("Jugendamt", "a@stadt.example"),
            ("Sozialamt", "b@stadt.example"),
            ("Schulamt", "c@stadt.example"),
            ("Bürgeramt", "d@stadt.example"),
        ]);
        assert_eq!(signs(&index, "Werkstatt", &["Meier@Lernwerk.example"]), [(id(0), Sign::SameHost)]);
        assert_eq!(signs(&index, "Werkstatt", &["info@lernwerk.example"]), [(id(0), Sign::SameEmail)]);
        assert_eq!(signs(&index, "Schachclub", &["schach@gmx.de"]), []);
        assert_eq!(signs(&index, "Ordnungsdienst", &["e@stadt.example"]), []);
    }

    #[test]
    fn each_pair_of_doubles_is_named_once() {
        let index = index(&[
            ("Jugendmigrationsdienst Kleve", ""),
            ("Jobcenter", "x@lernwerk.example"),
            ("Jugendmigrationsdienst (Kleve)", ""),
            ("Sportbund", "y@lernwerk.example"),
        ]);
        let pairs: Vec<_> = index.pairs().into_iter().map(|(a, l)| (a, l.id, l.sign)).collect();
        assert_eq!(pairs, [(id(0), id(2), Sign::SameName)]);
    }

    proptest! {
        #[test]
        fn likeness_is_mutual_and_every_name_is_like_itself(a in "[A-Za-zäöüß0-9 .-]{0,40}", b in "[A-Za-zäöüß0-9 .-]{0,40}") {
            let percent = |a: &str, b: &str| {
                index(&[(a, "")]).like::<&str>(b, &[], 0).first().map_or(0, |l| l.percent)
            };
            prop_assert_eq!(percent(&a, &b), percent(&b, &a));
            prop_assert_eq!(percent(&a, &a), 100);
            prop_assert!(percent(&a, &b) <= 100);
        }
    }
}
