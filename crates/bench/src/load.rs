//! Load: so many connections, each asking again as soon as it was answered, until
//! the time or the number of requests is up.

use crate::{
    client::{Connection, Request},
    figures::{Observed, now},
};
use anyhow::{Context, Result, bail, ensure};
use std::{net::SocketAddr, time::Duration};
use tokio::{task::JoinSet, time::timeout};

/// How much to ask.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Connections at once.
    pub connections: usize,
    /// How long.
    pub length: Duration,
}

/// No measurement takes more requests than this.
const MOST_REQUESTS: usize = 200_000;
/// How long the last answers may take after the time is up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Asks for pages over and over: each connection for one of them.
pub async fn pages(address: SocketAddr, requests: &[Request], load: Load) -> Result<Observed> {
    let mut tasks = JoinSet::new();
    let begin = now();
    for request in requests.iter().cycle().take(load.connections) {
        let request = request.clone();
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let (mut took, mut bytes) = (Vec::new(), 0);
            while begin.elapsed() < load.length && took.len() < MOST_REQUESTS / load.connections {
                let asked = now();
                let status = connection.ask(&request).await?;
                took.push(asked.elapsed());
                ensure!(status == 200, "the page answers {status}: {}", connection.text());
                bytes = connection.body().len();
            }
            Ok((took, bytes))
        });
    }
    gather(tasks, begin, load).await
}

/// Somebody who saves one answer again and again, each time another text, each
/// time based on the version before.
#[derive(Clone, Debug)]
pub struct Saver {
    token: Option<String>,
    path: String,
    version: i64,
    saved: usize,
}

impl Saver {
    /// An office that writes an answer; finds out which version it has.
    pub async fn office(address: SocketAddr, token: &str, slug: &str, field: &str) -> Result<Self> {
        let path = format!("/alliances/{slug}/workbooks/strukturen/answers/{field}");
        let mut connection = Connection::open(address).await?;
        let status = connection.ask(&Request::get(&format!("/api/v1{path}"), Some(token))).await?;
        let text = connection.text();
        ensure!(status == 200, "the answer of {slug} cannot be read: {status} {text}");
        Ok(Self { token: Some(token.to_owned()), version: version_in(&text)?, path, saved: 0 })
    }
    /// A contributor who answers a question by personal link, for the first time.
    pub fn contributor(link: &str, field: &str) -> Self {
        Self { token: None, path: format!("/z/{link}/answers/{field}"), version: 0, saved: 0 }
    }

    async fn save(&mut self, connection: &mut Connection) -> Result<()> {
        self.saved += 1;
        let form = format!(
            "version={}&value=Fassung+{}:+Die+Runde+kennt+sich,+tagt+regelm%C3%A4%C3%9Fig+und+kann+das+Thema+sofort+\
             aufnehmen.+Neu+dazu+kommen+zwei+Tr%C3%A4ger+aus+der+Jugendhilfe,+die+bisher+nur+einzeln+angesprochen+wurden.",
            self.version,
            self.saved + 1_000_000
        );
        let status = connection.ask(&Request::post(&self.path, self.token.as_deref(), &form)).await?;
        let text = connection.text();
        ensure!(status == 200, "a save was answered {status}: {text}");
        let version = version_in(&text)?;
        ensure!(version == self.version + 1, "a save went from version {} to {version}", self.version);
        self.version = version;
        Ok(())
    }
}

/// The first version named in a JSON text.
fn version_in(json: &str) -> Result<i64> {
    let rest = json.split_once("\"version\":").map(|(_, rest)| rest.trim_start()).unwrap_or_default();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    digits.parse().with_context(|| format!("no version in {json}"))
}

/// Lets as many savers as there are connections save, and gives them back.
pub async fn saves(address: SocketAddr, savers: &mut [Saver], load: Load) -> Result<Observed> {
    let Some(savers) = savers.get_mut(..load.connections) else { bail!("fewer savers than connections") };
    let (told, mut done) = tokio::sync::mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    let begin = now();
    for (at, saver) in savers.iter().enumerate() {
        let (mut saver, told) = (saver.clone(), told.clone());
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut took = Vec::new();
            while begin.elapsed() < load.length && took.len() < MOST_REQUESTS / load.connections {
                let asked = now();
                saver.save(&mut connection).await?;
                took.push(asked.elapsed());
            }
            told.send((at, saver)).ok();
            Ok((took, connection.body().len()))
        });
    }
    drop(told);
    let observed = gather(tasks, begin, load).await?;
    while let Some((at, saver)) = done.recv().await {
        savers[at] = saver;
    }
    Ok(observed)
}

async fn gather(
    mut tasks: JoinSet<Result<(Vec<Duration>, usize)>>,
    begin: std::time::Instant,
    load: Load,
) -> Result<Observed> {
    let all = async {
        let (mut took, mut bytes) = (Vec::new(), 0);
        while let Some(task) = tasks.join_next().await {
            let (times, size) = task??;
            took.extend(times);
            bytes = size;
        }
        Ok::<_, anyhow::Error>((took, bytes))
    };
    let (took, bytes) =
        timeout(load.length + PATIENCE, all).await.context("the server does not answer in time")??;
    ensure!(!took.is_empty(), "nothing was answered in {:?}", load.length);
    Ok(Observed::new(took, begin.elapsed(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_what_the_script_is_told() {
        assert_eq!(version_in("{\"version\":17,\"saved_at\":\"14:05\"}").expect("there"), 17);
        assert_eq!(version_in("{\"item\":\"A\",\"version\": 0}").expect("there"), 0);
        assert!(version_in("{\"message\":\"nein\"}").is_err());
    }
}
