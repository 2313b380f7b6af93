//! Taking a problem up from what alliances have sent, in the caller's unit of work.

use super::store;
use ::store::{Result, Tx};
use base::{Permit, RuleLevel, SortProblems};
use uuid::Uuid;

/// Takes up a new problem: it is named by every passage that waits in `passage` and says
/// `part`. For callers that look at nothing before, above all the demo.
pub async fn found(
    tx: &mut Tx,
    permit: &Permit<SortProblems>,
    (title, level): (&str, RuleLevel),
    (passage, part): (&str, &str),
) -> Result<Uuid> {
    let id = tx.new_uuid();
    store::add(tx, permit, id, title, level).await?;
    for said in store::unsorted(tx, &permit.lesser(), passage, 2_000).await? {
        if said.words.contains(part) {
            store::put(tx, permit, said.line, id).await?;
        }
    }
    Ok(id)
}
