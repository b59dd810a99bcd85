//! Virtual networks, and the private DNS zones linked to them.

mod ports;
mod security_rules;

use std::net::Ipv4Addr;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{BlockSize, Cidr, Tags, Within};
use super::peering::{self, Peering};
use super::private_dns;
use super::resource_id::ResourceId;
use super::site::Site;
use super::{COMMON_FIELDS, Kind};
use crate::blueprint::call::{Call, Placement, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Entry, Node, Origin, Part, Value};
use crate::facts;
use crate::path::ModelPath;
use ports::Ports;

/// The word in a model's `kind:`.
const KEY: &str = "virtualNetwork";

/// The subnet that private endpoints are put into, if it is there.
pub(super) const ENDPOINT_SUBNET: &str = "private-endpoints";

/// A virtual network with its subnets, their security groups and the ways out of it.
///
/// Private endpoints are put into the subnet called `private-endpoints`, or into the first one that is neither
/// delegated nor reserved. An app joins the subnet that has the name of its plan and is delegated to what the plan
/// needs, or the first one that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VirtualNetwork {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// The network is there already: nothing of it is made, and what needs it uses its ids. None of the fields that say
    /// what it has stands beside it.
    #[serde(default)]
    pub existing: Option<ExistingNetwork>,
    /// Address blocks of the network.
    ///
    /// A `size` in their place has one allocated.
    #[serde(default)]
    pub address_spaces: Vec<Cidr>,
    /// Size of the block that is allocated to the network from the pool of its region, in place of `addressSpaces`.
    #[serde(default)]
    pub size: Option<BlockSize>,
    /// Address blocks of the network in the second region; its subnets stand at the same offsets.
    ///
    /// Where the network has a `size`, one is allocated.
    #[serde(default)]
    pub secondary_address_spaces: Vec<Cidr>,
    /// Addresses of the DNS servers; the default is the DNS of Azure.
    #[serde(default)]
    pub dns_servers: Vec<Ipv4Addr>,
    /// Subnets by name.
    #[serde(default)]
    pub subnets: IndexMap<String, Subnet>,
    /// NAT gateway, with one static public address, for the subnets that ask for it.
    #[serde(default)]
    pub nat_gateway: Option<NatGateway>,
    /// Routes by name, in a route table for the subnets that ask for it.
    #[serde(default)]
    pub routes: IndexMap<String, Route>,
    /// Address of a firewall, such as that of a hub, that all traffic leaving the network goes through. Every subnet
    /// that can be routed sends it there.
    #[serde(default)]
    pub firewall: Option<Ipv4Addr>,
    /// Peerings with networks that are there already, such as a hub, by name.
    #[serde(default)]
    pub peerings: IndexMap<String, Peering>,
}

/// A virtual network that is there already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExistingNetwork {
    /// Resource id of the network.
    pub id: ResourceId,
    /// The subnets that the workload uses, by name.
    #[serde(default)]
    pub subnets: IndexMap<String, ExistingSubnet>,
}

/// A subnet that is there already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExistingSubnet {
    /// Resource id of the subnet; the default is that of the network's subnet of this name.
    #[serde(default)]
    pub id: Option<ResourceId>,
    /// Service that the subnet has been handed to, such as `Microsoft.Web/serverFarms`.
    #[serde(default)]
    pub delegation: Option<String>,
}

/// A subnet of the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subnet {
    /// Address block of the subnet.
    ///
    /// A `size` in its place has one allocated.
    #[serde(default)]
    pub prefix: Option<Cidr>,
    /// Size of the block that is allocated to the subnet inside the network, in place of `prefix`.
    #[serde(default)]
    pub size: Option<BlockSize>,
    /// Address block of the subnet in the second region.
    ///
    /// Left out, it stands at the same offset there.
    #[serde(default)]
    pub secondary_prefix: Option<Cidr>,
    /// Service that the subnet is handed to, such as `Microsoft.Web/serverFarms`.
    #[serde(default)]
    pub delegation: Option<String>,
    /// Services reached through service endpoints, such as `Microsoft.Storage`.
    #[serde(default)]
    pub service_endpoints: Vec<String>,
    /// Which of security group and route table apply to private endpoints in the subnet.
    #[serde(default)]
    pub private_endpoint_network_policies: NetworkPolicies,
    /// Whether Azure gives machines in the subnet a way out to the internet that nobody declared.
    #[serde(default)]
    pub default_outbound_access: bool,
    /// Whether outbound traffic takes the NAT gateway.
    #[serde(default)]
    pub nat_gateway: bool,
    /// Whether the route table applies to the subnet; the default is no, and yes where the network has a firewall.
    #[serde(default)]
    pub routes: Option<bool>,
    /// Whether the subnet has a network security group.
    #[serde(default = "yes")]
    pub security_group: bool,
    /// Name of the network security group; the default is `nsg-<network>-<subnet>`.
    #[serde(default)]
    pub security_group_name: Option<String>,
    /// Rules of the network security group by name. Those that a gateway's subnet or a service that has the subnet needs
    /// come with it. In a private environment, what no rule allows does not come in, also not from connected networks;
    /// private endpoints are held to rules only where `privateEndpointNetworkPolicies` says so.
    #[serde(default)]
    pub security_rules: IndexMap<String, SecurityRule>,
}

fn yes() -> bool {
    true
}

/// What applies to private endpoints in a subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum NetworkPolicies {
    /// Neither.
    #[default]
    Disabled,
    /// Security group and route table.
    Enabled,
    /// The security group.
    NetworkSecurityGroupEnabled,
    /// The route table.
    RouteTableEnabled,
}

/// A rule of a network security group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityRule {
    /// Why the rule exists.
    #[serde(default)]
    pub description: Option<String>,
    /// Rules are tried in this order, the lowest number first; no two of one direction have the same. Left out, the
    /// rules of a direction are numbered in the order in which they are written: 100, 110 and so on.
    #[serde(default)]
    pub priority: Option<Within<100, 4096>>,
    /// Direction of the traffic, seen from the subnet.
    pub direction: Direction,
    /// What happens to the traffic.
    pub access: Access,
    /// Protocol of the traffic; `*` is any.
    pub protocol: Protocol,
    /// Where the traffic comes from: address blocks and names of subnets of the network, or one service tag, or one `*`.
    pub sources: Vec<String>,
    /// Ports or port ranges that the traffic comes from; the default is any.
    #[serde(default)]
    pub source_ports: Vec<Ports>,
    /// Where the traffic goes: address blocks and names of subnets of the network, or one service tag, or one `*`.
    pub destinations: Vec<String>,
    /// Ports or port ranges that the traffic goes to, or one `*`.
    pub destination_ports: Vec<Ports>,
}

/// Direction of traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Direction {
    /// Into the subnet.
    Inbound,
    /// Out of the subnet.
    Outbound,
}

/// What happens to traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Access {
    /// It is let through.
    Allow,
    /// It is dropped.
    Deny,
}

/// A protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP.
    Icmp,
    /// Any.
    #[serde(rename = "*")]
    Any,
}

/// A NAT gateway.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NatGateway {
    /// Minutes after which an idle connection is dropped.
    #[serde(default = "four_minutes")]
    pub idle_timeout_minutes: Within<4, 120>,
    /// Availability zone of the gateway and its address; Azure chooses one by default.
    #[serde(default)]
    pub zone: Option<Within<1, 3>>,
}

fn four_minutes() -> Within<4, 120> {
    const { Within::new(4) }
}

/// A route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Route {
    /// Where the traffic goes: an address block or a service tag.
    pub prefix: String,
    /// What the traffic is sent to.
    pub next_hop_type: NextHop,
    /// Address of the virtual appliance.
    #[serde(default)]
    pub next_hop_address: Option<Ipv4Addr>,
}

/// What routed traffic is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum NextHop {
    /// The internet.
    Internet,
    /// Nothing: the traffic is dropped.
    None,
    /// The address of a firewall or the like.
    VirtualAppliance,
    /// The network's VPN or `ExpressRoute` gateway.
    VirtualNetworkGateway,
    /// The network itself.
    VnetLocal,
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    let own = [Interface::resource(KEY, "virtual network")
        .fields(addressed(fields), COMMON_FIELDS)
        .diagnostics()
        .output_map("subnetIds", "Resource ids of the subnets by name.")];
    own.into_iter().chain(peering::interfaces()).chain(private_dns::interfaces()).collect()
}

/// The fields as the module takes them: where addresses come from is settled before a network is lowered, and every
/// block is there. Peerings are modules of their own, and a network that is there already has no module.
fn addressed(mut fields: IndexMap<String, Field>) -> IndexMap<String, Field> {
    for field in ["size", "secondaryAddressSpaces", "peerings", "existing"] {
        fields.shift_remove(field);
    }
    if let Some(spaces) = fields.get_mut("addressSpaces") {
        *spaces = Field::required(spaces.ty.clone(), spaces.description.clone());
    }
    if let Some(Field { ty: Type::Map(subnet), .. }) = fields.get_mut("subnets")
        && let Type::Object(subnet) = subnet.as_mut()
    {
        subnet.shift_remove("size");
        subnet.shift_remove("secondaryPrefix");
        if let Some(prefix) = subnet.get_mut("prefix") {
            prefix.optional = false;
        }
    }
    fields
}

impl Kind for VirtualNetwork {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        if self.existing.is_some() {
            return;
        }
        let mut call = site.call(KEY);
        if !site.scene.implied.contains_key(site.name) {
            call.origin = Origin::Derived(vec![Self::existing_path(site), site.path()]);
        }
        if let (Some(gateway), Some(Value { node: Node::Object(fields), .. })) =
            (&self.nat_gateway, call.inputs.get_mut("natGateway"))
        {
            // A gateway of which the model says nothing is still one: `natGateway: {}`.
            let path = site.field("natGateway").key("idleTimeoutMinutes");
            let minutes = Value::fixed(Node::Int(gateway.idle_timeout_minutes.get())).written_at(path);
            fields.entry("idleTimeoutMinutes".to_owned()).or_insert(Entry { value: minutes, when: None });
        }
        if let Some(subnets) = call.inputs.get_mut("subnets") {
            self.complete_rules(site, subnets);
            self.leave_out_gateways(site, subnets);
        }
        if site.scene.placement == Placement::Secondary {
            self.address_second_region(site, &mut call);
        }
        plan.calls.insert(site.scene.call(site.name), call);
        peering::lower(&self.peerings, site, plan);
    }

    fn call_paths(&self, site: &Site<'_>) -> Vec<ModelPath> {
        vec![Self::existing_path(site)]
    }

    fn known_output(&self, site: &Site<'_>, output: &str, key: Option<&str>) -> Option<Value> {
        let existing = self.existing.as_ref()?;
        let path = Self::existing_path(site);
        let id = Value::text(existing.id.text()).written_at(path.clone());
        match (output, key) {
            ("id", None) => Some(id),
            ("name", None) => Some(Value::text(existing.id.name()).derived_from([path])),
            ("subnetIds", Some(name)) => {
                if let Some(own) = &existing.subnets.get(name)?.id {
                    let path = site.field("existing").key("subnets").key(name).key("id");
                    return Some(Value::text(own.text()).written_at(path));
                }
                let inside = Part::Literal(format!("/subnets/{name}"));
                Some(Value::interpolation([Part::Value(id), inside]).derived_from([path]))
            }
            _ => None,
        }
    }

    fn endpoint_subnet(&self) -> Option<&str> {
        let named = |name: &str| name == ENDPOINT_SUBNET;
        let free = |name: &str, service: Option<&str>| {
            service.is_none() && facts::subnets::reserved_name(name).is_none()
        };
        let subnets = || self.delegations();
        let found = subnets().find(|(name, _)| named(name));
        found.or_else(|| subnets().find(|(name, service)| free(name, *service))).map(|(name, _)| name)
    }

    fn app_subnet(&self, service: &str, plan: &str) -> Option<&str> {
        let delegated = || self.delegations().filter(|(_, own)| *own == Some(service)).map(|(name, _)| name);
        delegated().find(|name| *name == plan).or_else(|| delegated().next())
    }
}

impl VirtualNetwork {
    /// Gives the network of the second region its own addresses.
    fn address_second_region(&self, site: &Site<'_>, call: &mut Call) {
        let path = site.field("secondaryAddressSpaces");
        if let Some(spaces) = site.model_value(&path, &Type::strings()) {
            call.inputs.insert("addressSpaces".to_owned(), spaces);
        }
        let Some(subnets) = call.inputs.get_mut("subnets") else { return };
        for (name, subnet) in &self.subnets {
            let prefix = field_mut(subnets, name).and_then(|subnet| field_mut(subnet, "prefix"));
            if let (Some(prefix), Some(second)) = (prefix, subnet.secondary_prefix) {
                let path = site.field("subnets").key(name).key("secondaryPrefix");
                *prefix = Value::text(second.to_string()).written_at(path);
            }
        }
    }

    /// Keeps subnets whose name Azure reserves away from the firewall: their gateways need a way of their own.
    fn leave_out_gateways(&self, site: &Site<'_>, subnets: &mut Value) {
        let gateways = self.subnets.iter().filter(|(name, subnet)| {
            subnet.routes.is_none() && facts::subnets::reserved_name(name).is_some()
        });
        for (name, _) in gateways.filter(|_| site.is_written("firewall")) {
            if let Some(Value { node: Node::Object(fields), .. }) = field_mut(subnets, name) {
                let no = Value::fixed(Node::Bool(false));
                fields.insert("routes".to_owned(), Entry { value: no, when: None });
            }
        }
    }

    /// The path that tells a network of the workload from one that is there already.
    fn existing_path(site: &Site<'_>) -> ModelPath {
        site.field("existing").key("id")
    }

    /// The names of all subnets, there already or not, with the services they are delegated to.
    fn delegations(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let own = self.subnets.iter().map(|(name, subnet)| (name.as_str(), subnet.delegation.as_deref()));
        let existing = self.existing.iter().flat_map(|existing| &existing.subnets);
        own.chain(existing.map(|(name, subnet)| (name.as_str(), subnet.delegation.as_deref())))
    }
}

/// The value of a field of an object or an entry of a map.
fn field_mut<'v>(value: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    match &mut value.node {
        Node::Object(fields) | Node::Map { entries: fields, .. } => {
            fields.get_mut(name).map(|entry| &mut entry.value)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_join_the_subnet_of_their_plan_or_the_first_that_fits() {
        let network: VirtualNetwork = serde_json::from_value(serde_json::json!({
            "addressSpaces": ["10.0.0.0/16"],
            "subnets": {
                "apps": { "prefix": "10.0.1.0/24", "delegation": "Microsoft.Web/serverFarms" },
                "plan": { "prefix": "10.0.2.0/24", "delegation": "Microsoft.Web/serverFarms" },
                "private-endpoints": { "prefix": "10.0.3.0/24" },
            },
        }))
        .unwrap();
        assert_eq!(network.app_subnet("Microsoft.Web/serverFarms", "plan"), Some("plan"));
        assert_eq!(network.app_subnet("Microsoft.Web/serverFarms", "other"), Some("apps"));
        assert_eq!(network.app_subnet("Microsoft.App/environments", "plan"), None);
        assert_eq!(network.endpoint_subnet(), Some(ENDPOINT_SUBNET));
    }
}
