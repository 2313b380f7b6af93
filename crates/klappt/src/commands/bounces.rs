//! `klappt mail`: letters that came back. A mail server hands each report on delivery
//! to `klappt mail bounced`, by an alias or a filter; what is no such report is left alone.

use super::{open_current, say};
use anyhow::{Context, Result};
use base::{Actor, EditWorkbook, ManagePeople, Permit};
use clap::Subcommand;
use klappt::settings::Given;
use std::io::Read;
use workbooks::assignments::{
    self,
    bounce::{self, Bounced, Unread},
};

#[derive(Subcommand)]
pub enum MailCommand {
    /// Read a report on delivery (RFC 3464) from standard input and mark the letter that came back
    #[command(after_help = "Example:\n  klappt mail bounced < report.eml")]
    Bounced {
        #[command(flatten)]
        given: Given,
    },
}

/// Runs a command about letters. `false`: the report is about no letter of this installation.
pub async fn run(command: MailCommand) -> Result<bool> {
    let MailCommand::Bounced { given } = command;
    let settings = given.settle()?;
    let mut report = Vec::new();
    std::io::stdin()
        .take(bounce::MOST_BYTES)
        .read_to_end(&mut report)
        .context("Der Bericht ist nicht lesbar")?;
    let Bounced { alliance, letter } = match bounce::read(&String::from_utf8_lossy(&report)) {
        Ok(bounced) => bounced,
        Err(Unread::NotFailed) => {
            say("Der Bericht meldet keinen endgültigen Fehler; es wurde nichts vermerkt.")?;
            return Ok(true);
        }
        Err(Unread::NotOurs) => {
            say("Der Bericht nennt keine E-Mail von klappt; es wurde nichts vermerkt.")?;
            return Ok(false);
        }
    };
    let db = open_current(&settings).await?;
    let people: Permit<ManagePeople> = Permit::ask(&Actor::console(), None).context("permit")?;
    let mut reader = db.read(&people).await?;
    let place = alliances::departure::find_by_id(&mut reader, &people, alliance).await?;
    drop(reader);
    let Some(place) = place else {
        say("Dieses Bündnis gibt es hier nicht; es wurde nichts vermerkt.")?;
        return Ok(false);
    };
    let permit: Permit<EditWorkbook> = Permit::ask(&Actor::job("bounces"), Some(&place)).context("permit")?;
    let mut tx = db.begin(&permit).await?;
    if !assignments::bounced(&mut tx, &permit, letter).await? {
        say("Diese E-Mail gibt es hier nicht mehr; es wurde nichts vermerkt.")?;
        return Ok(false);
    }
    tx.commit(&permit, &format!("letter {letter} came back")).await?;
    say("✓ Vermerkt: Die E-Mail kam zurück. Die Geschäftsführende Stelle sieht es in ihrer Liste.")?;
    db.close().await;
    Ok(true)
}
