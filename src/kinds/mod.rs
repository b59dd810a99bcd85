//! Kinds: the building blocks a model is made of.
//!
//! One file per kind holds its YAML struct (whose doc comments are the schema's and the generated parameters'
//! descriptions), its defaults, its module interfaces and its lowering to module calls. A kind knows nothing of
//! targets, and of other components only what [`site::Scene`] shows. What can fail is a rule or the schema:
//! lowering cannot.

pub mod fields;
pub mod front_door;
pub mod resource_id;
pub mod site;
pub mod standby;
pub mod text;

mod app_configuration;
mod app_service_plan;
mod application_insights;
mod catalogue;
mod connection_string;
mod duration;
mod function_app;
mod key_vault;
mod log_analytics;
mod managed_identity;
mod network;
mod peering;
pub(crate) mod private_dns;
mod role_assignments;
mod service_bus;
mod storage_account;
mod virtual_network;

use indexmap::IndexMap;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

pub use app_configuration::AppConfiguration;
pub use app_service_plan::AppServicePlan;
pub use application_insights::ApplicationInsights;
pub use catalogue::Catalogue;
pub use duration::Duration;
pub use function_app::FunctionApp;
pub use key_vault::KeyVault;
pub use log_analytics::LogAnalytics;
pub use managed_identity::ManagedIdentity;
pub use network::imply;
pub use peering::Peering;
pub use private_dns::PrivateDns;
pub use service_bus::ServiceBus;
pub use storage_account::StorageAccount;
pub use virtual_network::{Subnet, VirtualNetwork};

use crate::blueprint::call::{CallKey, Placement, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;
use crate::blueprint::value::Value;
use crate::path::ModelPath;
use site::{Scene, Site};
use standby::Standby;

/// One named building block of a workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[allow(clippy::large_enum_variant, reason = "a model has tens of components, not thousands")]
pub enum Component {
    /// An App Configuration store with keys, feature flags and references to secrets.
    AppConfiguration(AppConfiguration),
    /// An App Service plan for Linux.
    AppServicePlan(AppServicePlan),
    /// An Application Insights component that keeps its telemetry in a Log Analytics workspace.
    ApplicationInsights(ApplicationInsights),
    /// A function app on Linux.
    FunctionApp(Box<FunctionApp>),
    /// A key vault with its secrets.
    KeyVault(KeyVault),
    /// A Log Analytics workspace; the first one of an environment takes the logs and metrics of all components.
    LogAnalytics(LogAnalytics),
    /// A user-assigned managed identity that several components can share.
    ManagedIdentity(ManagedIdentity),
    /// A Service Bus namespace with queues, topics, subscriptions and their rules.
    ServiceBus(ServiceBus),
    /// A storage account with blob containers, tables, queues and file shares.
    StorageAccount(StorageAccount),
    /// A virtual network with its subnets, their security groups and the ways out of it.
    VirtualNetwork(VirtualNetwork),
}

impl Component {
    /// The kind behind the component.
    #[must_use]
    pub fn kind(&self) -> &dyn Kind {
        match self {
            Self::AppConfiguration(kind) => kind,
            Self::AppServicePlan(kind) => kind,
            Self::ApplicationInsights(kind) => kind,
            Self::FunctionApp(kind) => kind.as_ref(),
            Self::KeyVault(kind) => kind,
            Self::LogAnalytics(kind) => kind,
            Self::ManagedIdentity(kind) => kind,
            Self::ServiceBus(kind) => kind,
            Self::StorageAccount(kind) => kind,
            Self::VirtualNetwork(kind) => kind,
        }
    }
}

impl Component {
    /// Whether other components use it without naming it: for their logs, or for their subnets.
    #[must_use]
    pub fn is_common(&self) -> bool {
        matches!(self, Self::LogAnalytics(_) | Self::VirtualNetwork(_))
    }
}

/// All kinds, in the order of the schema.
pub const KINDS: &[KindEntry] = &[
    KindEntry {
        key: "appConfiguration",
        fields: definition::<AppConfiguration>,
        interfaces: app_configuration::interfaces,
    },
    KindEntry {
        key: "appServicePlan",
        fields: definition::<AppServicePlan>,
        interfaces: app_service_plan::interfaces,
    },
    KindEntry {
        key: "applicationInsights",
        fields: definition::<ApplicationInsights>,
        interfaces: application_insights::interfaces,
    },
    KindEntry { key: "functionApp", fields: definition::<FunctionApp>, interfaces: function_app::interfaces },
    KindEntry { key: "keyVault", fields: definition::<KeyVault>, interfaces: key_vault::interfaces },
    KindEntry {
        key: "logAnalytics",
        fields: definition::<LogAnalytics>,
        interfaces: log_analytics::interfaces,
    },
    KindEntry {
        key: "managedIdentity",
        fields: definition::<ManagedIdentity>,
        interfaces: managed_identity::interfaces,
    },
    KindEntry { key: "serviceBus", fields: definition::<ServiceBus>, interfaces: service_bus::interfaces },
    KindEntry {
        key: "storageAccount",
        fields: definition::<StorageAccount>,
        interfaces: storage_account::interfaces,
    },
    KindEntry {
        key: "virtualNetwork",
        fields: definition::<VirtualNetwork>,
        interfaces: virtual_network::interfaces,
    },
];

/// A kind's entry in the list of kinds.
#[derive(Debug)]
pub struct KindEntry {
    /// The word in a model's `kind:`.
    pub key: &'static str,
    /// Adds the kind's struct to a schema and gives its name there.
    pub fields: fn(&mut SchemaGenerator) -> String,
    /// The interfaces of the kind's module and of the edges that start at it.
    pub interfaces: fn(IndexMap<String, Field>) -> Vec<Interface>,
}

fn definition<T: JsonSchema>(generator: &mut SchemaGenerator) -> String {
    generator.subschema_for::<T>();
    T::schema_name().into_owned()
}

/// Fields that every kind has and that are not inputs of its module as they stand.
pub const COMMON_FIELDS: &[&str] =
    &["kind", "name", "tags", "ingress", "access", "disposable", "globalRouting"];

/// What every kind can do.
pub trait Kind {
    /// The word in a model's `kind:`.
    fn key(&self) -> &'static str;

    /// Adds the component's calls to the plan of its environment.
    fn lower(&self, site: &Site<'_>, plan: &mut Plan);

    /// The other components that this one names.
    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }

    /// What tells the component's call from others of its name: a variant that is a module of its own.
    fn call_part(&self, _scene: &Scene<'_>) -> &'static [&'static str] {
        &[]
    }

    /// The paths that decide [`Self::call_part`].
    fn call_paths(&self, _site: &Site<'_>) -> Vec<ModelPath> {
        Vec::new()
    }

    /// Outputs that are secret: a key vault can be told to hold one, and nothing else may ask for it.
    fn secret_outputs(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether other components send their logs here.
    fn collects_logs(&self) -> bool {
        false
    }

    /// An output of a component that has no call, because it is there already; `key` is the entry of an output that is
    /// a map.
    fn known_output(&self, _site: &Site<'_>, _output: &str, _key: Option<&str>) -> Option<Value> {
        None
    }

    /// The subnet that private endpoints are put into.
    fn endpoint_subnet(&self) -> Option<&str> {
        None
    }

    /// The subnet for outbound traffic of apps on this plan, if the network has one delegated to `service`.
    fn app_subnet(&self, _service: &str, _plan: &str) -> Option<&str> {
        None
    }

    /// The service that a subnet for apps on this plan is delegated to, if they can join a network.
    fn subnet_delegation(&self) -> Option<&'static str> {
        None
    }

    /// The sub-resources that need private endpoints where access is this closed.
    fn private_endpoint_groups(&self, _site: &Site<'_>) -> Vec<&'static str> {
        Vec::new()
    }

    /// The role by alias that a deployment from Terraform needs to write data into the component.
    fn deployer_role(&self) -> Option<&'static str> {
        None
    }

    /// Roles that the component's identity has on other components.
    fn grants(&self, _site: &Site<'_>) -> Vec<Grant> {
        Vec::new()
    }

    /// How the component serves a second region.
    fn standby(&self, _scene: &Scene<'_>) -> Standby {
        Standby::Regional
    }

    /// The paths, besides the strategy's, that decide [`Self::standby`].
    fn standby_paths(&self, _site: &Site<'_>) -> Vec<ModelPath> {
        Vec::new()
    }

    /// How the component survives the loss of its region: a mechanism of [`crate::facts::recovery`].
    fn recovery(&self, scene: &Scene<'_>) -> &'static str {
        match (scene.second_region, self.standby(scene)) {
            (None, _) | (_, Standby::Absent) => "redeployment",
            _ => "secondInstance",
        }
    }

    /// The path whose answer says whether an app is up; `None` for what users do not reach through global routing.
    fn probe(&self, _site: &Site<'_>) -> Option<Value> {
        None
    }

    /// Whether its own rules let in every address behind a service tag.
    fn admits(&self, _service_tag: &str) -> bool {
        false
    }

    /// The output that stands for another one in the second region.
    fn second_output(&self, _output: &str) -> Option<&'static str> {
        None
    }

    /// The identity that the component acts as.
    fn principal(&self, _site: &Site<'_>) -> Option<Principal> {
        None
    }
}

/// A place where a component names another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Where, below the component.
    pub path: ModelPath,
    /// The component named.
    pub target: String,
    /// What the target must be or have.
    pub expects: Expectation,
}

/// What a reference expects of its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// To be of one of these kinds.
    Kind(&'static [&'static str]),
    /// To have this output.
    Output(String),
    /// To be a key vault that declares this secret.
    Secret(String),
    /// To be a scope for roles by these aliases.
    Roles(Vec<String>),
}

/// A role of a component's identity on another component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The component the role is on.
    pub target: String,
    /// The role's alias for the target's kind.
    pub role: String,
    /// The path that asks for it.
    pub path: ModelPath,
    /// The role is on the instance in the app's own region, also where the target serves both regions with one.
    pub regional: bool,
}

impl Grant {
    /// Whether both are the same role on the same instance.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.target, &self.role, self.regional) == (&other.target, &other.role, other.regional)
    }

    /// The call that assigns the role: `part` of its target, in the second region if that is meant.
    #[must_use]
    pub fn call(&self, part: &str) -> CallKey {
        let call = CallKey::part(&self.target, &[part]);
        if self.regional { call.placed(Placement::Secondary) } else { call }
    }
}

/// An identity that roles can be assigned to.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Its object id.
    pub id: Value,
    /// It comes into being with the component itself, so that the component cannot wait for its grants.
    pub system_assigned: bool,
}
