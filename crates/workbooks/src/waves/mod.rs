//! Waves (Erhebungswellen): the state coordination asks alliances for one version
//! of a working aid until a day. A wave is planned, then opened – which asks
//! everybody and queues the invitations at once – and closed; its deadline can be
//! moved for all or for one, and alliances can be asked later. What comes back is
//! told by [`crate::returns`]. Whoever owes something is reminded before, on and after
//! its last day, by the same rule as assignments.

mod acts;
mod api;
mod model;
pub(crate) mod pages;
mod reminders;
pub(crate) mod store;

pub use acts::{
    Opened, Post, ask_another, change, close, move_deadline, open, plan, reopen, tell_own_deadline,
};
pub use model::{AllianceKind, Asks, Draft, Phase, Refusal, Wave};
pub use reminders::remind;
pub use store::{choose_only, find, list};

use ::store::Read;
use base::{AnyPermit, ManageWaves, Permit, ViewReturns, WaveId};
use web::{Listed, Routes, Texts};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("waves.de.ftl", include_str!("waves.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/waves", pages::list)
        .get("/land/waves/new", pages::new)
        .post("/land/waves", pages::create)
        .get("/land/waves/{id}/plan", pages::plan)
        .post("/land/waves/{id}/plan", pages::save)
        .post("/land/waves/{id}/removal", pages::drop_plan)
        .get("/land/waves/{id}/choice", pages::choose)
        .post("/land/waves/{id}/choice", pages::chosen)
        .get("/land/waves/{id}/opening", pages::preview)
        .post("/land/waves/{id}/opening", pages::open)
        .get("/land/waves/{id}/deadline", pages::deadline)
        .post("/land/waves/{id}/deadline", pages::move_deadline)
        .get("/land/waves/{id}/asking", pages::asking)
        .post("/land/waves/{id}/asking", pages::ask)
        .get("/land/waves/{id}/closing", pages::ask_to_close)
        .post("/land/waves/{id}/closing", pages::close)
        .post("/land/waves/{id}/reopening", pages::reopen)
        .get("/api/v1/waves", api::list)
        .answers::<Listed<api::WaveJson>>("Waves, the newest first")
        .query(&[("cursor", "go on after"), ("limit", "at most 200")])
        .post("/api/v1/waves", api::create)
        .takes::<Draft>()
        .answers::<api::WaveJson>("Plans a wave; Idempotency-Key makes it safe to repeat")
        .get("/api/v1/waves/{id}", api::show)
        .answers::<api::WaveJson>("One wave, with its version as ETag")
        .put("/api/v1/waves/{id}", api::save)
        .takes::<Draft>()
        .answers::<api::WaveJson>(
            "Changes the plan of a wave that is not open yet; If-Match names the version",
        )
        .delete("/api/v1/waves/{id}", api::drop_plan)
        .answers::<()>("Drops the plan of a wave that was never opened; If-Match names the version")
        .put("/api/v1/waves/{id}/chosen", api::choose)
        .takes::<api::Chosen>()
        .answers::<api::WaveJson>(
            "Picks the alliances of a planned wave one by one; If-Match names the version",
        )
        .post("/api/v1/waves/{id}/opening", api::open)
        .answers::<api::WaveJson>("Opens a planned wave and invites the offices; If-Match names the version")
        .put("/api/v1/waves/{id}/deadline", api::move_deadline)
        .takes::<api::NewDeadline>()
        .answers::<api::WaveJson>("Moves the deadline for everybody; If-Match names the version")
        .post("/api/v1/waves/{id}/returns", api::ask)
        .takes::<api::AskAnother>()
        .answers::<api::WaveJson>("Asks one alliance more in an open wave; asking again changes nothing")
        .post("/api/v1/waves/{id}/closing", api::close)
        .answers::<api::WaveJson>("Closes an open wave; If-Match names the version")
        .post("/api/v1/waves/{id}/reopening", api::reopen)
        .answers::<api::WaveJson>("Opens a closed wave again; If-Match names the version")
}

/// A wave as far as it may be seen: planned ones only by whoever manages waves.
pub(crate) async fn visible(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    id: WaveId,
) -> ::store::Result<Option<Wave>> {
    let manages = Permit::<ManageWaves>::ask(permit.actor(), None).is_some();
    Ok(find(db, permit, id).await?.filter(|wave| manages || wave.phase() != Phase::Planned))
}

/// Why something cannot be done.
#[derive(Debug)]
pub enum Fault {
    /// Rules refuse it: each with the field it stands at, empty where it is no
    /// matter of a field.
    Refused(Vec<(&'static str, Refusal)>),
    /// A rule about returns refuses it.
    Return(crate::returns::Refusal),
    /// Somebody was faster.
    Stale,
    /// There is no such wave or alliance.
    Unknown,
    /// Storage failed.
    Store(::store::Error),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![("", refusal)])
    }
}

impl From<::store::Error> for Fault {
    fn from(error: ::store::Error) -> Self {
        Self::Store(error)
    }
}

impl Fault {
    /// The answer to a request, explained in German.
    pub fn explain(self, texts: &Texts) -> web::Error {
        match self {
            Self::Store(error) => error.into(),
            Self::Stale => web::Error::Stale,
            Self::Unknown => web::Error::NotFound,
            Self::Return(refusal) => crate::returns::Fault::Refused(refusal).explain(texts),
            Self::Refused(faults) => match faults.into_iter().next() {
                Some(("", refusal)) => web::Error::Conflict(refusal.words(texts)),
                Some((field, refusal)) => web::Error::Field { field, message: refusal.words(texts) },
                None => web::Error::Internal("refused without a fault".into()),
            },
        }
    }
}

impl Refusal {
    /// The refusal as a German sentence.
    pub fn words(&self, texts: &Texts) -> String {
        match self {
            Self::Text(base::TextFault::TooLong { max, is }) => {
                texts.say(self.text()).count("max", *max).count("is", *is).to_string()
            }
            Self::UnknownPlace(place) => texts.say(self.text()).with("place", place.clone()).to_string(),
            other => texts.say(other.text()).to_string(),
        }
    }
}
