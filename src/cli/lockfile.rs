//! The file that keeps allocated addresses: beside the model, under its name, with the ending `lock`.

use std::io::ErrorKind;

use camino::{Utf8Path, Utf8PathBuf};

use super::session::Invalid;
use super::terminal::Failure;
use crate::addresses::{Entry, Lock, Planned};
use crate::output;
use crate::source;

/// The lock of a model, as it is on the disk.
#[derive(Debug, Clone)]
pub(super) struct LockFile {
    pub(super) path: Utf8PathBuf,
    /// The text, if there is a file.
    text: Option<String>,
    pub(super) lock: Lock,
}

/// The addresses of a session: the plan's entries, and the lock before and after.
#[derive(Debug)]
pub(super) struct Addresses {
    pub(super) file: LockFile,
    /// Every block.
    pub(super) entries: Vec<Entry>,
    /// What was allocated now.
    pub(super) added: usize,
    /// The lock with it.
    pub(super) extended: Lock,
}

impl Addresses {
    pub(super) fn new(file: LockFile, planned: &Planned) -> Self {
        let (entries, extended) = (planned.entries.clone(), planned.lock.clone());
        Self { file, entries, added: planned.added().count(), extended }
    }

    /// Writes what was allocated now, if anything was.
    pub(super) fn write(&self) -> Result<(), Failure> {
        if self.added == 0 { Ok(()) } else { self.file.replace(&self.extended) }
    }

    /// "1 block", "2 blocks".
    pub(super) fn added_blocks(&self) -> String {
        format!("{} {}", self.added, if self.added == 1 { "address block" } else { "address blocks" })
    }
}

impl LockFile {
    /// Reads the lock of a model; without a file it is empty.
    pub(super) fn read(model: &Utf8Path) -> Result<Result<Self, Invalid>, Failure> {
        let path = path(model);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Ok(Self { path, text: None, lock: Lock::default() }));
            }
            Err(error) => return Err(Failure::Input(format!("cannot read `{path}`: {error}"))),
        };
        let document = match source::parse(path.as_str(), bytes) {
            Ok(document) => document,
            Err(rejected) => {
                return Ok(Err(Invalid { source: rejected.source, diagnostics: rejected.diagnostics }));
            }
        };
        Ok(match Lock::read(&document.value) {
            Ok(lock) => Ok(Self { path, text: Some(document.source.text().to_owned()), lock }),
            Err(diagnostics) => Err(Invalid { source: document.source, diagnostics }),
        })
    }

    /// Writes another lock in place of this one, unless the file has changed meanwhile.
    pub(super) fn replace(&self, lock: &Lock) -> Result<(), Failure> {
        Ok(output::replace(&self.path, self.text.as_deref(), &lock.text()?)?)
    }
}

fn path(model: &Utf8Path) -> Utf8PathBuf {
    if model.extension() == Some("lock") {
        Utf8PathBuf::from(format!("{model}.lock"))
    } else {
        model.with_extension("lock")
    }
}
