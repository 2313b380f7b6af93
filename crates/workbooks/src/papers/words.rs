//! What a form says besides the working aid's own words.

use super::Phrase;
use web::Texts;

/// What to know before filling a form in.
pub fn lead(texts: &Texts) -> Vec<String> {
    ["papers-lead", "papers-lead-numbers", "papers-lead-rows"].map(|id| texts.say(id).to_string()).into()
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
    }
}
