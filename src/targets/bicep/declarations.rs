//! Declarations: types and parameters of a Bicep file, from an interface.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::expression::{WIDTH, data};
use super::literal;
use crate::blueprint::names;
use crate::blueprint::types::{Field, Type};

/// User-defined types of a file, by name, in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Types {
    declared: IndexMap<String, (String, IndexMap<String, Field>)>,
}

impl Types {
    /// The type expression for a value of `field` called `name`; objects get a declaration.
    pub(super) fn expression(&mut self, name: &str, field: &Field) -> String {
        self.of(name, &field.ty, &field.description)
    }

    fn of(&mut self, name: &str, ty: &Type, description: &str) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int { .. } => "int".to_owned(),
            Type::String => "string".to_owned(),
            Type::IntChoice(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
            Type::Enum(values) => {
                values.iter().map(|value| literal::string(value)).collect::<Vec<_>>().join(" | ")
            }
            Type::List(inner) => {
                let inner = self.of(name, inner, description);
                if inner.contains('|') { format!("({inner})[]") } else { format!("{inner}[]") }
            }
            Type::Map(inner) => {
                let entry = format!("Entry of `{name}`.");
                format!("{{ *: {} }}", self.of(&names::singular(name), inner, &entry))
            }
            Type::Object(fields) => self.declare(name, fields, description),
        }
    }

    fn declare(&mut self, name: &str, fields: &IndexMap<String, Field>, description: &str) -> String {
        let base = format!("{name}Type");
        let mut declared = base.clone();
        let mut number = 2;
        while self.declared.get(&declared).is_some_and(|(_, other)| other != fields) {
            declared = format!("{base}{number}");
            number += 1;
        }
        self.declared.insert(declared.clone(), (description.to_owned(), fields.clone()));
        for (field, inner) in fields {
            self.of(field, &inner.ty, &inner.description);
        }
        declared
    }

    /// The declarations, each followed by a blank line.
    pub(super) fn print(&self) -> String {
        let mut names = Self::default();
        self.declared
            .iter()
            .map(|(name, (description, fields))| {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(field, inner)| {
                        let optional = if inner.optional { "?" } else { "" };
                        let ty = names.expression(field, inner);
                        let ty = if inner.optional && ty.contains('|') { format!("({ty})") } else { ty };
                        format!("{}  {}: {ty}{optional}", decorators(inner, 2), literal::key(field))
                    })
                    .collect();
                format!(
                    "@description({})\ntype {name} = {{\n{}\n}}\n\n",
                    literal::string(description),
                    fields.join("\n\n")
                )
            })
            .collect()
    }
}

fn decorators(field: &Field, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut text = format!("{pad}@description({})\n", literal::string(&field.description));
    if let Type::Int { min, max } = &field.ty {
        for (name, bound) in [("minValue", min), ("maxValue", max)] {
            if let Some(bound) = bound {
                text.push_str(&format!("{pad}@{name}({bound})\n"));
            }
        }
    }
    text
}

/// The declaration of a parameter, ending in a line break.
pub(super) fn parameter(name: &str, field: &Field, secret: bool, types: &mut Types) -> String {
    let default =
        field.default.as_ref().map(|default| format!(" = {}", data(default, 0))).unwrap_or_default();
    let nullable = if field.nullable() { "?" } else { "" };
    let mut ty = types.expression(name, field);
    let mut before = decorators(field, 0);
    if secret {
        before.push_str("@secure()\n");
        if !field.optional {
            before.push_str("@minLength(1)\n");
        }
    } else if sounds_secret(name) && matches!(field.ty, Type::String | Type::Object(_) | Type::Map(_)) {
        before.push_str("#disable-next-line secure-secrets-in-params // about a secret, not its value\n");
    }
    let line = |ty: &str| format!("param {name} {ty}{nullable}{default}");
    if let Type::Enum(values) = &field.ty
        && line(&ty).chars().count() > WIDTH
    {
        let list: Vec<Json> = values.iter().map(|value| Json::from(value.as_str())).collect();
        before.push_str(&format!("@allowed({})\n", data(&Json::from(list), 0)));
        "string".clone_into(&mut ty);
    }
    if ty.contains(" | ") && !nullable.is_empty() && !ty.starts_with('{') {
        ty = format!("({ty})");
    }
    format!("{before}{}\n", line(&ty))
}

/// Whether the linter takes a parameter of this name for a secret.
fn sounds_secret(name: &str) -> bool {
    const SECRETS: [&str; 5] = ["password", "pwd", "secret", "accountkey", "acctkey"];
    const OTHERS: [&str; 5] = ["secretpermissions", "secretversion", "secreturi", "secreturl", "secretname"];
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|word| name.contains(word)) && !OTHERS.iter().any(|word| name.contains(word))
}
