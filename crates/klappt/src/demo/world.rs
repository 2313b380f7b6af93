//! The demo's world: alliances with their history, offices, directories, and the
//! wave they answered or did not.

mod delegated;
mod figures;
mod shown;
mod stages;
mod voiced;

use super::{
    files::{self, AllianceRow},
    job,
    people::People,
};
use ::store::Db;
use alliances::{
    accessions::{self, NewAccession},
    alliances::{self as registry, Entry, Focus, Reach, Which},
    constellations::Act,
    core_group,
    organisations::{self, Draft, TakingPart},
};
use anyhow::{Context, Result};
use base::{
    AccessionId, Alliance, AllianceId, ArchiveAlliance, Clock, Day, EditAlliance, EditOrganisations,
    FixedClock, ManageAccessions, ManageWaves, MembershipId, OrganisationId, SubmissionId, SubmitWorkbook,
    ViewReturns, ViewSubmissions, ViewTerritory, WaveId,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use web::Doors;
use workbooks::{submissions, waves};

/// The day of the published tables.
pub(super) const CUT_OFF: &str = "2019-07-31";

pub struct World {
    pub db: Db,
    pub clock: Arc<FixedClock>,
    /// The address letters name.
    pub base_url: String,
    /// So many days after July 2019 the needs-and-offers analysis and the everyday take place.
    pub ahead: i32,
}

impl World {
    fn at(&self, day: Day) {
        self.clock.set(FixedClock::noon(day).now());
    }

    /// A day of what is still going on.
    fn moved(&self, day: Day) -> Day {
        day.plus_days(self.ahead)
    }

    /// Every day in a JSON text, each a value of its own, moved.
    fn moved_all(&self, json: &str) -> String {
        let moved =
            |text: &str| text.parse().map_or_else(|_| text.to_owned(), |day| self.moved(day).to_string());
        json.split('"').map(moved).collect::<Vec<_>>().join("\"")
    }

    /// Founds the alliances and replays all acts in the order of their days, then
    /// gives each alliance its people, its office and its lead board member.
    pub async fn alliances(&self, people: &People) -> Result<()> {
        let rows = files::alliances()?;
        let by_slug: BTreeMap<&str, &AllianceRow> = rows.iter().map(|r| (r.slug.as_str(), r)).collect();
        let mut known: BTreeMap<String, AllianceId> = BTreeMap::new();
        let permit = job::<ManageAccessions>(None)?;
        for act in files::accessions()? {
            self.at(act.on);
            let row = by_slug
                .get(act.alliance.as_str())
                .with_context(|| format!("no alliance {}", act.alliance))?;
            let mut tx = self.db.begin(&permit).await?;
            let subject = if let Some(alliance) = known.get(&act.alliance) {
                let new = NewAccession {
                    id: AccessionId::new(self.db.clock(), self.db.chance()),
                    alliance: *alliance,
                    body: act.body.parse().ok().context("a municipality or district")?,
                    act: Act::from_key(&act.act).context("an act")?,
                    on: act.on,
                    note: String::new(),
                };
                accessions::record(&mut tx, &permit, &new)
                    .await?
                    .map_err(|r| anyhow::anyhow!("{}: {r:?}", act.body))?;
                format!("accession {} recorded", new.id)
            } else {
                let id =
                    found_as(&mut tx, &permit, &self.db, &row.seat, &row.name, &row.slug, act.on).await?;
                known.insert(act.alliance.clone(), id);
                format!("alliance {id} founded")
            };
            tx.commit(&permit, &subject).await?;
        }
        self.close_ended(&rows).await?;
        for row in rows.iter().filter(|r| !r.return_state.is_empty()) {
            let place = self.place(&row.slug).await?;
            people.invite(&self.db, Some(&place)).await?;
            self.office(row, &place).await?;
        }
        Ok(())
    }

    /// Alliances that went over to their district's are closed.
    async fn close_ended(&self, rows: &[AllianceRow]) -> Result<()> {
        let acts = files::accessions()?;
        for row in rows.iter().filter(|r| r.return_state.is_empty()) {
            let gone = acts.iter().rfind(|a| a.body == row.seat).context("the act that ended it")?;
            self.at(gone.on);
            let place = self.place(&row.slug).await?;
            let permit = job::<ArchiveAlliance>(Some(&place))?;
            let mut tx = self.db.begin(&permit).await?;
            alliances::departure::archive(&mut tx, &permit).await?;
            tx.commit(&permit, &format!("alliance {} archived", place.id)).await?;
        }
        Ok(())
    }

    async fn place(&self, slug: &str) -> Result<Alliance> {
        accounts::SignIn::default()
            .alliance(&self.db, slug)
            .await?
            .with_context(|| format!("an alliance {slug}"))
    }

    /// Where the office sits, how to reach it, who leads on the board, what the focus is.
    async fn office(&self, row: &AllianceRow, place: &Alliance) -> Result<()> {
        let permit = job::<EditAlliance>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let host = format!("{}.example", row.slug);
        let office = Reach {
            placements: vec![row.office_placement.clone()],
            name: String::new(),
            institution: format!("Geschäftsführende Stelle {}", row.name),
            address: format!("Musterstraße 1\n{}", row.name),
            phone: "0000 123456".into(),
            email: format!("gfs@{host}"),
        };
        let lead = Reach {
            placements: Vec::new(),
            name: format!("{} Beispiel", ["Kim", "Alex", "Robin", "Sascha"][row.slug.len() % 4]),
            institution: format!("Verwaltungsvorstand {}", row.name),
            address: format!("Musterstraße 2\n{}", row.name),
            phone: "0000 123400".into(),
            email: format!("vorstand@{host}"),
        };
        for (which, reach) in [(Which::Office, office), (Which::BoardLead, lead)] {
            let reach = reach.check(which).map_err(|f| anyhow::anyhow!("{}: {f:?}", row.slug))?;
            registry::enter(&mut tx, &permit, which, &Entry::default(), &reach, 0).await?;
        }
        let before = registry::find(&mut tx, &permit.lesser()).await?.context("the alliance")?;
        let focus = Focus::from_key(&row.focus).with_context(|| format!("{}: {}", row.slug, row.focus))?;
        registry::refocus(&mut tx, &permit, &before, focus, before.version).await?;
        tx.commit(&permit, "office and board lead written down").await?;
        Ok(())
    }

    /// Opens the wave and lets each alliance answer as it did.
    pub async fn returns(&self) -> Result<()> {
        let wave = self.open_wave().await?;
        let actors = files::core_group_actors()?;
        let labels = actor_labels();
        let mut rows = files::alliances()?;
        rows.retain(|r| !r.return_state.is_empty());
        rows.sort_by(|a, b| (a.returned_on, &a.slug).cmp(&(b.returned_on, &b.slug)));
        let mut shown = Vec::new();
        for row in &rows {
            let place = self.place(&row.slug).await?;
            self.at(row.returned_on.unwrap_or_else(|| files::day("2019-06-28")));
            let kinds = actors.get(&row.slug).map_or(&[][..], Vec::as_slice);
            let entries = self.directory(row, &place, kinds, &labels).await?;
            if row.slug == super::people::SHOWN {
                shown = entries;
            }
            match row.return_state.as_str() {
                "complete" | "partial" => self.answer(row, &place, wave).await?,
                "declined" => {
                    let permit = job::<SubmitWorkbook>(Some(&place))?;
                    let mut tx = self.db.begin(&permit).await?;
                    let reason =
                        "Telefonisch mitgeteilt: Es gibt keine Kerngruppe, und es ist keine geplant.";
                    workbooks::returns::decline(&mut tx, &permit, wave, reason)
                        .await
                        .map_err(|f| anyhow::anyhow!("{}: {f:?}", row.slug))?;
                    tx.commit(&permit, "return declined").await?;
                }
                _ => {}
            }
        }
        let place = self.place(super::people::SHOWN).await?;
        self.figures().await?;
        self.everyday(&place, &shown).await?;
        self.stages().await?;
        self.at(self.moved(files::day(CUT_OFF)));
        Ok(())
    }

    /// The organisations of the core group, each with its seat; answers their keys by
    /// actor type.
    async fn directory(
        &self,
        row: &AllianceRow,
        place: &Alliance,
        kinds: &[String],
        labels: &BTreeMap<String, (String, String)>,
    ) -> Result<Vec<(String, OrganisationId)>> {
        let permit = job::<EditOrganisations>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let since = self.db.clock().today().plus_days(-60);
        let mut entries = Vec::new();
        for (i, key) in kinds.iter().enumerate() {
            let (label, area) = labels.get(key).with_context(|| format!("an actor type {key}"))?;
            let id = OrganisationId::new(self.db.clock(), self.db.chance());
            let draft = Draft {
                name: format!("{label} {}", row.name),
                actor_type: Some(key.clone()),
                area: area.clone(),
                cooperates: i % 3 != 2,
                intended_core_group: true,
                knows_situation: i % 2 == 0,
                can_decide: i % 4 == 0,
                taking_part: TakingPart::Yes,
                ..Draft::default()
            };
            organisations::add(&mut tx, &permit, id, &draft).await?;
            let membership = MembershipId::new(self.db.clock(), self.db.chance());
            core_group::join(&mut tx, &permit, membership, id, since).await?;
            entries.push((key.clone(), id));
        }
        tx.commit(&permit, "directory written down").await?;
        Ok(entries)
    }

    async fn open_wave(&self) -> Result<WaveId> {
        // Asked are the alliances there are when the returns are looked at.
        self.at(files::day("2019-04-15"));
        let permit = job::<ManageWaves>(None)?;
        let id = WaveId::new(self.db.clock(), self.db.chance());
        let instrument = workbooks::instruments::catalogue().latest("strukturen").context("the aid")?;
        let draft = waves::Draft {
            title: "Strukturen 2019".into(),
            instrument_key: instrument.key.clone(),
            instrument_version: i64::from(instrument.version),
            deadline: files::day("2019-06-14"),
            asks: waves::Asks::All,
            kinds: BTreeSet::new(),
            remind_days: 7,
            letter_subject: "Arbeitshilfe „Strukturen“: bitte bis zum 14. Juni".into(),
            letter_body:
                "Guten Tag,\n\nbitte füllen Sie die Arbeitshilfe „Strukturen“ aus und geben Sie die \
                          Kurzfassung ab. Nichts ist Pflicht, auch Teilantworten helfen.\n\n[Adresse]\n"
                    .into(),
        };
        let texts = web::Texts::german(&crate::house::text_files());
        let membership = &alliances::bound::Members;
        let post = waves::Post { membership, base_url: &self.base_url, texts: &texts };
        let mut tx = self.db.begin(&permit).await?;
        waves::plan(&mut tx, &permit, id, draft).await.map_err(|f| anyhow::anyhow!("{f:?}"))?;
        waves::open(&mut tx, &permit, id, 1, post).await.map_err(|f| anyhow::anyhow!("{f:?}"))?;
        tx.commit(&permit, &format!("wave {id} opened")).await?;
        Ok(id)
    }

    async fn answer(&self, row: &AllianceRow, place: &Alliance, wave: WaveId) -> Result<()> {
        let permit = job::<SubmitWorkbook>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        for (uid, value) in answers(row) {
            workbooks::workbooks::answer(&mut tx, &permit.lesser(), "strukturen", uid, &[value])
                .await
                .map_err(|r| anyhow::anyhow!("{}: {uid}: {r:?}", row.slug))?;
        }
        let id = SubmissionId::new(self.db.clock(), self.db.chance());
        let order = submissions::Order { id, wave, seen: None };
        submissions::submit(&mut tx, &permit, &crate::house::bindings(), &order)
            .await
            .map_err(|f| anyhow::anyhow!("{}: {f:?}", row.slug))?;
        tx.commit(&permit, &format!("submission {id} sent")).await?;
        Ok(())
    }
}

/// What an office wrote into the aid; a partial return leaves out what counts.
fn answers(row: &AllianceRow) -> Vec<(&'static str, String)> {
    if row.return_state == "partial" {
        return vec![("STR-X.2", "Zuerst die Ansprechpersonen in den Ortsteilen klären.".into())];
    }
    let attached = row.core_group == "attached";
    let mut answers = vec![("STR-2.1", if attached { "ja" } else { "nein" }.to_owned())];
    if attached {
        // A tick at a suggestion sends its words.
        let aid = workbooks::instruments::catalogue().latest("strukturen");
        let offered = aid.and_then(|aid| aid.field("STR-2.2.1")).map_or(&[][..], |f| &f.suggestions);
        let programme = offered.iter().find(|s| s.value == row.earlier_programme);
        let network = programme.map_or("Arbeitskreis Integration", |s| s.label.as_str());
        answers.push(("STR-2.2.1", network.to_owned()));
        answers.push((
            "STR-2.4",
            "Die Runde kennt sich, tagt regelmäßig und kann das Thema sofort aufnehmen.".into(),
        ));
    } else {
        answers.push(("STR-2.3.1", "Eigene Runde unter Leitung der Geschäftsführenden Stelle.".into()));
        answers
            .push(("STR-2.4", "Bisher gab es keine Runde, in der alle vier Bereiche vertreten sind.".into()));
    }
    answers
}

/// Label and area of each actor type.
fn actor_labels() -> BTreeMap<String, (String, String)> {
    crate::content::instruments()
        .iter()
        .flat_map(|i| {
            i.actor_types()
                .iter()
                .map(|t| (t.key.clone(), (t.label.clone(), t.area.clone())))
                .collect::<Vec<_>>()
        })
        .collect()
}

async fn found_as(
    tx: &mut ::store::Tx,
    permit: &base::Permit<ManageAccessions>,
    db: &Db,
    seat: &str,
    name: &str,
    slug: &str,
    on: Day,
) -> Result<AllianceId> {
    let new = registry::NewAlliance {
        id: AllianceId::new(db.clock(), db.chance()),
        accession: AccessionId::new(db.clock(), db.chance()),
        seat: seat.parse().ok().context("a municipality or district")?,
        name: name.to_owned(),
        slug: slug.to_owned(),
        on,
        note: String::new(),
    };
    registry::found(tx, permit, &new).await?.map_err(|r| anyhow::anyhow!("{slug}: {r:?}"))?;
    Ok(new.id)
}

/// Founds an alliance of a municipality or district, named after it: for tests.
pub async fn found(db: &Db, key: &str) -> Result<Alliance> {
    let permit = job::<ManageAccessions>(None)?;
    let mut tx = db.begin(&permit).await?;
    let id = found_as(&mut tx, &permit, db, key, "", "", files::day("2018-10-01")).await?;
    tx.commit(&permit, &format!("alliance {id} founded")).await?;
    Ok(super::store::alliance(db, &job::<ViewTerritory>(None)?, id).await?)
}

/// What the rooms promise about their data, checked on a real database.
pub async fn invariants(db: &Db) -> Result<Vec<String>> {
    let texts = web::Texts::german(&crate::house::text_files());
    let returns = job::<ViewReturns>(None)?;
    let mut read = db.read(&returns).await?;
    let mut found =
        workbooks::returns::check(&mut read, &returns, &alliances::bound::Members, &texts).await?;
    found.extend(submissions::check(&mut read, &job::<ViewSubmissions>(None)?, &texts).await?);
    found.extend(accessions::check(&mut read, &job::<ViewTerritory>(None)?, &texts).await?);
    Ok(found)
}
