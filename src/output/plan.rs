//! The plan: what each file of a tree is on disk, compared with what it should be.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::disk::{Found, with_unix_newlines};
use super::error::OutputError;
use super::existing::{Content, Existing};
use super::manifest::{Digest, MANIFEST, Manifest, Provenance};
use super::write::WriteOptions;
use crate::tree::Tree;

/// What a file on disk is, compared with the tree and the manifest. Line endings alone never count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// It is what the tree says.
    Unchanged,
    /// It is what the tree says, but not in the manifest yet: biform takes it over.
    Adoptable,
    /// It is not there.
    Missing,
    /// biform wrote it, nobody edited it, and the tree says something else now.
    OutOfDate,
    /// biform wrote it, and it was edited since.
    Edited,
    /// biform wrote it, nobody edited it, and the tree no longer has it.
    Orphaned,
    /// biform wrote it, it was edited since, and the tree no longer has it.
    OrphanedEdited,
    /// biform did not write it, and the tree has other content for its place.
    InTheWay,
    /// A folder, a link, or something unreadable stands where the tree has a file.
    Blocked,
}

impl State {
    /// Whether `check` reports it.
    #[must_use]
    pub fn is_finding(self) -> bool {
        !matches!(self, Self::Unchanged | Self::Adoptable)
    }

    /// A word or two for tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Adoptable => "adoptable",
            Self::Missing => "missing",
            Self::OutOfDate => "out of date",
            Self::Edited => "edited",
            Self::Orphaned => "orphaned",
            Self::OrphanedEdited => "orphaned, edited",
            Self::InTheWay => "in the way",
            Self::Blocked => "blocked",
        }
    }
}

/// One file of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileState {
    /// The file, relative to the tree's root.
    pub path: Utf8PathBuf,
    /// What it is.
    pub state: State,
    /// Only when [`State::Blocked`]: what stands there, as a clause (`is a folder`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<String>,
    /// The content on disk, where it differs from the tree's.
    #[serde(skip)]
    pub(super) found: Option<Vec<u8>>,
}

impl FileState {
    fn new(path: &Utf8Path, state: State) -> Self {
        Self { path: path.to_owned(), state, obstacle: None, found: None }
    }

    /// What is the matter with the file and how to mend it, as a clause that follows its name.
    #[must_use]
    pub fn explanation(&self) -> String {
        let text = match self.state {
            State::Unchanged => "is what the model says",
            State::Adoptable => "is what the model says, and biform takes it over",
            State::Missing => "is missing; run `biform generate`",
            State::OutOfDate => "is not what the model says; run `biform generate`",
            State::Edited => {
                "was edited since biform wrote it; move the edit into the model or into a file of your own, \
                 or give `--force` to lose it"
            }
            State::Orphaned => "is no longer part of the tree; run `biform generate`",
            State::OrphanedEdited => {
                "is no longer part of the tree, but was edited since biform wrote it; move it elsewhere, or \
                 give `--force` to lose it"
            }
            State::InTheWay => {
                "was not written by biform; move it elsewhere, or give `--force` to have it replaced"
            }
            State::Blocked => {
                let obstacle = self.obstacle.as_deref().unwrap_or("is not a regular file");
                return format!("{obstacle}; move that elsewhere");
            }
        };
        text.to_owned()
    }

    /// Whether these options do not suffice to touch the file.
    fn is_refused(&self, options: WriteOptions) -> bool {
        match self.state {
            State::Blocked => true,
            State::Edited | State::InTheWay => !options.force,
            State::OrphanedEdited => options.prune && !options.force,
            _ => false,
        }
    }
}

/// A tree compared with a folder. Nothing has been written.
#[derive(Debug)]
pub struct Plan<'tree> {
    pub(super) dir: Utf8PathBuf,
    pub(super) tree: &'tree Tree,
    pub(super) files: Vec<FileState>,
    /// What the folder's manifest says; without files when there is none.
    pub(super) recorded: Manifest,
    /// The tree's own manifest.
    fresh: Manifest,
}

/// Compares a tree with the folder `dir`, which may be missing.
///
/// Reads each file of the tree and of the manifest once, and no others. Fails when the manifest cannot be
/// understood or belongs to another target, and when `dir` is not a folder; everything else is a state.
pub fn plan<'tree>(
    tree: &'tree Tree,
    dir: &Utf8Path,
    provenance: &Provenance,
) -> Result<Plan<'tree>, OutputError> {
    Existing::read(dir)?.plan(tree, provenance)
}

impl Existing {
    /// Compares a tree with the folder that was read.
    pub fn plan<'tree>(
        mut self,
        tree: &'tree Tree,
        provenance: &Provenance,
    ) -> Result<Plan<'tree>, OutputError> {
        let recorded = self.recorded.take().unwrap_or_else(|| Manifest::new(provenance));
        if recorded.target != provenance.target {
            let (found, wanted) = (recorded.target, provenance.target.clone());
            return Err(OutputError::OtherTarget { dir: self.dir, found, wanted });
        }
        let mut fresh = Manifest::new(provenance);
        let mut files = BTreeMap::new();
        for (path, text) in tree.iter() {
            let (state, digest) = produced(path, text, self.take(path), &recorded);
            files.insert(path.to_owned(), state);
            fresh.files.insert(path.to_owned(), digest);
        }
        for path in recorded.owned() {
            if tree.get(path).is_none()
                && let Some(orphan) = orphaned(path, self.take(path), &recorded)
            {
                files.insert(path.to_owned(), orphan);
            }
        }
        let files = files.into_values().collect();
        let mut plan = Plan { dir: self.dir, tree, files, recorded, fresh };
        let manifest = manifest_state(self.manifest, &plan.final_manifest(true).text());
        plan.files.push(manifest);
        Ok(plan)
    }
}

/// The state of a file the tree has, and the digest of what the tree has.
fn produced(path: &Utf8Path, text: &str, found: Content, recorded: &Manifest) -> (FileState, Digest) {
    let fresh = || Digest::of(text.as_bytes());
    let (content, digest) = match found {
        Content::Nothing => return (FileState::new(path, State::Missing), fresh()),
        Content::Obstacle(obstacle) => {
            let state = FileState { obstacle: Some(obstacle), ..FileState::new(path, State::Blocked) };
            return (state, fresh());
        }
        Content::File(content, digest) => (content, digest),
    };
    let owned = recorded.owns(path);
    if content == text.as_bytes() || with_unix_newlines(&content) == text.as_bytes() {
        // Equal content has an equal digest.
        return (FileState::new(path, if owned { State::Unchanged } else { State::Adoptable }), digest);
    }
    let state = match owned {
        true if recorded.recognises(path, &digest) => State::OutOfDate,
        true => State::Edited,
        false => State::InTheWay,
    };
    (FileState { found: Some(content), ..FileState::new(path, state) }, fresh())
}

/// The state of a file only the manifest has; none when it is gone, or something else took its place.
fn orphaned(path: &Utf8Path, found: Content, recorded: &Manifest) -> Option<FileState> {
    let Content::File(content, digest) = found else { return None };
    let unedited = recorded.recognises(path, &digest);
    let state = if unedited { State::Orphaned } else { State::OrphanedEdited };
    Some(FileState { found: Some(content), ..FileState::new(path, state) })
}

fn manifest_state(found: Found, text: &str) -> FileState {
    let path = Utf8Path::new(MANIFEST);
    match found {
        Found::Nothing => FileState::new(path, State::Missing),
        Found::Obstacle(obstacle) => {
            FileState { obstacle: Some(obstacle), ..FileState::new(path, State::Blocked) }
        }
        Found::File(content) if with_unix_newlines(&content) == text.as_bytes() => {
            FileState::new(path, State::Unchanged)
        }
        Found::File(content) => FileState { found: Some(content), ..FileState::new(path, State::OutOfDate) },
    }
}

impl Plan<'_> {
    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Utf8Path {
        &self.dir
    }

    /// Every file of the tree and every orphan, in the order of their paths, then the manifest.
    #[must_use]
    pub fn files(&self) -> &[FileState] {
        &self.files
    }

    /// What `check` reports. When there is nothing, [`write`](super::write()) changes nothing.
    pub fn findings(&self) -> impl Iterator<Item = &FileState> {
        self.files.iter().filter(|file| file.state.is_finding())
    }

    /// The version of biform that wrote the folder's manifest, or this version where there is none.
    #[must_use]
    pub fn recorded_version(&self) -> &str {
        &self.recorded.biform
    }

    /// The files that [`write`](super::write()) refuses to touch with these options.
    #[must_use]
    pub fn refused(&self, options: WriteOptions) -> Vec<FileState> {
        self.files.iter().filter(|file| file.is_refused(options)).cloned().collect()
    }

    /// The manifest after a run; orphans that stay on disk stay listed, or nobody would ever find them.
    pub(super) fn final_manifest(&self, keep_orphans: bool) -> Manifest {
        let mut manifest = self.fresh.clone();
        for orphan in self.files.iter().filter(|file| keep_orphans && file.is_orphan()) {
            let recorded = self.recorded.files.get(&orphan.path);
            let unfinished = self.recorded.unfinished.get(&orphan.path).and_then(|digests| digests.last());
            if let Some(digest) = recorded.or(unfinished) {
                manifest.files.insert(orphan.path.clone(), digest.clone());
            }
        }
        manifest
    }

    /// The digest of a file the tree has.
    pub(super) fn digest(&self, path: &Utf8Path) -> Option<&Digest> {
        self.fresh.files.get(path)
    }
}

impl FileState {
    pub(super) fn is_orphan(&self) -> bool {
        matches!(self.state, State::Orphaned | State::OrphanedEdited)
    }
}
