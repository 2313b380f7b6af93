//! The sheets as pages: what is asked, and what was typed read back into a draft.

use super::guard;
use super::model::{Draft, Fault, Faults, Kind, Part, Speakers};
use super::sheet::{Choice, sheet};
use askama::Template;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::VoiceId;
use std::collections::BTreeMap;
use web::{Form, Shell};

/// One theme of the sheet.
pub(super) struct Theme {
    pub label: String,
    pub hint: String,
    /// Something stands there, or is wrong.
    pub is_open: bool,
    pub mood: String,
    pub words: String,
    pub helps: String,
}

#[derive(Template)]
#[template(path = "voices/form.html")]
pub(super) struct FormPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    id: VoiceId,
    kind: &'static str,
    /// The page's script keeps what is sent until it has arrived.
    is_kept: bool,
    guards: &'static str,
    themes: Vec<Theme>,
    moods: &'static [Choice],
    crowds: Vec<(String, String)>,
    ages: Vec<(String, String)>,
    residences: Vec<(String, String)>,
    genders: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    picks: Vec<(String, String)>,
    levels: Vec<(String, String)>,
    has_names: bool,
}

/// What a page of a sheet is for.
pub(super) struct Asked {
    pub kind: Kind,
    pub id: VoiceId,
    pub action: String,
    pub back: String,
    pub is_kept: bool,
}

/// A sheet, empty or with what was typed.
pub(super) fn page(shell: Shell, asked: Asked, form: Form) -> FormPage {
    let sheet = sheet();
    let options = |choices: &[Choice]| options(&shell, choices);
    let theme = |theme: &Choice| {
        let [mood, words, helps] = ["mood", "words", "helps"].map(|name| format!("{name}_{}", theme.key));
        let touched = |name: &String| !form.value(name).is_empty() || !form.wrong(name).is_empty();
        let is_open = [&mood, &words, &helps].into_iter().any(touched);
        Theme { label: theme.label.clone(), hint: theme.hint.clone(), is_open, mood, words, helps }
    };
    FormPage {
        action: asked.action,
        back: asked.back,
        id: asked.id,
        kind: asked.kind.key(),
        is_kept: asked.is_kept,
        guards: guard::for_script(),
        themes: sheet.themes.iter().map(theme).collect(),
        moods: &sheet.moods,
        crowds: options(&sheet.crowds),
        ages: options(&sheet.ages),
        residences: options(&sheet.residences),
        genders: options(&sheet.genders),
        languages: options(&sheet.languages),
        picks: options(&sheet.themes),
        levels: options(&sheet.levels),
        has_names: form.ticked("names_are_fine") || !form.wrong("names_are_fine").is_empty(),
        form,
        shell,
    }
}

/// What can be chosen, with nothing chosen first.
pub(super) fn options(shell: &Shell, choices: &[Choice]) -> Vec<(String, String)> {
    let nothing = (String::new(), shell.say("voice-unsaid").to_string());
    std::iter::once(nothing).chain(choices.iter().map(|c| (c.key.clone(), c.label.clone()))).collect()
}

/// What was typed, as a draft. A day that is none is refused at once.
pub(super) fn read(shell: &Shell, kind: Kind, id: VoiceId, form: &mut Form) -> Draft {
    let held_on = if kind == Kind::Workshop { form.day(shell, "held_on") } else { None };
    let value = |name: &str| form.value(name).to_owned();
    let chosen = |name: &str| form.value(name).trim().to_owned();
    let parts = if kind == Kind::Hindrance {
        vec![Part {
            theme: chosen("theme"),
            mood: String::new(),
            level: chosen("level"),
            title: value("title"),
            words: value("words"),
            helps: value("helps"),
        }]
    } else {
        let part = |theme: &Choice| Part {
            theme: theme.key.clone(),
            mood: chosen(&format!("mood_{}", theme.key)),
            level: String::new(),
            title: String::new(),
            words: value(&format!("words_{}", theme.key)),
            helps: value(&format!("helps_{}", theme.key)),
        };
        sheet().themes.iter().map(part).collect()
    };
    let speakers = Speakers {
        crowd: chosen("crowd"),
        age: chosen("age"),
        residence: chosen("residence"),
        gender: chosen("gender"),
        language: chosen("language"),
        who: value("who"),
    };
    let names_are_fine = form.ticked("names_are_fine");
    Draft { id, kind, held_on, place: value("place"), speakers, parts, names_are_fine }
}

/// Says at the fields what is wrong with them.
pub(super) fn refuse(shell: &Shell, form: &mut Form, faults: Faults) {
    let mut has_names = false;
    for (field, fault) in faults {
        has_names |= matches!(fault, Fault::Names(_));
        if form.wrong(&field).is_empty() {
            form.refuse(&field, words(shell, &fault));
        }
    }
    if has_names {
        form.refuse("names_are_fine", shell.say("voice-names-ask"));
    }
}

/// A fault as a sentence.
pub(super) fn words(shell: &Shell, fault: &Fault) -> String {
    match fault {
        Fault::Text(fault) => shell.text_fault(*fault),
        Fault::Blocked(kind, words) => {
            shell.say_of("voice-blocked", kind.key()).with("words", words.clone()).to_string()
        }
        Fault::Names(names) => shell.say("voice-names").with("names", names.join("“, „")).to_string(),
        Fault::NoTheme => shell.say("voice-no-theme").to_string(),
        Fault::Needed => shell.say("form-needed").to_string(),
        Fault::UnknownChoice => shell.say("form-unknown-choice").to_string(),
        Fault::Ahead => shell.say("voice-ahead").to_string(),
    }
}

/// The same for the page's script: what is wrong, field by field.
pub(super) fn refused(form: &Form) -> Response {
    let fields: BTreeMap<&str, &str> =
        form.all_wrong().iter().map(|(f, m)| (f.as_str(), m.as_str())).collect();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(serde_json::json!({ "fields": fields }))).into_response()
}
