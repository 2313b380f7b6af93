//! What programs send: JSON that is read strictly. A wrong type or an unknown key
//! is named with its place, in German, instead of being guessed at or passed over.

use crate::{App, Error, Result, Texts};
use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;

/// The largest body; a working aid's longest answer is far below.
const MOST_BYTES: usize = 1024 * 1024;

/// A JSON body.
#[derive(Clone, Debug)]
pub struct JsonBody<T>(
    /// What was read.
    pub T,
);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && !essence.ends_with("+json") {
            return Err(Error::Invalid(app.texts.say("json-not-json").to_string()));
        }
        let bytes = to_bytes(request.into_body(), MOST_BYTES).await.map_err(|_| Error::TooLarge)?;
        read(&app.texts, &bytes).map(Self)
    }
}

/// # Errors
/// [`Error::Place`] with the place and what is wrong there; [`Error::Invalid`]
/// where it is no JSON at all.
fn read<T: DeserializeOwned>(texts: &Texts, bytes: &[u8]) -> Result<T> {
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let mut unknown: Option<String> = None;
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut source, &mut track);
    let value = serde_ignored::deserialize(tracked, |path| {
        unknown.get_or_insert_with(|| path.to_string());
    });
    let value = match value {
        Ok(value) => value,
        Err(e) if e.is_syntax() || e.is_eof() => {
            let said = texts.say("json-broken").count("line", e.line()).count("column", e.column());
            return Err(Error::Invalid(said.to_string()));
        }
        Err(e) => {
            let place = missing(&e.to_string()).unwrap_or_else(|| track.path().to_string());
            let message = texts.say("json-does-not-fit").with("place", &place).to_string();
            return Err(Error::Place { place, message });
        }
    };
    source.end().map_err(|e| {
        let said = texts.say("json-broken").count("line", e.line()).count("column", e.column());
        Error::Invalid(said.to_string())
    })?;
    match unknown {
        None => Ok(value),
        Some(place) => {
            let message = texts.say("json-unknown-key").with("place", &place).to_string();
            Err(Error::Place { place, message })
        }
    }
}

/// The name in the library's sentence about a missing field.
fn missing(message: &str) -> Option<String> {
    let rest = message.split_once("missing field `")?.1;
    rest.split_once('`').map(|(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Row {
        name: String,
        #[serde(default)]
        counts: Vec<u8>,
    }

    fn texts() -> Texts {
        Texts::german(&[crate::TEXTS])
    }

    #[test]
    fn what_fits_is_read() {
        let row: Row = read(&texts(), br#"{"name": "x", "counts": [1, 2]}"#).expect("sound");
        assert_eq!(row, Row { name: "x".into(), counts: vec![1, 2] });
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        for (body, place) in [
            (&br#"{"name": 7}"#[..], "name"),
            (br#"{"name": "x", "counts": [1, "zwei"]}"#, "counts[1]"),
            (br#"{"counts": []}"#, "name"),
            (br#"{"name": "x", "colour": "red"}"#, "colour"),
        ] {
            match read::<Row>(&texts(), body) {
                Err(Error::Place { place: found, message }) => {
                    assert_eq!(found, place);
                    assert!(message.contains(place), "{message}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_json_is_refused_with_line_and_column() {
        for body in [&b"{"[..], b"", b"{\"name\": \"x\"} more", b"\xff"] {
            assert!(matches!(read::<Row>(&texts(), body), Err(Error::Invalid(_))), "{body:?}");
        }
    }
}
