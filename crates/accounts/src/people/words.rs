//! Roles as people call them.

use base::Role;
use web::Texts;

/// A role's German name, with the municipality or organisation it speaks for.
pub(crate) fn role_words(texts: &Texts, role: Role, speaks_for: Option<&str>) -> String {
    let name = texts.say_of("role", role.key()).to_string();
    match speaks_for {
        Some(whom) => texts.say("people-role-for").with("role", name).with("whom", whom).to_string(),
        None => name,
    }
}

/// A role with the alliance it is held in.
pub(crate) fn role_at(texts: &Texts, role: &str, alliance: &str) -> String {
    texts.say("people-role-at").with("role", role).with("alliance", alliance).to_string()
}
