//! Returns (Rückläufe): what became of each request of a wave – outstanding,
//! partial, complete or declined – for the alliances asked and no others
//! (R-EVA-03). One state machine for all instruments; the board shows the state
//! coordination where every request stands.

mod api;
mod model;
mod pages;
mod picture;
pub(crate) mod store;

pub(crate) use api::begin;
pub use model::{Event, KINDS, REASON, Refusal, State, Tallies, Tally, Timing};
pub(crate) use model::{check_own_deadline, reason};
pub use store::{
    Asked, Filter, OpenReturn, decline, decline_for, extend, find, list, note_submission, note_withdrawal,
    open_for, place, resume, resume_for, take_back, tallies,
};

use crate::fault::Refuses;
use ::store::Read;
use base::{Alliance, AnyPermit, ManageWaves, Permit, ViewReturns};
use std::collections::BTreeSet;
use web::{Listed, Membership, Routes, Texts};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("returns.de.ftl", include_str!("returns.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/waves/{id}", pages::board)
        .get("/land/waves/{id}/returns/{asked}", pages::show)
        .post("/land/waves/{id}/returns/{asked}/deadline", pages::extend)
        .post("/land/waves/{id}/returns/{asked}/extension", pages::grant)
        .post("/land/waves/{id}/returns/{asked}/extension/refusal", pages::refuse_time)
        .post("/land/waves/{id}/returns/{asked}/refusal", pages::decline)
        .post("/land/waves/{id}/returns/{asked}/resumption", pages::resume)
        .post("/land/waves/{id}/returns/{asked}/removal", pages::take_back)
        .get("/api/v1/waves/{id}/returns", api::list)
        .answers::<Listed<api::ReturnJson>>(
            "Alliances asked in a wave, by name, and where their requests stand",
        )
        .query(&[
            ("q", "part of the alliance's name"),
            ("state", "outstanding, partial, complete or declined"),
            ("kind", "city, district or municipality"),
            ("late", "1: only what is late"),
            ("extended", "1: only those with a later deadline of their own"),
            ("waiting", "1: only those that ask for more time and wait for an answer"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .get("/api/v1/waves/{id}/tallies", api::tallies)
        .answers::<api::TalliesJson>(
            "How many requests of a wave stand where, by kind of alliance, with total",
        )
        .get("/api/v1/waves/{id}/returns/{asked}", api::show)
        .answers::<api::ReturnJson>("One alliance's request, with its version as ETag")
        .put("/api/v1/waves/{id}/returns/{asked}/deadline", api::extend)
        .takes::<api::OwnDeadline>()
        .answers::<api::ReturnJson>(
            "Gives an alliance a later deadline of its own, or takes it away; If-Match names the version",
        )
        .put("/api/v1/waves/{id}/returns/{asked}/refusal", api::decline)
        .takes::<api::Reason>()
        .answers::<api::ReturnJson>("Notes a refusal the state coordination was told of")
        .delete("/api/v1/waves/{id}/returns/{asked}/refusal", api::resume)
        .answers::<api::ReturnJson>("Notes that a refusal does not hold any more")
}

/// Why a step failed.
pub type Fault = crate::fault::Fault<Refusal>;

impl Refuses for Refusal {
    fn text_id(self) -> &'static str {
        self.text()
    }
    fn at_field(self) -> Option<&'static str> {
        self.field()
    }
    fn text_fault(self) -> Option<base::TextFault> {
        if let Self::Text(fault) = self { Some(fault) } else { None }
    }
    fn is_not_asked(self) -> bool {
        matches!(self, Self::NotAsked)
    }
}

/// The same permit of the state coordination, for one alliance: what
/// [`decline_for`], [`resume_for`], [`extend`] and [`take_back`] ask for, so that
/// the change stands in that alliance's history. The unit of work must be begun
/// with it.
pub fn at(permit: &Permit<ManageWaves>, alliance: &Alliance) -> Option<Permit<ManageWaves>> {
    Permit::ask(permit.actor(), Some(alliance))
}

/// Proves the rules of R-EVA-03 on the stored data: the states sum to the number
/// asked; nobody is asked or missing who is no alliance, or no member on that day; a refusal has a reason; what counts
/// as partial or complete has a submission that holds, and the other way round.
/// Answers a German sentence for everything that is wrong.
pub async fn check(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    membership: &dyn Membership,
    texts: &Texts,
) -> ::store::Result<Vec<String>> {
    let mut wrong = no_members(db, permit, membership, texts).await?;
    for (wave, title, asked, counted) in store::sums(db, permit).await? {
        if asked != counted {
            wrong.push(
                texts
                    .say("check-return-sum")
                    .with("wave", wave.to_string())
                    .with("title", title)
                    .count("asked", asked)
                    .count("counted", counted)
                    .to_string(),
            );
        }
    }
    for found in store::contradictions(db, permit).await? {
        wrong.push(
            texts
                .say(found.text)
                .with("wave", found.wave.to_string())
                .with("alliance", found.alliance.to_string())
                .to_string(),
        );
    }
    Ok(wrong)
}

/// Requests to alliances that were no members: on the day they were asked, or on
/// the day up to which their answer counts as missing.
async fn no_members(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    membership: &dyn Membership,
    texts: &Texts,
) -> ::store::Result<Vec<String>> {
    let today = db.now().day();
    let requests = store::requests(db, permit).await?;
    let judged: Vec<(&'static str, base::Day, &store::Made)> = requests
        .iter()
        .flat_map(|r| {
            let asked = Some(("check-return-asked-no-member", r.asked_at.day(), r));
            let missing = r
                .is_missing()
                .then(|| ("check-return-missing-no-member", store::last_day(today, r.closed_at), r));
            asked.into_iter().chain(missing)
        })
        .collect();
    let days: BTreeSet<base::Day> = judged.iter().map(|(_, day, _)| *day).collect();
    let members = membership.members(db, permit, &days).await?;
    let outside = |(_, day, r): &&(&'static str, base::Day, &store::Made)| {
        members.get(day).is_none_or(|there| !there.contains(&r.alliance_id))
    };
    let said = |(text, day, r): &(&'static str, base::Day, &store::Made)| {
        texts
            .say(text)
            .with("wave", r.wave_id.to_string())
            .with("alliance", r.alliance_id.to_string())
            .with("day", day.german())
            .to_string()
    };
    Ok(judged.iter().filter(outside).map(said).collect())
}
