//! Azure Functions: languages and their versions, host storage, limits.

use super::{Limit, Range};

include!(concat!(env!("OUT_DIR"), "/functions.rs"));

/// A language that function apps are written in.
#[derive(Debug)]
pub struct Language {
    /// The word in a model (`python`).
    pub name: &'static str,
    /// The value of `FUNCTIONS_WORKER_RUNTIME`, and of the runtime name on Flex Consumption.
    pub worker: &'static str,
    /// Versions whose support has ended.
    pub retired: &'static [&'static str],
    /// Supported versions, the newest first.
    pub versions: &'static [RuntimeVersion],
}

/// A version of a language.
#[derive(Debug)]
pub struct RuntimeVersion {
    /// The version as models and Azure write it (`3.11`).
    pub version: &'static str,
    /// The day or month (ISO 8601) until which it is supported.
    pub support_ends: &'static str,
    /// Whether the Consumption plan (Y1) for Linux offers it.
    pub linux_consumption: bool,
    /// Whether `azurerm_linux_function_app` accepts it.
    pub azurerm_linux: bool,
    /// Whether `support_ends` is beyond doubt.
    pub confirmed: bool,
}

/// Limits of function apps and of their plans.
#[derive(Debug)]
pub struct FunctionsLimits {
    /// Characters of an app's name that tell hosts on one storage account apart.
    pub host_id_length: Limit,
    /// The day on which the Consumption plan for Linux is retired.
    pub linux_consumption_ends: &'static str,
    /// The sizes of a Flex Consumption instance, in MB.
    pub flex_instance_memory_in_mb: &'static [u32],
    /// How many instances a Flex Consumption app may be allowed.
    pub flex_maximum_instances: Range,
    /// How many instances of a Flex Consumption app may be kept ready.
    pub flex_always_ready: Range,
    /// Apps on one Flex Consumption plan.
    pub flex_apps_per_plan: Limit,
    /// Apps on one Consumption or Elastic Premium plan.
    pub apps_per_plan: Limit,
    /// Access restriction rules of one app.
    pub access_restriction_rules: Limit,
    /// Minutes after which an unhealthy instance is removed.
    pub health_check_eviction_minutes: Range,
}

#[derive(Debug)]
struct HostStorageRole {
    alias: &'static str,
    triggers_only: bool,
}

/// Every language.
#[must_use]
pub fn languages() -> &'static [Language] {
    LANGUAGES
}

/// The language of this name.
#[must_use]
pub fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name)
}

/// The limits.
#[must_use]
pub fn limits() -> &'static FunctionsLimits {
    &LIMITS
}

/// The roles (aliases of `storageAccount`) a host needs on its storage account to sign in with an identity.
/// With `triggers`, the account also serves queue or table triggers or Durable Functions.
pub fn host_storage_roles(triggers: bool) -> impl Iterator<Item = &'static str> {
    HOST_STORAGE_ROLES.iter().filter(move |role| triggers || !role.triggers_only).map(|role| role.alias)
}

/// Whether Flex Consumption refuses or replaces this app setting.
#[must_use]
pub fn flex_forbids(setting: &str) -> bool {
    FLEX_FORBIDDEN_SETTINGS.contains(&setting)
}

impl Language {
    /// The supported version written so.
    #[must_use]
    pub fn version(&self, version: &str) -> Option<&'static RuntimeVersion> {
        self.versions.iter().find(|entry| entry.version == version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_known_by_language() {
        let python = language("python").unwrap();
        assert_eq!(python.version("3.11").unwrap().support_ends, "2027-10");
        assert!(python.version("3.9").is_none() && python.retired.contains(&"3.9"));
        assert!(!python.version("3.13").unwrap().linux_consumption);
        assert!(!language("powershell").unwrap().version("7.6").unwrap().azurerm_linux);
        assert_eq!(language("dotnet").unwrap().worker, "dotnet-isolated");
        assert!(language("cobol").is_none());
        assert!(languages().iter().all(|language| !language.versions.is_empty()));
    }

    #[test]
    fn the_host_needs_roles_that_exist() {
        assert_eq!(host_storage_roles(false).collect::<Vec<_>>(), ["blobDataOwner"]);
        assert_eq!(host_storage_roles(true).count(), 3);
        assert!(
            host_storage_roles(true)
                .all(|alias| super::super::roles::role("storageAccount", alias).is_some())
        );
    }

    #[test]
    fn limits_and_forbidden_settings() {
        assert_eq!(limits().host_id_length.value, 32);
        assert!(!limits().flex_apps_per_plan.confirmed);
        assert!(limits().flex_maximum_instances.contains(40) && !limits().flex_maximum_instances.contains(0));
        assert!(flex_forbids("FUNCTIONS_WORKER_RUNTIME") && !flex_forbids("AOS_ENVIRONMENT"));
    }
}
