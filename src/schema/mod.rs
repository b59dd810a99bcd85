//! Holds the values of a model against its JSON schema and says in plain words what does not fit.
//!
//! All violations at once, each at the key or value that causes it. Compiling a schema takes longer than
//! decoding a model: decode first, and come here when that fails or when a full check is asked for.

mod branches;
pub mod codes;
mod partial;
mod patch;
mod suggest;
#[cfg(test)]
mod tests;
mod translate;
mod words;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Part};
use crate::path::ModelPath;
pub use partial::{partial, with_patch};
pub use patch::validate_patch;
use translate::Translator;

/// Everything in `document` that does not fit `schema`, in the order of the schema.
///
/// `schema` is JSON Schema 2020-12 as `schemars` writes it, whole: all references lead to its own `$defs`.
///
/// # Panics
/// When `schema` is not a schema, which is a mistake in this program.
#[must_use]
pub fn validate(document: &Value, schema: &Value) -> Vec<Diagnostic> {
    violations(document, schema, &ModelPath::root())
}

/// Validates a part of a document that stands at `at`.
fn violations(value: &Value, schema: &Value, at: &ModelPath) -> Vec<Diagnostic> {
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
        .expect("the schema of a model is generated from its types");
    let translator = Translator { schema, value, at };
    let mut found: Vec<Diagnostic> = Vec::new();
    for error in validator.iter_errors(value) {
        for diagnostic in translator.translate(&error) {
            // A value of the wrong type breaks everything else that is said of it.
            let repeated = found.iter().any(|earlier| {
                earlier == &diagnostic
                    || (earlier.code == codes::WRONG_TYPE && earlier.labels == diagnostic.labels)
            });
            if !repeated {
                found.push(diagnostic);
            }
        }
    }
    found
}

/// An error at the key or the value of `path`.
fn error_at(code: &'static str, path: ModelPath, part: Part, message: String) -> Diagnostic {
    Diagnostic::error(code, message).label(path, part, None)
}
