//! Private DNS zones: those of the workload, and central ones that are there already.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resource_id::ResourceId;
use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Context, Part, Value};
use crate::facts;
use crate::path::ModelPath;

/// The module of the zones that the workload has itself.
pub(crate) const ZONES: &str = "privateDnsZones";

/// The module of the link of a central zone.
pub(crate) const LINK: &str = "privateDnsZoneLink";

/// Central private DNS zones, which are there already. No zones are made then. Whoever deploys must be allowed to join
/// private endpoints to them (Private DNS Zone Contributor can).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrivateDns {
    /// Resource id of the resource group that has a zone of the usual name for every service.
    #[serde(default)]
    pub resource_group_id: Option<ResourceId>,
    /// Resource ids of zones by sub-resource, such as `vault` or `blob`, for those that stand elsewhere.
    #[serde(default)]
    pub zones: IndexMap<String, ResourceId>,
    /// Whether the workload links the zones it uses to its network. Left out, whoever owns the zones does, or a policy.
    #[serde(default)]
    pub link: bool,
}

impl PrivateDns {
    /// The path of the central zones.
    #[must_use]
    pub fn path() -> ModelPath {
        ModelPath::keys(["privateDns"])
    }

    /// The paths that decide which zone a sub-resource has.
    #[must_use]
    pub fn paths(group: &str) -> [ModelPath; 2] {
        [Self::path().key("zones").key(group), Self::path().key("resourceGroupId")]
    }

    /// The id of the zone of a sub-resource; `None` where no central zone is known for it.
    #[must_use]
    pub fn zone_id(&self, kind: &str, group: &str) -> Option<Value> {
        let [zone, resource_group] = Self::paths(group);
        if let Some(id) = self.zones.get(group) {
            return Some(Value::text(id.text()).written_at(zone));
        }
        let id = Value::text(self.resource_group_id.as_ref()?.text()).written_at(resource_group);
        Some(Value::interpolation([
            Part::Value(id),
            Part::Literal("/providers/Microsoft.Network/privateDnsZones/".to_owned()),
            Part::Value(zone_name(kind, group)?),
        ]))
    }
}

/// The name of the zone that resolves a sub-resource of a kind.
pub(crate) fn zone_name(kind: &str, group: &str) -> Option<Value> {
    let zone = facts::private_endpoints::sub_resource(kind, group)?.zones.first()?;
    Some(match facts::private_endpoints::before_storage_suffix(zone) {
        Some(before) => Value::interpolation([
            Part::Literal(before.to_owned()),
            Part::Value(Value::context(Context::StorageSuffix)),
        ]),
        None => Value::text(*zone),
    })
}

/// The modules of zones and of links to central ones.
pub(super) fn interfaces() -> [Interface; 2] {
    let network_id = "Resource id of the virtual network that resolves the zones.";
    let network_name = "Name of the virtual network that resolves the zones.";
    let tags = || Field::required(Type::String.map(), "Tags of every resource.");
    [
        Interface::new(ZONES, "private DNS zones")
            .input("resourceGroupName", Field::required(Type::String, "Resource group of the zones."))
            .input("tags", tags())
            .input("virtualNetworkId", Field::required(Type::String, network_id))
            .input("virtualNetworkName", Field::required(Type::String, network_name))
            .input("zones", Field::required(Type::String.map(), "Names of the zones by sub-resource."))
            .output_map("zoneIds", "Resource ids of the zones by sub-resource."),
        Interface::new(LINK, "link of a private DNS zone that is there already")
            .input("name", Field::required(Type::String, "Name of the link."))
            .input("tags", tags())
            .input("privateDnsZoneId", Field::required(Type::String, "Resource id of the zone."))
            .input(
                "virtualNetworkId",
                Field::required(Type::String, "Resource id of the virtual network that resolves the zone."),
            )
            .deployed_beside("privateDnsZoneId"),
    ]
}
