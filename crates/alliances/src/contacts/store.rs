//! The only SQL about contacts.

use base::{ContactId, EditOrganisations, OrganisationId, Permit, ViewOrganisations};
use store::{Again, Burial, Kept, Put, Read, Result, Tx};

/// A contact that was removed.
pub(crate) const BURIAL: Burial = Burial {
    kind: "contact",
    again: Again::Sql(&[(
        "delete from contact where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row],
    )]),
};

/// Whom to talk to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// Its key.
    pub id: ContactId,
    /// Where the person works.
    pub organisation_id: OrganisationId,
    /// The person's name.
    pub name: String,
    /// How to call them.
    pub phone: String,
    /// How to write to them.
    pub email: String,
    /// Guards against lost updates.
    pub version: i64,
}

impl Contact {
    /// Name and how to reach them, on one line.
    pub fn line(&self) -> String {
        let parts = self.fields().into_iter().map(|(_, value)| value).filter(|v| !v.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }
    /// Whether both say the same about the same person.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.fields() == other.fields()
    }
    fn fields(&self) -> [(&'static str, &str); 3] {
        [("name", &self.name), ("phone", &self.phone), ("email", &self.email)]
    }
}

/// The contacts of one organisation, by name.
pub async fn of(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    organisation: OrganisationId,
) -> Result<Vec<Contact>> {
    db.sql(
        permit,
        "select id, organisation_id, name, phone, email, version from contact \
         where alliance_id = $1 and organisation_id = $2 order by name, id",
    )
    .bind(organisation)
    .all()
    .await
}

/// All contacts of the alliance, to be shown beside their organisations.
pub async fn all(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Vec<Contact>> {
    db.sql(
        permit,
        "select id, organisation_id, name, phone, email, version from contact where alliance_id = $1 order by name, id",
    )
    .all()
    .await
}

/// One contact of this alliance.
pub async fn find(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: ContactId,
) -> Result<Option<Contact>> {
    db.sql(
        permit,
        "select id, organisation_id, name, phone, email, version from contact where alliance_id = $1 and id = $2",
    )
    .bind(id)
    .maybe()
    .await
}

/// Adds a contact; adding the same key again changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<EditOrganisations>, contact: &Contact) -> Result<()> {
    let added = tx
        .sql(
            permit,
            "insert into contact (alliance_id, id, organisation_id, name, phone, email) \
             values ($1, $2, $3, $4, $5, $6) on conflict (alliance_id, id) do nothing",
        )
        .bind(contact.id)
        .bind(contact.organisation_id)
        .bind(contact.name.clone())
        .bind(contact.phone.clone())
        .bind(contact.email.clone())
        .run()
        .await?;
    if added == 1 {
        keep(tx, permit, None, contact).await?;
    }
    Ok(())
}

/// Replaces a contact if its version is still current.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: &Contact,
    after: &Contact,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update contact set name = $4, phone = $5, email = $6, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(after.id)
        .bind(after.version)
        .bind(after.name.clone())
        .bind(after.phone.clone())
        .bind(after.email.clone())
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, Some(before), after).await?;
    }
    Ok(changed == 1)
}

/// Removes a contact if `version` is still current, and makes its past values
/// unreadable.
pub async fn remove(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: ContactId,
    version: i64,
) -> Result<bool> {
    let removed = tx
        .sql(permit, "delete from contact where alliance_id = $1 and id = $2 and version = $3")
        .bind(id)
        .bind(version)
        .run()
        .await?;
    if removed == 1 {
        tx.bury(permit, &BURIAL, id.uuid());
        tx.erase_history(permit, id.uuid()).await?;
    }
    Ok(removed == 1)
}

/// Removes all contacts of an organisation, and makes their past values unreadable.
/// Undoing a merge afterwards does not bring them back.
pub async fn remove_all(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    organisation: OrganisationId,
) -> Result<()> {
    let removed: Vec<(ContactId,)> = tx
        .sql(permit, "delete from contact where alliance_id = $1 and organisation_id = $2 returning id")
        .bind(organisation)
        .all()
        .await?;
    for (contact,) in removed {
        tx.bury(permit, &BURIAL, contact.uuid());
        tx.erase_history(permit, contact.uuid()).await?;
    }
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: Option<&Contact>,
    after: &Contact,
) -> Result<()> {
    for (i, (field, value)) in after.fields().into_iter().enumerate() {
        let old = before.map(|b| b.fields()[i].1).filter(|v| !v.is_empty());
        let new = (!value.is_empty()).then_some(value);
        tx.keep(permit, Kept { subject: "contact", row: after.id.uuid(), field, before: old, after: new })
            .await?;
    }
    Ok(())
}
