//! What of a component can be reached through private endpoints, and under which DNS zones.

include!(concat!(env!("OUT_DIR"), "/private_endpoints.rs"));

/// The public cloud's storage suffix, with which some zone names end; other clouds have their own.
pub const STORAGE_SUFFIX: &str = "core.windows.net";

/// The private endpoints of one kind.
#[derive(Debug)]
pub struct KindPrivateEndpoints {
    /// The kind, or `monitorPrivateLinkScope`.
    pub kind: &'static str,
    /// The SKUs of the component that allow private endpoints; empty: every one (of apps, the plan decides).
    pub skus: &'static [&'static str],
    /// Whether a source confirms `skus`.
    pub skus_confirmed: bool,
    /// The kind whose private endpoint reaches this one, if it has none of its own.
    pub via: Option<&'static str>,
    /// The parts of the component that take a private endpoint each.
    pub sub_resources: &'static [SubResource],
}

/// A part of a component that takes a private endpoint.
#[derive(Debug)]
pub struct SubResource {
    /// The group id (`blob`, `vault`), called subresource name in Terraform.
    pub group: &'static str,
    /// The private DNS zones of the public cloud.
    pub zones: &'static [&'static str],
    /// Whether the part exists only with read access to a secondary region.
    pub secondary: bool,
}

/// The private endpoints of a kind; none are known for an unknown kind.
#[must_use]
pub fn find(kind: &str) -> Option<&'static KindPrivateEndpoints> {
    KINDS.iter().find(|entry| entry.kind == kind)
}

/// One part of a kind, by its group id.
#[must_use]
pub fn sub_resource(kind: &str, group: &str) -> Option<&'static SubResource> {
    find(kind)?.sub_resources.iter().find(|part| part.group == group)
}

/// Whether a component of `kind` with this SKU may have private endpoints, as far as its own SKU decides.
#[must_use]
pub fn sku_allows(kind: &str, sku: &str) -> bool {
    find(kind).is_some_and(|entry| {
        let accepted = entry.skus.is_empty() || entry.skus.iter().any(|name| name.eq_ignore_ascii_case(sku));
        accepted && !entry.sub_resources.is_empty()
    })
}

/// The part of a zone's name before the cloud's storage suffix, with its final period: `privatelink.blob.`.
/// `None` if the zone has the same name in every cloud that has it.
#[must_use]
pub fn before_storage_suffix(zone: &str) -> Option<&str> {
    zone.strip_suffix(STORAGE_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_group_id() {
        assert_eq!(sub_resource("keyVault", "vault").unwrap().zones, ["privatelink.vaultcore.azure.net"]);
        assert!(sub_resource("storageAccount", "blob_secondary").unwrap().secondary);
        assert!(sub_resource("storageAccount", "vault").is_none());
        assert!(find("logAnalytics").unwrap().sub_resources.is_empty());
    }

    #[test]
    fn what_is_reached_through_something_else_names_a_kind_of_this_table() {
        for entry in KINDS {
            assert!(entry.via.is_none_or(|via| find(via).is_some()), "{}", entry.kind);
        }
        assert_eq!(find("applicationInsights").unwrap().via, Some("monitorPrivateLinkScope"));
    }

    #[test]
    fn the_sku_decides_for_some_kinds() {
        assert!(sku_allows("serviceBus", "premium"));
        assert!(!sku_allows("serviceBus", "Standard"));
        assert!(sku_allows("keyVault", "standard"));
        assert!(!sku_allows("managedIdentity", ""));
    }

    #[test]
    fn storage_zones_follow_the_clouds_suffix() {
        assert_eq!(before_storage_suffix("privatelink.blob.core.windows.net"), Some("privatelink.blob."));
        assert_eq!(before_storage_suffix("privatelink.azconfig.io"), None);
    }
}
