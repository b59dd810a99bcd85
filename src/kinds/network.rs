//! The network that an environment implies.

use indexmap::IndexMap;
use ipnet::Ipv4Net;

use super::Component;
use super::fields::{Cidr, Isolation, Tags};
use super::virtual_network::{ENDPOINT_SUBNET, NetworkPolicies, Subnet, VirtualNetwork};
use crate::path::ModelPath;

/// Names for the implied network; the first that no component has is taken.
const NAMES: &[&str] = &["network", "virtualNetwork", "impliedNetwork"];

/// How many subnets of its size the implied network has room for.
const SUBNETS: u8 = u8::MAX;

/// The components that an environment implies: name, component, and the paths that imply it.
///
/// An environment that is not public has a virtual network. If the model declares none, it is `10.0.0.0/16` with a
/// subnet for private endpoints and one for each plan whose apps can join a network.
#[must_use]
pub fn imply(
    isolation: Isolation,
    components: &IndexMap<String, Component>,
) -> Vec<(String, Component, Vec<ModelPath>)> {
    let declared = components.values().any(|component| matches!(component, Component::VirtualNetwork(_)));
    let name = NAMES.iter().find(|name| !components.contains_key(**name));
    match (isolation, declared, name) {
        (Isolation::Public, ..) | (_, true, _) | (.., None) => Vec::new(),
        (_, false, Some(name)) => {
            let network = Component::VirtualNetwork(network(components));
            vec![((*name).to_owned(), network, vec![ModelPath::keys(["isolation"])])]
        }
    }
}

fn network(components: &IndexMap<String, Component>) -> VirtualNetwork {
    let plans = components
        .iter()
        .filter_map(|(name, component)| Some((name.clone(), component.kind().subnet_delegation()?)));
    let endpoints = [(ENDPOINT_SUBNET.to_owned(), None)];
    let subnets = endpoints.into_iter().chain(plans.map(|(name, service)| (name, Some(service))));
    VirtualNetwork {
        name: Some("vnet-{project}-{env}".to_owned()),
        tags: Tags::new(),
        address_spaces: vec![block(0, 16)],
        size: None,
        secondary_address_spaces: Vec::new(),
        dns_servers: Vec::new(),
        subnets: (0..SUBNETS)
            .zip(subnets)
            .map(|(number, (name, service))| (name, subnet(number, service)))
            .collect(),
        nat_gateway: None,
        routes: IndexMap::new(),
        peerings: IndexMap::new(),
    }
}

fn block(third: u8, prefix: u8) -> Cidr {
    Cidr(Ipv4Net::new_assert([10, 0, third, 0].into(), prefix))
}

fn subnet(number: u8, service: Option<&str>) -> Subnet {
    Subnet {
        prefix: Some(block(number, 24)),
        size: None,
        delegation: service.map(str::to_owned),
        service_endpoints: Vec::new(),
        private_endpoint_network_policies: NetworkPolicies::Disabled,
        default_outbound_access: false,
        nat_gateway: false,
        routes: false,
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
        assert!(imply(Isolation::Public, &components(serde_json::json!({}))).is_empty());
    }

    #[test]
    fn a_closed_environment_implies_a_network_under_a_free_name() {
        let taken = components(serde_json::json!({ "network": { "kind": "logAnalytics" } }));
        let implied = imply(Isolation::Restricted, &taken);
        let (name, network, paths) = &implied[0];
        assert_eq!(name, "virtualNetwork");
        assert_eq!(network.kind().endpoint_subnet(), Some(ENDPOINT_SUBNET));
        assert_eq!(paths, &[ModelPath::keys(["isolation"])]);
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
        assert!(imply(Isolation::Private, &own).is_empty());
        let network = own["net"].kind();
        assert_eq!(network.endpoint_subnet(), Some("endpoints"));
        assert_eq!(network.app_subnet("Microsoft.Web/serverFarms", "plan"), Some("apps"));
        assert_eq!(network.app_subnet("Microsoft.App/environments", "plan"), None);
    }
}
