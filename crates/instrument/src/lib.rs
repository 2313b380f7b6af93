//! The questionnaire engine: working aids (Arbeitshilfen) are data files, and
//! this crate reads, asks, counts and summarises them. It touches no disk, no
//! database and no page, and it knows no question by name: what follows from an
//! answer stands in the file.
//!
//! # The way of an answer
//!
//! [`Instrument::parse`] reads and checks a file. [`Field::read`] turns what a form
//! posted into a [`Value`] or refuses it with an [`AnswerError`]; [`Value::to_stored`]
//! keeps it. [`Instrument::visible`] says what is asked under the [`Answers`] so far,
//! [`Instrument::progress`] how far each section has come, [`Instrument::hints`] what
//! is worth a remark. [`Instrument::short_form`] draws what leaves the alliance, and
//! [`carry_over`] takes the answers to the next version.
//!
//! # The file
//!
//! YAML, one file per version: `instruments/<key>/v<version>/instrument.yaml`. The
//! guide for authors, with every key and every type, is `instruments/README.md`. In
//! short:
//!
//! - `key`, `version`, `title`, `description`, and `yes_no` (the words for yes and no);
//! - `bindings`: what other parts of the system bring in, key and meaning;
//! - `roles`, `contact_parts`, `option_sets`, `column_sets`, `areas` with their
//!   `actor_types`: lists that questions refer to;
//! - `guidance`: advice and the places `at` which it stands;
//! - `sections` with `items`; each item has a printed number (`id`, always text, so
//!   that 1.10 is not 1.1), a `uid` that stays when numbers change, a `label`, a
//!   `type` ([`ItemType`]), and what the type needs;
//! - `hints`: remarks that never block;
//! - `short_form`: passages, each with `from` (where it comes from) and `measure`
//!   (the name under which the evaluation counts it).
//!
//! Keys the format does not know are refused, so a misspelt one is found.
//!
//! # Fields
//!
//! A question gives one or more fields, and each field is saved by itself:
//!
//! | type | fields |
//! |---|---|
//! | `yes_no_text` | `<uid>` and `<uid>.text`, asked after yes |
//! | `yes_no_branch` | `<uid>`, and `<uid>.ja`, `<uid>.nein` with the fields of their own types |
//! | `contact` | `<uid>.<part>` for each part, marked as personal |
//! | `number_breakdown`, `number_list` | `<uid>.<key>` for the total and each part |
//! | `group` | those of its members, `<uid>.<key>` |
//! | any bound item, `derived` | none: the data live elsewhere |
//! | all others | `<uid>` |
//!
//! A number with `split_by` has one more field per value of that dimension,
//! `<uid>.<value>`; it is always optional.
//!
//! A table that is not bound is one field; its form posts one value per cell, row by
//! row (so a box in a cell is posted as `ja` or as an empty value).
//!
//! # Bound items
//!
//! A *bound* item shows or writes data of another part of the system, such as the
//! actor table the organisations. The engine sees only [`BoundValues`]: codes and
//! words per binding. What a binding means is written in the file.
//!
//! # Figures
//!
//! A number may say which figure it asks for (`figure`): what is counted
//! (`figures`), and of which kind (`dimensions`). Fields with the same
//! [`FigureKey`] ask for the same fact. Unknown, not collected and zero are three
//! answers. [`Instrument::balances`] holds parts against totals, softly, and
//! [`Instrument::compared`] sums that describe the same people (R-NOA-05 to 09).
//!
//! # First words
//!
//! An item may be written from others (`prefill_from`, `prefill_bound`):
//! [`Instrument::offered`] gives their answers as single passages, and the rows of
//! a table that are closed, full or missing (`gaps`). Nothing is taken over by
//! itself (R-NOA-22). What was taken over ([`Taken`]) stands beside what was typed, and
//! leaves with it. Passages are counted by the `topics` of their question.
//!
//! # What leaves the alliance
//!
//! Only questions with `shared: true` may be named by the short form, and also the
//! conditions under which a passage is needed; anything else is the finding
//! `leaves_alliance`. A passage that lists `options` sends the words of these
//! options and nothing else, so that a binding cannot send more than the file says.
//!
//! # Published versions
//!
//! A published file is frozen by its SHA-256 in `instruments/frozen.txt`; a test
//! compares them. Golden answers beside it ([`check_golden`]) say what should come
//! out of given answers.
//!
//! # Rules and their names in findings
//!
//! | rule | broken when |
//! |---|---|
//! | `syntax` | the file cannot be read |
//! | `unknown_key` | the format knows no such key here |
//! | `unknown_type`, `type_not_here` | there is no such type, or it does not go here |
//! | `key_not_for_type` | a key belongs to another type |
//! | `missing_uid`, `bad_uid`, `duplicate_uid` | uids are missing, odd or given twice |
//! | `missing_id`, `duplicate_id` | printed numbers are missing or given twice |
//! | `bad_key`, `duplicate_key`, `duplicate_option` | codes are odd or given twice |
//! | `missing_label`, `missing_place` | words, or the place of advice, are missing |
//! | `no_options`, `no_fields` | nothing to choose from, or nothing to fill in |
//! | `bad_length`, `bad_version` | a number out of range |
//! | `dangling_reference` | something named does not exist |
//! | `bad_condition`, `unknown_option`, `visible_if_cycle` | a condition is unclear, impossible or circular |
//! | `bad_hint`, `unknown_placeholder` | a remark has no clear rule, or text that nothing fills |
//! | `bad_derivation`, `unmapped_option`, `duplicate_measure`, `missing_text` | a passage of the short form is incomplete |
//! | `bad_figure` | a figure counts something undeclared, or says its kind twice |
//! | `bad_gaps` | a gap rule names columns or codes its table does not have |
//! | `bad_topic` | a theme has no words, or takes them from what is no table |
//! | `leaves_alliance` | a passage draws on something that is not shared |
//! | `golden` | an example does not come out |

mod answer;
mod carry_over;
mod check;
mod figures;
mod file;
mod golden;
mod lines;
mod model;
mod offered;
mod progress;
mod read;
mod short_form;
mod xlsform;

pub use answer::{Absence, AnswerError, Answers, Earlier, NO, Standing, StoredError, Taken, Value, YES};
pub use carry_over::{CarryOver, Change, ChangeKind, carry_over};
pub use check::Finding;
pub use figures::{Balance, Compared, Comparison, Counted, Dimension, DimensionValue, FigureKey, Verdict};
pub use golden::check_golden;
pub use model::*;
pub use offered::{Offered, OfferedKind};
pub use progress::{Bound, BoundValues, Hint, SectionProgress, State};
pub use short_form::{Line, Passage, ShortForm};
pub use xlsform::{SheetRow, XlsForm, XlsFormFinding, XlsFormImport};
