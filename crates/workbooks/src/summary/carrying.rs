//! Passages when a working copy moves to another version of its working aid.

use super::store;
use crate::workbooks::Workbook;
use ::store::Tx;
use base::{EditWorkbook, Permit};
use instrument::{Instrument, Kind};
use web::{Error, Result};

/// Follows the move: a passage stays with its field; a theme that is gone is forgotten;
/// where the field is gone the words live on as an earlier answer, which the caller keeps.
pub(crate) async fn carry(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    workbook: &Workbook,
    new: &Instrument,
) -> Result<()> {
    for passage in &workbook.passages {
        let field = new.field(&passage.item).filter(|field| matches!(field.kind, Kind::Text { .. }));
        let Some(item) = field.and_then(|field| new.item(&field.item)) else {
            store::drop_one(tx, permit, passage.id).await?;
            continue;
        };
        let known =
            passage.topic.is_empty() || new.topics(item).iter().any(|topic| topic.key == passage.topic);
        if known {
            continue;
        }
        let mut after = passage.clone();
        after.topic.clear();
        if !store::change(tx, permit, passage, &after).await? {
            return Err(Error::Stale);
        }
    }
    Ok(())
}
