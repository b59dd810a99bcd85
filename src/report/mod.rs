//! Prints diagnostics: for people, for programs, for the review pages of a code host.
//!
//! One renderer per file; all of them take the same diagnostics and show them in the same order, with
//! doubles removed. Renderers return text and leave printing to their caller.

mod escape;
pub mod github;
pub mod json;
mod redact;
pub mod sarif;
mod snippet;
pub mod text;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// A diagnostic with the place of its first label; none means the whole document.
struct Located<'d> {
    diagnostic: &'d Diagnostic,
    place: Option<Span>,
}

/// The diagnostics in the order of the text, then by code; what is equal in code, place and message is kept
/// once.
fn in_order<'d>(diagnostics: &'d [Diagnostic], source: &Source) -> Vec<Located<'d>> {
    let mut located: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| Located {
            diagnostic,
            place: diagnostic.labels.first().map(|label| source.locate(&label.path, label.part)),
        })
        .collect();
    let identity =
        |located: &Located<'d>| (located.place, located.diagnostic.code, located.diagnostic.message.as_str());
    located.sort_by(|left, right| identity(left).cmp(&identity(right)));
    located.dedup_by(|right, left| identity(left) == identity(right));
    located
}

/// How many diagnostics of each severity there are.
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of(located: &[Located<'_>]) -> Self {
        let count =
            |severity| located.iter().filter(|located| located.diagnostic.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// `2 errors, 1 warning`.
    fn summary(&self) -> String {
        [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// `value` as indented JSON with a final line break and no harmful characters.
fn to_json(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).expect("reports have string keys and finite numbers only");
    escape::json(&json) + "\n"
}
