//! Secrets that hold the connection string of another component.
//!
//! The value never passes through the composition: the module reads it from the resource, which is there by then.

use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};

/// The secret output of kinds that have a connection string.
pub(super) const OUTPUT: &str = "connectionString";

/// The interface of a module that writes the connection string of `source` into a key vault.
pub(super) fn interface(module: &'static str, description: &'static str, source: &str) -> Interface {
    let required = |description: String| Field::required(Type::String, description);
    Interface::new(module, description)
        .input("keyVaultName", required("Name of the key vault that holds the secret.".to_owned()))
        .input("keyVaultId", required("Resource id of the key vault that holds the secret.".to_owned()))
        .input("sourceName", required(format!("Name of the {source}.")))
        .input(
            "sourceResourceGroupName",
            Field::optional(
                Type::String,
                format!("Resource group of the {source}, if it is not that of the key vault."),
            ),
        )
        .input("sourceId", required(format!("Resource id of the {source}.")))
        .input("secretName", required("Name of the secret.".to_owned()))
        .input("contentType", Field::optional(Type::String, "What the secret holds."))
        .input(
            "expiresOn",
            Field::optional(Type::String, "When the secret expires: a time in UTC (RFC 3339)."),
        )
}
