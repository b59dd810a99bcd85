//! Output: the one place that writes files, and that says whether files are what a tree says.
//!
//! [`plan`] compares a [`Tree`](crate::tree::Tree) with a folder; [`write`] acts on it; [`Plan::diff`]
//! prints it as a patch. What biform wrote stands in the [`Manifest`], and only that is ever replaced or
//! removed without being forced.
//!
//! # Being killed
//! Every file is written beside its place and then moved into it, so it is old or new at any moment.
//! Before the first file, the manifest is replaced by one that also lists what is about to be written
//! (`unfinished`); the final manifest comes last. The next run therefore knows a half-finished job from
//! an edited file, and finishes it.

mod diff;
mod disk;
mod error;
mod existing;
mod lock;
mod manifest;
mod plan;
mod single;
mod write;

pub use diff::FileDiff;
pub use error::OutputError;
pub use existing::Existing;
pub use manifest::{Digest, MANIFEST, Manifest, Provenance};
pub use plan::{FileState, Plan, State, plan};
pub use single::replace;
pub use write::{Summary, WriteOptions, write, write_observed};

/// Writes a new file whole; fails when something is there already.
pub fn create_new(path: &camino::Utf8Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}
