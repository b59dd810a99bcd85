//! Front Door as global routing: one profile for all routed apps of an environment, and an endpoint for each of them.

use indexmap::IndexSet;

use super::routing::{Routed, reasons};
use crate::blueprint::call::{Call, CallKey, Placement, Plan};
use crate::blueprint::value::{Context, Node, Origin, Value};
use crate::kinds::fields::Isolation;
use crate::kinds::front_door::{ENDPOINT, FIREWALL, FRONT_DOOR, SERVICE_TAG, Sku};
use crate::kinds::site::{Scene, Site};
use crate::kinds::standby::{self, Standby, Strategy};
use crate::path::ModelPath;

/// The part of an app's calls that is its endpoint.
const PART: &str = "frontDoor";

/// The call of an environment's profile.
fn profile() -> CallKey {
    CallKey::component(FRONT_DOOR).placed(Placement::Global)
}

/// The call of its firewall policy.
fn firewall() -> CallKey {
    CallKey::part(FRONT_DOOR, &["firewall"]).placed(Placement::Global)
}

/// Adds the profile, and an endpoint for each app with its host name.
pub(super) fn add<'p>(
    scene: &Scene<'_>,
    strategy: Strategy,
    apps: &'p [Routed<'_>],
    plan: &mut Plan,
) -> Vec<(&'p str, CallKey, &'static str)> {
    if apps.is_empty() {
        return Vec::new();
    }
    let sku = sku(scene, apps);
    add_profile(scene, sku, apps, plan);
    let added = apps.iter().map(|app| {
        admit(scene, app, plan);
        let key = CallKey::part(app.name, &[PART]).placed(Placement::Global);
        plan.calls.insert(key.clone(), endpoint(scene, strategy, sku, apps, app));
        (app.name, key, "hostName")
    });
    added.collect()
}

/// Tells an app that lets in the service tag of Front Door which one is meant.
fn admit(scene: &Scene<'_>, app: &Routed<'_>, plan: &mut Plan) {
    let admits = scene.component(app.name).is_some_and(|component| component.kind().admits(SERVICE_TAG));
    let call = scene.call(app.name);
    for key in [call.clone(), call.placed(Placement::Secondary)] {
        if let Some(call) = plan.calls.get_mut(&key).filter(|_| admits) {
            let paths = app.why.iter().cloned().chain([scene.site(app.name).field("ipRules")]);
            let door = Value::object([("id", Value::output(profile(), "frontDoorId"))]);
            call.inputs.insert("frontDoor".to_owned(), door.derived_from(paths));
        }
    }
}

/// Apps without public access are reached through private link, which takes Premium.
fn sku(scene: &Scene<'_>, apps: &[Routed<'_>]) -> Sku {
    let private = apps.iter().any(|app| is_private(&scene.site(app.name)));
    if private { Sku::Premium } else { Sku::Standard }
}

fn is_private(site: &Site<'_>) -> bool {
    site.access() == Isolation::Private
}

/// The paths that decide on the SKU.
fn sku_paths(scene: &Scene<'_>, apps: &[Routed<'_>]) -> Vec<ModelPath> {
    let apps = apps.iter().flat_map(|app| scene.site(app.name).access_paths());
    let all: IndexSet<ModelPath> = std::iter::once(ModelPath::keys(["isolation"])).chain(apps).collect();
    all.into_iter().collect()
}

fn add_profile(scene: &Scene<'_>, sku: Sku, apps: &[Routed<'_>], plan: &mut Plan) {
    let why: IndexSet<ModelPath> = apps.iter().flat_map(|app| app.why.iter().cloned()).collect();
    let why: Vec<ModelPath> = why.into_iter().collect();
    let paths = sku_paths(scene, apps);
    let global = |module, origin| {
        let site = Site { scene, name: FRONT_DOOR };
        Call::new(module, Origin::Derived(origin))
            .input("name", site.resource_name(module, None))
            .input("resourceGroupName", Value::context(Context::SecondaryResourceGroupName))
            .input("tags", Value::context(Context::Tags))
    };
    let mut call =
        global(FRONT_DOOR, why.clone()).input("sku", Value::text(sku.word()).derived_from(paths.clone()));
    if let Some(diagnostics) = diagnostics(scene) {
        call = call.input("diagnostics", diagnostics);
    }
    plan.calls.insert(profile(), call);
    // What a policy of the Standard SKU can hold are rules for one workload: the model has none.
    if sku == Sku::Premium {
        plan.calls.insert(firewall(), global(FIREWALL, [reasons().to_vec(), paths, why].concat()));
    }
}

/// Where the profile's logs go: to the second region's workspace, which outlives the first region as the profile does.
fn diagnostics(scene: &Scene<'_>) -> Option<Value> {
    let (workspace, ()) = scene.first(|kind| kind.collects_logs().then_some(()))?;
    let call = scene.call(workspace);
    let call = match scene.component(workspace)?.kind().standby(scene) {
        Standby::Regional => call.placed(Placement::Secondary),
        Standby::Shared | Standby::Absent => call,
    };
    let id = Value::output(call, "id");
    Some(Value::object([("workspaceId", id)]).derived_from([Scene::path(workspace)]))
}

fn endpoint(scene: &Scene<'_>, strategy: Strategy, sku: Sku, apps: &[Routed<'_>], app: &Routed<'_>) -> Call {
    let site = scene.site(app.name);
    let second = if strategy == Strategy::ActiveActive { 1 } else { 2 };
    let call = scene.call(app.name);
    let origins = Value::map([
        ("primary", origin(&site, app, &call, 1, Context::Location)),
        (
            "secondary",
            origin(
                &site,
                app,
                &call.clone().placed(Placement::Secondary),
                second,
                Context::SecondaryLocation,
            ),
        ),
    ]);
    let call = Call::new(ENDPOINT, Origin::Derived(app.why.clone()))
        .input("name", site.resource_name(ENDPOINT, None))
        .input("profileName", Value::output(profile(), "name"))
        .input("profileId", Value::output(profile(), "id"))
        .input("tags", Value::context(Context::Tags))
        .input("probePath", app.probe.clone())
        .input("origins", origins);
    match sku {
        Sku::Standard => call,
        Sku::Premium => {
            let policy = Value::object([("id", Value::output(firewall(), "id"))]);
            call.input("firewallPolicy", policy.derived_from(sku_paths(scene, apps)))
        }
    }
}

fn origin(site: &Site<'_>, app: &Routed<'_>, call: &CallKey, priority: i64, location: Context) -> Value {
    let output = |name: &str| Value::output(call.clone(), name).derived_from(app.variant.clone());
    let link = is_private(site).then(|| {
        let link = Value::object([("serviceId", output("id")), ("location", Value::context(location))]);
        ("privateLink", link.derived_from(site.access_paths()))
    });
    let priority = Value::fixed(Node::Int(priority)).derived_from([standby::strategy_path()]);
    let fields = [("hostName", output("defaultHostName")), ("priority", priority)];
    Value::object(fields.into_iter().chain(link))
}
