//! Form posts: read without losing or guessing anything, checked field by field,
//! shown again with what was typed.

use crate::{App, Error, Shell};
use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
};
use base::{Day, clean};
use std::{fmt::Display, str::FromStr};

/// The largest form; a working aid's longest answer is far below.
const MOST_BYTES: usize = 1024 * 1024;
const MOST_FIELDS: usize = 5_000;

/// The fields of a form post, in order.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl FromRequest<App> for Fields {
    type Rejection = Error;
    async fn from_request(request: Request, _: &App) -> Result<Self, Error> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") && !kind.is_empty() {
            return Err(Error::Invalid(
                "Das Formular kam in einer Form an, die hier nicht gelesen wird.".into(),
            ));
        }
        let bytes = to_bytes(request.into_body(), MOST_BYTES).await.map_err(|_| Error::TooLarge)?;
        Self::parse(&bytes)
    }
}

impl Fields {
    /// Reads an urlencoded body; broken text is refused, never guessed at.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let mut fields = Vec::new();
        for pair in body.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
            let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            fields.push((decode(&pair[..at])?, decode(value)?));
            if fields.len() > MOST_FIELDS {
                return Err(Error::TooLarge);
            }
        }
        Ok(Self(fields))
    }
    /// From pairs at hand.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
    /// The first value of a field, as typed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// All values of a field, as typed.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }
    /// A tick box.
    pub fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| !v.is_empty() && v != "0" && v != "false")
    }
    /// Names and values, in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
    /// An id, number or the like that the page itself put there: anything else is
    /// a broken request, not a typing error.
    pub fn hidden<T: FromStr>(&self, name: &str) -> Result<T, Error> {
        self.get(name).and_then(|v| v.trim().parse().ok()).ok_or_else(|| {
            Error::Invalid("Dem Formular fehlt eine Angabe. Bitte laden Sie die Seite neu.".into())
        })
    }
}

fn decode(raw: &[u8]) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.iter().copied();
    while let Some(b) = rest.next() {
        bytes.push(match b {
            b'+' => b' ',
            b'%' => {
                let digit = |d: Option<u8>| d.and_then(|d| char::from(d).to_digit(16));
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                high.zip(low).and_then(|(h, l)| u8::try_from(h * 16 + l).ok()).ok_or_else(unreadable)?
            }
            b => b,
        });
    }
    String::from_utf8(bytes).map_err(|_| unreadable())
}

fn unreadable() -> Error {
    Error::Invalid(crate::error::UNREADABLE.to_owned())
}

/// A form being checked: what was typed and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Form {
    typed: Fields,
    wrong: Vec<(String, String)>,
}

impl Form {
    /// Starts checking.
    pub fn of(typed: Fields) -> Self {
        Self { typed, wrong: Vec::new() }
    }
    /// A form filled with what is stored.
    pub fn filled<V: Into<String>>(values: impl IntoIterator<Item = (&'static str, V)>) -> Self {
        Self::of(Fields(values.into_iter().map(|(n, v)| (n.to_owned(), v.into())).collect()))
    }
    /// What was typed.
    pub fn value(&self, name: &str) -> &str {
        self.typed.get(name).unwrap_or_default()
    }
    /// Whether this value was chosen or ticked.
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.typed.all(name).contains(&value)
    }
    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.typed.ticked(name)
    }
    /// The fields as typed.
    pub fn fields(&self) -> &Fields {
        &self.typed
    }
    /// What is wrong with a field, or an empty text.
    pub fn wrong(&self, name: &str) -> &str {
        self.wrong.iter().find(|(n, _)| n == name).map_or("", |(_, m)| m.as_str())
    }
    /// Everything that is wrong: field and message, for the summary on top.
    pub fn all_wrong(&self) -> &[(String, String)] {
        &self.wrong
    }
    /// Nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty()
    }
    /// Says that a field is wrong and why.
    pub fn refuse(&mut self, name: &str, message: impl Display) {
        self.wrong.push((name.to_owned(), message.to_string()));
    }

    /// One line of text, at most `max` characters; empty when nothing was typed.
    pub fn line(&mut self, shell: &Shell, name: &str, max: usize) -> String {
        self.text(shell, name, max, false)
    }
    /// Several lines of text, at most `max` characters.
    pub fn lines(&mut self, shell: &Shell, name: &str, max: usize) -> String {
        self.text(shell, name, max, true)
    }
    /// One line of text that must not be empty.
    pub fn needed(&mut self, shell: &Shell, name: &str, max: usize) -> String {
        let text = self.text(shell, name, max, false);
        if text.is_empty() && self.wrong(name).is_empty() {
            self.refuse(name, shell.say("form-needed"));
        }
        text
    }
    fn text(&mut self, shell: &Shell, name: &str, max: usize, lines: bool) -> String {
        match clean(self.value(name), max, lines) {
            Ok(text) => text,
            Err(fault) => {
                let message = shell.text_fault(fault);
                self.refuse(name, message);
                String::new()
            }
        }
    }
    /// An e-mail address, or empty.
    pub fn email(&mut self, shell: &Shell, name: &str) -> String {
        let text = self.line(shell, name, 200);
        if !text.is_empty() && !looks_like_email(&text) {
            self.refuse(name, shell.say("form-not-an-email"));
        }
        text.to_lowercase()
    }
    /// A day, `31.07.2019` or `2019-07-31`; `None` when empty or wrong.
    pub fn day(&mut self, shell: &Shell, name: &str) -> Option<Day> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let day = Day::read(&typed);
        if day.is_none() {
            self.refuse(name, shell.say("form-not-a-day"));
        }
        day
    }
    /// A day that must be given.
    pub fn needed_day(&mut self, shell: &Shell, name: &str) -> Option<Day> {
        let day = self.day(shell, name);
        if day.is_none() && self.wrong(name).is_empty() {
            self.refuse(name, shell.say("form-needed"));
        }
        day
    }
    /// A whole number from 0, or `None` when empty or wrong.
    pub fn number(&mut self, shell: &Shell, name: &str) -> Option<i64> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok().filter(|n| (0..=999_999_999).contains(n));
        if number.is_none() {
            self.refuse(name, shell.say("form-not-a-number"));
        }
        number
    }
}

/// Whether a text is an e-mail address as people have them.
pub fn looks_like_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '@');
    !name.is_empty()
        && name.chars().all(plain)
        && host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty())
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_in_order_and_broken_text_is_refused() {
        let fields = Fields::parse(b"a=1&b=%C3%A4+x&a=2&c").expect("sound");
        assert_eq!(fields.all("a"), ["1", "2"]);
        assert_eq!(fields.get("b"), Some("ä x"));
        assert_eq!(fields.get("c"), Some(""));
        for broken in [&b"a=%C3"[..], b"a=%zz", b"a=%", b"\xff=1"] {
            assert!(Fields::parse(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn an_address_needs_a_name_and_a_host() {
        for good in ["gfs@kreis-kleve.example", "a.b@ü.example"] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.example", "a b@c.example", "a@b..example", "a@<b>.example"] {
            assert!(!looks_like_email(bad), "{bad}");
        }
    }
}
