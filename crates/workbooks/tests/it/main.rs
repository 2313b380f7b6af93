//! Waves, returns, workbooks and submissions, through requests.

mod assignments;
mod colleagues;
mod consolidation;
mod extensions;
mod figures;
mod membership;
mod papers;
mod returns;
mod roll_up;
mod submissions;
mod summary;
mod voices;
mod waves;
mod workbooks;
