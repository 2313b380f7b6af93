//! Promises of this context, by page: what people see and do, and what is
//! refused to others.

mod account;
mod address;
mod alliance_people;
mod api_tokens;
mod erasure;
mod finding;
mod links;
mod own_data;
mod people;
mod provider;
mod second_factor;
mod sessions;
mod sso;
mod start;
mod world;
