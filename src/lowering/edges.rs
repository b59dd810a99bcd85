//! Edges: calls that join components, added after both ends.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::RESOURCE_GROUP;
use crate::blueprint::call::{Call, CallKey, Placement, Plan};
use crate::blueprint::value::{Context, Entry, Node, Origin, Part, Value};
use crate::facts;
use crate::kinds::private_dns;
use crate::kinds::site::Scene;
use crate::kinds::standby;
use crate::kinds::{Expectation, Grant, PrivateDns};
use crate::model::Environment;
use crate::path::ModelPath;

/// Adds grants, private DNS zones and the resource group's lock and roles.
pub(super) fn add(scene: &Scene<'_>, environment: &Environment, plan: &mut Plan) {
    add_private_dns_zones(scene, plan);
    add_grants(scene, environment, plan);
    order_readers_of_secrets(scene, plan);
    order_after_endpoints(scene, plan);
    add_group_access(environment, plan);
}

/// Assignments on one component: the grants of identities that exist before it is used, and of those that do not.
#[derive(Default)]
struct Assignments {
    entries: IndexMap<String, Value>,
}

fn add_grants(scene: &Scene<'_>, environment: &Environment, plan: &mut Plan) {
    let mut calls: IndexMap<CallKey, (String, Assignments)> = IndexMap::new();
    for (name, component) in scene.placed() {
        let site = scene.site(name);
        let Some(principal) = component.kind().principal(&site) else { continue };
        for grant in component.kind().grants(&site) {
            let part = if principal.system_assigned { "systemAccess" } else { "access" };
            let key = grant.call(part);
            let Some(assignment) = assignment(scene, name, &grant, principal.id.clone()) else { continue };
            let (_, assignments) =
                calls.entry(key.clone()).or_insert_with(|| (grant.target.clone(), Assignments::default()));
            assignments.entries.insert(format!("{name}-{}", grant.role), assignment);
            let app = scene.call(name);
            let own_output = principal.id.outputs().iter().any(|output| output.call == app);
            if !own_output && let Some(call) = plan.calls.get_mut(&app) {
                call.after.insert(key, "it starts only after its roles are assigned");
            }
        }
    }
    add_deployer_grants(scene, environment, &mut calls);
    for (key, (target, assignments)) in calls {
        let Some(module) = role_module(scene, &target) else { continue };
        let scope = scene.call(&target).placed(key.placement);
        let origin = merged_origin(assignments.entries.values());
        let call = Call::new(module, origin)
            .input("scopeName", Value::output(scope.clone(), "name"))
            .input("scopeId", Value::output(scope, "id"))
            .input("assignments", Value::map(assignments.entries));
        plan.calls.insert(key, call);
    }
}

fn assignment(scene: &Scene<'_>, name: &str, grant: &Grant, principal: Value) -> Option<Value> {
    let kind = scene.component(&grant.target)?.kind().key();
    let role = facts::roles::role(kind, &grant.role)?;
    let paths = [Scene::path(name), Scene::path(&grant.target), grant.path.clone()];
    // The name is part of the assignment's id: identities of both regions can have one role on one resource.
    let principal_name = match scene.placement {
        Placement::Secondary => format!("{name}-secondary"),
        _ => name.to_owned(),
    };
    let principal_type = Value::text("ServicePrincipal");
    Some(role_assignment(&principal_name, principal, principal_type, role.id).derived_from(paths))
}

fn role_assignment(name: &str, principal: Value, principal_type: Value, role: &str) -> Value {
    Value::object([
        ("principalName", Value::text(name)),
        ("principalId", principal),
        ("principalType", principal_type),
        ("roleDefinitionId", Value::text(role)),
    ])
}

/// The deployer's roles on what Terraform writes data into.
fn add_deployer_grants(
    scene: &Scene<'_>,
    environment: &Environment,
    calls: &mut IndexMap<CallKey, (String, Assignments)>,
) {
    let Some(deployer) = &environment.deployer else { return };
    for (name, component) in scene.placed().filter(|(name, _)| !scene.is_shared(name)) {
        let kind = component.kind();
        let Some(role) = kind.deployer_role().and_then(|alias| facts::roles::role(kind.key(), alias)) else {
            continue;
        };
        let path = ModelPath::keys(["deployer"]);
        let id = Value::text(deployer.object_id.to_string()).written_at(path.key("objectId"));
        let principal_type = Value::text(deployer.principal_type.word()).written_at(path.key("type"));
        let value =
            role_assignment("deployer", id, principal_type, role.id).derived_from([Scene::path(name), path]);
        let key = CallKey::part(name, &["access"]);
        let (_, assignments) = calls.entry(key).or_insert_with(|| (name.clone(), Assignments::default()));
        assignments.entries.insert("deployer".to_owned(), value);
    }
}

/// Whoever reads a secret of a vault comes after it.
fn order_readers_of_secrets(scene: &Scene<'_>, plan: &mut Plan) {
    let secrets_of = secrets(plan);
    for (name, component) in scene.placed() {
        if component.kind().principal(&scene.site(name)).is_none() {
            continue;
        }
        for reference in component.kind().references() {
            let secrets = match &reference.expects {
                Expectation::Secret(secret) => vec![CallKey::part(&reference.target, &["secrets", secret])],
                // Text around the name or the address of a vault refers to any of its secrets.
                Expectation::Output(_) => secrets_of.get(&reference.target).cloned().unwrap_or_default(),
                _ => continue,
            };
            if let Some(call) = plan.calls.get_mut(&scene.call(name)) {
                call.after
                    .extend(secrets.into_iter().map(|key| (key, "it reads its secrets when it starts")));
            }
        }
    }
}

/// What joins the network comes after the private endpoints of the services that it has roles on.
fn order_after_endpoints(scene: &Scene<'_>, plan: &mut Plan) {
    let has_endpoints = |key: &CallKey, plan: &Plan| {
        let endpoints = plan.calls.get(key).and_then(|call| call.inputs.get("privateEndpoints"));
        matches!(endpoints, Some(Value { node: Node::Map { entries, .. }, .. }) if !entries.is_empty())
    };
    for (name, component) in scene.placed() {
        let app = scene.call(name);
        let Some(call) = plan.calls.get(&app) else { continue };
        if !call.inputs.contains_key("virtualNetworkIntegration") {
            continue;
        }
        let granted = component.kind().grants(&scene.site(name)).into_iter().map(|grant| grant.target);
        let waited = call.after.keys().filter(|key| key.part == ["access"]).map(|key| key.component.clone());
        let services: IndexSet<CallKey> = granted.chain(waited).map(|target| scene.call(&target)).collect();
        let closed: Vec<CallKey> = services.into_iter().filter(|key| has_endpoints(key, plan)).collect();
        if let Some(call) = plan.calls.get_mut(&app) {
            let reason = "it reaches its services through their private endpoints";
            call.after.extend(closed.into_iter().map(|key| (key, reason)));
        }
    }
}

/// The calls that write secrets, by their vault.
fn secrets(plan: &Plan) -> BTreeMap<String, Vec<CallKey>> {
    let mut secrets: BTreeMap<String, Vec<CallKey>> = BTreeMap::new();
    for key in plan.calls.keys().filter(|key| key.part.first().is_some_and(|part| part == "secrets")) {
        secrets.entry(key.component.clone()).or_default().push(key.clone());
    }
    secrets
}

fn role_module(scene: &Scene<'_>, target: &str) -> Option<&'static str> {
    let module = format!("{}RoleAssignments", scene.component(target)?.kind().key());
    let found = scene.catalogue.interface(&module).module;
    (!found.is_empty()).then_some(found)
}

fn merged_origin<'v>(values: impl Iterator<Item = &'v Value>) -> Origin {
    let paths: IndexSet<ModelPath> = values.flat_map(|value| value.origin.paths().iter().cloned()).collect();
    Origin::Derived(paths.into_iter().collect())
}

/// What the private endpoints of the environment need to be found: one call for all zones of its own, and a call for
/// the link of each central one.
fn add_private_dns_zones(scene: &Scene<'_>, plan: &mut Plan) {
    let Some((network, _)) = scene.first(|kind| kind.endpoint_subnet()) else { return };
    let mut zones: IndexMap<String, Value> = IndexMap::new();
    let mut links: IndexMap<String, Value> = IndexMap::new();
    for call in plan.calls.values_mut() {
        // Variants of a kind (Flex Consumption apps) have the kind's zones.
        let kind = if call.module.starts_with("functionApp") { "functionApp" } else { call.module };
        let Some(Value { node: Node::Map { entries, .. }, .. }) = call.inputs.get("privateEndpoints") else {
            continue;
        };
        let mut linked = Vec::new();
        for (group, Entry { value, .. }) in entries {
            let central = scene.private_dns.and_then(|central| central.zone_id(kind, group));
            match central {
                None => {
                    let Some(name) = private_dns::zone_name(kind, group) else { continue };
                    let zone = zones.entry(group.clone()).or_insert_with(|| name.derived_from([]));
                    let decided = Value::fixed(Node::Null).derived_from(PrivateDns::paths(group));
                    zone.origin = merged_origin([&*zone, value, &decided].into_iter());
                }
                Some(id) if scene.private_dns.is_some_and(|central| central.link) => {
                    links.entry(group.clone()).or_insert(id);
                    linked.push(CallKey::part(network, &["dns", group]));
                }
                Some(_) => {}
            }
        }
        let reason = "a private endpoint is of no use before its name resolves";
        call.after.extend(linked.into_iter().map(|link| (link, reason)));
    }
    add_links(scene, network, links, plan);
    if zones.is_empty() {
        return;
    }
    zones.sort_keys();
    let origin = merged_origin(zones.values());
    let call = Call::new(private_dns::ZONES, origin)
        .input("resourceGroupName", Value::context(Context::ResourceGroupName))
        .input("tags", Value::context(Context::Tags))
        .input("virtualNetworkId", scene.output(network, "id"))
        .input("virtualNetworkName", scene.output(network, "name"))
        .input("zones", Value::map(zones));
    plan.calls.insert(CallKey::part(network, &["dns"]), call);
}

fn add_links(scene: &Scene<'_>, network: &str, links: IndexMap<String, Value>, plan: &mut Plan) {
    for (group, id) in links {
        let paths = [&[PrivateDns::path().key("link")][..], &PrivateDns::paths(&group)].concat();
        let name = [Part::Literal("link-".to_owned()), Part::Value(scene.output(network, "name"))];
        let call = Call::new(private_dns::LINK, Origin::Derived(paths))
            .input("name", Value::interpolation(name))
            .input("tags", Value::context(Context::Tags))
            .input("privateDnsZoneId", id)
            .input("virtualNetworkId", scene.output(network, "id"));
        plan.calls.insert(CallKey::part(network, &["dns", &group]), call);
    }
}

/// Roles of people and pipelines on the whole resource group.
fn add_group_access(environment: &Environment, plan: &mut Plan) {
    let access = ModelPath::keys([RESOURCE_GROUP, "access"]);
    let entries = environment.resource_group.access.iter().flat_map(|(name, access_entry)| {
        let path = access.key(name);
        access_entry.roles.0.iter().filter_map(move |alias| {
            let role = facts::roles::role(RESOURCE_GROUP, alias)?;
            let id = Value::text(access_entry.object_id.to_string()).written_at(path.key("objectId"));
            let principal_type = Value::text(access_entry.principal_type.word()).written_at(path.key("type"));
            let value = role_assignment(name, id, principal_type, role.id);
            Some((format!("{name}-{alias}"), value.derived_from([path.clone()])))
        })
    });
    let entries: IndexMap<String, Value> = entries.collect();
    if entries.is_empty() {
        return;
    }
    let origin = merged_origin(entries.values());
    let call = Call::new("resourceGroupRoleAssignments", origin)
        .input("scopeId", Value::context(Context::ResourceGroupId))
        .input("assignments", Value::map(entries));
    plan.calls.insert(CallKey::part(RESOURCE_GROUP, &["access"]), call);
}

/// The locks of the resource groups, which come after everything else of all regions.
pub(super) fn add_locks(scene: &Scene<'_>, environment: &Environment, plan: &mut Plan) {
    let Some(lock) = environment.resource_group.lock else { return };
    let path = ModelPath::keys([RESOURCE_GROUP, "lock"]);
    let second = (scene.second_region.is_some()).then_some((
        Placement::Secondary,
        Context::SecondaryResourceGroupId,
        standby::strategy_path(),
    ));
    let first = (Placement::Primary, Context::ResourceGroupId, path.clone());
    // Whatever others need comes before those others: only the last ones have to be named.
    let needed: BTreeSet<&CallKey> = plan.calls.values().flat_map(Call::needs).collect();
    let last = plan.calls.keys().filter(|key| key.component != RESOURCE_GROUP && !needed.contains(key));
    let reason = "the lock is the last to come, and the first to go when everything is destroyed";
    let after: IndexMap<CallKey, &'static str> = last.map(|key| (key.clone(), reason)).collect();
    for (placement, group, why) in [first].into_iter().chain(second) {
        let origin =
            Origin::Derived([path.clone(), why].into_iter().collect::<IndexSet<_>>().into_iter().collect());
        let mut call = Call::new("resourceGroupLock", origin)
            .input("name", Value::text(lock.word()).written_at(path.clone()))
            .input("level", Value::text(lock.word()).written_at(path.clone()))
            .input("scopeId", Value::context(group));
        call.after.clone_from(&after);
        plan.calls.insert(CallKey::part(RESOURCE_GROUP, &["protection"]).placed(placement), call);
    }
}
