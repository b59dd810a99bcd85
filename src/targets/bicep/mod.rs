//! The Bicep target: `main.bicep`, `modules/`, `parameters/`, `bicepconfig.json` and a README.

mod composition;
mod declarations;
mod expression;
pub mod literal;
mod modules;
mod readme;
mod recovery;
mod view;

use askama::Template;

use crate::blueprint::Blueprint;
use crate::targets::{RUNBOOK, RenderError, first_line, tidy};
use crate::tree::Tree;

/// Inputs that only the other language's template of a module needs.
const FOLDED_INPUTS: &[&str] = &[
    "scopeId",
    "keyVaultId",
    "configurationStoreId",
    "sourceId",
    "resourceGroupName",
    "storageAccountId",
    "functionAppId",
    "backedUp",
    "profileId",
];

#[derive(Template)]
#[template(path = "bicep/bicepconfig.json.j2")]
struct Configuration {
    first_line: String,
}

/// Renders a blueprint as a Bicep tree.
pub fn render(blueprint: &Blueprint) -> Result<Tree, RenderError> {
    let first_line = first_line(blueprint);
    let mut tree = Tree::default();
    tree.insert("main.bicep", composition::main(blueprint)?)?;
    for (name, module) in &blueprint.modules {
        let view = view::ModuleView::new(&first_line, module, FOLDED_INPUTS);
        let text = modules::render(name, &view)?;
        if let Some(asked) = view.unknown() {
            return Err(RenderError::UnknownInput { target: "bicep", module: (*name).to_owned(), asked });
        }
        tree.insert(format!("modules/{name}.bicep"), tidy(&text))?;
    }
    for name in blueprint.environments.keys() {
        tree.insert(format!("parameters/{name}.bicepparam"), composition::parameters(blueprint, name))?;
    }
    tree.insert("bicepconfig.json", Configuration { first_line }.render()?)?;
    tree.insert("README.md", readme::render(blueprint)?)?;
    if let Some(page) = recovery::render(blueprint)? {
        tree.insert(RUNBOOK, page)?;
    }
    Ok(tree)
}
