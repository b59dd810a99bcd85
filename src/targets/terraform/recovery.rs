//! The page about disaster recovery of the Terraform tree.

use askama::Template;

use crate::blueprint::Blueprint;
use crate::targets::RenderError;
use crate::targets::markdown::word;
use crate::targets::recovery::{Environment, Language, Runbook, elsewhere};

#[derive(Template)]
#[template(path = "terraform/disaster_recovery.md.j2")]
struct View {
    r: Runbook,
}

const LANGUAGE: Language = Language {
    reach: "It also reads every resource first, and stops at those that do not answer.",
    exchange: "Terraform would delete what stands there and create it again, without its data.",
    set_back: "The plan deletes compute in the second region.",
    limits,
    deploy: |_, environment| commands(environment, ""),
    deploy_second: |_, environment| commands(environment, " -refresh=false"),
    deploy_elsewhere: |_, environment| {
        let other = elsewhere(environment);
        format!("terraform -chdir={} init\n{}", folder(&other), commands(&other, ""))
    },
    delete_elsewhere: |_, environment| {
        format!("terraform -chdir={} destroy", folder(&elsewhere(environment)))
    },
};

/// The page, or `None` where no environment has objectives.
pub(super) fn render(blueprint: &Blueprint) -> Result<Option<String>, RenderError> {
    let page = Runbook::new(blueprint, &LANGUAGE).map(|r| View { r }.render());
    Ok(page.transpose()?)
}

fn folder(environment: &str) -> String {
    word(&format!("environments/{environment}"))
}

fn commands(environment: &str, options: &str) -> String {
    let (folder, plan) = (folder(environment), word(&format!("{environment}.tfplan")));
    format!("terraform -chdir={folder} plan{options} -out={plan}\nterraform -chdir={folder} apply {plan}")
}

fn limits(environment: &Environment) -> String {
    let Some(second) = &environment.second else { return String::new() };
    format!(
        "`-refresh=false` keeps Terraform from asking {first} for what has not changed; data sources are read all the same. The plan must\n\
         show nothing but what comes to {there}. The state has to be where it can be read without {first}.",
        first = environment.first.location,
        there = second.location,
    )
}
