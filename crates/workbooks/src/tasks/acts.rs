//! Making and changing a task, and who can be responsible. Pages and API call the same;
//! only they begin and commit.

use super::model::{Draft, Responsible, Task};
use super::store;
use crate::assignments::Post;
use crate::colleagues::{self, Colleague, Handed};
use crate::consolidation::review;
use crate::instruments::catalogue;
use ::store::{Read, Tx};
use base::{EditWorkbook, Permit, PersonId, ViewContributions, ViewWorkbook};
use uuid::Uuid;
use web::{Error, Result};

/// Who can be responsible for a task.
pub(super) struct Known {
    /// Those who may read tasks, by name.
    pub people: Vec<Colleague>,
    /// The organisations of the directory, by name.
    pub organisations: Vec<(Uuid, String)>,
}

impl Known {
    /// Those of the permit's alliance.
    pub async fn load(db: &mut Read, permit: &Permit<EditWorkbook>) -> ::store::Result<Self> {
        Ok(Self {
            people: colleagues::holding::<ViewWorkbook>(db, permit).await?,
            organisations: store::organisations(db, permit).await?,
        })
    }

    /// The one a form or a program names, if there is such a one; `before` stays possible
    /// where their role or organisation is gone.
    pub fn find(&self, code: &str, before: Option<&Responsible>) -> Option<Responsible> {
        if let Some(before) = before.filter(|before| before.code() == code) {
            return Some(before.clone());
        }
        match code.split_once(':')? {
            ("p", id) => {
                let id: PersonId = id.parse().ok()?;
                self.people.iter().any(|c| c.person_id == id).then_some(Responsible::Person(id))
            }
            ("o", id) => {
                let id: Uuid = id.parse().ok()?;
                let (_, name) = self.organisations.iter().find(|(known, _)| *known == id)?;
                Some(Responsible::Organisation(id, name.clone()))
            }
            _ => None,
        }
    }
}

/// Where a task comes from, as an address, a form or a program names it.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub instrument: String,
    pub item: String,
    pub thread: Option<Uuid>,
}

/// Where a task comes from, as far as that exists.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    pub instrument: String,
    pub item: String,
    pub thread: Option<Uuid>,
    /// Words to begin with.
    pub words: String,
}

impl Origin {
    /// # Errors
    /// `NotFound` where the alliance has no such conversation.
    pub async fn find(db: &mut Read, permit: &Permit<EditWorkbook>, named: &Named) -> Result<Self> {
        let viewing: Permit<ViewContributions> = permit.lesser();
        if let Some(thread) = named.thread {
            let found = review::origin(db, &viewing, thread).await?.ok_or(Error::NotFound)?;
            let (instrument, item, words) = (found.instrument, found.item, found.words);
            return Ok(Self { instrument, item, thread: Some(thread), words });
        }
        let aid = catalogue().latest(&named.instrument);
        Ok(match aid.and_then(|aid| aid.item(&named.item)) {
            Some(item) => {
                Self { instrument: named.instrument.clone(), item: item.uid.clone(), ..Self::default() }
            }
            None => Self::default(),
        })
    }
}

/// Makes a task and tells whoever is responsible. The same key again changes nothing;
/// answers whether it was new.
pub(super) async fn add(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    (id, origin): (Uuid, &Origin),
    draft: &Draft,
) -> ::store::Result<bool> {
    let at = (origin.instrument.as_str(), origin.item.as_str(), origin.thread);
    if !store::add(tx, permit, id, draft, at).await? {
        return Ok(false);
    }
    tell(tx, permit, post, id, (None, draft)).await?;
    Ok(true)
}

/// Changes a task if `version` is still current, and tells whoever is responsible now and
/// was not before; `false` when somebody was faster.
pub(super) async fn change(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    (before, version): (&Task, i64),
    after: &Draft,
) -> ::store::Result<bool> {
    if !store::change(tx, permit, before, after, version).await? {
        return Ok(false);
    }
    tell(tx, permit, post, before.id, (before.draft.responsible.as_ref(), after)).await?;
    Ok(true)
}

async fn tell(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    post: Post<'_>,
    id: Uuid,
    (before, draft): (Option<&Responsible>, &Draft),
) -> ::store::Result<()> {
    let Some(Responsible::Person(person)) = draft.responsible else { return Ok(()) };
    if before == draft.responsible.as_ref() || !draft.state.is_open() {
        return Ok(());
    }
    let handed = Handed::Task(draft.due_on);
    colleagues::tell(tx, permit, post, person, (&handed, &format!("tasks/{id}"))).await
}
