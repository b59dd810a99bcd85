//! From the bytes of a model file to a tree of values, and from a path back to its place in the text.
//!
//! YAML 1.2 with what a model does not need taken out: one document, string keys, no tags, no merge keys.
//! Decoding is on the way of every run and kept fast; places cost a second parse, made only when one is asked
//! for. This is the only module that knows offsets, lines and columns: others say a
//! [`ModelPath`].

pub mod codes;
mod decode;
mod inspect;
mod outline;
mod place;
mod syntax;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Part};
use crate::path::ModelPath;
use outline::Outline;
pub use place::Span;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// How many mappings and lists may stand inside one another.
pub const MAX_DEPTH: usize = 64;
/// How many values (keys included) a model may have, aliases written out.
pub const MAX_NODES: usize = 100_000;

/// The text of a model and the name it is shown under.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
    outline: OnceLock<Outline>,
}

impl Source {
    /// A source of `text`, without a byte order mark, shown as `name` in reports.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), line_starts: OnceLock::new(), outline: OnceLock::new() }
    }

    /// The name of the file, as the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that all offsets count in.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of `part` of the entry at `path`.
    ///
    /// A path that does not exist in the text stands for its nearest existing parent, at the key. A span
    /// never reaches beyond its first line, so a mapping or list is marked at its key.
    pub fn locate(&self, path: &ModelPath, part: Part) -> Span {
        let range = match part {
            Part::Text { start, end } => start..end,
            Part::Key | Part::Value => place::find(self.outline(), path, part),
        };
        let span = place::span(&self.text, self.line_starts(), range);
        if span.start == span.end && part == Part::Value {
            // A block text that starts with an empty line has nothing to mark there.
            return self.locate(path, Part::Key);
        }
        span
    }

    /// The text of a line (counted from 1) without its line break, and the offset at which it starts.
    #[must_use]
    pub fn line(&self, number: usize) -> (usize, &str) {
        place::line(&self.text, self.line_starts(), number.saturating_sub(1))
    }

    fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(&self.text))
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| place::line_starts(&self.text))
    }
}

/// A text that could be read, with its values.
#[derive(Debug)]
pub struct Document {
    /// The text.
    pub source: Source,
    /// Its values, in the order of the text: no duplicate keys, numbers within 64 bits, never null at the root.
    pub value: Value,
}

/// A text that could not be read.
#[derive(Debug)]
pub struct Rejected {
    /// As much of the text as can be shown.
    pub source: Source,
    /// What is wrong; never empty, all of it errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the bytes of a model file that is shown as `name`.
///
/// # Errors
/// The codes in [`codes::TABLE`]; all problems of the text at once.
pub fn parse(name: impl Into<String>, bytes: Vec<u8>) -> Result<Document, Box<Rejected>> {
    let reject = |name: String, text: String, diagnostics| {
        Err(Box::new(Rejected { source: Source::new(name, text), diagnostics }))
    };
    let name = name.into();
    if let Some(error) = inspect::too_large(bytes.len()) {
        return reject(name, String::new(), vec![error]);
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let diagnostic = inspect::not_utf8(error.as_bytes(), error.utf8_error().valid_up_to());
            return reject(name, String::from_utf8_lossy(error.as_bytes()).into_owned(), vec![diagnostic]);
        }
    };
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    let mut diagnostics = inspect::control_characters(&text);
    diagnostics.extend(inspect::brackets(&text));
    if !diagnostics.is_empty() {
        return reject(name, text, diagnostics);
    }
    match decode::decode(&text) {
        Ok(value) => Ok(Document { source: Source::new(name, text), value }),
        Err(failure) => {
            let diagnostics = inspect::inspect(&text, &failure);
            reject(name, text, diagnostics)
        }
    }
}
