//! Letters with links, queued in the unit of work that causes them.

use super::{model::Purpose, store};
use crate::{devices, people::store::Account, tokens};
use ::store::{Error, Mail, Result, Tx};
use base::{AnyPermit, Channel, Instant, PersonId, Role};
use web::{App, Texts};

/// Writes letters: in which words, with links to which address.
#[derive(Clone, Copy)]
pub struct Letters<'a> {
    texts: &'a Texts,
    base_url: &'a str,
}

impl<'a> Letters<'a> {
    /// With these texts and links that begin with `base_url`, without a slash at the end.
    pub fn new(texts: &'a Texts, base_url: &'a str) -> Self {
        Self { texts, base_url }
    }
    /// As the installation is set up.
    pub fn of(app: &'a App) -> Self {
        Self::new(&app.texts, &app.config.base_url)
    }

    /// Tells somebody that they were given a role: with a link to choose a
    /// password while they have none, else with the way to sign in. `role` in
    /// words; the inviter is whoever the permit names. Answers the address in the letter.
    pub async fn invitation(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        role: &str,
    ) -> Result<String> {
        let account = addressee(tx, permit, person).await?;
        let (text, link) = if account.has_password {
            ("letter-role", format!("{}/sign-in", self.base_url))
        } else {
            ("letter-invitation", self.link(tx, permit, person, Purpose::Invitation).await?)
        };
        let until = Purpose::Invitation.expires(tx.now()).german();
        let body = self
            .texts
            .say_of(text, "body")
            .with("name", account.name.as_str())
            .with("inviter", self.begins_with(permit))
            .with("whom", self.whom(permit))
            .with("role", role)
            .with("link", link.as_str())
            .with("until", until)
            .to_string();
        self.post(tx, permit, &account, text, body).await?;
        Ok(link)
    }

    /// The same letter for a statewide role; the command line shows its link.
    pub async fn invitation_link(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        role: Role,
    ) -> Result<String> {
        let words = crate::people::role_words(self.texts, role, None);
        self.invitation(tx, permit, person, &words).await
    }

    /// The same letter for the office of the alliance called so.
    pub async fn office_link(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        alliance: &str,
    ) -> Result<String> {
        let words = crate::people::role_words(self.texts, Role::Office, None);
        let words = crate::people::role_at(self.texts, &words, alliance);
        self.invitation(tx, permit, person, &words).await
    }

    /// Sends somebody a link to choose a new password.
    pub async fn reset(&self, tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let link = self.link(tx, permit, person, Purpose::Reset).await?;
        let until = Purpose::Reset.expires(tx.now()).german();
        let body = self
            .texts
            .say_of("letter-reset", "body")
            .with("name", account.name.as_str())
            .with("link", link)
            .with("until", until)
            .to_string();
        self.post(tx, permit, &account, "letter-reset", body).await
    }

    /// Tells somebody that a recovery code of theirs was used, and how many are left.
    pub(crate) async fn recovery_code_used(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        left: i64,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of("letter-recovery", "body")
            .with("name", account.name.as_str())
            .with("at", tx.now().german())
            .count("left", left)
            .with("link", format!("{}/account/second-factor", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-recovery", body).await
    }

    /// Tells somebody that an authenticator app shows codes for their account now.
    pub(crate) async fn app_added(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        self.secured(tx, permit, person, "letter-app-added", "").await
    }

    /// Tells somebody that a passkey of this name opens their account now.
    pub(crate) async fn passkey_added(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        passkey: &str,
    ) -> Result<()> {
        self.secured(tx, permit, person, "letter-passkey-added", passkey).await
    }

    async fn secured(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        text: &str,
        passkey: &str,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of(text, "body")
            .with("name", account.name.as_str())
            .with("at", tx.now().german())
            .with("passkey", passkey)
            .with("link", format!("{}/account/second-factor", self.base_url))
            .to_string();
        self.post(tx, permit, &account, text, body).await
    }

    /// Tells somebody that their account has another password now.
    pub(crate) async fn password_changed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of("letter-password-changed", "body")
            .with("name", account.name.as_str())
            .with("at", tx.now().german())
            .with("link", format!("{}/forgotten", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-password-changed", body).await
    }

    /// Tells somebody that their second factor was removed by `permit`'s holder.
    pub(crate) async fn factor_removed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of("letter-factor-removed", "body")
            .with("name", account.name.as_str())
            .with("by", self.begins_with(permit))
            .with("whom", self.whom(permit))
            .with("link", format!("{}/account/second-factor", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-factor-removed", body).await
    }

    /// Tells somebody that a central account, called so, opens their account now too.
    #[cfg(feature = "sso")]
    pub(crate) async fn central_account_linked(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        label: &str,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of("letter-sso-linked", "body")
            .with("name", account.name.as_str())
            .with("at", tx.now().german())
            .with("label", label)
            .with("link", format!("{}/account", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-sso-linked", body).await
    }

    /// Tells somebody that a kind of device signed in that did not lately; empty when it
    /// is not known which.
    pub(crate) async fn new_device(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        device: &str,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let unknown = self.texts.say("letter-device-unknown").to_string();
        let body = self
            .texts
            .say_of("letter-device", "body")
            .with("name", account.name.as_str())
            .with("at", tx.now().german())
            .with("device", if device.is_empty() { unknown.as_str() } else { device })
            .with("days", devices::DAYS.to_string())
            .with("link", format!("{}/account", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-device", body).await
    }

    /// Tells somebody that a token for a program was made in their name: its name and
    /// beginning, its scope in words.
    pub(crate) async fn token_made(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        (name, beginning): (&str, &str),
        scope: &str,
        until: Instant,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of("letter-token-made", "body")
            .with("name", account.name.as_str())
            .with("token", name)
            .with("beginning", beginning)
            .with("scope", scope)
            .with("until", until.german())
            .with("link", format!("{}/account/tokens", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-token-made", body).await
    }

    /// Tells somebody that a token of theirs is about to end.
    pub(crate) async fn token_ends(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        (name, beginning): (&str, &str),
        until: Instant,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let body = self
            .texts
            .say_of("letter-token-ends", "body")
            .with("name", account.name.as_str())
            .with("token", name)
            .with("beginning", beginning)
            .with("until", until.german())
            .with("link", format!("{}/account/tokens", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-token-ends", body).await
    }

    /// Tells the successor of a handover what is theirs now.
    pub async fn handover(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        from: &str,
        to: PersonId,
        place: &str,
    ) -> Result<()> {
        let account = addressee(tx, permit, to).await?;
        let body = self
            .texts
            .say_of("letter-handover", "body")
            .with("name", account.name.as_str())
            .with("from", from)
            .with("place", place)
            .with("link", format!("{}/", self.base_url))
            .to_string();
        self.post(tx, permit, &account, "letter-handover", body).await
    }

    /// Who acts, at the beginning of a sentence: the command line is the operator's.
    fn begins_with(&self, permit: &dyn AnyPermit) -> String {
        self.who(permit, "letter-operator-begins")
    }

    /// Who acts, as those who are turned to.
    fn whom(&self, permit: &dyn AnyPermit) -> String {
        self.who(permit, "letter-operator-whom")
    }

    fn who(&self, permit: &dyn AnyPermit, operator: &str) -> String {
        match permit.actor().channel() {
            Channel::Console => self.texts.say(operator).to_string(),
            _ => permit.actor().name().to_owned(),
        }
    }

    async fn link(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        purpose: Purpose,
    ) -> Result<String> {
        let token = tokens::new(tx.db().chance());
        store::add(tx, permit, person, purpose, &tokens::hash(&token)).await?;
        Ok(format!("{}/links/{token}", self.base_url))
    }

    async fn post(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        to: &Account,
        text: &str,
        body: String,
    ) -> Result<()> {
        let subject = self.texts.say_of(text, "subject").to_string();
        tx.post(permit, text, Mail { to: to.email.clone(), subject, body, reply_to: None }).await
    }
}

/// Letters go to open accounts; that there is one, the acts before have made sure.
async fn addressee(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<Account> {
    let account = crate::people::store::by_id(tx, permit, person).await?;
    account.ok_or_else(|| Error::Bug(format!("a letter to person {person}, whose account is not open")))
}
