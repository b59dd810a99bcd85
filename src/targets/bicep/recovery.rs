//! The page about disaster recovery of the Bicep tree.

use askama::Template;

use super::readme::{command, deployment};
use crate::blueprint::Blueprint;
use crate::targets::RenderError;
use crate::targets::markdown::word;
use crate::targets::recovery::{Environment, Language, Runbook, elsewhere};

#[derive(Template)]
#[template(path = "bicep/disaster_recovery.md.j2")]
struct View {
    r: Runbook,
}

const LANGUAGE: Language = Language {
    reach: "It also writes both regions, and fails where Azure Resource Manager cannot reach one of them.",
    exchange: "Azure refuses such a deployment.",
    set_back: "A deployment deletes nothing: delete compute in the second region by hand, or keep it.",
    limits,
    deploy: |blueprint, environment| {
        format!(
            "{}\n{}",
            command(blueprint, environment, "what-if"),
            command(blueprint, environment, "create")
        )
    },
    deploy_second,
    deploy_elsewhere,
    delete_elsewhere,
};

/// The page, or `None` where no environment has objectives.
pub(super) fn render(blueprint: &Blueprint) -> Result<Option<String>, RenderError> {
    let page = Runbook::new(blueprint, &LANGUAGE).map(|r| View { r }.render());
    Ok(page.transpose()?)
}

fn limits(environment: &Environment) -> String {
    let Some(second) = &environment.second else { return String::new() };
    format!(
        "The deployment writes both regions. Where Azure Resource Manager cannot reach {first}, modules there fail, and so do those in\n\
         {there} that use their outputs. Deploy those one by one, with the parameters that `main.bicep` gives them:\n\
         `az deployment group create --resource-group {group} --template-file modules/<module>.bicep --parameters <parameters>`.",
        first = environment.first.location,
        there = second.location,
        group = second.group_word,
    )
}

/// A deployment keeps the region it was first made from, which is lost: so this one has a name of its own.
fn deploy_second(blueprint: &Blueprint, environment: &str) -> String {
    let facts = &blueprint.environments[environment];
    let location = facts.secondary.as_ref().map_or("", |second| second.location.as_str());
    let name = format!("{}-{environment}-recovery", blueprint.project);
    deployment(blueprint, environment, "create", &name, location)
}

fn deploy_elsewhere(blueprint: &Blueprint, environment: &str) -> String {
    let other = elsewhere(environment);
    let scope = if blueprint.resource_group.existing {
        "group create --resource-group <resource group>"
    } else {
        "sub create --location <region>"
    };
    let name = word(&format!("{}-{other}", blueprint.project));
    format!(
        "az deployment {scope} --name {name} --parameters {}",
        word(&format!("parameters/{other}.bicepparam"))
    )
}

fn delete_elsewhere(_: &Blueprint, _: &str) -> String {
    "az group delete --name <resource group>".to_owned()
}
