//! The blueprint: the target-neutral result for all environments.
//!
//! This room holds the expression language both targets can print ([`value`]), module interfaces ([`module`],
//! [`types`]), module calls ([`call`]) and unification ([`unify`]). It knows nothing of YAML, kinds or targets.

pub mod call;
pub mod module;
pub mod names;
pub mod order;
pub mod recovery;
mod second_region;
pub mod substitute;
pub mod types;
pub mod unify;
pub mod usage;
pub mod value;
pub mod words;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use call::{Call, CallKey, Parameter, TreeOutput};
use recovery::Recovery;
use usage::ModuleUse;

use crate::path::ModelPath;

/// Facts about one environment that a tree needs outside its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentFacts {
    /// The region of the primary placement.
    pub location: String,
    /// The second region, where the environment has one, and its short code.
    pub secondary: Option<SecondRegion>,
    /// Six characters that make globally unique names unique.
    pub unique_suffix: String,
    /// The resource group's name.
    pub resource_group: String,
    /// The subscription to deploy to, if the model says so.
    pub subscription: Option<String>,
    /// Where Terraform keeps its state, if the model says so.
    pub state_backend: Option<StateBackend>,
    /// What the environment has to keep when its region is lost, if the model says so.
    pub recovery: Option<Recovery>,
    /// The names biform worked out, by call.
    pub names: BTreeMap<String, String>,
}

/// The region that takes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondRegion {
    /// The region.
    pub location: String,
    /// Its short code.
    pub code: String,
    /// Six characters that make globally unique names there unique.
    pub unique_suffix: String,
}

/// Where Terraform keeps the state of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StateBackend {
    /// Resource group of the storage account.
    pub resource_group: String,
    /// Storage account.
    pub storage_account: String,
    /// Blob container.
    pub container: String,
    /// Blob name.
    pub key: String,
}

/// The resource group that everything stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceGroup {
    /// The tree uses a group that is there already.
    pub existing: bool,
    /// The group's name.
    pub name: value::Value,
}

/// The resource group of the second region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondGroup {
    /// The group's name.
    pub name: value::Value,
    /// When there is one; `None` is always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<value::Value>,
}

/// What all environments have in common, and the parameters in which they differ.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Blueprint {
    /// The model's file name, for the first line of each file.
    pub model: String,
    /// The project's name.
    pub project: String,
    /// What the project is, in the model's words.
    pub description: Option<String>,
    /// The resource group.
    pub resource_group: ResourceGroup,
    /// The resource group of the second region, where some environment has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_group: Option<SecondGroup>,
    /// Tags besides those every tree sets, in the order of the model.
    pub tags: value::Value,
    /// Parameters by name.
    pub parameters: IndexMap<String, Parameter>,
    /// Secret parameters by name, with their description.
    pub secrets: IndexMap<String, String>,
    /// Calls, each after the calls it needs.
    #[serde(serialize_with = "call::serialize_calls")]
    pub calls: IndexMap<CallKey, Call>,
    /// Outputs by name.
    pub outputs: IndexMap<String, TreeOutput>,
    /// The modules that the calls use.
    pub modules: BTreeMap<&'static str, ModuleUse>,
    /// Azure resource provider namespaces that must be registered.
    pub resource_providers: Vec<String>,
    /// The environments, in the order of the model.
    pub environments: IndexMap<String, EnvironmentFacts>,
}

impl Blueprint {
    /// The call behind a key.
    #[must_use]
    pub fn call(&self, key: &CallKey) -> Option<&Call> {
        self.calls.get(key)
    }

    /// True when some call gives a data-plane value from the machine that runs Terraform.
    #[must_use]
    pub fn uses_module(&self, module: &str) -> bool {
        self.modules.contains_key(module)
    }
}

/// A path in the words of a description: `components.bus.queues.orders` is `queue orders of bus`.
#[must_use]
pub fn describe(path: &ModelPath) -> String {
    let keys: Vec<&str> = (0..path.segments().len()).filter_map(|at| path.key_at(at)).collect();
    match keys.as_slice() {
        ["components", component] => (*component).to_owned(),
        ["components", component, rest @ ..] => match rest {
            [field] => format!("{field} of {component}"),
            [collection, .., name] => format!("{} {name} of {component}", names::singular(collection)),
            [] => (*component).to_owned(),
        },
        ["resourceGroup", "access", who] => format!("access of {who} to the resource group"),
        ["resourceGroup", "lock"] => "the lock on the resource group".to_owned(),
        other => other.join(" "),
    }
}
