//! The words everything else is built from: ids, days and instants, clock and
//! chance, who acts, and the one table of what they may do. No input, no output.

mod actor;
mod chance;
pub mod disclosure;
mod ids;
mod policy;
mod rules;
mod text;
mod when;

pub use actor::{Actor, Alliance, Channel, RoleHeld};
pub use chance::{Chance, Seeded};
pub use ids::*;
pub use policy::*;
pub use rules::RuleLevel;
pub use text::{TextFault, clean, percent_tenths, sort_key};
pub use when::{Clock, Day, FixedClock, Instant, SystemClock};
