//! The README of the Terraform tree.

use askama::Template;

use super::composition::SECRET_VERSIONS;
use super::literal::snake;
use crate::blueprint::{Blueprint, EnvironmentFacts};
use crate::targets::RenderError;
use crate::targets::markdown::{code, text, word};
use crate::targets::readme::Readme;

#[derive(Template)]
#[template(path = "terraform/README.md.j2")]
struct View {
    r: Readme,
    environments: Vec<Environment>,
    secrets: Vec<Secret>,
    versions: String,
}

/// What an environment is deployed with.
struct Environment {
    name: String,
    folder: String,
    plan: String,
    /// Where the state is, in words.
    state: String,
    has_state: bool,
    has_subscription: bool,
}

/// A secret and where a deployment takes it from.
struct Secret {
    variable: String,
    name: String,
    description: String,
}

pub(super) fn render(blueprint: &Blueprint) -> Result<String, RenderError> {
    let secrets = blueprint.secrets.iter().map(|(name, description)| Secret {
        variable: code(&format!("TF_VAR_{}", snake(name))),
        name: snake(name),
        description: text(description),
    });
    let view = View {
        environments: blueprint.environments.iter().map(environment).collect(),
        secrets: secrets.collect(),
        versions: snake(SECRET_VERSIONS),
        r: Readme::new(blueprint),
    };
    Ok(view.render()?)
}

fn environment((name, facts): (&String, &EnvironmentFacts)) -> Environment {
    let state = facts.state_backend.as_ref().map(|backend| {
        let container = format!("{}/{}", backend.storage_account, backend.container);
        format!("{} in {}", code(&backend.key), code(&container))
    });
    Environment {
        name: text(name),
        folder: word(&format!("environments/{name}")),
        plan: word(&format!("{name}.tfplan")),
        has_state: state.is_some(),
        state: state.unwrap_or_else(|| "not in the model".to_owned()),
        has_subscription: facts.subscription.is_some(),
    }
}
