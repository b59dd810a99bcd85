//! What stands in a folder, read before there is a tree to compare it with.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::disk::{Disk, Found};
use super::error::OutputError;
use super::manifest::{Digest, MANIFEST, Manifest};

/// A folder with its manifest and the files that the manifest lists.
///
/// What a model says need not be known for reading it: both can be worked on at the same time.
#[derive(Debug)]
pub struct Existing {
    pub(super) dir: Utf8PathBuf,
    /// The manifest as it stands there.
    pub(super) manifest: Found,
    /// The manifest, understood.
    pub(super) recorded: Option<Manifest>,
    disk: Disk,
    /// By path, as text: whose order does not matter, and which is compared quickly.
    files: BTreeMap<String, Content>,
}

/// What stands at a path, with the digest of a file's content.
#[derive(Debug)]
pub(super) enum Content {
    Nothing,
    File(Vec<u8>, Digest),
    Obstacle(String),
}

impl Existing {
    /// Reads the folder `dir`, which may be missing.
    ///
    /// Fails when the manifest cannot be understood, and when `dir` is not a folder.
    pub fn read(dir: &Utf8Path) -> Result<Self, OutputError> {
        let mut disk = Disk::new(dir)?;
        let manifest = disk.look(Utf8Path::new(MANIFEST));
        let recorded = match &manifest {
            Found::File(text) => Some(Manifest::parse(text, &dir.join(MANIFEST))?),
            Found::Nothing | Found::Obstacle(_) => None,
        };
        let owned = recorded.iter().flat_map(Manifest::owned);
        let files = owned.map(|path| (path.as_str().to_owned(), content(disk.look(path)))).collect();
        Ok(Self { dir: dir.to_owned(), manifest, recorded, disk, files })
    }

    /// What stands at `path`, which is asked for once.
    pub(super) fn take(&mut self, path: &Utf8Path) -> Content {
        self.files.remove(path.as_str()).unwrap_or_else(|| content(self.disk.look(path)))
    }
}

fn content(found: Found) -> Content {
    match found {
        Found::Nothing => Content::Nothing,
        Found::File(content) => {
            let digest = Digest::of(&content);
            Content::File(content, digest)
        }
        Found::Obstacle(obstacle) => Content::Obstacle(obstacle),
    }
}
