//! An instrument as an XLSForm.

use super::{ABSENCE, ABSENCES, KEYS, LANGUAGE, OTHER, SheetRow, XlsForm};
use crate::{Absence, Choice, Condition, Field, Instrument, Item, ItemType, Kind, Table, Test};
use std::collections::HashMap;

/// The columns of the sheet of questions.
const SURVEY: [&str; 7] = ["type", "name", "label", "hint", "relevant", "constraint", "appearance"];

impl Instrument {
    /// The instrument as an XLSForm. Questions keep their uids as names; printed
    /// numbers stand in front of the labels. Data of other parts of the system
    /// (bound questions) become notes.
    pub fn to_xlsform(&self) -> XlsForm {
        let mut export =
            Export { instrument: self, rows: Vec::new(), lists: Vec::new(), by_words: HashMap::new() };
        for section in &self.sections {
            export.begin("begin_group", &section.uid, &format!("{} {}", section.id, section.title), "", "");
            if let Some(help) = &section.help {
                export.row("note", &format!("{}.hilfe", section.uid), help, "", "", "", "");
            }
            for item in &section.items {
                export.item(item, &[]);
            }
            export.end("end_group");
        }
        export.whole()
    }
}

struct Export<'i> {
    instrument: &'i Instrument,
    rows: Vec<[String; 7]>,
    /// Name and answers of each list.
    lists: Vec<(String, Vec<Choice>)>,
    by_words: HashMap<Vec<(String, String)>, String>,
}

impl Export<'_> {
    fn whole(self) -> XlsForm {
        let translated = |name: &str| match name {
            "label" | "hint" => format!("{name}::{LANGUAGE}"),
            name => name.to_owned(),
        };
        let survey = std::iter::once(SURVEY.iter().map(|name| translated(name)).collect())
            .chain(self.rows.into_iter().map(Vec::from));
        let mut choices = vec![vec!["list_name".to_owned(), "name".to_owned(), translated("label")]];
        for (list, words) in self.lists {
            choices.extend(words.into_iter().map(|word| vec![list.clone(), word.value, word.label]));
        }
        let settings = [
            ["form_title", "form_id", "version", "default_language"].map(str::to_owned).to_vec(),
            vec![
                self.instrument.title.clone(),
                self.instrument.key.clone(),
                self.instrument.version.to_string(),
                LANGUAGE.to_owned(),
            ],
        ];
        XlsForm { survey: numbered(survey), choices: numbered(choices), settings: numbered(settings) }
    }

    #[expect(clippy::too_many_arguments, reason = "the cells of a row, in the order of its columns")]
    fn row(
        &mut self,
        kind: &str,
        uid: &str,
        label: &str,
        hint: &str,
        relevant: &str,
        constraint: &str,
        looks: &str,
    ) {
        let cells = [kind, &name_of(uid), &plain(label), &plain(hint), relevant, constraint, looks];
        self.rows.push(cells.map(str::to_owned));
    }

    fn begin(&mut self, kind: &str, uid: &str, label: &str, hint: &str, relevant: &str) {
        // Groups have no hint: it becomes a note inside.
        self.row(kind, uid, label, "", relevant, "", "");
        if !hint.is_empty() {
            self.row("note", &format!("{uid}.hilfe"), hint, "", "", "", "");
        }
    }

    fn end(&mut self, kind: &str) {
        self.rows.push([kind, "", "", "", "", "", ""].map(str::to_owned));
    }

    /// A question under conditions its parents have asked already.
    fn item(&mut self, item: &Item, known: &[Condition]) {
        if let Some(heading) = &item.heading {
            self.row("note", &format!("{}.heading", item.uid), heading, "", "", "", "");
        }
        let label = match &item.id {
            Some(id) => format!("{id} {}", item.label),
            None => item.label.clone(),
        };
        let help = item.help.as_deref().unwrap_or_default();
        let relevant = self.relevant(&item.conditions, known);
        let fields = self.instrument.fields_of(item);
        match item.item_type {
            _ if item.bound.is_some() => self.row("note", &item.uid, &label, help, &relevant, "", ""),
            ItemType::Group | ItemType::Contact | ItemType::NumberBreakdown | ItemType::NumberList => {
                self.begin("begin_group", &item.uid, &label, help, &relevant);
                for field in fields {
                    self.field(
                        field,
                        &field.label,
                        field.help.as_deref().unwrap_or_default(),
                        &item.conditions,
                    );
                }
                for member in &item.members {
                    self.item(member, &item.conditions);
                }
                self.end("end_group");
            }
            ItemType::OfferTable | ItemType::Table | ItemType::ActorTable => {
                self.begin("begin_repeat", &item.uid, &label, help, &relevant);
                if let Some(table) = &item.table {
                    self.columns(table);
                }
                self.end("end_repeat");
            }
            _ => {
                for field in fields {
                    let is_first = field.uid == item.uid;
                    let (label, help) =
                        if is_first { (label.as_str(), help) } else { (field.label.as_str(), "") };
                    self.field(field, label, help, known);
                }
                for member in &item.members {
                    self.item(member, known);
                }
            }
        }
    }

    fn field(&mut self, field: &Field, label: &str, help: &str, known: &[Condition]) {
        let relevant = self.relevant(&field.conditions, known);
        let words: Vec<&str> = field.suggestions.iter().map(|word| word.label.as_str()).collect();
        let help = if words.is_empty() {
            help.to_owned()
        } else {
            format!("{help} Zum Beispiel: {}.", words.join(", ")).trim().to_owned()
        };
        self.kind(&field.kind, &field.uid, label, &help, &relevant);
    }

    fn kind(&mut self, kind: &Kind, uid: &str, label: &str, help: &str, relevant: &str) {
        match kind {
            Kind::Line { max } => self.row("text", uid, label, help, relevant, &no_longer_than(*max), ""),
            Kind::Text { max } => {
                self.row("text", uid, label, help, relevant, &no_longer_than(*max), "multiline");
            }
            Kind::Number => {
                let limits = ". >= 0 and . <= 1000000000";
                self.row("integer", uid, label, help, relevant, limits, "");
                let reasons =
                    Absence::ALL.map(|a| Choice { value: a.code().into(), label: a.words().into() });
                let list = self.list(ABSENCES, &reasons);
                let empty = format!("${{{}}} = ''", name_of(uid));
                let empty = if relevant.is_empty() { empty } else { format!("({relevant}) and {empty}") };
                let (kind, name) = (format!("select_one {list}"), format!("{uid}.{ABSENCE}"));
                self.row(&kind, &name, &format!("{label}: keine Zahl, weil"), "", &empty, "", "minimal");
            }
            Kind::Choice(words) => {
                let list = self.list(uid, words);
                self.row(&format!("select_one {list}"), uid, label, help, relevant, "", "");
            }
            Kind::Many(words) => {
                let list = self.list(uid, words);
                self.row(&format!("select_multiple {list}"), uid, label, help, relevant, "", "");
            }
            Kind::Flag { yes, no } => {
                let word = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
                let list = self.list(uid, &[word(crate::YES, yes), word(crate::NO, no)]);
                self.row(&format!("select_one {list}"), uid, label, help, relevant, "", "");
            }
            Kind::Municipalities => {
                let help = format!("{help} Amtliche Schlüssel aus acht Ziffern, durch Leerzeichen getrennt.");
                self.row("text", uid, label, help.trim(), relevant, KEYS, "");
            }
            Kind::RowName { rows, .. } if rows.is_empty() => {
                self.row("text", uid, label, help, relevant, "", "");
            }
            Kind::RowName { rows, free } => {
                let mut words = rows.clone();
                if *free {
                    words.push(Choice { value: OTHER.into(), label: "etwas anderes".into() });
                }
                let list = self.list(uid, &words);
                self.row(&format!("select_one {list}"), uid, label, help, relevant, "", "");
                if *free {
                    let other = format!("${{{}}} = '{OTHER}'", name_of(uid));
                    self.row(
                        "text",
                        &format!("{uid}.{OTHER}"),
                        &format!("{label}: etwas anderes"),
                        "",
                        &other,
                        "",
                        "",
                    );
                }
            }
            Kind::Rows(table) => self.columns(table),
        }
    }

    fn columns(&mut self, table: &Table) {
        for column in &table.columns {
            let Some(kind) = &column.kind else { continue };
            let condition =
                column.condition.as_ref().map(|condition| self.test(condition)).unwrap_or_default();
            self.kind(
                kind,
                &column.uid,
                &column.label,
                column.help.as_deref().unwrap_or_default(),
                &condition,
            );
        }
    }

    /// The list of these answers: one that has them already, or a new one of this name.
    fn list(&mut self, uid: &str, words: &[Choice]) -> String {
        let key: Vec<(String, String)> = words.iter().map(|w| (w.value.clone(), w.label.clone())).collect();
        if let Some(name) = self.by_words.get(&key) {
            return name.clone();
        }
        let codes: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
        let is_free = |name: &str| self.lists.iter().all(|(taken, _)| taken != name);
        let name = if codes == [crate::YES, crate::NO] && is_free("ja_nein") { "ja_nein" } else { uid };
        let name = name_of(name);
        self.by_words.insert(key, name.clone());
        self.lists.push((name.clone(), words.to_vec()));
        name
    }

    fn relevant(&self, conditions: &[Condition], known: &[Condition]) -> String {
        let new = conditions.iter().filter(|condition| !known.contains(condition));
        let tests: Vec<String> = new.map(|condition| self.test(condition)).collect();
        match &tests[..] {
            [one] => one.clone(),
            several => several.iter().map(|test| format!("({test})")).collect::<Vec<_>>().join(" and "),
        }
    }

    fn test(&self, condition: &Condition) -> String {
        let name = name_of(&condition.field);
        let is_many =
            self.instrument.field(&condition.field).is_some_and(|f| matches!(f.kind, Kind::Many(_)));
        let is = |code: &String| {
            if is_many {
                format!("selected(${{{name}}}, '{code}')")
            } else {
                format!("${{{name}}} = '{code}'")
            }
        };
        match &condition.test {
            Test::In(codes) => codes.iter().map(is).collect::<Vec<_>>().join(" or "),
            Test::NotIn(codes) => format!("not({})", codes.iter().map(is).collect::<Vec<_>>().join(" or ")),
        }
    }
}

fn numbered(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<SheetRow> {
    rows.into_iter().zip(1..).map(|(cells, number)| SheetRow { number, cells }).collect()
}

fn no_longer_than(max: usize) -> String {
    format!("string-length(.) <= {max}")
}

/// A uid as a name, which begins with a letter.
fn name_of(uid: &str) -> String {
    if uid.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        uid.to_owned()
    } else {
        format!("_{uid}")
    }
}

/// Words in which nothing is taken for a reference to another question.
fn plain(words: &str) -> String {
    words.replace("${", "$ {")
}
