//! What multipliers report where a visitor looks: invented talks, a workshop and
//! hindrances, most of them looked at already.

use super::{World, files::day, job};
use anyhow::Result;
use base::{Alliance, ReviewVoices, VoiceId};
use uuid::Uuid;
use workbooks::voices::{self, Draft, Kind, Part, Speakers, State};

/// Talks: theme, how it goes, what hinders, what helps, how often it was said so.
const TALKS: [(&str, &str, &str, &str, u8); 8] = [
    (
        "sprache",
        "bad",
        "Beispiel: Der Abendkurs endet, wenn kein Bus mehr fährt.",
        "Beispiel: Ein Kurs im Nachbarort",
        9,
    ),
    ("sprache", "middling", "", "Beispiel: Lernpatenschaften", 6),
    ("sprache", "good", "", "", 5),
    ("wohnen", "bad", "Beispiel: Zu viert im Zimmer kann niemand lernen.", "", 11),
    ("ausbildung", "good", "", "Beispiel: Der Betrieb hat beim Antrag geholfen.", 7),
    ("ausbildung", "bad", "Beispiel: Die Prüfungsfragen sind sprachlich zu schwer.", "", 8),
    ("aufenthalt", "bad", "Beispiel: Angst vor dem Termin, deshalb kein Vertrag.", "", 12),
    ("mobilitaet", "middling", "Beispiel: Fahrkarten sind teuer.", "", 3),
];

/// Hindrances: what, problem, solution, theme, level, and whether it still waits.
const HINDRANCES: [(&str, &str, &str, &str, &str, bool); 4] = [
    (
        "Prüfung bei der Kammer nur auf Deutsch",
        "Beispiel: Wer fachlich gut ist, scheitert an der Sprache der Aufgaben.",
        "Beispiel: Eine Lerngruppe übt die Sprache der Prüfung.",
        "ausbildung",
        "bund",
        false,
    ),
    (
        "Kein Bus nach 19 Uhr",
        "Beispiel: Abendkurse sind auf dem Land nicht erreichbar.",
        "Beispiel: Ehrenamtliche fahren reihum.",
        "mobilitaet",
        "kreis",
        false,
    ),
    (
        "Förderung des Schulabschlusses endet mit 18",
        "Beispiel: Wer mit 17 kommt, hat keine Zeit dafür.",
        "",
        "schule",
        "land",
        false,
    ),
    (
        "Wartezeit auf einen Kita-Platz",
        "Beispiel: Junge Mütter können den Kurs nicht besuchen.",
        "Beispiel: Kinderbetreuung im Kursraum",
        "kinderbetreuung",
        "kommune",
        true,
    ),
];

impl World {
    /// Reports, most of them accepted; `nth` tells the alliances with such reports apart.
    pub(super) async fn voiced(&self, place: &Alliance, nth: u128) -> Result<()> {
        let permit = job::<ReviewVoices>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let part = |theme: &str, words: &str, helps: &str| Part {
            theme: theme.to_owned(),
            words: words.to_owned(),
            helps: helps.to_owned(),
            ..Part::default()
        };
        let mut drafts: Vec<(Draft, State)> = Vec::new();
        let mut add = |kind, held_on, speakers, part, state| {
            let number = nth * 0x1000 + drafts.len() as u128;
            let id = VoiceId::from_uuid(Uuid::from_u128(0x0190_d6a4_0000_7000_8000_0000_de30_0000 + number));
            let (place, names_are_fine) = (String::new(), true);
            drafts.push((
                Draft { id, kind, held_on, place, speakers, parts: vec![part], names_are_fine },
                state,
            ));
        };
        for (theme, mood, words, helps, times) in TALKS {
            for nth in 0..times {
                let said = if nth == 0 { part(theme, words, helps) } else { part(theme, "", "") };
                let speakers = Speakers { crowd: "one".to_owned(), ..Speakers::default() };
                let state = if nth + 1 == times { State::Received } else { State::Accepted };
                add(Kind::Talk, None, speakers, Part { mood: mood.to_owned(), ..said }, state);
            }
        }
        for (title, problem, solution, theme, level, waits) in HINDRANCES {
            let said = part(theme, problem, solution);
            let said = Part { title: title.to_owned(), level: level.to_owned(), ..said };
            let state = if waits { State::Received } else { State::Accepted };
            add(Kind::Hindrance, None, Speakers::default(), said, state);
        }
        let who =
            Speakers { who: "acht junge Erwachsene aus einem Sprachkurs".to_owned(), ..Speakers::default() };
        let said =
            part("wohnen", "Beispiel: Ruhe zum Lernen fehlt fast allen.", "Beispiel: Ein Raum mit Tischen");
        add(Kind::Workshop, Some(self.moved(day("2019-07-10"))), who, said, State::Accepted);
        for (draft, state) in &drafts {
            voices::add(&mut tx, &permit, draft, None, *state).await?;
        }
        tx.commit(&permit, "talks and hindrances").await?;
        Ok(())
    }
}
