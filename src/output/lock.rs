//! The lock that keeps two runs from writing to one tree at once.
//!
//! It is an advisory lock of the operating system on a file in the tree's root. The system lets go of it
//! when the process ends, however it ends, so a file left behind by a killed run is not in the way: the
//! next run locks the same file and removes it in the end.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::process;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::OutputError;

/// The name of the lock file, in the root of a tree.
const LOCK: &str = ".biform-lock";

/// A held lock; dropping it removes the file.
#[derive(Debug)]
pub(super) struct Lock {
    path: Utf8PathBuf,
    // Holds the system's lock until after the file is removed.
    _file: File,
}

impl Lock {
    /// Locks the folder `dir`, which must exist; fails at once when another run holds it.
    pub(super) fn acquire(dir: &Utf8Path) -> Result<Self, OutputError> {
        let path = dir.join(LOCK);
        let busy = || OutputError::Busy { dir: dir.to_owned() };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(OutputError::io("lock", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            // Some network file systems have no locks; there, two runs at once are the user's to avoid.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(OutputError::io("lock", &path)(error)),
        }
        // The run that held the file may have removed it between our opening and locking it; then this
        // is a lock on a file nobody else will look at.
        let mark = process::id().to_string();
        mark_file(&file, &mark).map_err(OutputError::io("lock", &path))?;
        match std::fs::read_to_string(&path) {
            Ok(text) if text == mark => Ok(Self { path, _file: file }),
            _ => Err(busy()),
        }
    }

    /// Whether a run is at work in the folder, or was killed there.
    pub(super) fn is_there(dir: &Utf8Path) -> bool {
        dir.join(LOCK).symlink_metadata().is_ok()
    }
}

fn mark_file(mut file: &File, mark: &str) -> std::io::Result<()> {
    use std::io::Write;
    file.set_len(0)?;
    file.write_all(mark.as_bytes())
}

impl Drop for Lock {
    fn drop(&mut self) {
        // What stays behind is harmless.
        let _ = std::fs::remove_file(&self.path);
    }
}
