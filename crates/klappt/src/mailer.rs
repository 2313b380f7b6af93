//! Works off the queue: sends mail, which leaves only here, after the commit that
//! asked for it, and does what else was queued; and once a day has deleted what was
//! promised to go and reminds of what is about to end.

use crate::{deletion, operation::Mailed};
use accounts::links::{self, Letters};
use anyhow::{Context, Result};
use base::{Actor, Permit, RunJobs};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use serde::Deserialize;
use std::time::Duration;
use store::{Job, Letter, Mail};
use web::App;
use workbooks::{assignments, waves};

/// Where mail goes.
pub enum Post {
    /// Nowhere: the demo keeps it for its outbox.
    Kept,
    /// To a mail server.
    Smtp(Box<Smtp>),
}

/// A mail server and the sender's address.
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// Checks the addresses; connects only when mail is sent.
    pub fn new(url: &str, from: &str) -> Result<Self> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("Die Adresse des Mailservers ist unbrauchbar")?
            .timeout(Some(Duration::from_secs(20)))
            .build();
        let from = from.parse().context("Die Absenderadresse ist unbrauchbar")?;
        Ok(Self { server, from })
    }

    /// Sends one letter, under a Message-ID of its own where it has one.
    pub async fn send(&self, mail: &Mail, message_id: Option<String>) -> Result<()> {
        let mut letter = Message::builder()
            .from(self.from.clone())
            .to(mail.to.parse().context("address")?)
            .subject(&mail.subject)
            .header(ContentType::TEXT_PLAIN);
        if message_id.is_some() {
            letter = letter.message_id(message_id);
        }
        if let Some(reply) = &mail.reply_to {
            letter = letter.reply_to(reply.parse().context("reply address")?);
        }
        self.server.send(letter.body(mail.body.clone())?).await?;
        Ok(())
    }
}

/// What a letter can bring besides: the Message-ID by which a report that it came back
/// finds it.
#[derive(Deserialize)]
struct Tag {
    message_id: Option<String>,
}

/// Works off the queue until told to stop.
pub async fn run(app: App, post: Post, mailed: Mailed, mut stop: tokio::sync::watch::Receiver<bool>) {
    let Some(permit) = Permit::<RunJobs>::ask(&Actor::job("mail"), None) else { return };
    let db = &app.db;
    let mut clean_at = db.clock().now();
    loop {
        if db.clock().now() >= clean_at {
            clean_at = db.clock().now().plus_seconds(24 * 3600);
            if let Err(e) = deletion::run(db, &permit, app.config.periods).await {
                tracing::error!(cause = %e, "the daily clean-up failed");
            }
            if let Err(e) = remind(&app, &permit).await {
                tracing::error!(cause = %e, "the daily reminders failed");
            }
        }
        let wait = match db.claim(&permit).await {
            Ok(Some(job)) => {
                if let Err(e) = work(&app, &permit, &post, &mailed, &job).await {
                    tracing::error!(job = %job.id, cause = %e, "job could not be settled");
                }
                continue;
            }
            Ok(None) => Duration::from_secs(2),
            Err(e) => {
                tracing::warn!(cause = %e, "jobs cannot be read");
                Duration::from_secs(10)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Queues the letters that remind of something, once a day.
///
/// # Errors
/// Of storage; whoever was not reminded is the next time.
pub async fn remind(app: &App, permit: &Permit<RunJobs>) -> store::Result<()> {
    let mut tx = app.db.begin(permit).await?;
    let told = accounts::api_tokens::remind(&mut tx, permit, Letters::of(app)).await?;
    if told > 0 {
        tx.commit(permit, &format!("reminded of {told} tokens that end soon")).await?;
    } else {
        drop(tx);
    }
    assignments::remind(&app.db, permit, assignments::Post::of(app)).await?;
    waves::remind(&app.db, permit, waves::Post::of(app)).await?;
    let told = evaluation::steering::tell(app, permit).await;
    told.map(drop).map_err(|e| store::Error::Bug(format!("needs to steer: {e:?}")))
}

/// Works off what is due now and returns: for tests, whose clock stands still.
///
/// # Errors
/// Of storage; what was claimed then waits to be claimed again.
pub async fn work_off(app: &App, post: &Post) -> store::Result<()> {
    let Some(permit) = Permit::<RunJobs>::ask(&Actor::job("mail"), None) else { return Ok(()) };
    while let Some(job) = app.db.claim(&permit).await? {
        work(app, &permit, post, &Mailed::default(), &job).await?;
    }
    Ok(())
}

async fn work(
    app: &App,
    permit: &Permit<RunJobs>,
    post: &Post,
    mailed: &Mailed,
    job: &Job,
) -> store::Result<()> {
    let db = &app.db;
    if job.kind == links::ASKED {
        links::answer(db, permit, Letters::of(app), job).await?;
        // The address typed may be nobody's: it does not stay.
        return db.finish(permit, job, true).await;
    }
    if !job.is_letter() {
        // Other kinds are notes for rooms that do not listen yet; they stay readable.
        return db.finish(permit, job, false).await;
    }
    let Post::Smtp(smtp) = post else { return db.finish(permit, job, false).await };
    let letter: Letter = job.needs()?;
    // What was queued is asked again: since then its account may have been closed.
    let mut read = db.read(permit).await?;
    let account = accounts::addressee(&mut read, permit, &letter.mail.to).await?;
    drop(read);
    let to = match account {
        Some((_, true)) => return db.finish(permit, job, true).await,
        Some((person, false)) => Some(person),
        None => None,
    };
    let tag: Tag = job.needs()?;
    if smtp.send(&letter.mail, tag.message_id).await.is_ok() {
        mailed.sent.inc();
        return db.sent(permit, job, &letter, to).await;
    }
    mailed.failed.inc();
    // Errors of mail servers can quote addresses; the log gets only the kind.
    tracing::warn!(job = %job.id, attempt = job.attempts, "mail could not be sent");
    db.postpone(permit, job, "the mail server refused or did not answer").await
}
