//! The only SQL about where people may stand in an alliance.

use base::AnyPermit;
use store::{Read, Result};
use uuid::Uuid;

/// A place with words in it.
#[derive(sqlx::FromRow)]
pub(super) struct Place {
    table_name: String,
    id: Uuid,
    /// What the list of findings says.
    pub(super) words: String,
    /// Everything in which a person may be named.
    pub(super) searched: String,
}

impl Place {
    /// The text id of its kind.
    pub(super) fn kind(&self) -> &'static str {
        match self.table_name.as_str() {
            "contact" => "trace-contact",
            "office" => "trace-office",
            "board_lead" => "trace-board-lead",
            "municipality_contact" => "trace-municipality-contact",
            "body" => "trace-body",
            "note" => "trace-note",
            "escalation" => "trace-escalation",
            "vote" => "trace-vote",
            "support" => "trace-support",
            _ => "trace-organisation",
        }
    }

    /// Where it can be seen and changed.
    pub(super) fn href(&self, home: &str) -> String {
        let id = self.id;
        match self.table_name.as_str() {
            "contact" => format!("{home}/organisations/{id}#contacts"),
            "office" => format!("{home}/office"),
            "board_lead" => format!("{home}/board-lead"),
            "municipality_contact" => format!("{home}/municipality-contacts/{id}"),
            "body" => format!("{home}/bodies/{id}"),
            "note" => format!("{home}/notes/{id}"),
            "escalation" => format!("{home}/escalations/{id}"),
            "vote" => format!("{home}/votes/{id}"),
            "support" => format!("{home}/support"),
            _ => format!("{home}/organisations/{id}"),
        }
    }
}

/// Every place of the alliance in which a person may be named.
pub(super) async fn places(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Place>> {
    db.sql(
        permit,
        "select 'contact' as table_name, o.id, c.name || ' (' || o.name || ')' as words, \
          c.name || ' ' || c.phone || ' ' || c.email as searched from contact c \
          join organisation o on o.alliance_id = c.alliance_id and o.id = c.organisation_id \
          where c.alliance_id = $1 \
         union all select 'organisation', o.id, o.name, o.name || ' ' || o.address || ' ' || o.contribution \
          || ' ' || o.taking_part_reason || ' ' || o.free_type from organisation o \
          where o.alliance_id = $1 and o.removed_at is null and o.merged_into is null \
         union all select 'office', o.id, o.name, o.name || ' ' || o.phone || ' ' || o.email || ' ' || o.institution \
          || ' ' || o.address from office o where o.alliance_id = $1 \
         union all select 'board_lead', b.id, b.name, b.name || ' ' || b.phone || ' ' || b.email || ' ' \
          || b.institution || ' ' || b.address from board_lead b where b.alliance_id = $1 \
         union all select 'municipality_contact', m.id, m.topic || ': ' || m.name, m.name || ' ' || m.phone || ' ' \
          || m.email || ' ' || m.unit || ' ' || m.question || ' ' || m.office_comment from municipality_contact m \
          where m.alliance_id = $1 and m.removed_at is null \
         union all select 'body', b.id, b.name, b.name || ' ' || b.members || ' ' || b.coordination || ' ' || b.task \
          || ' ' || b.relevance || ' ' || b.function from body b where b.alliance_id = $1 and b.removed_at is null \
         union all select 'note', n.id, m.name, n.content || ' ' || n.resolution from municipality_note n \
          join municipality m on m.ags = n.municipality_ags where n.alliance_id = $1 \
         union all select 'vote', v.id, m.name, v.condition_text || ' ' || v.office_comment from vote v \
          join municipality m on m.ags = v.municipality_ags where v.alliance_id = $1 \
         union all select 'escalation', e.id, e.matter, e.matter || ' ' || e.account || ' ' || e.wanted || ' ' \
          || e.answer from escalation e where e.alliance_id = $1 \
         union all select 'support', s.id, s.need, s.need from support_need s where s.alliance_id = $1 \
         order by 1, 3, 2",
    )
    .all()
    .await
}
