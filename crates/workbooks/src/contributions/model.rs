//! What a contributor is asked, cut out of the working aid: only the questions
//! handed out, whatever else the aid asks, and how far they have come. Pure.

use super::store::Contribution;
use crate::workbooks::{self, Stored, Workbook};
use instrument::{Answers, Instrument, Item, Kind, Test, Value, YES};
use std::collections::BTreeSet;

/// The questions handed out, in the order of the form, and their fields.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The working aid.
    pub aid: &'static Instrument,
    /// The questions.
    pub items: Vec<&'static Item>,
    fields: BTreeSet<&'static str>,
}

impl Asked {
    /// Cuts these questions out; what the working aid does not know is left out.
    pub fn of(aid: &'static Instrument, uids: &[String]) -> Self {
        let all = aid.sections.iter().flat_map(|section| &section.items);
        let items: Vec<&'static Item> = all.filter(|item| uids.contains(&item.uid)).collect();
        let mut fields = BTreeSet::new();
        for item in &items {
            gather(aid, item, &mut fields);
        }
        Self { aid, items, fields }
    }
    /// Whether a field belongs to what was asked.
    pub fn has(&self, field: &str) -> bool {
        self.fields.contains(field)
    }
    /// One of the questions.
    pub fn item(&self, uid: &str) -> Option<&'static Item> {
        self.items.iter().copied().find(|item| item.uid == uid)
    }
    /// Whether this is one of the questions, or a part of one.
    pub fn holds(&self, uid: &str) -> bool {
        self.items.iter().any(|item| workbooks::holds(item, uid))
    }
    /// The question to which a field belongs.
    pub fn item_of(&self, field: &str) -> Option<&'static Item> {
        self.items.iter().copied().find(|item| self.fields_of(item).contains(field))
    }
    /// The fields of a question and of its parts.
    pub fn fields_of(&self, item: &'static Item) -> BTreeSet<&'static str> {
        let mut fields = BTreeSet::new();
        gather(self.aid, item, &mut fields);
        fields
    }
    /// Whether anything is entered for a question.
    pub fn is_answered(&self, item: &'static Item, answers: &Answers) -> bool {
        self.fields_of(item).iter().any(|field| answers.get(field).is_some())
    }

    /// What was entered, as the working aid's pages take it. A question handed out is
    /// asked, whatever the aid makes it depend on elsewhere: such conditions count as met.
    ///
    /// # Errors
    /// When something stored does not fit its field any more: its key.
    pub fn workbook(&self, entered: &[Contribution]) -> Result<Workbook, String> {
        let mut answers = Answers::new();
        for (field, value) in self.assumed() {
            answers.set(field, Some(value));
        }
        let mut rows = std::collections::BTreeMap::new();
        for one in entered.iter().filter(|one| self.has(&one.item)) {
            let Some(field) = self.aid.field(&one.item) else { continue };
            let value = one.value.as_deref().map(|stored| Value::from_stored(&field.kind, stored));
            answers.set(&one.item, value.transpose().map_err(|_| one.id.to_string())?);
            let stored = Stored {
                id: one.id,
                value: one.value.clone(),
                version: one.version,
                changed_at: one.changed_at,
                changed_by: None,
            };
            rows.insert(one.item.clone(), stored);
        }
        Ok(Workbook {
            instrument: self.aid,
            id: None,
            answers,
            rows,
            figures: std::collections::BTreeMap::new(),
            place: String::new(),
            passages: Vec::new(),
        })
    }

    /// Answers elsewhere in the aid under which the questions are asked.
    fn assumed(&self) -> Vec<(String, Value)> {
        let mut found: Vec<(String, Value)> = Vec::new();
        let mut open: Vec<&instrument::Condition> = Vec::new();
        for item in &self.items {
            all_conditions(item, &mut open);
        }
        open.extend(self.fields.iter().filter_map(|f| self.aid.field(f)).flat_map(|f| &f.conditions));
        while let Some(condition) = open.pop() {
            let Some(field) = self.aid.field(&condition.field) else { continue };
            if self.has(&field.uid) || found.iter().any(|(uid, _)| *uid == field.uid) {
                continue;
            }
            if let Test::In(codes) = &condition.test
                && let Some(code) = codes.first()
            {
                let value = match field.kind {
                    Kind::Flag { .. } => Value::Flag(code == YES),
                    Kind::Many(_) => Value::Many(vec![code.clone()]),
                    _ => Value::Choice(code.clone()),
                };
                found.push((field.uid.clone(), value));
                open.extend(&field.conditions);
            }
        }
        found
    }

    /// What of a rule for the page's script is about fields on the page.
    pub fn rule(&self, rule: &str) -> String {
        let here = |part: &&str| {
            let field = part.split_once('=').map_or("", |(field, _)| field.trim_end_matches('!'));
            self.has(field)
        };
        rule.split(' ').filter(here).collect::<Vec<_>>().join(" ")
    }
}

fn gather(aid: &'static Instrument, item: &'static Item, into: &mut BTreeSet<&'static str>) {
    into.extend(aid.fields_of(item).iter().map(|field| field.uid.as_str()));
    for member in &item.members {
        gather(aid, member, into);
    }
}

fn all_conditions(item: &'static Item, into: &mut Vec<&'static instrument::Condition>) {
    into.extend(&item.conditions);
    for member in &item.members {
        all_conditions(member, into);
    }
}
