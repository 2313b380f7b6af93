//! The command line.

mod commands;
mod keys_commands;

use clap::Parser;
use std::{io::Write, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = commands::Cli::parse();
    match commands::run(cli).await {
        Ok(true) => ExitCode::SUCCESS,
        // The command did its work and found something wrong; it has said what.
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            let line = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
            writeln!(std::io::stderr(), "klappt: {}", line.replace('\n', " ")).ok();
            ExitCode::from(2)
        }
    }
}
