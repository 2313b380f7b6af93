//! Letters that come back: what a report on the delivery of mail (RFC 3464) says
//! about a letter of ours. Pure.
//!
//! A letter is found by its Message-ID, which every report repeats with the head of
//! the letter it is about: it holds the keys of alliance and letter and nothing else.

use base::AllianceId;
use uuid::Uuid;

/// Longer reports are cut: the head of the letter stands before its body.
pub const MOST_BYTES: u64 = 1024 * 1024;

/// The letter a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounced {
    /// The alliance that wrote it.
    pub alliance: AllianceId,
    /// The letter.
    pub letter: Uuid,
}

/// Why a report says nothing about a letter that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It reports no final failure: the letter is delayed, relayed or was delivered.
    NotFailed,
    /// It names no letter of this installation.
    NotOurs,
}

/// The Message-ID of a letter, without its angle brackets' neighbours.
pub fn message_id(alliance: AllianceId, letter: Uuid, base_url: &str) -> String {
    let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host: String = host.chars().take_while(|c| !matches!(c, '/' | ':')).collect();
    let host = if host.is_empty() { "localhost".to_owned() } else { host };
    format!("<z.{}.{}@{host}>", alliance.uuid().simple(), letter.simple())
}

/// Reads a report: which letter came back for good.
pub fn read(report: &str) -> Result<Bounced, Unread> {
    let is_failed = report.lines().any(|line| {
        line.split_once(':').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("action")
                && value.trim().to_ascii_lowercase().starts_with("failed")
        })
    });
    if !is_failed {
        return Err(Unread::NotFailed);
    }
    report.match_indices("<z.").find_map(|(at, _)| tag(&report[at + 3..])).ok_or(Unread::NotOurs)
}

fn tag(rest: &str) -> Option<Bounced> {
    let (keys, _) = rest.split_once('@')?;
    let (alliance, letter) = keys.split_once('.')?;
    let key = |text: &str| (text.len() == 32).then(|| Uuid::parse_str(text).ok()).flatten();
    Some(Bounced { alliance: AllianceId::from_uuid(key(alliance)?), letter: key(letter)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(action: &str, id: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mail.example\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n \
             boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n\
             Final-Recipient: rfc822; weg@bk.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n--b\r\n\
             Content-Type: text/rfc822-headers\r\n\r\nFrom: klappt@land.example\r\nMessage-ID:\r\n {id}\r\nSubject: x\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_report_of_a_final_failure_names_the_letter_by_its_message_id() {
        let (alliance, letter) = (AllianceId::from_uuid(Uuid::from_u128(1)), Uuid::from_u128(2));
        let id = message_id(alliance, letter, "https://klappt.kreis.example:8443/x");
        assert!(id.ends_with("@klappt.kreis.example>"), "{id}");
        assert_eq!(read(&report("failed", &id)), Ok(Bounced { alliance, letter }));
        assert_eq!(read(&report("FAILED (bounced)", &id)), Ok(Bounced { alliance, letter }));
        assert_eq!(read(&report("delayed", &id)), Err(Unread::NotFailed));
        assert_eq!(read(&report("failed", "<abc@elsewhere.example>")), Err(Unread::NotOurs));
        assert_eq!(read(&report("failed", "<z.1.2@klappt.example>")), Err(Unread::NotOurs));
        assert_eq!(read(""), Err(Unread::NotFailed));
    }
}
