//! The names that a plan gives to resources, worked out for its environment so that rules can check them.

use super::context_text;
use crate::blueprint::call::{CallKey, Plan};
use crate::blueprint::value::{Node, Part, Value};
use crate::kinds::site::Scene;

/// A resource's name in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedResource {
    /// The call that names it.
    pub call: CallKey,
    /// The call's module, which is also the key of its naming rule.
    pub kind: &'static str,
    /// The name.
    pub name: String,
}

pub(super) fn names(scene: &Scene<'_>, plan: &Plan, location: &str) -> Vec<NamedResource> {
    let named = plan.calls.iter().filter_map(|(key, call)| {
        let name = known_text(call.inputs.get("name")?, scene, location)?;
        Some(NamedResource { call: key.clone(), kind: call.module, name })
    });
    named.collect()
}

/// The text of a value that is known when the tree is generated.
fn known_text(value: &Value, scene: &Scene<'_>, location: &str) -> Option<String> {
    match &value.node {
        Node::Text(text) => Some(text.clone()),
        Node::Context(context) => Some(context_text(*context, scene, location)),
        Node::Interpolation(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => Some(text.clone()),
                Part::Value(value) => known_text(value, scene, location),
            })
            .collect(),
        _ => None,
    }
}
