//! The `biform` command.

fn main() {}
