//! App Configuration: what each SKU offers, and limits.

use super::{Limit, Range};

include!(concat!(env!("OUT_DIR"), "/app_configuration.rs"));

/// A SKU of a store. `None`: not confirmed either way.
#[derive(Debug)]
pub struct AppConfigurationSku {
    /// The name (`standard`).
    pub name: &'static str,
    /// Whether it has soft delete and purge protection.
    pub soft_delete: Option<bool>,
    /// Whether it can have private endpoints.
    pub private_endpoint: Option<bool>,
    /// Whether a source confirms `private_endpoint`.
    pub private_endpoint_confirmed: bool,
    /// Whether it can be replicated to other regions.
    pub replicas: bool,
    /// The smaller SKUs it can change to in place; any other change downwards replaces the store.
    pub downgrades: &'static [&'static str],
}

/// Limits of a store.
#[derive(Debug)]
pub struct AppConfigurationLimits {
    /// Days for which a deleted store is kept.
    pub soft_delete_days: Range,
    /// The days if nothing is said.
    pub soft_delete_days_default: Limit,
}

/// Every SKU, the smallest first.
#[must_use]
pub fn skus() -> &'static [AppConfigurationSku] {
    SKUS
}

/// The SKU of this name.
#[must_use]
pub fn sku(name: &str) -> Option<&'static AppConfigurationSku> {
    SKUS.iter().find(|sku| sku.name == name)
}

/// The limits.
#[must_use]
pub fn limits() -> &'static AppConfigurationLimits {
    &LIMITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_store_offers_little() {
        let free = sku("free").unwrap();
        assert_eq!(
            (free.soft_delete, free.private_endpoint, free.replicas),
            (Some(false), Some(false), false)
        );
        assert_eq!(sku("developer").unwrap().soft_delete, None);
        assert_eq!(sku("premium").unwrap().downgrades, ["standard"]);
        assert!(limits().soft_delete_days.contains(limits().soft_delete_days_default.value));
    }

    #[test]
    fn private_endpoints_agree_with_their_own_table() {
        for sku in skus() {
            let allowed = super::super::private_endpoints::sku_allows("appConfiguration", sku.name);
            assert_eq!(allowed, sku.private_endpoint == Some(true), "{}", sku.name);
        }
    }
}
