//! Letters about escalations. They say that there is something to read, and what it
//! is about; what is confidential stays behind the sign-in.

use super::model::Escalation;
use ::store::{Mail, Tx};
use base::AnyPermit;
use uuid::Uuid;
use web::{App, Result};

/// Writes to each of `whom` (name and address). `text` is the beginning of the
/// letter's text ids.
pub(super) async fn send(
    app: &App,
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    place: &base::Alliance,
    (id, matter): (Uuid, &str),
    text: &str,
    whom: Vec<(String, String)>,
) -> Result<()> {
    let link = format!("{}/alliances/{}/escalations/{id}", app.config.base_url, place.slug);
    for (name, to) in whom {
        let say = |part: &str| {
            app.texts
                .say_of(text, part)
                .with("name", name.as_str())
                .with("alliance", place.name.as_str())
                .with("matter", matter)
                .with("link", link.as_str())
                .to_string()
        };
        let mail = Mail { subject: say("subject"), body: say("body"), to, reply_to: None };
        tx.post(permit, text, mail).await?;
    }
    Ok(())
}

impl Escalation {
    /// What letters name it by.
    pub(super) fn named(&self) -> (Uuid, &str) {
        (self.id, &self.draft.matter)
    }
}
