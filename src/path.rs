//! Paths: how every stage addresses a place in a model.
//!
//! A [`ModelPath`] is a list of segments (mapping keys and list indexes). Later stages never see
//! offsets or lines; only [`crate::source`] turns a path into a place in the text.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// One step of a [`ModelPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// A key of a mapping.
    Key(Arc<str>),
    /// A zero-based index into a list.
    Index(usize),
}

/// A path into a model, such as `components.bus.sku` or `environments.prod.tags.owner`.
///
/// Keys that are not plain words are quoted when printed: `components.func.settings."a.b"`. Values carry the paths they
/// come from through all stages, so a clone shares the segments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ModelPath(Arc<[Segment]>);

impl ModelPath {
    /// The path of the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A path made of mapping keys only.
    pub fn keys<S: AsRef<str>>(keys: impl IntoIterator<Item = S>) -> Self {
        Self(keys.into_iter().map(|key| Segment::Key(key.as_ref().into())).collect())
    }

    /// This path followed by a mapping key.
    #[must_use]
    pub fn key(&self, key: impl AsRef<str>) -> Self {
        self.with(Segment::Key(key.as_ref().into()))
    }

    /// This path followed by a list index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        Self(self.0.iter().cloned().chain([segment]).collect())
    }

    /// This path followed by all segments of `tail`.
    #[must_use]
    pub fn join(&self, tail: &Self) -> Self {
        Self(self.0.iter().chain(&*tail.0).cloned().collect())
    }

    /// The path without its last segment; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, parent) = self.0.split_last()?;
        Some(Self(parent.into()))
    }

    /// The segments, outermost first.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The key at position `index`, if that segment is a key.
    #[must_use]
    pub fn key_at(&self, index: usize) -> Option<&str> {
        match self.0.get(index)? {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        }
    }

    /// The last segment, if it is a key.
    #[must_use]
    pub fn last_key(&self) -> Option<&str> {
        self.key_at(self.0.len().checked_sub(1)?)
    }

    /// What is left of this path behind `prefix`; `None` when it does not start with it.
    #[must_use]
    pub fn strip_prefix(&self, prefix: &Self) -> Option<Self> {
        Some(Self(self.0.strip_prefix(&*prefix.0)?.into()))
    }

    /// The value at this path of a tree of values.
    #[must_use]
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(value, |value, segment| match segment {
            Segment::Key(key) => value.get(&**key),
            Segment::Index(index) => value.get(index),
        })
    }
}

/// Paths of keys, and all that lead to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PathSet {
    below: BTreeMap<Arc<str>, Self>,
}

impl PathSet {
    /// Adds the path of every key of `value` and of the objects in it.
    pub fn add(&mut self, value: &Value) {
        for (key, value) in value.as_object().into_iter().flatten() {
            match self.below.get_mut(key.as_str()) {
                Some(below) => below.add(value),
                None => self.below.entry(key.as_str().into()).or_default().add(value),
            }
        }
    }

    /// Adds a path of keys.
    pub fn insert(&mut self, path: &ModelPath) {
        let mut paths = self;
        for segment in path.segments() {
            let Segment::Key(key) = segment else { return };
            paths = paths.below.entry(key.clone()).or_default();
        }
    }

    /// The paths that go on from a key, without it; `None` when there is no such key.
    #[must_use]
    pub fn below(&self, key: &str) -> Option<&Self> {
        self.below.get(key)
    }

    /// The paths that go on from `path`, without it; `None` when `path` is not there.
    #[must_use]
    pub fn at(&self, path: &ModelPath) -> Option<&Self> {
        path.0.iter().try_fold(self, |paths, segment| match segment {
            Segment::Key(key) => paths.below.get(key),
            Segment::Index(_) => None,
        })
    }

    /// Whether `path` is there.
    #[must_use]
    pub fn contains(&self, path: &ModelPath) -> bool {
        self.at(path).is_some()
    }

    /// All paths but the root, in their order.
    #[must_use]
    pub fn paths(&self) -> Vec<ModelPath> {
        let mut all = Vec::new();
        self.collect(&ModelPath::root(), &mut all);
        all
    }

    fn collect(&self, at: &ModelPath, all: &mut Vec<ModelPath>) {
        for (key, below) in &self.below {
            let path = at.with(Segment::Key(key.clone()));
            all.push(path.clone());
            below.collect(&path, all);
        }
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-$".contains(c))
}

impl fmt::Display for ModelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) => {
                    if position > 0 {
                        f.write_str(".")?;
                    }
                    if is_word(key) {
                        f.write_str(key)?;
                    } else {
                        write!(f, "{key:?}")?;
                    }
                }
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Serialize for ModelPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Text that is not a path: an empty segment, or a bracket that is not an index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a path into a model; write it like components.bus.sku")]
pub struct PathError(String);

impl FromStr for ModelPath {
    type Err = PathError;

    /// Reads what [`fmt::Display`] prints, without quoted keys.
    fn from_str(text: &str) -> Result<Self, PathError> {
        let error = || PathError(text.to_owned());
        let mut path = Self::root();
        for part in text.split('.') {
            let (key, indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
            if key.is_empty() {
                return Err(error());
            }
            path = path.key(key);
            for index in indexes.split_terminator(']') {
                let digits = index.strip_prefix('[').ok_or_else(error)?;
                path = path.index(digits.parse().map_err(|_| error())?);
            }
        }
        Ok(path)
    }
}
