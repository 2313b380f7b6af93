//! More time (R-EVA-03): the office asks for a later last day in a wave, with a
//! reason; the board shows the request; the state coordination grants it, by
//! giving a last day of its own, or refuses it with a reason. Letters go both ways.
//! The office asks beside its short form, the answer is given at the return.

mod acts;
mod api;
mod model;
mod store;

pub use acts::{Wish, ask, refuse, settle};
pub use model::{Answer, Extension, REASON, Refusal};
pub use store::latest;

use web::{Routes, Texts};

/// The texts of these parts of pages, and the letters.
pub const TEXTS: (&str, &str) = ("extensions.de.ftl", include_str!("extensions.de.ftl"));

/// What the outside can ask for. The pages belong to submissions and returns.
pub fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/alliances/{alliance}/waves/{wave}/extensions", api::ask)
        .takes::<api::NewExtension>()
        .answers::<api::ExtensionJson>(
            "Asks the state coordination for more time; Idempotency-Key makes it safe to repeat",
        )
        .get("/api/v1/alliances/{alliance}/waves/{wave}/extension", api::show)
        .answers::<api::ExtensionJson>("The latest request for more time in a wave, and its answer")
        .put("/api/v1/waves/{id}/returns/{asked}/extension/refusal", api::refuse)
        .takes::<api::Reason>()
        .answers::<api::ExtensionJson>(
            "Refuses the open request for more time; it is granted by giving a deadline of its own",
        )
}

/// Why a request for more time cannot be made or answered.
#[derive(Debug)]
pub enum Fault {
    /// A rule refuses it.
    Refused(Refusal),
    /// Storage failed.
    Store(::store::Error),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<::store::Error> for Fault {
    fn from(error: ::store::Error) -> Self {
        Self::Store(error)
    }
}

impl Fault {
    /// The answer to a request, explained in German; an alliance that was not asked
    /// sees the same as for an unknown wave.
    pub fn explain(self, texts: &Texts) -> web::Error {
        let refusal = match self {
            Self::Store(error) => return error.into(),
            Self::Refused(Refusal::NotAsked) => return web::Error::NotFound,
            Self::Refused(refusal) => refusal,
        };
        let message = refusal.words(texts);
        match refusal.field() {
            Some(field) => web::Error::Field { field, message },
            None => web::Error::Conflict(message),
        }
    }
}

impl Refusal {
    /// The refusal as a German sentence.
    pub fn words(self, texts: &Texts) -> String {
        match self {
            Self::Text(base::TextFault::TooLong { max, is }) => {
                texts.say(self.text()).count("max", max).count("is", is).to_string()
            }
            _ => texts.say(self.text()).to_string(),
        }
    }
}
