//! Placement: what one region's plan becomes in the second region.
//!
//! Kinds lower a region without knowing which one it is. Here the calls of the second region get keys of their own, and
//! references go to where a component's data is: to its instance in the second region, or to the one that serves both.

use indexmap::{IndexMap, IndexSet};

use crate::blueprint::call::{Call, CallKey, Placement, Plan};
use crate::blueprint::value::{Context, Node, Origin, Value};
use crate::kinds::Component;
use crate::kinds::site::Scene;
use crate::kinds::standby::{self, Standby};
use crate::path::ModelPath;

/// The roles on an instance that serves both regions, for identities of the second one.
const ACCESS_FROM: [&str; 2] = ["access", "from"];

/// The private endpoints of the second region for an instance that serves both.
const ENDPOINTS: &str = "endpoints";

/// The calls of the second region, given a plan of it with the keys of the first.
pub(super) fn in_second_region(scene: &Scene<'_>, region: Plan) -> Plan {
    let mut calls: IndexMap<CallKey, Call> = IndexMap::new();
    for (key, call) in region.calls {
        if let Some((key, call)) = placed(scene, key, call) {
            calls.insert(key, moved(scene, call));
        }
    }
    let groups: IndexMap<CallKey, bool> =
        calls.iter().map(|(key, call)| (key.clone(), call.is_in_second_group(key))).collect();
    for call in calls.values_mut() {
        let after = std::mem::take(&mut call.after);
        call.after = after
            .into_iter()
            .flat_map(|(key, reason)| followed(scene, &key).into_iter().map(move |key| (key, reason)))
            .filter(|(key, _)| key.placement == Placement::Primary || groups.contains_key(key))
            .collect();
        name_source_group(call, &groups);
    }
    Plan { calls, outputs: IndexMap::new(), secrets: region.secrets }
}

fn standby(scene: &Scene<'_>, component: &str) -> Standby {
    scene.component(component).map(Component::kind).map_or(Standby::Regional, |kind| kind.standby(scene))
}

/// A call of the second region and its key there; `None` where the instance of the first region serves both.
fn placed(scene: &Scene<'_>, key: CallKey, mut call: Call) -> Option<(CallKey, Call)> {
    call.origin = origin(scene, &key, &call.origin);
    if key.placement != Placement::Primary {
        return Some((key, call));
    }
    match standby(scene, &key.component) {
        Standby::Regional => Some((key.placed(Placement::Secondary), call)),
        Standby::Shared if is_access(&key) => {
            call.group = Some(Placement::Primary);
            Some((access_from(&key), call))
        }
        Standby::Shared if scene.call(&key.component) == key => {
            Some((endpoints_of(&key), endpoints(&key, call)?))
        }
        Standby::Absent | Standby::Shared => None,
    }
}

/// Why a call of the second region exists: for the strategy, and for whatever it exists for in the first.
fn origin(scene: &Scene<'_>, key: &CallKey, first: &Origin) -> Origin {
    let own = scene
        .component(&key.component)
        .map(|component| component.kind().standby_paths(&scene.site(&key.component)));
    let paths = [standby::strategy_path()].into_iter().chain(first.paths().iter().cloned());
    let all: IndexSet<ModelPath> = paths.chain(own.into_iter().flatten()).collect();
    Origin::Derived(all.into_iter().collect())
}

fn is_access(key: &CallKey) -> bool {
    matches!(key.part.first().map(String::as_str), Some("access" | "systemAccess"))
}

fn access_from(key: &CallKey) -> CallKey {
    CallKey::part(&key.component, &ACCESS_FROM).placed(Placement::Secondary)
}

fn endpoints_of(key: &CallKey) -> CallKey {
    CallKey::part(&key.component, &[ENDPOINTS]).placed(Placement::Secondary)
}

/// The private endpoints alone of a call whose resource stands in the first region; `None` if it has none.
fn endpoints(key: &CallKey, mut call: Call) -> Option<Call> {
    let endpoints = call.inputs.shift_remove("privateEndpoints")?;
    if endpoints.is_empty() {
        return None;
    }
    let tags = call.inputs.shift_remove("tags").unwrap_or_else(|| Value::context(Context::Tags));
    let endpoints = Call::new("privateEndpoints", call.origin)
        .input("name", Value::output(key.clone(), "name"))
        .input("location", Value::context(Context::Location))
        .input("tags", tags)
        .input("serviceId", Value::output(key.clone(), "id"))
        .input("privateEndpoints", endpoints);
    Some(endpoints)
}

/// The call with its references and its context where they belong in the second region.
fn moved(scene: &Scene<'_>, mut call: Call) -> Call {
    for value in call.inputs.values_mut() {
        value.visit_mut(&mut |value| match &mut value.node {
            Node::Output(reference) if standby(scene, &reference.call.component) == Standby::Regional => {
                reference.call.placement = Placement::Secondary;
            }
            Node::Context(context) => *context = second(*context),
            Node::Map { base: Some(base), .. } => *base = second(*base),
            _ => {}
        });
    }
    call
}

fn second(context: Context) -> Context {
    match context {
        Context::Location => Context::SecondaryLocation,
        Context::ResourceGroupName => Context::SecondaryResourceGroupName,
        Context::ResourceGroupId => Context::SecondaryResourceGroupId,
        other => other,
    }
}

/// The calls that stand for one that is waited for.
fn followed(scene: &Scene<'_>, key: &CallKey) -> Vec<CallKey> {
    if key.placement != Placement::Primary {
        return vec![key.clone()];
    }
    match standby(scene, &key.component) {
        Standby::Absent => Vec::new(),
        Standby::Regional => vec![key.clone().placed(Placement::Secondary)],
        Standby::Shared if is_access(key) => vec![access_from(key)],
        Standby::Shared if scene.call(&key.component) == *key => vec![endpoints_of(key)],
        Standby::Shared => vec![key.clone()],
    }
}

/// A module that reads the keys of a resource in the other region's group has to be told that group.
fn name_source_group(call: &mut Call, groups: &IndexMap<CallKey, bool>) {
    let Some(source) = call.inputs.get("sourceName") else { return };
    let other_group =
        source.outputs().iter().any(|output| !groups.get(&output.call).copied().unwrap_or(false));
    if other_group {
        let name = Value::context(Context::ResourceGroupName).derived_from(call.origin.paths().to_vec());
        call.inputs.insert("sourceResourceGroupName".to_owned(), name);
    }
}
