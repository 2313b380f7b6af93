//! Letters with links, queued in the unit of work that causes them.

use super::{model::Purpose, store};
use crate::{devices, people::store::Account, tokens};
use ::store::{Error, Mail, Result, Tx};
use base::{AnyPermit, Channel, Instant, PersonId, Role};
use web::{App, Said, Texts};

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
        let link = self.link(tx, permit, person, Purpose::Reset).await?;
        let until = Purpose::Reset.expires(tx.now()).german();
        self.tell(tx, permit, person, "letter-reset", &link, |said| said.with("until", until)).await
    }

    /// Tells somebody that a recovery code of theirs was used, and how many are left.
    pub(crate) async fn recovery_code_used(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        left: i64,
    ) -> Result<()> {
        let link = self.page("/account/second-factor");
        self.tell(tx, permit, person, "letter-recovery", &link, |said| said.count("left", left)).await
    }

    /// Tells somebody that an authenticator app shows codes for their account now.
    pub(crate) async fn app_added(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        let link = self.page("/account/second-factor");
        self.tell(tx, permit, person, "letter-app-added", &link, |said| said).await
    }

    /// Tells somebody that a passkey of this name opens their account now.
    pub(crate) async fn passkey_added(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        passkey: &str,
    ) -> Result<()> {
        let link = self.page("/account/second-factor");
        self.tell(tx, permit, person, "letter-passkey-added", &link, |said| said.with("passkey", passkey))
            .await
    }

    /// Tells somebody that they took their authenticator app away, and whether nothing is left.
    pub(crate) async fn app_removed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        is_last: bool,
    ) -> Result<()> {
        let link = self.page("/account/second-factor");
        let rest = self.texts.say(rest(is_last)).to_string();
        self.tell(tx, permit, person, "letter-app-removed", &link, |said| said.with("rest", rest)).await
    }

    /// Tells somebody that they took the passkey of this name away, and whether nothing is left.
    pub(crate) async fn passkey_removed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        passkey: &str,
        is_last: bool,
    ) -> Result<()> {
        let link = self.page("/account/second-factor");
        let rest = self.texts.say(rest(is_last)).to_string();
        self.tell(tx, permit, person, "letter-passkey-removed", &link, |said| {
            said.with("passkey", passkey).with("rest", rest)
        })
        .await
    }

    /// Tells somebody that they have new recovery codes and the earlier ones ended.
    pub(crate) async fn recovery_codes_renewed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        let link = self.page("/account/second-factor");
        self.tell(tx, permit, person, "letter-recovery-renewed", &link, |said| said).await
    }

    /// Tells somebody that their account has another password now.
    pub(crate) async fn password_changed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        let link = self.page("/forgotten");
        self.tell(tx, permit, person, "letter-password-changed", &link, |said| said).await
    }

    /// Tells somebody that their second factor was removed by `permit`'s holder.
    pub(crate) async fn factor_removed(
        &self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
    ) -> Result<()> {
        let (link, by, whom) =
            (self.page("/account/second-factor"), self.begins_with(permit), self.whom(permit));
        let text = "letter-factor-removed";
        self.tell(tx, permit, person, text, &link, |said| said.with("by", by).with("whom", whom)).await
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
        let link = self.page("/account");
        self.tell(tx, permit, person, "letter-sso-linked", &link, |said| said.with("label", label)).await
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
        let (link, unknown) = (self.page("/account"), self.texts.say("letter-device-unknown").to_string());
        let device = if device.is_empty() { unknown.as_str() } else { device };
        self.tell(tx, permit, person, "letter-device", &link, |said| {
            said.with("device", device).with("days", devices::DAYS.to_string())
        })
        .await
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
        let link = self.page("/account/tokens");
        self.tell(tx, permit, person, "letter-token-made", &link, |said| {
            let said = said.with("token", name).with("beginning", beginning);
            said.with("scope", scope).with("until", until.german())
        })
        .await
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
        let link = self.page("/account/tokens");
        self.tell(tx, permit, person, "letter-token-ends", &link, |said| {
            said.with("token", name).with("beginning", beginning).with("until", until.german())
        })
        .await
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
        let link = self.page("/");
        self.tell(tx, permit, to, "letter-handover", &link, |said| {
            said.with("from", from).with("place", place)
        })
        .await
    }

    /// Queues the letter of that text: it greets by name, knows the moment and leads to
    /// `link`; `more` says what else it tells.
    async fn tell<'l>(
        &'l self,
        tx: &mut Tx,
        permit: &dyn AnyPermit,
        person: PersonId,
        text: &str,
        link: &'l str,
        more: impl FnOnce(Said<'l>) -> Said<'l> + Send,
    ) -> Result<()> {
        let account = addressee(tx, permit, person).await?;
        let said = self.texts.say_of(text, "body").with("name", account.name.clone());
        let body = more(said.with("at", tx.now().german()).with("link", link)).to_string();
        self.post(tx, permit, &account, text, body).await
    }

    /// The full address of a page.
    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
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

/// How one signs in after a factor was removed.
const fn rest(is_last: bool) -> &'static str {
    if is_last { "letter-factor-none" } else { "letter-factor-rest" }
}

/// Letters go to open accounts; that there is one, the acts before have made sure.
async fn addressee(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<Account> {
    let account = crate::people::store::by_id(tx, permit, person).await?;
    account.ok_or_else(|| Error::Bug(format!("a letter to person {person}, whose account is not open")))
}
