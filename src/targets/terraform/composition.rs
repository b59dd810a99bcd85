//! The composition: `stack/`, shared by all environments.

use serde_json::Value as Json;

use super::declarations::{Secrecy, output, variable};
use super::expression::{HAS_SECOND_REGION, Printer, all};
use super::literal::{self, snake};
use super::{AZURERM, FOLDED_INPUTS, add, module_folder, terraform_block};
use crate::blueprint::call::{Call, CallKey};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Node, Value};
use crate::blueprint::{Blueprint, SecondGroup, names};
use crate::targets::{RenderError, context, tree_tags};
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
    let has_second_region = has_second_region(blueprint);
    let printer = Printer::new(blueprint, has_second_region.as_deref());
    let mut blocks =
        vec![locals(blueprint, printer, has_second_region.as_deref()), group(blueprint, printer)];
    blocks.extend(blueprint.second_group.as_ref().map(|group| second_group(blueprint, group, printer)));
    blocks.extend(blueprint.calls.iter().map(|(key, call)| module(blueprint, printer, key, call)));
    blocks.join("\n")
}

/// Whether there is a second region, where that takes more than a word.
fn has_second_region(blueprint: &Blueprint) -> Option<String> {
    let when = blueprint.second_group.as_ref()?.when.as_ref()?;
    Some(Printer::new(blueprint, None).value(when, 0)).filter(|condition| condition.contains(' '))
}

fn locals(blueprint: &Blueprint, printer: Printer<'_>, second_region: Option<&str>) -> String {
    let tags = printer.value(&tree_tags(blueprint), 2);
    let second = second_region.map(|when| format!("\n  {HAS_SECOND_REGION} = {when}\n")).unwrap_or_default();
    format!("locals {{\n  tags = {tags}\n{second}}}\n")
}

fn group(blueprint: &Blueprint, printer: Printer<'_>) -> String {
    let name = printer.value(&blueprint.resource_group.name, 2);
    if blueprint.resource_group.existing {
        return format!("data \"azurerm_resource_group\" \"this\" {{\n  name = {name}\n}}\n");
    }
    format!(
        "resource \"azurerm_resource_group\" \"this\" {{\n  name = {name}\n  location = var.location\n  tags = local.tags\n}}\n"
    )
}

fn second_group(blueprint: &Blueprint, group: &SecondGroup, printer: Printer<'_>) -> String {
    let name = printer.value(&group.name, 2);
    let when = group.when.as_ref().map(|when| printer.value(when, 2));
    let count = when.map(|when| format!("  count = {when} ? 1 : 0\n\n")).unwrap_or_default();
    if blueprint.resource_group.existing {
        return format!("data \"azurerm_resource_group\" \"secondary\" {{\n{count}  name = {name}\n}}\n");
    }
    format!(
        "resource \"azurerm_resource_group\" \"secondary\" {{\n{count}  name = {name}\n  location = var.secondary_location\n  tags = local.tags\n}}\n"
    )
}

fn module(blueprint: &Blueprint, printer: Printer<'_>, key: &CallKey, call: &Call) -> String {
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
            let group =
                if call.is_in_second_group(key) { printer.second("name") } else { printer.first("name") };
            text.push_str(&format!("  resource_group_name = {group}\n"));
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

fn variables(blueprint: &Blueprint) -> String {
    let context = context::parameters(blueprint);
    let context = context.iter().map(|own| variable(own.name, &own.field, Secrecy::Plain));
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
    let has_second_region = has_second_region(blueprint);
    let printer = Printer::new(blueprint, has_second_region.as_deref());
    let group = output("resourceGroupName", "Name of the resource group.", &printer.first("name"), &[]);
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
