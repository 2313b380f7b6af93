//! Which histories can be erased singly, and where their entries stand.

use uuid::Uuid;
use web::HistoryPage;

/// The tables of this context.
pub const PAGES: &[HistoryPage] = &[
    ("organisation", "/organisations/{}"),
    ("contact", "/organisations"),
    ("body", "/bodies/{}"),
    ("vote", "/votes/{}"),
    ("municipality_note", "/notes/{}"),
    ("municipality_contact", "/municipality-contacts/{}"),
    ("escalation", "/escalations/{}"),
    ("support_need", "/support"),
    ("office", "/office"),
    ("board_lead", "/board-lead"),
];

/// Where an entry of this table stands, below its alliance; `None` when its history is
/// not to be erased here: what is public, what belongs to an account, and answers, which
/// have a page of their own.
pub(super) fn page_of(pages: &[HistoryPage], subject: &str, row: Uuid) -> Option<String> {
    let (_, page) = pages.iter().find(|(table, _)| *table == subject)?;
    Some(page.replace("{}", &row.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{PAGES, page_of};
    use uuid::Uuid;

    #[test]
    fn public_registers_and_accounts_keep_their_history() {
        let page = page_of(PAGES, "body", Uuid::nil()).expect("a page");
        assert_eq!(page, "/bodies/00000000-0000-0000-0000-000000000000");
        for kept in ["accession", "alliance", "person", "role_held", "answer", "submission"] {
            assert_eq!(page_of(PAGES, kept, Uuid::nil()), None);
        }
    }
}
