//! Diagnostics as one JSON object, for programs.

use serde::Serialize;

use super::{Counts, in_order, redact, to_json};
use crate::diagnostic::{Diagnostic, Label, Part, Severity};
use crate::path::ModelPath;
use crate::source::{Source, Span};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'d> {
    file: &'d str,
    errors: usize,
    warnings: usize,
    notes: usize,
    diagnostics: Vec<Entry<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'d> {
    code: &'d str,
    severity: Severity,
    message: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'d str>,
    labels: Vec<Place<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'d> {
    /// Not there for a place that no path leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'d ModelPath>,
    line: usize,
    column: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'d str>,
}

/// The diagnostics as indented JSON that ends with a line break.
///
/// `file` and the counts, then `diagnostics` with `code`, `severity`, `message`, `help` and `labels`; the
/// first label is the main place. Lines and columns (in characters) count from 1.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], source: &Source) -> String {
    let diagnostics = redact::scrub(diagnostics, source);
    let located = in_order(&diagnostics, source);
    let counts = Counts::of(&located);
    let report = Report {
        file: source.name(),
        errors: counts.errors,
        warnings: counts.warnings,
        notes: counts.notes,
        diagnostics: located.iter().map(|located| entry(located.diagnostic, source)).collect(),
    };
    to_json(&report)
}

fn entry<'d>(diagnostic: &'d Diagnostic, source: &Source) -> Entry<'d> {
    let place = |label: &'d Label| {
        let Span { line, column, end_column, .. } = source.locate(&label.path, label.part);
        let path = (!matches!(label.part, Part::Text { .. })).then_some(&label.path);
        Place { path, line, column, end_column, text: label.text.as_deref() }
    };
    Entry {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        labels: diagnostic.labels.iter().map(place).collect(),
    }
}
