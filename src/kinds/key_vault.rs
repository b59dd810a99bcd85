//! Key vaults and the secrets in them.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::json;

use super::fields::{Cidr, Isolation, Tags, Within};
use super::site::{Scene, Site};
use super::{COMMON_FIELDS, Expectation, Kind, Reference};
use crate::blueprint::call::{Call, CallKey, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::names;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Node, Origin, Value};
use crate::path::ModelPath;

/// The word in a model's `kind:`.
const KEY: &str = "keyVault";

/// The module that writes a secret whose value is given when the tree is deployed.
const SECRET: &str = "keyVaultSecret";

/// A key vault with its secrets.
///
/// Soft delete, Azure roles and a record of every access are not options but what a key vault is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyVault {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Who reaches the vault; the default is the environment's `isolation`.
    #[serde(default)]
    pub ingress: Option<Isolation>,
    /// Pricing tier; `premium` keeps keys in hardware security modules.
    #[serde(default)]
    pub sku: Sku,
    /// What decides on access: Azure roles, or access policies of the vault.
    #[serde(default)]
    pub authorization: Authorization,
    /// Access policies by any name. Only with `authorization: accessPolicies`.
    #[serde(default)]
    pub access_policies: IndexMap<String, AccessPolicy>,
    /// Days that a deleted vault or secret can be restored. Cannot be changed once the vault exists.
    #[serde(default = "ninety_days")]
    pub soft_delete_retention_days: Within<7, 90>,
    /// Whether a deleted vault or secret cannot be purged before its retention days are over. Cannot be turned off
    /// once the vault exists.
    #[serde(default = "yes")]
    pub purge_protection: bool,
    /// Address blocks let in where access is restricted.
    #[serde(default)]
    pub ip_rules: Vec<Cidr>,
    /// Whether trusted Microsoft services pass the firewall.
    #[serde(default = "yes")]
    pub allow_trusted_services: bool,
    /// Secrets by name. A model has no values: they are given when a tree is deployed, or come from a component.
    #[serde(default)]
    pub secrets: IndexMap<String, Secret>,
}

fn ninety_days() -> Within<7, 90> {
    const { Within::new(90) }
}

fn yes() -> bool {
    true
}

/// Pricing tier of a key vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Sku {
    /// Keys kept by software.
    #[default]
    Standard,
    /// Keys kept in hardware security modules as well.
    Premium,
}

/// What decides on access to a key vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Authorization {
    /// Azure roles.
    #[default]
    Rbac,
    /// Access policies of the vault.
    AccessPolicies,
}

/// What one principal may do with a key vault. Either `component` or `objectId` says who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessPolicy {
    /// The component whose identity it is.
    #[serde(default)]
    pub component: Option<String>,
    /// Object id in Entra ID of someone who is not part of the workload.
    #[serde(default)]
    pub object_id: Option<uuid::Uuid>,
    /// Permissions on secrets.
    #[serde(default)]
    pub secrets: Vec<SecretPermission>,
    /// Permissions on keys.
    #[serde(default)]
    pub keys: Vec<KeyPermission>,
    /// Permissions on certificates.
    #[serde(default)]
    pub certificates: Vec<CertificatePermission>,
}

/// Declares an enum of Key Vault permissions.
macro_rules! permissions {
    ($(#[$doc:meta])* $name:ident { $($word:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        #[allow(missing_docs, reason = "Azure's own words")]
        pub enum $name {
            $($word),*
        }
    };
}

permissions! {
    /// A permission on secrets.
    SecretPermission { Get, List, Set, Delete, Recover, Backup, Restore, Purge }
}

permissions! {
    /// A permission on keys.
    KeyPermission {
        Get, List, Create, Import, Update, Delete, Recover, Backup, Restore, Purge, Encrypt, Decrypt, WrapKey,
        UnwrapKey, Sign, Verify, Release, Rotate, GetRotationPolicy, SetRotationPolicy,
    }
}

permissions! {
    /// A permission on certificates.
    CertificatePermission {
        Get, List, Create, Import, Update, Delete, Recover, Backup, Restore, Purge, ManageContacts, ManageIssuers,
        GetIssuers, ListIssuers, SetIssuers, DeleteIssuers,
    }
}

/// A secret of a key vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Secret {
    /// Where the value comes from: `parameter`, given when a tree is deployed, or the secret output of a component,
    /// such as `data.connectionString`.
    #[serde(default = "parameter")]
    pub from: String,
    /// What the value is, for the people and programs that read it.
    #[serde(default)]
    pub content_type: Option<String>,
    /// When the secret expires, in UTC, such as `2027-06-30T00:00:00Z`.
    #[serde(default)]
    pub expires_on: Option<UtcTime>,
}

/// What a secret comes from when its value is given at deployment.
const PARAMETER: &str = "parameter";

fn parameter() -> String {
    PARAMETER.to_owned()
}

/// A point in time in UTC: `2027-06-30T00:00:00Z`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UtcTime(String);

impl<'de> Deserialize<'de> for UtcTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_utc_time(&text) {
            return Ok(Self(text));
        }
        Err(de::Error::custom(format!("`{text}` is not a time in UTC like 2027-06-30T00:00:00Z")))
    }
}

/// Whether a text is a date and a time of day that exist, in the form `YYYY-MM-DDThh:mm:ssZ`.
fn is_utc_time(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00Z";
    let fits = text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, expected)| match expected {
            b'0' => byte.is_ascii_digit(),
            _ => byte == expected,
        });
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let fields = [number(0..4), number(5..7), number(8..10), number(11..13), number(14..16), number(17..19)];
    let [Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)] = fields else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    fits && (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60
}

impl JsonSchema for UtcTime {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UtcTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A point in time in UTC.",
            "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$",
            "examples": ["2027-06-30T00:00:00Z"],
        })
    }
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    let own = ["accessPolicies", "secrets"];
    let except: Vec<&str> = COMMON_FIELDS.iter().copied().chain(own).collect();
    vec![
        Interface::resource(KEY, "key vault")
            .fields(fields, &except)
            .input("accessPolicies", access_policies())
            .network_access()
            .diagnostics()
            .published("uri", "URI of the key vault, with a slash at its end."),
        Interface::new(SECRET, "secret of a key vault")
            .input("keyVaultName", Field::required(Type::String, "Name of the key vault."))
            .input("keyVaultId", Field::required(Type::String, "Resource id of the key vault."))
            .input("secretName", Field::required(Type::String, "Name of the secret."))
            .secret("value", "Value of the secret.")
            .input("contentType", Field::optional(Type::String, "What the value is, for those who read it."))
            .input("expiresOn", Field::optional(Type::String, "When the secret expires, in UTC.")),
    ]
}

/// The vault's policies as its module takes them: identities of components have become object ids.
fn access_policies() -> Field {
    let permissions = |what: &str| {
        Field::defaulted(Type::strings(), json!([]), format!("Permissions on {what}, such as `get`."))
    };
    let policy = Type::object([
        ("objectId", Field::required(Type::String, "Object id of the principal in Entra ID.")),
        ("secrets", permissions("secrets")),
        ("keys", permissions("keys")),
        ("certificates", permissions("certificates")),
    ]);
    Field::defaulted(policy.map(), json!({}), "Access policies by any name.")
}

impl KeyVault {
    fn policies(&self, site: &Site<'_>) -> Value {
        let policies = self.access_policies.iter().map(|(name, policy)| {
            let path = site.field("accessPolicies").key(name);
            let permissions = ["secrets", "keys", "certificates"]
                .into_iter()
                .filter_map(|object| Some((object, site.model_value(&path.key(object), &Type::strings())?)));
            let fields = [("objectId", policy.principal(site.scene, &path))].into_iter().chain(permissions);
            (name.as_str(), Value::object(fields).derived_from([path.clone()]))
        });
        Value::map(policies).derived_from([site.field("accessPolicies")])
    }
}

/// The call that writes a secret; none where the value is to come from what has no such secret, which is an
/// error of the model.
fn secret_call(site: &Site<'_>, plan: &mut Plan, name: &str, secret: &Secret) -> Option<Call> {
    let vault = site.scene.call(site.name);
    let path = site.field("secrets").key(name);
    let call = |module| {
        Call::new(module, Origin::Derived(vec![path.clone()]))
            .input("keyVaultName", Value::output(vault.clone(), "name"))
            .input("keyVaultId", Value::output(vault.clone(), "id"))
            .input("secretName", Value::text(name))
    };
    let mut call = match secret.from.as_str() {
        PARAMETER => {
            let parameter = names::secret(site.name, name);
            plan.secrets.insert(parameter.clone(), format!("Value of the secret {name} in {}.", site.name));
            call(SECRET).input("value", Value::fixed(Node::Secret(parameter)))
        }
        from => {
            let (source, module) = secret_module(site.scene, from)?;
            let output = |output| Value::output(source.clone(), output).derived_from([path.key("from")]);
            call(module).input("sourceName", output("name")).input("sourceId", output("id"))
        }
    };
    for field in ["contentType", "expiresOn"] {
        if let Some(value) = site.model_value(&path.key(field), &Type::String) {
            call = call.input(field, value);
        }
    }
    site.write_after_access(&mut call);
    Some(call)
}

impl AccessPolicy {
    fn principal(&self, scene: &Scene<'_>, path: &ModelPath) -> Value {
        let identity = self.component.as_deref().and_then(|name| {
            let principal = scene.component(name)?.kind().principal(&scene.site(name))?;
            Some(principal.id.derived_from([path.key("component")]))
        });
        let outsider =
            || self.object_id.map(|id| Value::text(id.to_string()).written_at(path.key("objectId")));
        identity.or_else(outsider).unwrap_or_else(|| Value::fixed(Node::Null))
    }
}

/// The component that `from` names, and the module that writes its secret output to a vault.
fn secret_module(scene: &Scene<'_>, from: &str) -> Option<(CallKey, &'static str)> {
    let (component, _) = from.split_once('.')?;
    let module = format!("{}Secret", scene.component(component)?.kind().key());
    let module = scene.catalogue.modules().find(|name| *name == module)?;
    Some((scene.call(component), module))
}

impl Kind for KeyVault {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        let mut call = site.call(KEY);
        if site.is_written("accessPolicies") {
            call = call.input("accessPolicies", self.policies(site));
        }
        plan.calls.insert(site.scene.call(site.name), call);
        for (name, secret) in &self.secrets {
            if let Some(call) = secret_call(site, plan, name, secret) {
                plan.calls.insert(CallKey::part(site.name, &["secrets", name]), call);
            }
        }
    }

    fn references(&self) -> Vec<Reference> {
        let policies = self.access_policies.iter().filter_map(|(name, policy)| {
            let path = ModelPath::keys(["accessPolicies", name, "component"]);
            let target = policy.component.clone()?;
            Some(Reference { path, target, expects: Expectation::Output("principalId".to_owned()) })
        });
        let secrets = self.secrets.iter().filter_map(|(name, secret)| {
            let path = ModelPath::keys(["secrets", name, "from"]);
            let (target, output) = secret.from.split_once('.')?;
            Some(Reference {
                path,
                target: target.to_owned(),
                expects: Expectation::Output(output.to_owned()),
            })
        });
        policies.chain(secrets).collect()
    }

    fn private_endpoint_groups(&self, site: &Site<'_>) -> Vec<&'static str> {
        match site.access() {
            Isolation::Public => Vec::new(),
            Isolation::Restricted | Isolation::Private => vec!["vault"],
        }
    }

    fn recovery(&self, scene: &Scene<'_>) -> &'static str {
        if scene.second_region.is_some() { "secondInstance" } else { "vaultReplication" }
    }

    fn deployer_role(&self) -> Option<&'static str> {
        let roles = self.authorization == Authorization::Rbac;
        (roles && !self.secrets.is_empty()).then_some("secretsOfficer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_that_exist_in_utc_are_times() {
        for good in ["2027-06-30T00:00:00Z", "2028-02-29T23:59:59Z", "2000-02-29T12:00:00Z"] {
            assert!(is_utc_time(good), "{good}");
        }
        for bad in [
            "2027-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2027-13-01T00:00:00Z",
            "2027-06-31T00:00:00Z",
            "2027-06-30T24:00:00Z",
            "2027-06-30T00:00:00+02:00",
            "2027-06-30",
            "2027-06-30t00:00:00z",
            "２027-06-30T00:00Z",
            "",
        ] {
            assert!(!is_utc_time(bad), "{bad}");
        }
    }
}
