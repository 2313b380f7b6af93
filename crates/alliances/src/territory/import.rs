//! Taking over a newer edition of the official directory, as the operator does it
//! at the command line: first a report, then, if asked, everything or nothing.

use super::gv100ad::Changes;
use super::model::Ags;
use super::store::{Import, ImportRefusal, Objection, apply_import, plan_import};
use base::{Permit, RunInstallation};
use std::{collections::BTreeMap, fmt::Display};
use store::{Db, Result};

/// What an import would do or has done, line by line, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub lines: Vec<String>,
    /// Nothing stands against it.
    pub is_good: bool,
}

impl Report {
    fn refused(lines: Vec<String>) -> Self {
        Self { lines, is_good: false }
    }
    fn say(&mut self, line: impl Display) {
        self.lines.push(line.to_string());
    }
}

/// Reads a GV100AD file and reports what it changes; writes it too if `apply` and
/// nothing stands against it. `successors` are pairs of a vanished key and who
/// follows it.
pub async fn import(
    db: &Db,
    permit: &Permit<RunInstallation>,
    file: &[u8],
    successors: &[(String, String)],
    apply: bool,
) -> Result<Report> {
    let mut pairs = BTreeMap::new();
    for (old, new) in successors {
        match (old.parse::<Ags>(), new.parse::<Ags>()) {
            (Ok(old), Ok(new)) => drop(pairs.insert(old, new)),
            (Err(fault), _) => return Ok(Report::refused(vec![format!("{old}: {fault}")])),
            (_, Err(fault)) => return Ok(Report::refused(vec![format!("{new}: {fault}")])),
        }
    }
    let planned = plan_import(&mut db.read(permit).await?, permit, file, &pairs).await?;
    let import = match planned {
        Ok(import) => import,
        Err(damage) => return Ok(Report::refused(vec![damage.to_string(), NOTHING.to_owned()])),
    };
    let mut report = describe(&import);
    if !report.is_good || import.changes.is_empty() {
        return Ok(report);
    }
    if !apply {
        report.say("Noch ist nichts geändert. Mit --apply wird es übernommen.");
        return Ok(report);
    }
    let mut tx = db.begin(permit).await?;
    match apply_import(&mut tx, permit, file, &pairs).await? {
        Ok(import) => {
            tx.commit(permit, &format!("municipalities imported as of {}", import.as_of)).await?;
            report.say("Übernommen.");
        }
        Err(ImportRefusal::Damaged(damage)) => return Ok(Report::refused(vec![damage.to_string()])),
        Err(ImportRefusal::Objections(found)) => {
            return Ok(Report::refused(found.iter().map(objection).collect()));
        }
    }
    Ok(report)
}

const NOTHING: &str = "Es wurde nichts geändert.";

fn describe(import: &Import) -> Report {
    let Changes { added, renamed, population_changed, details_changed, vanished, .. } = &import.changes;
    let mut report = Report { lines: Vec::new(), is_good: import.objections.is_empty() };
    report.say(format_args!("Gebietsstand: {}", import.as_of.german()));
    for m in added {
        report.say(format_args!("Neu: {} {}", m.ags, m.official_name));
    }
    for m in renamed {
        report.say(format_args!("Umbenannt: {} {} heißt jetzt {}", m.ags, m.from, m.to));
    }
    for m in vanished {
        report.say(format_args!("Weggefallen: {} {}", m.ags, m.official_name));
    }
    report.say(format_args!("Andere Bevölkerung: {} Kommunen", population_changed.len()));
    report.say(format_args!("Andere Angaben: {} Kommunen", details_changed.len()));
    for found in &import.objections {
        report.say(objection(found));
    }
    if !report.is_good {
        report.say(NOTHING);
    } else if import.changes.is_empty() {
        report.say("Die Datei sagt nichts Neues.");
    }
    report
}

fn objection(objection: &Objection) -> String {
    match objection {
        Objection::Successor(error) => error.to_string(),
        Objection::Misfit(error) => format!("Die Angaben passen nicht zusammen: {error}"),
    }
}
