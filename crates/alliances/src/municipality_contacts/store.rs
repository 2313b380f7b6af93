//! The only SQL about the contact map.

use super::model::{Draft, MunicipalityContact, Origin};
use base::{EditAlliance, Permission, Permit, ViewVotes};
use store::{Again, Burial, Kept, Put, Read, Result, Tx};
use uuid::Uuid;

/// An entry that was taken off the map.
pub(crate) const REMOVED: Burial = Burial {
    kind: "municipality contact",
    again: Again::Sql(&[(
        "update municipality_contact set removed_at = $3, name = '', phone = '', email = '', \
         office_comment = '', version = version + 1 where alliance_id = $1 and id = $2 and removed_at is null",
        &[Put::Alliance, Put::Row, Put::Moment],
    )]),
};

/// A person another one took the place of in an entry.
pub(crate) const REPLACED: Burial = Burial {
    kind: "municipality contact's person",
    again: Again::Sql(&[(
        "update municipality_contact set name = '', phone = '', email = '', version = version + 1 \
         where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row],
    )]),
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    municipality_ags: String,
    municipality: String,
    topic: String,
    unit: String,
    name: String,
    phone: String,
    email: String,
    is_undefined: bool,
    question: String,
    entered_by: String,
    office_comment: String,
    version: i64,
}

impl From<Row> for MunicipalityContact {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            municipality: row.municipality,
            draft: Draft {
                municipality_ags: row.municipality_ags,
                topic: row.topic,
                unit: row.unit,
                name: row.name,
                phone: row.phone,
                email: row.email,
                is_undefined: row.is_undefined,
                question: row.question,
            },
            entered_by: Origin::from_key(&row.entered_by).unwrap_or_default(),
            comment: row.office_comment,
            version: row.version,
        }
    }
}

/// The map by municipality and subject; a municipality's contact sees only its own.
pub async fn list(db: &mut Read, permit: &Permit<ViewVotes>) -> Result<Vec<MunicipalityContact>> {
    let only = permit.municipality().unwrap_or_default().to_owned();
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select c.id, c.municipality_ags, m.name as municipality, c.topic, c.unit, c.name, c.phone, c.email, \
             c.is_undefined, c.question, c.entered_by, c.office_comment, c.version from municipality_contact c \
             join municipality m on m.ags = c.municipality_ags where c.alliance_id = $1 and c.removed_at is null \
             and ($2 = '' or c.municipality_ags = $2) order by m.sort_name, c.municipality_ags, c.topic, c.id",
        )
        .bind(only)
        .all()
        .await?;
    Ok(rows.into_iter().map(MunicipalityContact::from).collect())
}

/// One entry; another municipality's does not exist for a contact.
pub async fn find<P: Permission>(
    db: &mut Read,
    permit: &Permit<P>,
    id: Uuid,
) -> Result<Option<MunicipalityContact>> {
    let only = permit.municipality().unwrap_or_default().to_owned();
    let row: Option<Row> = db
        .sql(
            permit,
            "select c.id, c.municipality_ags, m.name as municipality, c.topic, c.unit, c.name, c.phone, c.email, \
             c.is_undefined, c.question, c.entered_by, c.office_comment, c.version from municipality_contact c \
             join municipality m on m.ags = c.municipality_ags where c.alliance_id = $1 and c.id = $2 \
             and c.removed_at is null and ($3 = '' or c.municipality_ags = $3)",
        )
        .bind(id)
        .bind(only)
        .maybe()
        .await?;
    Ok(row.map(MunicipalityContact::from))
}

/// Adds a checked entry; adding the same key again changes nothing.
pub async fn add<P: Permission>(
    tx: &mut Tx,
    permit: &Permit<P>,
    id: Uuid,
    draft: &Draft,
    by: Origin,
) -> Result<()> {
    let added = tx
        .sql(
            permit,
            "insert into municipality_contact (alliance_id, id, municipality_ags, topic, unit, name, phone, email, \
             is_undefined, question, entered_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.municipality_ags.clone())
        .bind(draft.topic.clone())
        .bind(draft.unit.clone())
        .bind(draft.name.clone())
        .bind(draft.phone.clone())
        .bind(draft.email.clone())
        .bind(draft.is_undefined)
        .bind(draft.question.clone())
        .bind(by.key())
        .run()
        .await?;
    if added == 1 {
        keep_differences(tx, permit, id, &Draft::default(), draft).await?;
    }
    Ok(())
}

/// Replaces an entry if `version` is still current; answers the new version, or
/// `None` when somebody was faster or the entry is the municipality's and not the
/// writer's to alter. Where another person is named, the history forgets the one
/// before.
pub async fn replace<P: Permission>(
    tx: &mut Tx,
    permit: &Permit<P>,
    before: &MunicipalityContact,
    after: &Draft,
    by: Origin,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .sql(
            permit,
            "update municipality_contact set municipality_ags = $4, topic = $5, unit = $6, name = $7, phone = $8, \
             email = $9, is_undefined = $10, question = $11, entered_by = $12, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and removed_at is null \
             and ($12 = 'contact' or entered_by = 'office')",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.municipality_ags.clone())
        .bind(after.topic.clone())
        .bind(after.unit.clone())
        .bind(after.name.clone())
        .bind(after.phone.clone())
        .bind(after.email.clone())
        .bind(after.is_undefined)
        .bind(after.question.clone())
        .bind(by.key())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let mut known = before.draft.clone();
    if after.replaces_the_person(&known) {
        tx.bury(permit, &REPLACED, before.id);
        tx.erase_history(permit, before.id).await?;
        for text in [&mut known.name, &mut known.phone, &mut known.email] {
            text.clear();
        }
    }
    keep_differences(tx, permit, before.id, &known, after).await?;
    Ok(Some(version + 1))
}

/// Writes the office's remark on an entry of the municipality, if `version` is
/// still current; answers the new version, or `None` when somebody was faster.
pub async fn comment(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    before: &MunicipalityContact,
    text: &str,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .sql(
            permit,
            "update municipality_contact set office_comment = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and removed_at is null",
        )
        .bind(before.id)
        .bind(version)
        .bind(text.to_owned())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let some = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
    let (old, new) = (some(&before.comment), some(text));
    let kept = Kept {
        subject: "municipality_contact",
        row: before.id,
        field: "comment",
        before: old.as_deref(),
        after: new.as_deref(),
    };
    tx.keep(permit, kept).await?;
    Ok(Some(version + 1))
}

/// Takes an entry off the map; the person's name goes at once, from the history too.
/// The office takes off only what it has entered itself.
pub async fn remove<P: Permission>(
    tx: &mut Tx,
    permit: &Permit<P>,
    entry: &MunicipalityContact,
    by: Origin,
    version: i64,
) -> Result<bool> {
    let now = tx.now();
    let removed = tx
        .sql(
            permit,
            "update municipality_contact set removed_at = $4, name = '', phone = '', email = '', \
             office_comment = '', version = version + 1 where alliance_id = $1 and id = $2 and version = $3 \
             and removed_at is null and ($5 = 'contact' or entered_by = 'office')",
        )
        .bind(entry.id)
        .bind(version)
        .bind(now)
        .bind(by.key())
        .run()
        .await?;
    if removed == 1 {
        tx.bury(permit, &REMOVED, entry.id);
        tx.erase_history(permit, entry.id).await?;
    }
    Ok(removed == 1)
}

async fn keep_differences<P: Permission>(
    tx: &mut Tx,
    permit: &Permit<P>,
    row: Uuid,
    before: &Draft,
    after: &Draft,
) -> Result<()> {
    for ((field, old), (_, new)) in before.fields().into_iter().zip(after.fields()) {
        let some = |text: &'_ String| (!text.is_empty()).then(|| text.clone());
        let (before, after) = (some(&old), some(&new));
        let kept = Kept {
            subject: "municipality_contact",
            row,
            field,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        tx.keep(permit, kept).await?;
    }
    Ok(())
}
