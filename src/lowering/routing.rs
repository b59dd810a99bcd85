//! Global routing: what sends users to the region that is up.

use super::{front_door, recovery};
use crate::blueprint::call::{Call, CallKey, Placement, Plan, TreeOutput};
use crate::blueprint::names;
use crate::blueprint::types::Type;
use crate::blueprint::value::{Context, Node, Origin, Value};
use crate::kinds::site::Scene;
use crate::kinds::standby::{self, Strategy, TRAFFIC_MANAGER};
use crate::model::{Environment, Routing};
use crate::path::ModelPath;

/// The part of an app's calls that is its Traffic Manager profile.
const PART: &str = "routing";

/// An app that users reach.
pub(super) struct Routed<'m> {
    /// The component.
    pub(super) name: &'m str,
    /// The path that says whether it is up.
    pub(super) probe: Value,
    /// Why it is routed.
    pub(super) why: Vec<ModelPath>,
    /// What decides which call stands for it.
    pub(super) variant: Vec<ModelPath>,
}

/// Why an environment has global routing.
pub(super) fn reasons() -> [ModelPath; 2] {
    [standby::strategy_path(), ModelPath::keys(["disasterRecovery", "routing"])]
}

/// Adds the way to each app that users reach, over its instances in both regions.
pub(super) fn add(scene: &Scene<'_>, environment: &Environment, plan: &mut Plan) {
    let Some(second) = scene.second_region.filter(|second| second.strategy.runs_compute()) else { return };
    let apps = apps(scene);
    let added = match recovery::routing(environment) {
        Some(Routing::TrafficManager) => add_traffic_manager(scene, second.strategy, &apps, plan),
        Some(Routing::FrontDoor) => front_door::add(scene, second.strategy, &apps, plan),
        Some(Routing::None) | None => return,
    };
    for (app, key, output) in added {
        let origin = plan.calls.get(&key).map(|call| call.origin.clone()).unwrap_or_default();
        let mut value = Value::output(key, output);
        value.origin = origin;
        let name = names::tree_output(&CallKey::component(app).placed(Placement::Global), "hostName");
        let description = format!("Host name that leads to the region that is up ({app}).");
        plan.outputs.insert(name, TreeOutput { description, value, ty: Type::String });
    }
}

fn apps<'s>(scene: &'s Scene<'_>) -> Vec<Routed<'s>> {
    let apps = scene.components.iter().filter_map(|(name, component)| {
        let site = scene.site(name);
        let probe = component.kind().probe(&site)?;
        let variant = component.kind().call_paths(&site);
        let own = [site.path(), site.field("globalRouting")];
        let why = reasons().into_iter().chain(own).chain(variant.iter().cloned()).collect();
        Some(Routed { name, probe, why, variant })
    });
    apps.collect()
}

/// A profile for each app.
fn add_traffic_manager<'p>(
    scene: &Scene<'_>,
    strategy: Strategy,
    apps: &'p [Routed<'_>],
    plan: &mut Plan,
) -> Vec<(&'p str, CallKey, &'static str)> {
    let method = if strategy == Strategy::ActiveActive { "Weighted" } else { "Priority" };
    let added = apps.iter().map(|app| {
        let endpoint = |key: CallKey, priority| {
            Value::object([
                ("targetId", Value::output(key, "id").derived_from(app.variant.clone())),
                ("priority", Value::fixed(Node::Int(priority))),
            ])
        };
        let own = scene.call(app.name);
        let call = Call::new(TRAFFIC_MANAGER, Origin::Derived(app.why.clone()))
            .input("name", scene.site(app.name).resource_name(TRAFFIC_MANAGER, None))
            .input("resourceGroupName", Value::context(Context::SecondaryResourceGroupName))
            .input("tags", Value::context(Context::Tags))
            .input("routingMethod", Value::text(method).derived_from([standby::strategy_path()]))
            .input("probePath", app.probe.clone())
            .input(
                "endpoints",
                Value::map([
                    ("primary", endpoint(own.clone(), 1)),
                    ("secondary", endpoint(own.placed(Placement::Secondary), 2)),
                ]),
            );
        let key = CallKey::part(app.name, &[PART]).placed(Placement::Global);
        plan.calls.insert(key.clone(), call);
        (app.name, key, "fqdn")
    });
    added.collect()
}
