//! Which day and which wave a statewide page is about: chosen in one form on top
//! of the page, kept in its address and carried along by its links and files.

use crate::waves::{self, Wave};
use base::{Permit, ViewStatewide, WaveId};
use store::Read;
use web::{Result, Shell};

/// The form's state.
pub(crate) struct Filter {
    /// The day as it stands in the field; `None` on pages that know no day.
    pub date: Option<String>,
    /// Why the day is not taken; empty when it is.
    pub wrong: String,
    /// Key, words and whether it is shown now.
    pub waves: Vec<(String, String, bool)>,
    /// The wave shown, as links carry it: `?wave=…`, or empty before any.
    pub wave_query: String,
    /// Day and wave, as links carry them.
    pub query: String,
}

impl Filter {
    /// `day` is what to show in the field and what is wrong with what was typed.
    pub async fn load(
        db: &mut Read,
        permit: &Permit<ViewStatewide>,
        shell: &Shell,
        day: Option<(String, String)>,
        wave: Option<&Wave>,
    ) -> Result<Self> {
        let shown = wave.map(|w| w.wave_id);
        let mut waves = wave_choices(waves::choices(db, permit).await?, shown);
        // One that is older than those on offer stays chosen.
        if let Some(wave) = wave.filter(|_| !waves.iter().any(|(_, _, here)| *here)) {
            waves.push((wave.wave_id.to_string(), wave.title.clone(), true));
        }
        if waves.is_empty() {
            waves.push((String::new(), shell.say("filter-no-wave").to_string(), true));
        }
        let wave_query = shown.map_or_else(String::new, |id| format!("?wave={id}"));
        let (date, wrong) = day.map_or((None, String::new()), |(date, wrong)| (Some(date), wrong));
        let query = match (&date, shown) {
            (Some(date), Some(id)) => format!("?date={}&wave={id}", web::query(date)),
            (Some(date), None) => format!("?date={}", web::query(date)),
            (None, _) => wave_query.clone(),
        };
        Ok(Self { date, wrong, waves, wave_query, query })
    }
}

/// Everything, or one of these: key, words, whether it is shown now.
pub(crate) fn choice(
    shell: &Shell,
    all: &str,
    known: &[(String, String)],
    shown: &str,
) -> Vec<(String, String, bool)> {
    let everything = (String::new(), shell.say(all).to_string(), shown.is_empty());
    let one = |(key, words): &(String, String)| (key.clone(), words.clone(), key == shown);
    [everything].into_iter().chain(known.iter().map(one)).collect()
}

/// Waves to choose from: key, title, whether it is shown now.
pub(crate) fn wave_choices(
    waves: impl IntoIterator<Item = (WaveId, String)>,
    shown: Option<WaveId>,
) -> Vec<(String, String, bool)> {
    waves.into_iter().map(|(id, title)| (id.to_string(), title, Some(id) == shown)).collect()
}
