//! The only SQL about observer seats.

use base::{AllianceId, Day, EditAlliance, Permit, ViewAlliance};
use store::{Again, Burial, Kept, Put, Read, Result, Tx};
use uuid::Uuid;

/// A guest's seat that has an end.
pub(crate) const BURIAL: Burial = Burial {
    kind: "observer seat",
    again: Again::Sql(&[(
        "update observer_seat set until = $3, version = version + 1 \
         where alliance_id = $1 and id = $2 and until is null",
        &[Put::Alliance, Put::Row, Put::Day],
    )]),
};

/// A seat granted to another alliance.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seat {
    /// Its key.
    pub id: Uuid,
    /// The guest's name.
    pub guest: String,
    /// First day.
    pub since: Day,
    /// Last day; `None` while it lasts.
    pub until: Option<Day>,
    /// For which meetings, agreed by whom.
    pub note: String,
}

impl Seat {
    /// Whether the seat is held on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| until >= day)
    }
}

/// Seats granted by this alliance, by guest, the latest first.
pub async fn list(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Vec<Seat>> {
    db.sql(
        permit,
        "select s.id, a.name as guest, s.since, s.until, s.note from observer_seat s \
         join published_alliance a on a.alliance_id = s.guest_id where s.alliance_id = $1 \
         order by a.sort_name, s.since desc",
    )
    .all()
    .await
}

/// Alliances that invite this one today.
pub async fn hosts(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Vec<(String, Day)>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select a.name, s.since from published_observer_seat s \
         join published_alliance a on a.alliance_id = s.alliance_id where s.guest_id = $1 \
         and s.since <= $2 and (s.until is null or s.until >= $2) order by a.sort_name",
    )
    .bind(today)
    .all()
    .await
}

/// Alliances that can be invited.
pub async fn others(db: &mut Read, permit: &Permit<EditAlliance>) -> Result<Vec<(AllianceId, String)>> {
    db.sql(
        permit,
        "select alliance_id, name from published_alliance where alliance_id <> $1 and closed_on is null \
         order by sort_name",
    )
    .all()
    .await
}

/// Grants a seat from a day on. Nothing happens when the guest has one already.
pub async fn grant(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    id: Uuid,
    guest: AllianceId,
    since: Day,
    note: &str,
) -> Result<bool> {
    let added = tx
        .sql(
            permit,
            "insert into observer_seat (alliance_id, id, guest_id, since, note) \
             select $1, $2, a.alliance_id, $4, $5 from published_alliance a \
             where a.alliance_id = $3 and a.alliance_id <> $1 and a.closed_on is null \
             and not exists (select 1 from observer_seat s where s.alliance_id = $1 and s.guest_id = $3 \
              and (s.until is null or s.until >= $4)) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(guest)
        .bind(since)
        .bind(note.to_owned())
        .run()
        .await?;
    if added == 1 {
        let (guest, since) = (guest.to_string(), since.to_string());
        for (field, value) in [("guest", &guest), ("since", &since)] {
            tx.keep(
                permit,
                Kept { subject: "observer_seat", row: id, field, before: None, after: Some(value) },
            )
            .await?;
        }
    }
    Ok(added == 1)
}

/// Ends a seat with a last day, not before its first; answers whether it did.
pub async fn end(tx: &mut Tx, permit: &Permit<EditAlliance>, id: Uuid, until: Day) -> Result<bool> {
    let ended = tx
        .sql(
            permit,
            "update observer_seat set until = $3, version = version + 1 \
             where alliance_id = $1 and id = $2 and until is null and since <= $3",
        )
        .bind(id)
        .bind(until)
        .run()
        .await?;
    if ended == 1 {
        let until = until.to_string();
        let kept =
            Kept { subject: "observer_seat", row: id, field: "until", before: None, after: Some(&until) };
        tx.keep(permit, kept).await?;
        tx.bury(permit, &BURIAL, id);
    }
    Ok(ended == 1)
}
