//! Three alliances in different stages of the needs-and-offers analysis: a city that has
//! handed questions out, a district that asks its municipalities, and a municipality that
//! has agreed on its answers and sent its summary. Who does what stands as data in the
//! programme's folder; all of it is invented.

use super::{World, job};
use crate::{demo::files, demo::people::MEMBER, house};
use ::store::Tx;
use alliances::bound::Members;
use anyhow::{Context, Result};
use base::{
    Actor, Alliance, AssignmentId, Day, EditWorkbook, ManageWaves, Permission, Permit, PersonId,
    ReviewWorkbook, Role, RoleHeld, RuleLevel, SortProblems, SubmissionId, SubmitWorkbook, ViewWorkbook,
    WaveId,
};
use evaluation::problems::{self, Status};
use instrument::{Absence, Instrument, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use web::{Aids, Texts};
use workbooks::{
    assignments::{self, LetterKind, Post, Recipient, State, Voice},
    consolidation::{self, Way, review},
    contributions::{self, Asked},
    figures,
    hurdles::{self, Hurdle},
    instruments::catalogue,
    roll_up, submissions, summary, tasks, waves,
};

/// The working aid.
const AID: &str = "bedarfsanalyse";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    wave: Wave,
    steps: Vec<Step>,
    problems: Vec<Problem>,
}

/// A rule the state coordination takes up from what alliances have sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problem {
    on: Day,
    title: String,
    level: String,
    /// Words of the passages that name it.
    says: String,
    /// What became of it: day, status, words.
    steps: Vec<(Day, String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wave {
    title: String,
    opened_on: Day,
    deadline: Day,
    asks: Vec<String>,
    letter_subject: String,
    letter_body: String,
}

/// What one alliance does on a day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    on: Day,
    alliance: String,
    r#do: Vec<Act>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    /// Numbers of one source.
    Figures(Report),
    /// Questions are handed out.
    Ask(Ask),
    /// Somebody asked answers, or says something else.
    Tell(Tell),
    /// The office agrees on an answer.
    Agree(Agree),
    /// The office answers by itself.
    Answers(BTreeMap<String, Typed>),
    /// Office and core group talk about a question.
    Talk(Talk),
    /// The office makes a task of a finding.
    Task(Task),
    /// The office marks a rule that stands in the way.
    Hurdle { item: String, level: String, words: String },
    /// The office writes the summary: from which answers, and how many passages.
    Passages { item: String, from: Vec<String>, most: usize, own: Option<(String, String)> },
    /// The office sends the summary.
    Submit,
    /// Multipliers report.
    Voices,
    /// A district asks its municipalities.
    Municipalities(Request),
    /// The office lets its district read these questions.
    Release(Vec<String>),
    /// The district remarks on what a municipality says.
    Remark { ags: String, item: String, words: String },
    /// The municipality remarks as well.
    AnswerRemark { item: String, words: String },
}

/// What a form posts for one field.
#[derive(Deserialize)]
#[serde(untagged)]
enum Typed {
    One(String),
    Many(Vec<String>),
}

impl Typed {
    fn raw(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    as_of: Day,
    source: String,
    numbers: BTreeMap<String, Number>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Known(u64),
    Absent(Missing),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Missing {
    Unknown,
    NotCollected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    organisation: String,
    #[serde(default)]
    school_number: String,
    person: String,
    voice: Voice,
    items: Vec<String>,
    why: String,
    due_on: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tell {
    organisation: String,
    answers: BTreeMap<String, Typed>,
    then: Vec<Then>,
}

/// What somebody asked does besides answering.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    Opened,
    Delivered,
    Declined(String),
    Suggests { name: String, email: String, words: String },
    MoreTime { wanted: Day, reason: String },
    PassedOn { name: String, email: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agree {
    item: String,
    uid: String,
    way: String,
    /// Organisations.
    from: Vec<String>,
    #[serde(default)]
    words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Talk {
    item: String,
    /// What is still needed.
    missing: String,
    resolved: bool,
    /// Role and words.
    comments: Vec<(Speaker, String)>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Speaker {
    Office,
    CoreGroup,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    item: String,
    title: String,
    goal: String,
    due_on: Day,
    state: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    items: Vec<String>,
    why: String,
    due_on: Day,
    /// Official key, and who answers where the municipality has no alliance of its own.
    asks: Vec<(String, String, String)>,
}

/// What later steps refer to.
struct Known {
    aid: &'static Instrument,
    texts: Texts,
    wave: WaveId,
    /// By alliance and organisation.
    assignments: BTreeMap<(String, String), AssignmentId>,
    /// What districts asked, by alliance.
    requests: BTreeMap<String, Uuid>,
}

impl World {
    /// Goes through all steps.
    pub(super) async fn stages(&self) -> Result<()> {
        let plan: Plan = serde_json::from_str(&self.moved_all(files::STAGES)).context("stages.json")?;
        let texts = Texts::german(&house::text_files());
        let aid = catalogue().latest(AID).context("the aid")?;
        let wave = self.ask_for_the_aid(plan.wave, aid, &texts).await?;
        let mut known = Known { aid, texts, wave, assignments: BTreeMap::new(), requests: BTreeMap::new() };
        for step in plan.steps {
            self.at(step.on);
            let place = self.place(&step.alliance).await?;
            for (at, act) in step.r#do.into_iter().enumerate() {
                let told = || format!("{} on {}, act {at}", place.slug, step.on);
                self.act(&mut known, &place, act).await.with_context(told)?;
            }
        }
        for problem in plan.problems {
            self.take_up(&problem).await.with_context(|| problem.title.clone())?;
        }
        Ok(())
    }

    /// The state coordination takes up what alliances say about a rule.
    async fn take_up(&self, problem: &Problem) -> Result<()> {
        self.at(problem.on);
        let permit = job::<SortProblems>(None)?;
        let level = RuleLevel::from_key(&problem.level).context("a level")?;
        let passages = workbooks::Shelf.rule_passages();
        let passage = passages.first().context("a passage about rules")?;
        let mut tx = self.db.begin(&permit).await?;
        let said = (passage.as_str(), problem.says.as_str());
        let id = problems::found(&mut tx, &permit, (&problem.title, level), said).await?;
        for (day, status, words) in &problem.steps {
            let status = Status::from_key(status).context("a status")?;
            problems::step(&mut tx, &permit, id, status, words, *day).await?;
        }
        tx.commit(&permit, &format!("lines put to problem {id}")).await?;
        Ok(())
    }

    async fn ask_for_the_aid(&self, plan: Wave, aid: &Instrument, texts: &Texts) -> Result<WaveId> {
        // Opened before the survey of 2019, on which the Land's pages open.
        self.at(plan.opened_on.plus_days(-self.ahead));
        let permit = job::<ManageWaves>(None)?;
        let id = WaveId::new(self.db.clock(), self.db.chance());
        let mut asked = Vec::new();
        for slug in &plan.asks {
            asked.push(self.place(slug).await?.id);
        }
        let draft = waves::Draft {
            title: plan.title,
            instrument_key: aid.key.clone(),
            instrument_version: i64::from(aid.version),
            deadline: plan.deadline,
            asks: waves::Asks::Chosen,
            kinds: BTreeSet::new(),
            remind_days: 7,
            letter_subject: plan.letter_subject,
            letter_body: plan.letter_body,
        };
        let post = waves::Post { membership: &Members, base_url: &self.base_url, texts };
        let mut tx = self.db.begin(&permit).await?;
        waves::plan(&mut tx, &permit, id, draft).await.map_err(|f| anyhow::anyhow!("{f:?}"))?;
        waves::choose_only(&mut tx, &permit, id, &asked).await?;
        waves::open(&mut tx, &permit, id, 1, post).await.map_err(|f| anyhow::anyhow!("{f:?}"))?;
        tx.commit(&permit, &format!("wave {id} opened")).await?;
        Ok(id)
    }

    async fn act(&self, known: &mut Known, place: &Alliance, act: Act) -> Result<()> {
        match act {
            Act::Submit => return self.send(known, place).await,
            Act::Voices => return self.voiced(place, 1).await,
            Act::Talk(talk) => return self.talk(place, &talk).await,
            Act::Ask(_) | Act::Municipalities(_) | Act::Tell(_) => {}
            act => return self.office_acts(known, place, act).await,
        }
        // What runs by letters and links.
        let permit = job::<EditWorkbook>(Some(place))?;
        let mut tx = self.db.begin(&permit).await?;
        let done = match act {
            Act::Ask(ask) => self.ask(&mut tx, &permit, known, place, ask).await?,
            Act::Municipalities(request) => {
                self.municipalities(&mut tx, &permit, known, place, &request).await?
            }
            Act::Tell(tell) => self.tell(&mut tx, &permit, known, place, &tell).await?,
            _ => return Ok(()),
        };
        tx.commit(&permit, &done).await?;
        Ok(())
    }

    async fn ask(
        &self,
        tx: &mut Tx,
        permit: &Permit<EditWorkbook>,
        known: &mut Known,
        place: &Alliance,
        ask: Ask,
    ) -> Result<String> {
        let first = ask.person.split(' ').next().unwrap_or_default().to_lowercase();
        let recipient = Recipient {
            organisation_id: None,
            organisation: ask.organisation.clone(),
            school_number: ask.school_number,
            name: ask.person,
            email: format!("{first}@zuarbeit.example"),
        };
        let draft = assignments::Draft {
            items: ask.items,
            voice: ask.voice,
            why: ask.why,
            due_on: Some(ask.due_on),
            remind_days: 3,
            shows_others: false,
            recipients: vec![recipient],
            acknowledged: true,
        };
        let post = Post { texts: &known.texts, base_url: &self.base_url };
        let refused = |fault| anyhow::anyhow!("{}: {fault:?}", ask.organisation);
        let order = assignments::check(tx, permit, known.aid, draft).await.map_err(refused)?;
        let form = tx.new_uuid();
        let made = assignments::hand_out(tx, permit, post, form, &order).await.map_err(refused)?;
        let id = *made.first().context("an assignment")?;
        known.assignments.insert((place.slug.clone(), ask.organisation), id);
        Ok(format!("assignment {id} handed out"))
    }

    async fn municipalities(
        &self,
        tx: &mut Tx,
        permit: &Permit<EditWorkbook>,
        known: &mut Known,
        place: &Alliance,
        request: &Request,
    ) -> Result<String> {
        let today = tx.now().day();
        let own = figures::own_place(tx, &permit.lesser()).await?;
        let places = roll_up::places(tx, permit, &own, today).await?;
        let one = |(ags, name, email): &(String, String, String)| roll_up::Chosen {
            ags: ags.clone(),
            name: name.clone(),
            email: email.clone(),
        };
        let draft = roll_up::Draft {
            items: request.items.clone(),
            why: request.why.clone(),
            due_on: Some(request.due_on),
            remind_days: 3,
            municipalities: request.asks.iter().map(one).collect(),
        };
        let order =
            roll_up::check(known.aid, &places, &draft, today).map_err(|w| anyhow::anyhow!("{w:?}"))?;
        let post = Post { texts: &known.texts, base_url: &self.base_url };
        let form = tx.new_uuid();
        roll_up::send(tx, permit, post, form, &order).await.map_err(|f| anyhow::anyhow!("{f:?}"))?;
        for (at, (ags, ..)) in request.asks.iter().enumerate() {
            let asked = places.iter().find(|p| p.ags == *ags).context("a municipality")?;
            let key = (place.slug.clone(), asked.name.clone());
            known.assignments.insert(key, assignments::nth(form, at));
        }
        known.requests.insert(place.slug.clone(), form);
        Ok(format!("{} municipalities asked in {form}", request.asks.len()))
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        permit: &Permit<EditWorkbook>,
        known: &Known,
        place: &Alliance,
        tell: &Tell,
    ) -> Result<String> {
        let id = known.assignment(place, &tell.organisation)?;
        let assignment = assignments::find(tx, permit, id).await?.context("an assignment")?;
        let asked = Asked::of(known.aid, &assignments::items(tx, permit, id).await?);
        for (uid, typed) in &tell.answers {
            contributions::answer(tx, permit, &assignment, &asked, (uid, typed.raw()), "link")
                .await
                .map_err(|r| anyhow::anyhow!("{uid}: {r:?}"))?;
        }
        let post = Post { texts: &known.texts, base_url: &self.base_url };
        let refused = |fault| anyhow::anyhow!("{}: {fault:?}", tell.organisation);
        for then in &tell.then {
            match then {
                Then::Opened => {
                    assignments::go_over(tx, permit, id, State::Opened, "").await?;
                }
                Then::Delivered => {
                    assignments::go_over(tx, permit, id, State::Delivered, "").await?;
                }
                Then::Declined(reason) => {
                    assignments::decline(tx, permit, post, &assignment, reason).await.map_err(refused)?;
                }
                Then::Suggests { name, email, words } => {
                    let hint = (name.as_str(), email.as_str(), words.as_str());
                    assignments::suggest(tx, permit, post, &assignment, hint).await.map_err(refused)?;
                }
                Then::MoreTime { wanted, reason } => {
                    let wish = (Some(*wanted), reason.as_str());
                    assignments::ask_more_time(tx, permit, post, &assignment, wish).await.map_err(refused)?;
                }
                Then::PassedOn { name, email } => {
                    let to = (name.as_str(), email.as_str());
                    assignments::renew(tx, permit, post, &assignment, to, LetterKind::PassedOn).await?;
                }
            }
        }
        let said = tell.then.last().map(|then| match then {
            Then::Opened => "opened",
            Then::Delivered => "delivered",
            Then::Declined(_) => "declined",
            Then::Suggests { .. } => "somebody suggested",
            Then::MoreTime { .. } => "more time asked for",
            Then::PassedOn { .. } => "passed on",
        });
        Ok(said.map_or_else(|| format!("contribution {id} saved"), |said| format!("assignment {id} {said}")))
    }

    /// What the office does at its desk.
    async fn office_acts(&self, known: &Known, place: &Alliance, act: Act) -> Result<()> {
        let (office, permit) = self.acting::<EditWorkbook>(place, Speaker::Office).await?;
        let mut tx = self.db.begin(&permit).await?;
        let failed = |e: web::Error| anyhow::anyhow!("{e:?}");
        let done = match act {
            Act::Figures(report) => {
                enter(&mut tx, &permit, report).await?;
                "figures entered".to_owned()
            }
            Act::Answers(answers) => {
                for (uid, typed) in &answers {
                    workbooks::workbooks::answer(&mut tx, &permit, AID, uid, typed.raw())
                        .await
                        .map_err(|r| anyhow::anyhow!("{uid}: {r:?}"))?;
                }
                let first = answers.keys().next().map_or("", String::as_str);
                format!("answer {AID} {first} saved")
            }
            Act::Agree(agree) => {
                let way = Way::from_key(&agree.way).context("a way")?;
                let from = agree.from.iter().map(|who| known.assignment(place, who));
                let from = from.collect::<Result<Vec<_>>>()?;
                let at = (AID, agree.item.as_str(), agree.uid.as_str());
                let typed = if agree.words.is_empty() { Vec::new() } else { vec![agree.words] };
                consolidation::agree(&mut tx, &permit, at, way, &from, &typed).await.map_err(failed)?;
                format!("answer {AID} {} agreed: {}", agree.uid, way.key())
            }
            Act::Hurdle { item, level, words } => {
                let level = RuleLevel::from_key(&level).context("a level")?;
                let (id, marked_at) = (tx.new_uuid(), tx.now());
                let hurdle = Hurdle { id, item, level, words, version: 1, marked_at };
                hurdles::add(&mut tx, &permit, AID, &hurdle).await?;
                format!("hurdle {id} marked")
            }
            Act::Task(task) => {
                let draft = tasks::Draft {
                    title: task.title,
                    goal: task.goal,
                    responsible: Some(tasks::Responsible::Person(office)),
                    due_on: Some(task.due_on),
                    state: tasks::State::from_key(&task.state).context("a state")?,
                    reason: String::new(),
                };
                let id = tx.new_uuid();
                tasks::add(&mut tx, &permit, id, &draft, (AID, &task.item, None)).await?;
                format!("task {id} made")
            }
            Act::Passages { item, from, most, own } => {
                let own = own.as_ref().map(|(words, topic)| (words.as_str(), topic.as_str()));
                let around = (&known.texts, &house::bindings());
                let taken = summary::take_offered(&mut tx, &permit, around, (AID, &item), (&from, most), own)
                    .await
                    .map_err(failed)?;
                format!("{taken} passages taken over")
            }
            Act::Release(items) => {
                let request = roll_up::incoming(&mut tx, &permit, None).await?;
                let request = request.first().context("a request of the district")?;
                let add = items.into_iter().collect();
                roll_up::change_release(&mut tx, &permit, (request, known.aid), &add, &BTreeSet::new())
                    .await?;
                format!("release to the district {} changed", request.request_id)
            }
            Act::Remark { ags, item, words } => {
                let id = tx.new_uuid();
                let request = known.request(place)?;
                roll_up::add_comment(&mut tx, &permit, id, request, (&ags, &item), &words).await?;
                format!("remark {id} written")
            }
            Act::AnswerRemark { item, words } => {
                let request = roll_up::incoming(&mut tx, &permit, None).await?;
                let request = request.first().context("a request of the district")?;
                let id = tx.new_uuid();
                let at = (request.ags.as_str(), item.as_str());
                roll_up::add_comment(&mut tx, &permit, id, request.request_id, at, &words).await?;
                format!("remark {id} written")
            }
            _ => return Ok(()),
        };
        tx.commit(&permit, &done).await?;
        Ok(())
    }

    /// Office and core group talk about a question.
    async fn talk(&self, place: &Alliance, talk: &Talk) -> Result<()> {
        let mut thread = None;
        for (speaker, words) in &talk.comments {
            let (_, permit) = self.acting::<ReviewWorkbook>(place, *speaker).await?;
            let mut tx = self.db.begin(&permit).await?;
            let id = if let Some(id) = thread {
                id
            } else {
                let id = tx.new_uuid();
                review::open(&mut tx, &permit, id, (AID, &talk.item)).await?;
                id
            };
            let comment = tx.new_uuid();
            review::say(&mut tx, &permit, comment, id, words).await?;
            thread = Some(id);
            tx.commit(&permit, &format!("comment {comment} written in conversation {id}")).await?;
        }
        let id = thread.context("a conversation")?;
        let (office, permit) = self.acting::<ReviewWorkbook>(place, Speaker::Office).await?;
        let mut tx = self.db.begin(&permit).await?;
        let done = if talk.resolved {
            review::resolve(&mut tx, &permit, id, true).await?;
            format!("conversation {id} resolved")
        } else {
            let now = review::find(&mut tx, &permit.lesser(), id).await?.context("a conversation")?;
            review::change(&mut tx, &permit, &now, Some(office), &talk.missing, now.version).await?;
            format!("conversation {id} changed")
        };
        tx.commit(&permit, &done).await?;
        Ok(())
    }

    /// The office sends the summary.
    async fn send(&self, known: &Known, place: &Alliance) -> Result<()> {
        let (_, permit) = self.acting::<SubmitWorkbook>(place, Speaker::Office).await?;
        let mut tx = self.db.begin(&permit).await?;
        let id = SubmissionId::new(self.db.clock(), self.db.chance());
        let order = submissions::Order { id, wave: known.wave, seen: None };
        submissions::submit(&mut tx, &permit, &house::bindings(), &order)
            .await
            .map_err(|f| anyhow::anyhow!("{f:?}"))?;
        tx.commit(&permit, &format!("submission {id} sent")).await?;
        Ok(())
    }

    /// Somebody of the alliance, and what they may.
    #[expect(clippy::disallowed_methods, reason = "the demo acts as the people it has invited")]
    async fn acting<P: Permission>(&self, place: &Alliance, who: Speaker) -> Result<(PersonId, Permit<P>)> {
        let (role, name) = match who {
            Speaker::Office => (Role::Office, format!("GfS {}", place.name)),
            Speaker::CoreGroup => (Role::CoreGroupMember, MEMBER.to_owned()),
        };
        let permit = job::<ViewWorkbook>(Some(place))?;
        let all = review::colleagues(&mut self.db.read(&permit).await?, &permit).await?;
        let found = all.into_iter().find(|c| c.name == name).with_context(|| format!("nobody is {name}"))?;
        let held = vec![RoleHeld::in_alliance(role, place.clone())];
        let actor = Actor::signed_in(found.person_id, found.name, held);
        let permit = Permit::ask(&actor, Some(place)).with_context(|| format!("{name} may do this"))?;
        Ok((found.person_id, permit))
    }
}

impl Known {
    fn assignment(&self, place: &Alliance, organisation: &str) -> Result<AssignmentId> {
        let found = self.assignments.get(&(place.slug.clone(), organisation.to_owned()));
        found.copied().with_context(|| format!("nobody asked {organisation}"))
    }
    /// The district's own request.
    fn request(&self, place: &Alliance) -> Result<Uuid> {
        self.requests.get(&place.slug).copied().context("a request")
    }
}

/// Enters the numbers of one source.
async fn enter(tx: &mut Tx, permit: &Permit<EditWorkbook>, report: Report) -> Result<()> {
    let territory = figures::own_place(tx, &permit.lesser()).await?;
    for (key, number) in report.numbers {
        let value = match number {
            Number::Known(number) => Value::Number(number),
            Number::Absent(Missing::Unknown) => Value::Absent(Absence::Unknown),
            Number::Absent(Missing::NotCollected) => Value::Absent(Absence::NotCollected),
        };
        let told = figures::Told {
            value: Some(value),
            as_of: Some(report.as_of),
            source: Some(report.source.clone()),
            way: figures::Way::Delivery,
            moves: false,
        };
        figures::enter(tx, permit, &territory, &key, None, &told).await?;
    }
    Ok(())
}
