//! What must never stand in a text about talks: dates of birth, numbers of files and of
//! people, ways to reach somebody. And what looks like a name or an address, of which the
//! writer is warned only: German nouns are capitalised too.
//!
//! The patterns are written in what Rust and browsers read alike, so that the page's
//! script checks by the same list ([`for_script`]) and the server has the last word. A
//! full date is refused whatever it is the date of: nobody can tell a birthday from
//! another day, and month and year say enough.

use regex::{Regex, RegexBuilder};
use serde::Serialize;
use std::sync::LazyLock;

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// A full date: day, month and year, or a birthday.
    Date,
    /// A number of a file, a person or an account.
    Number,
    /// A telephone number.
    Phone,
    /// An e-mail address or the name of an online account.
    Email,
}

impl Blocked {
    /// The end of the id of the text that says so.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Number => "number",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// Day, month and year as people write them.
const DAY: &str = "(?:0?[1-9]|[12][0-9]|3[01])";
const MONTH: &str = "(?:0?[1-9]|1[0-2])";
/// Other calendars count otherwise: 1378 is a year of birth in Iran and Afghanistan.
const YEAR: &str = "(?:1[2-9]|20)[0-9]{2}";
const NAMED: &str = "(?:januar|jänner|jan|january|februar|feber|feb|february|märz|maerz|mär|mrz|mar|march|april|apr|mai|may|\
                     juni|june|jun|juli|july|jul|august|aug|september|sept|sep|oktober|october|okt|oct|november|nov|\
                     dezember|december|dez|dec)";

struct Pattern {
    kind: Blocked,
    text: String,
    ignore_case: bool,
}

fn patterns() -> Vec<Pattern> {
    let mut all = Vec::new();
    let mut add = |kind, ignore_case, text: String| all.push(Pattern { kind, text, ignore_case });
    let start = "(?:^|[^0-9])";
    let end = "(?:$|[^0-9])";
    for mark in ["\\.", "\\/", "-", "–"] {
        let mark = format!("\\s*{mark}\\s*");
        add(Blocked::Date, false, format!("{start}{DAY}{mark}{MONTH}{mark}(?:{YEAR}|[0-9]{{2}}){end}"));
        add(Blocked::Date, false, format!("{start}{MONTH}{mark}{DAY}{mark}{YEAR}{end}"));
        add(Blocked::Date, false, format!("{start}{YEAR}{mark}{MONTH}{mark}{DAY}{end}"));
    }
    add(
        Blocked::Date,
        false,
        format!("{start}{DAY}(?:\\s*,\\s*|\\s+|\\s*[.\\/-]\\s*){MONTH}(?:\\s*,\\s*|\\.?\\s+){YEAR}{end}"),
    );
    add(Blocked::Date, true, format!("{start}{DAY}\\s*\\.\\s*[ivx]{{1,4}}\\s*\\.\\s*{YEAR}{end}"));
    let day_named = format!("{start}{DAY}(?:\\.|st|nd|rd|th)?\\s*(?:of\\s+)?[-\\/]?\\s*{NAMED}\\.?");
    add(Blocked::Date, true, format!("{day_named}\\s*,?\\s*[-\\/]?\\s*(?:{YEAR}|['’]?[0-9]{{2}}){end}"));
    let named_day = format!("(?:^|[^\\p{{L}}]){NAMED}\\.?\\s+{DAY}(?:st|nd|rd|th)?\\s*,?\\s+{YEAR}{end}");
    add(Blocked::Date, true, named_day);
    // Without its year it is a birthday only where it is said so.
    let birth = "(?:^|[^\\p{L}])(?:geb\\.?|geboren|geburtsdatum|geburtstag|geburtstags|born|birthday|birthdate|dob)\
                 (?:[^\\p{L}0-9][^0-9\\n]{0,24})?(?:[^0-9])";
    add(Blocked::Date, true, format!("{birth}{DAY}\\s*[.\\/]\\s*{MONTH}{end}"));
    add(Blocked::Date, true, format!("{birth}{DAY}\\.?\\s*{NAMED}(?:$|[^\\p{{L}}])"));
    add(Blocked::Date, true, format!("{birth}(?:[^0-9\\n]{{0,12}}\\s)?{NAMED}\\s+{DAY}(?:$|[^0-9])"));

    add(Blocked::Email, true, "@\\s?[\\p{L}0-9_]".to_owned());
    add(Blocked::Email, true, "[\\p{L}0-9_]\\s?[\\(\\[]\\s?(?:at|ät)\\s?[\\)\\]]".to_owned());

    add(Blocked::Phone, false, "(?:\\+|(?:^|[^0-9])00)[1-9][0-9\\s\\(\\)\\/.-]{6,}[0-9]".to_owned());
    let area = "0(?:[1-7][0-9]{1,4}|[89][1-9][0-9]{1,3}|[89]0[1-9][0-9]{0,2})";
    let dialled = "\\s?[\\/ .–-]\\s?[0-9][0-9 -]{3,}";
    add(Blocked::Phone, false, format!("(?:^|[^0-9.,:])\\(?{area}\\)?{dialled}"));
    add(
        Blocked::Phone,
        false,
        "(?:^|[^0-9])\\(?0\\s[1-9][0-9]{1,2}\\s(?:[0-9]{2}\\)?\\s?)?[\\/-]\\s?[0-9][0-9 ]{2,}".to_owned(),
    );
    let phone = "(?:^|[^\\p{L}])(?:tel\\.?|telefon(?:nummer|nr\\.?)?|handy(?:nummer|nr\\.?)?|mobil(?:nummer|nr\\.?)|whats\\s?app)";
    add(Blocked::Phone, true, format!("{phone}\\s*[:#]?\\s*[0-9][0-9 \\/-]{{5,}}"));

    // AZR, BAMF, need community, customer, pension, tax, account, passport, court.
    add(Blocked::Number, false, "[0-9]{7,}".to_owned());
    add(Blocked::Number, false, format!("{start}(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{{2}}{end}"));
    let long = "(?:(?:0|[3-9])[0-9]{2,}|(?:1[0-8]|2[1-9])[0-9]{2,})(?:[ \\/-][0-9]{3,}){2,}";
    add(Blocked::Number, false, format!("(?:^|[^0-9.]){long}"));
    add(Blocked::Number, false, format!("[0-9]{{1,3}}(?:[ .][0-9]{{3}}){{2}}\\s?[\\/–-]\\s?[0-9]{{3}}{end}"));
    add(Blocked::Number, false, "[0-9]{5}\\s*\\/\\/\\s*[0-9]{4,}".to_owned());
    add(Blocked::Number, true, "(?:^|[^\\p{L}])bg[\\s-]*(?:nr\\.?|nummer)?[:\\s-]*[0-9]{4,}".to_owned());
    add(Blocked::Number, true, "(?:^|[^\\p{L}0-9])[0-9]{3}\\s?[a-z]\\s?[0-9]{6}".to_owned());
    add(Blocked::Number, true, "[0-9]{2}\\s?[0-9]{6}\\s?[a-z]\\s?[0-9]{3}".to_owned());
    add(Blocked::Number, false, "[0-9]{2}\\s[0-9]{3}\\s[0-9]{3}\\s[0-9]{3}".to_owned());
    add(Blocked::Number, true, "(?:^|[^\\p{L}])[a-z]{2}[0-9]{2}(?:\\s?[0-9]{4}){2,}".to_owned());
    let pass = "[CFGHJKLMNPRTVWXYZ][0-9]{2}[CFGHJKLMNPRTVWXYZ0-9]{6}";
    add(Blocked::Number, false, format!("(?:^|[^\\p{{L}}0-9]){pass}(?:$|[^\\p{{L}}0-9])"));
    add(
        Blocked::Number,
        false,
        format!("{start}[0-9]{{1,3}}\\s?[A-Z]{{1,2}}\\s?[0-9]{{1,5}}\\s?\\/\\s?[0-9]{{2}}{end}"),
    );
    let named = "(?:aktenzeichen|az[.:]|azr-?\\s?(?:nr\\.?|nummer)|gesch(?:ä|ae)ftszeichen|gz\\.|\
                 (?:kunden|bamf|bg|fall|akten|ausweis|pass|steuer|versicherten|sozialversicherungs|renten)-?(?:nr\\.?|nummer|id))";
    let number = "\\s*(?:ist|lautet)?\\s*[:=#]?\\s*[\\p{L}\\/.-]{0,8}[\\s]?[0-9][\\p{L}0-9\\/.-]{2,}";
    add(Blocked::Number, true, format!("(?:^|[^\\p{{L}}]){named}{number}"));
    all
}

/// How the words of a pattern are looked at before they count as a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Look {
    /// They count as they are.
    Plain,
    /// Two capitalised words in the middle of a sentence: unless one is a thing.
    Middle,
    /// The first two words of a sentence: unless one is a thing, or the first is none that
    /// a name begins with.
    Start,
    /// Up to the number of a house.
    Address,
}

/// Between two words, and before the first.
const BEFORE: &str = "(?:^|[^\\p{L}])";

/// Given names that are no German words, as they are written most often. They count
/// wherever they stand, also in small letters.
const GIVEN: &[&str] = &[
    "abdallah",
    "abdoulaye",
    "abdul",
    "abdullah",
    "ahmad",
    "ahmed",
    "ahmet",
    "aischa",
    "aisha",
    "ali",
    "aliou",
    "amadou",
    "amina",
    "aminata",
    "amir",
    "amira",
    "anas",
    "arash",
    "arman",
    "asma",
    "ayse",
    "ayşe",
    "aziz",
    "bakary",
    "baran",
    "bashar",
    "berivan",
    "bilal",
    "boubacar",
    "darya",
    "dilan",
    "dmytro",
    "ehsan",
    "elif",
    "emre",
    "esmatullah",
    "farid",
    "fatima",
    "fatma",
    "fatoumata",
    "filmon",
    "ghassan",
    "habib",
    "hadi",
    "hamid",
    "hamza",
    "hanan",
    "hasan",
    "hassan",
    "heba",
    "hossein",
    "hussain",
    "hussein",
    "ibrahim",
    "ibrahima",
    "iryna",
    "ismail",
    "jamal",
    "jamila",
    "javad",
    "jawad",
    "kareem",
    "karim",
    "khadija",
    "khaled",
    "khalid",
    "laila",
    "layla",
    "leila",
    "leyla",
    "lukas",
    "mahdi",
    "mahmoud",
    "mahmud",
    "malika",
    "mamadou",
    "mariam",
    "mariama",
    "maryam",
    "mehdi",
    "mehmet",
    "merhawi",
    "mohamad",
    "mohamed",
    "mohammad",
    "mohammed",
    "mostafa",
    "muhammad",
    "muhammed",
    "murat",
    "mustafa",
    "mykola",
    "nabil",
    "najib",
    "nasrin",
    "nasser",
    "nour",
    "oleksandr",
    "olena",
    "omar",
    "osman",
    "ousmane",
    "parwin",
    "rahim",
    "rania",
    "reza",
    "rohullah",
    "rojda",
    "rojin",
    "sahar",
    "salim",
    "salma",
    "samir",
    "samira",
    "sara",
    "sarah",
    "selam",
    "semhar",
    "serkan",
    "shabnam",
    "shirin",
    "svitlana",
    "tarek",
    "tariq",
    "tesfay",
    "tetiana",
    "wahid",
    "walid",
    "yasin",
    "yasmin",
    "yasser",
    "yonas",
    "yousef",
    "youssef",
    "yusuf",
    "zabihullah",
    "zahra",
    "zainab",
    "zeinab",
    "zeynep",
    "ziad",
];

/// What one person does: after it, two capitalised words at the beginning of a sentence
/// look like somebody's name.
const DOES: &str = "(?:sagt|sagte|findet|fand|ist|war|hat|hatte|will|wollte|möchte|kann|konnte|darf|durfte|muss|musste|kommt|kam|\
                    wohnt|geht|ging|braucht|lernt|sucht|arbeitet|erzählt|erzählte|berichtet|berichtete|lebt|macht|wartet|meint)";

struct Name {
    look: Look,
    text: String,
}

/// What looks like a name or an address.
fn name_patterns() -> Vec<Name> {
    let plain = |text: String| Name { look: Look::Plain, text };
    let street = "(?:[\\p{L}-]{2,}(?:straße|strasse|str\\.?|allee|gasse)|\\p{Lu}[\\p{L}-]+\\s(?:Straße|Strasse|Str\\.|Allee|Gasse))";
    let house = "[0-9]{1,3}\\s?[a-z]?";
    let ways = "(?:[\\p{L}-]{3,}(?:weg|platz)|\\p{Lu}[\\p{L}-]+\\s(?:Weg|Platz))";
    let place = "(?:$|[.,;!?)]|\\s+(?:in|bei|und|mit|[0-9]{5})(?:$|[^\\p{L}0-9]))";
    let first = |name: &&str| {
        let mut chars = name.chars();
        let head: String = chars.next().into_iter().flat_map(|c| [c.to_ascii_uppercase(), c]).collect();
        format!("[{head}]{}", chars.as_str())
    };
    let given = GIVEN.iter().map(first).collect::<Vec<_>>().join("|");
    vec![
        plain(format!(
            "{BEFORE}(?:Herrn?|Frau|Hr\\.|Fr\\.|Familie|Fam\\.|Mr\\.?|Mrs\\.?|Ms\\.?)\\s+\\p{{Lu}}[\\p{{L}}'’-]+"
        )),
        plain(format!(
            "{BEFORE}(?:namens|[Ee]r heißt|[Ss]ie heißt|Name ist|[Ii]ch heiße)\\s+\\p{{Lu}}\\p{{L}}+"
        )),
        plain(format!(
            "{BEFORE}(?:Klient|Klientin|Teilnehmer|Teilnehmerin|Schüler|Schülerin)\\s+\\p{{Lu}}\\p{{Ll}}+"
        )),
        Name {
            look: Look::Middle,
            text: "[\\p{Ll}0-9,;:\\)]\\s+\\p{Lu}\\p{Ll}+\\s+\\p{Lu}\\p{Ll}+".to_owned(),
        },
        plain(format!("{BEFORE}(?:{given})(?:\\s+\\p{{Lu}}[\\p{{L}}'’-]+)?(?:$|[^\\p{{L}}'’-])")),
        Name {
            look: Look::Start,
            text: format!(
                "(?:^|[.!?\\n]\\s*)\\p{{Lu}}\\p{{Ll}}+\\s+\\p{{Lu}}[\\p{{L}}'’-]+\\s+{DOES}(?:$|[^\\p{{L}}])"
            ),
        },
        Name { look: Look::Address, text: format!("{BEFORE}{street}\\s*{house}(?:$|[^\\p{{L}}0-9])") },
        Name { look: Look::Address, text: format!("{BEFORE}{ways}\\s+[0-9]{{1,3}}[a-z]?{place}") },
    ]
}

/// First words of a sentence that no name begins with.
const BEGINS: &[&str] = &[
    "Ab",
    "Aber",
    "Abends",
    "Als",
    "Am",
    "An",
    "Auch",
    "Auf",
    "Aus",
    "Außerdem",
    "Bei",
    "Beim",
    "Bis",
    "Da",
    "Damit",
    "Dann",
    "Das",
    "Dass",
    "Dem",
    "Den",
    "Der",
    "Des",
    "Die",
    "Doch",
    "Dort",
    "Durch",
    "Ein",
    "Es",
    "Für",
    "Hier",
    "Ihm",
    "Ihn",
    "Ihr",
    "Im",
    "In",
    "Ins",
    "Ja",
    "Jetzt",
    "Kaum",
    "Kein",
    "Laut",
    "Manchmal",
    "Mein",
    "Mehr",
    "Mit",
    "Morgens",
    "Nach",
    "Nein",
    "Nicht",
    "Noch",
    "Nur",
    "Ob",
    "Oder",
    "Oft",
    "Ohne",
    "Per",
    "Pro",
    "Schon",
    "Sein",
    "Seit",
    "Sich",
    "So",
    "Sonst",
    "Statt",
    "Trotz",
    "Um",
    "Und",
    "Unser",
    "Viel",
    "Vom",
    "Von",
    "Vor",
    "Wann",
    "Was",
    "Weil",
    "Wenig",
    "Wenn",
    "Wie",
    "Wo",
    "Zu",
    "Zum",
    "Zur",
    "Zwei",
    "Zwölf",
    "Drei",
    "Fünf",
    "Sechs",
    "Acht",
    "Zehn",
];

/// Ends of first words that are no given names: adjectives and plurals.
const ENDS: [&str; 7] = ["e", "en", "er", "es", "em", "ich", "ig"];

/// Words that stand beside another capitalised word without being part of a name.
const ORDINARY: [&str; 72] = [
    "Agentur",
    "Amt",
    "Arbeit",
    "Bad",
    "Berufskolleg",
    "Bezirk",
    "Bund",
    "Bus",
    "Caritas",
    "Deutsch",
    "Diakonie",
    "Duldung",
    "Englisch",
    "Euro",
    "Farsi",
    "Gemeinde",
    "Gestattung",
    "Gesetz",
    "Gramm",
    "Haus",
    "Herren",
    "Hilfe",
    "Integration",
    "Jahr",
    "Jahre",
    "Jahren",
    "Jobcenter",
    "Jugendamt",
    "Jugendliche",
    "Kirche",
    "Kilometer",
    "Klasse",
    "Klassen",
    "Kolping",
    "Kreis",
    "Kreises",
    "Kurs",
    "Kurse",
    "Land",
    "Landes",
    "Leute",
    "Mal",
    "Mathe",
    "Minute",
    "Minuten",
    "Monat",
    "Monate",
    "Monaten",
    "Nordrhein",
    "Platz",
    "Plätze",
    "Prozent",
    "Rotes",
    "Rhein",
    "Sankt",
    "Schule",
    "Sozialamt",
    "Stadt",
    "Stelle",
    "Stunde",
    "Stunden",
    "Tag",
    "Tage",
    "Tagen",
    "Teilzeit",
    "Uhr",
    "Verein",
    "Volkshochschule",
    "Westfalen",
    "Woche",
    "Wochen",
    "Zentrum",
];

/// Ends of words that are things.
const THINGS: [&str; 20] = [
    "ung", "ungen", "heit", "keit", "schaft", "kurs", "kurse", "schule", "schulen", "amt", "zentrum",
    "platz", "kolleg", "behörde", "stelle", "tag", "hilfe", "wohnung", "verein", "zeit",
];

/// Something that must not stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it looks like.
    pub kind: Blocked,
    /// The words, as they were typed.
    pub words: String,
}

struct Compiled {
    blocked: Vec<(Blocked, Regex)>,
    names: Vec<(Look, Regex)>,
}

/// All patterns, compiled once.
static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let regex = |text: &str, ignore_case| {
        RegexBuilder::new(text)
            .case_insensitive(ignore_case)
            .build()
            .unwrap_or_else(|e| panic!("{text}: {e}"))
    };
    Compiled {
        blocked: patterns().iter().map(|p| (p.kind, regex(&p.text, p.ignore_case))).collect(),
        names: name_patterns().iter().map(|p| (p.look, regex(&p.text, false))).collect(),
    }
});

/// Digits of other scripts count as digits, and what nobody sees hides nothing.
fn plain(text: &str) -> String {
    let digit = |c: char, zero: char| char::from_digit(u32::from(c) - u32::from(zero), 10);
    text.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .filter_map(|c| match c {
            '٠'..='٩' => digit(c, '٠'),
            '۰'..='۹' => digit(c, '۰'),
            '０'..='９' => digit(c, '０'),
            '．' | '。' | '·' => Some('.'),
            '／' | '⁄' | '∕' => Some('/'),
            '‐' | '‑' | '‒' | '—' | '−' => Some('-'),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => Some(' '),
            c => Some(c),
        })
        .collect()
}

/// What must not stand in the text, the first found.
pub fn blocked(text: &str) -> Option<Found> {
    let text = plain(text);
    COMPILED.blocked.iter().find_map(|(kind, pattern)| {
        let words = pattern.find(&text)?.as_str();
        let words = words.trim_matches(|c: char| c.is_whitespace() || ",;:()".contains(c));
        Some(Found { kind: *kind, words: words.to_owned() })
    })
}

/// What looks like names or addresses, each once, in order.
pub fn names(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut found: Vec<String> = Vec::new();
    for (look, pattern) in &COMPILED.names {
        for hit in pattern.find_iter(&text) {
            let words = hit.as_str().trim_matches(|c: char| !c.is_alphanumeric());
            let Some(words) = look.words(words) else { continue };
            if !found.iter().any(|known| known.contains(&words)) {
                found.push(words);
            }
        }
    }
    found
}

impl Look {
    /// The words that look like a name; `None` where they are something else.
    fn words(self, hit: &str) -> Option<String> {
        let mut words: Vec<&str> = hit.split_whitespace().collect();
        match self {
            Self::Plain => {}
            Self::Middle => {
                // The last letter before the two words was matched too.
                if words.len() == 3 {
                    words.remove(0);
                }
            }
            Self::Start => {
                words.truncate(2);
                let first = words.first().copied().unwrap_or_default();
                if BEGINS.contains(&first) || ENDS.iter().any(|end| first.ends_with(end)) {
                    return None;
                }
            }
            Self::Address => {
                let number = words.iter().position(|word| word.chars().any(|c| c.is_ascii_digit()));
                words.truncate(number.map_or(words.len(), |at| at + 1));
            }
        }
        let may_be_things = matches!(self, Self::Middle | Self::Start);
        let is_thing = may_be_things && words.iter().any(|word| is_ordinary(word));
        (!is_thing).then(|| words.join(" "))
    }
}

fn is_ordinary(word: &str) -> bool {
    ORDINARY.contains(&word) || THINGS.iter().any(|end| word.ends_with(end))
}

/// The same list for the page's script, as JSON.
pub fn for_script() -> &'static str {
    #[derive(Serialize)]
    struct Rule {
        kind: &'static str,
        pattern: String,
        flags: &'static str,
    }
    #[derive(Serialize)]
    struct Rules {
        blocked: Vec<Rule>,
        names: Vec<NameRule>,
        ordinary: &'static [&'static str],
        things: &'static [&'static str],
        begins: &'static [&'static str],
        ends: &'static [&'static str],
    }
    #[derive(Serialize)]
    struct NameRule {
        look: Look,
        pattern: String,
    }
    static JSON: LazyLock<String> = LazyLock::new(|| {
        let rule = |p: Pattern| Rule {
            kind: p.kind.key(),
            pattern: p.text,
            flags: if p.ignore_case { "iu" } else { "u" },
        };
        let blocked = patterns().into_iter().map(rule).collect();
        let name = |p: Name| NameRule { look: p.look, pattern: p.text };
        let rules = Rules {
            blocked,
            names: name_patterns().into_iter().map(name).collect(),
            ordinary: &ORDINARY,
            things: &THINGS,
            begins: BEGINS,
            ends: &ENDS,
        };
        serde_json::to_string(&rules).unwrap_or_default()
    });
    &JSON
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(text: &str) -> Option<Blocked> {
        blocked(text).map(|found| found.kind)
    }

    #[test]
    fn full_dates_are_refused_however_they_are_written() {
        for text in [
            "01.02.1999",
            "1.2.1999",
            "1.2.99",
            "1. 2. 1999",
            "01 . 02 . 1999",
            "1/2/1999",
            "01-02-1999",
            "1–2–1999",
            "1999-02-01",
            "1999/02/01",
            "1999.2.1",
            "02/28/1999",
            "01 02 1999",
            "1,2,1999",
            "01.02 1999",
            "1.II.1999",
            "1. XII. 1999",
            "1. Februar 1999",
            "1.Feb.99",
            "1 Feb 1999",
            "am 3. März 2001 geboren",
            "3. Maerz '01",
            "5th of March 1999",
            "March 5, 1999",
            "5-Mar-1999",
            "geb. 01.02.1999",
            "geboren am 5.3.",
            "geb. am 5. März",
            "Geburtstag: 12/03",
            "Geburtsdatum 05.03.",
            "born March 5",
            "٠١.٠٢.١٩٩٩",
            "۱۳۷۸/۰۱/۰۱",
            "１.２.１９９９",
            "1.1.1378",
            "0\u{200b}1.02.1999",
            "01\u{a0}.\u{a0}02.1999",
            "Er ist am 31.12.2000 gekommen",
            "(01.02.1999)",
            "1.2.1999-4.5.2000",
        ] {
            assert_eq!(kind(text), Some(Blocked::Date), "{text}");
        }
        for text in ["01021999", "19990201", "010299"] {
            assert_eq!(kind(text), Some(Blocked::Number), "{text}");
        }
    }

    #[test]
    fn numbers_of_files_and_of_people_are_refused() {
        for text in [
            "AZR 050311123456",
            "0503 1112 3456",
            "AZR-Nr. 050311",
            "BAMF 7123456-438",
            "7 123 456 - 438",
            "7.123.456-438",
            "31302BG0012345",
            "31302 BG 0012345",
            "31302//0012345",
            "BG-Nummer 12345",
            "BG 0012345",
            "123A456789",
            "Kundennummer: 123A45",
            "65 170839 J 003",
            "12 345 678 901",
            "DE89 3704 0044 0532 0130 00",
            "L01X00T47",
            "T22000129",
            "12 K 345/19",
            "Aktenzeichen 33-21.4/19",
            "Az. 4711/19",
            "Aktenzeichen: III-4711",
            "Fallnummer 20193",
            "Pass-Nr. C01X0006H",
            "Steuer-ID 12345",
        ] {
            // Some could be telephone numbers just as well.
            let found = kind(text);
            assert!(matches!(found, Some(Blocked::Number | Blocked::Phone)), "{text}: {found:?}");
        }
    }

    #[test]
    fn ways_to_reach_somebody_are_refused() {
        for text in [
            "0170 1234567",
            "0170/1234567",
            "0170-123 45 67",
            "0170.1234567",
            "(02821) 85 01",
            "02821/85-0123",
            "+49 170 1234567",
            "0049 170 1234567",
            "0211 1234",
            "0 28 21 / 8 50",
            "Tel. 85 01 23",
            "Handy: 1234567",
            "Handynummer 12 34 56",
        ] {
            let found = kind(text);
            assert!(matches!(found, Some(Blocked::Phone | Blocked::Number)), "{text}: {found:?}");
        }
        for text in [
            "kim@schule.example",
            "kim @ schule.example",
            "kim(at)schule.example",
            "kim [at] schule",
            "Insta @kim_01",
        ] {
            assert_eq!(kind(text), Some(Blocked::Email), "{text}");
        }
    }

    #[test]
    fn what_people_write_about_their_lives_passes() {
        for text in [
            "",
            "Seit 2015 hier, Kurs 2017/2018 und 2018/19.",
            "Von 2015 bis 2019, dann 2020.",
            "In den Jahren 2017, 2018, 2019.",
            "§ 25a AufenthG und § 60a Abs. 2 Satz 4",
            "§§ 16 bis 18",
            "SGB II, SGB XII, § 16i SGB II",
            "§ 104c Abs. 1",
            "8-12 Uhr",
            "Mo-Fr 8.30-12.30 Uhr",
            "08:00–16:00",
            "8.30 bis 12 Uhr",
            "8-12/13-17 Uhr",
            "dienstags 9.00 Uhr",
            "Ab März 2019 ein Kurs.",
            "im Mai 2019",
            "bis 12/2019",
            "seit 03/2018",
            "von 08/2019 bis 10/2020",
            "am 12.3. war Elternabend",
            "Am 3. Mai kamen viele.",
            "18 bis 20 Jahre alt",
            "B1-Prüfung, B2 fehlt",
            "47533 Kleve",
            "Linie 55, 45 Minuten",
            "1.000.000 Euro",
            "12.500 Personen",
            "250000 Menschen",
            "Punkt 4.2.1 und 8.9",
            "3 Kinder, 2 Zimmer, 450 Euro",
            "Klassen 5, 6, 10",
            "Aktenzeichen fehlen oft",
            "Az. wird verlangt",
            "Mobilität 2019-2020",
            "400 Stunden, dann 200 Stunden",
            "Geboren in Syrien, seit 3 Jahren hier",
            "Angebot 1.1 und 1.2",
            "16+",
            "24/7",
            "50 %",
            "1:1-Betreuung",
            "80-90 Prozent",
            "Die BG wird getrennt",
            "Er ist 19, sie 21.",
            "Seite 12/13",
            "Am Wochenende (Sa/So) zu",
        ] {
            assert_eq!(blocked(text), None, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_name_is_pointed_out() {
        for (text, name) in [
            ("Gespräch mit Herrn Ahmad", "Herrn Ahmad"),
            ("Frau Öztürk sagt", "Frau Öztürk"),
            ("ein Junge namens Yusuf", "namens Yusuf"),
            ("Er heißt Amir.", "Er heißt Amir"),
            ("ich sprach mit Ahmad Karimi darüber", "Ahmad Karimi"),
            ("Es kamen: Sara Demir und andere", "Sara Demir"),
            ("der Schüler Tarek kommt", "Schüler Tarek"),
            ("Mohammed Al-Hassan findet keinen Kurs", "Mohammed Al-Hassan"),
            ("Mohammed findet keinen Kurs.", "Mohammed"),
            ("ahmad sagt, der Bus fehlt", "ahmad"),
            ("Der Kurs ist voll. Junis Amadi wartet seit Mai", "Junis Amadi"),
            ("Lina Petrowska hat keinen Platz", "Lina Petrowska"),
            ("Sie wohnt Hauptstraße 12", "Hauptstraße 12"),
            ("in der Bahnhofstr. 7a", "Bahnhofstr. 7a"),
            ("Emmericher Straße 120 in Kleve", "Emmericher Straße 120"),
            ("wohnt am Kirchweg 3", "Kirchweg 3"),
            ("Lindenallee 4, Kleve", "Lindenallee 4"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn ordinary_german_is_no_name() {
        for text in [
            "Der Kurs ist zu weit weg.",
            "Viele Jugendliche warten.",
            "im Jobcenter Kleve",
            "beim Kreis Wesel",
            "zwei Stunden Deutsch",
            "das heißt Wartezeit",
            "Keine Wohnung. Keine Ruhe.",
            "die Ausländerbehörde Kleve",
            "zehn Minuten Bus",
            "Die Frau will arbeiten.",
            "Nordrhein-Westfalen",
            "am Berufskolleg Geldern",
            "VHS-Kurs, B1",
            "Ohne Duldung Angst",
            "Gute Beratung ist selten.",
            "Viele Kurse sind voll. Keine Wohnung ist frei.",
            "Das Jobcenter Kleve hat geholfen.",
            "Jobcenter Kleve hat geholfen.",
            "Berufskolleg Goch ist gut.",
            "Nur Deutsch lernt man da.",
            "Arbeitsplatz 3 Monate gesucht",
            "Kitaplatz 2 Jahre gesucht",
            "Schulweg 45 Minuten",
            "auf der Straße, 2 Stunden",
            "Mein Vater ist noch dort.",
            "Abends Bus ist schwierig",
            "Alis Kurs",
        ] {
            assert_eq!(names(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn the_words_found_are_told() {
        assert_eq!(blocked("Sie, (01.02.1999), sagt").map(|f| f.words).as_deref(), Some("01.02.1999"));
    }

    proptest! {
        #[test]
        fn no_date_of_birth_passes(
            year in 1940..2020_i32, month in 1..=12_u32, day in 1..=28_u32, shape in 0..14_usize,
            before in "[a-zäöü ]{0,12}", after in "[a-zäöü ]{0,12}",
        ) {
            let short = year % 100;
            let names = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];
            let name = names[usize::try_from(month - 1).expect("small")];
            let date = match shape {
                0 => format!("{day:02}.{month:02}.{year}"),
                1 => format!("{day}.{month}.{year}"),
                2 => format!("{day}.{month}.{short:02}"),
                3 => format!("{day}/{month}/{year}"),
                4 => format!("{day:02}-{month:02}-{year}"),
                5 => format!("{year}-{month:02}-{day:02}"),
                6 => format!("{day}. {name} {year}"),
                7 => format!("{day}.{name} {short:02}"),
                8 => format!("{day} . {month} . {year}"),
                9 => format!("{day:02}{month:02}{year}"),
                10 => format!("{day:02}{month:02}{short:02}"),
                11 => format!("{year}{month:02}{day:02}"),
                12 => format!("{day:02} {month:02} {year}"),
                _ => format!("{month:02}/{day:02}/{year}"),
            };
            let text = format!("{before} {date} {after}");
            prop_assert!(blocked(&text).is_some(), "{}", text);
        }

        #[test]
        fn years_paragraphs_and_hours_pass(
            year in 1950..2035_u32, paragraph in 1..200_u32, letter in "[a-d]?", from in 0..24_u32, to in 0..24_u32, half in 0..2_u32,
            before in "[a-zäöü ]{0,12}",
        ) {
            let minutes = half * 30;
            for text in [
                format!("{before} seit {year}"),
                format!("{before} {year}/{}", year + 1),
                format!("{before} {year}-{}", year + 4),
                format!("{before} § {paragraph}{letter} AufenthG"),
                format!("{before} § {paragraph}{letter} Abs. 2"),
                format!("{before} {from}-{to} Uhr"),
                format!("{before} {from:02}:{minutes:02}-{to:02}:{minutes:02} Uhr"),
                format!("{before} {from}.{minutes:02} bis {to}.00 Uhr"),
                format!("{before} {from}.{minutes:02}–{to}.{minutes:02} Uhr"),
            ] {
                prop_assert_eq!(blocked(&text), None, "{}", text);
            }
        }
    }
}
