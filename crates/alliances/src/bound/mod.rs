//! What this context brings into instruments.

mod directory;

pub use directory::Directory;

/// The texts of these panels.
pub const TEXTS: (&str, &str) = ("bound.de.ftl", include_str!("bound.de.ftl"));
