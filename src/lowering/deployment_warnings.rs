//! The output `deploymentWarnings` of a tree: what its regions made lesser than the model asks for.

use serde_json::Value as Json;

use super::Lowered;
use crate::blueprint::call::TreeOutput;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Node, Value};
use crate::path::ModelPath;
use crate::resolve::regions::{Capability, Cause, Settled};

/// The name of the output.
const OUTPUT: &str = "deploymentWarnings";

/// The fields of the output: name, description, and what the region lacks. Azure Machine Learning is part of the output's
/// contract, and no kind yet.
const WARNINGS: [(&str, &str, Option<Capability>); 4] = [
    ("azureMLDisabledDueToRegion", "Whether Azure Machine Learning is left out.", None),
    (
        "functionSkuDowngradedDueToRegion",
        "Whether a plan is Consumption instead of Elastic Premium.",
        Some(Capability::ElasticPremiumLinux),
    ),
    (
        "serviceBusSkuDowngradedDueToRegion",
        "Whether a Service Bus namespace is Standard instead of Premium.",
        Some(Capability::ServiceBusPremium),
    ),
    (
        "zoneRedundancyDisabledDueToRegion",
        "Whether something is not spread over availability zones.",
        Some(Capability::Zones),
    ),
];

/// Adds the output to every environment, if any of them has a lesser SKU than the model asks for.
///
/// A warning that not all environments have is a parameter of its own, which no other difference explains away: what a SKU
/// is says nothing of what it should have been.
pub(super) fn add(lowered: &mut [Lowered]) {
    let said = |own: &Lowered, wanted: Option<Capability>| {
        own.resolved.settled.iter().any(|settled| is_for(settled, wanted))
    };
    if !lowered.iter().any(|own| WARNINGS.iter().any(|(.., capability)| said(own, *capability))) {
        return;
    }
    let field = |description: &str| Field::required(Type::Bool, description);
    let ty = Type::object(WARNINGS.map(|(name, description, _)| (name, field(description))));
    for own in lowered {
        let warnings = WARNINGS.iter().map(|(name, _, capability)| (*name, said(own, *capability)));
        let warnings: Vec<(&str, bool)> = warnings.collect();
        let values = warnings.iter().map(|(name, is)| {
            (*name, Value::fixed(Node::Bool(*is)).written_at(ModelPath::keys([OUTPUT, *name])))
        });
        let output = TreeOutput {
            description: "What is lesser than the model asks for, because a region does not have it: accept it, or deploy elsewhere."
                .to_owned(),
            ty: ty.clone(),
            value: Value::object(values),
        };
        own.plan.outputs.insert(OUTPUT.to_owned(), output);
        // Unification looks up here what the parameters' paths stand for.
        own.resolved.value[OUTPUT] =
            warnings.into_iter().map(|(name, is)| (name.to_owned(), Json::Bool(is))).collect();
    }
}

fn is_for(settled: &Settled, wanted: Option<Capability>) -> bool {
    matches!(&settled.cause, Cause::Downgrade { capability, .. } if Some(*capability) == wanted)
}
