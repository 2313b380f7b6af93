//! The server that is measured: this program once more, as a child that serves one
//! database exactly as `klappt` does. Alone in its process, its processor time and
//! memory are its own. It ends with whoever started it.

use crate::say;
use anyhow::{Context, Result, bail};
use base::SystemClock;
use klappt::{
    demo, house,
    mailer::Post,
    serve::{self, Serving},
};
use std::{fs, net::SocketAddr, path::Path, process::Stdio, sync::Arc, time::Duration};
use store::Target;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStdin, Command},
    time::timeout,
};
use web::{Config, Periods};

/// Is the server: says its address, serves until its input is closed.
pub async fn serve(database: &Path) -> Result<()> {
    let target = Target::Sqlite(database.to_owned());
    let db = house::open(&target, crate::world::outside(), Arc::new(SystemClock), Arc::new(demo::entropy()))
        .await?;
    let listener = serve::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?;
    // Nothing of the invented world is deleted while it is measured.
    let periods = Periods { closed_alliances: None, ..Periods::default() };
    let config = Config { base_url: format!("http://{address}"), demo: true, periods, ..Config::default() };
    say(&address.to_string())?;
    let mut input = tokio::io::stdin();
    let mut nothing = [0; 1];
    tokio::select! {
        served = serve::run(Serving { listener, tls: None, metrics: None, db, config, post: Post::Kept, sso: klappt::sso::Sso::default(), disagreements: 0 }) => served,
        _ = input.read(&mut nothing) => Ok(()),
    }
}

/// A server under measurement.
pub struct Server {
    child: Child,
    /// Closing it ends the child, also when this process dies.
    input: ChildStdin,
    /// Where it listens.
    pub address: SocketAddr,
}

/// How long starting and stopping may take.
const PATIENCE: Duration = Duration::from_secs(30);

impl Server {
    /// Starts a fresh one on a database that is filled already.
    pub async fn start(database: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(crate::options::SERVE)
            .arg(database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the server cannot be started")?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("a child without input and output");
        };
        let mut line = String::new();
        let mut output = BufReader::new(output);
        timeout(PATIENCE, output.read_line(&mut line))
            .await
            .context("the server does not start in time")??;
        let address = line.trim().parse().context("the server ended before it said its address")?;
        Ok(Self { child, input, address })
    }

    /// Processor time it used so far, all threads.
    pub fn cpu(&self) -> Option<Duration> {
        cpu_in(&fs::read_to_string(format!("/proc/{}/stat", self.child.id()?)).ok()?)
    }
    /// The most memory it held so far, in bytes.
    pub fn peak_memory(&self) -> Option<u64> {
        peak_in(&fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?)
    }

    /// Stops it and waits until it is gone.
    pub async fn stop(self) -> Result<()> {
        let Self { mut child, input, .. } = self;
        drop(input);
        if timeout(PATIENCE, child.wait()).await.is_err() {
            child.kill().await?;
        }
        Ok(())
    }
}

/// Linux counts processor time in hundredths of a second, whatever its clock does.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of a process: fields 14 and 15 of `/proc/<pid>/stat`, counted
/// behind the name, which may hold blanks.
fn cpu_in(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

/// Peak memory of a process: `VmHWM` of `/proc/<pid>/status`, in bytes.
fn peak_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_that_of_programs_and_of_the_system_for_them() {
        let stat = "4711 (odd (name) x) S 1 4711 4711 0 -1 4194304 900 0 3 0 250 50 7 8 20 0 5 0 99 1 2";
        assert_eq!(cpu_in(stat), Some(Duration::from_secs(3)));
        assert_eq!(cpu_in("4711 (bench"), None);
    }

    #[test]
    fn peak_memory_is_the_high_water_mark() {
        assert_eq!(
            peak_in("Name:\tbench\nVmPeak:\t  9 kB\nVmHWM:\t   2048 kB\nVmRSS:\t 1 kB\n"),
            Some(2 * 1024 * 1024)
        );
        assert_eq!(peak_in("Name:\tbench\n"), None);
    }
}
