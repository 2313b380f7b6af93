//! What came back, as a test looks at it.

#![expect(clippy::return_self_not_must_use, reason = "a look at an answer may be the last one")]

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt;
use serde_json::Value;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Self { status: parts.status, headers: parts.headers, bytes }
    }
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    /// The page without its form token, which is another one each time.
    pub fn apart_from_token(&self) -> String {
        let text = self.text();
        let start = "<meta name=\"csrf-token\" content=\"";
        let token = text.split_once(start).and_then(|(_, rest)| rest.split('"').next());
        token.map_or_else(|| text.clone(), |token| text.replace(token, ""))
    }
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("no JSON ({e}): {}", self.text()))
    }
    /// Fails with the body unless the status is this one.
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }
    /// Fails unless the page says this.
    pub fn shows(self, words: &str) -> Self {
        let text = unescaped(&self.text());
        assert!(text.contains(words), "the page does not show {words:?}:\n{text}");
        self
    }
    /// Fails if the page says this.
    pub fn hides(self, words: &str) -> Self {
        let text = unescaped(&self.text());
        assert!(!text.contains(words), "the page shows {words:?}:\n{text}");
        self
    }
    /// Where it redirects to.
    pub fn location(&self) -> String {
        let to = self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok());
        to.unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.text())).to_owned()
    }
    /// The value of the first hidden field of that name.
    pub fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let at = text.find(&start).unwrap_or_else(|| panic!("no hidden field {name}:\n{text}"));
        let rest = &text[at + start.len()..];
        rest[..rest.find('"').expect("a closing quote")].to_owned()
    }
    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

fn unescaped(html: &str) -> String {
    html.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
