//! Storage accounts: SKUs and limits.

use super::{Limit, Range};

include!(concat!(env!("OUT_DIR"), "/storage.rs"));

/// A SKU of a storage account: a tier and a replication that go together.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one column of Azure's table of redundancy options")]
pub struct StorageSku {
    /// The name in Azure Resource Manager (`Standard_LRS`).
    pub name: &'static str,
    /// The tier (`Standard`).
    pub tier: &'static str,
    /// The replication (`LRS`).
    pub replication: &'static str,
    /// Whether it is spread over availability zones.
    pub zones: bool,
    /// Whether it is copied to the paired region.
    pub geo: bool,
    /// Whether the copy in the paired region can be read.
    pub read_secondary: bool,
    /// Whether blobs can be moved to the archive tier.
    pub archive: bool,
}

/// Limits of a storage account.
#[derive(Debug)]
pub struct StorageLimits {
    /// Days for which deleted blobs are kept.
    pub blob_soft_delete_days: Range,
    /// Days for which deleted containers are kept.
    pub container_soft_delete_days: Range,
    /// Days for which deleted file shares are kept.
    pub share_soft_delete_days: Range,
    /// Days over which blobs can be restored to a point in time.
    pub restore_policy_days: Range,
    /// Rules of the lifecycle policy.
    pub lifecycle_rules: Limit,
    /// Prefixes of one lifecycle rule.
    pub lifecycle_prefixes_per_rule: Limit,
    /// IP rules of the firewall.
    pub ip_rules: Limit,
    /// The longest prefix of an IP rule; a single address stands without one.
    pub ip_rule_max_prefix: Limit,
}

/// Every SKU.
#[must_use]
pub fn skus() -> &'static [StorageSku] {
    SKUS
}

/// The SKU of a tier and a replication; `None` if they do not go together.
#[must_use]
pub fn sku(tier: &str, replication: &str) -> Option<&'static StorageSku> {
    SKUS.iter().find(|sku| sku.tier == tier && sku.replication == replication)
}

/// The limits.
#[must_use]
pub fn limits() -> &'static StorageLimits {
    &LIMITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn premium_is_never_copied_to_another_region() {
        assert_eq!(sku("Standard", "RAGRS").unwrap().name, "Standard_RAGRS");
        assert!(sku("Premium", "GRS").is_none());
        assert!(skus().iter().filter(|sku| sku.tier == "Premium").all(|sku| !sku.geo && !sku.archive));
    }

    #[test]
    fn archive_excludes_zones_and_reading_the_copy_needs_one() {
        assert!(skus().iter().all(|sku| !(sku.archive && sku.zones)));
        assert!(skus().iter().all(|sku| sku.geo || !sku.read_secondary));
        assert!(limits().blob_soft_delete_days.contains(365) && !limits().ip_rules.confirmed);
    }
}
