//! Small sentences several features of this context share.

use base::TextFault;
use web::Texts;

/// What is wrong with a text, for the API.
pub(crate) fn text_fault(texts: &Texts, fault: TextFault) -> String {
    match fault {
        TextFault::TooLong { max, is } => {
            texts.say("form-too-long").count("max", max).count("is", is).to_string()
        }
        TextFault::ControlCharacters => texts.say("form-control-characters").to_string(),
    }
}
