//! What is counted for those who watch over an installation.

use prometheus_client::metrics::{
    counter::Counter,
    histogram::{Histogram, exponential_buckets},
};

/// Saves, and how many of them share a commit. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Small changes asked for, whether they succeeded or not.
    pub saves: Counter,
    /// How many of them shared one commit.
    pub group_sizes: Histogram,
}

impl Default for Counts {
    fn default() -> Self {
        Self { saves: Counter::default(), group_sizes: Histogram::new(exponential_buckets(1.0, 2.0, 7)) }
    }
}

impl Counts {
    pub(crate) fn group(&self, size: usize) {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        self.saves.inc_by(size.into());
        self.group_sizes.observe(size.into());
    }
}

/// How a pool of connections stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// `readers` or `writers`.
    pub name: &'static str,
    /// Connections open.
    pub open: u32,
    /// Connections open that nobody uses.
    pub idle: u32,
    /// Connections there may be.
    pub most: u32,
}
