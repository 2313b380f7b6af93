//! klappt
fn main() {}
