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

pub(crate) use store::office as office_addresses;

use crate::fault::Refuses;
use web::Routes;

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
