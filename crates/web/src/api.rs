//! The shape of `/api/v1`: JSON, problems after RFC 9457, cursors for lists,
//! ETag and If-Match for rows that can be changed.

use crate::{App, Error, Result, Shell};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One page of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Ask with `?cursor=` for what follows; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Where a list goes on: `?cursor=` and `?limit=` (1 to 200, 50 unless said).
#[derive(Clone, Debug)]
pub struct Cursor {
    /// The sort key after which to go on; empty at the start.
    pub after: String,
    /// How many at most.
    pub limit: usize,
}

#[derive(Deserialize)]
struct Asked {
    cursor: Option<String>,
    limit: Option<usize>,
}

impl FromRequestParts<App> for Cursor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let wrong =
            || Error::Field { field: "cursor", message: "Diese Fortsetzung ist nicht gültig.".into() };
        let axum::extract::Query(asked) =
            axum::extract::Query::<Asked>::from_request_parts(parts, app).await.map_err(|_| wrong())?;
        let after =
            asked.cursor.map(|c| hex::decode(c).ok().and_then(|b| String::from_utf8(b).ok())).map(|after| {
                match after.ok_or_else(wrong) {
                    Ok(after) if after.contains('\0') => {
                        Err(Error::Invalid(crate::error::UNREADABLE.to_owned()))
                    }
                    after => after,
                }
            });
        Ok(Self {
            after: after.transpose()?.unwrap_or_default(),
            limit: asked.limit.unwrap_or(50).clamp(1, 200),
        })
    }
}

/// Makes a page of a list from one row more than asked for; `key` is the sort key.
pub fn listed<T>(mut rows: Vec<T>, cursor: &Cursor, key: impl Fn(&T) -> String) -> Listed<T> {
    let more = rows.len() > cursor.limit;
    rows.truncate(cursor.limit);
    let next = rows.last().filter(|_| more).map(|row| hex::encode(key(row)));
    Listed { items: rows, next }
}

/// The key of a creating request, from `Idempotency-Key`: the same request sent
/// twice makes one row. A UUID names the row itself; any other text of 1 to 200
/// printable ASCII characters stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(
    /// The row's key; `None` where the request brings none.
    pub Option<Uuid>,
);

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Some(header) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let text = header.to_str().unwrap_or_default().trim();
        row_key(parts.uri.path(), text)
            .map(|key| Self(Some(key)))
            .ok_or_else(|| Error::Invalid(app.texts.say("json-key").to_string()))
    }
}

/// The same text at another address stands for another row.
fn row_key(path: &str, text: &str) -> Option<Uuid> {
    if text.is_empty() || text.len() > 200 || !text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        return None;
    }
    let named = || {
        let hash = Sha256::digest(format!("{path}\n{text}"));
        let bytes: [u8; 16] = hash.as_slice().get(..16)?.try_into().ok()?;
        Some(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    };
    text.parse().ok().or_else(named)
}

/// The version a change is based on, from `If-Match`.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(
    /// The version.
    pub i64,
);

impl FromRequestParts<App> for IfMatch {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        parts
            .headers
            .get(header::IF_MATCH)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.trim().trim_start_matches("W/").trim_matches('"').parse().ok())
            .map(Self)
            .ok_or_else(|| {
                Error::Invalid("Zum Ändern gehört die Version, von der Sie ausgehen (If-Match).".into())
            })
    }
}

/// JSON with the row's version as its ETag.
pub fn etag<T: Serialize>(version: i64, body: &T) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// What the page's script gets after a field saved itself.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Saved {
    /// The row's new version, for the next save.
    pub version: i64,
    /// When, as people read it: `14:05`.
    pub saved_at: String,
    /// A hint that does not block, in words; empty when there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// What counts now, in words, where that can differ from what was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stand: Option<String>,
    /// What stands beside the fields of the page, where the save can have changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
}

/// Remarks and sums beside the fields of a page.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Beside {
    /// When they were read, in microseconds: what comes late replaces nothing newer.
    pub at: i64,
    /// Remarks, by the question or section at which they stand; all others have none.
    pub hints: BTreeMap<String, Vec<String>>,
    /// Numbers that are repeated beside their splits, in words, by field.
    pub totals: BTreeMap<String, String>,
}

/// How a form's answer is wanted: as a page, or by the page's script as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A page or a redirect.
    Page,
    /// JSON for the script.
    Json,
}

impl FromRequestParts<App> for Wants {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let json =
            parts.headers.get(header::ACCEPT).is_some_and(|v| v.as_bytes().starts_with(b"application/json"));
        Ok(if json { Self::Json } else { Self::Page })
    }
}

/// Tells the script that a field is saved.
pub fn saved(shell: &Shell, version: i64, message: String) -> Response {
    saved_as(shell, Saved { version, message, ..Saved::default() })
}

/// The same, telling more; the time is filled in.
pub fn saved_as(shell: &Shell, saved: Saved) -> Response {
    let now = shell.now().german();
    let saved_at = now.rsplit_once(' ').map_or(now.clone(), |(_, time)| time.to_owned());
    Json(Saved { saved_at, ..saved }).into_response()
}

/// Tells the script that somebody else was faster, and where to choose.
pub fn stale(shell: &Shell, conflict_url: &str) -> Response {
    let body =
        serde_json::json!({"conflict_url": conflict_url, "message": shell.say("saved-stale").to_string()});
    (StatusCode::PRECONDITION_FAILED, Json(body)).into_response()
}

/// Tells the script what is wrong, and with which field.
pub fn refused(wrong: &[(String, String)]) -> Response {
    let message = wrong.iter().map(|(_, m)| m.as_str()).collect::<Vec<_>>().join(" ");
    let field = wrong.first().map(|(field, _)| field.as_str());
    (StatusCode::UNPROCESSABLE_ENTITY, Json(serde_json::json!({"message": message, "field": field})))
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_row_or_stands_for_one() {
        let id = "01920000-0000-7000-8000-000000000001";
        assert_eq!(row_key("/a", id).map(|k| k.to_string()).as_deref(), Some(id));
        let named = row_key("/a", "order 17").expect("a key");
        assert_eq!(row_key("/a", "order 17"), Some(named));
        assert_ne!(row_key("/a", "order 18"), Some(named));
        assert_ne!(row_key("/b", "order 17"), Some(named));
        for wrong in ["", "ä", "a\nb", &"x".repeat(201)] {
            assert_eq!(row_key("/a", wrong), None, "{wrong:?}");
        }
    }
}
