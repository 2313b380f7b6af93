//! `klappt health`: asks a running klappt whether it can work, for containers and
//! watchers that have nothing else to ask with.

use super::say;
use anyhow::{Context, Result, bail};
use std::{
    io::{Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// Asks `/readyz`. `false`: it answered that something is missing, or not at all.
pub fn ask(url: &str) -> Result<bool> {
    let host = url.strip_prefix("http://").map(|host| host.trim_end_matches('/'));
    let Some(host) = host.filter(|host| !host.contains('/')) else {
        bail!("„{url}“ ist keine Adresse wie http://127.0.0.1:8080.");
    };
    match answer(host) {
        Ok((200, _)) => say(&format!("✓ http://{host} ist bereit"))?,
        Ok((_, word)) => {
            say(&format!("✗ http://{host} ist nicht bereit: {word}"))?;
            return Ok(false);
        }
        Err(_) => {
            say(&format!("✗ http://{host} antwortet nicht"))?;
            return Ok(false);
        }
    }
    Ok(true)
}

fn answer(host: &str) -> Result<(u16, String)> {
    let address = host.to_socket_addrs()?.next().context("address")?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.take(64 * 1024).read_to_string(&mut text)?;
    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).context("status")?;
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    // A body may come in pieces, each behind a line with its length.
    let word = body.lines().find(|line| line.chars().any(|c| c.is_ascii_lowercase()) && line.len() > 2);
    Ok((status, word.unwrap_or_default().to_owned()))
}
