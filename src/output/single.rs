//! Single files that biform keeps outside of trees.

use std::io::{ErrorKind, Write as _};

use camino::Utf8Path;

use super::disk::with_unix_newlines;
use super::error::OutputError;
use super::lock::Lock;
use super::write::draft;

/// Writes `text` in place of a file that was `before` when it was read; `None` is no file.
///
/// The file is old or new at any moment. One that has changed meanwhile is left as it is: two runs may have been at work.
pub fn replace(path: &Utf8Path, before: Option<&str>, text: &str) -> Result<(), OutputError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_str().is_empty() => folder,
        _ => Utf8Path::new("."),
    };
    let _lock = Lock::acquire(folder)?;
    let found = match std::fs::read(path) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(OutputError::io("read", path)(error)),
    };
    let same = match (&found, before) {
        (Some(found), Some(before)) => with_unix_newlines(found) == with_unix_newlines(before.as_bytes()),
        (found, before) => found.is_none() && before.is_none(),
    };
    if !same {
        return Err(OutputError::Changed { path: path.to_owned() });
    }
    let mut draft = draft(path, folder).map_err(OutputError::io("write", path))?;
    draft.write_all(text.as_bytes()).map_err(OutputError::io("write", path))?;
    draft.persist(path).map_err(|error| OutputError::io("write", path)(error.error))?;
    Ok(())
}
