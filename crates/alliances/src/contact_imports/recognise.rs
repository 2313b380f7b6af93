//! What lists from elsewhere mean: columns by their heading, actor types and areas
//! by the words used for them. Pure.

use super::model::{Mapping, Target};
use crate::organisations::ActorType;
use base::sort_key;

/// Headings as lists have them, German and English, as [`sort_key`] writes them.
const HEADINGS: [(Target, &[&str]); 11] = [
    (
        Target::Organisation,
        &[
            "organisation",
            "organization",
            "organisationsname",
            "einrichtung",
            "institution",
            "firma",
            "company",
            "stelle",
            "dienststelle",
            "behorde",
            "trager",
            "verein",
            "unternehmen",
            "akteur",
            "partner",
        ],
    ),
    (
        Target::ActorType,
        &[
            "akteursgruppe",
            "akteurstyp",
            "akteursart",
            "art",
            "typ",
            "kategorie",
            "gruppe",
            "type",
            "category",
        ],
    ),
    (Target::Area, &["bereich", "handlungsfeld", "themenfeld", "area"]),
    (
        Target::Address,
        &["anschrift", "adresse", "postanschrift", "strasse", "street", "address", "business street"],
    ),
    (Target::Postcode, &["plz", "postleitzahl", "zip", "postcode", "postal code"]),
    (Target::Town, &["ort", "stadt", "gemeinde", "city", "town"]),
    (Target::FirstName, &["vorname", "first name", "given name"]),
    (
        Target::ContactName,
        &[
            "ansprechpartner",
            "ansprechpartnerin",
            "ansprechpartner innen",
            "ansprechperson",
            "ansprechpersonen",
            "kontakt",
            "kontaktperson",
            "nachname",
            "familienname",
            "zustandig",
            "person",
            "contact",
            "last name",
            "surname",
        ],
    ),
    (
        Target::Phone,
        &[
            "telefon",
            "telefonnummer",
            "telefonnr",
            "tel",
            "fon",
            "rufnummer",
            "durchwahl",
            "phone",
            "telephone",
        ],
    ),
    (Target::Email, &["e mail", "email", "mail", "mailadresse", "e mail adresse", "email adresse"]),
    (Target::Contribution, &["beitrag", "erwarteter beitrag", "contribution", "expected contribution"]),
];

/// Which column probably tells what. Each column is guessed once at most; what
/// stays open people choose.
pub fn guess(columns: &[String]) -> Mapping {
    let keys: Vec<String> = columns.iter().map(|c| sort_key(c)).collect();
    let mut fits: Vec<(u8, usize, Target, usize)> = Vec::new();
    for (order, (target, headings)) in HEADINGS.iter().enumerate() {
        for (column, key) in keys.iter().enumerate() {
            let fit = headings.iter().map(|heading| fit(key, heading)).max().unwrap_or(0);
            if fit > 0 {
                fits.push((4 - fit, order, *target, column));
            }
        }
    }
    fits.sort_unstable_by_key(|(fit, order, _, column)| (*fit, *order, *column));
    let mut mapping = Mapping::default();
    for (_, _, target, column) in fits {
        if !mapping.columns.values().any(|c| *c == column) {
            mapping.columns.entry(target).or_insert(column);
        }
    }
    // „Name“ alone is the organisation's, or the person's where the organisation has its own column.
    let rest = |mapping: &Mapping| {
        let is_name = |key: &str| key == "name" || key.starts_with("name ");
        (0..keys.len()).find(|c| is_name(&keys[*c]) && mapping.columns.values().all(|used| used != c))
    };
    for target in [Target::Organisation, Target::ContactName] {
        if !mapping.columns.contains_key(&target)
            && let Some(column) = rest(&mapping)
        {
            mapping.columns.insert(target, column);
        }
    }
    mapping
}

/// 3: it is the heading; 2: it begins with it; 1: it holds it; 0: neither.
fn fit(key: &str, heading: &str) -> u8 {
    let padded = format!(" {key} ");
    if key == heading {
        3
    } else if padded.starts_with(&format!(" {heading} ")) {
        2
    } else {
        u8::from(padded.contains(&format!(" {heading} ")))
    }
}

/// The programme's types and areas, ready to be recognised in texts.
pub struct Vocabulary {
    types: Vec<ActorType>,
    /// Key and label of each type, in words.
    words: Vec<(Vec<String>, Vec<Vec<String>>)>,
    /// Each area: as it is stored, and its key and name in words.
    areas: Vec<(String, Vec<String>, Vec<String>)>,
}

impl Vocabulary {
    /// From the programme's types.
    pub fn new(types: Vec<ActorType>) -> Self {
        let words = types.iter().map(|t| (words_of(&t.key.replace('_', " ")), forms(&t.label))).collect();
        let mut areas: Vec<_> = types.iter().map(|t| (&t.area, &t.area_label)).collect();
        areas.dedup();
        let areas = areas.into_iter().map(|(area, label)| (area.clone(), words_of(area), words_of(label)));
        Self { words, areas: areas.collect(), types }
    }
    /// The programme's types.
    pub fn types(&self) -> &[ActorType] {
        &self.types
    }

    /// The actor type a text names: by key, by label, or by the label inside a longer
    /// name; the longest label wins. `None` when several fit equally.
    pub fn recognise_type(&self, text: &str, area: Option<&str>) -> Option<&ActorType> {
        let words = words_of(text);
        let (mut best, mut best_fit): (Vec<&ActorType>, usize) = (Vec::new(), 0);
        for (kind, (key, forms)) in self.types.iter().zip(&self.words) {
            let inside =
                forms.iter().filter(|f| holds(&words, f)).map(|f| f.iter().map(String::len).sum()).max();
            let fit = if *key == words { usize::MAX } else { inside.unwrap_or(0) };
            if fit > best_fit {
                (best_fit, best) = (fit, vec![kind]);
            } else if fit == best_fit && fit > 0 {
                best.push(kind);
            }
        }
        // „Sonstige Beratungsstellen“ stands in every area.
        if best.len() > 1
            && let Some(area) = area
        {
            best.retain(|kind| kind.area == area);
        }
        if let [only] = best[..] { Some(only) } else { None }
    }

    /// The area a text names: „B“, „Bereich B“, or words of one area's name only.
    pub fn recognise_area(&self, text: &str) -> Option<&str> {
        let words: Vec<String> = words_of(text).into_iter().filter(|w| w != "bereich").collect();
        let first = words.first()?;
        if let Some((area, ..)) = self.areas.iter().find(|(_, key, _)| key.first() == Some(first)) {
            return Some(area);
        }
        let names = |label: &[String]| words.iter().all(|w| label.iter().any(|l| is_same_word(l, w)));
        let mut fitting = self.areas.iter().filter(|(_, _, label)| names(label));
        match (fitting.next(), fitting.next()) {
            (Some((area, ..)), None) => Some(area),
            _ => None,
        }
    }
}

fn words_of(text: &str) -> Vec<String> {
    sort_key(text).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The ways a label is used: whole, without what stands in brackets, before a
/// comma or „bzw.“, and the abbreviation in brackets.
fn forms(label: &str) -> Vec<Vec<String>> {
    let (bare, rest) = label.split_once('(').unwrap_or((label, ""));
    let bracket = rest.split(')').next().unwrap_or_default().trim();
    let mut forms = vec![label, bare];
    forms.extend(bare.split_once(',').map(|(before, _)| before));
    forms.extend(bare.split_once(" bzw. ").map(|(before, _)| before));
    if !bracket.contains(' ') {
        forms.push(bracket);
    }
    forms.into_iter().map(words_of).filter(|words| !words.is_empty()).collect()
}

fn holds(words: &[String], form: &[String]) -> bool {
    words.windows(form.len()).any(|window| window.iter().zip(form).all(|(a, b)| is_same_word(a, b)))
}

/// The same word in singular or plural: „Berufskolleg“, „Berufskollegs“.
fn is_same_word(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || short.len() >= 5 && long.len() - short.len() <= 2 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary() -> Vocabulary {
        let types = [
            ("auslaenderbehoerde", "Ausländerbehörde", "A"),
            ("ki", "Kommunales Integrationszentrum (KI)", "A"),
            ("beratung_a", "Sonstige Beratungsstellen (Bereich A)", "A"),
            ("berufskollegs", "Berufskollegs", "B"),
            ("hochschulen", "Hochschulen", "B"),
            ("vhs", "Volkshochschule (VHS)", "B"),
            ("bildungstraeger", "Bildungsträger, darunter Sprachkursanbieter", "B"),
            ("beratung_b", "Sonstige Beratungsstellen (Bereich B)", "B"),
            ("sozialamt", "Sozialamt bzw. Stelle für das Asylbewerberleistungsgesetz", "C"),
            ("agentur_fuer_arbeit", "Agentur für Arbeit", "D"),
            ("jobcenter", "Jobcenter", "D"),
        ]
        .map(|(key, label, area)| ActorType {
            key: key.into(),
            label: label.into(),
            area: area.into(),
            area_label: match area {
                "A" => "Migration und Integration",
                "B" => "Bildung und Sprache",
                "C" => "Jugendhilfe, Gesundheit und Soziales",
                _ => "Arbeitsmarkt und Wirtschaft",
            }
            .into(),
        })
        .to_vec();
        Vocabulary::new(types)
    }

    fn guessed(columns: &[&str]) -> Vec<(Target, usize)> {
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        guess(&columns).columns.into_iter().collect()
    }

    #[test]
    fn columns_of_a_german_list_are_guessed() {
        use Target::*;
        assert_eq!(
            guessed(&[
                "Nr.",
                "Institution",
                "Bereich",
                "Vorname",
                "Nachname",
                "Straße",
                "PLZ",
                "Ort",
                "Tel.",
                "E-Mail"
            ]),
            [
                (Organisation, 1),
                (Area, 2),
                (Address, 5),
                (Postcode, 6),
                (Town, 7),
                (FirstName, 3),
                (ContactName, 4),
                (Phone, 8),
                (Email, 9),
            ]
        );
    }

    #[test]
    fn columns_of_an_english_export_are_guessed() {
        use Target::*;
        assert_eq!(
            guessed(&["First Name", "Last Name", "Company", "Business Street", "E-mail Address", "Phone"]),
            [(Organisation, 2), (Address, 3), (FirstName, 0), (ContactName, 1), (Phone, 5), (Email, 4)]
        );
    }

    #[test]
    fn a_name_is_the_organisations_or_the_persons_where_that_has_its_own_column() {
        use Target::*;
        assert_eq!(guessed(&["Name", "Telefon"]), [(Organisation, 0), (Phone, 1)]);
        assert_eq!(guessed(&["Name", "Einrichtung"]), [(Organisation, 1), (ContactName, 0)]);
        assert_eq!(
            guessed(&["Name der Einrichtung", "Art der Einrichtung", "Ansprechpartner/in"]),
            [(Organisation, 0), (ActorType, 1), (ContactName, 2)]
        );
    }

    #[test]
    fn types_are_recognised_by_key_label_abbreviation_and_inside_a_name() {
        for (text, key) in [
            ("vhs", Some("vhs")),
            ("Volkshochschule", Some("vhs")),
            ("VHS Kleve", Some("vhs")),
            ("Kommunales Integrationszentrum", Some("ki")),
            ("Berufskolleg Kleve", Some("berufskollegs")),
            ("Hochschule Rhein-Waal", Some("hochschulen")),
            ("Bildungsträger", Some("bildungstraeger")),
            ("Sozialamt der Stadt Goch", Some("sozialamt")),
            ("Agentur für Arbeit Wesel", Some("agentur_fuer_arbeit")),
            ("agentur_fuer_arbeit", Some("agentur_fuer_arbeit")),
            ("Kickers Emmerich", None),
            ("Sonstige Beratungsstellen", None),
            ("Sportverein", None),
            ("", None),
        ] {
            let known = vocabulary();
            assert_eq!(known.recognise_type(text, None).map(|t| t.key.as_str()), key, "{text}");
        }
        let known = vocabulary();
        let in_b = known.recognise_type("Sonstige Beratungsstellen", Some("B"));
        assert_eq!(in_b.map(|t| t.key.as_str()), Some("beratung_b"));
    }

    #[test]
    fn areas_are_recognised_by_letter_and_name() {
        let known = vocabulary();
        for (text, area) in [
            ("B", Some("B")),
            ("Bereich c", Some("C")),
            ("D – Arbeitsmarkt", Some("D")),
            ("Bildung", Some("B")),
            ("Gesundheit und Soziales", Some("C")),
            ("und", None),
            ("Sport", None),
            ("", None),
        ] {
            assert_eq!(known.recognise_area(text), area, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_column_is_guessed_for_two_things(columns in proptest::collection::vec(
            "(Name|Organisation|E-Mail|Telefon|Ort|Art|Kontakt|Vorname|Bereich| |/|der){1,4}", 0..12,
        )) {
            let mapping = guess(&columns);
            let mut used: Vec<usize> = mapping.columns.values().copied().collect();
            used.sort_unstable();
            let many = used.len();
            used.dedup();
            prop_assert_eq!(used.len(), many);
            prop_assert!(used.iter().all(|c| *c < columns.len()));
        }
    }
}
