//! Where the second wall (row-level security on PostgreSQL) has openings, and why.
//! See `docs/decisions/0019-row-level-security.md`.

use store::Openings;

/// All there are. What is not listed is walled by the next migration.
pub const OPENINGS: Openings = Openings {
    tables: &[
        (
            "role_held",
            "sign-in reads somebody's roles before any permit exists: the permit is made from them",
        ),
        (
            "api_token",
            "sign-in finds a program's token before any permit exists; it belongs to a person, not an alliance",
        ),
        (
            "assignment_link",
            "who comes by a personal link is found by the hash of its token before any permit exists: the permit is made from it",
        ),
        (
            "assignment_letter",
            "a personal link is found by the token of one of its letters, before any permit exists",
        ),
        (
            "voice_link",
            "who reports talks by a personal link is found by the hash of its token before any permit exists: the permit is made from it",
        ),
        (
            "audit",
            "the line before is looked up with every commit, whichever alliance wrote it; lines hold no values",
        ),
        (
            "tombstone",
            "whoever restores compares all of them with the journal; they name rows and hold no values",
        ),
    ],
    views: &[
        (
            "published_accession",
            "who belongs to which alliance is public, and constellations count all of them",
        ),
        (
            "published_figure",
            "what an alliance has released of its figures is read by those who work for the same place; no number from 1 to 4",
        ),
        ("published_observer_seat", "the guest reads that another alliance invites it"),
        ("published_office_placement", "counted statewide; holds codes only"),
        ("published_return", "counted statewide; holds the state of a return only"),
        (
            "published_roll_up_answer",
            "what a municipality's alliance has released to its district, read by that district only",
        ),
        (
            "published_roll_up_comment",
            "remarks beside an entry are read by the district and by the municipality they are about",
        ),
        (
            "published_roll_up_figure",
            "figures a municipality's alliance has released to its district; no number from 1 to 4",
        ),
        ("published_roll_up_reply", "whether a municipality's alliance answers its district, and until when"),
        (
            "published_roll_up_request",
            "what a district asks is read by the alliances of its municipalities it asks",
        ),
        ("published_roll_up_told", "which released questions have an answer, without what it says"),
        (
            "published_school_asked",
            "an office is warned before it asks a school that another alliance has asked: number and day only",
        ),
        ("published_submission", "counted statewide; what was sent to be counted, without its text"),
        ("published_submission_gap", "counted statewide; codes and themes that were sent to be counted"),
        (
            "published_submission_line_counted",
            "counted statewide: who names a rule that stands in the way, without a word of it",
        ),
        ("published_submission_value", "counted statewide; codes that were sent to be counted"),
    ],
};
