//! The writer: makes a folder what a tree says, and loses nothing on the way.

use std::io::{self, ErrorKind, Write};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use tempfile::{Builder, NamedTempFile};

use super::disk::Disk;
use super::error::OutputError;
use super::lock::Lock;
use super::manifest::{Digest, MANIFEST, Manifest, Provenance};
use super::plan::{FileState, Plan, State, plan};
use crate::tree::{RESERVED_PREFIX, Tree};

/// What a run may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// Replace and remove files that were edited, and replace files biform did not write.
    pub force: bool,
    /// Remove files that are no longer part of the tree, and folders that are empty without them.
    pub prune: bool,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
}

/// What a run did, or with [`WriteOptions::dry_run`] would do. Paths are relative to the folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Files that were written, the manifest among them.
    pub written: Vec<Utf8PathBuf>,
    /// Files that were removed.
    pub removed: Vec<Utf8PathBuf>,
    /// Files that were there as they should be, and are biform's from now on.
    pub adopted: Vec<Utf8PathBuf>,
    /// Files that are no longer part of the tree and were left, for want of [`WriteOptions::prune`].
    pub left: Vec<Utf8PathBuf>,
    /// The number of files that were left as they were.
    pub unchanged: usize,
}

/// Makes the folder `dir` what the tree says.
///
/// Refuses, and then writes nothing at all, when a file would be lost that was edited or that biform did
/// not write, unless forced. Files that are as they should be are not touched. When this fails half way,
/// or the process is killed, every file is old or new, and the next run finishes the job.
pub fn write(
    tree: &Tree,
    dir: &Utf8Path,
    provenance: &Provenance,
    options: WriteOptions,
) -> Result<Summary, OutputError> {
    write_observed(tree, dir, provenance, options, &mut || {})
}

/// [`write`], calling `before` ahead of every change to the disk: tests end the process there.
#[doc(hidden)]
pub fn write_observed(
    tree: &Tree,
    dir: &Utf8Path,
    provenance: &Provenance,
    options: WriteOptions,
    before: &mut dyn FnMut(),
) -> Result<Summary, OutputError> {
    let preview = plan(tree, dir, provenance)?;
    refuse(&preview, options)?;
    let summary = preview.summary(options);
    if options.dry_run || (summary.is_idle() && !Lock::is_there(dir)) {
        return Ok(summary);
    }
    before();
    std::fs::create_dir_all(dir).map_err(OutputError::io("create", dir))?;
    before();
    let _lock = Lock::acquire(dir)?;
    // Another run may have been at work before the lock was ours.
    let plan = plan(tree, dir, provenance)?;
    refuse(&plan, options)?;
    Writer { plan: &plan, options, before }.run()?;
    Ok(plan.summary(options))
}

fn refuse(plan: &Plan<'_>, options: WriteOptions) -> Result<(), OutputError> {
    let files = plan.refused(options);
    if files.is_empty() { Ok(()) } else { Err(OutputError::Refused { dir: plan.dir.clone(), files }) }
}

impl Summary {
    fn is_idle(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty() && self.adopted.is_empty()
    }
}

impl Plan<'_> {
    fn summary(&self, options: WriteOptions) -> Summary {
        let mut summary = Summary::default();
        for file in &self.files {
            if file.path == MANIFEST {
                if self.manifest_changes(options) {
                    summary.written.push(file.path.clone());
                } else {
                    summary.unchanged += 1;
                }
                continue;
            }
            match file.state {
                State::Unchanged => summary.unchanged += 1,
                State::Adoptable => summary.adopted.push(file.path.clone()),
                State::Orphaned | State::OrphanedEdited if options.prune => {
                    summary.removed.push(file.path.clone());
                }
                State::Orphaned | State::OrphanedEdited => summary.left.push(file.path.clone()),
                _ => summary.written.push(file.path.clone()),
            }
        }
        summary
    }

    /// Whether the manifest on disk is not what this run would leave.
    fn manifest_changes(&self, options: WriteOptions) -> bool {
        let prunes = options.prune && self.files.iter().any(FileState::is_orphan);
        prunes || self.files.iter().any(|file| file.path == MANIFEST && file.state != State::Unchanged)
    }

    fn written(&self) -> impl Iterator<Item = (&FileState, &str)> {
        self.files
            .iter()
            .filter(|file| !matches!(file.state, State::Unchanged | State::Adoptable))
            .filter_map(|file| self.tree.get(&file.path).map(|text| (file, text)))
    }

    fn removed(&self, options: WriteOptions) -> impl Iterator<Item = &FileState> {
        self.files.iter().filter(move |file| options.prune && file.is_orphan())
    }

    /// The manifest that stands while files are written: what was there, and what is about to be.
    fn unfinished_manifest(&self, options: WriteOptions) -> Manifest {
        let mut manifest = self.final_manifest(false);
        manifest.files = self.recorded.files.clone();
        manifest.unfinished = self.recorded.unfinished.clone();
        for (file, _) in self.written() {
            if let Some(digest) = self.digest(&file.path) {
                manifest.expect(&file.path, digest.clone());
            }
        }
        // Forced once is forced for the run that finishes the job, too.
        let touched = self.written().map(|(file, _)| file).chain(self.removed(options));
        for file in touched.filter(|file| !matches!(file.state, State::OutOfDate | State::Orphaned)) {
            if let Some(found) = &file.found {
                manifest.expect(&file.path, Digest::of(found));
            }
        }
        manifest
    }
}

struct Writer<'run> {
    plan: &'run Plan<'run>,
    options: WriteOptions,
    before: &'run mut dyn FnMut(),
}

impl Writer<'_> {
    fn run(mut self) -> Result<(), OutputError> {
        let plan = self.plan;
        let mut disk = Disk::new(&plan.dir)?;
        self.sweep(&mut disk)?;
        let has_work = plan.written().next().is_some() || plan.removed(self.options).next().is_some();
        if has_work {
            let manifest = plan.unfinished_manifest(self.options).text();
            self.replace(Utf8Path::new(MANIFEST), &manifest)?;
        }
        // Removals first: where case does not count, an orphan may be the place of a new file.
        for file in plan.removed(self.options) {
            self.remove(&file.path)?;
        }
        if self.options.prune {
            let gone = plan.recorded.owned().into_iter().filter(|path| plan.tree.get(path).is_none());
            for path in gone.filter(|path| disk.is_inside(path)) {
                self.remove_empty_folders(path);
            }
        }
        for (file, text) in plan.written() {
            self.replace(&file.path, text)?;
        }
        if has_work || plan.manifest_changes(self.options) {
            let manifest = plan.final_manifest(!self.options.prune).text();
            self.replace(Utf8Path::new(MANIFEST), &manifest)?;
        }
        Ok(())
    }

    /// Removes files that an interrupted run was writing beside their places.
    fn sweep(&mut self, disk: &mut Disk) -> Result<(), OutputError> {
        let unfinished = self.plan.recorded.unfinished.keys().map(Utf8PathBuf::as_path);
        for path in unfinished.chain([Utf8Path::new(MANIFEST)]).filter(|path| disk.is_inside(path)) {
            let leftover = self.plan.dir.join(path.with_file_name(draft_name(path)));
            match std::fs::remove_file(&leftover) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(OutputError::io("remove", &leftover)(error)),
            }
        }
        Ok(())
    }

    fn remove(&mut self, path: &Utf8Path) -> Result<(), OutputError> {
        let full = self.plan.dir.join(path);
        (self.before)();
        std::fs::remove_file(&full).map_err(OutputError::io("remove", &full))
    }

    /// Removes the folders a file stood in, inside out, as long as they are empty.
    fn remove_empty_folders(&mut self, path: &Utf8Path) {
        for folder in path.ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
            (self.before)();
            match std::fs::remove_dir(self.plan.dir.join(folder)) {
                Ok(()) => {}
                // An interrupted run may have come this far.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                // A folder that is not empty stays, and so do those it stands in.
                Err(_) => return,
            }
        }
    }

    /// Writes a file beside its place and moves it there, so that the place is never half-written.
    fn replace(&mut self, path: &Utf8Path, text: &str) -> Result<(), OutputError> {
        let full = self.plan.dir.join(path);
        let folder = full.parent().unwrap_or(&self.plan.dir);
        (self.before)();
        std::fs::create_dir_all(folder).map_err(OutputError::io("create", folder))?;
        (self.before)();
        let mut draft = draft(&full, folder).map_err(OutputError::io("write", &full))?;
        (self.before)();
        draft.write_all(text.as_bytes()).map_err(OutputError::io("write", &full))?;
        (self.before)();
        draft.persist(&full).map_err(|error| OutputError::io("write", &full)(error.error))?;
        Ok(())
    }
}

/// The name of a file while it is written; always the same, so that the next run can find it.
fn draft_name(path: &Utf8Path) -> String {
    format!("{RESERVED_PREFIX}{}.tmp", path.file_name().unwrap_or_default())
}

/// An empty file beside `full`, with the permissions of the file it will replace.
pub(super) fn draft(full: &Utf8Path, folder: &Utf8Path) -> io::Result<NamedTempFile> {
    let name = draft_name(full);
    let mut builder = Builder::new();
    builder.prefix(&name).rand_bytes(0);
    // The default is a file only its owner may read; the system's mask says what is right for a new file.
    #[cfg(unix)]
    {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(Permissions::from_mode(0o666));
    }
    let draft = builder.tempfile_in(folder)?;
    #[cfg(unix)]
    if let Ok(replaced) = full.symlink_metadata()
        && replaced.is_file()
    {
        draft.as_file().set_permissions(replaced.permissions())?;
    }
    Ok(draft)
}
