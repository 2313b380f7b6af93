//! Questions handed out in the one alliance a visitor looks at first: invented people,
//! each in another state, with invented answers.

use super::{World, files::day, job};
use anyhow::{Context, Result};
use base::{Alliance, EditWorkbook, OrganisationId};
use uuid::Uuid;
use workbooks::{
    assignments::{self, Draft, Post, Recipient, State, Voice},
    contributions::{self, Asked},
    instruments::catalogue,
};

/// The working aid.
const AID: &str = "bedarfsanalyse";

/// Somebody asked: actor type in the directory or name of an organisation, person,
/// questions, what they answered, and what became of it.
struct Told {
    kind: &'static str,
    organisation: &'static str,
    school_number: &'static str,
    person: &'static str,
    voice: Voice,
    items: &'static [&'static str],
    answers: &'static [(&'static str, &'static str)],
    state: State,
}

const TOLD: [Told; 5] = [
    Told {
        kind: "vhs",
        organisation: "",
        school_number: "",
        person: "Kim Muster",
        voice: Voice::Partners,
        items: &["BAA-4.1", "BAA-4.2", "BAA-4.2.1", "BAA-5.2"],
        answers: &[
            ("BAA-4.2.1", "Beispielantwort: Abendkurse mit Kinderbetreuung werden gut angenommen."),
            ("BAA-5.2", "Beispielantwort: Es fehlen Plätze für den ersten Schulabschluss am Nachmittag."),
        ],
        state: State::Delivered,
    },
    Told {
        kind: "berufskollegs",
        organisation: "Berufskolleg Musterstadt (erfunden)",
        school_number: "190999",
        person: "Alex Beispiel",
        voice: Voice::Partners,
        items: &["BAA-5.1", "BAA-5.2", "BAA-5.2.1"],
        answers: &[("BAA-5.2", "Beispielantwort: Internationale Förderklassen nehmen nur bis 18 Jahre auf.")],
        state: State::Begun,
    },
    Told {
        kind: "",
        organisation: "Begegnungscafé Musterplatz (erfunden)",
        school_number: "",
        person: "Robin Probe",
        voice: Voice::Volunteers,
        items: &["BAA-2.3"],
        answers: &[],
        state: State::Opened,
    },
    Told {
        kind: "auslaenderbehoerde",
        organisation: "",
        school_number: "",
        person: "Sascha Exempel",
        voice: Voice::Partners,
        items: &["BAA-1.1", "BAA-1.2"],
        answers: &[],
        state: State::Asked,
    },
    Told {
        kind: "",
        organisation: "Sportverein Muster (erfunden)",
        school_number: "",
        person: "Toni Muster",
        voice: Voice::Volunteers,
        items: &["BAA-2.3"],
        answers: &[],
        state: State::Declined,
    },
];

impl World {
    /// Hands questions out and lets some answer.
    pub(super) async fn delegated(
        &self,
        place: &Alliance,
        entries: &[(String, OrganisationId)],
    ) -> Result<()> {
        let aid = catalogue().latest(AID).context("the aid")?;
        let texts = web::Texts::german(&crate::house::text_files());
        let post = Post { texts: &texts, base_url: &self.base_url };
        let permit = job::<EditWorkbook>(Some(place))?;
        for (at, told) in TOLD.iter().enumerate() {
            let entry = entries.iter().find(|(kind, _)| kind == told.kind);
            let slug = told.person.split(' ').next().unwrap_or_default().to_lowercase();
            let recipient = Recipient {
                organisation_id: entry.map(|(_, id)| *id),
                organisation: told.organisation.to_owned(),
                school_number: told.school_number.to_owned(),
                name: told.person.to_owned(),
                email: format!("{slug}@zuarbeit.example"),
            };
            let draft = Draft {
                items: told.items.iter().map(|item| (*item).to_owned()).collect(),
                voice: told.voice,
                why: "Sie wissen mehr als wir. Ihre Antwort zeigt, was vor Ort fehlt.".to_owned(),
                due_on: Some(self.moved(day("2019-07-30"))),
                remind_days: 3,
                shows_others: false,
                recipients: vec![recipient],
                acknowledged: true,
            };
            let form = Uuid::from_u128(0x0190_d6a4_0000_7000_8000_0000_de10_0000 + at as u128);
            let mut tx = self.db.begin(&permit).await?;
            let refused = |fault| anyhow::anyhow!("{}: {fault:?}", told.person);
            let order = assignments::check(&mut tx, &permit, aid, draft).await.map_err(refused)?;
            let made = assignments::hand_out(&mut tx, &permit, post, form, &order).await.map_err(refused)?;
            let id = *made.first().context("an assignment")?;
            let assignment = assignments::find(&mut tx, &permit, id).await?.context("an assignment")?;
            let asked = Asked::of(aid, &assignments::items(&mut tx, &permit, id).await?);
            for (uid, answer) in told.answers {
                contributions::answer(
                    &mut tx,
                    &permit,
                    &assignment,
                    &asked,
                    (uid, &[(*answer).to_owned()]),
                    "link",
                )
                .await
                .map_err(|r| anyhow::anyhow!("{uid}: {r:?}"))?;
            }
            let reason = if told.state == State::Declined { "Beispiel: Dazu wissen wir nichts." } else { "" };
            assignments::go_over(&mut tx, &permit, id, told.state, reason).await?;
            tx.commit(&permit, &format!("assignment {id} handed out")).await?;
        }
        Ok(())
    }
}
