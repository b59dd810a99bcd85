//! What stands on the disk where a tree has, or had, a file. Links are never followed inside a tree.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{File, FileType};
use std::io::{ErrorKind, Read};

use camino::{Utf8Path, Utf8PathBuf};

use super::error::OutputError;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing; folders on the way may be missing too.
    Nothing,
    /// A file with this content.
    File(Vec<u8>),
    /// Something that cannot be read or replaced, told in a clause.
    Obstacle(String),
}

/// What stands where a folder has to be.
#[derive(Debug, Clone)]
enum Folder {
    Absent,
    Present,
    Obstacle(String),
}

/// Looks at paths of one tree; each folder is looked at once.
#[derive(Debug)]
pub(super) struct Disk {
    root: Utf8PathBuf,
    folders: BTreeMap<Utf8PathBuf, Folder>,
}

impl Disk {
    /// The disk below `root`. The root itself may be a link, and may be missing.
    pub(super) fn new(root: &Utf8Path) -> Result<Self, OutputError> {
        let state = match std::fs::metadata(root) {
            Ok(metadata) if metadata.is_dir() => Folder::Present,
            Ok(_) => return Err(OutputError::NotAFolder { dir: root.to_owned() }),
            Err(error) if error.kind() == ErrorKind::NotFound => Folder::Absent,
            Err(error) => return Err(OutputError::io("read", root)(error)),
        };
        Ok(Self { root: root.to_owned(), folders: BTreeMap::from([(Utf8PathBuf::new(), state)]) })
    }

    /// What stands at `path`, which is relative to the root.
    pub(super) fn look(&mut self, path: &Utf8Path) -> Found {
        match self.folder(path.parent().unwrap_or(Utf8Path::new(""))) {
            Folder::Absent => Found::Nothing,
            Folder::Obstacle(reason) => Found::Obstacle(reason),
            Folder::Present => self.look_at(path),
        }
    }

    /// Whether what stands on the way to `path`, as far as it is there, is folders of this tree.
    pub(super) fn is_inside(&mut self, path: &Utf8Path) -> bool {
        !matches!(self.folder(path.parent().unwrap_or(Utf8Path::new(""))), Folder::Obstacle(_))
    }

    fn look_at(&self, path: &Utf8Path) -> Found {
        let full = self.root.join(path);
        let content = match std::fs::symlink_metadata(&full) {
            Ok(metadata) if metadata.is_file() => read(&full, metadata.len()),
            Ok(metadata) => return Found::Obstacle(format!("is {}", noun(metadata.file_type()))),
            Err(error) => Err(error),
        };
        match content {
            Ok(content) => Found::File(content),
            Err(error) if error.kind() == ErrorKind::NotFound => Found::Nothing,
            Err(error) => Found::Obstacle(format!("cannot be read ({error})")),
        }
    }

    fn folder(&mut self, path: &Utf8Path) -> Folder {
        if let Some(known) = self.folders.get(path) {
            return known.clone();
        }
        let state = match self.folder(path.parent().unwrap_or(Utf8Path::new(""))) {
            Folder::Present => folder_at(&self.root, path),
            other => other,
        };
        self.folders.insert(path.to_owned(), state.clone());
        state
    }
}

fn folder_at(root: &Utf8Path, path: &Utf8Path) -> Folder {
    match std::fs::symlink_metadata(root.join(path)) {
        Ok(metadata) if metadata.is_dir() => Folder::Present,
        Ok(metadata) => {
            Folder::Obstacle(format!("cannot be reached: `{path}` is {}", noun(metadata.file_type())))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Folder::Absent,
        Err(error) => Folder::Obstacle(format!("cannot be reached: `{path}` cannot be read ({error})")),
    }
}

/// The content of a file of about this length; asking for the length once more would take as long as reading.
fn read(file: &Utf8Path, length: u64) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    content.try_reserve_exact(usize::try_from(length).unwrap_or_default().saturating_add(1))?;
    File::open(file)?.read_to_end(&mut content)?;
    Ok(content)
}

fn noun(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_file() {
        "a file"
    } else {
        "not a regular file"
    }
}

/// The content with LF line endings: version control may have checked it out with others.
pub(super) fn with_unix_newlines(content: &[u8]) -> Cow<'_, [u8]> {
    if !content.contains(&b'\r') {
        return Cow::Borrowed(content);
    }
    let mut unix = Vec::with_capacity(content.len());
    for (index, byte) in content.iter().enumerate() {
        if *byte != b'\r' || content.get(index + 1) != Some(&b'\n') {
            unix.push(*byte);
        }
    }
    Cow::Owned(unix)
}
