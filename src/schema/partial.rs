//! Turns the schema of a whole into the schema of a patch of it (JSON merge patch, RFC 7396).
//!
//! In a patch nothing is required and `null` removes. A list is replaced as one, so what stands in a list
//! keeps its whole schema.

use serde_json::{Map, Value, json};

/// What the name of a definition starts with once it describes a patch.
const PREFIX: &str = "Patch.";
const REFERENCE: &str = "#/$defs/";

/// Keywords that say how much must be there, which a patch cannot know.
const MINIMUMS: &[&str] = &["minProperties", "dependentRequired", "default"];

/// The schema of a patch of what `schema` describes.
///
/// `$defs` holds the original definitions for what stands in lists, and their patches as `Patch.<Name>`.
#[must_use]
pub fn partial(schema: &Value) -> Value {
    patch_of(schema, &Relaxation { tags_required: false })
}

/// Like [`partial`] for a patch whose tags have been filled in from its base: `kind` stays required.
pub(super) fn partial_with_tags(schema: &Value) -> Value {
    patch_of(schema, &Relaxation { tags_required: true })
}

fn patch_of(schema: &Value, relaxation: &Relaxation) -> Value {
    let mut patch = relaxation.relax(schema, false);
    if let Some(definitions) = schema.get("$defs").and_then(Value::as_object) {
        let mut all = definitions.clone();
        for (name, definition) in definitions {
            all.insert(format!("{PREFIX}{name}"), relaxation.relax(definition, false));
        }
        patch["$defs"] = Value::Object(all);
    }
    patch
}

/// `document` with its definition `name` replaced by the schema of a patch of `whole`.
///
/// For editors: the environments of a model are patches of what stands beside them. To find out what is wrong
/// with a patch, use [`super::validate_patch`], which knows what the patch is laid over.
#[must_use]
pub fn with_patch(mut document: Value, name: &str, whole: &Value) -> Value {
    let mut patch = partial(whole);
    let Some(patch_fields) = patch.as_object_mut() else { return document };
    patch_fields.shift_remove("$schema");
    patch_fields.shift_remove("title");
    let definitions = patch_fields.shift_remove("$defs");
    if let Some(target) = document["$defs"].as_object_mut() {
        if let Some(Value::Object(definitions)) = definitions {
            for (definition, schema) in definitions {
                target.entry(definition).or_insert(schema);
            }
        }
        target.insert(name.to_owned(), patch);
    }
    document
}

/// How much of a schema a patch keeps.
struct Relaxation {
    /// Whether the key that tells branches apart must be there.
    tags_required: bool,
}

impl Relaxation {
    /// The patch of one schema; `nullable` where it stands for the value of a key, which `null` removes.
    fn relax(&self, schema: &Value, nullable: bool) -> Value {
        let Value::Object(keywords) = schema else { return schema.clone() };
        let mut relaxed = Map::new();
        for (keyword, value) in keywords {
            match keyword.as_str() {
                "required" => {
                    if let Some(tags) = self.required(keywords, value) {
                        relaxed.insert(keyword.clone(), tags);
                    }
                }
                "$defs" => {}
                keyword if MINIMUMS.contains(&keyword) => {}
                "$ref" => {
                    let reference = value.as_str().unwrap_or_default();
                    let name = reference.strip_prefix(REFERENCE).unwrap_or(reference);
                    relaxed.insert(keyword.clone(), json!(format!("{REFERENCE}{PREFIX}{name}")));
                }
                // Without what is required, several branches can accept the same patch.
                "oneOf" | "anyOf" => {
                    relaxed.insert("anyOf".to_owned(), self.relax_list(value));
                }
                "allOf" => {
                    relaxed.insert(keyword.clone(), self.relax_list(value));
                }
                "properties" | "patternProperties" => {
                    relaxed.insert(keyword.clone(), self.relax_properties(value));
                }
                "additionalProperties" => {
                    relaxed.insert(keyword.clone(), self.relax(value, true));
                }
                _ => {
                    relaxed.insert(keyword.clone(), value.clone());
                }
            }
        }
        if nullable { or_null(relaxed) } else { Value::Object(relaxed) }
    }

    /// What stays required of `required`: tags, if any.
    fn required(&self, keywords: &Map<String, Value>, required: &Value) -> Option<Value> {
        let is_tag = |key: &&Value| {
            let property = keywords.get("properties").and_then(|properties| properties.get(key.as_str()?));
            property.is_some_and(|property| property.get("const").is_some())
        };
        let tags: Vec<&Value> = required.as_array()?.iter().filter(is_tag).collect();
        (self.tags_required && !tags.is_empty()).then(|| json!(tags))
    }

    fn relax_list(&self, schemas: &Value) -> Value {
        let Value::Array(schemas) = schemas else { return schemas.clone() };
        schemas.iter().map(|schema| self.relax(schema, false)).collect()
    }

    fn relax_properties(&self, schemas: &Value) -> Value {
        let Value::Object(schemas) = schemas else { return schemas.clone() };
        let relaxed = schemas.iter().map(|(key, schema)| {
            // A tag tells branches apart and is never removed.
            let nullable = schema.get("const").is_none();
            (key.clone(), self.relax(schema, nullable))
        });
        Value::Object(relaxed.collect())
    }
}

fn or_null(schema: Map<String, Value>) -> Value {
    let accepts_null = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|name| name == "null"),
        _ => false,
    };
    if schema.is_empty() || (accepts_null && !schema.contains_key("enum")) {
        return Value::Object(schema);
    }
    let description = schema.get("description").cloned();
    let mut either = json!({ "anyOf": [schema, { "type": "null" }] });
    if let Some(description) = description {
        either["description"] = description;
    }
    either
}
