//! biform's tests, in one binary so that they link once.

// A test that fails says so by panicking.
#![allow(clippy::unwrap_used)]

mod addresses;
mod architecture;
mod bicep;
mod cli;
mod expression;
mod hcl;
mod kinds;
mod laws;
mod literals;
mod names;
mod output;
mod parity;
mod readme;
mod recovery;
mod regions;
mod repository;
mod rules;
mod support;
mod tree;
mod trees;
