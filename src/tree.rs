//! The tree: the files a target renders, in memory.
//!
//! Nothing here touches a disk. A tree holds only names that every file system can hold side by side,
//! and only text that went through [`clean`], the one exit of all templates.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

/// File names that start with this belong to the writer (manifest, lock, files being written).
pub const RESERVED_PREFIX: &str = ".biform-";

/// Characters that Windows forbids in file names; `/` separates them.
const FORBIDDEN: [char; 8] = ['<', '>', ':', '"', '|', '?', '*', '\\'];

/// Names that Windows gives to devices, whatever their extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Why a file cannot be part of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeError {
    /// Two files have one path.
    #[error("`{path}` is rendered twice; every file of a tree needs a path of its own")]
    Duplicate {
        /// The path.
        path: Utf8PathBuf,
    },
    /// Two paths are one on file systems that ignore case, or a file stands where a folder has to be.
    #[error("`{path}` and `{other}` cannot stand side by side on every file system; rename one of them")]
    Collision {
        /// The path that was to be added.
        path: Utf8PathBuf,
        /// The path that is there.
        other: Utf8PathBuf,
    },
    /// The path is absolute, leaves the tree, or is a name that some file system cannot hold.
    #[error("`{path}` cannot be a file of a tree: {reason}; rename it")]
    Path {
        /// The path.
        path: Utf8PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// What a path names, for the sake of collisions.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(Utf8PathBuf),
    Folder(Utf8PathBuf),
}

impl Place {
    fn path(&self) -> &Utf8PathBuf {
        match self {
            Self::File(path) | Self::Folder(path) => path,
        }
    }
}

/// Rendered files by path: relative, `/` between the parts, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<Utf8PathBuf, String>,
    places: BTreeMap<String, Place>,
}

impl Tree {
    /// A tree without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file; its text is [`clean`]ed.
    ///
    /// Refuses a path that is taken, that is equal to another but for case, that needs a folder where a
    /// file stands, and every path [`check_path`] refuses.
    pub fn insert(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Result<(), TreeError> {
        let (path, text) = (path.into(), text.into());
        check_path(&path)?;
        if self.files.contains_key(&path) {
            return Err(TreeError::Duplicate { path });
        }
        for place in places(&path) {
            match self.places.entry(place.path().as_str().to_lowercase()) {
                Entry::Vacant(free) => {
                    free.insert(place);
                }
                Entry::Occupied(taken) if *taken.get() == place => {}
                Entry::Occupied(taken) => {
                    let other = taken.get().path().clone();
                    return Err(TreeError::Collision { path, other });
                }
            }
        }
        self.files.insert(path, if is_clean(&text) { text } else { clean(&text) });
        Ok(())
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: impl AsRef<Utf8Path>) -> Option<&str> {
        self.files.get(path.as_ref()).map(String::as_str)
    }

    /// All files with their text, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Utf8Path, &str)> {
        self.files.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// The folders on the way to a file, then the file itself.
fn places(path: &Utf8Path) -> Vec<Place> {
    let mut folders: Vec<Place> = path
        .ancestors()
        .skip(1)
        .filter(|folder| !folder.as_str().is_empty())
        .map(|folder| Place::Folder(folder.to_owned()))
        .collect();
    folders.reverse();
    folders.push(Place::File(path.to_owned()));
    folders
}

/// Refuses paths that are empty or absolute, leave the tree, are not in their shortest form, belong to
/// the writer ([`RESERVED_PREFIX`]), or that Windows cannot hold.
pub fn check_path(path: &Utf8Path) -> Result<(), TreeError> {
    match path.as_str().split('/').find_map(fault) {
        None => Ok(()),
        Some(reason) => Err(TreeError::Path { path: path.to_owned(), reason }),
    }
}

fn fault(part: &str) -> Option<&'static str> {
    let stem = part.split('.').next().unwrap_or(part).to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    if part.is_empty() {
        Some("it is empty, absolute, or has an empty part")
    } else if part == "." || part == ".." {
        Some("it has a part `.` or `..`")
    } else if part.contains(|letter: char| FORBIDDEN.contains(&letter) || letter.is_control()) {
        Some("it has a character that Windows forbids in file names")
    } else if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        Some("a part of it begins or ends with a blank or ends with a full stop")
    } else if DEVICES.contains(&stem.as_str())
        || numbered.is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']))
    {
        Some("a part of it is the name of a device on Windows")
    } else if part.to_lowercase().starts_with(RESERVED_PREFIX) {
        Some("names that start with `.biform-` are kept for biform itself")
    } else {
        None
    }
}

/// Whether [`clean`] would change nothing.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = !bytes.starts_with(b"\n");
    let ends = bytes.is_empty() || (bytes.ends_with(b"\n") && !bytes.ends_with(b"\n\n"));
    let blank_before_break = |pair: &[u8]| pair[1] == b'\n' && matches!(pair[0], b' ' | b'\t');
    begins && ends && !bytes.contains(&b'\r') && !bytes.windows(2).any(blank_before_break)
}

/// The text as it is written: LF between lines, no blank line first, no blanks at the end of a line,
/// one final newline. Text without any line stays empty.
#[must_use]
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let mut cleaned = String::with_capacity(text.len() + 1);
    for line in lines.iter().skip_while(|line| line.is_empty()) {
        cleaned.push_str(line);
        cleaned.push('\n');
    }
    cleaned
}
