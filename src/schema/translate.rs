//! From violations of a JSON schema to diagnostics.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use super::{codes, error_at, suggest, words};
use crate::diagnostic::{Diagnostic, Part};
use crate::path::ModelPath;

/// What the translation of an error may look up.
pub(super) struct Translator<'v> {
    /// The whole schema.
    pub(super) schema: &'v Value,
    /// The value that was validated.
    pub(super) value: &'v Value,
    /// Where the value stands in the document.
    pub(super) at: &'v ModelPath,
}

impl Translator<'_> {
    /// The diagnostics for one violation: several unknown keys are one violation.
    pub(super) fn translate(&self, error: &ValidationError<'_>) -> Vec<Diagnostic> {
        let path = self.path(error);
        let instance = error.instance().as_ref();
        match error.kind() {
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                unexpected.iter().map(|key| self.unknown_key(error, &path, key)).collect()
            }
            Kind::Required { property } => {
                vec![self.missing_key(error, path, property.as_str().unwrap_or_default())]
            }
            Kind::Type { kind } => {
                let wanted: Vec<&str> = match kind {
                    TypeKind::Single(one) => vec![one.as_str()],
                    TypeKind::Multiple(several) => several.iter().map(JsonType::as_str).collect(),
                };
                vec![wrong_type(path, instance, &wanted)]
            }
            Kind::Enum { options } => {
                let options: Vec<&Value> = options.as_array().into_iter().flatten().collect();
                vec![unknown_value(path, instance, &options)]
            }
            Kind::Constant { expected_value } => vec![unknown_value(path, instance, &[expected_value])],
            Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
                self.branches(error, &path, instance, context)
            }
            Kind::OneOfMultipleValid { .. } => {
                let message = "this fits more than one of the forms that exclude one another".to_owned();
                vec![error_at(codes::ALTERNATIVES, path, Part::Value, message)]
            }
            Kind::PropertyNames { error: inner } => {
                let key = inner.instance().as_str().unwrap_or_default().to_owned();
                vec![self.bad_name(inner, path.key(key.clone()), &key)]
            }
            Kind::Pattern { pattern } => vec![self.bad_form(error, path, instance, pattern)],
            kind => {
                let range = self.subschema(error).and_then(range_help);
                vec![with_help(limit(kind, path, instance), range)]
            }
        }
    }

    /// Where the instance of an error stands in the document.
    pub(super) fn path(&self, error: &ValidationError<'_>) -> ModelPath {
        let mut path = self.at.clone();
        let mut value = Some(self.value);
        for segment in error.instance_path().as_str().split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            // A pointer does not tell the index 1 from the key "1", only the value does.
            if let (Some(Value::Array(items)), Ok(index)) = (value, segment.parse::<usize>()) {
                path = path.index(index);
                value = items.get(index);
            } else {
                value = value.and_then(|value| value.get(&segment));
                path = path.key(segment);
            }
        }
        path
    }

    /// The schema whose keyword an error is about.
    pub(super) fn subschema(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.pointer(parent)
    }

    /// `schema` without indirection.
    pub(super) fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        // References of generated schemas are not circular; the bound keeps a mistake from hanging.
        for _ in 0..8 {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { break };
            let Some(target) = self.schema.pointer(reference.trim_start_matches('#')) else { break };
            schema = target;
        }
        schema
    }

    fn unknown_key(&self, error: &ValidationError<'_>, parent: &ModelPath, key: &str) -> Diagnostic {
        let subschema = self.subschema(error);
        let patterns =
            subschema.and_then(|schema| schema.get("patternProperties")).and_then(Value::as_object);
        let known: Vec<&str> = subschema
            .and_then(|schema| schema.get("properties"))
            .and_then(Value::as_object)
            .map(|properties| properties.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let path = parent.key(key);
        match patterns.and_then(|patterns| patterns.keys().next()) {
            Some(pattern) if known.is_empty() => {
                let message = format!("the name `{key}` does not have the right form");
                form_help(error_at(codes::FORM, path, Part::Key, message), subschema, pattern)
            }
            _ => {
                let diagnostic =
                    error_at(codes::UNKNOWN_KEY, path, Part::Key, format!("there is no key `{key}` here"));
                with_help(diagnostic, suggest::help(key, "the keys are", &known))
            }
        }
    }

    fn missing_key(&self, error: &ValidationError<'_>, parent: ModelPath, key: &str) -> Diagnostic {
        let what = match parent.last_key() {
            Some(name) => format!("`{name}` lacks the key `{key}`"),
            None if parent.segments().is_empty() => format!("the model lacks the key `{key}`"),
            None => format!("the key `{key}` is missing"),
        };
        let description = self
            .subschema(error)
            .and_then(|schema| schema.get("properties")?.get(key))
            .and_then(|schema| {
                schema.get("description").or_else(|| self.resolve(schema).get("description"))?.as_str()
            })
            .map(|description| format!("`{key}`: {}", first_sentence(description)));
        with_help(error_at(codes::MISSING_KEY, parent, Part::Key, what), description)
    }

    fn bad_name(&self, inner: &ValidationError<'_>, path: ModelPath, key: &str) -> Diagnostic {
        let message = format!("the name `{key}` does not have the right form");
        match inner.kind() {
            Kind::Pattern { pattern } => {
                form_help(error_at(codes::FORM, path, Part::Key, message), self.subschema(inner), pattern)
            }
            Kind::Enum { options } => {
                let options: Vec<&str> =
                    options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let diagnostic =
                    error_at(codes::UNKNOWN_KEY, path, Part::Key, format!("there is no key `{key}` here"));
                with_help(diagnostic, suggest::help(key, "the keys are", &options))
            }
            kind => {
                let mut diagnostic = limit(kind, path, inner.instance());
                for label in &mut diagnostic.labels {
                    label.part = Part::Key;
                }
                diagnostic
            }
        }
    }

    fn bad_form(
        &self,
        error: &ValidationError<'_>,
        path: ModelPath,
        instance: &Value,
        pattern: &str,
    ) -> Diagnostic {
        let text = words::quoted(instance.as_str().unwrap_or_default());
        let diagnostic =
            error_at(codes::FORM, path, Part::Value, format!("{text} does not have the right form"));
        form_help(diagnostic, self.subschema(error), pattern)
    }
}

/// Says what a text must look like: in the schema's own words (`patternErrorMessage`, which editors know too),
/// by its examples, or what the regular expression says.
fn form_help(diagnostic: Diagnostic, schema: Option<&Value>, pattern: &str) -> Diagnostic {
    if let Some(words) = schema.and_then(|schema| schema.get("patternErrorMessage")).and_then(Value::as_str) {
        return diagnostic.help(words);
    }
    let form = match words::pattern(pattern) {
        Some(words) => format!("write {words}"),
        None => format!("it must match the regular expression {pattern}"),
    };
    let examples: Vec<&str> = schema
        .and_then(|schema| schema.get("examples"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    diagnostic.help(if examples.is_empty() {
        form
    } else {
        format!("write it like {}", words::list(&examples))
    })
}

/// `write a number from 7 to 90`, for a number that has both limits.
fn range_help(schema: &Value) -> Option<String> {
    let (minimum, maximum) = (schema.get("minimum")?, schema.get("maximum")?);
    Some(format!("write a number from {minimum} to {maximum}"))
}

fn with_help(diagnostic: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or(text).replace('\n', " ");
    let sentence = paragraph.split(". ").next().unwrap_or(&paragraph);
    sentence.trim_end_matches('.').to_owned()
}

/// A value that has none of the types in `wanted`.
pub(super) fn wrong_type(path: ModelPath, value: &Value, wanted: &[&str]) -> Diagnostic {
    let mut names: Vec<String> =
        wanted.iter().filter(|name| **name != "null").map(|name| words::type_name(name).to_owned()).collect();
    names.dedup();
    let message = format!("expected {}, found {}", words::either(&names), words::found(value));
    let help = type_help(&path, value, wanted);
    with_help(error_at(codes::WRONG_TYPE, path, Part::Value, message), help)
}

fn type_help(path: &ModelPath, value: &Value, wanted: &[&str]) -> Option<String> {
    let wants = |name| wanted.contains(&name);
    match value {
        Value::Number(number) if wants("string") => {
            Some(if number.is_f64() {
                // The digits as written are lost: 3.10 has become 3.1.
                "put it in quotes: without them YAML reads a number".to_owned()
            } else {
                format!("quote it: \"{number}\"")
            })
        }
        Value::Bool(value) if wants("string") => Some(format!("quote it: \"{value}\"")),
        Value::String(text) if wants("boolean") => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => Some("write true".to_owned()),
            "no" | "off" | "n" | "false" => Some("write false".to_owned()),
            _ => None,
        },
        Value::String(text) if wants("integer") && text.parse::<i64>().is_ok() => {
            Some(format!("remove the quotes: {text}"))
        }
        Value::String(text) if wants("number") && text.parse::<f64>().is_ok() => {
            Some(format!("remove the quotes: {text}"))
        }
        Value::String(text) if wants("object") && text.contains(':') => {
            Some("put a space behind the colon: `key: value`".to_owned())
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) if wants("array") => {
            Some("write a list, even of one item: `[item]`".to_owned())
        }
        Value::Array(_) if wants("object") => {
            Some("write a mapping of names instead of a list: `name: {}`".to_owned())
        }
        Value::Object(_) if wants("array") => Some("write a list: `- item`, or `[item, item]`".to_owned()),
        Value::Null if wants("object") => {
            path.last_key().map(|key| format!("write `{key}: {{}}` if there is nothing to say"))
        }
        _ => None,
    }
}

/// A value that is none of `options`.
pub(super) fn unknown_value(path: ModelPath, value: &Value, options: &[&Value]) -> Diagnostic {
    let names: Vec<String> =
        options.iter().filter(|option| !option.is_null()).map(|option| words::literal(option)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = match value {
        Value::String(text) => words::quoted(text),
        value => words::found(value),
    };
    let message = format!("{found} is not one of the allowed values");
    let diagnostic = error_at(codes::UNKNOWN_VALUE, path, Part::Value, message);
    let list = format!("the values are: {}", words::list(&names));
    diagnostic.help(match suggest::nearest(&words::literal(value), &names) {
        Some(_) if names.len() == 1 => list,
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    })
}

/// A value beyond a limit.
fn limit(kind: &Kind, path: ModelPath, value: &Value) -> Diagnostic {
    let found = words::found(value);
    let length = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    let items = value.as_array().map_or(0, Vec::len);
    let entries = value.as_object().map_or(0, serde_json::Map::len);
    let range = |words: &str, limit: &Value| (codes::RANGE, format!("{found} is {words} {limit}"));
    let (code, message) = match kind {
        Kind::Minimum { limit } => range("less than", limit),
        Kind::ExclusiveMinimum { limit } => range("not more than", limit),
        Kind::Maximum { limit } => range("more than", limit),
        Kind::ExclusiveMaximum { limit } => range("not less than", limit),
        Kind::MultipleOf { multiple_of } => {
            (codes::RANGE, format!("{found} is not a multiple of {multiple_of}"))
        }
        Kind::MinLength { limit } => {
            (codes::LENGTH, length_message(length(value), "at least", *limit, "character"))
        }
        Kind::MaxLength { limit } => {
            (codes::LENGTH, length_message(length(value), "up to", *limit, "character"))
        }
        Kind::MinItems { limit } => (codes::LENGTH, length_message(items, "at least", *limit, "item")),
        Kind::MaxItems { limit } => (codes::LENGTH, length_message(items, "up to", *limit, "item")),
        Kind::MinProperties { limit } => (codes::LENGTH, length_message(entries, "at least", *limit, "key")),
        Kind::MaxProperties { limit } => (codes::LENGTH, length_message(entries, "up to", *limit, "key")),
        Kind::UniqueItems => (codes::DOUBLE_ITEM, doubles(value)),
        Kind::Format { format } => (codes::FORM, format!("{found} is not a valid {format}")),
        kind => (codes::OTHER, format!("{found} is not allowed here (`{}`)", kind.keyword())),
    };
    error_at(code, path, Part::Value, message)
}

fn length_message(found: usize, bound: &str, limit: u64, word: &str) -> String {
    format!("expected {bound} {}, found {found}", words::count(limit, word))
}

fn doubles(value: &Value) -> String {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let double = items.iter().enumerate().find(|(index, item)| items[..*index].contains(item));
    match double {
        Some((_, item)) => format!("{} stands in the list twice", words::found(item)),
        None => "an item stands in the list twice".to_owned(),
    }
}
