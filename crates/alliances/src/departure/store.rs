//! The only SQL of leaving. One file per table; every table of this context that
//! belongs to an alliance is here.

mod forget;

pub use forget::{Closed, closed_by, find_by_id, forget_alliance, is_closed};

use crate::who::Names;
use base::{AllianceId, AnyPermit, ArchiveAlliance, Day, Instant, ManagePeople, Permit};
use documents::{Cell, Column, Kind, Table, to_csv};
use store::{Again, Burial, Db, Kept, Put, Read, Result, Row, Told, Tx};
use uuid::Uuid;

/// An alliance that was closed.
pub(crate) const BURIAL: Burial = Burial {
    kind: "closed alliance",
    again: Again::Sql(&[(
        "update alliance set closed_on = $2, version = version + 1 where id = $1 and closed_on is null",
        &[Put::Row, Put::Day],
    )]),
};

/// Closes an alliance as of today: it keeps its history and can no longer be
/// entered. Answers whether it was open; closing twice changes nothing.
pub async fn archive(tx: &mut Tx, permit: &Permit<ArchiveAlliance>) -> Result<bool> {
    let today = tx.now().day();
    let closed = tx
        .sql(
            permit,
            "update alliance set closed_on = $2, version = version + 1 where id = $1 and closed_on is null",
        )
        .bind(today)
        .run()
        .await?;
    if let (1, Some(alliance)) = (closed, permit.alliance()) {
        let day = today.to_string();
        let row = alliance.uuid();
        let kept = Kept { subject: "alliance", row, field: "closed_on", before: None, after: Some(&day) };
        tx.keep(permit, kept).await?;
        tx.bury(permit, &BURIAL, row);
    }
    Ok(closed == 1)
}

/// Everything of one alliance in this context: name and content of each file
/// (CSV, one per table). The office's confidential notes are among them: the files
/// are for the alliance, not for those who run the program.
pub async fn export(db: &Db, permit: &Permit<ArchiveAlliance>) -> Result<Vec<(String, Vec<u8>)>> {
    let mut db = db.read(permit).await?;
    Ok(vec![
        AllianceRow::file(&mut db, permit).await?,
        OfficeRow::file(&mut db, permit).await?,
        OfficePlacementRow::file(&mut db, permit).await?,
        BoardLeadRow::file(&mut db, permit).await?,
        AccessionRow::file(&mut db, permit).await?,
        ObjectionRow::file(&mut db, permit).await?,
        VoteRow::file(&mut db, permit).await?,
        NoteRow::file(&mut db, permit).await?,
        MunicipalityContactRow::file(&mut db, permit).await?,
        InformedRow::file(&mut db, permit).await?,
        ObserverRow::file(&mut db, permit).await?,
        OrganisationRow::file(&mut db, permit).await?,
        CatchmentRow::file(&mut db, permit).await?,
        ContactRow::file(&mut db, permit).await?,
        CoreMembershipRow::file(&mut db, permit).await?,
        BodyRow::file(&mut db, permit).await?,
        MergeRow::file(&mut db, permit).await?,
        ContactImportRow::file(&mut db, permit).await?,
        EscalationRow::file(&mut db, permit).await?,
        SupportRow::file(&mut db, permit).await?,
        history(&mut db, permit).await?,
    ])
}

/// The alliance of that name in addresses, open or closed: leaving comes last, but
/// its files may still be asked for afterwards.
pub async fn find(db: &Db, permit: &Permit<ManagePeople>, slug: &str) -> Result<Option<base::Alliance>> {
    let mut db = db.read(permit).await?;
    let row: Option<(AllianceId, String, String)> = db
        .shared(permit, "select alliance_id, slug, name from published_alliance where slug = $1")
        .bind(slug.to_owned())
        .maybe()
        .await?;
    Ok(row.map(|(id, slug, name)| base::Alliance { id, slug, name }))
}

/// Who changed what, from which value to which, in all tables of the alliance.
async fn history(db: &mut Read, permit: &Permit<ArchiveAlliance>) -> Result<(String, Vec<u8>)> {
    let told = db.history_of_alliance(permit).await?;
    let names = Names::of(db, permit, told.iter().map(|t| t.entry.person).collect()).await?;
    let keys = [
        "changed_at",
        "table",
        "row",
        "field",
        "before",
        "after",
        "erased",
        "person",
        "person_name",
        "acted_as",
    ];
    let row = |t: Told| {
        let name = names.get(t.entry.person).to_owned();
        vec![
            t.entry.at.cell(),
            t.subject.cell(),
            t.row.cell(),
            t.entry.field.cell(),
            t.entry.before.cell(),
            t.entry.after.cell(),
            t.entry.erased.cell(),
            t.entry.person.map(base::PersonId::uuid).cell(),
            name.cell(),
            t.acted_as.cell(),
        ]
    };
    let table = Table {
        title: "verlauf".to_owned(),
        columns: keys
            .map(|key| Column { key: key.to_owned(), label: key.to_owned(), kind: Kind::Text })
            .into(),
        rows: told.into_iter().map(row).collect(),
        notes: Vec::new(),
    };
    Ok(("verlauf.csv".to_owned(), to_csv(&table)))
}

/// A value on its way into a file.
trait Value {
    fn cell(self) -> Cell;
}

impl Value for String {
    fn cell(self) -> Cell {
        Cell::Text(self)
    }
}
impl Value for Uuid {
    fn cell(self) -> Cell {
        Cell::Text(self.to_string())
    }
}
impl Value for Day {
    fn cell(self) -> Cell {
        Cell::Day(self.to_string())
    }
}
impl Value for Instant {
    fn cell(self) -> Cell {
        Cell::Text(self.to_string())
    }
}
impl Value for bool {
    fn cell(self) -> Cell {
        Cell::Text(if self { "ja" } else { "nein" }.to_owned())
    }
}
impl Value for i64 {
    fn cell(self) -> Cell {
        Cell::Integer(self)
    }
}
impl<T: Value> Value for Option<T> {
    fn cell(self) -> Cell {
        self.map_or(Cell::Empty, Value::cell)
    }
}

/// A row of a table that leaves as a file.
trait Exported: Row {
    /// The file's name without its ending.
    const FILE: &'static str;
    /// All rows of the alliance, bound as `$1`.
    const SQL: &'static str;
    /// The columns, in the order of the cells.
    const COLUMNS: &'static [&'static str];
    /// The row's values.
    fn cells(self) -> Vec<Cell>;

    /// The file: name and content.
    async fn file(db: &mut Read, permit: &Permit<ArchiveAlliance>) -> Result<(String, Vec<u8>)> {
        let rows: Vec<Self> = db.sql(permit, Self::SQL).all().await?;
        let column =
            |key: &&str| Column { key: (*key).to_owned(), label: (*key).to_owned(), kind: Kind::Text };
        let table = Table {
            title: Self::FILE.to_owned(),
            columns: Self::COLUMNS.iter().map(column).collect(),
            rows: rows.into_iter().map(Self::cells).collect(),
            notes: Vec::new(),
        };
        Ok((format!("{}.csv", Self::FILE), to_csv(&table)))
    }
}

macro_rules! exported {
    ($name:ident as $file:literal, $sql:literal, { $($field:ident: $type:ty),+ $(,)? }) => {
        #[derive(sqlx::FromRow)]
        struct $name {
            $($field: $type),+
        }

        impl Exported for $name {
            const FILE: &'static str = $file;
            const SQL: &'static str = $sql;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn cells(self) -> Vec<Cell> {
                vec![$(self.$field.cell()),+]
            }
        }
    };
}

exported!(
    AllianceRow as "buendnis",
    "select id, slug, name, kind, municipality_ags, district_key, focus, closed_on from alliance \
     where id = $1 order by id",
    {
        id: Uuid,
        slug: String,
        name: String,
        kind: String,
        municipality_ags: Option<String>,
        district_key: Option<String>,
        focus: String,
        closed_on: Option<Day>,
    }
);
exported!(
    OfficeRow as "geschaeftsfuehrende-stelle",
    "select name, institution, address, phone, email from office where alliance_id = $1 order by \
     alliance_id",
    {
        name: String,
        institution: String,
        address: String,
        phone: String,
        email: String,
    }
);
exported!(
    OfficePlacementRow as "ansiedlung",
    "select placement from office_placement where alliance_id = $1 order by placement",
    {
        placement: String,
    }
);
exported!(
    BoardLeadRow as "verwaltungsvorstand",
    "select name, institution, address, phone, email from board_lead where alliance_id = $1 order by \
     alliance_id",
    {
        name: String,
        institution: String,
        address: String,
        phone: String,
        email: String,
    }
);
exported!(
    AccessionRow as "beitritte",
    "select id, municipality_ags, district_key, kind, cancels, on_date, recorded_at, recorded_by, note from \
     accession where alliance_id = $1 order by on_date, id",
    {
        id: Uuid,
        municipality_ags: Option<String>,
        district_key: Option<String>,
        kind: String,
        cancels: Option<Uuid>,
        on_date: Day,
        recorded_at: Instant,
        recorded_by: Option<Uuid>,
        note: String,
    }
);
exported!(
    ObjectionRow as "einwand",
    "select objection from constellation_objection where alliance_id = $1 order by alliance_id",
    {
        objection: String,
    }
);
exported!(
    VoteRow as "stimmen",
    "select id, municipality_ags, asked_on, deadline, answer, condition_text, answered_on, cast_by, \
     answered_by, office_comment from vote where alliance_id = $1 order by municipality_ags, asked_on, id",
    {
        id: Uuid,
        municipality_ags: String,
        asked_on: Day,
        deadline: Day,
        answer: String,
        condition_text: String,
        answered_on: Option<Day>,
        cast_by: String,
        answered_by: Option<Uuid>,
        office_comment: String,
    }
);
exported!(
    NoteRow as "vertrauliche-notizen",
    "select id, municipality_ags, reservation, content, resolution, written_on from municipality_note \
     where alliance_id = $1 order by municipality_ags, written_on, id",
    {
        id: Uuid,
        municipality_ags: String,
        reservation: String,
        content: String,
        resolution: String,
        written_on: Day,
    }
);
exported!(
    MunicipalityContactRow as "ansprechpersonen-der-kommunen",
    "select id, municipality_ags, topic, unit, name, phone, email, is_undefined, question, entered_by, \
     office_comment, removed_at from municipality_contact where alliance_id = $1 order by municipality_ags, topic, id",
    {
        id: Uuid,
        municipality_ags: String,
        topic: String,
        unit: String,
        name: String,
        phone: String,
        email: String,
        is_undefined: bool,
        question: String,
        entered_by: String,
        office_comment: String,
        removed_at: Option<Instant>,
    }
);
exported!(
    InformedRow as "informiert-ueber",
    "select municipality_ags, through_ags from informed_through where alliance_id = $1 order by \
     municipality_ags",
    {
        municipality_ags: String,
        through_ags: Option<String>,
    }
);
exported!(
    ObserverRow as "gaeste",
    "select id, guest_id, since, until, note from observer_seat where alliance_id = $1 order by \
     since, id",
    {
        id: Uuid,
        guest_id: Uuid,
        since: Day,
        until: Option<Day>,
        note: String,
    }
);
exported!(
    OrganisationRow as "organisationen",
    "select id, name, actor_type, area, free_type, address, cooperates, intended_core_group, \
     intended_forum, knows_situation, can_decide, contribution, taking_part, taking_part_reason, \
     represented_by, registered_through, school_number, merged_into, removed_at from organisation where alliance_id \
     = $1 order by sort_name, id",
    {
        id: Uuid,
        name: String,
        actor_type: Option<String>,
        area: String,
        free_type: String,
        address: String,
        cooperates: bool,
        intended_core_group: bool,
        intended_forum: bool,
        knows_situation: bool,
        can_decide: bool,
        contribution: String,
        taking_part: String,
        taking_part_reason: String,
        represented_by: Option<Uuid>,
        registered_through: Option<Uuid>,
        school_number: String,
        merged_into: Option<Uuid>,
        removed_at: Option<Instant>,
    }
);
exported!(
    CatchmentRow as "zustaendigkeiten",
    "select organisation_id, municipality_ags from organisation_catchment where alliance_id = $1 order \
     by organisation_id, municipality_ags",
    {
        organisation_id: Uuid,
        municipality_ags: String,
    }
);
exported!(
    ContactRow as "kontakte",
    "select id, organisation_id, name, phone, email from contact where alliance_id = $1 order by \
     organisation_id, id",
    {
        id: Uuid,
        organisation_id: Uuid,
        name: String,
        phone: String,
        email: String,
    }
);
exported!(
    CoreMembershipRow as "kerngruppe",
    "select id, organisation_id, since, until from core_membership where alliance_id = $1 order by \
     since, id",
    {
        id: Uuid,
        organisation_id: Uuid,
        since: Day,
        until: Option<Day>,
    }
);
exported!(
    BodyRow as "gremien",
    "select id, kind, name, task, relevance, members, coordination, meetings_per_year, function, \
     removed_at from body where alliance_id = $1 order by name, id",
    {
        id: Uuid,
        kind: String,
        name: String,
        task: String,
        relevance: String,
        members: String,
        coordination: String,
        meetings_per_year: Option<i64>,
        function: String,
        removed_at: Option<Instant>,
    }
);
exported!(
    MergeRow as "zusammenfuehrungen",
    "select id, kept_id, merged_id, before, merged_at, merged_by, undone_at from merge where alliance_id = $1 \
     order by merged_at, id",
    {
        id: Uuid,
        kept_id: Uuid,
        merged_id: Uuid,
        before: String,
        merged_at: Instant,
        merged_by: Option<Uuid>,
        undone_at: Option<Instant>,
    }
);
exported!(
    ContactImportRow as "eingelesene-listen",
    "select id, file_name, sheet, mapping, decisions, created_at, finished_at, organisations_added, \
     contacts_added, entries_left_out from contact_import where alliance_id = $1 order by created_at, id",
    {
        id: Uuid,
        file_name: String,
        sheet: String,
        mapping: String,
        decisions: String,
        created_at: Instant,
        finished_at: Option<Instant>,
        organisations_added: i64,
        contacts_added: i64,
        entries_left_out: i64,
    }
);
exported!(
    EscalationRow as "vorlagen-an-den-vorstand",
    "select id, matter, since, account, wanted, raised_at, raised_by, answer, answered_at, answered_by, \
     settled_at from escalation where alliance_id = $1 order by raised_at, id",
    {
        id: Uuid,
        matter: String,
        since: Day,
        account: String,
        wanted: String,
        raised_at: Instant,
        raised_by: Option<Uuid>,
        answer: String,
        answered_at: Option<Instant>,
        answered_by: Option<Uuid>,
        settled_at: Option<Instant>,
    }
);
exported!(
    SupportRow as "unterstuetzung",
    "select need, changed_on from support_need where alliance_id = $1 order by alliance_id",
    {
        need: String,
        changed_on: Day,
    }
);
