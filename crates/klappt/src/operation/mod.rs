//! Running an installation: whether it can work (`/readyz`) and the numbers that tell
//! how it does (`/metrics`, on an address of its own).

mod metrics;
mod ready;

pub use metrics::{Mailed, Metrics, serve};
pub use ready::Ready;
