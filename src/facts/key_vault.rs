//! Key Vault: SKUs and limits.

use super::{Limit, Range};

include!(concat!(env!("OUT_DIR"), "/key_vault.rs"));

/// A SKU of a vault.
#[derive(Debug)]
pub struct KeyVaultSku {
    /// The name (`standard`).
    pub name: &'static str,
    /// Whether keys can be kept in hardware.
    pub hardware_keys: bool,
}

/// Limits of a vault.
#[derive(Debug)]
pub struct KeyVaultLimits {
    /// Days for which deleted vaults and objects are kept; set once, when the vault is created.
    pub soft_delete_days: Range,
    /// The days if nothing is said.
    pub soft_delete_days_default: Limit,
    /// Access policies of a vault that does not use roles.
    pub access_policies: Limit,
}

/// Every SKU.
#[must_use]
pub fn skus() -> &'static [KeyVaultSku] {
    SKUS
}

/// The SKU of this name.
#[must_use]
pub fn sku(name: &str) -> Option<&'static KeyVaultSku> {
    SKUS.iter().find(|sku| sku.name == name)
}

/// The limits.
#[must_use]
pub fn limits() -> &'static KeyVaultLimits {
    &LIMITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_premium_keeps_keys_in_hardware() {
        assert!(sku("premium").unwrap().hardware_keys && !sku("standard").unwrap().hardware_keys);
        assert_eq!(skus().len(), 2);
        assert!(limits().soft_delete_days.contains(limits().soft_delete_days_default.value));
        assert!(!limits().soft_delete_days.contains(6));
    }
}
