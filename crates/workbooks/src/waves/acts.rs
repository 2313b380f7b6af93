//! What the state coordination does with waves: plan, open, move a deadline, ask
//! one alliance more, close, open again. Pages, API and the demo call the same.

use super::Fault;
use super::model::{self, Draft, Filling, Phase, Refusal, Wave};
use super::store::{self, Addressee};
use crate::{instruments::catalogue, returns};
use ::store::{Mail, Read, Tx};
use base::{AllianceId, Day, ManageWaves, Permit, WaveId};
use web::{Membership, Texts};

/// What asking needs to know of this installation: for the letters, and who can
/// be asked at all.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Knows which alliances there are on a day.
    pub membership: &'a dyn Membership,
    /// Its address, without a slash at the end.
    pub base_url: &'a str,
    /// What users read.
    pub texts: &'a Texts,
}

/// How many were asked and how many letters went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Alliances asked.
    pub asked: u64,
    /// Invitations queued.
    pub letters: u64,
}

/// Plans a wave; nobody is asked yet. Planning the same key again changes
/// nothing; answers whether it was new.
pub async fn plan(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    id: WaveId,
    draft: Draft,
) -> Result<bool, Fault> {
    let draft = checked(tx, draft)?;
    Ok(store::add(tx, permit, id, &draft).await?)
}

/// Changes the plan of a wave that is not open yet; answers the new version.
pub async fn change(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    before: &Wave,
    draft: Draft,
    version: i64,
) -> Result<i64, Fault> {
    if before.phase() != Phase::Planned {
        return Err(Refusal::NotPlanned.into());
    }
    let draft = checked(tx, draft)?;
    store::replace(tx, permit, before, &draft, version).await?.ok_or(Fault::Stale)
}

fn checked(tx: &Tx, draft: Draft) -> Result<Draft, Fault> {
    let known = |key: &str, version: i64| catalogue().get(key, version).is_some();
    draft.check(tx.now().day(), known).map_err(Fault::Refused)
}

/// Opens a planned wave: every alliance the plan names is asked, and an
/// invitation to each address of its office is queued, all in one unit of work.
/// A wave that is open already is left as it is.
pub async fn open(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    id: WaveId,
    version: i64,
    post: Post<'_>,
) -> Result<Opened, Fault> {
    let wave = store::find(tx, &permit.lesser(), id).await?.ok_or(Fault::Unknown)?;
    if wave.phase() != Phase::Planned {
        return Ok(Opened::default());
    }
    if wave.version != version {
        return Err(Fault::Stale);
    }
    checked(tx, wave.draft.clone())?;
    let audience = audience(tx, permit, &wave, post.membership).await?;
    if audience.is_empty() {
        return Err(Refusal::NobodyAsked.into());
    }
    if !store::mark_opened(tx, permit, &wave).await? {
        // A double click: the other one was faster. Anything else is a changed plan.
        let now = store::find(tx, &permit.lesser(), id).await?.ok_or(Fault::Unknown)?;
        return if now.phase() == Phase::Planned { Err(Fault::Stale) } else { Ok(Opened::default()) };
    }
    let mut opened = Opened::default();
    for office in audience.chunk_by(|a, b| a.alliance_id == b.alliance_id) {
        if let Some(letters) = ask(tx, permit, &wave, office, None, post).await? {
            opened.asked += 1;
            opened.letters += letters;
        }
    }
    Ok(opened)
}

/// Whom the plan of a wave asks today: of those it names, the members.
pub(super) async fn audience(
    db: &mut Read,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    membership: &dyn Membership,
) -> ::store::Result<Vec<Addressee>> {
    let today = db.now().day();
    let members = membership.on(db, permit, today).await?;
    let mut named = store::audience(db, permit, wave).await?;
    named.retain(|office| members.contains(&office.alliance_id));
    Ok(named)
}

/// Asks one alliance more in an open wave and invites its office. `own` is a last
/// day of its own with the reason; needed once the one for everybody has passed.
/// An alliance asked already is left as it is; answers whether it was new.
pub async fn ask_another(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    alliance: AllianceId,
    own: Option<(Day, &str)>,
    post: Post<'_>,
) -> Result<bool, Fault> {
    if wave.phase() != Phase::Open {
        return Err(Refusal::NotOpen.into());
    }
    let today = tx.now().day();
    match own {
        Some((day, reason)) => {
            let refused = |refusal: returns::Refusal| Fault::Return(refusal);
            returns::check_own_deadline(day, wave.draft.deadline, today).map_err(refused)?;
            returns::reason(reason).map_err(refused)?;
        }
        None if wave.draft.deadline < today => {
            return Err(Fault::Refused(vec![("deadline", Refusal::NeedsOwnDeadline)]));
        }
        None => {}
    }
    let office = store::office(tx, permit, alliance).await?;
    if office.is_empty() {
        return Err(Fault::Unknown);
    }
    if !post.membership.on(tx, permit, today).await?.contains(&alliance) {
        return Err(Fault::Refused(vec![("alliance", Refusal::NoMember)]));
    }
    Ok(ask(tx, permit, wave, &office, own, post).await?.is_some())
}

/// Asks one alliance and queues its letters; `None` when it was asked already.
async fn ask(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    office: &[Addressee],
    own: Option<(Day, &str)>,
    post: Post<'_>,
) -> Result<Option<u64>, Fault> {
    let Some(alliance) = office.first().map(|o| o.alliance_id) else { return Ok(None) };
    let deadline = own.map_or(wave.draft.deadline, |(day, _)| day);
    let letters: Vec<Mail> =
        office.iter().filter_map(|to| invitation(wave, to, deadline, post.base_url)).collect();
    let number = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    if !returns::store::ask(tx, permit, wave.id, alliance, number, own).await? {
        return Ok(None);
    }
    let sent = letters.len() as u64;
    for letter in letters {
        tx.post(permit, "wave-invitation", letter).await?;
    }
    Ok(Some(sent))
}

/// The invitation to one address; `None` where there is no address.
pub(super) fn invitation(wave: &Wave, to: &Addressee, deadline: Day, base_url: &str) -> Option<Mail> {
    let email = to.email.as_ref().filter(|email| !email.is_empty())?;
    let filling = filling(wave, to, deadline, base_url);
    Some(Mail {
        to: email.clone(),
        subject: filling.fill(&wave.draft.letter_subject),
        body: filling.fill(&wave.draft.letter_body),
        reply_to: None,
    })
}

pub(super) fn filling(wave: &Wave, to: &Addressee, deadline: Day, base_url: &str) -> Filling {
    let draft = &wave.draft;
    Filling {
        name: to.name.clone().unwrap_or_default(),
        alliance: to.alliance.clone(),
        instrument: catalogue().title(&draft.instrument_key, draft.instrument_version).to_owned(),
        wave: draft.title.clone(),
        deadline,
        address: address(base_url, &to.slug, &draft.instrument_key),
    }
}

/// Where an alliance fills in an instrument.
fn address(base_url: &str, slug: &str, instrument: &str) -> String {
    format!("{base_url}/alliances/{slug}/workbooks/{instrument}")
}

/// Moves the deadline for everybody in an open wave, with a reason; with `tell`,
/// the offices that still owe something are written to. Answers the new version.
pub async fn move_deadline(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    version: i64,
    deadline: Day,
    reason: &str,
    tell: Option<Post<'_>>,
) -> Result<i64, Fault> {
    if wave.phase() != Phase::Open {
        return Err(Refusal::NotOpen.into());
    }
    let reason = model::check_deadline(deadline, reason, tx.now().day())
        .map_err(|fault| Fault::Refused(vec![fault]))?;
    if (wave.draft.deadline, &wave.deadline_reason) == (deadline, &reason) {
        return Ok(wave.version);
    }
    let moved =
        store::move_deadline(tx, permit, wave, deadline, &reason, version).await?.ok_or(Fault::Stale)?;
    if let Some(post) = tell.filter(|_| wave.draft.deadline != deadline) {
        let wave = store::find(tx, &permit.lesser(), wave.id).await?.ok_or(Fault::Unknown)?;
        for office in store::owing(tx, permit, &wave).await? {
            tell_deadline(tx, permit, &wave, &office, deadline, &reason, post).await?;
        }
    }
    Ok(moved)
}

/// Writes to one alliance's office that another last day holds for it.
pub async fn tell_own_deadline(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    alliance: AllianceId,
    deadline: Day,
    reason: &str,
    post: Post<'_>,
) -> Result<(), Fault> {
    for office in store::office(tx, permit, alliance).await? {
        tell_deadline(tx, permit, wave, &office, deadline, reason, post).await?;
    }
    Ok(())
}

async fn tell_deadline(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    to: &Addressee,
    deadline: Day,
    reason: &str,
    post: Post<'_>,
) -> Result<(), Fault> {
    let Some(email) = to.email.as_ref().filter(|email| !email.is_empty()) else { return Ok(()) };
    let filling = filling(wave, to, deadline, post.base_url);
    let words = |id: &'static str| {
        post.texts
            .say(id)
            .with("name", filling.name.clone())
            .with("alliance", filling.alliance.clone())
            .with("instrument", filling.instrument.clone())
            .with("wave", filling.wave.clone())
            .with("deadline", deadline.german())
            .with("reason", reason.to_owned())
            .with("address", filling.address.clone())
            .to_string()
    };
    let (subject, body) = (words("wave-moved-subject"), words("wave-moved-body"));
    tx.post(permit, "wave-moved", Mail { to: email.clone(), subject, body, reply_to: None }).await?;
    Ok(())
}

/// Closes an open wave: from now on nothing is taken in. A wave closed already is
/// left as it is. Answers the current version.
pub async fn close(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    version: i64,
) -> Result<i64, Fault> {
    match wave.phase() {
        Phase::Planned => Err(Refusal::NotOpen.into()),
        Phase::Closed => Ok(wave.version),
        Phase::Open => store::set_closed(tx, permit, wave, true, version).await?.ok_or(Fault::Stale),
    }
}

/// Opens a closed wave again; one that is open is left as it is. Answers the
/// current version.
pub async fn reopen(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    version: i64,
) -> Result<i64, Fault> {
    match wave.phase() {
        Phase::Planned => Err(Refusal::NotOpen.into()),
        Phase::Open => Ok(wave.version),
        Phase::Closed => store::set_closed(tx, permit, wave, false, version).await?.ok_or(Fault::Stale),
    }
}
