//! From function apps to module calls.

use indexmap::IndexMap;

use super::{Action, BACKUP, FLEX, FunctionApp, KEY};
use crate::blueprint::call::{Call, CallKey, Plan};
use crate::blueprint::names;
use crate::blueprint::value::{Context, Node, Origin, Value};
use crate::facts;
use crate::kinds::app_service_plan::Sku;
use crate::kinds::fields::Isolation;
use crate::kinds::site::{Scene, Site};
use crate::kinds::standby::Standby;
use crate::kinds::text::{self, Piece};
use crate::kinds::{Component, Expectation, Grant, Kind, Principal, Reference};
use crate::path::ModelPath;

/// Where the identity of an app comes from.
enum Identity<'a> {
    /// A call of its own.
    Own(CallKey),
    /// Another component.
    Shared(&'a str),
    /// The app itself.
    System,
}

impl FunctionApp {
    fn sku(&self, scene: &Scene<'_>) -> Sku {
        match scene.component(&self.plan) {
            Some(Component::AppServicePlan(plan)) => plan.sku,
            _ => Sku::default(),
        }
    }

    fn sku_path(&self) -> ModelPath {
        Scene::path(&self.plan).key("sku")
    }

    fn is_flex(&self, scene: &Scene<'_>) -> bool {
        self.sku(scene) == Sku::FC1
    }

    fn identity(&self, name: &str) -> Identity<'_> {
        match &self.identity {
            _ if self.system_assigned_identity => Identity::System,
            Some(shared) => Identity::Shared(shared),
            None => Identity::Own(CallKey::part(name, &["identity"])),
        }
    }

    /// The call that the app's identity is, unless it is the app itself.
    fn identity_call(&self, site: &Site<'_>) -> Option<CallKey> {
        match self.identity(site.name) {
            Identity::Own(key) => Some(key),
            Identity::Shared(component) => Some(site.scene.call(component)),
            Identity::System => None,
        }
    }

    /// The paths that decide what the app acts as.
    fn identity_paths(site: &Site<'_>) -> [ModelPath; 2] {
        [site.field("systemAssignedIdentity"), site.field("identity")]
    }

    /// The Application Insights component that gets the telemetry.
    fn insights<'s>(&'s self, scene: &'s Scene<'_>) -> Option<&'s str> {
        let first = || {
            let found =
                scene.components.iter().find(|(_, other)| other.kind().key() == "applicationInsights");
            found.map(|(name, _)| name.as_str())
        };
        self.insights.as_deref().or_else(first)
    }

    /// Adds what both shapes of function app take.
    fn complete(&self, site: &Site<'_>, mut call: Call) -> Call {
        let scene = site.scene;
        let output = |component: &str, output: &str| Value::output(scene.call(component), output);
        call =
            call.input("servicePlanId", output(&self.plan, "id").derived_from([site.field("plan")])).input(
                "storageAccountName",
                Value::output(scene.regional_call(&self.storage), "name")
                    .derived_from([site.field("storage")]),
            );
        if scene.written.contains(&site.field("settings")) {
            call = call.input("settings", settings(site, &self.settings, &site.field("settings")));
        }
        if let Some(identity) = self.identity_call(site) {
            let fields = ["id", "clientId", "principalId"];
            let value = Value::object(fields.map(|field| (field, Value::output(identity.clone(), field))));
            call = call.input("userAssignedIdentity", value.derived_from(Self::identity_paths(site)));
        }
        if let Some((language, version)) = self.runtime.languages().next() {
            let worker = facts::functions::language(language).map_or(language, |known| known.worker);
            let paths = super::Runtime::PATHS.map(|language| site.field("runtime").key(language));
            let version = Value::text(version).written_at(site.field("runtime").key(language));
            call = call
                .input("runtimeName", Value::text(worker).derived_from(paths))
                .input("runtimeVersion", version);
        }
        if let Some(insights) = self.insights(scene) {
            let value = Value::object([("connectionString", output(insights, "connectionString"))]);
            let paths = [site.field("insights"), Scene::path(insights)];
            call = call.input("applicationInsights", value.derived_from(paths));
        }
        if let Some((network, subnet)) = self.subnet(scene) {
            let subnet = scene.subnet_id(network, subnet);
            let paths = [ModelPath::keys(["isolation"]), Scene::path(network), self.sku_path()];
            let value = Value::object([("subnetId", subnet)]).derived_from(paths);
            call = call.input("virtualNetworkIntegration", value);
        }
        call
    }

    /// The network and its subnet that apps on this plan send their traffic through.
    fn subnet<'s>(&self, scene: &'s Scene<'_>) -> Option<(&'s str, &'s str)> {
        let service = facts::plans::find(self.sku(scene).word())?.delegation()?;
        scene.first(|kind| kind.app_subnet(service, &self.plan))
    }

    /// Every role the app needs, whoever else has the same identity.
    fn wanted(&self, site: &Site<'_>) -> Vec<Grant> {
        let mut grants: Vec<Grant> = Vec::new();
        let mut want = |target: &str, role: &str, path: ModelPath, regional: bool| {
            // One instance for both regions has another scope than the one in the app's own region.
            let regional = regional && site.scene.is_shared(target);
            let grant = Grant { target: target.to_owned(), role: role.to_owned(), path, regional };
            if !grants.iter().any(|other| other.is_same(&grant)) {
                grants.push(grant);
            }
        };
        for (target, roles) in &self.access {
            for role in &roles.0 {
                want(target, role, site.field("access").key(target), false);
            }
        }
        for role in facts::functions::host_storage_roles(false) {
            want(&self.storage, role, site.field("storage"), true);
        }
        if let Some(insights) = self.insights(site.scene) {
            want(insights, "metricsPublisher", site.field("insights"), false);
        }
        for (text, path) in self.texts() {
            for placeholder in placeholders(text) {
                if let [vault, "secrets", _] = placeholder.split('.').collect::<Vec<_>>().as_slice() {
                    want(vault, "secretsUser", site.path().join(&path), false);
                }
            }
        }
        grants
    }

    /// All texts with placeholders, and where they stand below the component.
    fn texts(&self) -> Vec<(&str, ModelPath)> {
        let settings = |settings: &'_ IndexMap<String, String>, path: &ModelPath| {
            settings.keys().map(|name| path.key(name)).collect::<Vec<_>>()
        };
        let own = ModelPath::keys(["settings"]);
        let mut paths: Vec<(&str, ModelPath)> =
            self.settings.values().map(String::as_str).zip(settings(&self.settings, &own)).collect();
        for (name, slot) in &self.slots {
            let path = ModelPath::keys(["slots", name, "settings"]);
            paths.extend(slot.settings.values().map(String::as_str).zip(settings(&slot.settings, &path)));
        }
        paths
    }

    /// The call that schedules backups.
    fn backup(site: &Site<'_>, plan: &mut Plan) -> Call {
        let path = site.field("backup");
        let app = site.scene.call(site.name);
        let parameter = names::secret(site.name, "backupStorageAccountUrl");
        let what = format!("Address of the blob container for backups of {}, with its signature.", site.name);
        plan.secrets.insert(parameter.clone(), what);
        let mut call = Call::new(BACKUP, Origin::Derived(vec![path.clone()]))
            .input("functionAppName", Value::output(app.clone(), "name"))
            .input("functionAppId", Value::output(app, "id"))
            .input("storageAccountUrl", Value::fixed(Node::Secret(parameter)));
        for (input, field) in &site.scene.catalogue.interface(BACKUP).inputs {
            if let Some(value) = site.model_value(&path.key(input), &field.ty) {
                call = call.input(input, value);
            }
        }
        call
    }

    fn slots(&self, site: &Site<'_>) -> Value {
        let slots = self.slots.iter().map(|(name, slot)| {
            let path = site.field("slots").key(name);
            let settings_path = path.key("settings");
            let written = site.scene.written.contains(&settings_path);
            let own = written.then(|| ("settings", settings(site, &slot.settings, &settings_path)));
            (name.as_str(), Value::object(own).derived_from([path]))
        });
        Value::map(slots).derived_from([site.field("slots")])
    }
}

/// App settings as values.
fn settings(site: &Site<'_>, settings: &IndexMap<String, String>, path: &ModelPath) -> Value {
    let entries = settings.iter().map(|(name, text)| (name.as_str(), site.setting(text, path.key(name))));
    Value::map(entries).derived_from([path.clone()])
}

/// What stands between braces in a text.
fn placeholders(text: &str) -> Vec<String> {
    let pieces = text::parse(text).unwrap_or_default();
    let names = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Placeholder(name) => Some(name),
        Piece::Literal(_) => None,
    });
    names.collect()
}

/// The reference that a placeholder is; `None` for one that is not about a component.
fn reference(placeholder: &str, path: &ModelPath) -> Option<Reference> {
    let parts: Vec<&str> = placeholder.split('.').collect();
    let (target, expects) = match parts.as_slice() {
        [vault, "secrets", secret] => (vault, Expectation::Secret((*secret).to_owned())),
        [component, output] => (component, Expectation::Output((*output).to_owned())),
        _ => return None,
    };
    Some(Reference { path: path.clone(), target: (*target).to_owned(), expects })
}

impl Kind for FunctionApp {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        if let Identity::Own(key) = self.identity(site.name) {
            let paths = [&[site.path()][..], &Self::identity_paths(site)].concat();
            let call = Call::new("managedIdentity", Origin::Derived(paths))
                .input("name", site.resource_name("managedIdentity", None))
                .input("location", Value::context(Context::Location))
                .input("tags", Value::context(Context::Tags));
            plan.calls.insert(key, call);
        }
        let mut call = if self.is_flex(site.scene) {
            let container = facts::names::fit("storageContainer", &format!("code-{}", site.name));
            self.complete(site, site.call(FLEX))
                .input(
                    "storageAccountId",
                    Value::output(site.scene.regional_call(&self.storage), "id")
                        .derived_from([site.field("storage")]),
                )
                .input("deploymentContainer", Value::text(container))
        } else {
            let sku = Value::text(self.sku(site.scene).word()).written_at(self.sku_path());
            let mut call = self.complete(site, site.call(KEY)).input("planSku", sku);
            let written = |field: &str| site.scene.written.contains(&site.field(field));
            if written("slots") {
                call = call.input("slots", self.slots(site));
            }
            if written("backup") {
                call = call.input("backedUp", Value::fixed(Node::Bool(true)));
            }
            call
        };
        call.origin = Origin::Derived(vec![site.path(), self.sku_path()]);
        if !matches!(self.identity(site.name), Identity::System) {
            // Also the roles that another app with the same identity asks for.
            for grant in self.wanted(site) {
                call.after.insert(grant.call("access"), "it starts only after its roles are assigned");
            }
        }
        plan.calls.insert(site.scene.call(site.name), call);
        if self.backup.is_some() && !self.is_flex(site.scene) {
            let backup = Self::backup(site, plan);
            plan.calls.insert(CallKey::part(site.name, &["backup"]), backup);
        }
    }

    fn references(&self) -> Vec<Reference> {
        let component = |field: &str, target: &str, kinds: &'static [&'static str]| Reference {
            path: ModelPath::keys([field]),
            target: target.to_owned(),
            expects: Expectation::Kind(kinds),
        };
        let mut references = vec![
            component("plan", &self.plan, &["appServicePlan"]),
            component("storage", &self.storage, &["storageAccount"]),
        ];
        if let Some(insights) = &self.insights {
            references.push(component("insights", insights, &["applicationInsights"]));
        }
        if let Some(identity) = &self.identity {
            references.push(component("identity", identity, &["managedIdentity"]));
        }
        references.extend(self.access.iter().map(|(target, roles)| Reference {
            path: ModelPath::keys(["access", target]),
            target: target.clone(),
            expects: Expectation::Roles(roles.0.clone()),
        }));
        for (text, path) in self.texts() {
            references.extend(placeholders(text).iter().filter_map(|name| reference(name, &path)));
        }
        references
    }

    fn call_part(&self, scene: &Scene<'_>) -> &'static [&'static str] {
        if self.is_flex(scene) { &["flex"] } else { &[] }
    }

    fn call_paths(&self, _site: &Site<'_>) -> Vec<ModelPath> {
        vec![self.sku_path()]
    }

    fn probe(&self, site: &Site<'_>) -> Option<Value> {
        let path = self.health_check_path.as_ref();
        let probe = || match path {
            Some(path) => Value::text(path).written_at(site.field("healthCheckPath")),
            None => Value::text("/").derived_from([site.field("healthCheckPath")]),
        };
        self.global_routing.then(probe)
    }

    fn admits(&self, service_tag: &str) -> bool {
        let mut rules = self.ip_rules.values();
        rules.any(|rule| rule.action == Action::Allow && rule.service_tag.as_deref() == Some(service_tag))
    }

    fn standby(&self, scene: &Scene<'_>) -> Standby {
        match scene.second_region {
            Some(second) if !second.strategy.runs_compute() => Standby::Absent,
            _ => Standby::Regional,
        }
    }

    fn private_endpoint_groups(&self, site: &Site<'_>) -> Vec<&'static str> {
        let sku = self.sku(site.scene);
        let offered = facts::plans::find(sku.word()).is_some_and(|plan| plan.private_endpoint);
        if site.access() == Isolation::Private && offered { vec!["sites"] } else { Vec::new() }
    }

    fn grants(&self, site: &Site<'_>) -> Vec<Grant> {
        let mut grants = self.wanted(site);
        // Azure refuses a second assignment of one role to one identity: the first app that shares it asks for it.
        if let Some(shared) = self.identity.as_ref().filter(|_| !self.system_assigned_identity) {
            let others = site.scene.components.iter().take_while(|(name, _)| *name != site.name);
            let earlier: Vec<Grant> = others
                .filter_map(|(name, other)| match other {
                    Component::FunctionApp(app) if app.identity.as_ref() == Some(shared) => {
                        Some(app.wanted(&site.scene.site(name)))
                    }
                    _ => None,
                })
                .flatten()
                .collect();
            grants.retain(|grant| !earlier.iter().any(|other| other.is_same(grant)));
        }
        grants
    }

    fn principal(&self, site: &Site<'_>) -> Option<Principal> {
        let (call, system_assigned) = match self.identity_call(site) {
            Some(identity) => (identity, false),
            None => (site.scene.call(site.name), true),
        };
        let paths = [&Self::identity_paths(site)[..], &[self.sku_path()]].concat();
        Some(Principal { id: Value::output(call, "principalId").derived_from(paths), system_assigned })
    }
}
