//! The only SQL about leaving.

use crate::participants::BURIAL;
use base::{ArchiveAlliance, ParticipantId, Permit};
use store::{Portion, Result, Tx};

/// Erases the participants of an alliance that is forgotten, one portion of them: values,
/// blind indexes and keys go with one commit, then their histories, at last the alliance's
/// own keys. Each leaves a tombstone of their own, so that keys put back from a copy do not
/// open them either. Rows without content stay. Safe to repeat.
pub async fn forget_alliance(
    tx: &mut Tx,
    permit: &Permit<ArchiveAlliance>,
    portion: &mut Portion,
) -> Result<()> {
    let now = tx.now();
    let erased: Vec<(ParticipantId,)> = tx
        .sql(
            permit,
            "update participant set name_sealed = null, birth_date_sealed = null, contact_sealed = null, \
             name_index = null, birth_date_index = null, erased_at = $2, version = version + 1 \
             where alliance_id = $1 and id in (select p.id from participant p \
              where p.alliance_id = $1 and p.erased_at is null limit $3) returning id",
        )
        .bind(now)
        .bind(portion.left())
        .all()
        .await?;
    for (participant,) in erased {
        tx.sql(permit, "delete from participant_key where alliance_id = $1 and participant_id = $2")
            .bind(participant)
            .run()
            .await?;
        tx.bury(permit, &BURIAL, participant.uuid());
        portion.took(1);
    }
    let histories = tx
        .sql(
            permit,
            "delete from participant_history where alliance_id = $1 and id in \
             (select h.id from participant_history h join participant p on p.alliance_id = h.alliance_id \
              and p.id = h.participant_id where h.alliance_id = $1 and p.erased_at is not null limit $2)",
        )
        .bind(portion.left())
        .run()
        .await?;
    portion.took(histories);
    let keys = tx
        .sql(
            permit,
            "delete from alliance_key where alliance_id = $1 and not exists \
             (select 1 from participant_key k where k.alliance_id = $1)",
        )
        .run()
        .await?;
    portion.took(keys);
    Ok(())
}
