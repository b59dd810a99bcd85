//! Addresses: blocks for networks and subnets that have a `size`, and the committed lock that keeps them.
//!
//! [`plan`] looks at all environments at once, takes from the [`Lock`] what was allocated before, allocates what is new,
//! and writes both into the environments as if the model had said `addressSpaces` and `prefix`: later stages see
//! blocks and nothing else. It reads and writes no file.
//!
//! What holds, by property tests: blocks of networks never overlap each other, a block that the model writes or one
//! used on premises; a block never leaves its pool, a subnet never its network; what stands in the lock is what a network
//! has; and planning with the lock that planning gave changes nothing.

mod demand;
mod lock;
mod planner;
mod space;

use serde_json::Value as Json;

use crate::diagnostic::Diagnostic;
use crate::kinds::Component;
use crate::path::ModelPath;
use crate::resolve::{Environments, Resolved, regions};
use demand::Demand;
pub use lock::Lock;
pub use planner::{Entry, State};
pub use space::overlap;

/// What a block is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Key {
    /// The environment.
    pub environment: String,
    /// The network's component.
    pub component: String,
    /// The Azure region.
    pub region: String,
    /// The subnet; `None` is the network itself.
    pub subnet: Option<String>,
}

/// All environments with their addresses.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The environments; every network and subnet that could be given a block has it.
    pub environments: Environments,
    /// Every block, in the order of the model; what only the lock knows comes last.
    pub entries: Vec<Entry>,
    /// The lock with what was allocated now.
    pub lock: Lock,
    /// What could not be allocated, and what no longer fits the lock; all of it errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Planned {
    /// What was allocated now.
    pub fn added(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.state == State::New)
    }
}

/// Gives every network and subnet of every environment its addresses.
#[must_use]
pub fn plan(mut environments: Environments, lock: &Lock) -> Planned {
    let demand = Demand::of(&environments);
    let outcome = planner::plan(&demand, lock);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for problem in &outcome.problems {
        // What several environments have from one place of the model is said once.
        let diagnostic = demand::diagnostic(problem, &environments);
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
    let mut extended = lock.clone();
    for entry in outcome.entries.iter().filter(|entry| entry.state == State::New) {
        extended.blocks.insert(entry.key.clone(), entry.block);
    }
    fill(&mut environments, &outcome.entries);
    Planned { environments, entries: outcome.entries, lock: extended, diagnostics }
}

/// Writes what was allocated into the environments.
fn fill(environments: &mut Environments, entries: &[Entry]) {
    let allocated = |entry: &&Entry| !matches!(entry.state, State::Written | State::Unused);
    for resolved in &mut environments.environments {
        let own = entries.iter().filter(allocated).filter(|entry| entry.key.environment == resolved.name);
        let primary = resolved.environment.regions.primary.clone();
        let mut blocks: Vec<(ModelPath, Json)> = Vec::new();
        for Entry { key, block, .. } in own {
            let component = ModelPath::keys(["components", &key.component]);
            let value = Json::from(block.to_string());
            let blocks_of = |field: &str| (component.key(field), [value.clone()].into_iter().collect());
            blocks.push(match &key.subnet {
                Some(subnet) => (component.key("subnets").key(subnet).key("prefix"), value),
                None if key.region == primary => blocks_of("addressSpaces"),
                None => blocks_of("secondaryAddressSpaces"),
            });
        }
        // The implied network is not written anywhere, with or without addresses.
        let declared = |path: &&ModelPath| {
            path.key_at(1).is_some_and(|name| resolved.environment.components.contains_key(name))
        };
        for path in blocks.iter().map(|(path, _)| path).filter(declared) {
            environments.written.insert(path);
        }
        resolved.allocate(blocks);
    }
}

/// The regions that an environment's networks may stand in, the primary one first.
///
/// Whether anything stands in a second region is known only when the components are: a strategy that is left out is the
/// least that meets the objectives. A block too many in the lock does no harm; one that comes later may find no room beside the first.
fn regions(resolved: &Resolved) -> Vec<&str> {
    let mut regions: Vec<&str> =
        regions::of(&resolved.environment).into_iter().map(|(region, _)| region).collect();
    regions.dedup();
    regions
}

/// Gives subnets their blocks in the second region: at the same offsets as in the first, unless the model writes others.
/// What has no place there is left without one.
pub fn shift_subnets(resolved: &mut Resolved) {
    let mut blocks: Vec<(ModelPath, Json)> = Vec::new();
    for (name, component) in &resolved.environment.components {
        let Component::VirtualNetwork(network) = component else { continue };
        let subnets = ModelPath::keys(["components", name, "subnets"]);
        for (subnet, own) in network.subnets.iter().filter(|(_, own)| own.secondary_prefix.is_none()) {
            let mut spaces = network.address_spaces.iter().zip(&network.secondary_address_spaces);
            let shifted =
                own.prefix.and_then(|prefix| spaces.find_map(|(from, to)| prefix.shifted(*from, *to)));
            blocks
                .extend(shifted.map(|block| {
                    (subnets.key(subnet).key("secondaryPrefix"), Json::from(block.to_string()))
                }));
        }
    }
    if !blocks.is_empty() {
        resolved.allocate(blocks);
    }
}
