//! Two alliances filled with words that stand nowhere else, and a real id for
//! whatever a path can hold.

use base::{
    Alliance, Clock, ContactId, Day, EditAlliance, EditOrganisations, EditWorkbook, FixedClock, KeepCases,
    KeepNotes, ManagePeople, ManageVotes, ManageWaves, MembershipId, OrganisationId, ParticipantId, Permit,
    PersonId, Role, RunJobs, Scope, SubmissionId, SubmitWorkbook, WaveId,
};
use std::collections::BTreeMap;
use store::{Kept, Tx};
use testkit::{Client, TestApp};
use uuid::Uuid;
use web::RouteInfo;
use workbooks::{submissions, waves};

/// The letters of the two alliances. Local roles are held in the first.
pub const SIDES: [&str; 2] = ["a", "b"];

/// A kind of datum, and the permissions that show it.
pub struct Kind {
    pub name: &'static str,
    pub shown_by: &'static [&'static str],
    /// Of a municipality nobody here speaks for.
    pub is_elsewhere: bool,
    /// Somebody must be able to read it on the second side, too.
    is_read_statewide: bool,
    /// No route shows it yet to anybody.
    is_hidden: bool,
}

impl Kind {
    /// Whether some walker must come upon it.
    pub fn is_seen_on(&self, side: usize) -> bool {
        !self.is_hidden && (side == 0 || self.is_read_statewide)
    }
}

const fn kind(name: &'static str, shown_by: &'static [&'static str]) -> Kind {
    Kind { name, shown_by, is_elsewhere: false, is_read_statewide: false, is_hidden: false }
}

const fn elsewhere(name: &'static str, shown_by: &'static [&'static str]) -> Kind {
    Kind { is_elsewhere: true, ..kind(name, shown_by) }
}

const fn statewide(name: &'static str, shown_by: &'static [&'static str]) -> Kind {
    Kind { is_read_statewide: true, ..kind(name, shown_by) }
}

const fn hidden(name: &'static str, shown_by: &'static [&'static str]) -> Kind {
    Kind { is_hidden: true, ..kind(name, shown_by) }
}

/// Every kind of word there is.
pub const KINDS: &[Kind] = &[
    kind("organisation", &["ViewOrganisations"]),
    kind("home", &["ViewOrganisations", "RegisterGroups"]),
    kind("group", &["ViewOrganisations", "RegisterGroups"]),
    kind("former", &["ViewOrganisations"]),
    kind("contact", &["ViewOrganisations"]),
    kind("body", &["ViewOrganisations"]),
    kind("upload", &["EditOrganisations"]),
    statewide("accession", &["ViewAlliance", "ManageAccessions"]),
    statewide("objection", &["ViewAlliance", "ManageAccessions", "ViewStructures"]),
    statewide("need", &["EditAlliance", "ViewStructures"]),
    statewide("office", &["ViewAlliance"]),
    statewide("lead", &["ViewAlliance"]),
    kind("observer", &["EditAlliance"]),
    kind("vote", &["ViewVotes"]),
    elsewhere("farvote", &["ViewVotes"]),
    kind("speaker", &["ViewVotes"]),
    elsewhere("farspeaker", &["ViewVotes"]),
    kind("note", &["KeepNotes"]),
    kind("escalation", &["ViewEscalations"]),
    kind("answer", &["ViewWorkbook"]),
    kind("earlier", &["ViewWorkbook"]),
    kind("figure", &["ViewWorkbook"]),
    kind("inside", &["ViewWorkbook"]),
    kind("delivery", &["EditWorkbook"]),
    kind("delegate", &["ViewWorkbook"]),
    kind("asked", &["EditWorkbook"]),
    kind("remark", &["ViewWorkbook"]),
    kind("rollup", &["ViewWorkbook"]),
    kind("why", &["EditWorkbook", "AnswerAssignment"]),
    kind("contribution", &["EditWorkbook", "ViewContributions", "AnswerAssignment"]),
    kind("returned", &["EditWorkbook", "AnswerAssignment"]),
    kind("book", &["EditWorkbook"]),
    kind("talk", &["ReviewVoices"]),
    kind("obstacle", &["ViewVoices"]),
    kind("multiplier", &["ReviewVoices"]),
    kind("comment", &["ViewContributions"]),
    kind("task", &["ViewWorkbook"]),
    statewide("sent", &["ViewWorkbook", "ViewSubmissions"]),
    statewide("request", &["ViewWorkbook", "ViewReturns"]),
    statewide("deadline", &["ViewWorkbook", "ViewReturns"]),
    kind("person", &["ManageAllianceRoles", "FindAccounts", "ViewContributions"]),
    hidden("participant", &["ViewCases"]),
    // A stranger's: nobody's permission shows it to anybody else.
    hidden("passkey", &[]),
    hidden("token", &[]),
];

/// One alliance and what there is in it.
struct Side {
    letter: &'static str,
    place: Alliance,
    /// The municipality its contact speaks for, and another of the district.
    own: &'static str,
    other: &'static str,
    ids: BTreeMap<&'static str, String>,
}

impl Side {
    fn word(&self, kind: &str) -> String {
        format!("kanari-{}-{kind}", self.letter)
    }
    fn new_id(&mut self, app: &TestApp, name: &'static str) -> Uuid {
        let id = base::uuid(app.app.clock(), app.app.chance());
        self.ids.insert(name, id.to_string());
        id
    }
}

/// Two alliances, Kleve (A) and Viersen (B), and what belongs to nobody.
pub struct World {
    pub app: TestApp,
    sides: [Side; 2],
    shared: BTreeMap<&'static str, String>,
}

impl World {
    pub async fn build() -> Self {
        let app = TestApp::start().await;
        let side = |letter, place, own, other| Side { letter, place, own, other, ids: BTreeMap::new() };
        let mut sides = [
            side("a", app.alliance("05154").await, "05154016", "05154040"),
            side("b", app.alliance("05166").await, "05166032", "05166028"),
        ];
        let mut shared = BTreeMap::new();
        let planned = plan(&app, "Geplant").await;
        let wave = plan(&app, "Läuft").await;
        open(&app, wave).await;
        let second = plan_of(&app, "Läuft auch", "bedarfsanalyse", 1).await;
        open(&app, second).await;
        shared.insert("second", second.to_string());
        shared.insert("planned", planned.to_string());
        shared.insert("wave", wave.to_string());
        let guests = [sides[1].place.id.uuid(), sides[0].place.id.uuid()];
        for (side, guest) in sides.iter_mut().zip(guests) {
            directory(&app, side).await;
            choose(&app, side, planned).await;
            alliance(&app, side, guest).await;
            municipalities(&app, side).await;
            answers(&app, side, wave).await;
            figures(&app, side).await;
            second_aid(&app, side, second).await;
            people(&app, side).await;
            assignment(&app, side).await;
            returned_forms(&app, side).await;
            voices(&app, side).await;
            review(&app, side).await;
            roll_up(&app, side).await;
            participant(&app, side).await;
        }
        link(&app, &mut shared).await;
        problem(&app, &mut shared).await;
        stranger(&app, &sides, &mut shared).await;
        let page = app.visitor().get("/sign-in").await.text();
        let asset = page.split("/assets/").nth(1).expect("an asset").split('"').next().expect("its end");
        let (hash, name) = asset.split_once('/').expect("hash and name");
        shared.insert("hash", hash.to_owned());
        shared.insert("name", name.to_owned());
        Self { app, sides, shared }
    }

    /// Somebody new with this role, in A if it is a local one.
    pub async fn holder(&self, role: Role) -> Client {
        let side = &self.sides[0];
        match role {
            Role::MunicipalityContact => self.app.municipality_contact(&side.place, side.own).await,
            Role::Contributor => {
                let client = self.app.person(role, Some(&side.place)).await;
                // Contributors speak for the organisation that groups are registered through.
                self.change(
                    "update role_held set organisation_id = (select o.id from organisation o \
                     where o.alliance_id = role_held.alliance_id and o.name like '%-home home') \
                     where id = (select id from role_held order by id desc limit 1)",
                )
                .await;
                client
            }
            role if role.is_local() => self.app.person(role, Some(&side.place)).await,
            role => self.app.person(role, None).await,
        }
    }

    /// Somebody whose role ended while they were signed in.
    pub async fn former(&self, role: Role) -> Client {
        let client = self.holder(role).await;
        self.change(
            "update role_held set until = since where id = (select id from role_held order by id desc limit 1)",
        )
        .await;
        client
    }

    /// Somebody whose account was closed while they were signed in.
    pub async fn closed(&self, role: Role) -> Client {
        let client = self.holder(role).await;
        self.change(
            "update person set closed_at = created_at where id = \
             (select person_id from role_held order by id desc limit 1)",
        )
        .await;
        client
    }

    /// Somebody whose session was ended, by themselves or by others.
    pub async fn signed_out(&self, role: Role) -> Client {
        let client = self.holder(role).await;
        self.change(
            "delete from session where person_id = (select person_id from role_held order by id desc limit 1)",
        )
        .await;
        client
    }

    /// The program of somebody with this role: its token is for A, or for the Land.
    pub async fn program(&self, role: Role, in_alliance: bool, writes: bool) -> Client {
        let place = &self.sides[0].place;
        let alliance = in_alliance.then_some(place.id);
        self.app.program(role, role.is_local().then_some(place), Scope { alliance, writes }).await
    }

    async fn change(&self, sql: &'static str) {
        let permit = self.app.permit::<RunJobs>(None);
        let mut tx = self.app.db().begin(&permit).await.expect("a transaction");
        assert_eq!(tx.shared(&permit, sql).run().await.expect("changed"), 1, "{sql}");
        tx.commit(&permit, "test").await.expect("committed");
    }

    /// Nobody but they themselves ended the stranger's session.
    pub async fn stranger_is_signed_in(&self) -> bool {
        let permit = self.app.permit::<RunJobs>(None);
        let mut db = self.app.db().read(&permit).await.expect("a reader");
        let session: Uuid = self.shared["session"].parse().expect("an id");
        let sql = "select id from session where id = $1";
        let found: Option<(Uuid,)> = db.shared(&permit, sql).bind(session).maybe().await.expect("read");
        found.is_some()
    }

    /// The id of something that belongs to no alliance.
    pub fn shared(&self, name: &str) -> &str {
        &self.shared[name]
    }
    /// An alliance.
    pub fn place(&self, side: usize) -> &Alliance {
        &self.sides[side].place
    }
    /// The id of something in it.
    pub fn id(&self, side: usize, name: &str) -> &str {
        &self.sides[side].ids[name]
    }
    /// Nobody but they themselves ended the stranger's tokens.
    pub async fn strangers_tokens(&self) -> i64 {
        let permit = self.app.permit::<RunJobs>(None);
        let mut db = self.app.db().read(&permit).await.expect("a reader");
        let sql = "select count(*) from api_token where name = 'kanari-a-token'";
        let (left,): (i64,) = db.shared(&permit, sql).one().await.expect("read");
        left
    }

    /// Tables of alliances that hold no row of A or none of B: what is not there
    /// cannot be shown to the wrong one.
    pub async fn empty_tables(&self) -> Vec<String> {
        let columns = store::columns(&klappt::house::migrations());
        let mut empty = Vec::new();
        for table in columns.iter().filter_map(|c| c.name.strip_suffix(".alliance_id")) {
            let sql: &'static str =
                Box::leak(format!("select count(*) from {table} where alliance_id = $1").into_boxed_str());
            for side in &self.sides {
                let permit = self.app.permit::<EditAlliance>(Some(&side.place));
                let mut db = self.app.db().read(&permit).await.expect("a reader");
                let (rows,): (i64,) = db.sql(&permit, sql).one().await.expect("a count");
                if rows == 0 {
                    empty.push(format!("{table} of {}", side.letter.to_uppercase()));
                }
            }
        }
        empty
    }

    /// The token of one side's personal link: `link` is good, `ended` and `expired` are not.
    pub fn link(&self, side: usize, which: &str) -> &str {
        &self.sides[side].ids[which]
    }

    /// A route's path with the alliance of one side and the ids of another. `None`
    /// when it holds something nobody here knows.
    pub fn fill(&self, route: &RouteInfo, place: usize, ids: usize, elsewhere: bool) -> Option<String> {
        let (place, ids) = (&self.sides[place], &self.sides[ids]);
        let has_place = route.path.contains("{alliance}");
        let mut out = Vec::new();
        let mut before = "";
        for part in route.path.split('/') {
            let Some((head, rest)) = part.split_once('{') else {
                out.push(part.to_owned());
                before = part;
                continue;
            };
            let (name, tail) = rest.split_once('}')?;
            let own = |key: &str| ids.ids.get(key).cloned();
            let all = |key: &str| self.shared.get(key).cloned();
            let far = |near: &str, far: &str| own(if elsewhere { far } else { near });
            let plans = ["plan", "choice", "opening", "{id}/removal", "chosen"];
            let is_planned = plans.iter().any(|end| route.path.ends_with(end))
                || ["PUT", "DELETE"].contains(&route.method) && route.path.ends_with("/waves/{id}");
            let value = match (before, name) {
                (_, "alliance") => Some(place.place.slug.clone()),
                ("accessions", "id") => own("accession"),
                ("assignments", "assignment") => own("assignment"),
                ("letters", "letter") => own("letter"),
                ("tasks", "task") => own("task"),
                ("threads", "thread") => own("thread"),
                ("comments", "comment") => own("comment"),
                ("names", "name") => own("asked"),
                ("z", "link") => own("link"),
                ("v", "link") => own("voicelink"),
                ("voices", "voice") => own("talk"),
                ("links", "invitation") => own("multiplier"),
                ("bodies", "id") => own("body"),
                ("contact-imports", "id") => own("upload"),
                ("contacts", "id") => own("contact"),
                ("core-group", "id") => own("membership"),
                ("escalations", "id") => own("escalation"),
                ("histories", "row") => own("kept"),
                ("merges", "id") => own("merge"),
                ("municipality-contacts", "id") => far("speaker", "farspeaker"),
                ("own-contacts", "id") => far("ownspeaker", "farspeaker"),
                ("notes", "id") => own("note"),
                ("observers", "id") => own("observer"),
                ("organisations", "id") => own("organisation"),
                ("submissions", "id") => own("submission"),
                ("votes", "id") => far("vote", "farvote"),
                // The operator's pages know people with statewide roles only.
                ("people", "person") if !has_place && !elsewhere => all("person"),
                ("people" | "accounts", "person") => own("person"),
                ("roles", "role") if !has_place && !elsewhere => all("role"),
                ("roles", "role") => own("role"),
                ("returned-forms", "form") => {
                    own(if route.path.contains("/workbooks/") { "book" } else { "returned" })
                }
                ("district-requests" | "requests", "request") => own("rollup"),
                ("returns", "asked") => Some(ids.place.slug.clone()),
                ("waves", "id" | "wave") => all(if is_planned { "planned" } else { "wave" }),
                ("informed-through" | "cities" | "{request}", "ags") => {
                    Some(if before == "cities" { "05114000" } else { ids.own }.to_owned())
                }
                ("districts", "key") | ("territory", "body") => Some("05154".to_owned()),
                // One to be removed on the page, another one by a program.
                ("hurdles", "hurdle") if route.method == "DELETE" => own("hurdle2"),
                ("hurdles", "hurdle") => own("hurdle"),
                ("passages", "passage") if route.method == "DELETE" => own("passage2"),
                ("passages", "passage") => own("passage"),
                ("problems", "problem") => all("problem"),
                ("passages", "item") => Some("BAA-8.3".to_owned()),
                ("workbooks", "instrument") => {
                    let second = ["/passages/", "/hurdles"].iter().any(|part| route.path.contains(part));
                    Some(if second { "bedarfsanalyse" } else { "strukturen" }.to_owned())
                }
                ("answers", "uid") | ("items" | "consolidation" | "roll-up", "item") => {
                    Some("STR-2.4".to_owned())
                }
                ("versions", "version") => Some("1".to_owned()),
                ("{instrument}" | "sections", "section") => Some("STR-2".to_owned()),
                ("entries", "entry") => Some("0".to_owned()),
                ("figures", "place") => own("place"),
                (_, "figure") => Some("zielgruppe,status=duldung".to_owned()),
                ("figure-deliveries", "delivery") => own("delivery"),
                ("legal", "key") => Some("imprint".to_owned()),
                ("links", "token") | ("new-passkey", "step") => all("token"),
                ("addresses", "token") => all("address"),
                // Of one's own account there is only what one's own: these are a stranger's.
                ("passkeys", "passkey") => all("passkey"),
                ("sessions", "session") => all("session"),
                ("tokens", "id") => all("apitoken"),
                ("assets", "hash") => all("hash"),
                ("{hash}", "name") => all("name"),
                (_, "ending") => Some("csv".to_owned()),
                _ => None,
            }?;
            out.push(format!("{head}{value}{tail}"));
            before = part;
        }
        Some(out.join("/"))
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

async fn directory(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditOrganisations>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    for name in ["organisation", "home", "group", "kept", "double"] {
        let id = side.new_id(app, name);
        let word = side.word(if name == "kept" || name == "double" { "organisation" } else { name });
        let through: Option<Uuid> = (name == "group").then(|| side.ids["home"].parse().expect("an id"));
        tx.sql(
            &permit,
            "insert into organisation (alliance_id, id, name, sort_name, area, free_type, address, contribution, \
             taking_part_reason, registered_through) values ($1, $2, $3, $3, 'A', $3, $3, $3, $3, $4)",
        )
        .bind(id)
        .bind(format!("{word} {name}"))
        .bind(through)
        .run()
        .await
        .expect("an organisation");
        let before = side.word("former");
        let kept = Kept {
            subject: "organisation",
            row: id,
            field: "name",
            before: Some(&before),
            after: Some(&word),
        };
        tx.keep(&permit, kept).await.expect("kept");
    }
    let organisation = OrganisationId::from_uuid(side.ids["organisation"].parse().expect("an id"));
    let contact = side.new_id(app, "contact");
    let word = side.word("contact");
    let contact = alliances::contacts::Contact {
        id: ContactId::from_uuid(contact),
        organisation_id: organisation,
        name: word.clone(),
        phone: word.clone(),
        email: format!("{word}@klappt.example"),
        version: 0,
    };
    alliances::contacts::add(&mut tx, &permit, &contact).await.expect("a contact");
    let membership = MembershipId::from_uuid(side.new_id(app, "membership"));
    alliances::core_group::join(&mut tx, &permit, membership, organisation, day("2019-01-01"))
        .await
        .expect("a seat");
    let body = side.new_id(app, "body");
    tx.sql(
        &permit,
        "insert into body (alliance_id, id, kind, name, task, relevance, members, coordination, function) \
         values ($1, $2, 'committee', $3, $3, $3, $3, $3, $3)",
    )
    .bind(body)
    .bind(side.word("body"))
    .run()
    .await
    .expect("a body");
    let upload = side.new_id(app, "upload");
    let word = side.word("upload");
    let now = tx.now();
    tx.sql(
        &permit,
        "insert into contact_import (alliance_id, id, file_name, sheet, mapping, decisions, created_at) \
         values ($1, $2, $3, $4, $5, '', $6)",
    )
    .bind(upload)
    .bind(format!("{word}.csv"))
    .bind(format!(r#"{{"columns":["Stelle","Person"],"entries":[["{word}","{word}"]]}}"#))
    .bind(r#"{"columns":{"organisation":0,"contact_name":1},"area":"A"}"#)
    .bind(now)
    .run()
    .await
    .expect("an upload");
    tx.commit(&permit, "test").await.expect("committed");
    // Merging is done as the office does it: it keeps what it takes to undo it.
    let office = app.office(&side.place).await;
    let path = format!("/alliances/{}/organisations/{}/merge", side.place.slug, side.ids["kept"]);
    let seen = office.get(&format!("{path}?with={}", side.ids["double"])).await.is(200);
    let hidden = ["id", "with", "version", "with_version"].map(|name| (name, seen.hidden(name)));
    let fields = hidden.each_ref().map(|(name, value)| (*name, value.as_str()));
    office.post(&path, &fields).await.is(303);
    side.ids.insert("merge", seen.hidden("id"));
}

/// Rows without words of their own.
async fn choose(app: &TestApp, side: &Side, planned: WaveId) {
    let permit = app.permit::<EditAlliance>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let organisation: Uuid = side.ids["organisation"].parse().expect("an id");
    let nothing = klappt::house::burials()[0];
    tx.bury(&permit, nothing, Uuid::from_u128(1));
    tx.sql(&permit, "insert into wave_chosen (alliance_id, wave_id) values ($1, $2)")
        .bind(planned)
        .run()
        .await
        .expect("chosen");
    tx.sql(
        &permit,
        "insert into organisation_catchment (alliance_id, organisation_id, municipality_ags) values ($1, $2, $3)",
    )
    .bind(organisation)
    .bind(side.own)
    .run()
    .await
    .expect("a catchment");
    tx.sql(
        &permit,
        "insert into informed_through (alliance_id, municipality_ags, through_ags) values ($1, $2, $3)",
    )
    .bind(side.other)
    .bind(side.own)
    .run()
    .await
    .expect("a way to inform");
    tx.commit(&permit, "test").await.expect("committed");
}

async fn alliance(app: &TestApp, side: &mut Side, guest: Uuid) {
    let permit = app.permit::<EditAlliance>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let now = tx.now();
    let accession = side.new_id(app, "accession");
    tx.sql(
        &permit,
        "insert into accession (alliance_id, id, municipality_ags, kind, on_date, recorded_at, note) \
         values ($1, $2, $3, 'joined', $4, $5, $6)",
    )
    .bind(accession)
    .bind(side.own)
    .bind(day("2019-02-01"))
    .bind(now)
    .bind(side.word("accession"))
    .run()
    .await
    .expect("an accession");
    tx.sql(&permit, "insert into constellation_objection (alliance_id, objection) values ($1, $2)")
        .bind(side.word("objection"))
        .run()
        .await
        .expect("an objection");
    let need = side.new_id(app, "need");
    tx.sql(&permit, "insert into support_need (alliance_id, id, need, changed_on) values ($1, $2, $3, $4)")
        .bind(need)
        .bind(side.word("need"))
        .bind(day("2019-07-01"))
        .run()
        .await
        .expect("a need");
    for (sql, kind) in [
        (
            "insert into office (alliance_id, id, name, institution, address, phone, email) \
             values ($1, $2, $3, $3, $3, $3, $3)",
            "office",
        ),
        (
            "insert into board_lead (alliance_id, id, name, institution, address, phone, email) \
             values ($1, $2, $3, $3, $3, $3, $3)",
            "lead",
        ),
    ] {
        let id = side.new_id(app, kind);
        tx.sql(&permit, sql).bind(id).bind(side.word(kind)).run().await.expect("a way to reach them");
    }
    tx.sql(&permit, "insert into office_placement (alliance_id, placement) values ($1, 'sozialamt')")
        .run()
        .await
        .expect("a placement");
    let seat = side.new_id(app, "observer");
    tx.sql(
        &permit,
        "insert into observer_seat (alliance_id, id, guest_id, since, note) values ($1, $2, $3, $4, $5)",
    )
    .bind(seat)
    .bind(guest)
    .bind(day("2019-01-01"))
    .bind(side.word("observer"))
    .run()
    .await
    .expect("a seat");
    let escalation = side.new_id(app, "escalation");
    tx.sql(
        &permit,
        "insert into escalation (alliance_id, id, matter, since, account, wanted, answer, raised_at, answered_at) \
         values ($1, $2, $3, $4, $3, $3, $3, $5, $5)",
    )
    .bind(escalation)
    .bind(side.word("escalation"))
    .bind(day("2019-07-01"))
    .bind(now)
    .run()
    .await
    .expect("an escalation");
    tx.commit(&permit, "test").await.expect("committed");
}

async fn municipalities(app: &TestApp, side: &mut Side) {
    let votes = app.permit::<ManageVotes>(Some(&side.place));
    let mut tx = app.db().begin(&votes).await.expect("a transaction");
    for (name, word, ags) in [("vote", "vote", side.own), ("farvote", "farvote", side.other)] {
        let id = side.new_id(app, name);
        tx.sql(
            &votes,
            "insert into vote (alliance_id, id, municipality_ags, asked_on, deadline, answer, condition_text, \
             answered_on, cast_by, office_comment) values ($1, $2, $3, $4, $5, 'conditional', $6, $4, 'office', $6)",
        )
        .bind(id)
        .bind(ags)
        .bind(day("2019-07-01"))
        .bind(day("2019-08-31"))
        .bind(side.word(word))
        .run()
        .await
        .expect("a vote");
    }
    for (name, word, ags, by) in [
        ("speaker", "speaker", side.own, "office"),
        ("ownspeaker", "speaker", side.own, "contact"),
        ("farspeaker", "farspeaker", side.other, "office"),
    ] {
        let id = side.new_id(app, name);
        tx.sql(
            &votes,
            "insert into municipality_contact (alliance_id, id, municipality_ags, topic, unit, name, phone, email, \
             question, entered_by, office_comment) values ($1, $2, $3, $4, $4, $4, $4, $4, $4, $5, $4)",
        )
        .bind(id)
        .bind(ags)
        .bind(side.word(word))
        .bind(by)
        .run()
        .await
        .expect("a speaker");
    }
    tx.commit(&votes, "test").await.expect("committed");
    let notes = app.permit::<KeepNotes>(Some(&side.place));
    let mut tx = app.db().begin(&notes).await.expect("a transaction");
    let id = side.new_id(app, "note");
    tx.sql(
        &notes,
        "insert into municipality_note (alliance_id, id, municipality_ags, reservation, content, resolution, \
         written_on) values ($1, $2, $3, 'cost', $4, $4, $5)",
    )
    .bind(id)
    .bind(side.own)
    .bind(side.word("note"))
    .bind(day("2019-07-01"))
    .run()
    .await
    .expect("a note");
    tx.commit(&notes, "test").await.expect("committed");
}

fn post(app: &TestApp) -> waves::Post<'_> {
    waves::Post { membership: &*app.app.membership, base_url: "http://localhost:8080", texts: &app.app.texts }
}

async fn plan(app: &TestApp, title: &str) -> WaveId {
    plan_of(app, title, "strukturen", 2).await
}

async fn plan_of(app: &TestApp, title: &str, aid: &str, version: i64) -> WaveId {
    let permit = app.permit::<ManageWaves>(None);
    let id = WaveId::new(app.app.clock(), app.app.chance());
    let draft = waves::Draft {
        title: title.into(),
        instrument_key: aid.into(),
        instrument_version: version,
        deadline: day("2019-08-15"),
        asks: waves::Asks::All,
        kinds: std::collections::BTreeSet::new(),
        remind_days: 7,
        letter_subject: "Bitte antworten".into(),
        letter_body: "Guten Tag\n\n[Adresse]\n".into(),
    };
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    waves::plan(&mut tx, &permit, id, draft).await.expect("planned");
    tx.commit(&permit, "test").await.expect("committed");
    id
}

async fn open(app: &TestApp, wave: WaveId) {
    let permit = app.permit::<ManageWaves>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    waves::open(&mut tx, &permit, wave, 1, post(app)).await.expect("opened");
    tx.commit(&permit, "test").await.expect("committed");
}

async fn answers(app: &TestApp, side: &mut Side, wave: WaveId) {
    let permit = app.permit::<SubmitWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    for (uid, value) in
        [("STR-2.1", "nein".to_owned()), ("STR-2.4", side.word("sent")), ("STR-X.2", side.word("answer"))]
    {
        workbooks::workbooks::answer(&mut tx, &permit.lesser(), "strukturen", uid, &[value])
            .await
            .expect("answered");
    }
    let submission = SubmissionId::from_uuid(side.new_id(app, "submission"));
    let order = submissions::Order { id: submission, wave, seen: None };
    submissions::submit(&mut tx, &permit, &app.app.bindings, &order).await.expect("submitted");
    let (workbook,): (Uuid,) = tx
        .sql(&permit, "select id from workbook where alliance_id = $1 and instrument_key = 'strukturen'")
        .one()
        .await
        .expect("a workbook");
    tx.sql(
        &permit,
        "insert into earlier_answer (alliance_id, workbook_id, item, label, words) \
         values ($1, $2, 'STR-X.2', 'Früher', $3)",
    )
    .bind(workbook)
    .bind(format!("[\"{}\"]", side.word("earlier")))
    .run()
    .await
    .expect("an earlier answer");
    tx.sql(
        &permit,
        "update wave_asked set own_deadline = $2, own_deadline_reason = $3 where alliance_id = $1",
    )
    .bind(day("2019-08-20"))
    .bind(side.word("deadline"))
    .run()
    .await
    .expect("a deadline");
    let request = side.new_id(app, "request");
    let now = tx.now();
    tx.sql(
        &permit,
        "insert into wave_letter (alliance_id, wave_id, kind, due_on, letters, sent_at) \
         values ($1, $2, 'before', $3, 1, $4)",
    )
    .bind(wave)
    .bind(day("2019-08-20"))
    .bind(now)
    .run()
    .await
    .expect("reminded");
    tx.sql(
        &permit,
        "insert into extension_request (alliance_id, id, wave_id, wanted, reason, asked_at) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(request)
    .bind(wave)
    .bind(day("2019-08-30"))
    .bind(side.word("request"))
    .bind(now)
    .run()
    .await
    .expect("a request");
    tx.commit(&permit, "test").await.expect("committed");
}

/// The second aid with words wherever words can stand, and its summary sent.
async fn second_aid(app: &TestApp, side: &mut Side, wave: WaveId) {
    let permit = app.permit::<SubmitWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let aid = workbooks::instruments::catalogue().get("bedarfsanalyse", 1).expect("the second aid");
    for field in aid.fields() {
        let word = side.word(if field.shared { "sent" } else { "inside" });
        let given = match &field.kind {
            instrument::Kind::Line { .. } | instrument::Kind::Text { .. } => vec![word],
            instrument::Kind::Choice(choices) if choices.iter().any(|c| c.value == "ja") => {
                vec!["ja".to_owned()]
            }
            instrument::Kind::Rows(table) => {
                let cell = |column: &instrument::Column| match &column.kind {
                    Some(instrument::Kind::RowName { rows, .. }) => rows.first().map(|row| row.value.clone()),
                    Some(instrument::Kind::Line { .. } | instrument::Kind::Text { .. }) => Some(word.clone()),
                    _ => None,
                };
                table.columns.iter().map(|column| cell(column).unwrap_or_default()).collect()
            }
            _ => continue,
        };
        workbooks::workbooks::answer(&mut tx, &permit.lesser(), "bedarfsanalyse", &field.uid, &given)
            .await
            .unwrap_or_else(|e| panic!("{}: {e:?}", field.uid));
    }
    let (workbook,): (Uuid,) = tx
        .sql(&permit, "select id from workbook where alliance_id = $1 and instrument_key = 'bedarfsanalyse'")
        .one()
        .await
        .expect("a workbook");
    let now = tx.now();
    for (name, part) in [("passage", ""), ("passage2", "2")] {
        let passage = side.new_id(app, name);
        tx.sql(
            &permit,
            "insert into summary_passage (alliance_id, id, workbook_id, item, position, words, topic, source, \
             source_part, source_words, taken_at) \
             values ($1, $2, $3, 'BAA-8.3.text', 1, $4, 'allgemein', 'BAA-4.3.1.text', $5, $6, $7)",
        )
        .bind(passage)
        .bind(workbook)
        .bind(side.word("sent passage"))
        .bind(part)
        .bind(side.word("inside"))
        .bind(now)
        .run()
        .await
        .expect("a passage");
    }
    for name in ["hurdle", "hurdle2"] {
        let hurdle = side.new_id(app, name);
        tx.sql(
            &permit,
            "insert into hurdle (alliance_id, id, instrument_key, item, level, words, marked_at) \
             values ($1, $2, 'bedarfsanalyse', 'BAA-2.7', 'land', $3, $4)",
        )
        .bind(hurdle)
        .bind(side.word("inside"))
        .bind(now)
        .run()
        .await
        .expect("a hurdle");
    }
    let submission = SubmissionId::from_uuid(side.new_id(app, "summary"));
    let order = submissions::Order { id: submission, wave, seen: None };
    submissions::submit(&mut tx, &permit, &app.app.bindings, &order).await.expect("submitted");
    tx.commit(&permit, "test").await.expect("committed");
}

/// A colleague named instead, and a request for more time.
async fn more_of_assignment(
    app: &TestApp,
    side: &mut Side,
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (id, asked): (Uuid, String),
) {
    let now = tx.now();
    let (hint, extension) = (side.new_id(app, "hint"), side.new_id(app, "extension"));
    tx.sql(
        permit,
        "insert into assignment_hint (alliance_id, id, assignment_id, name, email, words, given_at) \
         values ($1, $2, $3, $4, $4, $4, $5)",
    )
    .bind(hint)
    .bind(id)
    .bind(asked.clone())
    .bind(now)
    .run()
    .await
    .expect("a hint");
    tx.sql(
        permit,
        "insert into assignment_extension (alliance_id, id, assignment_id, wanted, reason, asked_at) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(extension)
    .bind(id)
    .bind(day("2019-09-30"))
    .bind(asked)
    .bind(now)
    .run()
    .await
    .expect("a request for more time");
}

/// Somebody asked by personal link, whose links have ended but for one.
async fn assignment(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let now = tx.now();
    let (id, asked) = (side.new_id(app, "assignment"), side.word("asked"));
    tx.sql(
        &permit,
        "insert into assignment (alliance_id, id, instrument_key, instrument_version, organisation, school_number, \
         voice, why, due_on, state, asked_at) \
         values ($1, $2, 'strukturen', 2, $3, '190123', 'partners', $4, $5, 'begun', $6)",
    )
    .bind(id)
    .bind(side.word("delegate"))
    .bind(side.word("why"))
    .bind(day("2019-08-31"))
    .bind(now)
    .run()
    .await
    .expect("an assignment");
    tx.sql(
        &permit,
        "insert into assignment_item (alliance_id, assignment_id, item, position) values ($1, $2, 'STR-2.4', 0)",
    )
    .bind(id)
    .run()
    .await
    .expect("a question");
    let contribution = side.new_id(app, "contribution");
    tx.sql(
        &permit,
        "insert into contribution (alliance_id, assignment_id, item, id, value, changed_at) \
         values ($1, $2, 'STR-2.4', $3, $4, $5)",
    )
    .bind(id)
    .bind(contribution)
    .bind(format!("\"{}\"", side.word("contribution")))
    .bind(now)
    .run()
    .await
    .expect("a contribution");
    let later = now.plus_seconds(24 * 3600);
    for (name, expires, ended) in [("link", later, None), ("ended", later, Some(now)), ("expired", now, None)]
    {
        let (link, letter) = (side.new_id(app, "asked"), side.new_id(app, "letter"));
        tx.sql(
            &permit,
            "insert into assignment_link (alliance_id, id, assignment_id, name, email, created_at, expires_at, ended_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(link)
        .bind(id)
        .bind(asked.clone())
        .bind(format!("{asked}@klappt.example"))
        .bind(now)
        .bind(expires)
        .bind(ended)
        .run()
        .await
        .expect("a link");
        let token = web::new_token(app.app.chance());
        tx.sql(
            &permit,
            "insert into assignment_letter (alliance_id, id, assignment_id, link_id, kind, due_on, token_hash, sent_at) \
             values ($1, $2, $3, $4, 'asked', $5, $6, $7)",
        )
        .bind(letter)
        .bind(id)
        .bind(link)
        .bind(day("2019-08-31"))
        .bind(web::token_hash(&token))
        .bind(now)
        .run()
        .await
        .expect("a letter");
        side.ids.insert(name, token);
    }
    more_of_assignment(app, side, &mut tx, &permit, (id, asked)).await;
    tx.commit(&permit, "test").await.expect("committed");
}

/// A talk that waits, a hindrance that counts, and links of which one is good.
async fn voices(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let now = tx.now();
    let later = now.plus_seconds(24 * 3600);
    let word = side.word("multiplier");
    for (name, expires, ended) in
        [("voiceended", later, Some(now)), ("voiceexpired", now, None), ("voicelink", later, None)]
    {
        // The good one comes last: it is the one that is looked at.
        let (link, token) = (side.new_id(app, "multiplier"), web::new_token(app.app.chance()));
        tx.sql(
            &permit,
            "insert into voice_link (alliance_id, id, name, email, token_hash, created_at, expires_at, ended_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(link)
        .bind(word.clone())
        .bind(format!("{word}@klappt.example"))
        .bind(web::token_hash(&token))
        .bind(now)
        .bind(expires)
        .bind(ended)
        .run()
        .await
        .expect("a link");
        side.ids.insert(name, token);
    }
    let link: Uuid = side.ids["multiplier"].parse().expect("an id");
    for (name, kind, state, by) in
        [("talk", "talk", "received", Some(link)), ("obstacle", "hindrance", "accepted", None)]
    {
        let id = side.new_id(app, name);
        tx.sql(
            &permit,
            "insert into voice (alliance_id, id, kind, link_id, state, received_at) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(kind)
        .bind(by)
        .bind(state)
        .bind(now)
        .run()
        .await
        .expect("a report");
        tx.sql(
            &permit,
            "insert into voice_part (alliance_id, voice_id, theme, position, level, title, words, helps) \
             values ($1, $2, 'sprache', 0, 'land', $3, $3, $3)",
        )
        .bind(id)
        .bind(side.word(name))
        .run()
        .await
        .expect("words");
    }
    tx.commit(&permit, "test").await.expect("committed");
}

/// A delivered answer, agreed on, what was said about it, and what is to be done.
async fn review(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let now = tx.now();
    let (assignment, contribution) = (side.new_id(app, "delivered"), side.new_id(app, "given"));
    let provenance = side.new_id(app, "provenance");
    let (thread, comment, task) =
        (side.new_id(app, "thread"), side.new_id(app, "comment"), side.new_id(app, "task"));
    tx.sql(
        &permit,
        "insert into assignment (alliance_id, id, instrument_key, instrument_version, organisation, voice, why, \
         due_on, state, asked_at, answered_at) \
         values ($1, $2, 'strukturen', 2, $3, 'refugees', '', $4, 'delivered', $5, $5)",
    )
    .bind(assignment)
    .bind(side.word("delegate"))
    .bind(day("2019-08-31"))
    .bind(now)
    .run()
    .await
    .expect("an assignment");
    tx.sql(
        &permit,
        "insert into assignment_item (alliance_id, assignment_id, item, position) values ($1, $2, 'STR-2.4', 0)",
    )
    .bind(assignment)
    .run()
    .await
    .expect("a question");
    tx.sql(
        &permit,
        "insert into contribution (alliance_id, assignment_id, item, id, value, changed_at) \
         values ($1, $2, 'STR-2.4', $3, $4, $5)",
    )
    .bind(assignment)
    .bind(contribution)
    .bind(format!("\"{}\"", side.word("contribution")))
    .bind(now)
    .run()
    .await
    .expect("a contribution");
    tx.sql(
        &permit,
        "insert into answer_provenance (alliance_id, id, instrument_key, item, answer_version, way, made_at) \
         values ($1, $2, 'strukturen', 'STR-2.4', 1, 'taken', $3)",
    )
    .bind(provenance)
    .bind(now)
    .run()
    .await
    .expect("where it comes from");
    tx.sql(
        &permit,
        "insert into answer_source (alliance_id, provenance_id, assignment_id, contribution_version, given_at) \
         values ($1, $2, $3, 1, $4)",
    )
    .bind(provenance)
    .bind(assignment)
    .bind(now)
    .run()
    .await
    .expect("what it was made of");
    tx.sql(
        &permit,
        "insert into review_thread (alliance_id, id, instrument_key, item, missing, opened_at) \
         values ($1, $2, 'strukturen', 'STR-2.4', $3, $4)",
    )
    .bind(thread)
    .bind(side.word("comment"))
    .bind(now)
    .run()
    .await
    .expect("a conversation");
    tx.sql(
        &permit,
        "insert into review_comment (alliance_id, id, thread_id, words, written_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(comment)
    .bind(thread)
    .bind(side.word("comment"))
    .bind(now)
    .run()
    .await
    .expect("a comment");
    tx.sql(
        &permit,
        "insert into task (alliance_id, id, title, goal, state, instrument_key, item, thread_id, created_at) \
         values ($1, $2, $3, $3, 'open', 'strukturen', 'STR-2.4', $4, $5)",
    )
    .bind(task)
    .bind(side.word("task"))
    .bind(thread)
    .bind(now)
    .run()
    .await
    .expect("a task");
    tx.commit(&permit, "test").await.expect("committed");
}

/// A figure with its source, released to others, and a table that waits.
async fn figures(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let place = workbooks::figures::own_place(&mut tx, &permit.lesser()).await.expect("a place");
    let told = workbooks::figures::Told {
        value: Some(instrument::Value::Number(12)),
        as_of: Some(day("2019-07-01")),
        source: Some(side.word("figure")),
        way: workbooks::figures::Way::Form,
        moves: false,
    };
    let key = "zielgruppe/status=duldung";
    workbooks::figures::enter(&mut tx, &permit, &place, key, None, &told).await.expect("entered");
    side.ids.insert("place", place);
    let now = tx.now();
    tx.sql(&permit, "insert into figure_release (alliance_id, released_at) values ($1, $2)")
        .bind(now)
        .run()
        .await
        .expect("released");
    let delivery = side.new_id(app, "delivery");
    tx.sql(
        &permit,
        "insert into figure_delivery (alliance_id, id, file_name, sheet, columns, mapping, as_of, source, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $3, $8)",
    )
    .bind(delivery)
    .bind(side.word("delivery"))
    .bind(r#"{"columns":["Duldung"],"rows":[["12"]]}"#)
    .bind(r#"["Duldung"]"#)
    .bind(r#"{"what":"zielgruppe","columns":["of:status=duldung"]}"#)
    .bind(day("2019-07-08"))
    .bind(now)
    .run()
    .await
    .expect("a delivery");
    tx.commit(&permit, "test").await.expect("committed");
}

/// Forms that came back and wait for a decision: of the assignment, and of the alliance's
/// own working copy.
async fn returned_forms(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let now = tx.now();
    let assignment: Uuid = side.ids["assignment"].parse().expect("an id");
    for (name, subject) in [("returned", assignment), ("book", side.place.id.uuid())] {
        let id = side.new_id(app, name);
        let stored = format!("\"{}\"", side.word(name));
        let said = serde_json::json!({"said": [{"uid": "STR-2.4", "value": stored}], "wrong": []});
        tx.sql(
            &permit,
            "insert into returned_form (alliance_id, id, subject_id, instrument_key, instrument_version, way, \
             file_name, said, written_at, created_at) values ($1, $2, $3, 'strukturen', 2, 'word', $4, $5, $6, $6)",
        )
        .bind(id)
        .bind(subject)
        .bind(side.word(name))
        .bind(said.to_string())
        .bind(now)
        .run()
        .await
        .expect("a returned form");
    }
    tx.commit(&permit, "test").await.expect("committed");
}

/// What a district asks, here of its own alliance, so that both sides' pages show it.
async fn roll_up(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<EditWorkbook>(Some(&side.place));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let (request, now) = (side.new_id(app, "rollup"), tx.now());
    tx.sql(
        &permit,
        "insert into roll_up_request (alliance_id, id, instrument_key, instrument_version, items, why, due_on, asked_at) \
         values ($1, $2, 'strukturen', 2, '[\"STR-2.4\"]', $3, $4, $5)",
    )
    .bind(request)
    .bind(side.word("rollup"))
    .bind(day("2019-08-31"))
    .bind(now)
    .run()
    .await
    .expect("a request");
    tx.sql(
        &permit,
        "insert into roll_up_asked (alliance_id, request_id, municipality_ags, to_id, answer, answered_at) \
         values ($1, $2, $3, $1, $4, $5)",
    )
    .bind(request)
    .bind(side.own)
    .bind(side.word("rollup"))
    .bind(FixedClock::noon(day("2019-07-01")).now())
    .run()
    .await
    .expect("asked");
    tx.sql(
        &permit,
        "insert into roll_up_reply (alliance_id, request_id, state, reason, wanted, replied_at) \
         values ($1, $2, 'more_time', $3, $4, $5)",
    )
    .bind(request)
    .bind(side.word("rollup"))
    .bind(day("2019-09-30"))
    .bind(now)
    .run()
    .await
    .expect("a reply");
    tx.sql(
        &permit,
        "insert into roll_up_release (alliance_id, request_id, item, field, released_at) \
         values ($1, $2, 'STR-2.4', 'STR-2.4', $3)",
    )
    .bind(request)
    .bind(now)
    .run()
    .await
    .expect("released");
    let remark = side.new_id(app, "remark");
    tx.sql(
        &permit,
        "insert into roll_up_comment (alliance_id, id, request_id, municipality_ags, item, words, written_at) \
         values ($1, $2, $3, $4, 'STR-2.4', $5, $6)",
    )
    .bind(remark)
    .bind(request)
    .bind(side.own)
    .bind(side.word("remark"))
    .bind(now)
    .run()
    .await
    .expect("a remark");
    tx.commit(&permit, "test").await.expect("committed");
}

/// A colleague of each alliance, who does not walk.
async fn people(app: &TestApp, side: &mut Side) {
    let permit = app.permit::<ManagePeople>(None);
    let (person, role) = (side.new_id(app, "person"), side.new_id(app, "role"));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let (word, now) = (side.word("person"), tx.now());
    tx.shared(
        &permit,
        "insert into person (id, email, name, sort_name, created_at) values ($1, $2, $3, $3, $4)",
    )
    .bind(person)
    .bind(format!("{word}@klappt.example"))
    .bind(word)
    .bind(now)
    .run()
    .await
    .expect("a person");
    tx.shared(
        &permit,
        "insert into role_held (id, person_id, role, alliance_id, since) values ($1, $2, 'deputy', $3, $4)",
    )
    .bind(role)
    .bind(person)
    .bind(side.place.id)
    .bind(day("2019-01-01"))
    .run()
    .await
    .expect("a role");
    tx.commit(&permit, "test").await.expect("committed");
}

/// A young person, sealed.
async fn participant(app: &TestApp, side: &mut Side) {
    let permit = app.permit_as::<KeepCases>(Role::CaseManager, &side.place);
    let id = ParticipantId::from_uuid(side.new_id(app, "participant"));
    let word = side.word("participant");
    let draft = cases::participants::Draft { name: word.clone(), birth_date: None, contact: word };
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    cases::participants::create(&mut tx, &permit, id, &draft).await.expect("written down");
    tx.commit(&permit, "test").await.expect("committed");
}

/// A link somebody was sent who is nobody's secret here.
async fn link(app: &TestApp, shared: &mut BTreeMap<&'static str, String>) {
    app.person(Role::Ministry, None).await;
    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let (person, role): (PersonId, Uuid) = tx
        .shared(&permit, "select person_id, id from role_held where role = 'ministry'")
        .one()
        .await
        .expect("somebody");
    let letters = accounts::links::Letters::new(&app.app.texts, "http://localhost:8080");
    let link = letters.invitation(&mut tx, &permit, person, "Ministerium").await.expect("a link");
    tx.commit(&permit, "test").await.expect("committed");
    shared.insert("person", person.to_string());
    shared.insert("role", role.to_string());
    shared.insert("token", link.rsplit('/').next().unwrap_or_default().to_owned());
}

/// A rule on the Land's list, which belongs to no alliance.
async fn problem(app: &TestApp, shared: &mut BTreeMap<&'static str, String>) {
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let (id, step, now) = (tx.new_uuid(), tx.new_uuid(), tx.now());
    tx.shared(
        &permit,
        "insert into rule_problem (id, title, sort_title, level, created_at) \
         values ($1, 'Prüfungssprache', 'pruefungssprache', 'bund', $2)",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
    .expect("a problem");
    tx.shared(
        &permit,
        "insert into rule_problem_step (id, problem_id, number, status, words, on_day, recorded_at) \
         values ($1, $2, 1, 'open', '', $3, $4)",
    )
    .bind(step)
    .bind(id)
    .bind(day("2019-07-31"))
    .bind(now)
    .run()
    .await
    .expect("a step");
    tx.commit(&permit, "test").await.expect("committed");
    shared.insert("problem", id.to_string());
}

/// SHA-256 of 64 zeros, the token of the address that waits.
const HASH_OF_ZEROS: &str = "60e05bd1b195af2f94112fa7197a5c88289058840ce7c6df9693756bc6250f55";

/// A stranger: what belongs to their account is nobody else's, and stays.
async fn stranger(app: &TestApp, sides: &[Side; 2], shared: &mut BTreeMap<&'static str, String>) {
    app.person(Role::Evaluator, None).await;
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let (person,): (PersonId,) = tx
        .shared(&permit, "select person_id from role_held where role = 'evaluator'")
        .one()
        .await
        .expect("somebody");
    let (passkey, now) = (tx.new_uuid(), tx.now());
    tx.shared(
        &permit,
        "insert into passkey (id, person_id, name, credential_id, credential, created_at) \
         values ($1, $2, $3, $3, $3, $4)",
    )
    .bind(passkey)
    .bind(person)
    .bind("kanari-a-passkey")
    .bind(now)
    .run()
    .await
    .expect("a passkey");
    let waits = "insert into address_change (token_hash, person_id, email, created_at, expires_at) \
                 values ($1, $2, 'neu@land.example', $3, $4)";
    tx.shared(&permit, waits)
        .bind(HASH_OF_ZEROS)
        .bind(person)
        .bind(now)
        .bind(now.plus_seconds(3600))
        .run()
        .await
        .expect("an address that waits");
    for (n, side) in sides.iter().enumerate() {
        let token = tx.new_uuid();
        tx.shared(
            &permit,
            "insert into api_token (id, person_id, alliance_id, writes, name, token_hash, beginning, proof, \
             created_at, expires_at) values ($1, $2, $3, $4, 'kanari-a-token', $5, 'klappt_', 'second', $6, $7)",
        )
        .bind(token)
        .bind(person)
        .bind(side.place.id)
        .bind(true)
        .bind(format!("nobody knows {n}"))
        .bind(now)
        .bind(now.plus_seconds(3600))
        .run()
        .await
        .expect("a token");
        shared.insert("apitoken", token.to_string());
    }
    let (session,): (Uuid,) = tx
        .shared(&permit, "select id from session where person_id = $1")
        .bind(person)
        .one()
        .await
        .expect("signed in");
    tx.commit(&permit, "test").await.expect("committed");
    shared.insert("address", "0".repeat(64));
    shared.insert("passkey", passkey.to_string());
    shared.insert("session", session.to_string());
}
