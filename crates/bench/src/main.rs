//! Measures klappt as a whole: the real server on a temporary database, in a
//! process of its own, asked over loopback. Every figure is set against something
//! measured in the same run: saving against a bare loop of the same row, pages
//! against `/healthz`. How to read it: `docs/performance.md`.

mod bare;
mod client;
mod figures;
mod load;
mod options;
mod report;
mod run;
mod server;
mod world;

use options::{Command, Options};
use std::{io::Write, process::ExitCode};
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let outcome = match Options::read(std::env::args().skip(1)) {
        Ok(Command::Help) => say(options::HELP),
        // The server gets all cores, as in production; whoever asks takes one thread.
        Ok(Command::Serve(database)) => {
            Builder::new_multi_thread().enable_all().build().map_err(Into::into).and_then(|rt| {
                let outcome = rt.block_on(server::serve(&database));
                rt.shutdown_background();
                outcome
            })
        }
        Ok(Command::Measure(options)) => {
            Builder::new_current_thread().enable_all().build().map_err(Into::into).and_then(|rt| {
                let outcome = rt.block_on(run::all(&options));
                rt.shutdown_background();
                outcome
            })
        }
        Err(wrong) => Err(anyhow::anyhow!("{wrong}\n\n{}", options::HELP)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(std::io::stderr(), "bench: {error:#}").ok();
            ExitCode::from(2)
        }
    }
}

/// Prints a line at once: runs take minutes.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
