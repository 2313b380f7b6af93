//! Style sheet, script and icon: part of the binary, addressed by their content,
//! so that browsers keep them and never keep an old one.

use crate::{App, Error};
use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    path: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files: [(&str, &str, &[u8]); 4] = [
        ("klappt.css", "text/css; charset=utf-8", include_bytes!("../assets/klappt.css")),
        ("klappt.js", "text/javascript; charset=utf-8", include_bytes!("../assets/klappt.js")),
        ("talk.js", "text/javascript; charset=utf-8", include_bytes!("../assets/talk.js")),
        ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ];
    files
        .into_iter()
        .map(|(name, kind, bytes)| {
            let hash = hex::encode(&Sha256::digest(bytes)[..6]);
            Asset { name, kind, bytes, path: format!("/assets/{hash}/{name}") }
        })
        .collect()
});

/// The address of an asset.
///
/// # Panics
/// When there is none of that name, which every page's test finds.
pub fn asset_path(name: &str) -> &'static str {
    ASSETS.iter().find(|a| a.name == name).map_or("", |a| a.path.as_str())
}

/// Serves an asset; an old address answers with the new content, uncached.
pub(crate) async fn serve(
    _: crate::Permit<base::Visit>,
    axum::extract::State(_): axum::extract::State<App>,
    Path((hash, name)): Path<(String, String)>,
) -> Result<Response, Error> {
    let asset = ASSETS.iter().find(|a| a.name == name).ok_or(Error::NotFound)?;
    let current = asset.path == format!("/assets/{hash}/{name}");
    let keep = if current { "public, max-age=31536000, immutable" } else { "no-store" };
    let mut response = asset.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    Ok(response)
}
