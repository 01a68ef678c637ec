//! `portico serve`: reads the configuration, opens the store, serves until told to stop.

fn main() {}
