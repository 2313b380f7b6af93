//! The form token: every change that a browser's session makes brings along what
//! only our own pages know, so that no other site can make one in its name.
//!
//! The edge does both halves, and no form or handler knows of it: it puts the token
//! into every form that is sent off by somebody signed in, and takes it out again of
//! what arrives. It is the first field, so that the beginning of a body is enough to
//! decide, however large an upload follows.

use crate::doors;
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use base::Chance;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use memchr::{memchr, memmem};
use sha2::{Digest, Sha256};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use subtle::ConstantTimeEq;

/// The field's name.
const FIELD: &str = "csrf";
/// How scripts bring it.
const HEADER: &str = "x-csrf-token";
/// What keeps it apart from every other hash of a session's token.
const LABEL: &[u8] = b"klappt form token 1\n";
/// 128 bits.
const BYTES: usize = 16;
/// As much of a body is looked at.
const BEGINNING: usize = 4096;
/// More is no token of ours.
const LONGEST: usize = 4 * BYTES;

/// A form token for a session, in hex.
///
/// It looks different each time: half of it is chance with which the other half is
/// masked, so that the length of a packed page tells nothing about it (BREACH).
pub fn form_token(session: &str, chance: &dyn Chance) -> String {
    let mut mask = [0_u8; BYTES];
    chance.fill(&mut mask);
    let mut shown = [0_u8; 2 * BYTES];
    shown[..BYTES].copy_from_slice(&mask);
    for (shown, (value, mask)) in shown[BYTES..].iter_mut().zip(value(session).into_iter().zip(mask)) {
        *shown = value ^ mask;
    }
    hex::encode(shown)
}

/// Whether a token belongs to a session.
pub(crate) fn fits(session: &str, token: &str) -> bool {
    let mut shown = [0_u8; 2 * BYTES];
    if hex::decode_to_slice(token, &mut shown).is_err() {
        return false;
    }
    let (mask, masked) = shown.split_at(BYTES);
    let brought: Vec<u8> = mask.iter().zip(masked).map(|(mask, masked)| mask ^ masked).collect();
    brought.ct_eq(&value(session)).into()
}

/// From the part of the session's token that stays: a form that is open while rights
/// change can still be sent off.
fn value(session: &str) -> [u8; BYTES] {
    let hash = Sha256::new().chain_update(LABEL).chain_update(doors::lasting(session)).finalize();
    let mut value = [0_u8; BYTES];
    value.copy_from_slice(&hash[..BYTES]);
    value
}

/// Whose browser an answer goes to: noted on the way out, for the page's forms.
#[derive(Clone)]
pub(crate) struct InSession(pub(crate) Arc<str>);

/// Puts the token into a page: for the script into its head, and into every form
/// that is sent off. Other answers stay as they are.
pub(crate) async fn put(response: Response, InSession(session): &InSession, chance: &dyn Chance) -> Response {
    let (mut parts, body) = response.into_parts();
    let is_page =
        parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return Response::from_parts(parts, body);
    }
    // Pages are made whole; a body that breaks off is one that cannot be sent.
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    // Whoever was signed in by this very answer goes on with the new session.
    let new = doors::session_set(&parts.headers);
    let token = form_token(new.unwrap_or(session), chance);
    let page = put_into(&page, &token);
    Response::from_parts(parts, Body::from(page))
}

/// Askama escapes what people typed, so a `<form` in a page is one of ours.
fn put_into(page: &[u8], token: &str) -> Vec<u8> {
    let field = format!("<input type=\"hidden\" name=\"{FIELD}\" value=\"{token}\">");
    let mut out = Vec::with_capacity(page.len() + 8 * 1024);
    let mut rest = page;
    if let Some(at) = memmem::find(rest, b"</head>") {
        out.extend(&rest[..at]);
        out.extend(format!("<meta name=\"csrf-token\" content=\"{token}\">\n").as_bytes());
        rest = &rest[at..];
    }
    let form = memmem::Finder::new(b"<form ");
    while let Some(at) = form.find(rest) {
        let Some(length) = memchr(b'>', &rest[at..]) else { break };
        let (tag, after) = rest.split_at(at + length + 1);
        out.extend(tag);
        if memmem::find(&tag[at..], b" method=\"post\"").is_some() {
            out.extend(field.as_bytes());
        }
        rest = after;
    }
    out.extend(rest);
    out
}

/// Takes the token out of a request: it is answered with whatever it brought, and
/// the field is gone from the body.
pub(crate) async fn take(request: Request) -> (Request, Option<String>) {
    let (mut parts, body) = request.into_parts();
    let named = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let by_script = named(HEADER).map(str::to_owned);
    let Some(form) = named(header::CONTENT_TYPE.as_str()).and_then(Form::of) else {
        return (Request::from_parts(parts, body), by_script);
    };
    let (first, rest) = beginning(body).await;
    let Some((token, length)) = form.first_field(&first) else {
        return (Request::from_parts(parts, Resumed::body(first, rest)), by_script);
    };
    shorten(&mut parts.headers, length);
    let brought = by_script.or_else(|| Some(token.to_owned()));
    let first = first.slice(length..);
    (Request::from_parts(parts, Resumed::body(first, rest)), brought)
}

fn shorten(headers: &mut HeaderMap, by: usize) {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if let Some(length) = length.and_then(|length| length.checked_sub(by)) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
}

/// The ways a browser sends a form.
enum Form {
    Urlencoded,
    Multipart { boundary: String },
}

impl Form {
    fn of(content_type: &str) -> Option<Self> {
        if content_type.starts_with("application/x-www-form-urlencoded") {
            return Some(Self::Urlencoded);
        }
        let parameters = content_type.strip_prefix("multipart/form-data")?;
        let boundary = parameters.split(';').find_map(|p| p.trim().strip_prefix("boundary="))?;
        Some(Self::Multipart { boundary: boundary.trim_matches('"').to_owned() })
    }

    /// The token, if a body begins with it, and how long that beginning is.
    fn first_field<'b>(&self, body: &'b [u8]) -> Option<(&'b str, usize)> {
        let (from, ends, skipped) = match self {
            Self::Urlencoded => {
                let from = body.strip_prefix(FIELD.as_bytes())?.strip_prefix(b"=")?;
                let ends = memchr(b'&', from);
                (from, ends.unwrap_or(from.len()), usize::from(ends.is_some()))
            }
            Self::Multipart { boundary } => {
                let from = body.strip_prefix(format!("--{boundary}\r\n").as_bytes())?;
                let head_ends = memmem::find(from, b"\r\n\r\n")?;
                let head = std::str::from_utf8(&from[..head_ends]).ok()?;
                if !head.eq_ignore_ascii_case(&format!("content-disposition: form-data; name=\"{FIELD}\"")) {
                    return None;
                }
                let from = &from[head_ends + 4..];
                (from, memmem::find(from, format!("\r\n--{boundary}").as_bytes())?, 2)
            }
        };
        let token = std::str::from_utf8(from.get(..ends).filter(|token| token.len() <= LONGEST)?).ok()?;
        Some((token, body.len() - from.len() + ends + skipped))
    }
}

/// The first bytes of a body and the rest of it.
async fn beginning(mut body: Body) -> (Bytes, Body) {
    let mut first = Bytes::new();
    while first.len() < BEGINNING && !body.is_end_stream() {
        match body.frame().await {
            Some(Ok(frame)) => {
                let Ok(more) = frame.into_data() else { continue };
                first = if first.is_empty() { more } else { [first, more].concat().into() };
            }
            // Whoever reads on meets the fault, after what had arrived.
            Some(Err(fault)) => {
                let fault = futures_util::stream::once(async { Err::<Bytes, _>(fault) });
                return (first, Body::from_stream(fault));
            }
            None => break,
        }
    }
    (first, body)
}

/// A body whose beginning was looked at.
struct Resumed {
    first: Bytes,
    rest: Body,
}

impl Resumed {
    fn body(first: Bytes, rest: Body) -> Body {
        if rest.is_end_stream() { Body::from(first) } else { Body::new(Self { first, rest }) }
    }
}

impl HttpBody for Resumed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.first.is_empty() {
            return Pin::new(&mut self.rest).poll_frame(context);
        }
        Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.first)))))
    }
    fn is_end_stream(&self) -> bool {
        self.first.is_empty() && self.rest.is_end_stream()
    }
    fn size_hint(&self) -> SizeHint {
        let (here, rest) = (self.first.len() as u64, self.rest.size_hint());
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(here));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(here));
        }
        hint
    }
}

/// Most bytes of a refused body that are read on, and how long that may take.
const READ_ON: (usize, Duration) = (64 * 1024 * 1024, Duration::from_mins(1));

/// Reads a refused body to its end and drops it: a browser shows an answer only
/// after it has sent everything.
pub(crate) async fn read_on(mut body: Body) {
    let (mut left, time) = READ_ON;
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            let Some(less) = left.checked_sub(length) else { break };
            left = less;
        }
    };
    tokio::time::timeout(time, reading).await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    const SESSION: &str = "5e55";

    fn token() -> String {
        form_token(SESSION, &Seeded::fixed(1))
    }

    #[test]
    fn a_token_fits_its_session_only_and_never_looks_the_same() {
        let chance = Seeded::fixed(1);
        let (one, two) = (form_token(SESSION, &chance), form_token(SESSION, &chance));
        assert_ne!(one, two);
        assert!(fits(SESSION, &one) && fits(SESSION, &two));
        assert!(!fits("5e56", &one));
        for wrong in ["", "csrf", &one[1..], &one[2..], &format!("{one}00"), &"0".repeat(64)] {
            assert!(!fits(SESSION, wrong), "{wrong}");
        }
    }

    #[test]
    fn every_form_that_is_sent_off_begins_with_the_token_and_others_stay() {
        let page = "<html><head><title>x</title></head><body><form method=\"post\" action=\"/a\" data-once><p>\
                    <form class=\"filter\" method=\"get\"><input name=\"q\"></form>\
                    <FORM><formular><form action=\"/b\" method=\"post\"></form></body></html>";
        let put = String::from_utf8(put_into(page.as_bytes(), "T")).expect("text");
        let field = "<input type=\"hidden\" name=\"csrf\" value=\"T\">";
        assert!(put.contains("<meta name=\"csrf-token\" content=\"T\">\n</head>"));
        assert!(put.contains(&format!("data-once>{field}<p>")));
        assert!(put.contains(&format!("method=\"post\">{field}</form>")));
        assert_eq!(put.matches(field).count(), 2);
        let taken = put.replace(field, "").replace("<meta name=\"csrf-token\" content=\"T\">\n", "");
        assert_eq!(taken, page, "nothing else changes");
        assert_eq!(put_into(b"<form method=\"post\"", "T"), b"<form method=\"post\"");
    }

    async fn taken(kind: &str, pieces: &[&str]) -> (Option<String>, String) {
        let pieces: Vec<Result<Bytes, axum::Error>> =
            pieces.iter().map(|p| Ok(Bytes::copy_from_slice(p.as_bytes()))).collect();
        let body = Body::from_stream(futures_util::stream::iter(pieces));
        let request = Request::builder().header("content-type", kind).body(body).expect("a request");
        let (request, token) = take(request).await;
        let body = to_bytes(request.into_body(), usize::MAX).await.expect("whole");
        (token, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn the_token_is_taken_out_and_the_rest_of_a_form_arrives_whole() {
        let kind = "application/x-www-form-urlencoded";
        let token = token();
        let form = format!("csrf={token}&a=1&b=2");
        for pieces in [vec![form.as_str()], vec![&form[..3], &form[3..40], &form[40..]]] {
            assert_eq!(taken(kind, &pieces).await, (Some(token.clone()), "a=1&b=2".into()));
        }
        assert_eq!(taken(kind, &[&form[..form.len() - 8]]).await, (Some(token.clone()), String::new()));
        let long = "x".repeat(3 * BEGINNING);
        for none in ["", "a=1&csrf=2", "csrfx=1", &format!("csrf={long}"), &format!("a={long}")] {
            assert_eq!(taken(kind, &[none, "&z"]).await, (None, format!("{none}&z")));
        }
    }

    #[tokio::test]
    async fn the_token_is_taken_out_of_an_upload() {
        let kind = "multipart/form-data; boundary=\"----b\"";
        let rest = format!(
            "------b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{}\r\n------b--\r\n",
            "x".repeat(3 * BEGINNING)
        );
        let token = token();
        let first = format!("------b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n");
        assert_eq!(taken(kind, &[&first, &rest]).await, (Some(token.clone()), rest.clone()));
        assert_eq!(taken(kind, &[&rest]).await, (None, rest.clone()));
        let file = first.replace("\"csrf\"", "\"csrf\"; filename=\"x\"");
        assert_eq!(taken(kind, &[&file, &rest]).await, (None, format!("{file}{rest}")));
        for strange in ["application/json", "multipart/form-data", "text/plain"] {
            assert_eq!(taken(strange, &[&first]).await, (None, first.clone()));
        }
    }
}
