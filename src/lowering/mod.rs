//! Lowering: resolved environments become plans of module calls, and the plans become one blueprint.
//!
//! Each component adds its own calls ([`crate::kinds::Kind::lower`]); what joins components (grants, private DNS
//! zones, the resource group's lock) is added here, after both ends.

mod deployment_warnings;
mod edges;
mod evaluate;
mod front_door;
mod placement;
pub mod recovery;
mod routing;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};
use sha2::{Digest, Sha256};

use crate::addresses::shift_subnets;
use crate::blueprint::call::{Call, CallKey, Placement, Plan, TreeOutput};
use crate::blueprint::types::Type;
use crate::blueprint::unify::{Source, Unified, unify};
use crate::blueprint::usage::ModuleUse;
use crate::blueprint::value::{Context, Node, Origin, Value};
use crate::blueprint::{
    Blueprint, EnvironmentFacts, ResourceGroup, SecondGroup, SecondRegion, StateBackend, names, order, usage,
};
use crate::diagnostic::Diagnostic;
use crate::facts;
use crate::facts::resource_providers::Feature;
use crate::kinds::site::{Scene, Site};
use crate::kinds::{Catalogue, imply};
use crate::path::ModelPath;
use crate::resolve::{Environments, Resolved};

pub use evaluate::NamedResource;

/// The pseudo component that stands for an environment's resource group.
pub const RESOURCE_GROUP: &str = "resourceGroup";

/// An environment's plan with the names it gives to resources.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The environment's own plan.
    pub plan: Plan,
    /// The names of its resources.
    pub names: Vec<NamedResource>,
    /// The resolved model, implied components included.
    pub resolved: Resolved,
    /// The components that the model does not name, with the paths that imply them.
    pub implied: BTreeMap<String, Vec<ModelPath>>,
    /// Six characters that make globally unique names unique: in the first region, and in the second.
    pub unique_suffixes: [String; 2],
}

impl Lowered {
    /// The environment as its components see it.
    #[must_use]
    pub fn scene<'m>(&'m self, environments: &'m Environments, catalogue: &'m Catalogue) -> Scene<'m> {
        scene(environments, &self.resolved, &self.implied, &self.unique_suffixes, catalogue)
    }
}

/// Lowers every environment by itself.
#[must_use]
pub fn plans(environments: &Environments, catalogue: &Catalogue) -> Vec<Lowered> {
    let lower = |resolved: &[Resolved]| -> Vec<Lowered> {
        resolved.iter().map(|resolved| lower(environments, resolved, catalogue)).collect()
    };
    let all = environments.environments.as_slice();
    let (some, others) = all.split_at(all.len().div_ceil(2));
    let (mut lowered, others) = std::thread::scope(|scope| {
        let others = scope.spawn(|| lower(others));
        (lower(some), others.join())
    });
    lowered.extend(others.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
    deployment_warnings::add(&mut lowered);
    lowered
}

fn lower(environments: &Environments, resolved: &Resolved, catalogue: &Catalogue) -> Lowered {
    let mut resolved = resolved.clone();
    let implied = imply_components(&mut resolved);
    let suffixes = unique_suffixes(environments, &resolved.name);
    if environments.environments.iter().any(|other| other.environment.disaster_recovery.is_some()) {
        recovery::choose_strategy(&mut resolved, |resolved| {
            let scene = scene(environments, resolved, &implied, &suffixes, catalogue);
            recovery::failing(&scene, &resolved.environment)
        });
    }
    let scene = scene(environments, &resolved, &implied, &suffixes, catalogue);
    let mut plan = lower_region(&scene, &resolved);
    if scene.second_region.is_some() {
        let second = Scene { placement: Placement::Secondary, ..scene.clone() };
        let own = placement::in_second_region(&second, lower_region(&second, &resolved));
        plan.outputs.extend(outputs(&second, &own.calls));
        plan.secrets.extend(own.secrets);
        plan.calls.extend(own.calls);
    }
    routing::add(&scene, &resolved.environment, &mut plan);
    edges::add_locks(&scene, &resolved.environment, &mut plan);
    let names = evaluate::names(&scene, &plan, &resolved.environment.regions.primary);
    Lowered { plan, names, resolved, implied, unique_suffixes: suffixes }
}

/// What stands in one region: for the second one, still with the keys of the first.
fn lower_region(scene: &Scene<'_>, resolved: &Resolved) -> Plan {
    let mut plan = Plan::default();
    plan.calls.insert(CallKey::component(RESOURCE_GROUP), resource_group(scene, resolved));
    for (name, component) in scene.placed() {
        component.kind().lower(&scene.site(name), &mut plan);
    }
    edges::add(scene, &resolved.environment, &mut plan);
    if scene.placement == Placement::Primary {
        plan.outputs = outputs(scene, &plan.calls);
    }
    plan
}

/// The short code of a region; of one that is not known, its name.
fn geo_code(region: &str) -> &str {
    facts::regions::find(region).map_or(region, |region| region.geo_code)
}

fn scene<'m>(
    environments: &'m Environments,
    resolved: &'m Resolved,
    implied: &'m BTreeMap<String, Vec<ModelPath>>,
    suffixes: &'m [String; 2],
    catalogue: &'m Catalogue,
) -> Scene<'m> {
    let environment = &resolved.environment;
    let all = environments.environments.iter();
    Scene {
        project: &environments.project.name,
        environment: &resolved.name,
        environments: all
            .map(|other| (other.name.as_str(), geo_code(&other.environment.regions.primary)))
            .collect(),
        unique_suffix: &suffixes[0],
        secondary_unique_suffix: &suffixes[1],
        region: geo_code(&environment.regions.primary),
        placement: Placement::Primary,
        second_region: recovery::second_region(environment),
        isolation: environment.isolation,
        private_dns: environment.private_dns.as_ref(),
        components: &environment.components,
        common: environment.components.iter().filter(|(_, component)| component.is_common()).collect(),
        implied,
        naming: &environment.naming,
        resolved: &resolved.value,
        written: &environments.written,
        catalogue,
    }
}

/// Adds the components that the environment implies, with the paths that imply them.
fn imply_components(resolved: &mut Resolved) -> BTreeMap<String, Vec<ModelPath>> {
    let mut implied = BTreeMap::new();
    let environment = &resolved.environment;
    let pooled = environment.addresses.pool_of(&environment.regions.primary).is_some();
    for (name, component, paths) in imply(environment.isolation, &environment.components, pooled) {
        if let Ok(value) = serde_json::to_value(&component)
            && let Some(components) =
                resolved.value.get_mut("components").and_then(|value| value.as_object_mut())
        {
            components.insert(name.clone(), value);
        }
        resolved.environment.components.insert(name.clone(), component);
        implied.insert(name, paths);
    }
    resolved.fill_allocated();
    shift_subnets(resolved);
    implied
}

/// What makes globally unique names unique in the two regions of an environment. It does not depend on the regions: a
/// name must not change when a region does.
fn unique_suffixes(environments: &Environments, environment: &str) -> [String; 2] {
    let project = &environments.project;
    let suffix = |seed: &str| unique_suffix(&project.name, environment, seed);
    [suffix(&project.seed), suffix(&format!("{}\nsecondary", project.seed))]
}

/// Six lower-case letters and digits, the first a letter, that depend on project, environment and seed only.
#[must_use]
pub fn unique_suffix(project: &str, environment: &str, seed: &str) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let digest = Sha256::digest(format!("{project}\n{environment}\n{seed}"));
    let letter =
        |at: usize, byte: &u8| char::from(ALPHABET[usize::from(*byte) % if at == 0 { 26 } else { 36 }]);
    digest.iter().take(6).enumerate().map(|(at, byte)| letter(at, byte)).collect()
}

/// The resource group as a call, so that its name and tags are unified like everything else.
fn resource_group(scene: &Scene<'_>, resolved: &Resolved) -> Call {
    let group = &resolved.environment.resource_group;
    let site = Site { scene, name: RESOURCE_GROUP };
    let second = group.secondary_name.as_deref().filter(|_| scene.placement == Placement::Secondary);
    let name = match second {
        Some(pattern) => site.pattern(RESOURCE_GROUP, pattern),
        None => site.resource_name(RESOURCE_GROUP, group.name.as_deref()),
    };
    let name = name.derived_from([
        ModelPath::keys([RESOURCE_GROUP, "name"]),
        ModelPath::keys(["naming", RESOURCE_GROUP]),
        ModelPath::keys([RESOURCE_GROUP, "secondaryName"]),
    ]);
    let tags = resolved.environment.tags.iter().map(|(tag, value)| {
        (tag.clone(), Value::text(value.as_str()).written_at(ModelPath::keys(["tags", tag])))
    });
    Call::new(RESOURCE_GROUP, Origin::Fixed).input("name", name).input("tags", Value::map(tags))
}

/// The published outputs of every component of a region, which the tree hands on.
fn outputs(scene: &Scene<'_>, calls: &IndexMap<CallKey, Call>) -> IndexMap<String, TreeOutput> {
    let mut outputs = IndexMap::new();
    for (key, call) in calls.iter().filter(|(key, _)| scene.component(&key.component).is_some()) {
        let own = scene.call(&key.component).placed(key.placement) == *key;
        let interface = scene.catalogue.interface(call.module);
        for output in interface.outputs.iter().filter(|output| own && output.published) {
            let mut value = Value::output(key.clone(), &output.name);
            value.origin = call.origin.clone();
            let place = if key.placement == Placement::Primary { "" } else { ", second region" };
            let description =
                format!("{} ({}{place}).", output.description.trim_end_matches('.'), key.component);
            let named = CallKey::component(&key.component).placed(key.placement);
            let output_name = names::tree_output(&named, &output.name);
            outputs.insert(output_name, TreeOutput { description, ty: Type::String, value });
        }
    }
    outputs
}

/// Makes one plan of the plans of all environments.
pub fn unified(lowered: &[Lowered], catalogue: &Catalogue) -> Result<Unified, Vec<Diagnostic>> {
    let types = types::ModelTypes::new(lowered, catalogue);
    let sources: Vec<Source<'_>> = lowered
        .iter()
        .map(|lowered| Source {
            name: &lowered.resolved.name,
            resolved: &lowered.resolved.value,
            plan: &lowered.plan,
        })
        .collect();
    unify(&sources, &types).map_err(|conflicts| {
        let message = "environments differ here in a way that no parameter can carry";
        let at = |path: &ModelPath| {
            lowered.first().map_or_else(ModelPath::root, |first| first.resolved.place(path))
        };
        conflicts.iter().map(|conflict| Diagnostic::error("BF0301", message).at(at(&conflict.path))).collect()
    })
}

/// The blueprint of all environments.
pub fn blueprint(
    model: &str,
    environments: &Environments,
    lowered: &[Lowered],
    catalogue: &Catalogue,
) -> Result<Blueprint, Vec<Diagnostic>> {
    let unified = unified(lowered, catalogue)?;
    let mut calls = order::sort(unified.calls).map_err(|cycle| match lowered.first() {
        Some(first) => vec![cycle_error(&cycle, &first.resolved)],
        None => Vec::new(),
    })?;
    let group = calls.shift_remove(&CallKey::component(RESOURCE_GROUP));
    let mut group = group.map(|group| group.inputs).unwrap_or_default();
    let mut take = |input: &str| group.shift_remove(input).unwrap_or_else(|| Value::fixed(Node::Null));
    let (name, tags) = (take("name"), take("tags"));
    let second_group = calls.shift_remove(&CallKey::component(RESOURCE_GROUP).placed(Placement::Secondary));
    let second_group = second_group.map(|mut group| SecondGroup {
        name: group.inputs.shift_remove("name").unwrap_or_else(|| Value::fixed(Node::Null)),
        when: group.when,
    });
    let conditional: BTreeSet<CallKey> =
        calls.iter().filter(|(_, call)| call.when.is_some()).map(|(key, _)| key.clone()).collect();
    for input in calls.values_mut().flat_map(|call| call.inputs.values_mut()) {
        guard(input, &conditional);
    }
    let modules =
        usage::reduce(&mut calls, &unified.parameters, |module| catalogue.interface(module).clone());
    let mut outputs = unified.outputs;
    outputs.values_mut().for_each(|output| guard(&mut output.value, &conditional));
    let resource_providers = resource_providers(lowered, &modules);
    let existing =
        lowered.first().is_some_and(|lowered| lowered.resolved.environment.resource_group.existing);
    Ok(Blueprint {
        model: model.to_owned(),
        project: environments.project.name.clone(),
        description: environments.project.description.clone(),
        resource_group: ResourceGroup { existing, name },
        second_group,
        tags,
        parameters: unified.parameters,
        secrets: lowered.iter().flat_map(|lowered| lowered.plan.secrets.clone()).collect(),
        calls,
        outputs,
        modules,
        resource_providers,
        environments: lowered
            .iter()
            .map(|lowered| environment_facts(environments, lowered, catalogue))
            .collect(),
    })
}

/// The namespaces that the components need, and what they do with private endpoints and logs.
fn resource_providers(lowered: &[Lowered], modules: &BTreeMap<&'static str, ModuleUse>) -> Vec<String> {
    let takes = |input: &str| modules.values().any(|module| module.interface.inputs.contains_key(input));
    let joins_network = |module: &str| {
        modules
            .get(module)
            .is_some_and(|module| module.interface.inputs.contains_key("virtualNetworkIntegration"))
    };
    let features = [
        (Feature::Diagnostics, takes("diagnostics") || modules.contains_key("logAnalytics")),
        (Feature::PrivateEndpoints, takes("privateEndpoints")),
        (Feature::Autoscale, takes("autoscale")),
        (Feature::FlexConsumptionNetwork, joins_network("functionAppFlex")),
    ];
    let features = features.iter().filter(|(_, used)| *used);
    let features = features.flat_map(|(feature, _)| facts::resource_providers::for_feature(*feature));
    let components = lowered.iter().flat_map(|lowered| lowered.resolved.environment.components.values());
    let kinds = components.flat_map(|component| facts::resource_providers::for_kind(component.kind().key()));
    // Components bring modules of other kinds: apps their identities.
    let implied = modules.keys().flat_map(|module| facts::resource_providers::for_kind(module));
    let all: BTreeSet<String> =
        kinds.chain(implied).chain(features).map(|&namespace| namespace.to_owned()).collect();
    all.into_iter().collect()
}

/// Components of one environment that need each other in a circle.
#[must_use]
pub fn cycles(lowered: &[Lowered]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for own in lowered {
        if let Err(cycle) = order::positions(&own.plan.calls) {
            let error = cycle_error(&cycle, &own.resolved);
            if !found.contains(&error) {
                found.push(error);
            }
        }
    }
    found
}

fn cycle_error(cycle: &order::Cycle, resolved: &Resolved) -> Diagnostic {
    let mut names: Vec<&str> = cycle.0.iter().map(|key| key.component.as_str()).collect();
    names.dedup();
    names.extend(names.first().copied());
    let message = format!("components need each other in a circle: {}", names.join(" -> "));
    let places: IndexSet<ModelPath> =
        cycle.0.iter().map(|key| resolved.place(&Scene::path(&key.component))).collect();
    let error = places.into_iter().fold(Diagnostic::error("BF0302", message), Diagnostic::at_key);
    error.help("break the circle: one of them has to do without an output of the next")
}

/// Marks references to calls that do not exist in every environment.
fn guard(value: &mut Value, conditional: &BTreeSet<CallKey>) {
    value.visit_mut(&mut |value| {
        if let Node::Output(reference) = &mut value.node {
            reference.guarded = conditional.contains(&reference.call);
        }
    });
}

fn environment_facts(
    environments: &Environments,
    lowered: &Lowered,
    catalogue: &Catalogue,
) -> (String, EnvironmentFacts) {
    let Resolved { name, environment, .. } = &lowered.resolved;
    let project = &environments.project;
    let key = || format!("{}-{name}.tfstate", project.name);
    let facts = EnvironmentFacts {
        location: environment.regions.primary.clone(),
        secondary: recovery::second_region(environment).map(|second| SecondRegion {
            location: second.location.to_owned(),
            code: second.code.to_owned(),
            unique_suffix: lowered.unique_suffixes[1].clone(),
        }),
        unique_suffix: lowered.unique_suffixes[0].clone(),
        resource_group: lowered
            .names
            .iter()
            .find(|named| named.call == CallKey::component(RESOURCE_GROUP))
            .map(|named| named.name.clone())
            .unwrap_or_default(),
        subscription: environment.subscription.map(|id| id.to_string()),
        state_backend: environment.state_backend.as_ref().map(|backend| StateBackend {
            resource_group: backend.resource_group.clone(),
            storage_account: backend.storage_account.clone(),
            container: backend.container.clone(),
            key: backend.key.clone().unwrap_or_else(key),
        }),
        recovery: recovery::recovery(environments, lowered, catalogue),
        names: lowered.names.iter().map(|named| (named.call.to_string(), named.name.clone())).collect(),
    };
    (name.clone(), facts)
}

/// Values that the composition itself provides, as a tree prints them for one environment.
#[must_use]
pub fn context_text(context: Context, scene: &Scene<'_>, location: &str) -> String {
    match context {
        Context::EnvironmentName => scene.environment.to_owned(),
        Context::UniqueSuffix => scene.unique_suffix.to_owned(),
        Context::SecondaryUniqueSuffix => scene.secondary_unique_suffix.to_owned(),
        Context::Location => location.to_owned(),
        Context::SecondaryLocation => scene.second_region.map_or("", |second| second.location).to_owned(),
        Context::SecondaryRegionCode => scene.second_region.map_or("", |second| second.code).to_owned(),
        _ => String::new(),
    }
}
