//! Storage accounts.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{Cidr, Isolation, Tags, Within};
use super::site::Site;
use super::{COMMON_FIELDS, Kind};
use crate::blueprint::call::Plan;
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;

/// The word in a model's `kind:`.
const KEY: &str = "storageAccount";

/// A storage account with blob containers, tables, queues and file shares.
///
/// TLS 1.2, HTTPS only, no public blobs, no cross-tenant replication and Entra ID instead of shared keys are not
/// options but what a storage account is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// Access tier of blobs that have none of their own.
    #[serde(default)]
    pub access_tier: AccessTier,
    /// Blob containers. None is public.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Tables.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Queues.
    #[serde(default)]
    pub queues: Vec<String>,
    /// Rules that move old blobs to cooler tiers or delete them.
    #[serde(default)]
    pub lifecycle_rules: IndexMap<String, LifecycleRule>,
    /// Days that deleted blobs can be restored.
    #[serde(default = "seven_days")]
    pub blob_soft_delete_days: Within<1, 365>,
    /// Whether clients may use the account's shared keys instead of Entra ID.
    #[serde(default)]
    pub shared_key_access: bool,
    /// Address blocks let in where access is restricted.
    #[serde(default)]
    pub ip_rules: Vec<Cidr>,
}

fn seven_days() -> Within<1, 365> {
    const { Within::new(7) }
}

/// Performance tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Tier {
    /// Hard disks.
    #[default]
    Standard,
    /// Solid state disks.
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

/// A rule that moves old blobs to cooler tiers or deletes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LifecycleRule {
    /// Prefixes the rule is for, each starting with a container's name.
    pub prefixes: Vec<String>,
    /// Days after the last change until a blob moves to the cool tier.
    #[serde(default)]
    pub tier_to_cool_after_days: Option<u32>,
    /// Days after the last change until a blob is deleted.
    #[serde(default)]
    pub delete_after_days: Option<u32>,
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    vec![
        Interface::resource(KEY, "storage account")
            .fields(fields, COMMON_FIELDS)
            .network_access()
            .diagnostics()
            .published("blobEndpoint", "Blob endpoint of the storage account.")
            .output("queueEndpoint", "Queue endpoint of the storage account.")
            .output("tableEndpoint", "Table endpoint of the storage account."),
    ]
}

impl Kind for StorageAccount {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        plan.calls.insert(site.scene.call(site.name), site.call(KEY));
    }

    fn private_endpoint_groups(&self, site: &Site<'_>) -> Vec<&'static str> {
        let hosts_an_app = false;
        let used = [
            ("blob", true),
            ("queue", hosts_an_app || !self.queues.is_empty()),
            ("table", hosts_an_app || !self.tables.is_empty()),
        ];
        match site.access() {
            Isolation::Public => Vec::new(),
            _ => used.into_iter().filter(|(_, used)| *used).map(|(group, _)| group).collect(),
        }
    }
}
