//! What can go wrong between a tree and a disk.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

use super::plan::FileState;

/// A failure of [`plan`](super::plan()) or [`write`](super::write()); the text names the file and the mend.
#[derive(Debug, Error)]
pub enum OutputError {
    /// The operating system refused something.
    #[error("cannot {action} `{path}`: {source}; mend that and run the command again")]
    Io {
        /// What was tried, as a verb: `read`, `write`, ...
        action: &'static str,
        /// The file or folder.
        path: Utf8PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The folder to write to is something else.
    #[error("`{dir}` is not a folder; choose another place for the tree, or move it away")]
    NotAFolder {
        /// The path.
        dir: Utf8PathBuf,
    },
    /// The manifest cannot be understood.
    #[error(
        "`{path}` is damaged: {reason}; restore it from version control, or delete it and run \
         `biform generate`, which takes back every file that is what the model says"
    )]
    DamagedManifest {
        /// The manifest.
        path: Utf8PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The manifest has a format this version does not know.
    #[error(
        "`{path}` has format {found}, and this biform knows formats up to {known}; use the biform that \
         wrote it, or a newer one"
    )]
    NewerManifest {
        /// The manifest.
        path: Utf8PathBuf,
        /// Its format.
        found: u64,
        /// The newest format this version reads.
        known: u64,
    },
    /// The folder holds the tree of another target.
    #[error(
        "`{dir}` holds a {found} tree, and a {wanted} tree would replace it; choose another folder, or \
         delete that tree first"
    )]
    OtherTarget {
        /// The folder.
        dir: Utf8PathBuf,
        /// The target of the manifest in it.
        found: String,
        /// The target of the tree.
        wanted: String,
    },
    /// Another run holds the folder.
    #[error("another biform is writing to `{dir}`; wait until it is done and run the command again")]
    Busy {
        /// The folder.
        dir: Utf8PathBuf,
    },
    /// A file is no longer what was read.
    #[error("`{path}` has changed while biform was at work, and was left as it is; run the command again")]
    Changed {
        /// The file.
        path: Utf8PathBuf,
    },
    /// Files are in the way; nothing was written.
    #[error("nothing was written to `{dir}`:{}", listed(files))]
    Refused {
        /// The folder.
        dir: Utf8PathBuf,
        /// The files that would have been lost.
        files: Vec<FileState>,
    },
}

impl OutputError {
    /// Gives a system error its place: `.map_err(OutputError::io("write", &path))`.
    pub(super) fn io(action: &'static str, path: &Utf8Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

fn listed(files: &[FileState]) -> String {
    let lines: Vec<String> =
        files.iter().map(|file| format!("\n  `{}` {}", file.path, file.explanation())).collect();
    lines.concat()
}
