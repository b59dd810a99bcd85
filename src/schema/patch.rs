//! Validation of a patch: part of a document that is laid over another, in which `null` removes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::partial::partial_with_tags;
use super::{codes, error_at, suggest, violations};
use crate::diagnostic::{Diagnostic, Part, Severity};
use crate::path::ModelPath;

/// Everything wrong with a patch as written.
///
/// `schema` describes the whole that the patch is a part of, `base` is what it is laid over and `at` is where
/// the patch stands in the document. Nothing is required of a patch, but for what it adds: a component that
/// `base` does not have must say its kind.
#[must_use]
pub fn validate_patch(patch: &Value, base: &Value, schema: &Value, at: &ModelPath) -> Vec<Diagnostic> {
    let mut tags = BTreeSet::new();
    collect_tags(schema, &mut tags);
    let mut filling = Filling { tags, found: Vec::new(), filled: BTreeSet::new() };
    let completed = filling.fill(patch, Some(base), at);
    let mut found = filling.found;
    for mut diagnostic in violations(&completed, &partial_with_tags(schema), at) {
        // What was filled in is not what the user wrote, so it cannot be wrong here.
        if diagnostic.labels.iter().any(|label| filling.filled.contains(&label.path)) {
            continue;
        }
        if let Some(near) = misspelt(&diagnostic, base, at) {
            let rest =
                diagnostic.help.as_deref().map_or(String::new(), |help| format!(" if it is new, {help}"));
            diagnostic.help = Some(format!("did you mean `{near}`?{rest}"));
        }
        found.push(diagnostic);
    }
    found
}

/// The name in `base` that was meant, when a component without a kind is new only because it is misspelt.
fn misspelt<'b>(diagnostic: &Diagnostic, base: &'b Value, at: &ModelPath) -> Option<&'b str> {
    if diagnostic.code != codes::MISSING_KEY {
        return None;
    }
    let path = diagnostic.labels.first()?.path.strip_prefix(at)?;
    let names: Vec<&str> = path.parent()?.get(base)?.as_object()?.keys().map(String::as_str).collect();
    let name = path.last_key()?;
    if names.contains(&name) { None } else { suggest::nearest(name, &names) }
}

/// The keys whose constants tell the branches of a schema apart, such as `kind`.
fn collect_tags(schema: &Value, tags: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keywords) => {
            for branch in keywords.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
                let properties = branch.get("properties").and_then(Value::as_object);
                for (key, property) in properties.into_iter().flatten() {
                    if property.get("const").is_some() {
                        tags.insert(key.clone());
                    }
                }
            }
            keywords.values().for_each(|value| collect_tags(value, tags));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_tags(value, tags)),
        _ => {}
    }
}

struct Filling {
    tags: BTreeSet<String>,
    found: Vec<Diagnostic>,
    /// The places of tags that come from the base.
    filled: BTreeSet<ModelPath>,
}

impl Filling {
    /// The patch with the tags of its base and without what it removes.
    fn fill(&mut self, patch: &Value, base: Option<&Value>, at: &ModelPath) -> Value {
        let Value::Object(patch) = patch else { return patch.clone() };
        let base = base.and_then(Value::as_object);
        let mut filled = Map::new();
        for tag in &self.tags {
            let Some(tag_value) = base.and_then(|base| base.get(tag)).filter(|value| value.is_string())
            else {
                continue;
            };
            match patch.get(tag) {
                None => {
                    self.filled.insert(at.key(tag));
                    filled.insert(tag.clone(), tag_value.clone());
                }
                Some(own) if own != tag_value => self.found.push(changed(at, tag, tag_value)),
                Some(_) => {}
            }
        }
        for (key, value) in patch {
            let below = base.and_then(|base| base.get(key));
            let place = at.key(key);
            match (value, below) {
                (Value::Null, Some(_)) => {}
                (Value::Null, None) => self.found.push(nothing_to_remove(place, key, base)),
                _ => {
                    let value = self.fill(value, below, &place);
                    filled.insert(key.clone(), value);
                }
            }
        }
        Value::Object(filled)
    }
}

fn changed(at: &ModelPath, tag: &str, base: &Value) -> Diagnostic {
    let name = at.last_key().unwrap_or("this");
    let word = base.as_str().unwrap_or_default();
    let message = format!("`{name}` is a {word}, an environment cannot change its {tag}");
    error_at(codes::KIND_CHANGED, at.key(tag), Part::Value, message)
        .help(format!("remove `{name}` with `{name}: null` and add a component with another name"))
}

fn nothing_to_remove(path: ModelPath, key: &str, base: Option<&Map<String, Value>>) -> Diagnostic {
    let names: Vec<&str> = base.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let message = format!("`{key}: null` removes nothing, there is no `{key}` to start from");
    let diagnostic =
        Diagnostic::new(codes::NOTHING_TO_REMOVE, Severity::Warning, message).label(path, Part::Key, None);
    match suggest::nearest(key, &names) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("leave it out"),
    }
}
