//! Storage accounts.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{Cidr, Isolation, Tags, Within};
use super::site::{Scene, Site};
use super::standby::Standby;
use super::{COMMON_FIELDS, Expectation, Kind, connection_string};
use crate::blueprint::call::{Call, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;
use crate::blueprint::value::{Node, Origin, Value};
use crate::path::ModelPath;

/// The word in a model's `kind:`.
const KEY: &str = "storageAccount";

/// A storage account with blob containers, tables, queues and file shares.
///
/// TLS 1.2, HTTPS only, no public blobs, no cross-tenant replication and Entra ID instead of shared keys are not
/// options but what a storage account is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the service")]
pub struct StorageAccount {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Who reaches the account; the default is the environment's `isolation`.
    #[serde(default)]
    pub ingress: Option<Isolation>,
    /// Performance tier.
    #[serde(default)]
    pub tier: Tier,
    /// How the data is replicated.
    #[serde(default)]
    pub replication: Replication,
    /// Whether nothing in the account has to survive the loss of its region. A second region gets an empty account of
    /// its own, whatever the replication.
    #[serde(default)]
    pub disposable: bool,
    /// Access tier of blobs that have none of their own.
    #[serde(default)]
    pub access_tier: AccessTier,
    /// Whether blobs have a hierarchical namespace (Data Lake Storage). It cannot be changed later.
    #[serde(default)]
    pub hierarchical_namespace: bool,
    /// Whether data is encrypted a second time, by the infrastructure. It cannot be changed later.
    #[serde(default)]
    pub infrastructure_encryption: bool,
    /// Whether clients may use the account's shared keys instead of Entra ID.
    #[serde(default)]
    pub shared_key_access: bool,
    /// Blob containers. None is public.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Tables.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Queues.
    #[serde(default)]
    pub queues: Vec<String>,
    /// File shares by name.
    #[serde(default)]
    pub shares: IndexMap<String, Share>,
    /// Rules that move old blobs to cooler tiers or delete them.
    #[serde(default)]
    pub lifecycle_rules: IndexMap<String, LifecycleRule>,
    /// Days that deleted blobs can be restored.
    #[serde(default = "seven_days")]
    pub blob_soft_delete_days: Within<1, 365>,
    /// Days that deleted containers can be restored.
    #[serde(default = "seven_days")]
    pub container_soft_delete_days: Within<1, 365>,
    /// Days that deleted file shares can be restored.
    #[serde(default = "seven_days")]
    pub share_soft_delete_days: Within<1, 365>,
    /// Whether previous versions of blobs are kept.
    #[serde(default)]
    pub versioning: bool,
    /// Whether changes of blobs are recorded in the change feed.
    #[serde(default)]
    pub change_feed: bool,
    /// Address blocks let in where access is restricted.
    #[serde(default)]
    pub ip_rules: Vec<Cidr>,
    /// Whether trusted Azure services pass the firewall.
    #[serde(default = "yes")]
    pub allow_trusted_services: bool,
}

fn seven_days() -> Within<1, 365> {
    const { Within::new(7) }
}

fn yes() -> bool {
    true
}

/// Performance tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Tier {
    /// Hard disks.
    #[default]
    Standard,
    /// Solid state disks, for page blobs.
    Premium,
}

/// How data is replicated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Replication {
    /// Three copies in one data centre.
    #[default]
    LRS,
    /// Copies in three zones.
    ZRS,
    /// LRS here and in the paired region.
    GRS,
    /// GRS whose copy in the paired region can be read.
    RAGRS,
    /// ZRS here and LRS in the paired region.
    GZRS,
    /// GZRS whose copy in the paired region can be read.
    RAGZRS,
}

/// Access tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum AccessTier {
    /// Often read.
    #[default]
    Hot,
    /// Seldom read.
    Cool,
    /// Rarely read.
    Cold,
}

/// A file share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// Greatest size of the share in GiB.
    pub quota_in_gib: Within<1, 102_400>,
}

/// A rule that moves old blobs to cooler tiers or deletes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LifecycleRule {
    /// Prefixes the rule is for, each starting with a container's name.
    pub prefixes: Vec<String>,
    /// Types of blobs the rule is for.
    #[serde(default = "block_blobs")]
    pub blob_types: Vec<BlobType>,
    /// Days after the last change until a blob moves to the cool tier.
    #[serde(default)]
    pub tier_to_cool_after_days: Option<Days>,
    /// Days after the last change until a blob moves to the cold tier.
    #[serde(default)]
    pub tier_to_cold_after_days: Option<Days>,
    /// Days after the last change until a blob moves to the archive tier.
    #[serde(default)]
    pub tier_to_archive_after_days: Option<Days>,
    /// Days after the last change until a blob is deleted.
    #[serde(default)]
    pub delete_after_days: Option<Days>,
    /// Days after it became one until a previous version of a blob is deleted.
    #[serde(default)]
    pub delete_versions_after_days: Option<Days>,
}

/// Days in a lifecycle rule.
pub(crate) type Days = Within<0, 99_999>;

fn block_blobs() -> Vec<BlobType> {
    vec![BlobType::BlockBlob]
}

/// Type of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum BlobType {
    /// Written as a whole.
    BlockBlob,
    /// Appended to, such as a log.
    AppendBlob,
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    vec![
        Interface::resource(KEY, "storage account")
            .fields(fields, COMMON_FIELDS)
            .network_access()
            .diagnostics()
            .published("blobEndpoint", "Blob endpoint of the storage account.")
            .output("queueEndpoint", "Queue endpoint of the storage account.")
            .output("tableEndpoint", "Table endpoint of the storage account.")
            .output("fileEndpoint", "File endpoint of the storage account."),
        connection_string::interface(
            "storageAccountSecret",
            "secret with the connection string of a storage account",
            "storage account",
        ),
    ]
}

impl StorageAccount {
    /// An account in the second region for the state of apps' hosts: the data stays in the account that is copied, but an
    /// app cannot wait for that one to fail over.
    fn host_account(&self, site: &Site<'_>, data: &Call) -> Call {
        let mut call = data.clone();
        call.origin = Origin::Derived(data.origin.paths().iter().cloned().chain(hosted(site)).collect());
        call.inputs.retain(|input, _| !DATA_INPUTS.contains(&input.as_str()));
        if let Some(replication) = call.inputs.get_mut("replication") {
            let local = Value::text(self.replication.local());
            *replication = local.derived_from([site.field("replication")]);
        }
        call
    }

    /// The services in use, with the field that asks for them: those of the model, and what an app that is hosted
    /// on the account needs. That is no file share: hosts sign in with an identity, which shares do not take.
    fn services(&self, site: &Site<'_>) -> [(&'static str, bool, &'static str); 5] {
        let app = hosts_app(site);
        let queue = app || !self.queues.is_empty();
        let table = app || !self.tables.is_empty();
        let file = !self.shares.is_empty();
        let blob = app || !self.containers.is_empty() || !(queue || table || file);
        let data_lake = self.hierarchical_namespace && blob;
        [
            ("blob", blob, "containers"),
            ("dfs", data_lake, "hierarchicalNamespace"),
            ("queue", queue, "queues"),
            ("table", table, "tables"),
            ("file", file, "shares"),
        ]
    }
}

impl Replication {
    /// Whether the data is copied to another region.
    #[must_use]
    pub fn is_geo(self) -> bool {
        matches!(self, Self::GRS | Self::RAGRS | Self::GZRS | Self::RAGZRS)
    }

    /// The same within one region.
    fn local(self) -> &'static str {
        match self {
            Self::LRS | Self::GRS | Self::RAGRS => "LRS",
            Self::ZRS | Self::GZRS | Self::RAGZRS => "ZRS",
        }
    }
}

/// Inputs that an account which only keeps the state of apps' hosts does not need.
const DATA_INPUTS: [&str; 5] = ["containers", "tables", "queues", "shares", "lifecycleRules"];

/// Whether the host of an app keeps its state on the account.
fn hosts_app(site: &Site<'_>) -> bool {
    !hosted(site).is_empty()
}

/// The apps whose hosts keep their state on the account, each with the field that says so.
fn hosted(site: &Site<'_>) -> Vec<ModelPath> {
    let apps = site.scene.components.iter().filter(|(_, component)| component.kind().key() == "functionApp");
    let hosted = apps.flat_map(|(name, component)| {
        let references = component.kind().references().into_iter().filter(|reference| {
            reference.target == site.name
                && matches!(&reference.expects, Expectation::Kind(kinds) if kinds.contains(&KEY))
        });
        let path = Scene::path(name);
        references.flat_map(move |reference| [path.clone(), path.join(&reference.path)])
    });
    hosted.collect()
}

impl Kind for StorageAccount {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        let mut call = site.call(KEY);
        let services = self.services(site);
        if let Some(Node::Map { entries, .. }) =
            call.inputs.get_mut("privateEndpoints").map(|endpoints| &mut endpoints.node)
        {
            for (group, entry) in entries {
                let field =
                    services.iter().find(|(name, ..)| name == group).map(|(.., field)| site.field(field));
                let paths = field.into_iter().chain(site.access_paths());
                entry.value = entry.value.clone().derived_from(paths);
            }
        }
        if site.scene.is_shared(site.name) && hosts_app(site) {
            plan.calls.insert(site.scene.regional_call(site.name), self.host_account(site, &call));
        }
        plan.calls.insert(site.scene.call(site.name), call);
    }

    fn standby(&self, _scene: &Scene<'_>) -> Standby {
        if self.disposable { Standby::Regional } else { Standby::Shared }
    }

    fn standby_paths(&self, site: &Site<'_>) -> Vec<ModelPath> {
        vec![site.field("disposable")]
    }

    fn recovery(&self, _scene: &Scene<'_>) -> &'static str {
        match (self.disposable, self.replication.is_geo()) {
            (true, _) => "disposable",
            (false, true) => "storageGeoReplication",
            (false, false) => "noCopy",
        }
    }

    fn secret_outputs(&self) -> &'static [&'static str] {
        &[connection_string::OUTPUT]
    }

    fn private_endpoint_groups(&self, site: &Site<'_>) -> Vec<&'static str> {
        match site.access() {
            Isolation::Public => Vec::new(),
            _ => self
                .services(site)
                .into_iter()
                .filter(|(_, used, _)| *used)
                .map(|(group, ..)| group)
                .collect(),
        }
    }
}
