//! The pages about submissions: what would leave, the receipt, taking back, and
//! what the Land reads.

use super::{
    acts::{self, Order, Outcome},
    model::{Standing, Stays, Submission, stays},
    passages::{MissingLine, PassageLine, lines, missing},
    store,
};
use crate::fault::Refuses;
use crate::{
    extensions::{self, Wish},
    instruments::catalogue,
    returns::{self, OpenReturn, State as Stand},
    summary, workbooks,
};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AnyPermit, Permit, SubmissionId, SubmitWorkbook, ViewReturns, ViewSubmissions, ViewWorkbook, WaveId,
};
use instrument::ShortForm;
use serde::Deserialize;
use web::{App, Confirm, Error, Fields, Form, Page, Result, Shell, html, html_with};

/// Earlier submissions that are listed.
const EARLIER: i64 = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// Which of several open requests.
    wave: String,
}

#[derive(Template)]
#[template(path = "submissions/preview.html")]
#[expect(clippy::struct_excessive_bools, reason = "a page lists what it shows")]
struct PreviewPage {
    shell: Shell,
    form: Form,
    base: String,
    help: String,
    /// What was confirmed has changed in the meantime.
    changed: bool,
    request: Option<RequestView>,
    others: Vec<(String, String)>,
    /// What became of the latest request for more time, as a sentence; empty where none was made.
    time: String,
    /// Another request for more time can be made: the key of the new one.
    new_time: Option<uuid::Uuid>,
    /// Why it cannot be sent, although it was asked for; empty where it can.
    hindered: String,
    /// Number and address of the submission that counts now.
    counts: Option<(i64, String)>,
    /// It says the same as what would be sent.
    same: bool,
    may_submit: bool,
    id: SubmissionId,
    sha256: String,
    complete: bool,
    passages: Vec<PassageLine>,
    missing: Vec<MissingLine>,
    /// Passages whose source has changed since they were taken.
    outdated: Vec<OutdatedLine>,
    /// That nothing is said in the whole summary, as a sentence; empty where something is.
    nothing_said: String,
    stays: Vec<Stays>,
    earlier: Vec<EarlierLine>,
}

struct OutdatedLine {
    number: String,
    words: String,
    is_gone: bool,
    to: String,
}

struct RequestView {
    wave: WaveId,
    title: String,
    deadline: String,
    late: bool,
    extended: bool,
    state: &'static str,
    declined_reason: String,
}

struct EarlierLine {
    number: i64,
    to: String,
    at: String,
    standing: &'static str,
    complete: bool,
}

pub async fn preview(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = asked.wave.parse().ok();
    html(&preview_page(&app, &mut db, &permit, &page, &key, wave, Form::default()).await?)
}

/// What would leave the alliance now; `form` holds what was typed on the page.
async fn preview_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    key: &str,
    wave: Option<WaveId>,
    form: Form,
) -> Result<PreviewPage> {
    let (workbook, bound, short) = acts::draw(db, permit, &app.bindings, key).await?;
    let shell = workbooks::below(page.shell("submission-title"), workbook.instrument);
    let base = workbooks::address(&shell, key);
    let open: Vec<OpenReturn> =
        returns::open_for(db, permit).await?.into_iter().filter(|r| r.instrument_key == key).collect();
    // Without a wave in the address it is about the one that still waits.
    let waits = |r: &&OpenReturn| r.state == Stand::Outstanding;
    let chosen = open.iter().find(|r| Some(r.wave) == wave);
    let chosen = chosen.or_else(|| open.iter().find(waits)).or(open.first()).cloned();
    let counts = match &chosen {
        Some(request) => store::valid(db, permit, request.wave).await?,
        None => None,
    };
    let wish = match &chosen {
        Some(request) => extensions::latest(db, permit, request.wave).await?,
        None => None,
    };
    let owes = chosen.as_ref().is_some_and(|r| matches!(r.state, Stand::Outstanding | Stand::Partial));
    let waits = wish.as_ref().is_some_and(|w| w.answer == extensions::Answer::Open);
    let sha256 = short.hash();
    let earlier = store::list(db, permit, key, i64::MAX, EARLIER).await?;
    let is = i64::from(workbook.instrument.version);
    let hindered = chosen.as_ref().filter(|r| r.instrument_version != is).map(|r| {
        let text =
            if r.instrument_version > is { "submission-version-older" } else { "submission-version-newer" };
        shell.say(text).count("asked", r.instrument_version).count("is", is).to_string()
    });
    let outdated = summary::outdated(&app.texts, &workbook, &bound);
    let outdated_line = |one: summary::Outdated| OutdatedLine {
        number: one.item.id.clone().unwrap_or_default(),
        to: format!("{base}/passages/{}", one.item.uid),
        words: one.words,
        is_gone: one.is_gone,
    };
    let nothing_said = summary::empty_summary(&workbook).map(|(first, last)| {
        shell.say("submission-empty").with("first", first).with("last", last).to_string()
    });
    let others = open.iter().filter(|r| chosen.as_ref().is_none_or(|c| c.wave != r.wave));
    Ok(PreviewPage {
        help: workbook.instrument.short_form_plan.help.clone().unwrap_or_default(),
        changed: false,
        others: others.map(|r| (r.title.clone(), format!("{base}/submission?wave={}", r.wave))).collect(),
        time: wish.map(|w| time_words(&shell, &w)).unwrap_or_default(),
        new_time: (owes && !waits).then(|| base::uuid(app.clock(), app.chance())),
        request: chosen.map(request_view),
        hindered: hindered.unwrap_or_default(),
        same: counts.as_ref().is_some_and(|c| c.sha256 == sha256),
        counts: counts.map(|c| (c.number, receipt_address(&shell, c.id))),
        may_submit: Permit::<SubmitWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        id: SubmissionId::new(app.clock(), app.chance()),
        complete: short.complete,
        passages: lines(&short, Some(workbook.instrument)),
        missing: missing(&short, workbook.instrument, &base),
        outdated: outdated.into_iter().map(outdated_line).collect(),
        nothing_said: nothing_said.unwrap_or_default(),
        stays: stays(workbook.instrument),
        earlier: earlier.iter().map(|s| earlier_line(&shell, s)).collect(),
        sha256,
        form,
        base,
        shell,
    })
}

/// What became of a request for more time.
fn time_words(shell: &Shell, wish: &extensions::Extension) -> String {
    shell
        .say_of("extension-standing", wish.answer.key())
        .with("at", wish.asked_at.german())
        .with("wanted", wish.wanted.german())
        .with("granted", wish.granted.map(base::Day::german).unwrap_or_default())
        .with("reason", wish.answer_reason.clone())
        .to_string()
}

fn request_view(request: OpenReturn) -> RequestView {
    RequestView {
        wave: request.wave,
        title: request.title,
        deadline: request.deadline.german(),
        late: request.late,
        extended: request.extended,
        state: request.state.key(),
        declined_reason: request.declined_reason,
    }
}

fn receipt_address(shell: &Shell, id: SubmissionId) -> String {
    format!("{}/submissions/{id}", shell.home())
}

fn earlier_line(shell: &Shell, submission: &Submission) -> EarlierLine {
    EarlierLine {
        number: submission.number,
        to: receipt_address(shell, submission.id),
        at: submission.submitted_at.german(),
        standing: submission.standing().key(),
        complete: submission.complete,
    }
}

pub async fn submit(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let id: SubmissionId = fields.hidden("id")?;
    let wave: WaveId = fields.hidden("wave")?;
    let seen: String = fields.hidden("sha256")?;
    let mut tx = app.db.begin(&permit).await?;
    of_this_instrument(&mut tx, &permit, wave, &key).await?;
    let order = Order { id, wave, seen: Some(&seen) };
    let outcome =
        acts::submit(&mut tx, &permit, &app.bindings, &order).await.map_err(|f| f.explain(&app.texts))?;
    let (submission, done) = match outcome {
        Outcome::Sent(submission) => {
            tx.commit(&permit, &format!("submission {id} sent")).await?;
            (submission, "submission-sent")
        }
        Outcome::SentBefore(submission) => (submission, "submission-sent"),
        Outcome::Same(submission) => (submission, "submission-same"),
        Outcome::Changed => {
            let shown =
                preview_page(&app, &mut tx, &permit.lesser(), &page, &key, Some(wave), Form::default())
                    .await?;
            return html_with(StatusCode::CONFLICT, &PreviewPage { changed: true, ..shown });
        }
    };
    let shell = page.shell("submission-title");
    Ok(Redirect::to(&format!("{}?done={done}", receipt_address(&shell, submission.id))).into_response())
}

/// A request for another working aid is not found under this one's address.
async fn of_this_instrument(
    db: &mut Read,
    permit: &Permit<SubmitWorkbook>,
    wave: WaveId,
    key: &str,
) -> Result<OpenReturn> {
    let request = returns::find(db, &permit.lesser(), wave).await?;
    request.filter(|r| r.instrument_key == key).ok_or(Error::NotFound)
}

pub async fn decline(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let wave: WaveId = fields.hidden("wave")?;
    let mut tx = app.db.begin(&permit).await?;
    of_this_instrument(&mut tx, &permit, wave, &key).await?;
    let mut form = Form::of(fields);
    match returns::decline(&mut tx, &permit, wave, form.value("reason")).await {
        Ok(_) => {}
        Err(returns::Fault::Refused(refusal)) if refusal.field() == Some("reason") => {
            form.refuse("reason", refusal.words(&app.texts));
            let shown = preview_page(&app, &mut tx, &permit.lesser(), &page, &key, Some(wave), form).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
        Err(fault) => return Err(fault.explain(&app.texts)),
    }
    tx.commit(&permit, &format!("request of wave {wave} declined")).await?;
    Ok(back(&page, &key, wave, "submission-declined"))
}

/// Asks the state coordination for more time.
pub async fn ask_time(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let (id, wave): (uuid::Uuid, WaveId) = (fields.hidden("id")?, fields.hidden("wave")?);
    let mut tx = app.db.begin(&permit).await?;
    of_this_instrument(&mut tx, &permit, wave, &key).await?;
    let shell = page.shell("submission-title");
    let mut form = Form::of(fields);
    let day = form.needed_day(&shell, "wanted");
    if let Some(wanted) = day {
        let reason = form.value("time_reason").to_owned();
        match extensions::ask(&mut tx, &permit, &app, Wish { id, wave, wanted, reason: &reason }).await {
            Ok(()) => {}
            Err(extensions::Fault::Refused(refusal)) if refusal.field().is_some() => {
                let field = if refusal.field() == Some("reason") { "time_reason" } else { "wanted" };
                form.refuse(field, refusal.words(&app.texts));
            }
            Err(fault) => return Err(fault.explain(&app.texts)),
        }
    }
    if !form.is_good() {
        let shown = preview_page(&app, &mut tx, &permit.lesser(), &page, &key, Some(wave), form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    tx.commit(&permit, &format!("wave {wave} more time asked for")).await?;
    Ok(back(&page, &key, wave, "extension-asked"))
}

pub async fn resume(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let wave: WaveId = fields.hidden("wave")?;
    let mut tx = app.db.begin(&permit).await?;
    of_this_instrument(&mut tx, &permit, wave, &key).await?;
    returns::resume(&mut tx, &permit, wave).await.map_err(|fault| fault.explain(&app.texts))?;
    tx.commit(&permit, &format!("request of wave {wave} taken up again")).await?;
    Ok(back(&page, &key, wave, "submission-resumed"))
}

fn back(page: &Page, key: &str, wave: WaveId, done: &str) -> Response {
    let base = workbooks::address(&page.shell("submission-title"), key);
    Redirect::to(&format!("{base}/submission?wave={wave}&done={done}")).into_response()
}

#[derive(Template)]
#[template(path = "submissions/receipt.html")]
struct ReceiptPage {
    shell: Shell,
    number: i64,
    /// The alliance that sent it, on the Land's page; else empty.
    alliance: String,
    instrument: String,
    version: i64,
    wave: String,
    sent: String,
    by: String,
    sha256: String,
    complete: bool,
    standing: &'static str,
    /// What became of it, as a sentence; empty while it counts.
    ended: String,
    replaced_by: String,
    passages: Vec<PassageLine>,
    action: String,
    may_withdraw: bool,
    back: String,
}

impl ReceiptPage {
    fn of(shell: Shell, submission: &Submission, form: &ShortForm) -> Self {
        let instrument = catalogue().get(&submission.instrument_key, submission.instrument_version);
        Self {
            number: submission.number,
            alliance: String::new(),
            instrument: catalogue()
                .title(&submission.instrument_key, submission.instrument_version)
                .to_owned(),
            version: submission.instrument_version,
            wave: String::new(),
            sent: submission.submitted_at.german(),
            by: String::new(),
            sha256: submission.sha256.clone(),
            complete: submission.complete,
            standing: submission.standing().key(),
            ended: String::new(),
            replaced_by: String::new(),
            passages: lines(form, instrument),
            action: String::new(),
            may_withdraw: false,
            back: String::new(),
            shell,
        }
    }
}

fn frozen(submission: &Submission) -> Result<ShortForm> {
    submission.form().map_err(|e| Error::Internal(format!("submission {}: {e}", submission.id)))
}

pub async fn receipt(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, SubmissionId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let submission = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let form = frozen(&submission)?;
    let request = returns::find(&mut db, &permit, submission.wave).await?;
    let title = app.texts.say("submission-receipt").count("number", submission.number).to_string();
    let mut shell = page.shell_titled(title);
    let base = workbooks::address(&shell, &submission.instrument_key);
    let of = catalogue().title(&submission.instrument_key, submission.instrument_version).to_owned();
    shell = shell.under(of, base.clone());
    let words = shell.say("submission-title").to_string();
    shell = shell.under(words, format!("{base}/submission"));
    let by = match submission.submitted_by {
        Some(person) => workbooks::store::name_of(&mut db, &permit, person).await?,
        None => String::new(),
    };
    let ended = match submission.withdrawn_at {
        Some(at) => {
            let name = match submission.withdrawn_by {
                Some(person) => workbooks::store::name_of(&mut db, &permit, person).await?,
                None => String::new(),
            };
            let text = if name.is_empty() { "submission-withdrawn-at" } else { "submission-withdrawn-at-by" };
            shell.say(text).with("at", at.german()).with("name", name).to_string()
        }
        None => String::new(),
    };
    let may_submit = Permit::<SubmitWorkbook>::ask(permit.actor(), permit.place()).is_some();
    let open = request.as_ref().is_some_and(|r| r.open);
    html(&ReceiptPage {
        wave: request.map(|r| r.title).unwrap_or_default(),
        by,
        ended,
        replaced_by: submission.replaced_by.map(|id| receipt_address(&shell, id)).unwrap_or_default(),
        action: format!("{}/withdrawal", receipt_address(&shell, id)),
        may_withdraw: may_submit && open && submission.standing() == Standing::Valid,
        back: format!("{base}/submission"),
        ..ReceiptPage::of(shell, &submission, &form)
    })
}

/// Asks again before a submission is taken back: the Land can read it no longer.
pub async fn ask_to_withdraw(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, SubmissionId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let submission = store::find(&mut db, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let shell = page.shell("submission-withdraw-title");
    let back = receipt_address(&shell, id);
    if submission.standing() != Standing::Valid {
        return Ok(Redirect::to(&back).into_response());
    }
    let receipt = shell.say("submission-receipt").count("number", submission.number).to_string();
    let shell = shell.under(receipt, back.clone());
    let effects = ["submission-withdraw-help", "submission-withdraw-undo"];
    Confirm {
        effects: effects.map(|text| shell.say(text).to_string()).to_vec(),
        submit: shell.say("submission-withdraw").to_string(),
        action: format!("{back}/withdrawal"),
        hidden: Vec::new(),
        back,
        shell,
    }
    .answer()
}

pub async fn withdraw(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, SubmissionId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    acts::withdraw(&mut tx, &permit, id).await.map_err(|fault| fault.explain(&app.texts))?;
    tx.commit(&permit, &format!("submission {id} withdrawn")).await?;
    let to = receipt_address(&page.shell("submission-title"), id);
    Ok(Redirect::to(&format!("{to}?done=submission-withdrawn")).into_response())
}

/// What the Land reads: the short form of one alliance, as long as it counts.
pub async fn sent(
    permit: Permit<ViewSubmissions>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<SubmissionId>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let store::Sent { submission, alliance, .. } =
        store::sent(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let form = frozen(&submission)?;
    let mut shell =
        page.shell_titled(app.texts.say("submission-of").with("alliance", alliance.clone()).to_string());
    let mut back = String::new();
    if Permit::<ViewReturns>::ask(permit.actor(), None).is_some() {
        back = format!("/land/waves/{}", submission.wave);
        let words = shell.say("submission-wave").to_string();
        shell = shell.under(words, back.clone());
    }
    html(&ReceiptPage { alliance, back, ..ReceiptPage::of(shell, &submission, &form) })
}
