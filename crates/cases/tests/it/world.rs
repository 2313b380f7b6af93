//! One alliance with a case manager.

use base::{
    Actor, Alliance, Day, KeepCases, KeepKeys, ParticipantId, Permission, Permit, PersonId, Role, RoleHeld,
    ViewCases,
};
use cases::participants::{self, Draft, Participant};
use store::{Db, Row};
use testkit::TestApp;
use uuid::Uuid;

pub struct World {
    pub app: TestApp,
    pub alliance: Alliance,
    pub cases: Permit<KeepCases>,
    pub keys: Permit<KeepKeys>,
}

impl World {
    pub async fn start() -> Self {
        let app = TestApp::start().await;
        Self::of(app, "05154").await
    }
    async fn of(app: TestApp, key: &str) -> Self {
        let alliance = app.alliance(key).await;
        let (cases, keys) = (case_manager(&alliance), operator(&alliance));
        Self { app, alliance, cases, keys }
    }
    pub fn db(&self) -> &Db {
        self.app.db()
    }
    pub async fn create(&self, n: u128, draft: &Draft) -> ParticipantId {
        create(self.db(), &self.cases, n, draft).await
    }
    pub async fn read(&self, id: ParticipantId) -> store::Result<Option<Participant>> {
        read(self.db(), &self.cases, id).await
    }
    pub async fn erase(&self, id: ParticipantId) -> participants::Erased {
        let mut tx = self.db().begin(&self.cases).await.expect("a transaction");
        let erased = participants::erase(&mut tx, &self.cases, id).await.expect("erased");
        tx.commit(&self.cases, &format!("participant {id} erased")).await.expect("committed");
        erased
    }
    /// Rows as they lie in the tables.
    pub async fn raw<T: Row>(&self, sql: &'static str) -> Vec<T> {
        let mut db = self.db().read(&self.cases).await.expect("a reader");
        db.sql(&self.cases, sql).all().await.expect("rows")
    }
    /// A hand in the database.
    pub async fn tamper(&self, sql: &'static str, a: ParticipantId, b: ParticipantId) {
        let mut tx = self.db().begin(&self.cases).await.expect("a transaction");
        tx.sql(&self.cases, sql).bind(a).bind(b).run().await.expect("a change");
        tx.commit(&self.cases, "test").await.expect("committed");
    }
}

pub async fn create(db: &Db, permit: &Permit<KeepCases>, n: u128, draft: &Draft) -> ParticipantId {
    let id = ParticipantId::from_uuid(Uuid::from_u128(n));
    let mut tx = db.begin(permit).await.expect("a transaction");
    participants::create(&mut tx, permit, id, draft).await.expect("written down");
    tx.commit(permit, &format!("participant {id} created")).await.expect("committed");
    id
}

pub async fn read(
    db: &Db,
    permit: &Permit<KeepCases>,
    id: ParticipantId,
) -> store::Result<Option<Participant>> {
    let permit = permit.lesser::<ViewCases>();
    let mut db = db.read(&permit).await?;
    participants::read(&mut db, &permit, id).await
}

pub fn case_manager(alliance: &Alliance) -> Permit<KeepCases> {
    let held = RoleHeld::in_alliance(Role::CaseManager, alliance.clone());
    #[expect(clippy::disallowed_methods, reason = "tests act as somebody")]
    let actor = Actor::signed_in(PersonId::from_uuid(Uuid::from_u128(77)), "Test".into(), vec![held]);
    ask(&actor, alliance)
}

pub fn operator(alliance: &Alliance) -> Permit<KeepKeys> {
    ask(&Actor::console(), alliance)
}

fn ask<P: Permission>(actor: &Actor, alliance: &Alliance) -> Permit<P> {
    Permit::ask(actor, Some(alliance)).expect("the role may")
}

pub fn amina() -> Draft {
    Draft {
        name: "Amina Kanarienvogel".into(),
        birth_date: Day::new(2001, 2, 3),
        contact: "0170 5554433".into(),
    }
}

pub fn draft(name: &str) -> Draft {
    Draft { name: name.into(), ..Draft::default() }
}
