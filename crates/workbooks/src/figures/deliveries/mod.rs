//! Deliveries: numbers that come as a table, week after week, above all from the
//! foreigners' authority (R-NOA-05). The office names the columns once, says of which
//! day and from where the table is, sees what changes, and takes all over at once.
//! Until then nothing is stored as a figure. A table is one number per row, or one row
//! with a column for each value of a dimension; what its columns mean is kept for the
//! next table with the same columns. The table itself is forgotten when taken over,
//! after seven days at the latest.

mod model;
mod pages;
mod store;
mod upload;

pub use store::{forget_old, old};

use web::Routes;

/// What the outside can ask for.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/figure-deliveries/new", pages::new)
        .get("/alliances/{alliance}/figure-deliveries/sample.csv", pages::sample)
        .post_large("/alliances/{alliance}/figure-deliveries/new", pages::create, upload::MOST_BYTES)
        .get("/alliances/{alliance}/figure-deliveries/{delivery}", pages::show)
        .post("/alliances/{alliance}/figure-deliveries/{delivery}", pages::map)
        .get("/alliances/{alliance}/figure-deliveries/{delivery}/preview", pages::preview)
        .post("/alliances/{alliance}/figure-deliveries/{delivery}/preview", pages::take_over)
        .post("/alliances/{alliance}/figure-deliveries/{delivery}/removal", pages::remove)
}
