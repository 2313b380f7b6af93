//! Why a step failed: refused by a rule of its feature, or by storage.

use base::TextFault;
use web::Texts;

/// A feature's refusals, as far as answers need them.
pub trait Refuses: Copy {
    /// The text that says so.
    fn text_id(self) -> &'static str;
    /// The field it stands at, where it is a matter of one.
    fn at_field(self) -> Option<&'static str>;
    /// What is wrong with a text, where that is the matter.
    fn text_fault(self) -> Option<TextFault>;
    /// The alliance was not asked: answered like an unknown wave.
    fn is_not_asked(self) -> bool;

    /// The refusal as a German sentence.
    fn words(self, texts: &Texts) -> String {
        let said = texts.say(self.text_id());
        match self.text_fault() {
            Some(TextFault::TooLong { max, is }) => said.count("max", max).count("is", is).to_string(),
            _ => said.to_string(),
        }
    }
}

/// Why a step failed.
#[derive(Debug)]
pub enum Fault<R> {
    /// A rule refuses it.
    Refused(R),
    /// Storage failed.
    Store(::store::Error),
}

impl<R: Refuses> From<R> for Fault<R> {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal)
    }
}

impl<R> From<::store::Error> for Fault<R> {
    fn from(error: ::store::Error) -> Self {
        Self::Store(error)
    }
}

impl<R: Refuses> Fault<R> {
    /// The answer to a request: an alliance that was not asked sees the same as
    /// for an unknown wave, everything else is explained in German.
    pub fn explain(self, texts: &Texts) -> web::Error {
        let refusal = match self {
            Self::Store(error) => return error.into(),
            Self::Refused(refusal) if refusal.is_not_asked() => return web::Error::NotFound,
            Self::Refused(refusal) => refusal,
        };
        let message = refusal.words(texts);
        match refusal.at_field() {
            Some(field) => web::Error::Field { field, message },
            None => web::Error::Conflict(message),
        }
    }
}
