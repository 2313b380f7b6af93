//! The list of rules of Land and Bund that stand in the way (R-EVA-09): one evidence list
//! over all alliances. Each problem has a level, a status with words and a day, and says
//! how many alliances name it. The state coordination sorts what alliances have sent;
//! coordination and ministry keep the status; everybody who sees statewide results reads
//! the list, but only those who read submissions the words behind it.

mod acts;
mod api;
mod model;
mod pages;
mod store;

pub use acts::found;
pub use model::Status;
pub use store::step;

use ::store::Read;
use base::{Permit, ViewStatewide};
use model::Problem;
use web::{Listed, Result, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("problems.de.ftl", include_str!("problems.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/problems", pages::list)
        .get("/land/problems/file.{ending}", pages::file)
        .get("/land/problems/unsorted", pages::unsorted)
        .shows("submission.passages", "evaluate")
        .post("/land/problems/unsorted", pages::sort)
        .shows_again("submission.passages", "evaluate")
        .get("/land/problems/{problem}", pages::show)
        .post("/land/problems/{problem}", pages::rename)
        .post("/land/problems/{problem}/steps", pages::step)
        .get("/land/problems/{problem}/passages", pages::passages)
        .shows("submission.passages", "evaluate")
        .post("/land/problems/{problem}/passages", pages::take_off)
        .post("/land/problems/{problem}/merging", pages::merge)
        .get("/api/v1/evaluation/problems", api::list)
        .answers::<Listed<api::ProblemJson>>(
            "Rules of Land and Bund that stand in the way, the most named first",
        )
        .query(&[("level", "land or bund"), ("status", "where it stands"), ("q", "words to look for")])
        .get("/api/v1/evaluation/problems/{problem}", api::show)
        .answers::<api::WholeProblemJson>("One problem with its steps")
        .post("/api/v1/evaluation/problems/{problem}/steps", api::step)
        .takes::<api::NewStep>()
        .answers::<api::WholeProblemJson>("Writes down where a problem stands from a day on")
}

/// Problems nobody has looked into yet, the most named first.
pub(crate) async fn open(db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<Problem>> {
    let all = store::list(db, permit).await?;
    Ok(all.into_iter().filter(|problem| problem.status == Status::Open).collect())
}
