//! Letters to those who speak for a municipality: asked to vote, or the deadline moved.

use super::store::{self, Addressee, Asked};
use crate::alliances::{self, Which};
use ::store::{Mail, Tx};
use base::{AnyPermit, Day, ManageVotes, Permit, ViewAlliance, VoteId};
use web::{App, Result};

/// What the letters of one act have in common.
pub(super) struct Letters<'a> {
    app: &'a App,
    addressees: Vec<Addressee>,
    alliance: base::Alliance,
    /// The office's own address, for answers.
    reply_to: Option<String>,
}

impl<'a> Letters<'a> {
    /// Looks up who can be written to.
    pub(super) async fn of(
        app: &'a App,
        tx: &mut Tx,
        permit: &Permit<ManageVotes>,
        viewing: &Permit<ViewAlliance>,
    ) -> Result<Self> {
        let addressees = store::addressees(tx, permit).await?;
        let office = alliances::store::entry(tx, viewing, Which::Office).await?;
        let reply_to = Some(office.reach.email).filter(|email| !email.is_empty());
        let alliance = permit.place().cloned().ok_or(web::Error::NotFound)?;
        Ok(Self { app, addressees, alliance, reply_to })
    }

    /// Writes to everybody who speaks for a municipality (key and name); nobody is
    /// written to twice about the same.
    pub(super) async fn send(
        &mut self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        outcome: Asked,
        (ags, municipality): (&str, &str),
        deadline: Day,
    ) -> Result<()> {
        let (text, vote) = match outcome {
            Asked::Anew(vote) => ("letter-vote-asked", vote),
            Asked::Moved(vote) => ("letter-vote-moved", vote),
            Asked::Already => return Ok(()),
        };
        for (_, name, email) in self.addressees.iter().filter(|(key, ..)| key == ags) {
            let mail = self.letter(text, vote, municipality, name, email, deadline);
            tx.post(permit, text, mail).await?;
        }
        Ok(())
    }

    fn letter(
        &self,
        text: &str,
        vote: VoteId,
        municipality: &str,
        name: &str,
        to: &str,
        deadline: Day,
    ) -> Mail {
        let link = format!("{}/alliances/{}/votes/{vote}", self.app.config.base_url, self.alliance.slug);
        let say = |part: &str| {
            self.app
                .texts
                .say_of(text, part)
                .with("name", name)
                .with("municipality", municipality)
                .with("alliance", self.alliance.name.as_str())
                .with("deadline", deadline.german())
                .with("link", link.as_str())
                .to_string()
        };
        Mail {
            to: to.to_owned(),
            subject: say("subject"),
            body: say("body"),
            reply_to: self.reply_to.clone(),
        }
    }
}
