//! The model: the document an architect writes, as types.
//!
//! [`Head`] is what a document says once; [`Environment`] is what each environment has. The schemas of documents and
//! environments are generated from these types.

mod recovery;
mod regions;

use indexmap::IndexMap;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kinds::fields::{Cidr, Isolation, Roles, Tags};
use crate::kinds::{Component, PrivateDns};
use crate::path::ModelPath;

pub use recovery::{DisasterRecovery, Routing, Span, Strategy};
pub use regions::{OnUnsupported, RegionCapabilities, ZoneCount, Zones};

/// The part of a document that no environment changes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Head {
    /// Version of the model's format.
    pub biform: FormatVersion,
    /// The workload.
    pub project: Project,
}

/// Version of the model's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatVersion;

impl Serialize for FormatVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(1)
    }
}

impl<'de> Deserialize<'de> for FormatVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            other => Err(serde::de::Error::custom(format!("this biform reads format 1, not {other}"))),
        }
    }
}

impl JsonSchema for FormatVersion {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FormatVersion".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": [1] })
    }
}

/// The workload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Project {
    /// Short name, part of most resource names: 2 to 20 lower-case letters, digits and hyphens.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9-]{0,18}[a-z0-9]$"))]
    pub name: String,
    /// What the workload is.
    #[serde(default)]
    pub description: Option<String>,
    /// Any text; globally unique names are derived from it. Never change it once something is deployed.
    pub seed: String,
}

/// Where the workload runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Regions {
    /// Azure region, such as `eastus`.
    pub primary: String,
    /// Azure region that takes over when the primary one is lost, such as `westus2`. It is used where the environment's
    /// disaster recovery has a strategy with a second region.
    #[serde(default)]
    pub secondary: Option<String>,
    /// What becomes of a component that asks for what a region does not have.
    #[serde(default)]
    pub on_unsupported: OnUnsupported,
    /// What regions have, by their names, where Azure has moved on from what biform knows.
    #[serde(default)]
    pub capabilities: IndexMap<String, RegionCapabilities>,
}

/// Where networks and subnets with a `size` get their addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Addresses {
    /// Block that networks with a `size` are allocated from.
    #[serde(default)]
    pub pool: Option<Cidr>,
    /// Regions that have a pool of their own.
    #[serde(default)]
    pub regions: IndexMap<String, Cidr>,
    /// Blocks that are used elsewhere, such as on premises: no network of the workload may overlap them.
    #[serde(default)]
    pub on_premises: Vec<Cidr>,
}

impl Addresses {
    /// The block that networks in a region are allocated from.
    #[must_use]
    pub fn pool_of(&self, region: &str) -> Option<Cidr> {
        self.regions.get(region).copied().or(self.pool)
    }
}

/// The resource group of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceGroup {
    /// Name pattern; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Name pattern of the group in the second region; the default is the group's name and the region's short code.
    #[serde(default)]
    pub secondary_name: Option<String>,
    /// Whether the group is there already. It must be so, or not, in every environment.
    #[serde(default)]
    pub existing: bool,
    /// Keeps the group and everything in it from being deleted, or from being changed at all.
    #[serde(default)]
    pub lock: Option<Lock>,
    /// Roles of people and pipelines on the whole group, by any name.
    #[serde(default)]
    pub access: IndexMap<String, PrincipalAccess>,
}

/// A lock on a resource group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Lock {
    /// Nothing in the group can be deleted.
    CanNotDelete,
    /// Nothing in the group can be changed or deleted.
    ReadOnly,
}

impl Lock {
    /// The word Azure uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CanNotDelete => "CanNotDelete",
            Self::ReadOnly => "ReadOnly",
        }
    }
}

/// Roles of someone who is not part of the workload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrincipalAccess {
    /// Object id in Entra ID.
    pub object_id: uuid::Uuid,
    /// What the principal is.
    #[serde(rename = "type")]
    pub principal_type: PrincipalType,
    /// Roles by alias, such as `reader`.
    pub roles: Roles,
}

/// What a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PrincipalType {
    /// An Entra ID group.
    Group,
    /// A person.
    User,
    /// A service principal or managed identity.
    ServicePrincipal,
}

impl PrincipalType {
    /// The word Azure uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "Group",
            Self::User => "User",
            Self::ServicePrincipal => "ServicePrincipal",
        }
    }
}

/// Where Terraform keeps an environment's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StateBackend {
    /// Resource group of the storage account.
    pub resource_group: String,
    /// Storage account.
    pub storage_account: String,
    /// Blob container.
    pub container: String,
    /// Blob name; the default is `<project>-<environment>.tfstate`.
    #[serde(default)]
    pub key: Option<String>,
}

/// Who deploys an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deployer {
    /// Object id in Entra ID of the identity that runs the deployment.
    pub object_id: uuid::Uuid,
    /// What the identity is.
    #[serde(rename = "type", default = "service_principal")]
    pub principal_type: PrincipalType,
}

fn service_principal() -> PrincipalType {
    PrincipalType::ServicePrincipal
}

/// An environment, resolved: the document's defaults, the environments it extends and its own patch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Environment {
    /// Tags of every resource, besides `environment`, `project` and `managedBy`, which are always set.
    #[serde(default)]
    pub tags: Tags,
    /// Where the workload runs.
    pub regions: Regions,
    /// Where networks and subnets with a `size` get their addresses.
    #[serde(default)]
    pub addresses: Addresses,
    /// Central private DNS zones, which are there already; left out, the workload has zones of its own.
    #[serde(default)]
    pub private_dns: Option<PrivateDns>,
    /// Whether components are spread over availability zones; left out, each component says so itself.
    #[serde(default)]
    pub zones: Option<Zones>,
    /// How closed an environment is.
    #[serde(default)]
    pub isolation: Isolation,
    /// Name patterns by kind, with `{project}`, `{env}`, `{name}`, `{suffix}` and `{region}` (the region's short
    /// code). Characters that names of the kind cannot have are left out.
    #[serde(default)]
    pub naming: IndexMap<String, String>,
    /// The resource group of an environment.
    #[serde(default)]
    pub resource_group: ResourceGroup,
    /// How soon a workload must be back and how much data it may lose, held against what the components can give.
    #[serde(default)]
    pub disaster_recovery: Option<DisasterRecovery>,
    /// The building blocks of the workload by name: lower-case letters, digits and hyphens, or camelCase.
    pub components: IndexMap<String, Component>,
    /// Azure subscription id.
    #[serde(default)]
    pub subscription: Option<uuid::Uuid>,
    /// Where Terraform keeps its state; left out, it is given when Terraform is initialised.
    #[serde(default)]
    pub state_backend: Option<StateBackend>,
    /// Who deploys. Needed where a deployment writes vault secrets or configuration keys from Terraform.
    #[serde(default)]
    pub deployer: Option<Deployer>,
}

impl Environment {
    /// The region that may take over, and the path that names it: that of the recovery comes before the common one.
    #[must_use]
    pub fn named_second_region(&self) -> Option<(&str, ModelPath)> {
        let recovery = self.disaster_recovery.as_ref()?;
        let own = recovery.secondary.as_deref().map(|region| (region, "disasterRecovery"));
        let (region, at) = own.or(self.regions.secondary.as_deref().map(|region| (region, "regions")))?;
        Some((region, ModelPath::keys([at, "secondary"])))
    }
}

/// Fields that only an environment has, not the document's defaults.
const ENVIRONMENT_ONLY: &[&str] = &["subscription", "stateBackend", "deployer", "extends"];

/// The JSON schema of a whole environment; what a model has under `environments` is a patch of it.
#[must_use]
pub fn environment_schema() -> Value {
    let mut schema = schema_of::<Environment>();
    schema["properties"]["extends"] =
        json!({ "type": "string", "description": "The environment whose patch comes before this one's." });
    schema
}

/// The JSON schema of a document, without what stands inside its environments.
#[must_use]
pub fn document_schema() -> Value {
    let (mut schema, environment) = (schema_of::<Head>(), environment_schema());
    for (name, property) in environment["properties"].as_object().into_iter().flatten() {
        if !ENVIRONMENT_ONLY.contains(&name.as_str()) {
            schema["properties"][name] = property.clone();
        }
    }
    schema["properties"]["environments"] = json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": { "$ref": "#/$defs/EnvironmentPatch" },
        "description": "The environments by name. Each is a patch of what stands above: what it names replaces it, `null` removes it.",
    });
    schema["required"] = json!(["biform", "project", "regions", "components", "environments"]);
    schema["title"] = json!("biform model");
    schema["description"] = json!(
        "A workload and its environments. What stands beside `biform`, `project` and `environments` is what every environment starts from."
    );
    let mut definitions = environment["$defs"].clone();
    for (name, definition) in schema["$defs"].as_object().cloned().into_iter().flatten() {
        definitions[&name] = definition;
    }
    definitions["EnvironmentPatch"] = json!({ "type": ["object", "null"] });
    schema["$defs"] = definitions;
    schema
}

fn schema_of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}
