//! The only SQL about colleagues.

use ::store::{Read, Result};
use base::{AnyPermit, Day, EditWorkbook, Instant, Permit, PersonId};
use uuid::Uuid;

/// One role of somebody who works on the working aids.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Row {
    pub person_id: PersonId,
    pub name: String,
    pub role: String,
}

/// Who works on the working aids of the alliance and by which roles, by name.
pub(super) async fn list(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Row>> {
    db.sql(
        permit,
        "select c.person_id, c.name, c.role from published_colleague_address c where c.alliance_id = $1 \
         order by c.sort_name, c.person_id, c.role limit 2000",
    )
    .all()
    .await
}

/// Where letters to one of them go: name and address, if there is one.
pub(super) async fn address(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Option<(String, String)>> {
    db.sql(
        permit,
        "select c.name, c.email from published_colleague_address c where c.alliance_id = $1 and c.person_id = $2 \
         and c.email <> '' limit 1",
    )
    .bind(person)
    .maybe()
    .await
}

/// What somebody asked said and the office has to look at.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct News {
    /// `more_time`, `wish` (a municipality's alliance wants more time), `declined` or `hint`.
    pub kind: String,
    /// The assignment or the district's request.
    pub id: Uuid,
    /// The working aid.
    pub instrument_key: String,
    /// Organisation or municipality.
    pub who: String,
    /// Its official key, for a wish.
    pub ags: String,
    /// The last day as it stands, where that is the matter.
    pub due_on: Option<Day>,
}

impl News {
    /// Where it is answered, below the alliance's address.
    pub fn path(&self) -> String {
        match self.kind.as_str() {
            "wish" => {
                format!("/workbooks/{}/roll-up/requests/{}/{}", self.instrument_key, self.id, self.ags)
            }
            _ => format!("/assignments/{}", self.id),
        }
    }
}

/// Wishes for more time that are not answered, and refusals and hints since a moment, unless
/// all that was asked there has been asked of somebody since.
pub(super) async fn news(db: &mut Read, permit: &Permit<EditWorkbook>, since: Instant) -> Result<Vec<News>> {
    db.sql(
        permit,
        "select 'more_time' as kind, a.id, a.instrument_key, a.organisation as who, '' as ags, a.due_on \
         from assignment_extension e join assignment a on a.alliance_id = e.alliance_id and a.id = e.assignment_id \
         where e.alliance_id = $1 and e.answer = 'open' \
         union all select 'wish' as kind, t.id, t.instrument_key, m.name as who, q.municipality_ags as ags, \
         coalesce(q.due_on, t.due_on) as due_on from published_roll_up_reply y \
         join roll_up_asked q on q.alliance_id = y.district_id and q.request_id = y.request_id \
         and q.municipality_ags = y.municipality_ags \
         join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id \
         join published_municipality m on m.ags = q.municipality_ags \
         where y.district_id = $1 and y.state = 'more_time' \
         union all select 'declined' as kind, a.id, a.instrument_key, a.organisation as who, '' as ags, null as due_on \
         from assignment a where a.alliance_id = $1 and a.state = 'declined' and a.answered_at >= $2 \
         and exists (select 1 from assignment_item i where i.alliance_id = $1 and i.assignment_id = a.id \
         and not exists (select 1 from assignment_item j \
         join assignment b on b.alliance_id = j.alliance_id and b.id = j.assignment_id \
         where j.alliance_id = $1 and j.item = i.item and b.instrument_key = a.instrument_key \
         and b.state <> 'ended' and b.asked_at > a.answered_at)) \
         union all select 'hint' as kind, a.id, a.instrument_key, a.organisation as who, '' as ags, null as due_on \
         from assignment a where a.alliance_id = $1 and a.state not in ('declined', 'ended') and exists (select 1 \
         from assignment_hint h where h.alliance_id = $1 and h.assignment_id = a.id and h.given_at >= $2 \
         and h.name <> '' and exists (select 1 from assignment_item i where i.alliance_id = $1 \
         and i.assignment_id = a.id and not exists (select 1 from assignment_item j \
         join assignment b on b.alliance_id = j.alliance_id and b.id = j.assignment_id \
         where j.alliance_id = $1 and j.item = i.item and b.instrument_key = a.instrument_key \
         and b.state <> 'ended' and b.asked_at > h.given_at))) \
         order by 1 desc, 4, 2 limit 50",
    )
    .bind(since)
    .all()
    .await
}
