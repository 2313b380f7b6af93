//! From the file as written to what the engine works with, judging each thing
//! by itself: its uid, its words, its type and what the type needs.

use crate::answer::{NO, YES};
use crate::check::Finding;
use crate::figures::{Comparison, Counted, Dimension, DimensionValue, FigureKey};
use crate::file::{self, File};
use crate::lines::Lines;
use crate::model::{
    ActorType, Area, Choice, Column, Condition, Count, Derivation, Field, GapRule, Guidance, HintRule,
    HintTest, Instrument, Item, ItemType, Kind, Limit, Section, ShortFormPlan, ShortItem, Table, Test, Topic,
    TopicRule,
};
use std::collections::{HashMap, HashSet};

/// Longest text, in characters, where the file sets no other length.
const TEXT_MAX: usize = 4_000;
/// Longest line, in characters, where the file sets no other length.
const LINE_MAX: usize = 200;
/// The largest length a file may set.
const LENGTH_LIMIT: usize = 20_000;

/// What a question takes over from the one it belongs to.
#[derive(Clone, Default)]
struct Parent {
    section: String,
    /// The uid of the question this one is part of; empty for questions of a section.
    uid: String,
    line: usize,
    conditions: Vec<Condition>,
    shared: bool,
    answered_by: Vec<String>,
    /// It is a yes/no question, and this its branch.
    branch: bool,
}

pub(crate) struct Reader<'a> {
    file: &'a str,
    lines: Lines<'a>,
    raw: &'a File,
    /// The line of the last thing declared: things come in the order of the file.
    cursor: usize,
    lines_of: HashMap<String, usize>,
    ids: HashSet<String>,
    actor_types: Vec<ActorType>,
    fields: Vec<Field>,
    /// Every condition of the file with its line, judged once all fields are known.
    pub(crate) conditions: Vec<(usize, Condition)>,
    pub(crate) findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str, raw: &'a File) -> Self {
        Self {
            file,
            lines: Lines::new(text),
            raw,
            cursor: 0,
            lines_of: HashMap::new(),
            ids: HashSet::new(),
            actor_types: Vec::new(),
            fields: Vec::new(),
            conditions: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub(crate) fn find(&mut self, line: usize, rule: &'static str, message: impl Into<String>) {
        self.findings.push(Finding {
            file: self.file.to_owned(),
            line: line.max(1),
            rule,
            message: message.into(),
        });
    }

    pub(crate) fn line_of(&self, uid: &str) -> usize {
        self.lines_of.get(uid).copied().unwrap_or(1)
    }

    pub(crate) fn line_saying(&self, key: &str, value: &str) -> usize {
        self.lines.find(0, key, value).unwrap_or(1)
    }

    // ---- reading, in the order of the file ----

    pub(crate) fn instrument(&mut self, raw: &File, hash: String) -> Instrument {
        self.header(raw);
        let areas = self.areas(raw);
        let (dimensions, counted) = self.figures(raw);
        let sections = raw.sections.iter().map(|section| self.section(section)).collect();
        let comparisons = raw.comparisons.iter().map(|comparison| self.comparison(comparison)).collect();
        let hints = raw.hints.iter().filter_map(|hint| self.hint(hint)).collect();
        let short_form_plan = self.short_form(&raw.short_form);
        let guidance = raw.guidance.iter().map(|guidance| self.guidance(guidance)).collect();
        let fields = std::mem::take(&mut self.fields);
        Instrument {
            key: raw.key.clone(),
            version: raw.version,
            title: raw.title.clone(),
            short_title: raw.short_title.clone(),
            description: raw.description.clone(),
            bindings: raw.bindings.iter().map(|(key, meaning)| (key.clone(), meaning.clone())).collect(),
            roles: raw.roles.iter().map(|role| (role.key.clone(), role.label.clone())).collect(),
            areas,
            dimensions,
            counted,
            comparisons,
            guidance,
            sections,
            hints,
            short_form_plan,
            actor_types: std::mem::take(&mut self.actor_types),
            by_uid: fields.iter().enumerate().map(|(at, field)| (field.uid.clone(), at)).collect(),
            fields,
            hash,
        }
    }

    fn header(&mut self, raw: &File) {
        self.key_is_plain(self.line_saying("key", &raw.key), &raw.key);
        if raw.version == 0 {
            self.find(self.line_saying("version", "0"), "bad_version", "Versionen zählen ab 1.");
        }
        self.words(self.line_saying("title", ""), "title", &raw.title);
        self.words(self.line_saying("short_title", ""), "short_title", &raw.short_title);
        let yes_no = self.line_saying("yes_no", "");
        self.words(yes_no, "yes", &raw.yes_no.yes);
        self.words(yes_no, "no", &raw.yes_no.no);
        for list in [&raw.roles, &raw.contact_parts] {
            let mut seen = HashSet::new();
            for named in list {
                let line = self.line_saying("key", &named.key);
                self.named(line, named, &mut seen);
            }
        }
        for (name, options) in &raw.option_sets {
            let line = self.line_saying(name, "");
            self.choices(line, options);
        }
    }

    fn areas(&mut self, raw: &File) -> Vec<Area> {
        let mut areas = Vec::new();
        let (mut area_keys, mut type_keys) = (HashSet::new(), HashSet::new());
        for area in &raw.areas {
            let line = self.lines.find(self.cursor, "key", &area.key).unwrap_or(self.cursor);
            self.cursor = line;
            if !area_keys.insert(area.key.clone()) {
                self.find(line, "duplicate_key", format!("Den Bereich „{}“ gibt es schon.", area.key));
            }
            self.words(line, "label", &area.label);
            for actor_type in &area.actor_types {
                let line = self.lines.find(self.cursor, "key", &actor_type.key).unwrap_or(line);
                self.cursor = line;
                self.named(line, actor_type, &mut type_keys);
                self.actor_types.push(ActorType {
                    key: actor_type.key.clone(),
                    label: actor_type.label.clone(),
                    area: area.key.clone(),
                });
            }
            areas.push(Area {
                key: area.key.clone(),
                label: area.label.clone(),
                short_label: area.short_label.clone().unwrap_or_else(|| area.label.clone()),
                free_rows: area.free_rows,
                free_row_help: area.free_row_help.clone(),
            });
        }
        areas
    }

    fn figures(&mut self, raw: &File) -> (Vec<Dimension>, Vec<Counted>) {
        let mut seen = HashSet::new();
        for dimension in &raw.dimensions {
            let line = self.line_saying("key", &dimension.key);
            self.named(
                line,
                &file::Named { key: dimension.key.clone(), label: dimension.label.clone() },
                &mut seen,
            );
            let choice = |v: &file::DimensionValue| Choice { value: v.value.clone(), label: v.label.clone() };
            let choices: Vec<Choice> = dimension.values.iter().map(choice).collect();
            self.choices(line, &choices);
            if choices.is_empty() {
                self.find(line, "no_options", format!("Die Gliederung „{}“ hat keine Werte.", dimension.key));
            }
        }
        let mut seen = HashSet::new();
        for counted in &raw.figures {
            let line = self.line_saying("key", &counted.key);
            self.named(
                line,
                &file::Named { key: counted.key.clone(), label: counted.label.clone() },
                &mut seen,
            );
            self.words(line, "unit", &counted.unit);
        }
        let value = |v: &file::DimensionValue| DimensionValue {
            value: v.value.clone(),
            label: v.label.clone(),
            short: v.short.clone().unwrap_or_else(|| v.label.clone()),
        };
        let dimension = |d: &file::Dimension| Dimension {
            key: d.key.clone(),
            label: d.label.clone(),
            values: d.values.iter().map(value).collect(),
        };
        let counted = |c: &file::Counted| Counted {
            key: c.key.clone(),
            label: c.label.clone(),
            unit: c.unit.clone(),
            population: c.population,
        };
        (raw.dimensions.iter().map(dimension).collect(), raw.figures.iter().map(counted).collect())
    }

    fn comparison(&mut self, raw: &file::Comparison) -> Comparison {
        self.declare_uid(&raw.uid, self.cursor);
        Comparison { uid: raw.uid.clone(), at: raw.at.clone(), items: raw.items.clone() }
    }

    fn guidance(&mut self, raw: &file::Guidance) -> Guidance {
        let line = self.line_saying("key", &raw.key);
        self.words(line, "title", &raw.title);
        if raw.at.is_empty() {
            self.find(line, "missing_place", format!("„{}“ braucht „at“: wo der Rat stehen soll.", raw.key));
        }
        Guidance {
            key: raw.key.clone(),
            title: raw.title.clone(),
            lead: raw.lead.clone(),
            points: raw.points.clone(),
            at: raw.at.clone(),
        }
    }

    fn section(&mut self, raw: &file::Section) -> Section {
        let line = self.declare_uid(&raw.uid, self.cursor);
        self.declare_id(line, &raw.id);
        self.words(line, "title", &raw.title);
        let parent = Parent { section: raw.uid.clone(), line, ..Parent::default() };
        let items = raw.items.iter().filter_map(|item| self.item(item, &parent)).collect();
        Section {
            id: raw.id.clone(),
            uid: raw.uid.clone(),
            title: raw.title.clone(),
            help: raw.help.clone(),
            items,
        }
    }

    fn item(&mut self, raw: &file::Item, parent: &Parent) -> Option<Item> {
        let part = !parent.uid.is_empty();
        let (uid, line) = self.declare(raw, parent, part);
        if !part || raw.id.is_some() {
            self.declare_id(line, raw.id.as_deref().unwrap_or_default());
        }
        self.words(line, "label", &raw.label);
        let item_type = self.item_type(line, &raw.type_name)?;
        self.keys_suit_type(line, raw, item_type);
        let not_here = match item_type {
            ItemType::PresetRow => true,
            ItemType::Derived => raw.bound.is_none(),
            _ => parent.branch && item_type.is_table(),
        };
        if not_here {
            self.find(line, "type_not_here", format!("Der Typ „{}“ steht hier nicht.", raw.type_name));
        }
        if let Some(bound) = &raw.bound {
            self.is_bound(line, bound);
        }
        let mut conditions = parent.conditions.clone();
        conditions.extend(raw.visible_if.as_ref().and_then(|condition| self.condition(line, condition)));
        let answered_by = if raw.answered_by.is_empty() { &parent.answered_by } else { &raw.answered_by };
        let item = Item {
            id: raw.id.clone(),
            uid,
            heading: raw.heading.clone(),
            label: raw.label.clone(),
            help: raw.help.clone(),
            item_type,
            options: self.options(line, raw, item_type),
            conditions,
            refs: raw.refs.clone(),
            answered_by: answered_by.clone(),
            shared: raw.shared.unwrap_or(parent.shared),
            reconstructed: raw.reconstructed,
            optional: raw.optional,
            bound: raw.bound.clone(),
            table: None,
            gaps: raw.gaps.as_ref().map(gap_rule),
            prefill_from: raw.prefill_from.clone(),
            prefill_bound: raw.prefill_bound.clone(),
            topics: raw.topics.iter().filter_map(|topic| self.topic(line, topic)).collect(),
            total: raw.total_of.clone(),
            subset_of: raw.subset_of.clone(),
            split_by: raw.split_by.clone(),
            members: Vec::new(),
            fields: 0..0,
        };
        Some(self.with_fields(raw, item, &parent.section, line))
    }

    fn topic(&mut self, line: usize, raw: &file::Topic) -> Option<TopicRule> {
        match (&raw.key, &raw.rows_of) {
            (None, Some(table)) => Some(TopicRule::RowsOf(table.clone())),
            (Some(key), None) => {
                self.words(line, "label", &raw.label);
                let (key, label) = (key.clone(), raw.label.clone());
                Some(TopicRule::One(Topic { key, label, from: raw.from.clone() }))
            }
            _ => {
                let message = "Ein Thema braucht entweder „key“ mit „label“ oder „rows_of“.";
                self.find(line, "bad_topic", message.to_owned());
                None
            }
        }
    }

    /// Gives the question its fields, columns and parts.
    fn with_fields(&mut self, raw: &file::Item, mut item: Item, section: &str, line: usize) -> Item {
        let from = self.fields.len();
        if item.item_type.is_table() {
            item.table = Some(self.table(raw, &item, line));
        }
        if item.bound.is_none() {
            self.own_fields(raw, &mut item, section, line);
        }
        item.fields = from..self.fields.len();
        if item.bound.is_some() {
            return item;
        }
        let mut inherited = Parent {
            section: section.to_owned(),
            uid: item.uid.clone(),
            line,
            conditions: item.conditions.clone(),
            shared: item.shared,
            answered_by: item.answered_by.clone(),
            branch: item.item_type == ItemType::YesNoBranch,
        };
        match (item.item_type, &raw.branches) {
            (ItemType::Group, _) => {
                item.members = raw.fields.iter().filter_map(|field| self.item(field, &inherited)).collect();
                if raw.fields.is_empty() {
                    self.find(line, "no_fields", format!("Die Gruppe {} hat keine Felder.", item.uid));
                }
            }
            (ItemType::YesNoBranch, Some(branches)) => {
                let ways = [(YES, &branches.ja), (NO, &branches.nein)];
                for (code, branch) in ways {
                    let Some(branch) = branch else { continue };
                    let mut branch = (**branch).clone();
                    branch.key.get_or_insert_with(|| code.to_owned());
                    inherited.conditions.clone_from(&item.conditions);
                    inherited.conditions.push(is_code(&item.uid, code));
                    item.members.extend(self.item(&branch, &inherited));
                }
            }
            (ItemType::YesNoBranch, None) => {
                self.find(line, "no_fields", format!("{} braucht „branches“.", item.uid));
            }
            _ => {}
        }
        item
    }

    fn own_fields(&mut self, raw: &file::Item, item: &mut Item, section: &str, line: usize) {
        let mut field = Field {
            uid: item.uid.clone(),
            item: item.uid.clone(),
            section: section.to_owned(),
            label: item.label.clone(),
            help: item.help.clone(),
            kind: Kind::Number,
            suggestions: raw.suggestions.clone(),
            shared: item.shared,
            personal: raw.personal.unwrap_or(item.item_type == ItemType::Contact),
            conditions: item.conditions.clone(),
            figure: None,
            split_of: None,
            outside_total: false,
        };
        let text_max = self.length(line, raw, TEXT_MAX);
        match item.item_type {
            ItemType::Group | ItemType::PresetRow | ItemType::Derived => return,
            ItemType::Contact => return self.contact_fields(raw, &field, line),
            ItemType::NumberBreakdown | ItemType::NumberList => {
                item.total = self.number_fields(raw, &field, line).or_else(|| item.total.take());
                return;
            }
            ItemType::Number => return self.number_field(raw, raw, field, line),
            ItemType::OfferTable | ItemType::Table | ItemType::ActorTable => {
                field.kind = Kind::Rows(item.table.clone().unwrap_or_else(|| Table {
                    columns: Vec::new(),
                    rows: Vec::new(),
                    free_rows: false,
                }));
            }
            ItemType::Text | ItemType::TextWithSuggestions => field.kind = Kind::Text { max: text_max },
            ItemType::TextShort => field.kind = Kind::Line { max: self.length(line, raw, LINE_MAX) },
            ItemType::YesNo | ItemType::YesNoText | ItemType::YesNoBranch | ItemType::Choice => {
                field.kind = Kind::Choice(item.options.clone());
            }
            ItemType::MultiChoice | ItemType::MultiChoiceActorTypes => {
                field.kind = Kind::Many(item.options.clone());
            }
            ItemType::Checkbox => field.kind = self.flag(),
            ItemType::ListOfMunicipalities => field.kind = Kind::Municipalities,
        }
        if item.item_type == ItemType::YesNoText {
            let label = raw.text_label.clone().unwrap_or_default();
            self.words(line, "text_label", &label);
            let mut text = field.clone();
            text.uid = format!("{}.text", field.uid);
            text.label = label;
            text.help = None;
            text.kind = Kind::Text { max: text_max };
            text.conditions.push(is_code(&field.uid, YES));
            self.fields.push(field);
            self.part(line, text);
        } else {
            self.fields.push(field);
        }
    }

    fn contact_fields(&mut self, raw: &file::Item, contact: &Field, line: usize) {
        if raw.contact.is_empty() {
            self.find(
                line,
                "no_fields",
                format!("{} braucht „contact“: welche Angaben gefragt sind.", contact.uid),
            );
        }
        let max = self.length(line, raw, LINE_MAX);
        for key in &raw.contact {
            let Some(part) = self.raw.contact_parts.iter().find(|part| part.key == *key) else {
                self.find(line, "dangling_reference", format!("„{key}“ steht nicht unter „contact_parts“."));
                continue;
            };
            let mut field = contact.clone();
            field.uid = format!("{}.{key}", contact.uid);
            field.label.clone_from(&part.label);
            field.help = None;
            field.kind = Kind::Line { max };
            self.part(line, field);
        }
    }

    /// Gives the field of the total, where the question asks for it.
    fn number_fields(&mut self, raw: &file::Item, whole: &Field, line: usize) -> Option<String> {
        if raw.parts.is_empty() {
            self.find(line, "no_fields", format!("{} braucht „parts“.", whole.uid));
        }
        let parent = Parent { uid: whole.uid.clone(), line, ..Parent::default() };
        for part in raw.total.as_deref().into_iter().chain(&raw.parts) {
            let (uid, line) = self.declare(part, &parent, true);
            self.words(line, "label", &part.label);
            if !part.type_name.is_empty() && part.type_name != ItemType::Number.key() {
                self.find(line, "type_not_here", format!("Teil {uid} kann nur eine Zahl sein."));
            }
            self.keys_suit_type(line, part, ItemType::Number);
            let mut field = whole.clone();
            field.uid = uid;
            field.label.clone_from(&part.label);
            field.help.clone_from(&part.help);
            field.outside_total = part.outside_total;
            self.number_field(raw, part, field, line);
        }
        raw.total.as_deref().map(|total| match (&total.uid, &total.key) {
            (Some(uid), _) => uid.clone(),
            (None, key) => format!("{}.{}", whole.uid, key.as_deref().unwrap_or_default()),
        })
    }

    /// A number with the figure it asks for, and one more field per value it may be split by.
    fn number_field(&mut self, whole: &file::Item, part: &file::Item, mut field: Field, line: usize) {
        field.figure = self.figure(whole, part, line);
        let mut splits = Vec::new();
        let by = self.raw.dimensions.iter().find(|d| Some(&d.key) == whole.split_by.as_ref());
        if let Some(dimension) = by {
            let key = &dimension.key;
            for value in &dimension.values {
                let mut split = field.clone();
                split.uid = format!("{}.{}", field.uid, value.value);
                split.label = format!("{}: {}", field.label, value.label);
                split.help = None;
                split.split_of = Some(field.uid.clone());
                if let Some(figure) = &mut split.figure
                    && figure.of.insert(key.clone(), value.value.clone()).is_some()
                {
                    self.find(line, "bad_figure", format!("{} nennt „{key}“ zweimal.", field.uid));
                }
                splits.push(split);
            }
        }
        self.fields.push(field);
        for split in splits {
            self.part(line, split);
        }
    }

    /// The figure a number asks for: what its question counts, of the kind its part says.
    fn figure(&mut self, whole: &file::Item, part: &file::Item, line: usize) -> Option<FigureKey> {
        let mut of = whole.figure.clone();
        of.extend(part.figure.iter().map(|(key, value)| (key.clone(), value.clone())));
        let what = of.remove("what");
        if what.is_none() && !of.is_empty() {
            self.find(line, "bad_figure", "„figure“ braucht „what“: was gezählt wird.");
        }
        let what = what?;
        if self.raw.figures.iter().all(|counted| counted.key != what) {
            self.find(line, "bad_figure", format!("„{what}“ steht nicht unter „figures“."));
        }
        for (key, value) in &of {
            let dimension = self.raw.dimensions.iter().find(|dimension| dimension.key == *key);
            if dimension.is_none_or(|dimension| dimension.values.iter().all(|v| v.value != *value)) {
                self.find(line, "bad_figure", format!("„{key}: {value}“ steht nicht unter „dimensions“."));
            }
        }
        Some(FigureKey { what, of })
    }

    /// A field the engine makes from a question: it is no uid in the file, but
    /// must not clash with one.
    fn part(&mut self, line: usize, field: Field) {
        self.new_uid(line, &field.uid);
        self.fields.push(field);
    }

    fn table(&mut self, raw: &file::Item, item: &Item, line: usize) -> Table {
        let set = raw.column_set.as_ref().map(|name| self.raw.column_sets.get(name));
        if matches!(set, Some(None)) {
            self.find(line, "dangling_reference", "Das „column_set“ steht nicht unter „column_sets“.");
        }
        let raw_columns = set.flatten().unwrap_or(&raw.columns);
        if raw_columns.is_empty() {
            self.find(line, "no_fields", format!("Die Tabelle {} hat keine Spalten.", item.uid));
        }
        let actors = item.item_type == ItemType::ActorTable;
        self.choices(line, &raw.rows);
        let mut table = Table {
            columns: Vec::new(),
            rows: if actors { self.actor_choices() } else { raw.rows.clone() },
            free_rows: raw.free_rows.unwrap_or(match item.item_type {
                ItemType::ActorTable => self.raw.areas.iter().any(|area| area.free_rows),
                ItemType::Table => true,
                _ => false,
            }),
        };
        let parent = Parent { uid: item.uid.clone(), line, shared: item.shared, ..Parent::default() };
        let mut keys = HashSet::new();
        for raw in raw_columns {
            if let Some(column) = self.column(raw, &parent, &table, item.bound.is_some()) {
                if !keys.insert(column.key.clone()) {
                    self.find(line, "duplicate_key", format!("Die Spalte „{}“ gibt es schon.", column.key));
                }
                table.columns.push(column);
            }
        }
        table
    }

    fn column(&mut self, raw: &file::Item, parent: &Parent, table: &Table, bound: bool) -> Option<Column> {
        let (uid, line) = self.declare(raw, parent, true);
        self.words(line, "label", &raw.label);
        let item_type = self.item_type(line, &raw.type_name)?;
        self.keys_suit_type(line, raw, item_type);
        let kind = match item_type {
            ItemType::Text | ItemType::TextWithSuggestions => {
                Some(Kind::Text { max: self.length(line, raw, TEXT_MAX) })
            }
            ItemType::TextShort => Some(Kind::Line { max: self.length(line, raw, LINE_MAX) }),
            ItemType::Number => Some(Kind::Number),
            ItemType::YesNo | ItemType::Choice => Some(Kind::Choice(self.options(line, raw, item_type))),
            ItemType::Checkbox => Some(self.flag()),
            ItemType::PresetRow => Some(Kind::RowName { rows: table.rows.clone(), free: table.free_rows }),
            ItemType::Contact | ItemType::Derived if bound => None,
            _ => {
                let message = format!("Eine Spalte vom Typ „{}“ geht hier nicht.", raw.type_name);
                self.find(line, "type_not_here", message);
                None
            }
        };
        Some(Column {
            key: raw.key.clone().unwrap_or_else(|| uid.clone()),
            uid,
            label: raw.label.clone(),
            help: raw.help.clone(),
            item_type,
            kind,
            shared: raw.shared.unwrap_or(parent.shared),
            personal: raw.personal.unwrap_or(item_type == ItemType::Contact),
            reconstructed: raw.reconstructed,
            optional: raw.optional,
            condition: raw.visible_if.as_ref().and_then(|condition| self.condition_shape(line, condition)),
        })
    }

    fn hint(&mut self, raw: &file::Hint) -> Option<HintRule> {
        let line = self.declare_uid(&raw.uid, self.cursor);
        self.words(line, "text", &raw.text);
        let count = |on: &String, more: Option<usize>, fewer: Option<usize>| {
            let limit = match (more, fewer) {
                (Some(limit), None) => Limit::MoreThan(limit),
                (None, Some(limit)) => Limit::FewerThan(limit),
                _ => return None,
            };
            Some(Count { on: on.clone(), limit })
        };
        let has_limit = raw.more_than.is_some() || raw.fewer_than.is_some();
        let test = match (&raw.on, &raw.lacks, &raw.above) {
            (Some(on), None, None) if raw.sum.is_empty() => {
                count(on, raw.more_than, raw.fewer_than).map(HintTest::Count)
            }
            (Some(on), Some(wanted), None) if raw.sum.is_empty() && !has_limit => {
                self.choices(line, wanted);
                Some(HintTest::Lacks { on: on.clone(), wanted: wanted.clone() })
            }
            (None, None, Some(above)) if !raw.sum.is_empty() && !has_limit => {
                Some(HintTest::SumAbove { sum: raw.sum.clone(), above: above.clone() })
            }
            _ => None,
        };
        let when = raw.when.as_ref().map(|when| count(&when.on, when.more_than, when.fewer_than));
        if test.is_none() || when == Some(None) {
            let message = "Ein Hinweis braucht genau eines: on mit more_than, fewer_than oder lacks, oder sum mit above; \
                           when braucht on mit more_than oder fewer_than.";
            self.find(line, "bad_hint", message);
        }
        for on in raw.on.iter().chain(raw.when.as_ref().map(|when| &when.on)) {
            self.is_bound(line, on);
        }
        let allowed = if matches!(test, Some(HintTest::Lacks { .. })) { "missing" } else { "count" };
        let names = raw.text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest));
        if let Some(name) = names.into_iter().find(|name| *name != allowed) {
            let message = format!("„{{{name}}}“ wird hier nicht eingesetzt, möglich ist „{{{allowed}}}“.");
            self.find(line, "unknown_placeholder", message);
        }
        Some(HintRule {
            uid: raw.uid.clone(),
            at: raw.at.clone(),
            test: test?,
            when: when.flatten(),
            condition: raw.visible_if.as_ref().and_then(|condition| self.condition(line, condition)),
            text: raw.text.clone(),
        })
    }

    fn short_form(&mut self, raw: &file::ShortForm) -> ShortFormPlan {
        let line = self.declare_uid(&raw.uid, self.cursor);
        self.words(line, "title", &raw.title);
        let mut measures = HashSet::new();
        let items = raw.items.iter().filter_map(|item| self.short_item(item, &mut measures)).collect();
        ShortFormPlan { uid: raw.uid.clone(), title: raw.title.clone(), help: raw.help.clone(), items }
    }

    fn short_item(&mut self, raw: &file::ShortItem, measures: &mut HashSet<String>) -> Option<ShortItem> {
        let line = self.declare_uid(&raw.uid, self.cursor);
        self.declare_id(line, &raw.id);
        self.words(line, "label", &raw.label);
        self.choices(line, &raw.options);
        let item_type = self.item_type(line, &raw.type_name)?;
        if let Some(measure) = &raw.measure {
            self.key_is_plain(line, measure);
            if !measures.insert(measure.clone()) {
                self.find(line, "duplicate_measure", format!("Die Zählgröße „{measure}“ gibt es schon."));
            }
        }
        if raw.needed_for_complete && raw.missing_text.as_ref().is_none_or(|text| text.trim().is_empty()) {
            self.find(line, "missing_text", format!("{} braucht „missing_text“: was noch fehlt.", raw.uid));
        }
        let from = raw.from.as_ref().and_then(derivation);
        if from.is_none() {
            let message =
                format!("{} braucht „from“ mit genau einem von copy, all, first_of, map, bound.", raw.uid);
            self.find(line, "bad_derivation", message);
        }
        Some(ShortItem {
            id: raw.id.clone(),
            uid: raw.uid.clone(),
            label: raw.label.clone(),
            item_type,
            options: raw.options.clone(),
            from: from?,
            measure: raw.measure.clone(),
            needed_for_complete: raw.needed_for_complete,
            needed_if: raw.needed_if.as_ref().and_then(|condition| self.condition(line, condition)),
            missing_text: raw.missing_text.clone(),
            reconstructed: raw.reconstructed,
        })
    }

    // ---- rules about one thing ----

    /// Declares a question, part or column: its own uid, or the one of its
    /// question with its key. Gives uid and line.
    fn declare(&mut self, raw: &file::Item, parent: &Parent, part: bool) -> (String, usize) {
        if let Some(uid) = &raw.uid {
            let line = self.declare_uid(uid, parent.line);
            return (uid.clone(), line);
        }
        match &raw.key {
            Some(key) if part => {
                let from = self.cursor.max(parent.line.saturating_sub(1));
                let line = self.lines.find(from, "key", key).unwrap_or(parent.line);
                self.key_is_plain(line, key);
                let uid = format!("{}.{key}", parent.uid);
                self.new_uid(line, &uid);
                (uid, line)
            }
            _ => {
                let line = self.lines.find(parent.line, "label", &raw.label).unwrap_or(parent.line);
                self.find(line, "missing_uid", format!("„{}“ braucht eine „uid“.", raw.label));
                (String::new(), line)
            }
        }
    }

    /// Gives the line on which the uid is declared.
    fn declare_uid(&mut self, uid: &str, fallback: usize) -> usize {
        let line = self.lines.find(self.cursor, "uid", uid).or_else(|| self.lines.find(0, "uid", uid));
        let line = line.unwrap_or(fallback).max(1);
        self.cursor = line;
        self.new_uid(line, uid);
        line
    }

    fn new_uid(&mut self, line: usize, uid: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if uid.is_empty() {
            self.find(line, "missing_uid", "Hier fehlt eine „uid“.");
        } else if !uid.chars().all(plain) {
            let message = format!("Die uid „{uid}“ darf nur Buchstaben, Ziffern, Punkt, - und _ enthalten.");
            self.find(line, "bad_uid", message);
        } else if let Some(first) = self.lines_of.get(uid) {
            self.find(line, "duplicate_uid", format!("Die uid „{uid}“ gibt es schon in Zeile {first}."));
        } else {
            self.lines_of.insert(uid.to_owned(), line);
        }
    }

    fn declare_id(&mut self, line: usize, id: &str) {
        if id.is_empty() {
            self.find(line, "missing_id", "Hier fehlt die „id“: die Nummer, die gedruckt wird.");
        } else if !self.ids.insert(id.to_owned()) {
            self.find(line, "duplicate_id", format!("Die Nummer „{id}“ gibt es schon."));
        }
    }

    fn words(&mut self, line: usize, key: &str, words: &str) {
        if words.trim().is_empty() {
            self.find(line, "missing_label", format!("Hier fehlen die Worte: „{key}“ ist leer."));
        }
    }

    fn key_is_plain(&mut self, line: usize, key: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if key.is_empty() || !key.chars().all(plain) {
            let message = format!("„{key}“ darf nur Buchstaben ohne Umlaute, Ziffern, - und _ enthalten.");
            self.find(line, "bad_key", message);
        }
    }

    fn named(&mut self, line: usize, named: &file::Named, seen: &mut HashSet<String>) {
        self.key_is_plain(line, &named.key);
        self.words(line, "label", &named.label);
        if !seen.insert(named.key.clone()) {
            self.find(line, "duplicate_key", format!("„{}“ gibt es in dieser Liste schon.", named.key));
        }
    }

    fn choices(&mut self, line: usize, choices: &[Choice]) {
        let mut seen = HashSet::new();
        for choice in choices {
            self.key_is_plain(line, &choice.value);
            self.words(line, "label", &choice.label);
            if !seen.insert(&choice.value) {
                self.find(line, "duplicate_option", format!("Die Antwort „{}“ gibt es schon.", choice.value));
            }
        }
    }

    pub(crate) fn is_bound(&mut self, line: usize, key: &str) {
        if !self.raw.bindings.contains_key(key) {
            self.find(line, "dangling_reference", format!("„{key}“ steht nicht unter „bindings“."));
        }
    }

    fn item_type(&mut self, line: usize, name: &str) -> Option<ItemType> {
        let found = ItemType::from_key(name);
        if found.is_none() {
            let known: Vec<&str> = ItemType::ALL.iter().map(|t| t.key()).collect();
            let message = format!("Den Typ „{name}“ gibt es nicht. Möglich sind: {}.", known.join(", "));
            self.find(line, "unknown_type", message);
        }
        found
    }

    fn keys_suit_type(&mut self, line: usize, raw: &file::Item, item_type: ItemType) {
        let allowed: &[&str] = match item_type {
            ItemType::Choice | ItemType::MultiChoice => &["options", "option_set"],
            ItemType::Text | ItemType::TextShort => &["max_length"],
            ItemType::TextWithSuggestions => &["max_length", "suggestions"],
            ItemType::YesNoText => &["max_length", "text_label"],
            ItemType::YesNoBranch => &["branches"],
            ItemType::Contact => &["max_length", "contact"],
            ItemType::Group => &["fields"],
            ItemType::NumberBreakdown => &["parts", "total", "figure", "split_by", "total_of"],
            ItemType::NumberList => &["parts", "figure", "split_by"],
            ItemType::Number => &["figure", "split_by", "subset_of", "outside_total"],
            ItemType::OfferTable | ItemType::Table => &["columns", "column_set", "rows", "free_rows", "gaps"],
            ItemType::ActorTable => &["columns", "column_set", "free_rows"],
            ItemType::YesNo
            | ItemType::MultiChoiceActorTypes
            | ItemType::Checkbox
            | ItemType::Derived
            | ItemType::PresetRow
            | ItemType::ListOfMunicipalities => &[],
        };
        let used = [
            ("options", !raw.options.is_empty()),
            ("option_set", raw.option_set.is_some()),
            ("suggestions", !raw.suggestions.is_empty()),
            ("max_length", raw.max_length.is_some()),
            ("text_label", raw.text_label.is_some()),
            ("fields", !raw.fields.is_empty()),
            ("contact", !raw.contact.is_empty()),
            ("parts", !raw.parts.is_empty()),
            ("total", raw.total.is_some()),
            ("branches", raw.branches.is_some()),
            ("columns", !raw.columns.is_empty()),
            ("column_set", raw.column_set.is_some()),
            ("rows", !raw.rows.is_empty()),
            ("free_rows", raw.free_rows.is_some()),
            ("figure", !raw.figure.is_empty()),
            ("split_by", raw.split_by.is_some()),
            ("outside_total", raw.outside_total),
            ("total_of", raw.total_of.is_some()),
            ("subset_of", raw.subset_of.is_some()),
            ("gaps", raw.gaps.is_some()),
        ];
        for (key, _) in used.into_iter().filter(|(key, used)| *used && !allowed.contains(key)) {
            let message = format!("„{key}“ gehört nicht zum Typ „{}“.", item_type.key());
            self.find(line, "key_not_for_type", message);
        }
        self.choices(line, &raw.suggestions);
    }

    fn options(&mut self, line: usize, raw: &file::Item, item_type: ItemType) -> Vec<Choice> {
        match item_type {
            ItemType::YesNo | ItemType::YesNoText | ItemType::YesNoBranch => vec![
                Choice { value: YES.to_owned(), label: self.raw.yes_no.yes.clone() },
                Choice { value: NO.to_owned(), label: self.raw.yes_no.no.clone() },
            ],
            ItemType::MultiChoiceActorTypes => self.actor_choices(),
            ItemType::Choice | ItemType::MultiChoice => {
                let options = match &raw.option_set {
                    None => raw.options.clone(),
                    Some(name) => self.raw.option_sets.get(name).cloned().unwrap_or_else(|| {
                        self.find(
                            line,
                            "dangling_reference",
                            format!("„{name}“ steht nicht unter „option_sets“."),
                        );
                        Vec::new()
                    }),
                };
                if options.is_empty() || (raw.option_set.is_some() && !raw.options.is_empty()) {
                    self.find(
                        line,
                        "no_options",
                        "Hier braucht es „options“ oder ein „option_set“, nicht beides.",
                    );
                }
                self.choices(line, &raw.options);
                options
            }
            _ => Vec::new(),
        }
    }

    fn actor_choices(&self) -> Vec<Choice> {
        let choice = |t: &ActorType| Choice { value: t.key.clone(), label: t.label.clone() };
        self.actor_types.iter().map(choice).collect()
    }

    fn flag(&self) -> Kind {
        Kind::Flag { yes: self.raw.yes_no.yes.clone(), no: self.raw.yes_no.no.clone() }
    }

    fn length(&mut self, line: usize, raw: &file::Item, default: usize) -> usize {
        let length = raw.max_length.unwrap_or(default);
        if length == 0 || length > LENGTH_LIMIT {
            self.find(line, "bad_length", format!("„max_length“ liegt zwischen 1 und {LENGTH_LIMIT}."));
        }
        length
    }

    fn condition(&mut self, line: usize, raw: &file::Condition) -> Option<Condition> {
        let condition = self.condition_shape(line, raw)?;
        self.conditions.push((line, condition.clone()));
        Some(condition)
    }

    fn condition_shape(&mut self, line: usize, raw: &file::Condition) -> Option<Condition> {
        let test = match (&raw.equals, &raw.one_of, &raw.not_in) {
            (Some(one), None, None) => Test::In(vec![one.clone()]),
            (None, Some(several), None) if !several.is_empty() => Test::In(several.clone()),
            (None, None, Some(several)) if !several.is_empty() => Test::NotIn(several.clone()),
            _ => {
                self.find(
                    line,
                    "bad_condition",
                    "Eine Bedingung braucht genau eines von equals, in, not_in.",
                );
                return None;
            }
        };
        Some(Condition { field: raw.item.clone(), test })
    }
}

fn is_code(field: &str, code: &str) -> Condition {
    Condition { field: field.to_owned(), test: Test::In(vec![code.to_owned()]) }
}

fn gap_rule(raw: &file::Gaps) -> GapRule {
    GapRule {
        closed: raw.closed.as_ref().map(|closed| (closed.columns.clone(), closed.values.clone())),
        full: raw.full.as_ref().map(|full| (full.column.clone(), full.below)),
        missing_rows: raw.missing_rows,
    }
}

fn derivation(raw: &file::From) -> Option<Derivation> {
    let is_map = raw.map.is_some();
    let is_bound = raw.bound.is_some();
    if (!is_map && !raw.to.is_empty())
        || (!is_bound && !raw.of.is_empty())
        || (raw.all.is_none() && raw.codes_of.is_some())
    {
        return None;
    }
    match (&raw.copy, &raw.all, &raw.first_of, &raw.map, &raw.bound) {
        (Some(one), None, None, None, None) => {
            Some(Derivation::All { of: vec![one.clone()], codes_of: None })
        }
        (None, Some(of), None, None, None) if !of.is_empty() => {
            Some(Derivation::All { of: of.clone(), codes_of: raw.codes_of.clone() })
        }
        (None, None, Some(of), None, None) if !of.is_empty() => Some(Derivation::FirstOf(of.clone())),
        (None, None, None, Some(field), None) => Some(Derivation::Map {
            field: field.clone(),
            to: raw.to.iter().map(|(there, here)| (there.clone(), here.clone())).collect(),
        }),
        (None, None, None, None, Some(key)) => {
            Some(Derivation::Bound { key: key.clone(), of: raw.of.clone() })
        }
        _ => None,
    }
}
