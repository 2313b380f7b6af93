//! The same lists as JSON.

use super::{
    store,
    views::{self, Search, part},
};
use axum::{
    Json,
    extract::{Query, State},
};
use base::{Day, ManageAllianceRoles, ManagePeople, Permit, PersonId, Role};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;
use web::{App, Cursor, Listed, Result};

/// What the lists take.
pub(super) const LIST_QUERY: &[(&str, &str)] = &[
    ("q", "Part of a name or e-mail address"),
    ("cursor", "Where the list goes on, from `next`"),
    ("limit", "Entries at most, 1 to 200"),
];

/// Somebody with an account.
#[derive(Serialize, JsonSchema)]
pub(super) struct Person {
    id: PersonId,
    name: String,
    email: String,
    /// Has chosen a password; somebody with a central account needs none.
    has_password: bool,
    roles: Vec<RoleHere>,
}

/// A role held today.
#[derive(Serialize, JsonSchema)]
struct RoleHere {
    #[schemars(with = "String")]
    id: Uuid,
    role: Role,
    /// The municipality spoken for, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    municipality: Option<String>,
    /// The organisation spoken for, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    since: Day,
}

/// People with statewide roles, and accounts without any.
pub(super) async fn statewide(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<Person>>> {
    let mut db = app.db.read(&permit).await?;
    let lines = store::statewide(&mut db, &permit, &part(&search.cleaned(), &cursor)?).await?;
    Ok(listed(lines, &cursor))
}

/// People with a role in the alliance.
pub(super) async fn of_alliance(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<Person>>> {
    let mut db = app.db.read(&permit).await?;
    let lines = store::of_alliance(&mut db, &permit, &part(&search.cleaned(), &cursor)?).await?;
    Ok(listed(lines, &cursor))
}

fn listed(lines: Vec<store::Line>, cursor: &Cursor) -> Json<Listed<Person>> {
    let found = views::listed(lines, cursor);
    let items = found.items.into_iter().map(|e| Person {
        id: e.id,
        name: e.name,
        email: e.email,
        has_password: e.has_password,
        roles: e
            .roles
            .into_iter()
            .map(|r| RoleHere {
                id: r.id,
                role: r.role,
                municipality: r.municipality,
                organisation: r.organisation,
                since: r.since,
            })
            .collect(),
    });
    Json(Listed { items: items.collect(), next: found.next })
}
