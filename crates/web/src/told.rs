//! What a line of the audit says, in German. Lines name acts, tables and fields in the
//! language of the code, so that programs and years later the same words mean the same;
//! people read these. An act is called by its own words: `wave … closed` is
//! `act-wave-closed`; tables and fields by theirs (`table-person`, `column-name`).

use crate::Texts;

/// The subject of a line as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub act: String,
    /// To which rows: their keys, as they stand in the line.
    pub keys: Vec<String>,
}

/// Acts that name something by a plain word; `*` stands for that one.
const WITH_WORDS: [(&str, &str); 7] = [
    ("answer * * agreed", "act-answer-agreed"),
    ("answer * * saved", "act-answer-saved"),
    ("assignment * name * erased", "act-assignment-name-erased"),
    ("figure * of * entered", "act-figure-of-entered"),
    ("legal page * changed", "act-legal-page-changed"),
    ("* passages taken over into * *", "act-passages-taken-over-into"),
    ("workbook * carried over to version *", "act-workbook-carried-over-to-version"),
];

/// The subject of a line in words.
pub fn told(texts: &Texts, subject: &str) -> Told {
    let (subject, token) = match subject.rsplit_once(" (token ") {
        Some((subject, token)) => (subject, Some(token.trim_end_matches(')').to_owned())),
        None => (subject, None),
    };
    let mut told = if let Some(path) = looked_at(subject) {
        Told { act: texts.say("act-looked").to_string(), keys: vec![path.to_owned()] }
    } else {
        let (id, keys) = act(subject);
        let act = if texts.has(&id) { texts.say(&id).to_string() } else { subject.to_owned() };
        Told { act, keys }
    };
    if let Some((_, more)) = subject.split_once(": ") {
        let id = text_id("act-more", more);
        if texts.has(&id) {
            told.act = format!("{} ({})", told.act, texts.say(&id));
        } else if is_key(more) {
            told.keys.push(more.to_owned());
        }
    }
    if let Some(token) = token {
        told.act = format!("{}, {}", told.act, texts.say("act-by-token"));
        told.keys.push(token);
    }
    told
}

/// The fields of a line in words: `person.name, person.email` is `Konto: Name, E-Mail-Adresse`.
pub fn told_fields(texts: &Texts, fields: &str) -> String {
    let mut by_table: Vec<(&str, Vec<String>)> = Vec::new();
    for field in fields.split(", ") {
        let (table, column) = field.split_once('.').unwrap_or((field, ""));
        if by_table.last().is_none_or(|(last, _)| *last != table) {
            by_table.push((table, Vec::new()));
        }
        if let Some((_, columns)) = by_table.last_mut()
            && !column.is_empty()
        {
            columns.push(said_or(texts, &column_id(column), column));
        }
    }
    let tables = by_table.into_iter().map(|(table, columns)| {
        let table = said_or(texts, &table_id(table), table);
        if columns.is_empty() { table } else { format!("{table}: {}", columns.join(", ")) }
    });
    tables.collect::<Vec<_>>().join("; ")
}

/// The text id of an act, and the keys the line names.
pub fn act(subject: &str) -> (String, Vec<String>) {
    let head = subject.split_once(": ").map_or(subject, |(head, _)| head);
    if let Some((sort, to)) = head.split_once(" sent to ") {
        return (
            text_id("act", &format!("{sort} sent")),
            to.split(' ').filter(|word| is_key(word)).map(str::to_owned).collect(),
        );
    }
    let words: Vec<&str> = head.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    for (pattern, id) in WITH_WORDS {
        let pattern: Vec<&str> = pattern.split(' ').collect();
        let fits = |(known, word): (&&str, &&str)| *known == "*" || known == word;
        if pattern.len() == words.len() && pattern.iter().zip(&words).all(fits) {
            let named = pattern.iter().zip(&words).filter(|(known, _)| **known == "*");
            return (id.to_owned(), named.map(|(_, word)| (*word).to_owned()).collect());
        }
    }
    let (keys, words): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| is_key(word));
    let keys = keys.into_iter().map(|key| key.trim_matches(['(', ')']).to_owned()).collect();
    (text_id("act", &words.join(" ")), keys)
}

/// The text id of a permission, as the audit tells what it was for: `EditAlliance` is
/// `audit-did-edit-alliance`.
pub fn permission_id(name: &str) -> String {
    let mut out = "audit-did".to_owned();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The text id of a table.
pub fn table_id(table: &str) -> String {
    text_id("table", table)
}

/// The text id of a column, whichever table it stands in.
pub fn column_id(column: &str) -> String {
    text_id("column", column)
}

/// The address of a look at personal data: `GET /people`.
fn looked_at(subject: &str) -> Option<&str> {
    let (method, path) = subject.split_once(' ')?;
    (method.bytes().all(|b| b.is_ascii_uppercase()) && path.starts_with('/')).then_some(path)
}

/// A word that names something rather than saying what was done.
fn is_key(word: &str) -> bool {
    !word.contains(' ') && word.bytes().any(|b| b.is_ascii_digit())
}

fn text_id(prefix: &str, words: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("{prefix}-{}", words.chars().map(plain).collect::<String>())
}

fn said_or(texts: &Texts, id: &str, other: &str) -> String {
    if texts.has(id) { texts.say(id).to_string() } else { other.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let file = "act-wave-closed = Erhebungswelle geschlossen\n\
                    act-looked = Angesehen\n\
                    act-by-token = durch ein Programm\n\
                    act-history-of-erased = Verlauf gelöscht\n\
                    act-more-mistake = irrtümlich eingetragen\n\
                    act-letter-reset-sent = E-Mail „Neues Passwort“ verschickt\n\
                    act-figure-of-entered = Kennzahl eingetragen\n\
                    table-person = Konto\n\
                    table-answer = Antwort\n\
                    column-name = Name\n\
                    column-email = E-Mail-Adresse\n";
        Texts::german(&[&[("test.ftl", file)]])
    }

    const ID: &str = "0191d5a0-2f31-7a11-b1ee-000000000001";

    fn said(subject: &str) -> (String, String) {
        let told = told(&texts(), subject);
        (told.act, told.keys.join(" "))
    }

    #[test]
    fn an_act_is_told_in_words_with_the_keys_it_names() {
        assert_eq!(said(&format!("wave {ID} closed")), ("Erhebungswelle geschlossen".into(), ID.into()));
        assert_eq!(
            said(&format!("wave {ID} closed (token {ID})")),
            ("Erhebungswelle geschlossen, durch ein Programm".into(), format!("{ID} {ID}"))
        );
        assert_eq!(
            said(&format!("history of {ID} erased: mistake")),
            ("Verlauf gelöscht (irrtümlich eingetragen)".into(), ID.into())
        );
        assert_eq!(said("figure jung of 05154").0, "figure jung of 05154");
        assert_eq!(
            said("figure jung of 05154 entered"),
            ("Kennzahl eingetragen".into(), "jung 05154".into())
        );
    }

    #[test]
    fn looks_and_letters_are_told_too() {
        assert_eq!(said("GET /people"), ("Angesehen".into(), "/people".into()));
        let letter = said(&format!("letter-reset sent to person {ID}"));
        assert_eq!(letter, ("E-Mail „Neues Passwort“ verschickt".into(), ID.into()));
    }

    #[test]
    fn fields_are_told_table_by_table_and_questions_by_their_number() {
        let told = |fields| told_fields(&texts(), fields);
        assert_eq!(told("person.name, person.email"), "Konto: Name, E-Mail-Adresse");
        assert_eq!(told("person.name, answer.STR-2.4"), "Konto: Name; Antwort: STR-2.4");
    }
}
