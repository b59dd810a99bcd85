//! Front Door: the modules of an entry in front of the apps of both regions.

use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};

/// The module of a profile, and the pseudo component that stands for it.
pub const FRONT_DOOR: &str = "frontDoor";

/// The module of a profile's Web Application Firewall policy.
pub const FIREWALL: &str = "frontDoorFirewall";

/// The module of an app's endpoint of a profile.
pub const ENDPOINT: &str = "frontDoorEndpoint";

/// The service tag of the addresses that all Front Doors of Azure send requests from.
pub const SERVICE_TAG: &str = "AzureFrontDoor.Backend";

/// The SKU of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sku {
    /// Reaches apps through their public endpoints.
    Standard,
    /// Also reaches apps through private link, and has managed rules against attacks.
    Premium,
}

impl Sku {
    /// Azure's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Standard => "Standard_AzureFrontDoor",
            Self::Premium => "Premium_AzureFrontDoor",
        }
    }
}

fn required(description: &str) -> Field {
    Field::required(Type::String, description)
}

pub(super) fn interfaces() -> Vec<Interface> {
    vec![profile(), firewall(), endpoint()]
}

fn global(module: &'static str, description: &'static str) -> Interface {
    Interface::new(module, description)
        .input("name", required(&format!("Name of the {description}.")))
        .input("resourceGroupName", required(&format!("Resource group of the {description}.")))
        .input("tags", Field::required(Type::String.map(), "Tags of every resource."))
        .output("id", format!("Resource id of the {description}."))
}

fn profile() -> Interface {
    let skus = Type::one_of(&[Sku::Standard.word(), Sku::Premium.word()]);
    global(FRONT_DOOR, "Front Door profile")
        .input("sku", Field::required(skus, "SKU; private link to apps takes Premium."))
        .diagnostics()
        .output("name", "Name of the Front Door profile.")
        .output("frontDoorId", "Id that requests of the profile carry in the header X-Azure-FDID.")
}

fn firewall() -> Interface {
    global(FIREWALL, "Web Application Firewall policy")
}

fn endpoint() -> Interface {
    let link = Type::object([
        ("serviceId", required("Resource id of the app.")),
        ("location", required("Region of the private endpoint.")),
    ]);
    let priority = Type::Int { min: Some(1), max: Some(5) };
    let origin = Type::object([
        ("hostName", required("Host name of the app.")),
        ("priority", Field::required(priority, "Order in which origins are tried, the lowest number first.")),
        ("privateLink", Field::optional(link, "Private link to an app without public access.")),
    ]);
    let policy = Type::object([("id", required("Resource id of the policy."))]);
    Interface::new(ENDPOINT, "endpoint of a Front Door profile")
        .input("name", required("Name of the endpoint, and first part of its host name."))
        .input("profileName", required("Name of the Front Door profile."))
        .input("profileId", required("Resource id of the Front Door profile."))
        .input("tags", Field::required(Type::String.map(), "Tags of every resource."))
        .input("probePath", required("Path that says over HTTPS whether an app is up."))
        .input("origins", Field::required(origin.map(), "The app in each region."))
        .input("firewallPolicy", Field::optional(policy, "Web Application Firewall policy of the endpoint."))
        .output("id", "Resource id of the endpoint.")
        .output("hostName", "Host name that leads to the app in a region that is up.")
}
