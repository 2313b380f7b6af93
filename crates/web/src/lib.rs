//! The shell every page and answer comes in: routes that name their permission,
//! pages, texts, forms, errors, assets, the API's shape.
//!
//! A route without a permission does not compile:
//! ```compile_fail
//! async fn open_to_whom() -> &'static str { "?" }
//! web::Routes::new().get("/secret", open_to_whom);
//! ```
//! One with a permit as its first argument does:
//! ```
//! async fn open_to_everybody(_: web::Permit<base::Visit>) -> &'static str { "!" }
//! web::Routes::new().get("/open", open_to_everybody);
//! ```

mod aids;
mod api;
mod app;
mod assets;
mod bound;
mod confirm;
mod conflict;
mod csrf;
mod doors;
mod edge;
mod erasing;
mod error;
mod fields;
mod health;
mod json;
mod membership;
mod observe;
mod openapi;
mod page;
mod periods;
mod routes;
mod serve;
mod slow;
mod sort;
mod statewide;
mod svg;
mod texts;
mod tokens;
mod told;
mod traces;
mod upload;
mod witness;

pub use aids::{Aids, OpenRequest, Themed, Waits};
pub use api::{
    Beside, Cursor, IdempotencyKey, IfMatch, Listed, Saved, Wants, etag, listed, refused, saved, saved_as,
    stale,
};
pub use app::{App, AppParts, Config, Doors, Known, Links, NavItem, Sender, Who};
pub use assets::asset_path;
pub use base::Permit;
pub use bound::{Bindings, BoundItem, BoundValue, Panel};
pub use confirm::Confirm;
pub use conflict::{Conflict, Differing};
pub use csrf::form_token;
pub use doors::{
    PROGRAM_TOKEN, Token, bearer_or_cookie, is_program_token, lasting, session_cookie, sign_out_cookie,
};
pub use edge::{local_path, query};
pub use erasing::{ErasureReason, HistoryPage, history_erasure};
pub use error::{Error, Problem, Result};
pub use fields::{Fields, Form, looks_like_email};
pub use health::Health;
pub use json::JsonBody;
pub use membership::Membership;
pub use observe::Requests;
pub use openapi::describe as openapi;
pub use page::{Page, Shell, attachment, html, html_with};
pub use periods::{OutOfBounds, Periods, Which};
pub use routes::{Asks, NamesPermission, RouteInfo, Routes};
pub use serve::{build, routes};
pub use sort::{Asked as AskedRows, SortHead, Sorting};
pub use statewide::{ConstellationLine, Constellations, Standing, Statewide, Tile};
pub use svg::{Bar, bars};
pub use texts::{Said, Texts, Whole};
pub use tokens::{new_token, token_hash};
pub use told::{Told, act, column_id, permission_id, table_id, told, told_fields};
pub use traces::{Finding, Sought, Trace, Traces};
pub use upload::{Upload, UploadFault};

/// The shell's own texts.
pub const TEXTS: &[(&str, &str)] =
    &[("shell.de.ftl", include_str!("shell.de.ftl")), ("erasing.de.ftl", include_str!("erasing.de.ftl"))];
