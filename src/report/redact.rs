//! Keeps secrets out of reports: what a diagnostic marks as one is shown by none of them.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// What stands for a secret.
const MASK: &str = "***";
/// Shorter texts are left alone in messages: they could be part of any word.
const LEAST: usize = 6;

/// The byte ranges of the text that must not be drawn.
pub(super) fn hidden(diagnostics: &[Diagnostic], source: &Source) -> Vec<Range<usize>> {
    let labels = diagnostics.iter().filter(|diagnostic| diagnostic.redacted).flat_map(|found| &found.labels);
    labels
        .map(|label| {
            let span = source.locate(&label.path, label.part);
            let (start, line) = source.line(span.line);
            // A value may go on behind what is marked, on its line.
            span.start..start + line.len()
        })
        .collect()
}

/// The diagnostics without the secrets that one of them marks: other messages may quote the value.
pub(super) fn scrub<'d>(diagnostics: &'d [Diagnostic], source: &Source) -> Cow<'d, [Diagnostic]> {
    let secrets: Vec<&str> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.redacted)
        .flat_map(|diagnostic| &diagnostic.labels)
        .map(|label| {
            let span = source.locate(&label.path, label.part);
            source.text()[span.start..span.end].trim_matches(['"', '\''])
        })
        .filter(|secret| secret.len() >= LEAST)
        .collect();
    if secrets.is_empty() {
        return Cow::Borrowed(diagnostics);
    }
    let clean = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK));
    let mut scrubbed = diagnostics.to_vec();
    for diagnostic in &mut scrubbed {
        diagnostic.message = clean(&diagnostic.message);
        diagnostic.help = diagnostic.help.as_deref().map(clean);
        for label in &mut diagnostic.labels {
            label.text = label.text.as_deref().map(clean);
        }
    }
    Cow::Owned(scrubbed)
}
