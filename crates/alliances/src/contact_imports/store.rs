//! The only SQL about uploaded contact lists.

use super::model::{Decisions, List, Mapping, Place, Plan, Planned};
use crate::contacts::store::{self as contacts, Contact};
use crate::organisations::{Organisation, store as organisations};
use base::{
    ContactId, ContactImportId, EditOrganisations, Instant, OrganisationId, Permit, RunJobs,
    ViewOrganisations,
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;
use store::{Again, Burial, Error, Put, Read, Result, Tx};

/// A list that was thrown away.
pub(crate) const BURIAL: Burial = Burial {
    kind: "contact import",
    again: Again::Sql(&[(
        "delete from contact_import where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row],
    )]),
};

/// An uploaded list.
#[derive(Clone, Debug)]
pub struct ContactImport {
    /// Its key.
    pub id: ContactImportId,
    /// To recognise it by.
    pub file_name: String,
    /// Its entries; none once they are taken over.
    pub list: List,
    /// Which column tells what; `None` until people said so.
    pub mapping: Option<Mapping>,
    /// What people decided.
    pub decisions: Decisions,
    /// What came of it; `None` until its entries are taken over.
    pub outcome: Option<Outcome>,
    /// Guards against lost updates.
    pub version: i64,
}

/// What came of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Organisations added.
    pub organisations: i64,
    /// Contacts added.
    pub contacts: i64,
    /// Entries left out.
    pub left_out: i64,
}

/// A list as a list of lists shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    /// Its key.
    pub id: ContactImportId,
    /// To recognise it by.
    pub file_name: String,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When its entries were taken over.
    pub finished_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: ContactImportId,
    file_name: String,
    sheet: String,
    mapping: String,
    decisions: String,
    finished_at: Option<Instant>,
    organisations_added: i64,
    contacts_added: i64,
    entries_left_out: i64,
    version: i64,
}

/// Lists uploaded after `since`, the newest first.
pub async fn list(db: &mut Read, permit: &Permit<ViewOrganisations>, since: Instant) -> Result<Vec<Listed>> {
    db.sql(
        permit,
        "select id, file_name, created_at, finished_at from contact_import \
         where alliance_id = $1 and created_at > $2 order by created_at desc, id desc",
    )
    .bind(since)
    .all()
    .await
}

/// One list of this alliance, if it was uploaded after `since`.
pub async fn find(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: ContactImportId,
    since: Instant,
) -> Result<Option<ContactImport>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, file_name, sheet, mapping, decisions, finished_at, organisations_added, contacts_added, \
             entries_left_out, version from contact_import where alliance_id = $1 and id = $2 and created_at > $3",
        )
        .bind(id)
        .bind(since)
        .maybe()
        .await?;
    row.map(|row| {
        Ok(ContactImport {
            id: row.id,
            file_name: row.file_name,
            list: read_json(&row.sheet)?.unwrap_or_default(),
            mapping: read_json(&row.mapping)?,
            decisions: read_json(&row.decisions)?.unwrap_or_default(),
            outcome: row.finished_at.map(|_| Outcome {
                organisations: row.organisations_added,
                contacts: row.contacts_added,
                left_out: row.entries_left_out,
            }),
            version: row.version,
        })
    })
    .transpose()
}

/// Holds a list; holding the same key again changes nothing. Answers whether it was new.
pub async fn add(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: ContactImportId,
    file_name: &str,
    list: &List,
) -> Result<bool> {
    let (sheet, now) = (json(list)?, tx.now());
    let added = tx
        .sql(
            permit,
            "insert into contact_import (alliance_id, id, file_name, sheet, mapping, decisions, created_at) \
             values ($1, $2, $3, $4, '', '', $5) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(file_name.to_owned())
        .bind(sheet)
        .bind(now)
        .run()
        .await?;
    Ok(added == 1)
}

/// Says which column tells what, if `version` is still current.
pub async fn map(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: ContactImportId,
    version: i64,
    mapping: &Mapping,
) -> Result<bool> {
    let mapping = json(mapping)?;
    let changed = tx
        .sql(
            permit,
            "update contact_import set mapping = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and finished_at is null",
        )
        .bind(id)
        .bind(version)
        .bind(mapping)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Notes what people decided, if `version` is still current.
pub async fn decide(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: ContactImportId,
    version: i64,
    decisions: &Decisions,
) -> Result<bool> {
    let decisions = json(decisions)?;
    let changed = tx
        .sql(
            permit,
            "update contact_import set decisions = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and finished_at is null",
        )
        .bind(id)
        .bind(version)
        .bind(decisions)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Takes a list over as planned, and forgets what it said. `known` and `people` are
/// the directory the plan was made with. Answers `false`, and nothing may be
/// committed, when the list or the directory has changed since.
pub async fn take_over(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    import: &ContactImport,
    plan: &Plan,
    known: &[Organisation],
    people: &[Contact],
) -> Result<bool> {
    let left_out = plan.entries.len() - plan.count(Planned::is_taken_over);
    // First of all, so that a second click waits here and then finds it done.
    if !finish(tx, permit, import, plan, left_out).await? {
        return Ok(false);
    }
    let mut made: HashMap<usize, OrganisationId> = HashMap::new();
    for (entry, draft) in &plan.organisations {
        let id = OrganisationId::new(tx.db().clock(), tx.db().chance());
        organisations::add(tx, permit, id, draft).await?;
        made.insert(*entry, id);
    }
    for before in known {
        if let Some(draft) = plan.completed.get(&before.id)
            && organisations::replace(tx, permit, before, draft, before.version).await?.is_none()
        {
            return Ok(false);
        }
    }
    for (place, person) in &plan.people {
        let organisation_id = match place {
            Place::Existing(id) => *id,
            Place::New(entry) => {
                *made.get(entry).ok_or_else(|| Error::Bug("a plan without its entry".to_owned()))?
            }
        };
        let id = ContactId::new(tx.db().clock(), tx.db().chance());
        let (name, phone, email) = (person.name.clone(), person.phone.clone(), person.email.clone());
        contacts::add(tx, permit, &Contact { id, organisation_id, name, phone, email, version: 1 }).await?;
    }
    for before in people {
        if let Some(person) = plan.completed_people.get(&before.id) {
            let after =
                Contact { phone: person.phone.clone(), email: person.email.clone(), ..before.clone() };
            if !contacts::replace(tx, permit, before, &after).await? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

async fn finish(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    import: &ContactImport,
    plan: &Plan,
    left_out: usize,
) -> Result<bool> {
    let now = tx.now();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let finished = tx
        .sql(
            permit,
            "update contact_import set finished_at = $4, organisations_added = $5, contacts_added = $6, \
             entries_left_out = $7, sheet = '', mapping = '', decisions = '', version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and finished_at is null",
        )
        .bind(import.id)
        .bind(import.version)
        .bind(now)
        .bind(number(plan.organisations.len()))
        .bind(number(plan.people.len()))
        .bind(number(left_out))
        .run()
        .await?;
    Ok(finished == 1)
}

/// Throws a list away.
pub async fn remove(tx: &mut Tx, permit: &Permit<EditOrganisations>, id: ContactImportId) -> Result<()> {
    let removed = tx
        .sql(permit, "delete from contact_import where alliance_id = $1 and id = $2")
        .bind(id)
        .run()
        .await?;
    if removed > 0 {
        tx.bury(permit, &BURIAL, id.uuid());
    }
    Ok(())
}

/// Throws away this alliance's lists whose time is over.
pub async fn forget_old_here(tx: &mut Tx, permit: &Permit<EditOrganisations>, since: Instant) -> Result<()> {
    tx.sql(permit, "delete from contact_import where alliance_id = $1 and created_at <= $2")
        .bind(since)
        .run()
        .await?;
    Ok(())
}

/// How many lists were uploaded at `since` or before.
pub async fn old(db: &mut Read, permit: &Permit<RunJobs>, since: Instant) -> Result<i64> {
    let (count,): (i64,) = db
        .across(permit, "select count(*) from contact_import where created_at <= $1")
        .bind(since)
        .one()
        .await?;
    Ok(count)
}

/// Throws away all lists uploaded at `since` or before; for the daily clean-up. Answers
/// how many.
pub async fn forget_old(tx: &mut Tx, permit: &Permit<RunJobs>, since: Instant) -> Result<u64> {
    tx.across(permit, "delete from contact_import where created_at <= $1").bind(since).run().await
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Bug(e.to_string()))
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<Option<T>> {
    if text.is_empty() {
        return Ok(None);
    }
    // The message could quote what the list says.
    serde_json::from_str(text).map(Some).map_err(|_| Error::Bug("a contact import cannot be read".to_owned()))
}
