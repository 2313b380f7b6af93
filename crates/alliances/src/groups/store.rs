//! The only SQL about groups registered by volunteer coordinators. It writes the
//! directory's tables, but only what the short form asks for, and only through the
//! coordinator's own organisation.

use base::{ContactId, OrganisationId, Permit, RegisterGroups, sort_key};
use store::{Kept, Read, Result, Tx};

/// A coordinator's organisation as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Home {
    /// Its key.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// A to D: its groups begin in the same area.
    pub area: String,
}

/// The organisation a role speaks for; where it was merged into another, that one.
/// `None` when it is no longer in the directory.
pub async fn home(
    db: &mut Read,
    permit: &Permit<RegisterGroups>,
    own: OrganisationId,
) -> Result<Option<Home>> {
    db.sql(
        permit,
        "select o.id, o.name, o.area from organisation s join organisation o on o.alliance_id = s.alliance_id \
         and o.id = coalesce(s.merged_into, s.id) where s.alliance_id = $1 and s.id = $2 \
         and o.removed_at is null and o.merged_into is null",
    )
    .bind(own)
    .maybe()
    .await
}

/// What the short form asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What the group is called.
    pub name: String,
    /// What sort of actor it is, in words.
    pub sort: String,
    /// What it does and could contribute.
    pub contribution: String,
    /// Where it meets.
    pub address: String,
    /// Whom to talk to; empty when nobody is named.
    pub contact: String,
    /// How to call them.
    pub phone: String,
    /// How to write to them.
    pub email: String,
}

/// A registered group in the list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What it does.
    pub contribution: String,
    /// Where it meets.
    pub address: String,
}

/// The groups registered through an organisation, by name.
pub async fn list(
    db: &mut Read,
    permit: &Permit<RegisterGroups>,
    through: OrganisationId,
) -> Result<Vec<Group>> {
    db.sql(
        permit,
        "select o.name, o.contribution, o.address from organisation o where o.alliance_id = $1 \
         and o.registered_through = $2 and o.removed_at is null and o.merged_into is null order by o.sort_name",
    )
    .bind(through)
    .all()
    .await
}

/// Registers a group through an organisation, with its contact if one is named.
/// The same keys again change nothing; answers whether it was new.
pub async fn register(
    tx: &mut Tx,
    permit: &Permit<RegisterGroups>,
    id: OrganisationId,
    contact: ContactId,
    through: &Home,
    draft: &Draft,
) -> Result<bool> {
    let added = tx
        .sql(
            permit,
            "insert into organisation (alliance_id, id, name, sort_name, area, free_type, address, contribution, \
             registered_through) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.name.clone())
        .bind(format!("{} {id}", sort_key(&draft.name)))
        .bind(through.area.clone())
        .bind(draft.sort.clone())
        .bind(draft.address.clone())
        .bind(draft.contribution.clone())
        .bind(through.id)
        .run()
        .await?;
    if added == 0 {
        return Ok(false);
    }
    let through_key = through.id.to_string();
    for (field, value) in [
        ("name", &draft.name),
        ("area", &through.area),
        ("free_type", &draft.sort),
        ("address", &draft.address),
        ("contribution", &draft.contribution),
        ("registered_through", &through_key),
    ] {
        let after = Some(value.as_str()).filter(|v| !v.is_empty());
        tx.keep(permit, Kept { subject: "organisation", row: id.uuid(), field, before: None, after }).await?;
    }
    if draft.contact.is_empty() {
        return Ok(true);
    }
    tx.sql(
        permit,
        "insert into contact (alliance_id, id, organisation_id, name, phone, email) \
         values ($1, $2, $3, $4, $5, $6) on conflict (alliance_id, id) do nothing",
    )
    .bind(contact)
    .bind(id)
    .bind(draft.contact.clone())
    .bind(draft.phone.clone())
    .bind(draft.email.clone())
    .run()
    .await?;
    for (field, value) in [("name", &draft.contact), ("phone", &draft.phone), ("email", &draft.email)] {
        let after = Some(value.as_str()).filter(|v| !v.is_empty());
        tx.keep(permit, Kept { subject: "contact", row: contact.uuid(), field, before: None, after }).await?;
    }
    Ok(true)
}
