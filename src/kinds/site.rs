//! Sites: what a component sees of its environment while it is lowered.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use super::fields::Isolation;
use super::standby::{SecondRegion, Standby};
use super::text::{self, Piece};
use super::{Catalogue, Component, Kind, PrivateDns};
use crate::blueprint::call::{Call, CallKey, Placement};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Context, Entry, Node, Origin, Part, Value};
use crate::facts;
use crate::path::{ModelPath, PathSet};

/// One resolved environment, as lowering sees it.
#[derive(Debug, Clone)]
pub struct Scene<'m> {
    /// The project's name.
    pub project: &'m str,
    /// The environment's name.
    pub environment: &'m str,
    /// All environments of the model, by name and geo code of the primary region.
    pub environments: Vec<(&'m str, &'m str)>,
    /// Six characters that make globally unique names unique.
    pub unique_suffix: &'m str,
    /// The same for names in the second region.
    pub secondary_unique_suffix: &'m str,
    /// The geo code of the primary region.
    pub region: &'m str,
    /// The region that is lowered.
    pub placement: Placement,
    /// The second region, if something of the workload stands there all the time.
    pub second_region: Option<SecondRegion<'m>>,
    /// How closed the environment is.
    pub isolation: Isolation,
    /// Central private DNS zones.
    pub private_dns: Option<&'m PrivateDns>,
    /// The components, implied ones included.
    pub components: &'m IndexMap<String, Component>,
    /// Those of them that others use without naming them.
    pub common: Vec<(&'m String, &'m Component)>,
    /// Components that the model does not name, with the paths that imply them.
    pub implied: &'m BTreeMap<String, Vec<ModelPath>>,
    /// Name patterns by kind.
    pub naming: &'m IndexMap<String, String>,
    /// The resolved environment with all defaults.
    pub resolved: &'m Json,
    /// Every path that is written in the model, in whichever environment.
    pub written: &'m PathSet,
    /// Module interfaces.
    pub catalogue: &'m Catalogue,
}

impl<'m> Scene<'m> {
    /// A component by name.
    #[must_use]
    pub fn component(&self, name: &str) -> Option<&'m Component> {
        self.components.get(name)
    }

    /// The site of a component.
    #[must_use]
    pub fn site<'s>(&'s self, name: &'s str) -> Site<'s> {
        Site { scene: self, name }
    }

    /// The first of the common components for which `pick` finds something.
    pub fn first<T>(&self, pick: impl Fn(&'m dyn Kind) -> Option<T>) -> Option<(&'m str, T)> {
        self.common.iter().find_map(|(name, component)| Some((name.as_str(), pick(component.kind())?)))
    }

    /// The call that stands for a component.
    #[must_use]
    pub fn call(&self, component: &str) -> CallKey {
        let part = self.component(component).map_or(&[][..], |found| found.kind().call_part(self));
        CallKey::part(component, part)
    }

    /// An output of a component, as whoever stands in the region that is lowered uses it.
    #[must_use]
    pub fn output(&self, component: &str, output: &str) -> Value {
        let (found, site) = (self.component(component).map(Component::kind), self.site(component));
        if let Some(known) = found.and_then(|kind| kind.known_output(&site, output, None)) {
            return known;
        }
        let second = found.filter(|_| self.is_shared(component));
        let output = second.and_then(|kind| kind.second_output(output)).unwrap_or(output);
        let paths = found.map(|kind| kind.call_paths(&site)).unwrap_or_default();
        Value::output(self.call(component), output).derived_from(paths)
    }

    /// The id of a subnet: of its network's call, or known where the network is there already.
    #[must_use]
    pub fn subnet_id(&self, network: &str, subnet: &str) -> Value {
        let (found, site) = (self.component(network).map(Component::kind), self.site(network));
        let known = found.and_then(|kind| kind.known_output(&site, "subnetIds", Some(subnet)));
        known.unwrap_or_else(|| {
            let paths = found.map(|kind| kind.call_paths(&site)).unwrap_or_default();
            Value::output_entry(self.call(network), "subnetIds", subnet).derived_from(paths)
        })
    }

    /// The replica that a component with one instance for both regions keeps in the second one.
    #[must_use]
    pub fn replica(&self, component: &str) -> Option<Value> {
        self.second_region?;
        let shared = self.component(component)?.kind().standby(self) == Standby::Shared;
        shared.then(|| Value::object([("location", Value::context(Context::SecondaryLocation))]))
    }

    /// The components that stand in the region that is lowered, or serve it.
    pub fn placed(&self) -> impl Iterator<Item = (&'m String, &'m Component)> {
        self.components.iter().filter(|(_, component)| {
            self.placement == Placement::Primary || component.kind().standby(self) != Standby::Absent
        })
    }

    /// Whether a component serves the region that is lowered with its instance in the other one.
    #[must_use]
    pub fn is_shared(&self, component: &str) -> bool {
        self.placement == Placement::Secondary
            && self.component(component).is_some_and(|found| found.kind().standby(self) == Standby::Shared)
    }

    /// The call that stands for a component in the region that is lowered, also where another one serves both regions.
    #[must_use]
    pub fn regional_call(&self, component: &str) -> CallKey {
        let call = self.call(component);
        if self.is_shared(component) { call.placed(Placement::Secondary) } else { call }
    }

    /// The path of a component.
    #[must_use]
    pub fn path(component: &str) -> ModelPath {
        ModelPath::keys(["components", component])
    }

    /// Why a component exists.
    #[must_use]
    pub fn origin(&self, component: &str) -> Origin {
        match self.implied.get(component) {
            Some(paths) => Origin::Derived(paths.clone()),
            None => Origin::Derived(vec![Self::path(component)]),
        }
    }
}

/// A component in its environment.
#[derive(Debug, Clone, Copy)]
pub struct Site<'s> {
    /// The environment.
    pub scene: &'s Scene<'s>,
    /// The component's name.
    pub name: &'s str,
}

impl Site<'_> {
    /// The component's path.
    #[must_use]
    pub fn path(&self) -> ModelPath {
        Scene::path(self.name)
    }

    /// The path of one of the component's fields.
    #[must_use]
    pub fn field(&self, field: &str) -> ModelPath {
        self.path().key(field)
    }

    /// A call of the component's own module, with its name, region and tags and all fields of the model that the
    /// module takes as they are.
    #[must_use]
    pub fn call(&self, module: &'static str) -> Call {
        let interface = self.scene.catalogue.interface(module);
        let mut call = Call::new(module, self.scene.origin(self.name));
        for (input, field) in &interface.inputs {
            let value = match input.as_str() {
                "name" => Some(self.resource_name(self.kind(), self.own_pattern())),
                "location" => Some(Value::context(Context::Location)),
                "tags" => Some(self.tags()),
                "diagnostics" => self.diagnostics(),
                "networkAccess" => Some(self.network_access()),
                "privateEndpoints" => Some(self.private_endpoints()),
                _ => self.field_value(&self.field(input), field),
            };
            if let Some(value) = value {
                call.inputs.insert(input.clone(), value);
            }
        }
        call
    }

    fn kind(&self) -> &'static str {
        self.scene.component(self.name).map_or("", |component| component.kind().key())
    }

    fn own_pattern(&self) -> Option<&str> {
        self.field("name").get(self.scene.resolved)?.as_str()
    }

    /// The name that a pattern gives: the component's own, the model's for the kind, or the kind's default.
    #[must_use]
    pub fn resource_name(&self, kind: &str, own: Option<&str>) -> Value {
        let default = facts::names::pattern(kind).unwrap_or("{project}-{name}-{env}");
        let pattern = own.or_else(|| self.scene.naming.get(kind).map(String::as_str)).unwrap_or(default);
        self.evaluate(kind, pattern, true)
    }

    /// The name that exactly this pattern gives.
    #[must_use]
    pub fn pattern(&self, kind: &str, pattern: &str) -> Value {
        self.evaluate(kind, pattern, false)
    }

    /// A naming pattern as a value. Characters that names of the kind cannot have are left out.
    fn evaluate(&self, kind: &str, pattern: &str, appended: bool) -> Value {
        let fit = |text: &str| facts::names::fit(kind, text);
        // Code that all environments share can say a name only if it is made in the same way everywhere. Where a name
        // loses characters in one of them, or has different regions in it, the whole name is a value of each.
        let environments = &self.scene.environments;
        let uniform = environments.iter().all(|(name, _)| fit(name) == *name)
            && (!pattern.contains("{region}")
                || self.scene.placement == Placement::Secondary
                || environments.windows(2).all(|pair| pair[0].1 == pair[1].1));
        let context = |literal: &str, context: Context| {
            if uniform { Part::Value(Value::context(context)) } else { Part::Literal(fit(literal)) }
        };
        let second = self.scene.second_region.filter(|_| self.scene.placement == Placement::Secondary);
        let second_code = second.map(|second| context(second.code, Context::SecondaryRegionCode));
        let pieces = text::parse(pattern).unwrap_or_else(|_| vec![Piece::Literal(pattern.to_owned())]);
        let is_told = pattern.contains("{region}") || pattern.contains("{suffix}");
        let appended = second_code.clone().filter(|_| appended && !is_told);
        let appended = appended.into_iter().flat_map(|code| [Part::Literal(fit("-")), code]);
        let parts = pieces.into_iter().map(|piece| match piece {
            Piece::Literal(text) => Part::Literal(fit(&text)),
            Piece::Placeholder(name) => match name.as_str() {
                "project" => Part::Literal(fit(self.scene.project)),
                "name" => Part::Literal(fit(self.name)),
                "region" => second_code.clone().unwrap_or_else(|| Part::Literal(fit(self.scene.region))),
                "env" => context(self.scene.environment, Context::EnvironmentName),
                "suffix" if second.is_some() => {
                    context(self.scene.secondary_unique_suffix, Context::SecondaryUniqueSuffix)
                }
                "suffix" => context(self.scene.unique_suffix, Context::UniqueSuffix),
                _ => Part::Literal(String::new()),
            },
        });
        let value = Value::interpolation(parts.chain(appended));
        // What is a value of each environment anyway is not explained by the patterns: they differ in few of them.
        let paths = [self.field("name"), ModelPath::keys(["naming", kind])];
        value.derived_from(paths.into_iter().filter(|_| uniform))
    }

    /// The tags of the tree, and the component's own.
    fn tags(&self) -> Value {
        let own = self.model_value(&self.field("tags"), &Type::String.map());
        match own.map(|value| (value.node, value.origin)) {
            Some((Node::Map { entries, .. }, origin)) => {
                Value::new(Node::Map { base: Some(Context::Tags), entries }, origin)
            }
            _ => Value::context(Context::Tags),
        }
    }

    /// Where the component's logs go: the environment's first Log Analytics workspace.
    fn diagnostics(&self) -> Option<Value> {
        let (workspace, ()) = self.scene.first(|kind| kind.collects_logs().then_some(()))?;
        let id = Value::output(self.scene.call(workspace), "id");
        Some(Value::object([("workspaceId", id)]).derived_from([Scene::path(workspace)]))
    }

    /// Who reaches the component: its own `ingress`, or what the environment's isolation says.
    #[must_use]
    pub fn access(&self) -> Isolation {
        access(self.name, self.scene.resolved, self.scene.isolation)
    }

    /// The paths that decide who reaches the component.
    #[must_use]
    pub fn access_paths(&self) -> Vec<ModelPath> {
        vec![self.field("ingress"), ModelPath::keys(["isolation"])]
    }

    fn network_access(&self) -> Value {
        Value::text(self.access().word()).derived_from(self.access_paths())
    }

    /// The component's private endpoints, in the subnet the environment's network has for them.
    fn private_endpoints(&self) -> Value {
        let kind = self.scene.component(self.name).map(Component::kind);
        let groups = kind.map(|kind| kind.private_endpoint_groups(self)).unwrap_or_default();
        let subnet = self.scene.first(|kind| kind.endpoint_subnet());
        let Some((network, subnet)) = subnet else { return Value::map::<String>([]) };
        let endpoints = groups.into_iter().map(|group| {
            let endpoint = Value::object([
                ("subnetId", self.scene.subnet_id(network, subnet)),
                ("privateDnsZoneId", self.zone_id(network, group)),
            ]);
            (group, endpoint.derived_from(self.access_paths()))
        });
        Value::map(endpoints).derived_from(self.access_paths())
    }

    /// The id of the private DNS zone that resolves a sub-resource of the component: a central one, or the network's own.
    fn zone_id(&self, network: &str, group: &str) -> Value {
        let central = self.scene.private_dns.and_then(|central| central.zone_id(self.kind(), group));
        central.unwrap_or_else(|| {
            let own = Value::output_entry(CallKey::part(network, &["dns"]), "zoneIds", group);
            own.derived_from(PrivateDns::paths(group))
        })
    }

    /// The value of a field.
    fn field_value(&self, path: &ModelPath, field: &Field) -> Option<Value> {
        self.place(path).field(path, field)
    }

    /// Whether the model says something of a field, in whichever environment.
    #[must_use]
    pub fn is_written(&self, field: &str) -> bool {
        self.scene.written.contains(&self.field(field))
    }

    /// Lets a call that writes data into the component wait until the deployer can: for the roles that say so and,
    /// where access is closed, for the private endpoints.
    pub fn write_after_access(&self, call: &mut Call) {
        call.after.insert(
            CallKey::part(self.name, &["access"]),
            "the deployer writes it, and needs a role for that",
        );
        if self.access() != Isolation::Public {
            call.after
                .insert(self.scene.call(self.name), "the deployer reaches it through its private endpoint");
        }
    }

    /// What stands at a path of the resolved model, as far as the model says it in any environment.
    #[must_use]
    pub fn model_value(&self, path: &ModelPath, ty: &Type) -> Option<Value> {
        self.place(path).value(path, ty)
    }

    fn place(&self, path: &ModelPath) -> Place<'_> {
        Place {
            json: path.get(self.scene.resolved),
            written: self.scene.written.at(path),
            implied: self.scene.implied.contains_key(self.name),
        }
    }

    /// A setting: text in which `{component.output}` stands for an output, `{env}` for the environment.
    #[must_use]
    pub fn setting(&self, text: &str, path: ModelPath) -> Value {
        let pieces = text::parse(text).unwrap_or_default();
        let value = Value::interpolation(pieces.into_iter().map(|piece| match piece {
            Piece::Literal(text) => Part::Literal(text),
            Piece::Placeholder(name) => self.placeholder(&name),
        }));
        // Text that refers to others also depends on which call stands for them.
        let refers = matches!(value.node, Node::Interpolation(_));
        // Text that is one reference and nothing else is that reference.
        let node = match value.node {
            Node::Interpolation(mut parts) if parts.len() == 1 => match parts.pop() {
                // An id that the model writes keeps its place.
                Some(Part::Value(value)) if matches!(value.node, Node::Text(_)) => {
                    Node::Interpolation(vec![Part::Value(value)])
                }
                Some(Part::Value(value)) => value.node,
                Some(Part::Literal(text)) => Node::Text(text),
                None => Node::Text(String::new()),
            },
            node => node,
        };
        let origin =
            if refers { Origin::Derived(self.setting_paths(text, path)) } else { Origin::Model(path) };
        Value::new(node, origin)
    }

    /// The paths that decide what a setting is: its own, and those that decide which calls it refers to.
    fn setting_paths(&self, text: &str, path: ModelPath) -> Vec<ModelPath> {
        let mut paths = vec![path];
        for piece in text::parse(text).unwrap_or_default() {
            let Piece::Placeholder(name) = piece else { continue };
            let named = name.split('.').next().unwrap_or_default();
            if let Some(component) = self.scene.component(named) {
                paths.extend(component.kind().call_paths(&self.scene.site(named)));
            }
        }
        paths
    }

    fn placeholder(&self, name: &str) -> Part {
        let parts: Vec<&str> = name.split('.').collect();
        Part::Value(match parts.as_slice() {
            ["env"] => Value::context(Context::EnvironmentName),
            ["region"] => Value::context(Context::Location),
            ["suffix"] => Value::context(Context::UniqueSuffix),
            ["project"] => return Part::Literal(self.scene.project.to_owned()),
            [vault, "secrets", secret] => {
                let uri = Value::output(self.scene.call(vault), "uri");
                Value::interpolation([
                    Part::Literal("@Microsoft.KeyVault(SecretUri=".to_owned()),
                    Part::Value(uri),
                    Part::Literal(format!("secrets/{secret}/)")),
                ])
            }
            [component, output] => self.scene.output(component, output),
            _ => return Part::Literal(format!("{{{name}}}")),
        })
    }
}

/// Who reaches a component of a resolved environment: its own `ingress`, or what the environment's isolation says.
#[must_use]
pub fn access(component: &str, resolved: &Json, isolation: Isolation) -> Isolation {
    let own = Scene::path(component).key("ingress");
    own.get(resolved).and_then(|own| Isolation::deserialize(own).ok()).unwrap_or(isolation)
}

/// What stands at a path of the resolved model.
#[derive(Clone, Copy)]
struct Place<'m> {
    json: Option<&'m Json>,
    /// What the model says here and below, in whichever environment.
    written: Option<&'m PathSet>,
    /// Whether it belongs to a component that the model does not name.
    implied: bool,
}

impl Place<'_> {
    fn below(self, key: &str) -> Self {
        Self {
            json: self.json.and_then(|json| json.get(key)),
            written: self.written.and_then(|written| written.below(key)),
            ..self
        }
    }

    /// The value of a field. An implied component says nothing that is the default anyway.
    fn field(self, path: &ModelPath, field: &Field) -> Option<Value> {
        let json = self.json.unwrap_or(&Json::Null);
        let default = field.optional && (json.is_null() || field.default.as_ref() == Some(json));
        if default && self.implied {
            return None;
        }
        self.value(path, &field.ty)
    }

    /// The value, as far as the model says it in any environment.
    fn value(self, path: &ModelPath, ty: &Type) -> Option<Value> {
        if self.written.is_none() && !self.implied {
            return None;
        }
        let json = self.json.unwrap_or(&Json::Null);
        let entry = |name: &String, value: Value| (name.clone(), Entry { value, when: None });
        let node = match (json, ty) {
            (Json::Object(fields), Type::Object(types)) => Node::Object(
                types
                    .iter()
                    .filter(|(name, _)| fields.contains_key(name.as_str()))
                    .filter_map(|(name, field)| {
                        Some(entry(name, self.below(name).field(&path.key(name), field)?))
                    })
                    .collect(),
            ),
            (Json::Object(fields), Type::Map(inner)) => Node::Map {
                base: None,
                entries: fields
                    .keys()
                    .filter_map(|name| Some(entry(name, self.below(name).value(&path.key(name), inner)?)))
                    .collect(),
            },
            _ => crate::blueprint::substitute::from_json(json).node,
        };
        Some(Value::new(node, Origin::Model(path.clone())))
    }
}
