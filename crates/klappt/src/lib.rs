//! klappt, wired: which contexts there are, in which order their tables, texts,
//! routes and rail stand, and what content every installation starts with.

/// Rows are made on the database's threads and freed on the server's: the system's
/// allocator pays for that with locks (decision 0015).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod audit;
pub mod backup;
pub mod content;
pub mod deletion;
pub mod demo;
mod heads;
pub mod house;
pub mod legal;
pub mod mailer;
pub mod operation;
mod outbox;
pub mod outside;
pub mod serve;
pub mod settings;
pub mod sso;
pub mod walls;
