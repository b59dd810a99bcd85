//! The manifest: the committed list of files biform owns in a tree, each with its digest.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::disk;
use super::error::OutputError;
use crate::tree;

/// The name of the manifest, in the root of a tree.
pub const MANIFEST: &str = ".biform-manifest.json";

/// The newest manifest format this version reads, and the one it writes.
const FORMAT: u64 = 1;

/// What a tree was made from, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The model's file name, relative to the tree or to the repository, `/` between its parts.
    pub model: String,
    /// The target's name: `bicep` or `terraform`.
    pub target: String,
}

/// The SHA-256 of a file's content with LF line endings, as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Digest(String);

impl Digest {
    /// The digest of a file's content.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(disk::with_unix_newlines(content)) {
            text.extend([byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
        }
        Self(text)
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() == 64 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not a SHA-256 digest"))
        }
    }
}

/// The files biform owns in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: u64,
    /// The version of biform that wrote the tree.
    pub biform: String,
    /// The model's file name; see [`Provenance::model`].
    pub model: String,
    /// The target's name.
    pub target: String,
    /// Every file biform owns, with the digest of what it wrote.
    pub files: BTreeMap<Utf8PathBuf, Digest>,
    /// Only while a run is writing, or after it was interrupted: what else a file may hold without
    /// having been edited.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unfinished: BTreeMap<Utf8PathBuf, BTreeSet<Digest>>,
}

/// Read before anything else, so that a newer manifest is not called damaged.
#[derive(Deserialize)]
struct Format {
    format: u64,
}

impl Manifest {
    /// The manifest of a tree without files.
    #[must_use]
    pub fn new(provenance: &Provenance) -> Self {
        Self {
            format: FORMAT,
            biform: env!("CARGO_PKG_VERSION").to_owned(),
            model: provenance.model.clone(),
            target: provenance.target.clone(),
            files: BTreeMap::new(),
            unfinished: BTreeMap::new(),
        }
    }

    /// Understands the text of the manifest at `path`.
    pub fn parse(text: &[u8], path: &Utf8Path) -> Result<Self, OutputError> {
        let damaged = |reason: String| OutputError::DamagedManifest { path: path.to_owned(), reason };
        if text.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"<<<<<<<")) {
            return Err(damaged("it has the marks of a merge conflict".to_owned()));
        }
        let Format { format } = serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
        if format > FORMAT {
            return Err(OutputError::NewerManifest { path: path.to_owned(), found: format, known: FORMAT });
        }
        let manifest: Self = serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
        // A manifest is a file anyone can edit: it must not make biform reach outside the tree.
        for file in manifest.owned() {
            tree::check_path(file).map_err(|error| damaged(error.to_string()))?;
        }
        Ok(manifest)
    }

    /// The manifest as it is written.
    #[must_use]
    pub fn text(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("a manifest has only strings as keys");
        json + "\n"
    }

    /// Every path this manifest claims.
    pub(super) fn owned(&self) -> BTreeSet<&Utf8Path> {
        self.files.keys().chain(self.unfinished.keys()).map(Utf8PathBuf::as_path).collect()
    }

    /// Whether biform wrote a file at `path`.
    pub(super) fn owns(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path) || self.unfinished.contains_key(path)
    }

    /// Whether a content of the file at `path` is what biform left there.
    pub(super) fn recognises(&self, path: &Utf8Path, digest: &Digest) -> bool {
        self.files.get(path) == Some(digest)
            || self.unfinished.get(path).is_some_and(|digests| digests.contains(digest))
    }

    /// Lists one more content that the file at `path` may have until the run is over.
    pub(super) fn expect(&mut self, path: &Utf8Path, digest: Digest) {
        self.unfinished.entry(path.to_owned()).or_default().insert(digest);
    }
}
