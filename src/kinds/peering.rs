//! Peerings of virtual networks: a spoke joined to its hub.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resource_id::ResourceId;
use super::site::Site;
use crate::blueprint::call::{Call, CallKey, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Context, Node, Origin, Part, Value};
use crate::path::ModelPath;

/// The module of the network's own side of a peering.
const OWN_SIDE: &str = "virtualNetworkPeering";

/// The module of the side of the network that is there already.
const REMOTE_SIDE: &str = "remoteVirtualNetworkPeering";

/// A peering with a network that is there already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in Azure too")]
pub struct Peering {
    /// Resource id of the other network, such as a hub.
    pub virtual_network_id: ResourceId,
    /// Whether traffic is let in that the other network only hands on, as a hub's firewall does.
    #[serde(default = "yes")]
    pub allow_forwarded_traffic: bool,
    /// Whether the other network may use this one's gateway.
    #[serde(default)]
    pub allow_gateway_transit: bool,
    /// Whether this network reaches others, such as on-premises ones, through the other network's gateway.
    #[serde(default)]
    pub use_remote_gateways: bool,
    /// Whether the other network's side of the peering is part of the workload, too. Left out, whoever owns that network
    /// makes it.
    #[serde(default)]
    pub remote: bool,
}

fn yes() -> bool {
    true
}

/// The modules of both sides of a peering.
pub(super) fn interfaces() -> [Interface; 2] {
    let flag = |default: bool, what: &str| Field::defaulted(Type::Bool, default.into(), what);
    let forwarded = "Whether traffic is let in that the other network only hands on.";
    let transit = "Whether the other network may use this one's gateway.";
    [
        Interface::new(OWN_SIDE, "peering of a virtual network")
            .input("name", Field::required(Type::String, "Name of the peering."))
            .input(
                "resourceGroupName",
                Field::required(Type::String, "Resource group of the virtual network."),
            )
            .input("virtualNetworkName", Field::required(Type::String, "Name of the virtual network."))
            .input(
                "remoteVirtualNetworkId",
                Field::required(Type::String, "Resource id of the other network."),
            )
            .input("allowForwardedTraffic", flag(true, forwarded))
            .input("allowGatewayTransit", flag(false, transit))
            .input("useRemoteGateways", flag(false, "Whether this network uses the other one's gateway.")),
        Interface::new(REMOTE_SIDE, "peering of a virtual network that is there already")
            .input("name", Field::required(Type::String, "Name of the peering."))
            .input(
                "virtualNetworkId",
                Field::required(Type::String, "Resource id of the network that is there already."),
            )
            .input(
                "remoteVirtualNetworkId",
                Field::required(Type::String, "Resource id of the workload's network."),
            )
            .input("allowForwardedTraffic", flag(true, forwarded))
            .input("allowGatewayTransit", flag(false, transit))
            .deployed_beside("virtualNetworkId"),
    ]
}

/// The calls of one side or both of each peering.
pub(super) fn lower(peerings: &IndexMap<String, Peering>, site: &Site<'_>, plan: &mut Plan) {
    for (name, peering) in peerings {
        let path = site.field("peerings").key(name);
        let network = site.scene.call(site.name);
        let hub = Value::text(peering.virtual_network_id.text()).written_at(path.key("virtualNetworkId"));
        let origin = Origin::Derived(vec![path.clone()]);
        let flag = |field: &str, is: bool| Value::fixed(Node::Bool(is)).written_at(path.key(field));
        let mut own = Call::new(OWN_SIDE, origin.clone())
            .input("name", Value::text(format!("peer-{name}")))
            .input("resourceGroupName", Value::context(Context::ResourceGroupName))
            .input("virtualNetworkName", Value::output(network.clone(), "name"))
            .input("remoteVirtualNetworkId", hub.clone())
            .input("allowForwardedTraffic", flag("allowForwardedTraffic", peering.allow_forwarded_traffic))
            .input("allowGatewayTransit", flag("allowGatewayTransit", peering.allow_gateway_transit))
            .input("useRemoteGateways", flag("useRemoteGateways", peering.use_remote_gateways));
        own.inputs.retain(|input, _| is_said(site, &path, input));
        if peering.remote {
            let key = CallKey::part(site.name, &["peerings", name, "otherSide"]);
            own.after.insert(key.clone(), "a gateway can be used once the network that has it agrees");
            let transit = flag("useRemoteGateways", peering.use_remote_gateways);
            let name =
                [Part::Literal("peer-".to_owned()), Part::Value(Value::output(network.clone(), "name"))];
            let mut call = Call::new(REMOTE_SIDE, Origin::Derived(vec![path.clone(), path.key("remote")]))
                .input("name", Value::interpolation(name))
                .input("virtualNetworkId", hub)
                .input("remoteVirtualNetworkId", Value::output(network, "id"))
                .input(
                    "allowForwardedTraffic",
                    flag("allowForwardedTraffic", peering.allow_forwarded_traffic),
                );
            if is_said(site, &path, "useRemoteGateways") {
                call = call.input("allowGatewayTransit", transit);
            }
            call.inputs.retain(|input, _| input == "allowGatewayTransit" || is_said(site, &path, input));
            plan.calls.insert(key, call);
        }
        plan.calls.insert(CallKey::part(site.name, &["peerings", name]), own);
    }
}

/// Whether an input is no switch, or one that the model sets in some environment: its default needs no word.
fn is_said(site: &Site<'_>, path: &ModelPath, input: &str) -> bool {
    let switches = ["allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways"];
    !switches.contains(&input) || site.scene.written.contains(&path.key(input))
}
