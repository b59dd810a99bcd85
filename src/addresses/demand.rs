//! What the environments of a model ask for.

use ipnet::Ipv4Net;

use super::planner::{Problem, Trouble};
use super::{Key, regions};
use crate::diagnostic::Diagnostic;
use crate::kinds::fields::{BlockSize, Cidr};
use crate::kinds::{Component, VirtualNetwork, imply};
use crate::path::ModelPath;
use crate::resolve::{Environments, Resolved};

/// Everything that has or wants addresses.
#[derive(Debug, Default)]
pub(super) struct Demand {
    /// The networks of all environments, once for each region.
    pub(super) networks: Vec<Network>,
    /// Blocks that no network may be given: those that the model writes, and those used on premises.
    pub(super) taken: Vec<Ipv4Net>,
}

/// A network in one region.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) key: Key,
    /// The size it asks for, if it has no blocks of its own.
    pub(super) size: Option<u8>,
    /// Where it is allocated from.
    pub(super) pool: Option<Ipv4Net>,
    /// The blocks that the model writes.
    pub(super) spaces: Vec<Ipv4Net>,
    pub(super) subnets: Vec<Subnet>,
}

/// A subnet: with a block that the model writes, or a size.
#[derive(Debug)]
pub(super) struct Subnet {
    pub(super) name: String,
    pub(super) size: Option<u8>,
    pub(super) prefix: Option<Ipv4Net>,
}

impl Demand {
    pub(super) fn of(environments: &Environments) -> Self {
        let mut demand = Self::default();
        for resolved in &environments.environments {
            let environment = &resolved.environment;
            demand.taken.extend(environment.addresses.on_premises.iter().map(|block| block.0));
            let pooled = environment.addresses.pool_of(&environment.regions.primary).is_some();
            let implied = imply(environment.isolation, &environment.components, pooled);
            let implied = implied.iter().map(|(name, component, _)| (name, component));
            for (name, component) in environment.components.iter().chain(implied) {
                // What is there already has the addresses it has.
                if let Component::VirtualNetwork(network) = component
                    && network.existing.is_none()
                {
                    demand.add(resolved, name, network);
                }
            }
        }
        demand
    }

    fn add(&mut self, resolved: &Resolved, name: &str, network: &VirtualNetwork) {
        for (at, region) in regions(resolved).into_iter().enumerate() {
            let written = if at == 0 { &network.address_spaces } else { &network.secondary_address_spaces };
            let spaces: Vec<Ipv4Net> = written.iter().map(|block| block.0).collect();
            self.taken.extend(&spaces);
            let key = Key {
                environment: resolved.name.clone(),
                component: name.to_owned(),
                region: region.to_owned(),
                subnet: None,
            };
            // Subnets of the second region stand at the same offsets as those of the first.
            let subnets = if at == 0 { network.subnets.iter().map(subnet).collect() } else { Vec::new() };
            let size = network.size.filter(|_| spaces.is_empty()).map(BlockSize::prefix);
            let pool = resolved.environment.addresses.pool_of(region).map(|block| block.0);
            self.networks.push(Network { key, size, pool, spaces, subnets });
        }
    }
}

fn subnet((name, subnet): (&String, &crate::kinds::Subnet)) -> Subnet {
    let prefix = subnet.prefix.map(|Cidr(block)| block);
    let size = subnet.size.filter(|_| prefix.is_none()).map(BlockSize::prefix);
    Subnet { name: name.clone(), size, prefix }
}

impl Network {
    pub(super) fn subnet_key(&self, subnet: &str) -> Key {
        Key { subnet: Some(subnet.to_owned()), ..self.key.clone() }
    }

    /// Whether a block is this network's, or one of its subnets'.
    pub(super) fn has(&self, key: &Key) -> bool {
        let Key { environment, component, region, .. } = &self.key;
        (&key.environment, &key.component, &key.region) == (environment, component, region)
    }
}

/// A problem of the planner, at its place in the model.
pub(super) fn diagnostic(problem: &Problem, environments: &Environments) -> Diagnostic {
    let Problem { key, size, what } = problem;
    let Key { environment, component, region, subnet } = key;
    let who = match subnet {
        Some(subnet) => format!("the subnet `{subnet}` of `{component}`"),
        None => format!("the network `{component}`"),
    };
    let release = "give the block up with `biform addresses prune`: what stands there moves to another one";
    let diagnostic = match what {
        Trouble::NoPool => Diagnostic::error("BF0403", format!("{who} has a size, and {region} has no pool to allocate it from"))
            .help("write `addresses: { pool: 10.40.0.0/16 }`, or a pool for the region, or give the network `addressSpaces`"),
        Trouble::NoRoom(spaces) => {
            Diagnostic::error("BF0402", format!("{} has no room for {who} (/{size}) in {environment}", listed(spaces)))
                .help("choose a larger one, or a smaller `size`, or free what the model no longer has with `biform addresses prune`")
        }
        Trouble::OtherSize(block) => {
            let message = format!("{who} asks for /{size}, and {block} is locked for it in {environment}");
            Diagnostic::error("BF0404", message)
                .help(format!("write `size: /{}`, or {release}", block.prefix_len()))
        }
        Trouble::Outside(block, spaces) => {
            let message = format!("{block} is locked for {who} in {environment}, and lies outside of {}", listed(spaces));
            Diagnostic::error("BF0404", message).help(format!("go back to what it lies in, or {release}"))
        }
    };
    let resolved = environments.environments.iter().find(|resolved| resolved.name == *environment);
    resolved.iter().fold(diagnostic, |diagnostic, resolved| diagnostic.at(place(key, resolved)))
}

/// Where the model asks for a block: the size, or what implies the network.
fn place(key: &Key, resolved: &Resolved) -> ModelPath {
    let network = ModelPath::keys(["components", &key.component]);
    let path = match &key.subnet {
        _ if !resolved.environment.components.contains_key(&key.component) => ModelPath::keys(["isolation"]),
        Some(subnet) => network.key("subnets").key(subnet).key("size"),
        None => network.key("size"),
    };
    resolved.place(&path)
}

fn listed(spaces: &[Ipv4Net]) -> String {
    spaces.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}
