//! How components serve a second region.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};
use crate::path::ModelPath;

/// What stands ready in a second region, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Copies of the data; everything else is deployed when the region is lost.
    BackupRestore,
    /// Networks, vaults, configuration and copies of the data; compute is deployed when the region is lost.
    PilotLight,
    /// Everything, with compute at its least scale.
    WarmStandby,
    /// Everything, at the same scale, and used all the time.
    ActiveActive,
}

impl Strategy {
    /// All strategies, from the least to the most.
    pub const ALL: [Self; 4] = [Self::BackupRestore, Self::PilotLight, Self::WarmStandby, Self::ActiveActive];

    /// The word in a model.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::BackupRestore => "backup-restore",
            Self::PilotLight => "pilot-light",
            Self::WarmStandby => "warm-standby",
            Self::ActiveActive => "active-active",
        }
    }

    /// Whether something of the workload stands in a second region all the time.
    #[must_use]
    pub fn has_second_region(self) -> bool {
        self >= Self::PilotLight
    }

    /// Whether apps run in the second region all the time.
    #[must_use]
    pub fn runs_compute(self) -> bool {
        self >= Self::WarmStandby
    }
}

/// The module of a Traffic Manager profile.
pub const TRAFFIC_MANAGER: &str = "trafficManager";

/// The second region as lowering sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondRegion<'m> {
    /// What stands ready there.
    pub strategy: Strategy,
    /// The region.
    pub location: &'m str,
    /// The region's short code, part of names there.
    pub code: &'m str,
}

/// How a component serves a second region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standby {
    /// Not at all: it is deployed when the first region is lost.
    Absent,
    /// With an instance of its own, which is what the rest of that region uses.
    Regional,
    /// With the instance of the first region, which has a copy elsewhere and keeps its name when that takes over.
    Shared,
}

/// The path of the strategy, which decides what stands in a second region.
#[must_use]
pub fn strategy_path() -> ModelPath {
    ModelPath::keys(["disasterRecovery", "strategy"])
}

/// The input of a module that keeps a copy of its resource in the second region.
pub(super) fn replica(what: &str) -> Field {
    let location = Field::required(Type::String, "Region of the replica.");
    Field::optional(Type::object([("location", location)]), format!("Replica of {what}."))
}

/// The modules that join the regions.
pub(super) fn interfaces() -> [Interface; 2] {
    [endpoints(), traffic_manager()]
}

/// The module of private endpoints in the second region for a resource of the first.
fn endpoints() -> Interface {
    let required = |description: &str| Field::required(Type::String, description);
    Interface::new("privateEndpoints", "private endpoints of a service in another region")
        .input("name", required("Name of the service, part of the names of its endpoints."))
        .input("location", required("Region to deploy to."))
        .input("tags", Field::required(Type::String.map(), "Tags of every resource."))
        .input("serviceId", required("Resource id of the service."))
        .private_endpoints()
}

/// The module of a Traffic Manager profile.
fn traffic_manager() -> Interface {
    let priority = Type::Int { min: Some(1), max: Some(1000) };
    let endpoint = Type::object([
        ("targetId", Field::required(Type::String, "Resource id of the app.")),
        (
            "priority",
            Field::required(priority, "Order in which endpoints are tried, the lowest number first."),
        ),
    ]);
    Interface::new(TRAFFIC_MANAGER, "Traffic Manager profile")
        .input(
            "name",
            Field::required(Type::String, "Name of the profile, and first label of its host name."),
        )
        .input("resourceGroupName", Field::required(Type::String, "Resource group of the profile."))
        .input("tags", Field::required(Type::String.map(), "Tags of every resource."))
        .input(
            "routingMethod",
            Field::required(
                Type::one_of(&["Priority", "Weighted"]),
                "Whether users go to the first endpoint that answers, or to all that do.",
            ),
        )
        .input("probePath", Field::required(Type::String, "Path that says over HTTPS whether an app is up."))
        .input("endpoints", Field::required(endpoint.map(), "The app in each region."))
        .output("id", "Resource id of the profile.")
        .published("name", "Name of the profile.")
        .published("fqdn", "Host name that resolves to the app in a region that is up.")
}
