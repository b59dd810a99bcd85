//! The environments: one small root module each, which calls the stack with its values.

use serde_json::Value as Json;

use super::composition::{SECRET_VERSIONS, secret_variables};
use super::declarations::{Secrecy, output, variable};
use super::expression::data;
use super::literal::{self, snake};
use super::{AZURERM, add, terraform_block};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::{Blueprint, EnvironmentFacts};
use crate::targets::{RenderError, context};
use crate::tree::Tree;

pub(super) fn render(blueprint: &Blueprint, first_line: &str, tree: &mut Tree) -> Result<(), RenderError> {
    for (name, facts) in &blueprint.environments {
        let files = [
            ("main.tf", main(blueprint, name, facts)),
            ("variables.tf", variables(blueprint, facts)),
            ("outputs.tf", outputs(blueprint)),
            ("providers.tf", providers(blueprint)),
            ("backend.tf", backend(facts)),
            ("terraform.tf", terraform_block(&[AZURERM])),
        ];
        for (file, text) in files {
            add(tree, first_line, &format!("environments/{name}/{file}"), &text)?;
        }
    }
    Ok(())
}

fn main(blueprint: &Blueprint, name: &str, facts: &EnvironmentFacts) -> String {
    let context = context::parameters(blueprint);
    let context = context.iter().filter_map(|own| Some((own.name, own.value(name, facts)?)));
    let mut lines: Vec<String> =
        context.map(|(name, value)| format!("{} = {}", snake(name), literal::string(value))).collect();
    for (parameter, value) in &blueprint.parameters {
        if let Some(own) = value.values.get(name).filter(|own| !own.is_null()) {
            lines.push(format!("{} = {}", snake(parameter), data(own, &value.ty, 2)));
        }
    }
    for secret in secret_names(blueprint) {
        lines.push(format!("{0} = var.{0}", snake(secret)));
    }
    let body: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("module \"stack\" {{\n  source = \"../../stack\"\n\n{body}}}\n")
}

fn secret_names(blueprint: &Blueprint) -> impl Iterator<Item = &str> {
    let versions = (!blueprint.secrets.is_empty()).then_some(SECRET_VERSIONS);
    blueprint.secrets.keys().map(String::as_str).chain(versions)
}

fn variables(blueprint: &Blueprint, facts: &EnvironmentFacts) -> String {
    let description = "Id of the subscription that holds the environment.";
    let subscription = match &facts.subscription {
        Some(id) => Field::defaulted(Type::String, Json::from(id.as_str()), description),
        None => Field::required(Type::String, description),
    };
    let own = variable("subscriptionId", &subscription, Secrecy::Plain);
    [own].into_iter().chain(secret_variables(blueprint)).collect::<Vec<_>>().join("\n")
}

fn outputs(blueprint: &Blueprint) -> String {
    let group = ("resourceGroupName", "Name of the resource group.");
    let rest = blueprint.outputs.iter().map(|(name, output)| (name.as_str(), output.description.as_str()));
    let blocks: Vec<String> = [group]
        .into_iter()
        .chain(rest)
        .map(|(name, description)| output(name, description, &format!("module.stack.{}", snake(name)), &[]))
        .collect();
    blocks.join("\n")
}

fn providers(blueprint: &Blueprint) -> String {
    let mut text = format!(
        "provider \"azurerm\" {{\n{}\n  subscription_id = var.subscription_id\n  storage_use_azuread = true\n",
        features(blueprint)
    );
    // Whoever may only use an existing group may not register providers.
    if !blueprint.resource_group.existing && !blueprint.resource_providers.is_empty() {
        let list: String = blueprint
            .resource_providers
            .iter()
            .map(|name| format!("    {},\n", literal::string(name)))
            .collect();
        text.push_str(&format!(
            "\n  # The provider registers none by itself.\n  resource_providers_to_register = [\n{list}  ]\n"
        ));
    }
    text.push_str("}\n");
    text
}

/// What is destroyed stays restorable: the provider would purge it, if left to its defaults.
fn features(blueprint: &Blueprint) -> String {
    let purges: [(&str, &str, &[&str]); 2] = [
        ("appConfiguration", "app_configuration", &["purge_soft_delete_on_destroy"]),
        ("keyVault", "key_vault", &["purge_soft_delete_on_destroy", "purge_soft_deleted_secrets_on_destroy"]),
    ];
    let blocks: Vec<String> = purges
        .iter()
        .filter(|(module, ..)| blueprint.modules.contains_key(module))
        .map(|(_, block, settings)| {
            let lines: String = settings.iter().map(|setting| format!("      {setting} = false\n")).collect();
            format!("    {block} {{\n{lines}    }}\n")
        })
        .collect();
    if blocks.is_empty() {
        return "  features {}\n".to_owned();
    }
    let reason = "    # What is destroyed can be restored until its retention days are over.\n";
    format!("  features {{\n{reason}{}  }}\n", blocks.join("\n"))
}

fn backend(facts: &EnvironmentFacts) -> String {
    let Some(backend) = &facts.state_backend else {
        return "# Where the state is kept is given to `terraform init`; the README says how.\nterraform {\n  backend \"azurerm\" {\n    use_azuread_auth = true\n  }\n}\n"
            .to_owned();
    };
    format!(
        "terraform {{\n  backend \"azurerm\" {{\n    resource_group_name = {}\n    storage_account_name = {}\n    container_name = {}\n    key = {}\n    use_azuread_auth = true\n  }}\n}}\n",
        literal::string(&backend.resource_group),
        literal::string(&backend.storage_account),
        literal::string(&backend.container),
        literal::string(&backend.key)
    )
}
