//! Submissions (Abgaben): the short form, frozen word for word with its hash, sent
//! to the evaluation as the answer to a request (R-STR-11, R-CON-03). The office
//! sees beforehand exactly what leaves the alliance; a submission can be taken
//! back and replaced until the wave closes, and all of them are kept.

mod acts;
mod api;
mod lines;
mod model;
mod pages;
mod passages;
pub(crate) mod store;

pub use acts::{Fault, Order, Outcome, draw, submit, withdraw};
pub use model::{Standing, Submission};
pub use store::Sent;

pub(crate) use model::question_of;

use ::store::Read;
use base::{Permit, SubmissionId, ViewSubmissions};
use web::{Listed, Routes, Texts};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("submissions.de.ftl", include_str!("submissions.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks/{instrument}/submission", pages::preview)
        .shows("submission.passages", "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/submission", pages::submit)
        .post("/alliances/{alliance}/workbooks/{instrument}/submission/refusal", pages::decline)
        .post("/alliances/{alliance}/workbooks/{instrument}/submission/resumption", pages::resume)
        .post("/alliances/{alliance}/workbooks/{instrument}/submission/extension", pages::ask_time)
        .get("/alliances/{alliance}/submissions/{id}", pages::receipt)
        .shows("submission.passages", "work-together")
        .get("/alliances/{alliance}/submissions/{id}/withdrawal", pages::ask_to_withdraw)
        .post("/alliances/{alliance}/submissions/{id}/withdrawal", pages::withdraw)
        .get("/land/submissions/{id}", pages::sent)
        .shows("submission.passages", "evaluate")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/submission", api::preview)
        .shows("submission.passages", "work-together")
        .answers::<api::PreviewJson>("What would leave the alliance now, and the open requests for it")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/submissions", api::list)
        .answers::<Listed<api::SubmissionJson>>("Submissions of a working aid, the latest first")
        .query(&[("cursor", "go on after"), ("limit", "at most 200")])
        .post("/api/v1/alliances/{alliance}/workbooks/{instrument}/submissions", api::submit)
        .takes::<api::NewSubmission>()
        .answers::<api::SubmissionJson>("Sends the short form; Idempotency-Key makes it safe to repeat")
        .get("/api/v1/alliances/{alliance}/submissions/{id}", api::show)
        .shows("submission.passages", "work-together")
        .answers::<api::SubmissionJson>("One submission with what was sent, whether it still counts or not")
        .post("/api/v1/alliances/{alliance}/submissions/{id}/withdrawal", api::withdraw)
        .answers::<api::SubmissionJson>("Takes a submission back")
        .get("/api/v1/submissions/{id}", api::sent)
        .shows("submission.passages", "evaluate")
        .answers::<api::SentJson>("A submission of any alliance, as long as it counts")
}

/// Submissions read at once while checking.
const BATCH: i64 = 200;

/// Proves that no submission has changed since it was sent: what is stored still
/// has the hash of its receipt, and the codes counted are those in it. Answers a
/// German sentence for everything that is wrong.
pub async fn check(
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    texts: &Texts,
) -> ::store::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut after = SubmissionId::from_uuid(uuid::Uuid::nil());
    loop {
        let batch = store::stored(db, permit, after, BATCH).await?;
        let Some((last, _)) = batch.last() else { return Ok(wrong) };
        after = last.id;
        for (submission, counted) in &batch {
            let text = if !submission.is_intact() {
                "check-submission-changed"
            } else if !submission.counts_as(counted) {
                "check-submission-counted"
            } else {
                continue;
            };
            wrong.push(texts.say(text).with("id", submission.id.to_string()).to_string());
        }
    }
}
