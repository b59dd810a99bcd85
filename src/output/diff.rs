//! Differences between a folder and a tree, as patches that `git apply` and `patch -p1` take.

use std::borrow::Cow;
use std::str;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use similar::TextDiff;

use super::disk::with_unix_newlines;
use super::manifest::MANIFEST;
use super::plan::{FileState, Plan, State};

/// The patch for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileDiff {
    /// The file, relative to the tree's root.
    pub path: Utf8PathBuf,
    /// A unified diff with git's heading, from what is on disk to what the tree says.
    pub patch: String,
}

impl Plan<'_> {
    /// A patch for every file that is not what the tree says; orphans are removed, edits undone, and the
    /// manifest follows. Applied in the folder, it leaves nothing for [`findings`](Self::findings).
    ///
    /// Files that are [`State::Blocked`] have no patch.
    #[must_use]
    pub fn diff(&self) -> Vec<FileDiff> {
        let manifest = self.final_manifest(false).text();
        let changed = |file: &&FileState| {
            file.path == MANIFEST || !matches!(file.state, State::Unchanged | State::Adoptable)
        };
        self.files
            .iter()
            .filter(|file| file.state != State::Blocked)
            .filter(changed)
            .filter_map(|file| {
                let new = if file.path == MANIFEST { Some(&*manifest) } else { self.tree.get(&file.path) };
                let old = match (&file.found, file.state) {
                    (Some(found), _) => Some(with_unix_newlines(found)),
                    // Only its orphans can make an unchanged manifest differ.
                    (None, State::Unchanged) => {
                        Some(Cow::Owned(self.final_manifest(true).text().into_bytes()))
                    }
                    (None, _) => None,
                };
                let patch = patch(&file.path, old.as_deref(), new)?;
                Some(FileDiff { path: file.path.clone(), patch })
            })
            .collect()
    }
}

/// The patch from `old` to `new`, where `None` is no file; none when they are equal.
fn patch(path: &Utf8Path, old: Option<&[u8]>, new: Option<&str>) -> Option<String> {
    if old == new.map(str::as_bytes) {
        return None;
    }
    let mode = match (old, new) {
        (None, _) => "new file mode 100644\n",
        (_, None) => "deleted file mode 100644\n",
        _ => "",
    };
    let heading = format!("diff --git a/{path} b/{path}\n{mode}");
    // git ends a name that has blanks with a tab.
    let end = if path.as_str().contains(' ') { "\t" } else { "" };
    let name = |side: char, there: bool| {
        if there { format!("{side}/{path}{end}") } else { "/dev/null".to_owned() }
    };
    let (from, to) = (name('a', old.is_some()), name('b', new.is_some()));
    let Ok(old_text) = str::from_utf8(old.unwrap_or_default()) else {
        return Some(format!("{heading}Binary files {from} and {to} differ\n"));
    };
    let diff = TextDiff::from_lines(old_text, new.unwrap_or_default());
    let body = diff.unified_diff().header(&from, &to).to_string();
    Some(heading + &body)
}
