//! Instruments in use: waves and returns, workbooks and submissions.

pub mod assignments;
pub mod colleagues;
pub mod consolidation;
pub mod contributions;
pub mod departure;
pub mod extensions;
pub mod fault;
pub mod figures;
pub mod history_erasure;
pub mod hurdles;
pub mod instruments;
pub mod links;
pub mod papers;
pub mod returns;
pub mod roll_up;
mod shelf;
pub mod submissions;
pub mod summary;
pub mod tasks;
mod traces;
pub mod voices;
pub mod waves;
pub mod workbooks;

pub use hurdles::Hurdles;
pub use shelf::Shelf;
pub use traces::Named;

use store::{Burial, Migration, migrations};
use web::{HistoryPage, Routes};

/// This context's schema.
pub const MIGRATIONS: &[Migration] = migrations![
    "202611230400_create_wave",
    "202611230410_create_wave_asked",
    "202611230500_create_workbook",
    "202611230510_create_submission",
    "202611292302_count_changes_of_returns",
    "202611292245_create_extension_request",
    "202611300800_let_submission_forget",
    "202611301000_create_figure",
    "202611301010_create_assignment",
    "202611301100_create_figure_release",
    "202611301110_create_figure_delivery",
    "202611301220_create_answer_provenance",
    "202611301221_create_review_thread",
    "202611301222_create_task",
    "202611301400_create_voice",
    "202611301500_create_summary_passage",
    "202611301710_create_returned_form",
    "202611301300_create_roll_up",
    "202611301310_create_wave_letter",
    "202611302000_add_roll_up_deadline",
];

/// What must not come back with an older backup.
pub const BURIALS: &[Burial] = &[
    submissions::store::BURIAL,
    assignments::LINK_ENDED,
    assignments::NAME_ERASED,
    consolidation::COMMENT_ERASED,
    voices::LINK_ENDED,
    voices::NAME_ERASED,
    voices::REDACTED,
    voices::STRUCK,
];

/// Where the entries stand whose histories can be erased singly; answers have a page of
/// their own for it.
pub const HISTORIES: &[HistoryPage] =
    &[summary::HISTORY, hurdles::HISTORY, consolidation::HISTORY, tasks::HISTORY];

/// This context's texts.
pub const TEXTS: &[(&str, &str)] = &[
    waves::TEXTS,
    returns::TEXTS,
    extensions::TEXTS,
    workbooks::TEXTS,
    figures::TEXTS,
    history_erasure::TEXTS,
    hurdles::TEXTS,
    assignments::TEXTS,
    contributions::TEXTS,
    colleagues::TEXTS,
    consolidation::TEXTS,
    tasks::TEXTS,
    roll_up::TEXTS,
    submissions::TEXTS,
    summary::TEXTS,
    papers::TEXTS,
    voices::TEXTS,
];

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .and(waves::routes())
        .and(returns::routes())
        .and(extensions::routes())
        .and(workbooks::routes())
        .and(figures::routes())
        .and(history_erasure::routes())
        .and(hurdles::routes())
        .and(assignments::routes())
        .and(contributions::routes())
        .and(consolidation::routes())
        .and(tasks::routes())
        .and(roll_up::routes())
        .and(submissions::routes())
        .and(summary::routes())
        .and(papers::routes())
        .and(voices::routes())
}
