//! The composition: `stack/`, shared by all environments.

use serde_json::Value as Json;

use super::declarations::{Secrecy, output, variable};
use super::expression::{Printer, all};
use super::literal::{self, snake};
use super::{AZURERM, FOLDED_INPUTS, add, module_folder, terraform_block};
use crate::blueprint::call::{Call, CallKey};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Context, Node, Value};
use crate::blueprint::{Blueprint, names};
use crate::targets::{RenderError, tree_tags, uses_context};
use crate::tree::Tree;

/// The variable that says which secrets are filled.
pub(super) const SECRET_VERSIONS: &str = "secretVersions";

pub(super) fn render(blueprint: &Blueprint, first_line: &str, tree: &mut Tree) -> Result<(), RenderError> {
    let files = [
        ("main.tf", main(blueprint)),
        ("variables.tf", variables(blueprint)),
        ("outputs.tf", outputs(blueprint)),
        ("terraform.tf", terraform_block(&[AZURERM])),
    ];
    for (file, text) in files {
        add(tree, first_line, &format!("stack/{file}"), &text)?;
    }
    Ok(())
}

fn main(blueprint: &Blueprint) -> String {
    let printer = Printer::new(blueprint);
    let mut blocks = vec![locals(blueprint, printer), group(blueprint, printer)];
    blocks.extend(blueprint.calls.iter().map(|(key, call)| module(blueprint, printer, key, call)));
    blocks.join("\n")
}

fn locals(blueprint: &Blueprint, printer: Printer) -> String {
    format!("locals {{\n  tags = {}\n}}\n", printer.value(&tree_tags(blueprint), 2))
}

fn group(blueprint: &Blueprint, printer: Printer) -> String {
    let name = printer.value(&blueprint.resource_group.name, 2);
    if blueprint.resource_group.existing {
        return format!("data \"azurerm_resource_group\" \"this\" {{\n  name = {name}\n}}\n");
    }
    format!(
        "resource \"azurerm_resource_group\" \"this\" {{\n  name = {name}\n  location = var.location\n  tags = local.tags\n}}\n"
    )
}

fn module(blueprint: &Blueprint, printer: Printer, key: &CallKey, call: &Call) -> String {
    let secrets: Vec<&String> = call.inputs.values().filter_map(secret).collect();
    let mut conditions: Vec<String> = call.when.iter().map(|when| printer.value(when, 2)).collect();
    let filled = |secret: &String| {
        format!("contains(keys(var.{}), {})", snake(SECRET_VERSIONS), literal::string(&snake(secret)))
    };
    conditions.extend(secrets.iter().map(|secret| filled(secret)));
    let mut text = format!("module \"{}\" {{\n", snake(&names::call(key)));
    text.push_str(&format!("  source = \"../modules/{}\"\n", module_folder(call.module)));
    if !conditions.is_empty() {
        text.push_str(&format!("  count = {} ? 1 : 0\n", all(&conditions)));
    }
    text.push('\n');
    for (name, value) in call.inputs.iter().filter(|(name, _)| !FOLDED_INPUTS.contains(&name.as_str())) {
        if value.node != Node::Null {
            text.push_str(&format!("  {} = {}\n", snake(name), printer.value(value, 2)));
        }
        if name == "location" {
            // The group comes beside the region, where a reader looks for it.
            text.push_str(&format!("  resource_group_name = {}.name\n", printer.group()));
        }
    }
    for secret in secrets {
        let version = format!("var.{}[{}]", snake(SECRET_VERSIONS), literal::string(&snake(secret)));
        text.push_str(&format!("  value_version = {version}\n"));
    }
    text.push_str(&after(blueprint, call));
    text.push_str("}\n");
    text
}

/// `depends_on` for what no value says, with the reason.
fn after(blueprint: &Blueprint, call: &Call) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    let mut modules: Vec<String> = Vec::new();
    for (other, reason) in call.after.iter().filter(|(other, _)| blueprint.calls.contains_key(*other)) {
        if !reasons.contains(reason) {
            reasons.push(reason);
        }
        modules.push(format!("    module.{},\n", snake(&names::call(other))));
    }
    if modules.is_empty() {
        return String::new();
    }
    let comments: String = reasons.iter().map(|reason| format!("  # {}\n", sentence(reason))).collect();
    format!("\n{comments}  depends_on = [\n{}  ]\n", modules.concat())
}

fn sentence(reason: &str) -> String {
    let mut chars = reason.chars();
    let first: String = chars.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn secret(value: &Value) -> Option<&String> {
    match &value.node {
        Node::Secret(name) => Some(name),
        _ => None,
    }
}

/// The variables that every stack has.
pub(super) fn context_variables(blueprint: &Blueprint) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("environmentName", "Name of the environment."),
        ("location", "Azure region of the environment."),
    ];
    if uses_context(blueprint, Context::UniqueSuffix) {
        all.push(("uniqueSuffix", "Suffix of the names that must be unique in all of Azure."));
    }
    all
}

fn variables(blueprint: &Blueprint) -> String {
    let context = context_variables(blueprint).into_iter().map(|(name, description)| {
        variable(name, &Field::required(Type::String, description), Secrecy::Plain)
    });
    let parameters = blueprint
        .parameters
        .iter()
        .map(|(name, value)| variable(name, &value.field(blueprint.environments.len()), Secrecy::Plain));
    let blocks: Vec<String> = context.chain(parameters).chain(secret_variables(blueprint)).collect();
    blocks.join("\n")
}

/// The variables of secrets, the same in the stack and in the environments.
pub(super) fn secret_variables(blueprint: &Blueprint) -> Vec<String> {
    if blueprint.secrets.is_empty() {
        return Vec::new();
    }
    let secrets = blueprint.secrets.iter().map(|(name, description)| {
        variable(name, &Field::optional(Type::String, description.as_str()), Secrecy::Ephemeral)
    });
    let versions = Field::defaulted(
        Type::Int { min: None, max: None }.map(),
        Json::Object(serde_json::Map::new()),
        "Versions of the secrets that are filled, by variable name; raise one to write a new value. A secret without a version does not exist.",
    );
    secrets.chain([variable(SECRET_VERSIONS, &versions, Secrecy::Plain)]).collect()
}

fn outputs(blueprint: &Blueprint) -> String {
    let printer = Printer::new(blueprint);
    let group =
        output("resourceGroupName", "Name of the resource group.", &format!("{}.name", printer.group()), &[]);
    let rest = blueprint.outputs.iter().map(|(name, value)| {
        output(name, &value.description, &printer.value(&unguarded_choice(&value.value), 2), &[])
    });
    [group].into_iter().chain(rest).collect::<Vec<_>>().join("\n")
}

/// An output that may not exist is `one(...)`, which is null by itself: it needs no condition around it.
fn unguarded_choice(value: &Value) -> Value {
    match &value.node {
        Node::Match(choice) => {
            let mut present =
                choice.cases.iter().map(|(_, value)| value).filter(|value| value.node != Node::Null);
            match (present.next(), present.next()) {
                (Some(only), None) if matches!(&only.node, Node::Output(reference) if reference.guarded) => {
                    only.clone()
                }
                _ => value.clone(),
            }
        }
        _ => value.clone(),
    }
}
