//! Running an installation: whether it can work (`/readyz`), the numbers that tell how it
//! does (`/metrics`, on an address of its own) and the operator's page.

mod board;
mod metrics;
mod ready;

pub use board::{TEXTS, routes};
pub use metrics::{Mailed, Metrics, serve};
pub use ready::Ready;
