//! `oneOf` and `anyOf`: finds the branch that was meant and reports only what is wrong with that.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use super::translate::{Translator, unknown_value, wrong_type};
use super::{codes, error_at, suggest, words};
use crate::diagnostic::{Diagnostic, Part};
use crate::path::ModelPath;

/// The errors of each branch.
type Context = [Vec<ValidationError<'static>>];

impl Translator<'_> {
    /// The diagnostics for a value that fits no branch.
    pub(super) fn branches(
        &self,
        error: &ValidationError<'_>,
        path: &ModelPath,
        instance: &Value,
        context: &Context,
    ) -> Vec<Diagnostic> {
        let schemas = self.schema.pointer(error.schema_path().as_str()).and_then(Value::as_array);
        let schemas: Vec<&Value> = schemas.into_iter().flatten().map(|schema| self.resolve(schema)).collect();
        if let Value::Object(fields) = instance {
            if let Some(tag) = tag(&schemas) {
                return self.tagged(&schemas, tag, path, instance, context);
            }
            if let Some(branch) = by_only_key(&schemas, fields) {
                return self.all(context.get(branch).map(Vec::as_slice).unwrap_or_default());
            }
        }
        self.untagged(&schemas, path, instance, context)
    }

    fn all(&self, errors: &[ValidationError<'_>]) -> Vec<Diagnostic> {
        errors.iter().flat_map(|error| self.translate(error)).collect()
    }

    fn tagged(
        &self,
        schemas: &[&Value],
        tag: &str,
        path: &ModelPath,
        instance: &Value,
        context: &Context,
    ) -> Vec<Diagnostic> {
        let values = tag_values(schemas, tag);
        let names: Vec<&str> = values.iter().map(|(_, name)| *name).collect();
        let list = format!("the {tag}s are: {}", words::list(&names));
        let Some(found) = instance.get(tag) else {
            let name = path.last_key().unwrap_or("this");
            let message = format!("`{name}` lacks the key `{tag}`");
            return vec![error_at(codes::MISSING_KEY, path.clone(), Part::Key, message).help(list)];
        };
        let Some(word) = found.as_str() else { return vec![wrong_type(path.key(tag), found, &["string"])] };
        if let Some((branch, _)) = values.iter().find(|(_, name)| *name == word) {
            return self.all(context.get(*branch).map(Vec::as_slice).unwrap_or_default());
        }
        let message = format!("there is no {tag} `{word}`");
        let help = match suggest::nearest(word, &names) {
            Some(near) => format!("did you mean `{near}`? {list}"),
            None => list,
        };
        vec![error_at(codes::UNKNOWN_KIND, path.key(tag), Part::Value, message).help(help)]
    }

    /// Branches told apart by their type or by their values.
    fn untagged(
        &self,
        schemas: &[&Value],
        path: &ModelPath,
        instance: &Value,
        context: &Context,
    ) -> Vec<Diagnostic> {
        let here = |error: &&ValidationError<'_>| self.path(error) == *path;
        let type_differs = |errors: &[ValidationError<'_>]| {
            errors.iter().filter(here).any(|error| matches!(error.kind(), Kind::Type { .. }))
        };
        let options: Vec<&Value> = schemas.iter().flat_map(|schema| constants(schema)).collect();
        let only_constants = schemas.iter().all(|schema| !constants(schema).is_empty() || is_null(schema));
        if only_constants && !matches!(instance, Value::Object(_) | Value::Array(_)) {
            return vec![unknown_value(path.clone(), instance, &options)];
        }
        let near: Vec<&Vec<ValidationError<'_>>> =
            context.iter().filter(|errors| !type_differs(errors)).collect();
        match near.as_slice() {
            [] => {
                let wanted: Vec<&str> = schemas.iter().flat_map(|schema| types(schema)).collect();
                vec![wrong_type(path.clone(), instance, &wanted)]
            }
            [only] => self.all(only),
            _ => self.ambiguous(schemas, path, instance, &near),
        }
    }

    /// Several branches have the type of the value: mappings with one key each, or something like it.
    fn ambiguous(
        &self,
        schemas: &[&Value],
        path: &ModelPath,
        instance: &Value,
        near: &[&Vec<ValidationError<'_>>],
    ) -> Vec<Diagnostic> {
        let keys: Vec<&str> = schemas.iter().filter_map(|schema| only_key(schema)).collect();
        let Some(fields) = instance.as_object().filter(|_| !keys.is_empty()) else {
            let best = near.iter().min_by_key(|errors| errors.len());
            return best.map(|errors| self.all(errors)).unwrap_or_default();
        };
        let used: Vec<&str> = fields.keys().map(String::as_str).filter(|key| keys.contains(key)).collect();
        let unknown = fields.keys().find(|key| !keys.contains(&key.as_str()));
        let list = words::list(&keys);
        vec![match (used.as_slice(), unknown) {
            ([], Some(key)) => {
                let message = format!("there is no key `{key}` here");
                let help = match suggest::nearest(key, &keys) {
                    Some(near) => format!("did you mean `{near}`? write one of {list}"),
                    None => format!("write one of {list}"),
                };
                error_at(codes::UNKNOWN_KEY, path.key(key), Part::Key, message).help(help)
            }
            ([], None) => {
                error_at(codes::ALTERNATIVES, path.clone(), Part::Key, format!("write one of {list}"))
            }
            (used, _) => {
                let message = format!("{} exclude one another", words::list(used));
                error_at(codes::ALTERNATIVES, path.clone(), Part::Key, message)
                    .help(format!("keep one of {list}"))
            }
        }]
    }
}

/// The key whose constant tells the branches apart.
fn tag<'s>(schemas: &[&'s Value]) -> Option<&'s str> {
    let mut mappings = schemas.iter().filter_map(|schema| schema.get("properties")?.as_object());
    let first = mappings.next()?;
    let count = 1 + mappings.count();
    first.keys().map(String::as_str).find(|key| tag_values(schemas, key).len() == count)
}

/// The constants of `tag`, one for each branch that has it, with the position of the branch.
fn tag_values<'s>(schemas: &[&'s Value], tag: &str) -> Vec<(usize, &'s str)> {
    let constant = |schema: &'s Value| schema.get("properties")?.get(tag)?.get("const")?.as_str();
    schemas.iter().enumerate().filter_map(|(index, schema)| Some((index, constant(schema)?))).collect()
}

/// The constants a schema accepts, if that is all it accepts.
fn constants(schema: &Value) -> Vec<&Value> {
    match (schema.get("const"), schema.get("enum")) {
        (Some(constant), _) => vec![constant],
        (None, Some(Value::Array(values))) => values.iter().collect(),
        _ => Vec::new(),
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

/// The types a schema accepts.
fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ if !constants(schema).is_empty() => vec!["string"],
        _ => vec!["object"],
    }
}

/// The key of a branch that is a mapping with one key: a variant with its value.
fn only_key(schema: &Value) -> Option<&str> {
    let properties = schema.get("properties")?.as_object()?;
    match (properties.len(), properties.keys().next()) {
        (1, Some(key)) => Some(key),
        _ => None,
    }
}

/// The branch that is a mapping with just the key that the value has.
fn by_only_key(schemas: &[&Value], fields: &serde_json::Map<String, Value>) -> Option<usize> {
    let (1, Some(key)) = (fields.len(), fields.keys().next()) else { return None };
    schemas.iter().position(|schema| only_key(schema) == Some(key))
}
