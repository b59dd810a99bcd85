//! The Terraform target: `stack/`, `modules/`, `environments/` and a README, for the azurerm provider.

mod composition;
mod declarations;
mod environment;
mod expression;
mod layout;
pub mod literal;
mod modules;
mod readme;
mod recovery;
mod view;

use crate::blueprint::Blueprint;
use crate::targets::{RUNBOOK, RenderError, first_line};
use crate::tree::Tree;
use literal::snake;

/// Inputs that only the other language's template of a module needs.
const FOLDED_INPUTS: &[&str] = &[
    "scopeName",
    "keyVaultName",
    "configurationStoreName",
    "sourceName",
    "sourceResourceGroupName",
    "functionAppName",
    "backedUp",
    "profileName",
];

/// Modules that stand for several of the blueprint's: a role assignment's scope is just an id here.
#[must_use]
pub fn module_folder(module: &str) -> String {
    if module.ends_with("RoleAssignments") { "role_assignments".to_owned() } else { snake(module) }
}

/// Renders a blueprint as a Terraform tree.
pub fn render(blueprint: &Blueprint) -> Result<Tree, RenderError> {
    let first_line = first_line(blueprint);
    let mut tree = Tree::default();
    let mut done = std::collections::BTreeSet::new();
    for (name, module) in &blueprint.modules {
        let folder = module_folder(name);
        if !done.insert(folder.clone()) {
            continue;
        }
        let view = view::ModuleView::new(module, FOLDED_INPUTS);
        let main = modules::render(&folder, &view)?;
        if let Some(asked) = view.unknown() {
            return Err(RenderError::UnknownInput { target: "terraform", module: (*name).to_owned(), asked });
        }
        let files = [
            ("main.tf", main),
            ("variables.tf", view.variables()),
            ("outputs.tf", view.outputs()),
            ("terraform.tf", terraform_block(&view.providers())),
        ];
        for (file, text) in files {
            add(&mut tree, &first_line, &format!("modules/{folder}/{file}"), &text)?;
        }
    }
    composition::render(blueprint, &first_line, &mut tree)?;
    environment::render(blueprint, &first_line, &mut tree)?;
    tree.insert("README.md", readme::render(blueprint)?)?;
    if let Some(page) = recovery::render(blueprint)? {
        tree.insert(RUNBOOK, page)?;
    }
    Ok(tree)
}

/// Adds a file with its first line, in canonical layout.
fn add(tree: &mut Tree, first_line: &str, path: &str, text: &str) -> Result<(), RenderError> {
    Ok(tree.insert(path, layout::canonical(&format!("# {first_line}\n\n{text}")))?)
}

/// A provider: local name, source and version constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Provider {
    name: &'static str,
    source: &'static str,
    version: &'static str,
}

const AZURERM: Provider = Provider { name: "azurerm", source: "hashicorp/azurerm", version: "~> 5.2" };

/// For what azurerm cannot do; see `docs/adr`.
const AZAPI: Provider = Provider { name: "azapi", source: "azure/azapi", version: "~> 2.12" };

/// For the minutes a new grant takes; see `docs/adr`.
const TIME: Provider = Provider { name: "time", source: "hashicorp/time", version: "~> 0.13" };

/// The `terraform` block with these providers.
fn terraform_block(providers: &[Provider]) -> String {
    let required: String = providers
        .iter()
        .map(|Provider { name, source, version }| {
            format!("    {name} = {{\n      source = \"{source}\"\n      version = \"{version}\"\n    }}\n")
        })
        .collect();
    format!(
        "terraform {{\n  required_version = \">= 1.11, < 2.0\"\n\n  required_providers {{\n{required}  }}\n}}\n"
    )
}
