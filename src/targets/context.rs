//! The parameters that every composition has: what is known of the environment it is deployed to.

use serde_json::Value as Json;

use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Context, Node};
use crate::blueprint::{Blueprint, EnvironmentFacts};

/// A parameter of the composition that tells it where it is deployed to.
pub(super) struct ContextParameter {
    /// camelCase name.
    pub(super) name: &'static str,
    /// Type and description.
    pub(super) field: Field,
    value: for<'e> fn(&'e str, &'e EnvironmentFacts) -> Option<&'e str>,
}

impl ContextParameter {
    /// The parameter's value in an environment; `None` where the default holds.
    pub(super) fn value<'e>(&self, environment: &'e str, facts: &'e EnvironmentFacts) -> Option<&'e str> {
        (self.value)(environment, facts)
    }
}

/// The parameters of a blueprint's composition, in their order.
pub(super) fn parameters(blueprint: &Blueprint) -> Vec<ContextParameter> {
    let required = |description: &str| Field::required(Type::String, description);
    let everywhere = blueprint.environments.values().all(|facts| facts.secondary.is_some());
    let second = |description: &str| {
        if everywhere {
            return required(&format!("{description}."));
        }
        Field::defaulted(Type::String, Json::from(""), format!("{description}; empty where there is none."))
    };
    let mut all = vec![
        ContextParameter {
            name: "environmentName",
            field: required("Name of the environment."),
            value: |environment, _| Some(environment),
        },
        ContextParameter {
            name: "location",
            field: required("Azure region of the environment."),
            value: |_, facts| Some(&facts.location),
        },
    ];
    if blueprint.second_group.is_some() {
        all.push(ContextParameter {
            name: "secondaryLocation",
            field: second("Azure region that takes over when the first one is lost"),
            value: |_, facts| Some(facts.secondary.as_ref()?.location.as_str()),
        });
    }
    if uses_context(blueprint, Context::SecondaryRegionCode) {
        all.push(ContextParameter {
            name: "secondaryRegionCode",
            field: second("Short code of that region, part of names there"),
            value: |_, facts| Some(facts.secondary.as_ref()?.code.as_str()),
        });
    }
    if uses_context(blueprint, Context::UniqueSuffix) {
        all.push(ContextParameter {
            name: "uniqueSuffix",
            field: required("Suffix of the names that must be unique in all of Azure."),
            value: |_, facts| Some(&facts.unique_suffix),
        });
    }
    if uses_context(blueprint, Context::SecondaryUniqueSuffix) {
        all.push(ContextParameter {
            name: "secondaryUniqueSuffix",
            field: second("The same suffix for names in the second region"),
            value: |_, facts| Some(facts.secondary.as_ref()?.unique_suffix.as_str()),
        });
    }
    all
}

/// Whether any value of the composition asks for this fact of the environment.
fn uses_context(blueprint: &Blueprint, context: Context) -> bool {
    let mut found = false;
    let calls = blueprint.calls.values().flat_map(|call| call.inputs.values());
    let groups = [&blueprint.resource_group.name].into_iter();
    let groups = groups.chain(blueprint.second_group.as_ref().map(|group| &group.name));
    for value in calls.chain(groups) {
        value.visit(&mut |value| found |= value.node == Node::Context(context));
    }
    found
}
