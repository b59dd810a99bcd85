//! Types of module inputs and parameters, read from the JSON schema of the model's own structs.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value as Json;

/// The type of an input, field or parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Type {
    /// A truth value.
    Bool,
    /// A whole number, with inclusive bounds.
    Int {
        /// Smallest value.
        min: Option<i64>,
        /// Largest value.
        max: Option<i64>,
    },
    /// One of these whole numbers.
    IntChoice(Vec<i64>),
    /// Text.
    String,
    /// One of these texts.
    Enum(Vec<String>),
    /// A list.
    List(Box<Type>),
    /// A collection keyed by names from the model.
    Map(Box<Type>),
    /// An object.
    Object(IndexMap<String, Field>),
}

/// A field of an object type, or an input of a module.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// The field's type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What the field is for: a sentence or two.
    pub description: String,
    /// The field may be left out; it is then `default`, or null without one.
    pub optional: bool,
    /// What a left-out field is.
    pub default: Option<Json>,
}

impl Field {
    /// A field that must be given.
    pub fn required(ty: Type, description: impl Into<String>) -> Self {
        Self { ty, description: description.into(), optional: false, default: None }
    }

    /// A field that is null when it is left out.
    pub fn optional(ty: Type, description: impl Into<String>) -> Self {
        Self { ty, description: description.into(), optional: true, default: None }
    }

    /// A field with a default.
    pub fn defaulted(ty: Type, default: Json, description: impl Into<String>) -> Self {
        Self { ty, description: description.into(), optional: true, default: Some(default) }
    }

    /// True when the value may be null inside the module.
    #[must_use]
    pub fn nullable(&self) -> bool {
        self.optional && self.default.is_none()
    }
}

impl Type {
    /// A list of texts.
    #[must_use]
    pub fn strings() -> Self {
        Self::List(Box::new(Self::String))
    }

    /// An enum of these texts.
    #[must_use]
    pub fn one_of(values: &[&str]) -> Self {
        Self::Enum(values.iter().map(|&value| value.to_owned()).collect())
    }

    /// An object with these fields.
    #[must_use]
    pub fn object<const N: usize>(fields: [(&str, Field); N]) -> Self {
        Self::Object(fields.into_iter().map(|(name, field)| (name.to_owned(), field)).collect())
    }

    /// A map with values of this type.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self))
    }

    /// A field of an object type (also of the objects of a map).
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        match self {
            Self::Object(fields) => fields.get(name),
            Self::Map(inner) => inner.field(name),
            _ => None,
        }
    }
}

/// Reads types out of a JSON schema generated from the model's structs.
#[derive(Debug, Clone, Copy)]
pub struct SchemaTypes<'s> {
    root: &'s Json,
}

impl<'s> SchemaTypes<'s> {
    /// Types of the schema `root`, whose `$defs` hold what it refers to.
    #[must_use]
    pub fn new(root: &'s Json) -> Self {
        Self { root }
    }

    fn follow(self, schema: &'s Json) -> &'s Json {
        match schema.get("$ref").and_then(Json::as_str) {
            Some(reference) => {
                let name = reference.trim_start_matches("#/$defs/");
                self.follow(self.root.get("$defs").and_then(|defs| defs.get(name)).unwrap_or(&Json::Null))
            }
            None => schema,
        }
    }

    /// The schema of an optional value without its null alternative.
    fn without_null(self, schema: &'s Json) -> &'s Json {
        let schema = self.follow(schema);
        match schema.get("anyOf").and_then(Json::as_array) {
            Some(alternatives) => alternatives
                .iter()
                .find(|alternative| alternative.get("type").and_then(Json::as_str) != Some("null"))
                .map_or(schema, |alternative| self.follow(alternative)),
            None => schema,
        }
    }

    /// The type that a schema describes; anything unknown is text.
    #[must_use]
    pub fn type_of(self, schema: &'s Json) -> Type {
        let schema = self.without_null(schema);
        if let Some(choice) = choice_of(schema) {
            return choice;
        }
        match type_name(schema) {
            Some("boolean") => Type::Bool,
            Some("integer") => Type::Int {
                min: schema.get("minimum").and_then(Json::as_i64),
                max: schema.get("maximum").and_then(Json::as_i64),
            },
            Some("array") => {
                Type::List(Box::new(schema.get("items").map_or(Type::String, |items| self.type_of(items))))
            }
            Some("object") => match schema.get("additionalProperties") {
                Some(values) if values.is_object() => self.type_of(values).map(),
                _ => Type::Object(self.fields(schema)),
            },
            _ => Type::String,
        }
    }

    /// The fields of an object schema, in the order of the struct.
    #[must_use]
    pub fn fields(self, schema: &'s Json) -> IndexMap<String, Field> {
        let schema = self.without_null(schema);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        let properties = schema.get("properties").and_then(Json::as_object);
        properties
            .into_iter()
            .flatten()
            .map(|(name, property)| {
                let field = Field {
                    ty: self.type_of(property),
                    description: self.description(property),
                    optional: !required.contains(&name.as_str()),
                    default: property.get("default").filter(|default| !default.is_null()).cloned(),
                };
                (name.clone(), field)
            })
            .collect()
    }

    fn description(self, property: &'s Json) -> String {
        let own = property.get("description").and_then(Json::as_str);
        let text = own.or_else(|| self.without_null(property).get("description").and_then(Json::as_str));
        first_paragraph(text.unwrap_or_default())
    }
}

/// The first paragraph of a doc comment on one line: what fits a parameter's description.
fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn type_name(schema: &Json) -> Option<&str> {
    match schema.get("type")? {
        Json::String(name) => Some(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

/// An enum, written as `enum` or as one documented `const` per value.
fn choice_of(schema: &Json) -> Option<Type> {
    let values: Vec<&Json> = match (schema.get("enum"), schema.get("oneOf")) {
        (Some(values), _) => values.as_array()?.iter().filter(|value| !value.is_null()).collect(),
        (None, Some(variants)) => variants
            .as_array()?
            .iter()
            .flat_map(|variant| match variant.get("enum").and_then(Json::as_array) {
                Some(values) => values.iter().collect(),
                None => variant.get("const").into_iter().collect::<Vec<_>>(),
            })
            .collect(),
        (None, None) => return None,
    };
    let texts: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    match texts {
        Some(texts) if !texts.is_empty() => Some(Type::Enum(texts)),
        _ => values.iter().map(|value| value.as_i64()).collect::<Option<Vec<_>>>().map(Type::IntChoice),
    }
}
