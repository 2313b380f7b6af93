//! klappt, wired: which contexts there are, in which order their tables, texts,
//! routes and rail stand, and what content every installation starts with.

pub mod content;
pub mod demo;
pub mod house;
mod legal;
pub mod mailer;
mod outbox;
pub mod serve;
pub mod settings;
