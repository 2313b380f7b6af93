//! What fills the pages of the one alliance a visitor looks at first: contacts,
//! bodies, votes, notes, who speaks for what in a municipality, two entries that
//! look like doubles, a conflict put before the board, a wish to the Land. None of it
//! is counted in a published table: nobody joins, nobody takes a seat, and what was
//! submitted before stays as it was.

use super::{World, files::day, job};
use accounts::people::{self, NewPerson, Place};
use alliances::{
    bodies, contacts, escalations, municipality_contacts, notes,
    organisations::{self, TakingPart},
    support,
    votes::{self, Answer, Ballot},
};
use anyhow::{Context, Result};
use base::{
    Alliance, BodyId, ContactId, EditAlliance, EditOrganisations, Escalate, KeepNotes, ManageAllianceRoles,
    ManageVotes, NoteId, OrganisationId, PersonId, Role, VoteId,
};

/// Municipality, deadline, answer, condition, remark of the office.
type VoteRow = (&'static str, &'static str, Answer, &'static str);

/// What municipalities outside the alliance were asked and said by telephone.
const VOTES: [VoteRow; 4] = [
    ("05154020", "2019-08-31", Answer::Yes, ""),
    ("05154040", "2019-08-31", Answer::Conditional, "wenn kein Eigenanteil verlangt wird"),
    ("05154044", "2019-08-31", Answer::No, ""),
    ("05154060", "2019-07-15", Answer::Open, ""),
];

impl World {
    /// The everyday of one alliance in a July.
    pub(super) async fn everyday(
        &self,
        place: &Alliance,
        entries: &[(String, OrganisationId)],
    ) -> Result<()> {
        self.at(self.moved(day("2019-07-02")));
        self.contacts_and_doubles(place, entries).await?;
        self.bodies(place).await?;
        self.asked_to_join(place).await?;
        self.at(self.moved(day("2019-07-16")));
        self.reservations(place).await?;
        self.who_speaks_for_what(place).await?;
        self.conflict(place).await?;
        self.coordinator(place, entries).await?;
        self.delegated(place, entries).await?;
        self.voiced(place, 0).await
    }

    async fn contacts_and_doubles(
        &self,
        place: &Alliance,
        entries: &[(String, OrganisationId)],
    ) -> Result<()> {
        let permit = job::<EditOrganisations>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let people = ["Kim Muster", "Alex Beispiel", "Robin Probe", "Sascha Exempel", "Toni Muster"];
        for ((key, organisation), name) in entries.iter().zip(people) {
            let first = name.split(' ').next().unwrap_or_default().to_lowercase();
            let contact = contacts::Contact {
                id: ContactId::new(self.db.clock(), self.db.chance()),
                organisation_id: *organisation,
                name: name.to_owned(),
                phone: "0000 2345".to_owned(),
                email: format!("{first}@{}.{}.example", key.replace('_', "-"), place.slug),
                version: 0,
            };
            contacts::add(&mut tx, &permit, &contact).await?;
        }
        // From two lists that name the same association differently: a hint to merge them.
        for (name, address) in [
            ("Flüchtlingshilfe Niederrhein e. V.", "Musterweg 3, Goch"),
            ("Flüchtlingshilfe am Niederrhein", ""),
        ] {
            let draft = organisations::Draft {
                name: name.to_owned(),
                area: "A".to_owned(),
                free_type: "Verein".to_owned(),
                address: address.to_owned(),
                taking_part: TakingPart::Open,
                ..organisations::Draft::default()
            };
            let id = OrganisationId::new(self.db.clock(), self.db.chance());
            organisations::add(&mut tx, &permit, id, &draft).await?;
        }
        tx.commit(&permit, "contacts written down").await?;
        Ok(())
    }

    async fn bodies(&self, place: &Alliance) -> Result<()> {
        let permit = job::<EditOrganisations>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let body = |kind, name: &str, task: &str, meetings_per_year, function: &str| bodies::Draft {
            kind,
            name: name.to_owned(),
            task: task.to_owned(),
            relevance: "Hier sitzen die Stellen, die über Zugänge entscheiden.".to_owned(),
            members: "Kreis, Kommunen, freie Träger".to_owned(),
            coordination: "Kommunales Integrationszentrum".to_owned(),
            meetings_per_year,
            function: function.to_owned(),
        };
        for draft in [
            body(
                bodies::Kind::WorkingGroup,
                "Arbeitskreis Integration",
                "Abstimmung der Angebote im Kreis",
                Some(4),
                "Bündnis-Forum",
            ),
            body(
                bodies::Kind::Committee,
                "Beirat Schule und Beruf",
                "Übergang von der Schule in den Beruf",
                Some(2),
                "",
            ),
            body(
                bodies::Kind::Agreement,
                "Vereinbarung zum Übergang Schule – Beruf",
                "Wer wen wann weitervermittelt",
                None,
                "Grundlage für die Förderkette",
            ),
        ] {
            let id = BodyId::new(self.db.clock(), self.db.chance());
            bodies::add(&mut tx, &permit, id, &draft).await?;
        }
        tx.commit(&permit, "bodies written down").await?;
        Ok(())
    }

    async fn asked_to_join(&self, place: &Alliance) -> Result<()> {
        let permit = job::<ManageVotes>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        for (ags, deadline, ..) in VOTES {
            let id = VoteId::new(self.db.clock(), self.db.chance());
            votes::ask(&mut tx, &permit, id, ags, self.moved(day(deadline))).await?;
        }
        let asked = votes::list(&mut tx, &permit.lesser()).await?;
        for (ags, _, answer, condition) in VOTES {
            if answer == Answer::Open {
                continue;
            }
            let vote = asked.iter().find(|v| v.municipality_ags == ags).context("the vote asked for")?;
            let ballot = Ballot { answer, condition: condition.to_owned() };
            let ballot = ballot.check().map_err(|r| anyhow::anyhow!("{ags}: {r:?}"))?;
            votes::write_down(&mut tx, &permit, vote, &ballot, vote.version).await?;
        }
        tx.commit(&permit, "municipalities asked to vote").await?;
        Ok(())
    }

    async fn reservations(&self, place: &Alliance) -> Result<()> {
        let permit = job::<KeepNotes>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        for (ags, reservation, content, resolution) in [
            (
                "05154040",
                notes::Reservation::Cost,
                "Die Kommune fürchtet, für die Begleitung eigenes Personal stellen zu müssen.",
                "",
            ),
            (
                "05154016",
                notes::Reservation::DistrictConflict,
                "Die Kommune wollte zunächst allein arbeiten.",
                "Im Gespräch mit dem Kreis im März geklärt: Die Kommune behält ihre eigene Runde.",
            ),
        ] {
            let draft = notes::Draft {
                municipality_ags: ags.to_owned(),
                reservation,
                content: content.to_owned(),
                resolution: resolution.to_owned(),
            };
            let id = NoteId::new(self.db.clock(), self.db.chance());
            notes::add(&mut tx, &permit, id, &draft).await?;
        }
        tx.commit(&permit, "notes written down").await?;
        Ok(())
    }

    async fn who_speaks_for_what(&self, place: &Alliance) -> Result<()> {
        let permit = job::<EditAlliance>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        for (ags, topic, unit, name, is_undefined) in [
            ("05154016", "Sprachkurse", "Fachbereich Soziales", "Jona Muster", false),
            ("05154036", "Wohnen", "Amt für Wohnungswesen", "", false),
            ("05154012", "Sprachkurse", "", "", true),
        ] {
            let draft = municipality_contacts::Draft {
                municipality_ags: ags.to_owned(),
                topic: topic.to_owned(),
                unit: unit.to_owned(),
                name: name.to_owned(),
                is_undefined,
                ..municipality_contacts::Draft::default()
            };
            let draft = draft.check().map_err(|r| anyhow::anyhow!("{ags}: {r:?}"))?;
            let (id, by) = (tx.new_uuid(), municipality_contacts::Origin::Office);
            municipality_contacts::add(&mut tx, &permit, id, &draft, by).await?;
        }
        let before = support::of(&mut tx, &permit.lesser()).await?;
        let need = "Ein Gespräch mit dem Jobcenter, wie Geduldete in Maßnahmen kommen können.";
        support::ask(&mut tx, &permit, &before, need, before.version).await?;
        tx.commit(&permit, "contacts of municipalities written down").await?;
        Ok(())
    }

    async fn conflict(&self, place: &Alliance) -> Result<()> {
        let permit = job::<Escalate>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let draft = escalations::Draft {
            matter: "Zwei Ämter sind sich über Zuständigkeiten uneinig".to_owned(),
            since: day("2019-05-06"),
            account:
                "Ausländerbehörde und Sozialamt verweisen aufeinander, wenn es um Wohnsitzauflagen geht. \
                      Zwei gemeinsame Termine brachten keine Lösung."
                    .to_owned(),
            wanted: "Ein Gespräch mit beiden Amtsleitungen und eine Entscheidung, wer künftig zuständig ist."
                .to_owned(),
        };
        let id = tx.new_uuid();
        escalations::raise(&mut tx, &permit, id, &draft).await?;
        tx.commit(&permit, &format!("escalation {id} raised")).await?;
        Ok(())
    }

    /// The contributor speaks for the volunteer coordination and registers groups for it.
    async fn coordinator(&self, place: &Alliance, entries: &[(String, OrganisationId)]) -> Result<()> {
        let Some((_, organisation)) = entries.iter().find(|(key, _)| key == "ehrenamtskoordination") else {
            return Ok(());
        };
        let permit = job::<ManageAllianceRoles>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let known = NewPerson {
            id: PersonId::new(self.db.clock(), self.db.chance()),
            email: format!("zuarbeit@{}.example", place.slug),
            name: "Zuarbeit".to_owned(),
        };
        let held = Place::alliance(place.id).for_organisation(*organisation);
        let invited = people::invite(&mut tx, &permit, known, Role::Contributor, held).await?;
        tx.commit(&permit, &format!("person {} speaks for an organisation", invited.person)).await?;
        Ok(())
    }
}
