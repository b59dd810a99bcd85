//! Function apps.
//!
//! Azure has two shapes of function app: the classic one of all plans, and that of Flex Consumption (SKU FC1). They
//! are two modules; the plan decides which one a component becomes.

mod lowering;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::COMMON_FIELDS;
use super::fields::{Cidr, Isolation, Roles, Tags, Within};
use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};

/// The word in a model's `kind:`, and the module of every plan but FC1.
const KEY: &str = "functionApp";

/// The module of apps on FC1.
const FLEX: &str = "functionAppFlex";

/// The module that schedules backups.
const BACKUP: &str = "functionAppBackup";

/// A function app on Linux.
///
/// HTTPS only, TLS 1.2, no FTP, no publishing passwords, no remote debugging, and an identity instead of keys for the
/// host's storage and the telemetry are not options but what a function app is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunctionApp {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Who reaches the app; the default is the environment's `isolation`.
    #[serde(default)]
    pub ingress: Option<Isolation>,
    /// Roles of the app's identity on other components, by component.
    #[serde(default)]
    pub access: IndexMap<String, Roles>,
    /// App Service plan the app runs on.
    pub plan: String,
    /// Storage account of the Functions host.
    pub storage: String,
    /// Application Insights component that gets the app's telemetry; the default is the first one of the model.
    #[serde(default)]
    pub insights: Option<String>,
    /// Managed identity the app acts as; the default is one of its own.
    #[serde(default)]
    pub identity: Option<String>,
    /// Whether the app has a system-assigned identity instead, which cannot have roles before the app exists.
    #[serde(default)]
    pub system_assigned_identity: bool,
    /// Language the functions are written in: exactly one language with its version.
    pub runtime: Runtime,
    /// App settings.
    ///
    /// In a value, `{component.output}` is an output of another component, `{vault.secrets.name}` a reference to a
    /// secret of a key vault, `{env}` the environment.
    #[serde(default)]
    pub settings: IndexMap<String, String>,
    /// Path that Azure calls to find out whether an instance is healthy.
    #[serde(default)]
    pub health_check_path: Option<String>,
    /// Whether users reach the app through the environment's global routing, where it has one.
    #[serde(default = "yes")]
    pub global_routing: bool,
    /// Rules for the addresses that reach the app and its deployment site, by name.
    #[serde(default)]
    pub ip_rules: IndexMap<String, IpRule>,
    /// Web sites whose scripts may call the app.
    #[serde(default)]
    pub cors: Option<Cors>,
    /// Instances that are always running; plans EP1, EP2 and EP3 only.
    #[serde(default)]
    pub elastic_instance_minimum: Option<Within<1, 20>>,
    /// Instances kept warm beside the running ones; plans EP1, EP2 and EP3 only.
    #[serde(default = "one_instance")]
    pub pre_warmed_instances: Within<0, 10>,
    /// Most instances the app may scale out to; plans Y1, EP1, EP2 and EP3 only.
    #[serde(default)]
    pub scale_limit: Option<Within<1, 200>>,
    /// Deployment slots by name; not on plans FC1 and B1 to B3.
    #[serde(default)]
    pub slots: IndexMap<String, Slot>,
    /// Schedule of backups to a blob container, whose address with a shared access signature is a secret parameter;
    /// S and P plans only.
    #[serde(default)]
    pub backup: Option<Backup>,
    /// Most instances the app may scale out to; plan FC1 only.
    #[serde(default = "hundred_instances")]
    pub maximum_instance_count: Within<1, 1000>,
    /// Memory of an instance, in MB; plan FC1 only.
    #[serde(default)]
    pub instance_memory_in_mb: InstanceMemory,
    /// Instances that are always running, by group of functions; plan FC1 only.
    ///
    /// The groups are `http`, `blob`, `durable` and `function:<name>`.
    #[serde(default)]
    pub always_ready: IndexMap<String, Within<0, 1000>>,
}

/// A language and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Runtime {
    /// Version of Python, such as `"3.11"`.
    #[serde(default)]
    pub python: Option<String>,
    /// Version of Node.js, such as `"22"`.
    #[serde(default)]
    pub node: Option<String>,
    /// Version of .NET, such as `"8.0"`; functions run in the isolated worker.
    #[serde(default)]
    pub dotnet: Option<String>,
    /// Version of Java, such as `"17"`.
    #[serde(default)]
    pub java: Option<String>,
    /// Version of PowerShell, such as `"7.4"`.
    #[serde(default)]
    pub powershell: Option<String>,
}

impl Runtime {
    /// The names of the fields.
    const PATHS: [&'static str; 5] = ["python", "node", "dotnet", "java", "powershell"];

    /// The languages that are given, with their versions: exactly one in a model that passes.
    pub fn languages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("python", &self.python),
            ("node", &self.node),
            ("dotnet", &self.dotnet),
            ("java", &self.java),
            ("powershell", &self.powershell),
        ];
        all.into_iter().filter_map(|(language, version)| Some((language, version.as_deref()?)))
    }
}

/// A rule for one block of addresses or one service tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IpRule {
    /// Block of addresses.
    #[serde(default)]
    pub cidr: Option<Cidr>,
    /// Service tag, instead of a block of addresses.
    #[serde(default)]
    pub service_tag: Option<String>,
    /// What happens to requests from there.
    #[serde(default)]
    pub action: Action,
    /// Order of the rules: the lowest number that matches decides.
    pub priority: Within<1, 2_147_483_647>,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Action {
    /// It gets through.
    #[default]
    Allow,
    /// It is refused.
    Deny,
}

/// Cross-origin resource sharing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cors {
    /// Origins of the web sites.
    pub allowed_origins: Vec<String>,
    /// Whether requests may carry credentials.
    #[serde(default)]
    pub support_credentials: bool,
}

/// A deployment slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Slot {
    /// App settings that only this slot has; they stay with it when slots are swapped.
    #[serde(default)]
    pub settings: IndexMap<String, String>,
}

/// When backups are taken and how long they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Backup {
    /// Days or hours between two backups.
    #[serde(default = "one_day")]
    pub frequency_interval: Within<1, 1000>,
    /// Unit of the interval.
    #[serde(default)]
    pub frequency_unit: FrequencyUnit,
    /// Days that a backup is kept.
    #[serde(default = "thirty_days")]
    pub retention_days: Within<0, 9999>,
    /// Whether the newest backup is kept however old it is.
    #[serde(default = "yes")]
    pub keep_at_least_one: bool,
}

fn one_day() -> Within<1, 1000> {
    const { Within::new(1) }
}

fn thirty_days() -> Within<0, 9999> {
    const { Within::new(30) }
}

fn yes() -> bool {
    true
}

/// Unit of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum FrequencyUnit {
    /// Days.
    #[default]
    Day,
    /// Hours.
    Hour,
}

/// Memory of a Flex Consumption instance, in MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InstanceMemory(u16);

impl InstanceMemory {
    const SIZES: [u16; 3] = [512, 2048, 4096];
}

impl Default for InstanceMemory {
    fn default() -> Self {
        Self(2048)
    }
}

impl<'de> Deserialize<'de> for InstanceMemory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let size = u16::deserialize(deserializer)?;
        let known = Self::SIZES.contains(&size).then_some(Self(size));
        known.ok_or_else(|| de::Error::custom(format!("{size} is none of 512, 2048 and 4096")))
    }
}

impl JsonSchema for InstanceMemory {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InstanceMemory".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": Self::SIZES })
    }
}

fn one_instance() -> Within<0, 10> {
    const { Within::new(1) }
}

fn hundred_instances() -> Within<1, 1000> {
    const { Within::new(100) }
}

/// Fields that lowering turns into inputs of other names or values.
const WORKED_OUT: &[&str] = &[
    "plan",
    "storage",
    "insights",
    "identity",
    "systemAssignedIdentity",
    "runtime",
    "settings",
    "slots",
    "backup",
];

const CLASSIC_ONLY: &[&str] = &["elasticInstanceMinimum", "preWarmedInstances", "scaleLimit"];

const FLEX_ONLY: &[&str] = &["maximumInstanceCount", "instanceMemoryInMb", "alwaysReady"];

/// Values of `FUNCTIONS_WORKER_RUNTIME`.
const WORKERS: &[&str] = &["python", "node", "dotnet-isolated", "java", "powershell"];

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    let slots = Field::defaulted(
        Type::object([("settings", settings("App settings that only this slot has."))]).map(),
        json!({}),
        "Deployment slots by name.",
    );
    let schedule = match fields.get("backup").map(|field| field.ty.clone()) {
        Some(Type::Object(schedule)) => schedule,
        _ => IndexMap::new(),
    };
    let backup = Interface::new(BACKUP, "backups of a function app")
        .input("functionAppName", Field::required(Type::String, "Name of the function app."))
        .input("functionAppId", Field::required(Type::String, "Resource id of the function app."))
        .fields(schedule, &[])
        .secret("storageAccountUrl", "Address of a blob container, with a shared access signature.");
    let backed_up = Field::defaulted(Type::Bool, json!(false), "Whether the app has backups.");
    let classic = app(KEY, fields.clone(), FLEX_ONLY)
        .input("planSku", Field::required(Type::String, "SKU of the App Service plan."))
        .input("slots", slots)
        .input("backedUp", backed_up);
    let flex = app(FLEX, fields, CLASSIC_ONLY)
        .input("storageAccountId", Field::required(Type::String, "Resource id of the storage account."))
        .input(
            "deploymentContainer",
            Field::required(Type::String, "Blob container the app's code is deployed to."),
        );
    vec![classic, flex, backup]
}

/// What both shapes of function app take and give.
fn app(module: &'static str, fields: IndexMap<String, Field>, others: &[&str]) -> Interface {
    let except: Vec<&str> = [COMMON_FIELDS, WORKED_OUT, others].concat();
    let identity = Type::object([
        ("id", Field::required(Type::String, "Resource id of the identity.")),
        ("clientId", Field::required(Type::String, "Client id of the identity.")),
        ("principalId", Field::required(Type::String, "Object id of the identity's service principal.")),
    ]);
    let component = Type::object([(
        "connectionString",
        Field::required(Type::String, "Connection string of the component."),
    )]);
    let door = Type::object([("id", Field::required(Type::String, "Id in the header X-Azure-FDID."))]);
    let integration =
        Type::object([("subnetId", Field::required(Type::String, "Resource id of the delegated subnet."))]);
    Interface::resource(module, "function app")
        .input("servicePlanId", Field::required(Type::String, "Resource id of the App Service plan."))
        .input("storageAccountName", Field::required(Type::String, "Storage account of the Functions host."))
        .input("userAssignedIdentity", Field::optional(identity, "Identity the app acts as."))
        .input("runtimeName", Field::required(Type::one_of(WORKERS), "Language worker of the functions."))
        .input("runtimeVersion", Field::required(Type::String, "Version of the language."))
        .input("settings", settings("App settings."))
        .input("applicationInsights", Field::optional(component, "Where the app's telemetry goes."))
        .input(
            "virtualNetworkIntegration",
            Field::optional(integration, "Subnet the app's outbound traffic goes through."),
        )
        .fields(fields, &except)
        .input(
            "frontDoor",
            Field::optional(door, "Front Door profile that requests with its service tag must come from."),
        )
        .network_access()
        .diagnostics()
        .published("defaultHostName", "Host name of the function app.")
        .output("principalId", "Object id of the identity the app acts as.")
}

fn settings(description: &str) -> Field {
    Field::defaulted(Type::String.map(), json!({}), description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_has_one_of_three_sizes() {
        let size = |json: &str| serde_json::from_str::<InstanceMemory>(json).map(|size| size.0);
        assert_eq!(size("4096").unwrap(), 4096);
        assert_eq!(size("1024").unwrap_err().to_string(), "1024 is none of 512, 2048 and 4096");
        assert_eq!(InstanceMemory::default().0, 2048);
    }

    #[test]
    fn the_languages_of_a_runtime_are_those_of_the_facts() {
        let runtime: Runtime = serde_json::from_value(json!({ "dotnet": "8.0" })).unwrap();
        assert_eq!(runtime.languages().collect::<Vec<_>>(), [("dotnet", "8.0")]);
        for language in crate::facts::functions::languages() {
            assert!(Runtime::PATHS.contains(&language.name), "{}", language.name);
            assert!(WORKERS.contains(&language.worker), "{}", language.worker);
        }
    }
}
