//! Declarations: `variable` and `output` blocks.

use serde_json::Value as Json;

use super::expression::data;
use super::literal::{self, snake};
use crate::blueprint::types::{Field, Type};

/// What a variable is besides its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// Anyone may read it.
    Plain,
    /// It is shown nowhere and kept nowhere.
    Ephemeral,
}

/// A `variable` block, ending in a line break.
pub(super) fn variable(name: &str, field: &Field, secrecy: Secrecy) -> String {
    let name = snake(name);
    let mut lines = vec![
        format!("description = {}", literal::string(&field.description)),
        format!("type = {}", type_expression(&field.ty, 2)),
    ];
    if secrecy == Secrecy::Ephemeral {
        lines.extend(["sensitive = true".to_owned(), "ephemeral = true".to_owned()]);
    }
    if field.optional {
        let default = field.default.clone().unwrap_or_default();
        lines.push(format!("default = {}", data(&default, &field.ty, 2)));
    }
    if !field.nullable() {
        lines.push("nullable = false".to_owned());
    }
    let body: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    let validation = match secrecy {
        Secrecy::Ephemeral if !field.optional => not_empty(&name),
        _ => validation(&name, field),
    };
    format!("variable \"{name}\" {{\n{body}{validation}}}\n")
}

/// A `validation` block for a secret: an unfilled one is left out, never an empty text.
fn not_empty(name: &str) -> String {
    let message = literal::string(&format!("A secret with a version needs a value: {name} is empty."));
    format!(
        "\n  validation {{\n    condition = length(var.{name}) > 0\n    error_message = {message}\n  }}\n"
    )
}

/// A `validation` block for what a type cannot say.
fn validation(name: &str, field: &Field) -> String {
    let variable = format!("var.{name}");
    let (condition, words) = match &field.ty {
        Type::Enum(values) => {
            let list: Vec<String> = values.iter().map(|value| literal::string(value)).collect();
            (format!("contains([{}], {variable})", list.join(", ")), format!("one of: {}", values.join(", ")))
        }
        Type::IntChoice(values) => {
            let list: Vec<String> = values.iter().map(ToString::to_string).collect();
            (format!("contains([{}], {variable})", list.join(", ")), format!("one of: {}", list.join(", ")))
        }
        Type::Int { min: Some(min), max: Some(max) } => (
            format!("{variable} >= {min} && {variable} <= {max} && floor({variable}) == {variable}"),
            format!("a whole number from {min} to {max}"),
        ),
        _ => return String::new(),
    };
    let condition =
        if field.nullable() { format!("{variable} == null ? true : {condition}") } else { condition };
    let message = literal::string(&format!("{name} must be {words}."));
    format!("\n  validation {{\n    condition = {condition}\n    error_message = {message}\n  }}\n")
}

/// A type as Terraform writes it.
pub(super) fn type_expression(ty: &Type, indent: usize) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int { .. } | Type::IntChoice(_) => "number".to_owned(),
        Type::String | Type::Enum(_) => "string".to_owned(),
        Type::List(inner) => format!("list({})", type_expression(inner, indent)),
        Type::Map(inner) => format!("map({})", type_expression(inner, indent)),
        Type::Object(fields) => {
            let pad = " ".repeat(indent);
            let lines: String = fields
                .iter()
                .map(|(name, field)| {
                    let inner = type_expression(&field.ty, indent + 2);
                    let ty = match (&field.default, field.optional) {
                        (_, false) => inner,
                        (None | Some(Json::Null), true) => format!("optional({inner})"),
                        (Some(default), true) => {
                            format!("optional({inner}, {})", data(default, &field.ty, indent + 2))
                        }
                    };
                    format!("{pad}  {} = {ty}\n", snake(name))
                })
                .collect();
            format!("object({{\n{lines}{pad}}})")
        }
    }
}

/// An `output` block, ending in a line break.
pub(super) fn output(name: &str, description: &str, value: &str, extra: &[String]) -> String {
    let extra: String = extra.iter().map(|line| format!("  {line}\n")).collect();
    format!(
        "output \"{}\" {{\n  description = {}\n  value = {value}\n{extra}}}\n",
        snake(name),
        literal::string(description)
    )
}
