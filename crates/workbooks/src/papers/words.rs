//! What a form says besides the working aid's own words.

use super::Phrase;
use crate::figures::Origin;
use web::Texts;

/// What to know before filling a form in.
pub fn lead(texts: &Texts) -> Vec<String> {
    ["papers-lead", "papers-lead-known", "papers-lead-numbers", "papers-lead-rows"]
        .map(|id| texts.say(id).to_string())
        .into()
}

/// The words for a phrase.
pub fn words(texts: &Texts, phrase: Phrase<'_>) -> String {
    let about = |id: &str, question: &str, answers: &[String]| {
        texts.say(id).with("question", question).with("answers", answers.join(", ")).to_string()
    };
    match phrase {
        Phrase::OnlyIf(question, answers) => about("papers-only-if", question, answers),
        Phrase::OnlyIfNot(question, answers) => about("papers-only-if-not", question, answers),
        Phrase::Examples(words) => texts.say("papers-examples").with("words", words.join(", ")).to_string(),
        Phrase::Municipalities => texts.say("papers-municipalities").to_string(),
        Phrase::Part => texts.say("papers-part").to_string(),
        Phrase::Whole => texts.say("papers-whole").to_string(),
        Phrase::Number => texts.say("papers-number").to_string(),
        Phrase::Day => texts.say("papers-day").to_string(),
        Phrase::Source => texts.say("papers-source").to_string(),
        Phrase::Apart(label, origin) => {
            let said = texts.say("papers-apart").with("label", label);
            said.with("origin", origin_words(texts, origin)).to_string()
        }
        Phrase::Known(lines) => texts.say("papers-known").with("lines", lines.join("; ")).to_string(),
        Phrase::Passages => texts.say("papers-passages").to_string(),
        Phrase::PassagesHelp => texts.say("papers-passages-help").to_string(),
        Phrase::PassageCode => texts.say("papers-passage-code").to_string(),
        Phrase::PassageWords => texts.say("papers-passage-words").to_string(),
        Phrase::PassageSource => texts.say("papers-passage-source").to_string(),
    }
}

/// Day and source of a number, as far as they are known; empty where neither is.
pub fn origin_words(texts: &Texts, origin: &Origin) -> String {
    let day = origin.as_of.map(|day| texts.say("papers-origin-day").with("day", day.german()).to_string());
    let source = (!origin.source.is_empty())
        .then(|| texts.say("papers-origin-source").with("source", origin.source.as_str()).to_string());
    [day, source].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
