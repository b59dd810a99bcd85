//! Diagnostics as SARIF 2.1.0, for code scanning.
//!
//! Format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Located, in_order, redact, to_json};
use crate::diagnostic::{CodeEntry, Diagnostic, Label, Severity};
use crate::source::{Source, Span};

/// The diagnostics as a log with one run; `rules` describes the codes that may occur.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], source: &Source, rules: &[CodeEntry]) -> String {
    let diagnostics = redact::scrub(diagnostics, source);
    let located = in_order(&diagnostics, source);
    let used: Vec<&CodeEntry> = rules
        .iter()
        .filter(|rule| located.iter().any(|located| located.diagnostic.code == rule.code))
        .collect();
    let results: Vec<Value> = located.iter().map(|located| result(located, source, &used)).collect();
    to_json(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "biform",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": used.iter().map(|rule| description(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn description(rule: &CodeEntry) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.explanation },
        "help": { "text": rule.explanation, "markdown": rule.explanation },
    })
}

fn result(located: &Located<'_>, source: &Source, rules: &[&CodeEntry]) -> Value {
    let diagnostic = located.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let text = match &diagnostic.help {
        Some(help) => format!("{}\n{help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let related: Vec<Value> =
        diagnostic.labels.iter().skip(1).map(|label| related_location(label, source)).collect();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level,
        "message": { "text": text },
        "locations": [location(source, located.place)],
    });
    if let Some(index) = rules.iter().position(|rule| rule.code == diagnostic.code) {
        result["ruleIndex"] = index.into();
    }
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn related_location(label: &Label, source: &Source) -> Value {
    let mut location = location(source, Some(source.locate(&label.path, label.part)));
    if let Some(text) = &label.text {
        location["message"] = json!({ "text": text });
    }
    location
}

fn location(source: &Source, place: Option<Span>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(source.name()) } });
    if let Some(place) = place {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.line,
            "endColumn": place.end_column,
        });
    }
    json!({ "physicalLocation": physical })
}

/// A file name as a relative reference of a URI.
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
