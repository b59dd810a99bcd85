//! What the READMEs of both languages tell the people who operate a tree.

use super::markdown::{code, comment, text};
use super::{first_line, markdown};
use crate::blueprint::recovery::Objective;
use crate::blueprint::{Blueprint, EnvironmentFacts};

/// The pseudo component of what belongs to the resource group itself.
const RESOURCE_GROUP: &str = "resourceGroup";

/// What both READMEs say.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a paragraph that is there or not")]
pub(super) struct Readme {
    pub(super) first_line: String,
    pub(super) project: String,
    pub(super) description: Option<String>,
    pub(super) model: String,
    pub(super) existing_group: bool,
    pub(super) environments: Vec<Environment>,
    pub(super) has_objectives: bool,
    pub(super) has_second_region: bool,
    pub(super) names: Vec<Row>,
    pub(super) providers: Vec<String>,
    pub(super) assigns_roles: bool,
    pub(super) locks: bool,
    pub(super) has_secrets: bool,
    pub(super) writes_vault: bool,
    pub(super) writes_configuration: bool,
    pub(super) has_packaged_apps: bool,
    pub(super) has_endpoints: bool,
    pub(super) has_front_door_links: bool,
    /// What a machine inside the network is, in a line or two.
    pub(super) inside: &'static str,
    /// The modules that change what is not part of the workload.
    pub(super) beside: String,
    pub(super) has_insights: bool,
    pub(super) has_logs: bool,
}

/// An environment, in cells of a table.
#[derive(Debug)]
pub(super) struct Environment {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) location: String,
    /// The region that takes over.
    pub(super) second: String,
    pub(super) subscription: String,
    pub(super) rto: String,
    pub(super) rpo: String,
}

/// A row of the table of names.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) component: String,
    pub(super) names: Vec<String>,
}

/// How a pipeline gets into a network.
const INSIDE: &str = "\
That is a runner or agent of your own (GitHub, Azure DevOps) in a subnet that is not delegated, in a network peered with it,
or a machine reached through Azure Bastion; it resolves names through the private DNS zones of the network it is in.";

/// Whether some component has private endpoints.
fn has_endpoints(blueprint: &Blueprint) -> bool {
    blueprint.modules.values().any(|module| module.interface.inputs.contains_key("privateEndpoints"))
}

/// The calls that change what is not part of the workload, as code.
fn beside(blueprint: &Blueprint) -> String {
    let is_beside =
        |module: &str| blueprint.modules.get(module).is_some_and(|used| used.interface.beside.is_some());
    let calls = blueprint.calls.iter().filter(|(_, call)| is_beside(call.module));
    calls.map(|(key, _)| code(&key.to_string())).collect::<Vec<_>>().join(", ")
}

impl Readme {
    pub(super) fn new(blueprint: &Blueprint) -> Self {
        let uses = |module: &str| blueprint.modules.contains_key(module);
        let some = |what: fn(&str) -> bool| blueprint.modules.keys().any(|module| what(module));
        Self {
            first_line: comment(&first_line(blueprint)),
            project: text(&blueprint.project),
            description: blueprint.description.as_deref().map(text),
            model: code(&blueprint.model),
            existing_group: blueprint.resource_group.existing,
            environments: blueprint.environments.iter().map(environment).collect(),
            has_objectives: blueprint.environments.values().any(|facts| facts.recovery.is_some()),
            has_second_region: blueprint.environments.values().any(|facts| facts.secondary.is_some()),
            names: names(blueprint),
            providers: blueprint.resource_providers.iter().map(|name| markdown::word(name)).collect(),
            assigns_roles: some(|module| module.ends_with("RoleAssignments")),
            locks: uses("resourceGroupLock"),
            has_secrets: !blueprint.secrets.is_empty(),
            writes_vault: some(|module| module.ends_with("Secret")),
            writes_configuration: uses("appConfigurationValues"),
            has_packaged_apps: uses("functionApp"),
            // Premium, which has the policy, is chosen for private link.
            has_front_door_links: uses("frontDoorFirewall"),
            has_endpoints: has_endpoints(blueprint),
            inside: INSIDE,
            beside: beside(blueprint),
            has_insights: uses("applicationInsights"),
            has_logs: uses("logAnalytics"),
        }
    }

    /// The roles that whoever deploys needs on the subscription, or on the group where it is there already.
    pub(super) fn roles(&self) -> &'static str {
        match (self.locks, self.assigns_roles) {
            (true, _) => {
                "**Contributor** and **User Access Administrator** (the tree assigns roles or locks the group)"
            }
            (false, true) => {
                "**Contributor** and **Role Based Access Control Administrator** (the tree assigns roles)"
            }
            (false, false) => "**Contributor**",
        }
    }
}

fn environment((name, facts): (&String, &EnvironmentFacts)) -> Environment {
    let recovery = facts.recovery.as_ref();
    let objective = |objective: Option<&Objective>| {
        objective.map_or_else(|| "not stated".to_owned(), |own| text(&own.text))
    };
    let second = facts.secondary.as_ref();
    Environment {
        name: code(name),
        group: code(&facts.resource_group),
        location: code(&facts.location),
        subscription: facts.subscription.as_deref().map_or_else(|| "not in the model".to_owned(), code),
        second: second.map_or_else(|| "none".to_owned(), |second| code(&second.location)),
        rto: objective(recovery.map(|recovery| &recovery.rto)),
        rpo: objective(recovery.map(|recovery| &recovery.rpo)),
    }
}

/// The names of resources by component, with a cell for each environment.
fn names(blueprint: &Blueprint) -> Vec<Row> {
    let components = blueprint.calls.keys().filter(|key| key.component != RESOURCE_GROUP);
    let keys = components.map(ToString::to_string);
    let row = |key: String| {
        let names = blueprint.environments.values().map(|facts| facts.names.get(&key));
        let names: Vec<Option<&String>> = names.collect();
        names.iter().any(Option::is_some).then(|| Row {
            component: code(&key),
            names: names.iter().map(|name| name.map_or_else(String::new, |name| code(name))).collect(),
        })
    };
    keys.filter_map(row).collect()
}
