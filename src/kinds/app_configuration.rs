//! App Configuration stores and the values in them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::fields::{Isolation, Tags, Within};
use super::site::{Scene, Site};
use super::standby::{self, Standby};
use super::{COMMON_FIELDS, Expectation, Kind, Reference};
use crate::blueprint::call::{Call, CallKey, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Origin, Part, Value};
use crate::path::ModelPath;

/// The word in a model's `kind:`.
const KEY: &str = "appConfiguration";

/// The module that writes keys, feature flags and references to a store.
const VALUES: &str = "appConfigurationValues";

/// Fields whose entries are written to the store after it has been deployed.
const VALUE_FIELDS: [&str; 3] = ["keys", "featureFlags", "secretReferences"];

/// An App Configuration store with keys, feature flags and references to secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppConfiguration {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Who reaches the store; the default is the environment's `isolation`. The service has no address rules, so
    /// `restricted` is as open as `public`.
    #[serde(default)]
    pub ingress: Option<Isolation>,
    /// Pricing tier.
    #[serde(default)]
    pub sku: Sku,
    /// Days that a deleted store can be restored, with `standard` or `premium`. Cannot be changed once the store
    /// exists.
    #[serde(default = "seven_days")]
    pub soft_delete_retention_days: Within<1, 7>,
    /// Whether a deleted store cannot be purged before its retention days are over, with `standard` or `premium`.
    /// Cannot be turned off once the store exists.
    #[serde(default = "yes")]
    pub purge_protection: bool,
    /// Whether clients may use access keys instead of Entra ID.
    #[serde(default)]
    pub local_auth: bool,
    /// Configuration values by key.
    #[serde(default)]
    pub keys: IndexMap<String, KeyValue>,
    /// Feature flags by name.
    #[serde(default)]
    pub feature_flags: IndexMap<String, FeatureFlag>,
    /// Keys whose value is a secret of a key vault.
    #[serde(default)]
    pub secret_references: IndexMap<String, SecretReference>,
}

fn seven_days() -> Within<1, 7> {
    const { Within::new(7) }
}

fn yes() -> bool {
    true
}

/// Pricing tier of a configuration store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Sku {
    /// For trying out: no service level, no soft delete, no private endpoints.
    Free,
    /// For development: no service level.
    Developer,
    /// For production.
    #[default]
    Standard,
    /// For production with higher quotas.
    Premium,
}

/// A configuration value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyValue {
    /// The value.
    ///
    /// `{component.output}` stands for an output of a component, `{env}` for the environment.
    pub value: String,
    /// What tells values of one key apart.
    ///
    /// Placeholders are those of values; `{env}` is the usual one.
    #[serde(default)]
    pub label: Option<String>,
    /// Media type of the value.
    #[serde(default)]
    pub content_type: Option<String>,
}

/// A feature flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeatureFlag {
    /// Whether the feature is on.
    pub enabled: bool,
    /// What the feature is.
    #[serde(default)]
    pub description: Option<String>,
    /// What tells flags of one name apart.
    ///
    /// Placeholders are those of values; `{env}` is the usual one.
    #[serde(default)]
    pub label: Option<String>,
}

/// A reference to a secret of a key vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretReference {
    /// The secret: the key vault's component and the name, as in `vault/GitHubPAT`.
    pub secret: String,
    /// What tells values of one key apart.
    ///
    /// Placeholders are those of values; `{env}` is the usual one.
    #[serde(default)]
    pub label: Option<String>,
}

impl SecretReference {
    /// The vault's component and the secret's name.
    fn parts(&self) -> (&str, &str) {
        self.secret.split_once('/').unwrap_or((&self.secret, ""))
    }
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    let except: Vec<&str> = COMMON_FIELDS.iter().copied().chain(VALUE_FIELDS).collect();
    let access = Field::required(
        Type::one_of(&["public", "private"]),
        "Who reaches the public endpoint: everyone, or no one.",
    );
    vec![
        Interface::resource(KEY, "configuration store")
            .fields(fields, &except)
            .input("networkAccess", access)
            .input("replica", standby::replica("the store that clients in the second region read"))
            .private_endpoints()
            .diagnostics()
            .published("endpoint", "Endpoint of the configuration store.")
            .output("secondaryEndpoint", "Endpoint of the replica in the second region."),
        values(),
    ]
}

fn values() -> Interface {
    let label = || Field::optional(Type::String, "What tells entries of one name apart.");
    let key = Type::object([
        ("value", Field::required(Type::String, "The value.")),
        ("label", label()),
        ("contentType", Field::optional(Type::String, "Media type of the value.")),
    ]);
    let flag = Type::object([
        ("enabled", Field::required(Type::Bool, "Whether the feature is on.")),
        ("description", Field::optional(Type::String, "What the feature is.")),
        ("label", label()),
    ]);
    let uri = "URI of the secret; without a version, so that readers get the latest.";
    let reference = Type::object([("secretUri", Field::required(Type::String, uri)), ("label", label())]);
    let map = |ty: Type, description: &str| Field::defaulted(ty.map(), json!({}), description);
    Interface::new(VALUES, "values of a configuration store")
        .input("configurationStoreName", Field::required(Type::String, "Name of the configuration store."))
        .input(
            "configurationStoreId",
            Field::required(Type::String, "Resource id of the configuration store."),
        )
        .input("keys", map(key, "Configuration values by key."))
        .input("featureFlags", map(flag, "Feature flags by name."))
        .input("vaultReferences", map(reference, "Keys whose value stands in a key vault."))
}

impl AppConfiguration {
    fn has_values(&self) -> bool {
        !(self.keys.is_empty() && self.feature_flags.is_empty() && self.secret_references.is_empty())
    }

    fn values(&self, site: &Site<'_>) -> Call {
        let store = site.scene.call(site.name);
        let [keys, flags, references] = VALUE_FIELDS.map(|field| site.field(field));
        let keys = self.keys.keys().map(|key| keys.key(key));
        let flags = self.feature_flags.keys().map(|flag| flags.key(flag));
        let references = self.secret_references.keys().map(|key| references.key(key));
        let origin = [site.path()].into_iter().chain(keys).chain(flags).chain(references).collect();
        let mut call = Call::new(VALUES, Origin::Derived(origin))
            .input("configurationStoreName", Value::output(store.clone(), "name"))
            .input("configurationStoreId", Value::output(store, "id"))
            .input("keys", self.key_values(site))
            .input("featureFlags", self.flags(site))
            .input("vaultReferences", self.vault_references(site));
        site.write_after_access(&mut call);
        call
    }

    fn key_values(&self, site: &Site<'_>) -> Value {
        let path = site.field("keys");
        Value::map(self.keys.iter().map(|(key, entry)| {
            let path = path.key(key);
            let value = [("value", site.setting(&entry.value, path.key("value")))];
            let content_type = site.model_value(&path.key("contentType"), &Type::String);
            let rest = content_type.map(|value| ("contentType", value));
            let fields = value.into_iter().chain(label(site, entry.label.as_deref(), &path)).chain(rest);
            (key.as_str(), Value::object(fields).derived_from([path]))
        }))
    }

    fn flags(&self, site: &Site<'_>) -> Value {
        let path = site.field("featureFlags");
        Value::map(self.feature_flags.iter().map(|(name, flag)| {
            let path = path.key(name);
            let model = [("enabled", Type::Bool), ("description", Type::String)];
            let model = model
                .into_iter()
                .filter_map(|(field, ty)| Some((field, site.model_value(&path.key(field), &ty)?)));
            let fields: Vec<_> = model.chain(label(site, flag.label.as_deref(), &path)).collect();
            (name.as_str(), Value::object(fields).derived_from([path]))
        }))
    }

    fn vault_references(&self, site: &Site<'_>) -> Value {
        let path = site.field("secretReferences");
        Value::map(self.secret_references.iter().map(|(key, reference)| {
            let path = path.key(key);
            let (vault, secret) = reference.parts();
            let uri = Value::interpolation([
                Part::Value(Value::output(site.scene.call(vault), "uri")),
                Part::Literal(format!("secrets/{secret}")),
            ]);
            let uri = uri.derived_from([path.key("secret")]);
            let fields =
                [("secretUri", uri)].into_iter().chain(label(site, reference.label.as_deref(), &path));
            (key.as_str(), Value::object(fields).derived_from([path]))
        }))
    }
}

/// The label of an entry, if it has one.
fn label(site: &Site<'_>, label: Option<&str>, path: &ModelPath) -> Option<(&'static str, Value)> {
    let path = path.key("label");
    label.map(|text| ("label", site.setting(text, path)))
}

impl Kind for AppConfiguration {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        let access = if site.access() == Isolation::Private { "private" } else { "public" };
        let access = Value::text(access).derived_from(site.access_paths());
        let mut call = site.call(KEY).input("networkAccess", access);
        if let Some(replica) = site.scene.replica(site.name) {
            call = call.input("replica", replica.derived_from([standby::strategy_path()]));
        }
        plan.calls.insert(site.scene.call(site.name), call);
        if self.has_values() {
            plan.calls.insert(CallKey::part(site.name, &["values"]), self.values(site));
        }
    }

    fn references(&self) -> Vec<Reference> {
        let secrets = self.secret_references.iter().map(|(key, reference)| {
            let path = ModelPath::keys(["secretReferences", key, "secret"]);
            let (vault, secret) = reference.parts();
            Reference { path, target: vault.to_owned(), expects: Expectation::Secret(secret.to_owned()) }
        });
        secrets.collect()
    }

    fn private_endpoint_groups(&self, site: &Site<'_>) -> Vec<&'static str> {
        match site.access() {
            Isolation::Private => vec!["configurationStores"],
            Isolation::Public | Isolation::Restricted => Vec::new(),
        }
    }

    fn standby(&self, _scene: &Scene<'_>) -> Standby {
        Standby::Shared
    }

    fn recovery(&self, scene: &Scene<'_>) -> &'static str {
        if scene.second_region.is_some() { "configurationReplica" } else { "redeployment" }
    }

    fn second_output(&self, output: &str) -> Option<&'static str> {
        (output == "endpoint").then_some("secondaryEndpoint")
    }

    fn deployer_role(&self) -> Option<&'static str> {
        self.has_values().then_some("dataOwner")
    }
}
