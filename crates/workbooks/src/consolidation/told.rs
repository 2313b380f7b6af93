//! Where an agreed answer comes from, in words, beside the answer: on the page of its
//! section and on paper.

use super::acts;
use super::model::Way;
use super::store::{self, Provenance};
use crate::workbooks::view::Question;
use crate::workbooks::{self, Workbook};
use ::store::Read;
use base::{AnyPermit, Permit, ViewContributions, ViewWorkbook};
use std::collections::{BTreeMap, BTreeSet};
use web::{Result, Shell};

/// `stammt aus: Jobcenter (12.03.2026), VHS (14.03.2026), zusammengefasst`.
pub(super) fn origin(shell: &Shell, provenance: &Provenance, version: i64) -> String {
    let part = |part: &store::Part| format!("{} ({})", who(shell, &part.who), part.given_at.day().german());
    let parts: Vec<String> = provenance.parts.iter().map(part).collect();
    let way = shell.say_of("consolidation-way", provenance.way.key()).to_string();
    let said = match (parts.is_empty(), provenance.way) {
        (true, Way::Own) => shell.say("consolidation-origin-own").to_string(),
        _ => shell.say("consolidation-origin").with("parts", parts.join(", ")).with("way", way).to_string(),
    };
    if version == provenance.answer_version {
        return said;
    }
    format!("{said}, {}", shell.say("consolidation-origin-changed"))
}

/// Who was asked, in words.
pub(super) fn who(shell: &Shell, organisation: &str) -> String {
    if organisation.is_empty() {
        shell.say("assignment-somebody").to_string()
    } else {
        organisation.to_owned()
    }
}

/// Marks questions with where their answers come from, and, for those who may see them,
/// with the way to what others contributed.
pub(crate) async fn mark(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    shell: &Shell,
    workbook: &Workbook,
    questions: &mut [Question],
) -> Result<()> {
    let key = &workbook.instrument.key;
    let provenance = store::provenance(db, permit, key).await?;
    let contributed = match Permit::<ViewContributions>::ask(permit.actor(), permit.place()) {
        Some(permit) => contributed(db, &permit, workbook, questions).await?,
        None => BTreeMap::new(),
    };
    if provenance.is_empty() && contributed.is_empty() {
        return Ok(());
    }
    let base = workbooks::address(shell, key);
    for question in questions {
        if let Some((answered, asked)) = contributed.get(&question.uid) {
            let said = shell.say("consolidation-see").count("answered", *answered).count("asked", *asked);
            question.contributed = Some((said.to_string(), format!("{base}/consolidation/{}", question.uid)));
        }
        let parts = question.parts.iter_mut().flat_map(|part| &mut part.controls);
        for control in question.controls.iter_mut().chain(parts) {
            let Some(line) = provenance.get(&control.uid).filter(|_| control.version > 0) else { continue };
            control.origin = origin(shell, line, control.version);
        }
    }
    Ok(())
}

/// How many answered and how many were asked, of the questions shown.
async fn contributed(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    workbook: &Workbook,
    questions: &[Question],
) -> Result<BTreeMap<String, (usize, usize)>> {
    let aid = workbook.instrument;
    let shown: BTreeSet<&str> = questions.iter().map(|question| question.uid.as_str()).collect();
    let mut asked = store::asked(db, permit, &aid.key, "").await?;
    asked.retain(|one| shown.contains(one.item.as_str()));
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let given = store::given(db, permit, aid, "").await?;
    let said: BTreeSet<_> = given.iter().map(|one| (one.assignment, one.field.as_str())).collect();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let items = aid.sections.iter().flat_map(|section| &section.items);
    for item in items.filter(|item| shown.contains(item.uid.as_str())) {
        let fields = acts::fields_of(workbook, item);
        for one in asked.iter().filter(|one| one.item == item.uid) {
            let (answered, all) = counts.entry(item.uid.clone()).or_default();
            let has = fields.iter().any(|field| said.contains(&(one.assignment, field.uid.as_str())));
            *answered += usize::from(has);
            *all += 1;
        }
    }
    Ok(counts)
}
