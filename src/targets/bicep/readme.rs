//! The README of the Bicep tree.

use askama::Template;

use crate::blueprint::Blueprint;
use crate::targets::markdown::{code, text, word};
use crate::targets::readme::Readme;
use crate::targets::{RenderError, secret_variable};

#[derive(Template)]
#[template(path = "bicep/README.md.j2")]
struct View {
    r: Readme,
    commands: Vec<Commands>,
    secrets: Vec<Secret>,
}

/// What an environment is deployed with.
struct Commands {
    environment: String,
    preview: String,
    deploy: String,
}

/// A secret and where a deployment takes it from.
struct Secret {
    variable: String,
    description: String,
}

pub(super) fn render(blueprint: &Blueprint) -> Result<String, RenderError> {
    let secrets = blueprint.secrets.iter().map(|(name, description)| Secret {
        variable: code(&secret_variable(name)),
        description: text(description),
    });
    let commands = blueprint.environments.keys().map(|name| Commands {
        environment: text(name),
        preview: command(blueprint, name, "what-if"),
        deploy: command(blueprint, name, "create"),
    });
    let view = View { commands: commands.collect(), secrets: secrets.collect(), r: Readme::new(blueprint) };
    Ok(view.render()?)
}

/// The command that previews (`what-if`) or makes (`create`) the deployment of an environment.
pub(super) fn command(blueprint: &Blueprint, environment: &str, verb: &str) -> String {
    let name = format!("{}-{environment}", blueprint.project);
    deployment(blueprint, environment, verb, &name, &blueprint.environments[environment].location)
}

/// The command for a deployment of this name, made from this region where it has one.
pub(super) fn deployment(
    blueprint: &Blueprint,
    environment: &str,
    verb: &str,
    name: &str,
    location: &str,
) -> String {
    let facts = &blueprint.environments[environment];
    let scope = if blueprint.resource_group.existing {
        format!("group {verb} --resource-group {}", word(&facts.resource_group))
    } else {
        format!("sub {verb} --location {}", word(location))
    };
    let name = word(name);
    let parameters = word(&format!("parameters/{environment}.bicepparam"));
    let subscription = facts.subscription.as_ref().map(|id| format!(" \\\n  --subscription {}", word(id)));
    format!(
        "az deployment {scope} --name {name} --parameters {parameters}{}",
        subscription.unwrap_or_default()
    )
}
