//! Waves, returns, workbooks and submissions, through requests.

mod returns;
mod submissions;
mod waves;
mod workbooks;
