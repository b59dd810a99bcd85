//! The network that an environment implies.

use std::net::Ipv4Addr;

use indexmap::IndexMap;
use ipnet::Ipv4Net;

use super::Component;
use super::fields::{BlockSize, Cidr, Isolation, Tags};
use super::virtual_network::{ENDPOINT_SUBNET, NetworkPolicies, Subnet, VirtualNetwork};
use crate::path::ModelPath;

/// Names for the implied network; the first that no component has is taken.
const NAMES: &[&str] = &["network", "virtualNetwork", "impliedNetwork"];

/// How many subnets of its size the implied network has room for.
const SUBNETS: u8 = u8::MAX;

/// Size of its subnets, which is what the service that needs most room is recommended.
const SUBNET: BlockSize = BlockSize::new(24);

/// Its size where it is allocated from a pool, which others share: room for sixteen subnets.
const SMALL: BlockSize = BlockSize::new(20);
const SUBNETS_OF_SMALL: usize = 16;

/// Its size where that is not enough.
const LARGE: BlockSize = BlockSize::new(16);

/// Its block in a second region where there is no pool.
const SECOND_REGION: Cidr = Cidr(Ipv4Net::new_assert(Ipv4Addr::new(10, 1, 0, 0), 16));

/// The components that an environment implies: name, component, and the paths that imply it.
///
/// An environment that is not public has a virtual network. If the model declares none, it has a subnet for private
/// endpoints and one for each plan whose apps can join a network. It is `10.0.0.0/16`, in a second region
/// `10.1.0.0/16`; where there is a pool for its
/// region (`pooled`), it and its subnets have sizes, and addresses are allocated to them.
#[must_use]
pub fn imply(
    isolation: Isolation,
    components: &IndexMap<String, Component>,
    pooled: bool,
) -> Vec<(String, Component, Vec<ModelPath>)> {
    let declared = components.values().any(|component| matches!(component, Component::VirtualNetwork(_)));
    let name = NAMES.iter().find(|name| !components.contains_key(**name));
    match (isolation, declared, name) {
        (Isolation::Public, ..) | (_, true, _) | (.., None) => Vec::new(),
        (_, false, Some(name)) => {
            let network = Component::VirtualNetwork(network(components, pooled));
            vec![((*name).to_owned(), network, vec![ModelPath::keys(["isolation"])])]
        }
    }
}

fn network(components: &IndexMap<String, Component>, pooled: bool) -> VirtualNetwork {
    let plans = components
        .iter()
        .filter_map(|(name, component)| Some((name.clone(), component.kind().subnet_delegation()?)));
    let endpoints = [(ENDPOINT_SUBNET.to_owned(), None)];
    let subnets = endpoints.into_iter().chain(plans.map(|(name, service)| (name, Some(service))));
    let subnets: IndexMap<String, Subnet> = (0..SUBNETS)
        .zip(subnets)
        .map(|(number, (name, service))| (name, subnet((!pooled).then_some(number), service)))
        .collect();
    VirtualNetwork {
        name: Some("vnet-{project}-{env}".to_owned()),
        tags: Tags::new(),
        existing: None,
        address_spaces: if pooled { Vec::new() } else { vec![block(0, 16)] },
        size: pooled.then(|| if subnets.len() > SUBNETS_OF_SMALL { LARGE } else { SMALL }),
        secondary_address_spaces: if pooled { Vec::new() } else { vec![SECOND_REGION] },
        dns_servers: Vec::new(),
        subnets,
        nat_gateway: None,
        routes: IndexMap::new(),
        firewall: None,
        peerings: IndexMap::new(),
    }
}

/// `10.0.<third>.0` with this length of prefix.
fn block(third: u8, prefix: u8) -> Cidr {
    Cidr(Ipv4Net::new_assert([10, 0, third, 0].into(), prefix))
}

/// The subnet with this number; without one, its addresses are allocated.
fn subnet(number: Option<u8>, service: Option<&str>) -> Subnet {
    Subnet {
        prefix: number.map(|number| block(number, 24)),
        secondary_prefix: None,
        size: if number.is_none() { Some(SUBNET) } else { None },
        delegation: service.map(str::to_owned),
        service_endpoints: Vec::new(),
        private_endpoint_network_policies: NetworkPolicies::Disabled,
        default_outbound_access: false,
        nat_gateway: false,
        routes: None,
        security_group: true,
        security_group_name: None,
        security_rules: IndexMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn components(json: serde_json::Value) -> IndexMap<String, Component> {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_public_environment_implies_nothing() {
        assert!(imply(Isolation::Public, &components(serde_json::json!({})), false).is_empty());
    }

    #[test]
    fn a_closed_environment_implies_a_network_under_a_free_name() {
        let taken = components(serde_json::json!({ "network": { "kind": "logAnalytics" } }));
        let implied = imply(Isolation::Restricted, &taken, false);
        let (name, network, paths) = &implied[0];
        assert_eq!(name, "virtualNetwork");
        assert_eq!(network.kind().endpoint_subnet(), Some(ENDPOINT_SUBNET));
        assert_eq!(paths, &[ModelPath::keys(["isolation"])]);
    }

    #[test]
    fn where_there_is_a_pool_the_implied_network_has_sizes() {
        let implied = imply(Isolation::Private, &components(serde_json::json!({})), true);
        let network = serde_json::to_value(&implied[0].1).unwrap();
        assert_eq!(network["size"], "/20");
        assert_eq!(network["addressSpaces"], serde_json::json!([]));
        assert_eq!(network["subnets"][ENDPOINT_SUBNET]["size"], "/24");
        assert!(network["subnets"][ENDPOINT_SUBNET]["prefix"].is_null());
    }

    #[test]
    fn a_declared_network_is_enough() {
        let own = components(serde_json::json!({
            "net": {
                "kind": "virtualNetwork",
                "addressSpaces": ["10.1.0.0/16"],
                "subnets": {
                    "GatewaySubnet": { "prefix": "10.1.0.0/27" },
                    "apps": { "prefix": "10.1.1.0/24", "delegation": "Microsoft.Web/serverFarms" },
                    "endpoints": { "prefix": "10.1.2.0/24" },
                },
            },
        }));
        assert!(imply(Isolation::Private, &own, false).is_empty());
        let network = own["net"].kind();
        assert_eq!(network.endpoint_subnet(), Some("endpoints"));
        assert_eq!(network.app_subnet("Microsoft.Web/serverFarms", "plan"), Some("apps"));
        assert_eq!(network.app_subnet("Microsoft.App/environments", "plan"), None);
    }
}
