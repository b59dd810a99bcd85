//! What a component can export to a Log Analytics workspace, and what biform exports by default.

use super::Limit;

include!(concat!(env!("OUT_DIR"), "/diagnostics.rs"));

#[derive(Debug)]
struct KindDiagnostics {
    kind: &'static str,
    services: &'static [Service],
}

/// A place for a diagnostic setting: the resource itself, or a service below it.
#[derive(Debug)]
pub struct Service {
    /// The path of the service below the resource (`blobServices/default`); `None`: the resource itself.
    pub scope: Option<&'static str>,
    /// What biform exports by default.
    pub logs: Logs,
    /// Whether metrics can be exported.
    pub metrics: bool,
    /// The category groups on offer.
    pub groups: &'static [&'static str],
    /// The log categories on offer.
    pub categories: &'static [&'static str],
    /// Whether the setting may choose between the service's own tables and the common one.
    pub dedicated_tables: bool,
    /// Whether a source confirms the categories.
    pub confirmed: bool,
}

/// Logs of one setting. A group and its own categories never stand together.
#[derive(Debug)]
pub struct Logs {
    /// Category groups.
    pub groups: &'static [&'static str],
    /// Log categories.
    pub categories: &'static [&'static str],
}

/// Where components of a kind take diagnostic settings; none if the kind is unknown or has nothing to export.
#[must_use]
pub fn services(kind: &str) -> &'static [Service] {
    KINDS.iter().find(|entry| entry.kind == kind).map_or(&[], |entry| entry.services)
}

/// How many settings one resource can have.
#[must_use]
pub fn settings_per_resource() -> Limit {
    SETTINGS_PER_RESOURCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_there_and_most_export_something() {
        let listed: Vec<&str> = KINDS.iter().map(|entry| entry.kind).collect();
        for kind in super::super::tests::KINDS {
            assert!(listed.contains(kind), "{kind}");
        }
        assert!(services("managedIdentity").is_empty() && services("unknown").is_empty());
    }

    #[test]
    fn logs_of_an_account_stand_on_its_services() {
        let account = services("storageAccount");
        assert!(account[0].scope.is_none() && account[0].categories.is_empty() && account[0].metrics);
        assert_eq!(account[1].scope, Some("blobServices/default"));
        assert_eq!(account[1].logs.categories, ["StorageWrite", "StorageDelete"]);
        assert_eq!(services("functionApp")[0].logs.categories, ["FunctionAppLogs"]);
        assert_eq!(services("keyVault")[0].logs.groups, ["audit"]);
    }

    #[test]
    fn groups_and_categories_are_not_mixed() {
        for service in KINDS.iter().flat_map(|entry| entry.services) {
            assert!(service.logs.groups.is_empty() || service.logs.categories.is_empty());
        }
        assert_eq!(settings_per_resource().value, 5);
    }
}
