//! An XLSForm as a new instrument file, and what has no counterpart there.

use super::{ABSENCE, ABSENCES, KEYS, LANGUAGE, SheetRow, XlsForm, XlsFormFinding, XlsFormImport, relevant};
use crate::{NO, YES};
use serde_norway::{Mapping, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Longest text an instrument asks for, in characters.
const LENGTH_LIMIT: usize = 20_000;
/// Types that collect something by themselves; an instrument asks only what people answer.
const BY_ITSELF: [&str; 14] = [
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "email",
    "simserial",
    "subscriberid",
    "audit",
    "calculate",
    "hidden",
    "start-geopoint",
    "xml-external",
];
/// Columns whose content has no counterpart.
const NO_COUNTERPART: [(&str, &str); 6] = [
    ("default", "Eine Vorgabe"),
    ("calculation", "Eine Berechnung"),
    ("choice_filter", "Ein Filter für Antworten"),
    ("repeat_count", "Eine feste Zahl von Wiederholungen"),
    ("read_only", "Ein Schreibschutz"),
    ("trigger", "Ein Auslöser"),
];

impl XlsForm {
    /// The instrument file this questionnaire becomes. Names become uids, the first
    /// groups become sections, repeats become tables.
    pub fn to_instrument(&self) -> XlsFormImport {
        let mut import = Import::default();
        import.choices(&self.choices);
        let mut root = import.settings(&self.settings);
        for (head, row) in rows_of(&self.survey) {
            import.row(&head, row);
        }
        import.finish();
        let word =
            |code: &str, other: &str| import.yes_no.get(code).cloned().unwrap_or_else(|| other.to_owned());
        root.extend(map([(
            "yes_no",
            Value::Mapping(map([("yes", text(&word(YES, "Ja"))), ("no", text(&word(NO, "Nein")))])),
        )]));
        let mut lists = Mapping::new();
        for (name, words) in &import.lists {
            if import.used_lists.contains(name) {
                let words = words.iter().map(|(code, label)| {
                    Value::Mapping(map([("value", text(code)), ("label", text(label))]))
                });
                lists.insert(text(&plain_key(name)), words.collect());
            }
        }
        if !lists.is_empty() {
            root.insert(text("option_sets"), Value::Mapping(lists));
        }
        root.insert(text("sections"), Value::Sequence(std::mem::take(&mut import.sections)));
        let uid = import.new_uid("Kurzfassung");
        let short = map([
            ("uid", text(&uid)),
            ("title", text("Kurzfassung")),
            ("items", Value::Sequence(Vec::new())),
        ]);
        root.insert(text("short_form"), Value::Mapping(short));
        let yaml = serde_norway::to_string(&root).unwrap_or_default();
        import.findings.sort_by_key(|finding| (finding.sheet, finding.row));
        XlsFormImport { yaml, findings: import.findings }
    }
}

/// What has begun and not ended.
struct Frame {
    kind: FrameKind,
    map: Mapping,
    /// Questions, members or columns.
    inside: Vec<Mapping>,
    row: usize,
    /// The conditions of its own, which hold for everything inside.
    known: Vec<relevant::Relevant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Section,
    /// A section for questions that stand in no group.
    OwnSection,
    Group,
    Table,
    /// Something inside a table that only a table's parent could be.
    Flat,
}

impl FrameKind {
    fn is_section(self) -> bool {
        matches!(self, Self::Section | Self::OwnSection)
    }
}

#[derive(Default)]
struct Import {
    lists: BTreeMap<String, Vec<(String, String)>>,
    used_lists: HashSet<String>,
    yes_no: HashMap<String, String>,
    /// The uid of the last question of that name, with its codes and whether it is a column of an open table.
    names: HashMap<String, (String, Vec<String>, Option<usize>)>,
    uids: HashSet<String>,
    ids: HashSet<String>,
    frames: Vec<Frame>,
    sections: Vec<Value>,
    heading: Option<String>,
    findings: Vec<XlsFormFinding>,
}

/// Where each column of a sheet is.
struct Head(HashMap<String, usize>);

impl Head {
    fn cell<'r>(&self, row: &'r SheetRow, name: &str) -> &'r str {
        self.0.get(name).and_then(|at| row.cells.get(*at)).map_or("", |cell| cell.trim())
    }

    /// A cell in German, or in the only language there is.
    fn words<'r>(&self, row: &'r SheetRow, name: &str) -> &'r str {
        let german = |column: &&String| {
            let language = column.strip_prefix(name).and_then(|rest| rest.strip_prefix("::"));
            language.is_some_and(|l| ["(de)", "deutsch", "german"].iter().any(|word| l.contains(word)))
        };
        let translated = |column: &&String| column.starts_with(&format!("{name}::"));
        let mut columns: Vec<&String> = self.0.keys().collect();
        columns.sort();
        let exact = format!("{name}::{}", LANGUAGE.to_lowercase());
        let candidates = [Some(&exact), columns.iter().copied().find(german)];
        let plain = name.to_owned();
        let others = [Some(&plain), columns.iter().copied().find(translated)];
        let filled = candidates.into_iter().chain(others).flatten().map(|column| self.cell(row, column));
        filled.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default()
    }
}

/// The rows below the head, with the head. Columns are told apart without case; blanks
/// around `::` do not count.
fn rows_of(sheet: &[SheetRow]) -> Vec<(Head, &SheetRow)> {
    let Some((first, rows)) = sheet.split_first() else { return Vec::new() };
    let name = |cell: &String| cell.split("::").map(str::trim).collect::<Vec<_>>().join("::").to_lowercase();
    let head: HashMap<String, usize> = first.cells.iter().map(name).zip(0..).collect();
    rows.iter().map(|row| (Head(head.clone()), row)).collect()
}

fn map<const N: usize>(pairs: [(&str, Value); N]) -> Mapping {
    pairs.into_iter().map(|(key, value)| (text(key), value)).collect()
}

fn text(words: &str) -> Value {
    Value::String(words.to_owned())
}

/// A code as an instrument allows it.
fn plain_key(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

fn plain_uid(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}

/// A printed number in front of a label, as in `1.10 Wie viele?`, and the rest.
fn numbered(label: &str) -> (Option<&str>, &str) {
    let Some((first, rest)) = label.split_once(' ') else { return (None, label) };
    let number = first.trim_end_matches('.');
    let mut parts = number.split('.');
    let is_roman = |part: &str| !part.is_empty() && part.chars().all(|c| "IVXLC".contains(c));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let begins = parts.next().is_some_and(|part| is_digits(part) || is_roman(part));
    if begins && parts.all(is_digits) { (Some(number), rest.trim()) } else { (None, label) }
}

fn add_help(help: &str, to: &mut Mapping) {
    if !help.is_empty() {
        to.insert(text("help"), text(help));
    }
}

impl Import {
    fn find(&mut self, sheet: &'static str, row: usize, message: impl Into<String>) {
        self.findings.push(XlsFormFinding { sheet, row, message: message.into() });
    }

    fn settings(&mut self, sheet: &[SheetRow]) -> Mapping {
        let row = rows_of(sheet).into_iter().next();
        let cell = |name: &str| row.as_ref().map_or("", |(head, row)| head.cell(row, name)).to_owned();
        let (title, key, version) = (cell("form_title"), cell("form_id"), cell("version"));
        let title = if title.is_empty() { "Fragebogen".to_owned() } else { title };
        let key = plain_key(if key.is_empty() { "fragebogen" } else { &key });
        let number = version.parse().ok().filter(|n| (1..=u64::from(u32::MAX)).contains(n));
        if number.is_none() && !version.is_empty() {
            self.find("settings", 2, format!("Fassungen sind ganze Zahlen. Aus „{version}“ wurde 1."));
        }
        map([
            ("key", text(&key)),
            ("version", Value::from(number.unwrap_or(1))),
            ("title", text(&title)),
            ("short_title", text(&title)),
            ("description", text("")),
        ])
    }

    fn choices(&mut self, sheet: &[SheetRow]) {
        for (head, row) in rows_of(sheet) {
            let list = match head.cell(row, "list_name") {
                "" => head.cell(row, "list name"),
                list => list,
            };
            let (name, label) = (head.cell(row, "name"), head.words(row, "label"));
            if list.is_empty() || name.is_empty() {
                continue;
            }
            let code = plain_key(name);
            if code != name {
                self.find("choices", row.number, format!("Aus der Antwort „{name}“ wurde „{code}“."));
            }
            let label = if label.is_empty() { name } else { label };
            let words = self.lists.entry(list.to_owned()).or_default();
            if words.iter().any(|(known, _)| *known == code) {
                self.find(
                    "choices",
                    row.number,
                    format!("Die Antwort „{code}“ gibt es in „{list}“ schon; sie fehlt hier."),
                );
            } else {
                words.push((code, label.to_owned()));
            }
        }
    }

    fn new_uid(&mut self, name: &str) -> String {
        let plain = plain_uid(name);
        let mut uid = plain.clone();
        let mut again = 2;
        while !self.uids.insert(uid.clone()) {
            uid = format!("{plain}_{again}");
            again += 1;
        }
        uid
    }

    fn new_id(&mut self, wanted: Option<&str>) -> String {
        if let Some(wanted) = wanted.filter(|id| !self.ids.contains(*id)) {
            self.ids.insert(wanted.to_owned());
            return wanted.to_owned();
        }
        let above = self.frames.first().filter(|frame| frame.kind.is_section());
        let prefix = above.and_then(|frame| frame.map.get("id")).and_then(Value::as_str);
        let prefix = prefix.map(|id| format!("{id}.")).unwrap_or_default();
        let mut number = above.map_or(self.sections.len(), |frame| frame.inside.len()) + 1;
        while !self.ids.insert(format!("{prefix}{number}")) {
            number += 1;
        }
        format!("{prefix}{number}")
    }

    fn row(&mut self, head: &Head, row: &SheetRow) {
        let kind = head.cell(row, "type");
        let words: Vec<&str> = kind.split_whitespace().collect();
        let kind = words.join(" ").to_lowercase().replace("begin_", "begin ").replace("end_", "end ");
        match kind.as_str() {
            "" => {}
            "begin group" => self.begin(head, row, FrameKind::Group),
            "begin repeat" => self.begin(head, row, FrameKind::Table),
            "end group" | "end repeat" => self.end(),
            "note" => self.note(head, row),
            kind if BY_ITSELF.contains(&kind) => {
                self.find(
                    "survey",
                    row.number,
                    format!("„{kind}“ hat kein Gegenstück und wurde ausgelassen."),
                );
            }
            _ => self.question(head, row, &words),
        }
    }

    fn begin(&mut self, head: &Head, row: &SheetRow, kind: FrameKind) {
        let is_inside_table = self.frames.iter().any(|frame| matches!(frame.kind, FrameKind::Table));
        let kind = match kind {
            _ if is_inside_table => {
                self.find(
                    "survey",
                    row.number,
                    "Tabellen haben nur Spalten: Gruppe oder Wiederholung wurde aufgelöst.",
                );
                FrameKind::Flat
            }
            FrameKind::Group if self.frames.is_empty() || self.is_own_section() => {
                self.close_own_section();
                FrameKind::Section
            }
            kind => kind,
        };
        let (number, label) = numbered(head.words(row, "label"));
        let label = if label.is_empty() { head.cell(row, "name") } else { label };
        let uid = self.new_uid(head.cell(row, "name"));
        let (relevants, condition) = self.condition(head, row);
        let mut frame =
            Frame { kind, map: Mapping::new(), inside: Vec::new(), row: row.number, known: relevants };
        match kind {
            FrameKind::Section => {
                frame.map =
                    map([("id", text(&self.new_id(number))), ("uid", text(&uid)), ("title", text(label))]);
                if condition.is_some() {
                    frame.known.clear();
                    self.find(
                        "survey",
                        row.number,
                        "Ein Abschnitt wird immer gefragt; seine Bedingung wurde ausgelassen.",
                    );
                }
            }
            FrameKind::Group | FrameKind::Table => {
                if self.frames.is_empty() {
                    self.open_own_section(row.number);
                }
                frame.map = self.item(&uid, number, label);
                let type_name = if kind == FrameKind::Group { "group" } else { "table" };
                frame.map.insert(text("type"), text(type_name));
                frame.map.extend(condition.map(|condition| (text("visible_if"), condition)));
            }
            FrameKind::Flat | FrameKind::OwnSection => {}
        }
        add_help(head.words(row, "hint"), &mut frame.map);
        self.no_counterparts(head, row);
        self.frames.push(frame);
    }

    /// The beginning of a question: its names, and a number where it stands in a section.
    fn item(&mut self, uid: &str, number: Option<&str>, label: &str) -> Mapping {
        let mut item = Mapping::new();
        if self.frames.last().is_some_and(|frame| frame.kind.is_section()) {
            item.insert(text("id"), text(&self.new_id(number)));
        }
        item.insert(text("uid"), text(uid));
        if let Some(heading) = self.heading.take() {
            item.insert(text("heading"), text(&heading));
        }
        item.insert(text("label"), text(label));
        item
    }

    fn open_own_section(&mut self, row: usize) {
        let (id, uid) = (self.new_id(None), self.new_uid("Fragen"));
        let map = map([("id", text(&id)), ("uid", text(&uid)), ("title", text("Fragen"))]);
        self.frames.push(Frame {
            kind: FrameKind::OwnSection,
            map,
            inside: Vec::new(),
            row,
            known: Vec::new(),
        });
    }

    fn is_own_section(&self) -> bool {
        matches!(&self.frames[..], [frame] if frame.kind == FrameKind::OwnSection)
    }

    fn close_own_section(&mut self) {
        if self.is_own_section() {
            self.end();
        }
    }

    fn end(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        if frame.kind == FrameKind::Flat {
            if let Some(above) = self.frames.last_mut() {
                above.inside.append(&mut frame.inside);
            }
            return;
        }
        if frame.inside.is_empty() {
            self.find("survey", frame.row, "Hier ist nichts auszufüllen; die Gruppe wurde ausgelassen.");
            return;
        }
        let key = match frame.kind {
            FrameKind::Section | FrameKind::OwnSection => "items",
            FrameKind::Group => "fields",
            FrameKind::Table | FrameKind::Flat => "columns",
        };
        frame.map.insert(text(key), frame.inside.into_iter().map(Value::Mapping).collect());
        match self.frames.last_mut() {
            Some(above) => above.inside.push(frame.map),
            None => self.sections.push(Value::Mapping(frame.map)),
        }
        if frame.kind == FrameKind::Table {
            // Nothing outside can depend on a row.
            self.names.retain(|_, (_, _, table)| table.is_none());
        }
    }

    fn finish(&mut self) {
        while !self.frames.is_empty() {
            if !self.is_own_section() {
                let row = self.frames.last().map_or(1, |frame| frame.row);
                self.find("survey", row, "Das Ende dieser Gruppe fehlt.");
            }
            self.end();
        }
        if self.sections.is_empty() {
            self.find("survey", 1, "Der Fragebogen hat keine Frage.");
        }
    }

    fn note(&mut self, head: &Head, row: &SheetRow) {
        let (name, words) = (head.cell(row, "name"), head.words(row, "label"));
        let last = name.rsplit_once('.').map(|(_, last)| last);
        if last == Some("hilfe")
            && let Some(frame) = self.frames.last_mut().filter(|frame| frame.inside.is_empty())
        {
            frame.map.insert(text("help"), text(words));
        } else if last == Some("heading") {
            self.heading = Some(words.to_owned());
        } else {
            self.find(
                "survey",
                row.number,
                format!("Der Hinweis „{words}“ hat kein Gegenstück und wurde ausgelassen."),
            );
        }
    }

    fn question(&mut self, head: &Head, row: &SheetRow, words: &[&str]) {
        let (kind, list) = (words[0].to_lowercase(), words.get(1).copied().unwrap_or_default());
        let name = head.cell(row, "name");
        if list == ABSENCES && name.ends_with(&format!(".{ABSENCE}")) {
            return;
        }
        if self.frames.is_empty() {
            self.open_own_section(row.number);
        }
        let in_table = self.frames.iter().any(|frame| matches!(frame.kind, FrameKind::Table));
        let mut more = Mapping::new();
        let Some((type_name, codes)) = self.type_of(head, row, &kind, list, in_table, &mut more) else {
            return;
        };
        if words.len() > 2 {
            self.find(
                "survey",
                row.number,
                "Eigene Antworten („or_other“) gibt es nicht; bitte ein Textfeld ergänzen.",
            );
        }
        if self.is_text_for_yes(head, row, type_name) {
            return;
        }
        let (number, label) = numbered(head.words(row, "label"));
        let label = if label.is_empty() {
            self.find(
                "survey",
                row.number,
                format!("„{name}“ hat keine Frage auf Deutsch; hier steht der Name."),
            );
            name
        } else {
            label
        };
        let uid = self.new_uid(name);
        if uid != name {
            self.find("survey", row.number, format!("Aus dem Namen „{name}“ wurde „{uid}“."));
        }
        let (_, condition) = self.condition(head, row);
        let mut item = self.item(&uid, number, label);
        add_help(head.words(row, "hint"), &mut item);
        item.insert(text("type"), text(type_name));
        item.extend(more);
        item.extend(condition.map(|condition| (text("visible_if"), condition)));
        self.no_counterparts(head, row);
        let table = in_table.then_some(self.frames.len());
        self.names.insert(name.to_owned(), (uid, codes, table));
        if let Some(frame) = self.frames.last_mut() {
            frame.inside.push(item);
        }
    }

    /// The type of a question, and the codes of its answers.
    fn type_of(
        &mut self,
        head: &Head,
        row: &SheetRow,
        kind: &str,
        list: &str,
        in_table: bool,
        more: &mut Mapping,
    ) -> Option<(&'static str, Vec<String>)> {
        let constraint = head.cell(row, "constraint");
        let type_name = match kind {
            "text" | "string" if constraint == KEYS && !in_table => "list_of_municipalities",
            "text" | "string" => {
                if let Some(max) = longest(constraint) {
                    more.insert(text("max_length"), Value::from(max));
                } else if !constraint.is_empty() {
                    self.find(
                        "survey",
                        row.number,
                        format!("Die Prüfung „{constraint}“ hat kein Gegenstück."),
                    );
                }
                if head.cell(row, "appearance").contains("multiline") { "text" } else { "text_short" }
            }
            "integer" | "int" | "range" => {
                let parts: Vec<&str> = constraint.split(" and ").map(str::trim).collect();
                let known = |part: &&str| {
                    part.is_empty() || *part == ". >= 0" || *part == ".>=0" || *part == ". <= 1000000000"
                };
                if kind == "range" || !parts.iter().all(known) {
                    self.find(
                        "survey",
                        row.number,
                        "Zahlen sind ganz und ab 0; andere Grenzen wurden ausgelassen.",
                    );
                }
                "number"
            }
            "decimal" | "date" | "time" | "datetime" => {
                self.find(
                    "survey",
                    row.number,
                    format!("„{kind}“ hat kein Gegenstück; hier steht ein Textfeld."),
                );
                "text_short"
            }
            "acknowledge" | "trigger" => "checkbox",
            "select_one" | "select_multiple" => return self.select(row, kind, list, in_table, more),
            _ => {
                self.find(
                    "survey",
                    row.number,
                    format!("Den Typ „{kind}“ gibt es nicht; die Frage wurde ausgelassen."),
                );
                return None;
            }
        };
        let codes = if type_name == "checkbox" { vec![YES.to_owned(), NO.to_owned()] } else { Vec::new() };
        Some((type_name, codes))
    }

    fn select(
        &mut self,
        row: &SheetRow,
        kind: &str,
        list: &str,
        in_table: bool,
        more: &mut Mapping,
    ) -> Option<(&'static str, Vec<String>)> {
        let Some(words) = self.lists.get(list).filter(|words| !words.is_empty()).cloned() else {
            self.find(
                "survey",
                row.number,
                format!("Die Liste „{list}“ gibt es nicht; die Frage wurde ausgelassen."),
            );
            return None;
        };
        let codes: Vec<String> = words.iter().map(|(code, _)| code.clone()).collect();
        if kind == "select_multiple" && in_table {
            self.find(
                "survey",
                row.number,
                "In einer Tabelle lässt sich nur eine Antwort wählen; hier steht ein Textfeld.",
            );
            return Some(("text_short", Vec::new()));
        }
        if kind == "select_one" && codes == [YES, NO] {
            let same =
                |(code, label): &(String, String)| self.yes_no.get(code).is_none_or(|known| known == label);
            if words.iter().all(same) {
                self.yes_no.extend(words);
                return Some(("yes_no", codes));
            }
        }
        self.used_lists.insert(list.to_owned());
        more.insert(text("option_set"), text(&plain_key(list)));
        Some((if kind == "select_one" { "choice" } else { "multi_choice" }, codes))
    }

    /// A text asked after yes belongs to its question.
    fn is_text_for_yes(&mut self, head: &Head, row: &SheetRow, type_name: &str) -> bool {
        let name = head.cell(row, "name");
        let Some(of) = name.strip_suffix(".text").filter(|_| type_name == "text") else { return false };
        let is_after_yes = relevant::read(head.cell(row, "relevant"))
            .is_some_and(|all| all.iter().any(|one| one.name == of && one.codes == [YES] && !one.is_not));
        let is_column =
            self.frames.last().is_none_or(|frame| matches!(frame.kind, FrameKind::Table | FrameKind::Flat));
        let Some((uid, _, _)) = self.names.get(of).filter(|_| is_after_yes && !is_column) else {
            return false;
        };
        let before = self.frames.last_mut().and_then(|frame| frame.inside.last_mut());
        let is_it = |item: &&mut Mapping| {
            item.get("uid").and_then(Value::as_str) == Some(uid)
                && item.get("type").and_then(Value::as_str) == Some("yes_no")
        };
        let Some(item) = before.filter(is_it) else { return false };
        item.insert(text("type"), text("yes_no_text"));
        item.insert(text("text_label"), text(head.words(row, "label")));
        if let Some(max) = longest(head.cell(row, "constraint")) {
            item.insert(text("max_length"), Value::from(max));
        }
        true
    }

    /// When it is asked: everything understood, and the one condition an instrument takes.
    fn condition(&mut self, head: &Head, row: &SheetRow) -> (Vec<relevant::Relevant>, Option<Value>) {
        let expression = head.cell(row, "relevant");
        let Some(all) = relevant::read(expression) else {
            self.find(
                "survey",
                row.number,
                format!("Die Bedingung „{expression}“ hat kein Gegenstück und wurde ausgelassen."),
            );
            return (Vec::new(), None);
        };
        let known: Vec<&relevant::Relevant> = self.frames.iter().flat_map(|frame| &frame.known).collect();
        let new: Vec<relevant::Relevant> = all.iter().filter(|one| !known.contains(one)).cloned().collect();
        if new.len() > 1 {
            self.find("survey", row.number, "Nur eine Bedingung je Frage; die erste gilt.");
        }
        let Some(one) = new.first() else { return (all, None) };
        let table = self
            .frames
            .iter()
            .rposition(|frame| matches!(frame.kind, FrameKind::Table))
            .map(|_| self.frames.len());
        let codes: Vec<String> = one.codes.iter().map(|code| plain_key(code)).collect();
        let fits = |(_, known, of): &&(String, Vec<String>, Option<usize>)| {
            codes.iter().all(|code| known.contains(code)) && (table.is_some() == of.is_some())
        };
        let Some((uid, _, _)) = self.names.get(&one.name).filter(fits) else {
            self.find("survey", row.number, format!("Die Bedingung „{expression}“ nennt keine frühere Frage mit dieser Antwort und wurde ausgelassen."));
            return (Vec::new(), None);
        };
        let (key, value) = match (one.is_not, &codes[..]) {
            (false, [code]) => ("equals", text(code)),
            (is_not, codes) => {
                (if is_not { "not_in" } else { "in" }, codes.iter().map(|code| text(code)).collect())
            }
        };
        (all, Some(Value::Mapping(map([("item", text(uid)), (key, value)]))))
    }

    fn no_counterparts(&mut self, head: &Head, row: &SheetRow) {
        if matches!(head.cell(row, "required").to_lowercase().as_str(), "yes" | "true" | "true()") {
            self.find("survey", row.number, "Nichts ist Pflicht; „required“ wurde ausgelassen.");
        }
        for (column, what) in NO_COUNTERPART {
            if !head.cell(row, column).is_empty() {
                self.find(
                    "survey",
                    row.number,
                    format!("{what} („{column}“) hat kein Gegenstück und wurde ausgelassen."),
                );
            }
        }
    }
}

/// The longest text a constraint allows, where it says nothing else.
fn longest(constraint: &str) -> Option<usize> {
    let rest = constraint.strip_prefix("string-length(.)")?.trim_start();
    let max = rest.strip_prefix("<=")?.trim().parse().ok()?;
    (1..=LENGTH_LIMIT).contains(&max).then_some(max)
}
