//! biform's tests, in one binary so that they link once.

// A test that fails says so by panicking.
#![allow(clippy::unwrap_used)]

mod architecture;
mod cli;
mod kinds;
mod output;
mod readme;
mod repository;
mod rules;
mod tree;
mod trees;
