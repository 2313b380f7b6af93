//! What this context brings into instruments and statewide pages.

mod directory;
mod land;
mod members;
mod places;

pub use directory::Directory;
pub use land::Land;
pub use members::Members;
pub use places::Places;

/// The texts of these panels.
pub const TEXTS: (&str, &str) = ("bound.de.ftl", include_str!("bound.de.ftl"));

/// The texts of the panels about the alliance itself.
pub const PLACES_TEXTS: (&str, &str) = ("places.de.ftl", include_str!("places.de.ftl"));
