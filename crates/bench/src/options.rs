//! What a run is asked for on the command line.

use std::{path::PathBuf, time::Duration};

/// How it is called.
pub const HELP: &str = "\
Measures klappt on a temporary database: saving by offices and by link, the workbook page,
assignments, roll-ups, consolidation, and the statewide pages.

Usage: cargo run --release -p bench -- [--quick] [--alliances N] [--only WORDS] [--folder DIR] [--keep]

  --quick         short measurements of the demo state alone (or with --alliances, of that too)
  --alliances N   the larger of the two states; 11000 unless given, at most 20000
  --only WORDS    measure only what has these words in its name, as the table prints it
  --folder DIR    where the temporary databases lie; the disk matters, every save waits for it
  --keep          leave the databases there, to look at query plans

Every save waits for the disk. To measure as on a slower one, with its fsync a millisecond longer:

  cc -shared -fPIC -o /tmp/slow_sync.so tests/assurance/slow_sync.c
  SYNC_MS=1 LD_PRELOAD=/tmp/slow_sync.so target/release/bench

The bare loop and the server wait alike: both come from this program.";

/// What there is to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Say how it is called.
    Help,
    /// Measure.
    Measure(Options),
    /// Be the server that is measured, on this database.
    Serve(PathBuf),
}

/// How to measure.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Alliances of the larger state; none when only the demo is measured.
    pub alliances: Option<usize>,
    /// Length of one measurement.
    pub length: Duration,
    /// Words in the names of what is measured; empty measures everything.
    pub only: String,
    /// Where the temporary databases lie.
    pub folder: PathBuf,
    /// Leave the databases there.
    pub keep: bool,
}

/// As many municipalities as Germany has, roughly.
const ALLIANCES: usize = 11_000;
/// The generated keys of districts end here.
const MOST_ALLIANCES: usize = 20_000;

impl Options {
    /// Reads the arguments.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
        let (mut alliances, mut quick, mut keep) = (None, false, false);
        let (mut only, mut folder) = (String::new(), std::env::temp_dir());
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" | "-h" => return Ok(Command::Help),
                "--quick" => quick = true,
                "--keep" => keep = true,
                "--only" => only = value()?,
                "--folder" => folder = value()?.into(),
                "--alliances" => {
                    let number = value()?.parse().ok().filter(|n| (1..=MOST_ALLIANCES).contains(n));
                    alliances =
                        Some(number.ok_or_else(|| format!("--alliances takes 1 to {MOST_ALLIANCES}"))?);
                }
                SERVE => return Ok(Command::Serve(value()?.into())),
                other => return Err(format!("unknown argument {other}")),
            }
        }
        let length = if quick { Duration::from_millis(400) } else { Duration::from_secs(5) };
        let alliances = alliances.or((!quick).then_some(ALLIANCES));
        Ok(Command::Measure(Self { alliances, length, only, folder, keep }))
    }
}

/// With this argument the program starts itself as the server.
pub const SERVE: &str = "serve-for-bench";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_quick_run_measures_the_demo_alone_unless_told_otherwise() {
        let alliances = |line: &str| match read(line) {
            Ok(Command::Measure(options)) => options.alliances,
            other => panic!("{other:?}"),
        };
        assert_eq!(alliances(""), Some(11_000));
        assert_eq!(alliances("--quick"), None);
        assert_eq!(alliances("--quick --alliances 700"), Some(700));
    }

    #[test]
    fn an_argument_nobody_knows_is_refused() {
        for wrong in ["--fast", "--alliances", "--alliances many", "--alliances 0", "--alliances 20001"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read("serve-for-bench a.db"), Ok(Command::Serve("a.db".into())));
    }
}
