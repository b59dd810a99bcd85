//! Global routing: what sends users to the region that is up.

use super::recovery;
use crate::blueprint::call::{Call, CallKey, Placement, Plan};
use crate::blueprint::value::{Context, Node, Origin, Value};
use crate::kinds::site::Scene;
use crate::kinds::standby::{self, Strategy, TRAFFIC_MANAGER};
use crate::model::{Environment, Routing};
use crate::path::ModelPath;

/// The part of an app's calls that routes its users.
const PART: &str = "routing";

/// Adds a profile for each app that users reach, over its instances in both regions.
pub(super) fn add(scene: &Scene<'_>, environment: &Environment, plan: &mut Plan) {
    let Some(second) = scene.second_region.filter(|second| second.strategy.runs_compute()) else { return };
    if recovery::routing(environment) != Some(Routing::TrafficManager) {
        return;
    }
    for (name, component) in scene.components {
        let site = scene.site(name);
        let Some(probe) = component.kind().probe(&site) else { continue };
        let app = scene.call(name);
        let method = if second.strategy == Strategy::ActiveActive { "Weighted" } else { "Priority" };
        let why = [standby::strategy_path(), ModelPath::keys(["disasterRecovery", "routing"])];
        let own = [site.path(), site.field("globalRouting")];
        let paths = why.into_iter().chain(own).chain(component.kind().call_paths(&site));
        let endpoint = |key: CallKey, priority| {
            Value::object([
                ("targetId", Value::output(key, "id")),
                ("priority", Value::fixed(Node::Int(priority))),
            ])
        };
        let call = Call::new(TRAFFIC_MANAGER, Origin::Derived(paths.collect()))
            .input("name", site.resource_name(TRAFFIC_MANAGER, None))
            .input("resourceGroupName", Value::context(Context::SecondaryResourceGroupName))
            .input("tags", Value::context(Context::Tags))
            .input("routingMethod", Value::text(method).derived_from([standby::strategy_path()]))
            .input("probePath", probe)
            .input(
                "endpoints",
                Value::map([
                    ("primary", endpoint(app.clone(), 1)),
                    ("secondary", endpoint(app.placed(Placement::Secondary), 2)),
                ]),
            );
        plan.calls.insert(CallKey::part(name, &[PART]).placed(Placement::Global), call);
    }
}
