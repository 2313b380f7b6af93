//! „Wo steht diese Person?“: the office looks a name or address up in everything its
//! alliance holds, to answer who wants to know, correct or erase what is kept about them
//! (Art. 15 to 17 GDPR). The name is not written down; that a search was made is.

mod pages;
mod store;

use ::store::Read;
use base::AnyPermit;
use web::{Finding, Routes, Sought, Trace, Traces};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("person_search.de.ftl", include_str!("person_search.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/person-search", pages::ask)
        .post("/alliances/{alliance}/person-search", pages::search)
        .shows("where a name or address stands", "answer-request")
}

/// The directory, the votes, the notes and the matters of an alliance, searched for a person.
pub struct Directory;

impl Traces for Directory {
    fn find<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a dyn AnyPermit,
        home: &'a str,
        sought: &'a Sought,
    ) -> Finding<'a> {
        Box::pin(async move {
            let places = store::places(db, permit).await?;
            let found = places.into_iter().filter(|place| sought.is_in(&[&place.searched]));
            Ok(found
                .map(|place| Trace { kind: place.kind(), href: place.href(home), words: place.words })
                .collect())
        })
    }
}
