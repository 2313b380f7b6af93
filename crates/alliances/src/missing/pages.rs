//! The list of gaps as a page and as JSON.

use super::structures::{self, Ended, Lacking, Structures};
use crate::accessions::{self, Register};
use crate::territory::{Ags, Body, DistrictKey, Territory};
use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::Response,
};
use base::{AnyPermit, Day, ViewStatewide, ViewStructures};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Page, Permit, Result, Shell, html};

/// A municipality in no alliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingMunicipality {
    /// Its key.
    pub ags: Ags,
    /// Its name.
    pub name: String,
    /// Its district's name; absent for independent cities.
    pub district: Option<String>,
    /// Its region's name.
    pub region: String,
    /// People living there.
    pub population: u32,
    /// Its district has an alliance it could join.
    pub could_join: bool,
}

/// A district without an alliance of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingDistrict {
    /// Its key.
    pub key: DistrictKey,
    /// Its name.
    pub name: String,
    /// Its region's name.
    pub region: String,
    /// People living there.
    pub population: u64,
    /// Municipalities inside it with an alliance of their own.
    pub own: u32,
}

/// Where structures are missing on a day: municipalities and districts, by key.
pub fn on(register: &Register, day: Day) -> (Vec<MissingMunicipality>, Vec<MissingDistrict>) {
    let (territory, state) = (&register.territory, register.on(day));
    let region = |key| territory.region(key).map(|r| r.name.clone()).unwrap_or_default();
    let missing = state.missing();
    let municipality = |ags: &Ags| {
        let m = territory.municipality(*ags)?;
        Some(MissingMunicipality {
            ags: m.ags,
            name: m.name.clone(),
            district: m.district.and_then(|d| territory.district(d)).map(|d| d.name.clone()),
            region: region(m.region),
            population: m.population,
            could_join: m.district.and_then(|d| state.district(d)).is_some_and(|d| d.alliance.is_some()),
        })
    };
    let district = |key: &DistrictKey| {
        let d = territory.district(*key)?;
        Some(MissingDistrict {
            key: d.key,
            name: d.name.clone(),
            region: region(d.region),
            population: territory.population(Body::District(d.key)).unwrap_or_default(),
            own: state.district(d.key).map_or(0, |s| s.own),
        })
    };
    let municipalities = missing.municipalities.iter().filter_map(municipality).collect();
    (municipalities, missing.districts.iter().filter_map(district).collect())
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct OnDay {
    date: String,
}

#[derive(Template)]
#[template(path = "missing/show.html")]
struct ShowPage {
    shell: Shell,
    date: String,
    summary: String,
    municipalities: Vec<Row>,
    districts: Vec<Row>,
    /// What the Land sees besides.
    structures: Option<StructureRows>,
    source: &'static str,
}

/// Rows about the structures there are.
struct StructureRows {
    lacking: Vec<StructureRow>,
    ended: Vec<StructureRow>,
    asking: Vec<StructureRow>,
}

struct StructureRow {
    /// Where it leads; empty where the alliance is archived or the visitor may not go.
    href: String,
    name: String,
    time: String,
    what: String,
    /// Where somebody is invited to work for its office; empty where nobody has to be.
    invite: String,
}

impl StructureRows {
    fn of(shell: &Shell, found: Structures, may_open: bool) -> Self {
        let href = |slug: &str| if may_open { format!("/alliances/{slug}") } else { String::new() };
        let lacking = |l: Lacking| {
            let parts = [
                (l.office, "missing-lacks-office"),
                (l.office_account, "missing-lacks-office-account"),
                (l.board_lead, "missing-lacks-board-lead"),
                (l.core_group, "missing-lacks-core-group"),
            ];
            let said: Vec<String> = parts
                .into_iter()
                .filter(|(lacks, _)| *lacks)
                .map(|(_, id)| shell.say(id).to_string())
                .collect();
            let home = href(&l.slug);
            let invites = l.office_account && !home.is_empty();
            StructureRow {
                invite: if invites { format!("{home}/office/invitation") } else { String::new() },
                href: home,
                name: l.name,
                time: l.since.german(),
                what: said.join(", "),
            }
        };
        let ended = |e: Ended| StructureRow {
            href: String::new(),
            invite: String::new(),
            name: e.name,
            time: shell
                .say("missing-lasted")
                .with("since", e.since.map(Day::german).unwrap_or_default())
                .with("until", e.until.plus_days(-1).german())
                .to_string(),
            what: match e.now_in {
                Some(name) => shell.say("missing-now-in").with("name", name).to_string(),
                None => shell.say("missing-now-nowhere").to_string(),
            },
        };
        Self {
            lacking: found.lacking.into_iter().map(lacking).collect(),
            ended: found.ended.into_iter().map(ended).collect(),
            asking: found
                .asking
                .into_iter()
                .map(|a| StructureRow {
                    href: href(&a.slug),
                    invite: String::new(),
                    name: a.name,
                    time: a.on.german(),
                    what: a.need,
                })
                .collect(),
        }
    }
}

struct Row {
    key: String,
    name: String,
    place: String,
    region: String,
    population: String,
    help: String,
}

/// Begun with the widest permit there is: the wall shows a reader no more than that.
async fn reader(
    app: &App,
    permit: &Permit<ViewStatewide>,
    land: Option<&Permit<ViewStructures>>,
) -> ::store::Result<::store::Read> {
    match land {
        Some(land) => app.db.read(land).await,
        None => app.db.read(permit).await,
    }
}

pub async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<OnDay>,
) -> Result<Response> {
    let day = Day::read(&asked.date).unwrap_or_else(|| app.clock().today());
    let land = Permit::<ViewStructures>::ask(permit.actor(), None);
    let mut db = reader(&app, &permit, land.as_ref()).await?;
    let register = accessions::register(&mut db, &permit).await?;
    let (municipalities, districts) = on(&register, day);
    let shell = page.shell("missing-title");
    let structures = match &land {
        Some(land) => {
            let may_open = permit.actor().holds(base::Role::StateCoordination);
            let found = structures::on(&mut db, land, &register, day).await?;
            Some(StructureRows::of(&shell, found, may_open))
        }
        None => None,
    };
    let people: u64 = municipalities.iter().map(|m| u64::from(m.population)).sum();
    let summary = shell
        .say("missing-summary")
        .with("day", day.german())
        .count("municipalities", municipalities.len())
        .count("districts", districts.len())
        .with("people", shell.number(i64::try_from(people).unwrap_or(i64::MAX)))
        .to_string();
    let of_municipality = |m: MissingMunicipality| Row {
        key: m.ags.to_string(),
        name: m.name,
        help: match (m.could_join, m.district.is_some()) {
            (true, _) => shell.say("missing-could-join").to_string(),
            (false, true) => shell.say("missing-no-district-alliance").to_string(),
            (false, false) => shell.say("missing-city").to_string(),
        },
        place: m.district.unwrap_or_else(|| shell.say("territory-independent-city").to_string()),
        region: m.region,
        population: shell.number(m.population),
    };
    let of_district = |d: MissingDistrict| Row {
        key: d.key.to_string(),
        name: d.name,
        place: String::new(),
        region: d.region,
        population: shell.number(i64::try_from(d.population).unwrap_or(i64::MAX)),
        help: shell.say("missing-own").count("count", d.own).to_string(),
    };
    html(&ShowPage {
        date: day.to_string(),
        summary,
        municipalities: municipalities.into_iter().map(of_municipality).collect(),
        districts: districts.into_iter().map(of_district).collect(),
        structures,
        source: Territory::nrw_source(),
        shell,
    })
}

#[derive(Deserialize, Default)]
pub struct OnDayJson {
    date: Option<Day>,
}

/// The gaps as programs see them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MissingJson {
    date: Day,
    municipalities: Vec<MissingMunicipality>,
    districts: Vec<MissingDistrict>,
    /// What the Land sees besides: who lacks something, who has ended, who asks for support.
    #[serde(skip_serializing_if = "Option::is_none")]
    structures: Option<Structures>,
}

pub async fn as_json(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<OnDayJson>,
) -> Result<Json<MissingJson>> {
    let date = asked.date.unwrap_or_else(|| app.clock().today());
    let land = Permit::<ViewStructures>::ask(permit.actor(), None);
    let mut db = reader(&app, &permit, land.as_ref()).await?;
    let register = accessions::register(&mut db, &permit).await?;
    let (municipalities, districts) = on(&register, date);
    let structures = match &land {
        Some(land) => Some(structures::on(&mut db, land, &register, date).await?),
        None => None,
    };
    Ok(Json(MissingJson { date, municipalities, districts, structures }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constellations::{Accession, Act, AllianceSeat};
    use base::{AccessionId, AllianceId};
    use uuid::Uuid;

    #[test]
    fn a_municipality_outside_could_join_where_its_district_has_an_alliance() {
        let alliance = AllianceId::from_uuid(Uuid::from_u128(1));
        let kleve: Body = "05154".parse().expect("a key");
        let register = Register {
            territory: Territory::nrw(),
            seats: vec![AllianceSeat { alliance, seat: kleve }],
            acts: vec![Accession {
                id: AccessionId::from_uuid(Uuid::from_u128(2)),
                alliance,
                body: kleve,
                act: Act::Joined,
                on: "2018-10-01".parse().expect("a day"),
            }],
        };
        let (before, _) = on(&register, "2018-09-30".parse().expect("a day"));
        assert!(before.iter().all(|m| !m.could_join));
        let (municipalities, districts) = on(&register, "2018-10-01".parse().expect("a day"));
        assert_eq!((municipalities.len(), districts.len()), (396, 30));
        let could: Vec<_> = municipalities.iter().filter(|m| m.could_join).collect();
        assert_eq!(could.len(), 16);
        assert!(could.iter().all(|m| m.district.as_deref() == Some("Kreis Kleve")));
    }
}
