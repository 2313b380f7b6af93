//! The house put together. Everything that knows all rooms is here.

use crate::{sso::Sso, walls::OPENINGS};
use axum::{Extension, Router};
use base::{
    Chance, Clock, ManageAccessions, ManageAllianceRoles, ManagePeople, RunInstallation, ViewAlliance,
    ViewAudit, ViewInstallationAudit, ViewOrganisations, ViewReturns, ViewStatewide, ViewWorkbook,
};
use std::sync::Arc;
use store::{Burial, Db, Migration, NewerDatabase, Outside, Result, Target};
use web::{App, AppParts, Bindings, Config, NavItem, RouteInfo, Routes, Texts};

/// All schema changes of all rooms.
pub fn migrations() -> Vec<&'static Migration> {
    [
        store::MIGRATIONS,
        accounts::MIGRATIONS,
        alliances::MIGRATIONS,
        workbooks::MIGRATIONS,
        cases::MIGRATIONS,
        evaluation::MIGRATIONS,
        MIGRATIONS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All kinds of tombstones of all rooms.
pub fn burials() -> Vec<&'static Burial> {
    [
        store::BURIALS,
        accounts::BURIALS,
        alliances::BURIALS,
        workbooks::BURIALS,
        cases::BURIALS,
        crate::deletion::BURIALS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All texts of all rooms.
pub fn text_files() -> Vec<&'static [(&'static str, &'static str)]> {
    vec![web::TEXTS, accounts::TEXTS, alliances::TEXTS, workbooks::TEXTS, evaluation::TEXTS, TEXTS]
}

const TEXTS: &[(&str, &str)] = &[
    ("nav.de.ftl", include_str!("nav.de.ftl")),
    crate::audit::TEXTS,
    crate::audit::TOLD,
    crate::legal::TEXTS,
    crate::operation::TEXTS,
    crate::outbox::TEXTS,
];

const MIGRATIONS: &[Migration] = store::migrations!["202611230900_create_legal_page"];

/// All routes of all rooms.
pub fn routes() -> Routes {
    Routes::new()
        .and(accounts::routes())
        .and(alliances::routes())
        .and(workbooks::routes())
        .and(evaluation::routes())
        .and(crate::audit::routes())
        .and(crate::legal::routes())
        .and(crate::operation::routes())
        .and(crate::outbox::routes())
}

/// The left rail: at most nine words for anybody.
fn nav() -> Vec<NavItem> {
    vec![
        NavItem::new::<ViewAlliance>("nav-alliance", "/alliances/{alliance}").only_with(&[
            "office",
            "board-lead",
            "focus",
            "support",
            "escalations",
            "observers",
            "objection",
        ]),
        NavItem::new::<ViewWorkbook>("nav-workbooks", "/alliances/{alliance}/workbooks").with(&[
            "assignments",
            "due",
            "submissions",
            "tasks",
            "threads",
            "waves",
        ]),
        NavItem::new::<ViewWorkbook>("nav-figures", "/alliances/{alliance}/figures")
            .with(&["figure-deliveries", "figure-sharing"]),
        NavItem::new::<ViewOrganisations>("nav-organisations", "/alliances/{alliance}/organisations")
            .with(&["bodies", "contact-imports", "contacts", "groups", "merges", "person-search"]),
        NavItem::new::<ViewOrganisations>("nav-core-group", "/alliances/{alliance}/core-group"),
        NavItem::new::<ViewAlliance>("nav-municipalities", "/alliances/{alliance}/municipalities").with(&[
            "votes",
            "accessions",
            "municipality-contacts",
            "own-contacts",
            "notes",
            "informed-through",
        ]),
        NavItem::new::<ManageAllianceRoles>("nav-people", "/alliances/{alliance}/people"),
        NavItem::new::<ViewAudit>("nav-audit", "/alliances/{alliance}/audit"),
        NavItem::new::<ViewStatewide>("nav-land", "/land"),
        NavItem::new::<ViewReturns>("nav-waves", "/land/waves"),
        NavItem::new::<ManageAccessions>("nav-alliances", "/land/alliances"),
        NavItem::new::<RunInstallation>("nav-operation", "/operation"),
        NavItem::new::<RunInstallation>("nav-territory", "/territory"),
        NavItem::new::<ManagePeople>("nav-accounts", "/people"),
        NavItem::new::<ViewInstallationAudit>("nav-audit", "/audit"),
    ]
}

/// What contexts bring into instruments.
pub fn bindings() -> Bindings {
    Bindings::new(vec![
        Box::new(alliances::bound::Directory),
        Box::new(alliances::bound::Places),
        Box::new(workbooks::Hurdles),
    ])
}

/// Opens a database; it is neither migrated nor filled.
pub async fn open(
    target: &Target,
    outside: Outside,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
) -> Result<Db> {
    Db::open(target, outside, clock, chance).await
}

/// Brings a database's tables up to date, then raises the second wall anew. Answers how
/// many steps were applied. `serving` is the role that may serve from it afterwards, where
/// the server has roles and it is another one than this.
pub async fn migrate(db: &Db, serving: Option<&str>) -> Result<std::result::Result<usize, NewerDatabase>> {
    let applied = db.migrate(&migrations()).await?;
    if applied.is_ok() {
        db.raise_walls(&OPENINGS, serving).await?;
    }
    Ok(applied)
}

/// The whole application over an open, migrated database; `sso` is how people sign in by
/// a central account, if they do.
pub fn build(db: Db, config: Config, sso: Sso) -> (App, Vec<RouteInfo>, Router) {
    crate::content::set_catalogue();
    let doors = accounts::SignIn::new(config.second_factor_roles.clone());
    let app = App::new(AppParts {
        db,
        texts: Texts::german(&text_files()),
        config,
        doors: Arc::new(doors),
        links: Arc::new(workbooks::links::Holders),
        bindings: bindings(),
        statewide: Arc::new(alliances::bound::Land),
        membership: Arc::new(alliances::bound::Members),
        aids: Arc::new(workbooks::Shelf),
        traces: vec![
            Box::new(alliances::person_search::Directory),
            Box::new(accounts::Members),
            Box::new(workbooks::Named),
        ],
        histories: [alliances::HISTORIES, workbooks::HISTORIES].concat(),
        nav: nav(),
        health: Arc::new(crate::operation::Ready::default()),
        requests: web::Requests::default(),
    });
    let (list, router) = web::build(app.clone(), routes());
    (app, list, router.layer(Extension(sso)))
}
