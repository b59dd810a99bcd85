//! The planner: which block each network and subnet gets.
//!
//! First fit, the largest first, in the order of the model. What the lock has is never touched, and counts as taken also
//! when the model no longer has it, so that nothing is handed out twice.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;

use super::demand::{Demand, Network};
use super::space::Taken;
use super::{Key, Lock};

/// A block of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is for.
    pub key: Key,
    /// The block.
    pub block: Ipv4Net,
    /// Where it comes from.
    pub state: State,
}

/// Where a block of the plan comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The model writes it.
    Written,
    /// The lock has it.
    Locked,
    /// It was allocated now.
    New,
    /// The lock has it, and it is not what the model asks for.
    Misfit,
    /// The lock has it, and the model does not ask for it.
    Unused,
}

/// Something that cannot be allocated, or a block that no longer fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) key: Key,
    pub(super) size: u8,
    pub(super) what: Trouble,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is no pool for the region.
    NoPool,
    /// The spaces have no room.
    NoRoom(Vec<Ipv4Net>),
    /// The lock has a block of another size.
    OtherSize(Ipv4Net),
    /// The lock has a block outside of these spaces.
    Outside(Ipv4Net, Vec<Ipv4Net>),
}

/// What the planner says.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) entries: Vec<Entry>,
    pub(super) problems: Vec<Problem>,
}

/// Something that asks for a block.
struct Want {
    key: Key,
    size: u8,
    /// Where the block has to be; empty: nowhere is known.
    within: Vec<Ipv4Net>,
}

pub(super) fn plan(demand: &Demand, lock: &Lock) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found: BTreeMap<Key, Entry> = BTreeMap::new();
    let locked_networks = lock.blocks.iter().filter(|(key, _)| key.subnet.is_none());
    let taken = demand.taken.iter().chain(locked_networks.map(|(_, block)| block)).copied().collect();
    let wants = demand.networks.iter().filter_map(|network| {
        let within = network.pool.into_iter().collect();
        Some(Want { key: network.key.clone(), size: network.size?, within })
    });
    allocate(wants.collect(), taken, lock, &mut found, &mut outcome.problems);
    for network in &demand.networks {
        plan_subnets(network, lock, &mut found, &mut outcome.problems);
    }
    let unused = lock.blocks.iter().filter(|(key, _)| !found.contains_key(key));
    let unused: Vec<Entry> =
        unused.map(|(key, block)| Entry { key: key.clone(), block: *block, state: State::Unused }).collect();
    for network in &demand.networks {
        let written =
            |key: &Key, block: &Ipv4Net| Entry { key: key.clone(), block: *block, state: State::Written };
        outcome.entries.extend(found.remove(&network.key));
        outcome.entries.extend(network.spaces.iter().map(|block| written(&network.key, block)));
        for subnet in &network.subnets {
            let key = network.subnet_key(&subnet.name);
            outcome.entries.extend(found.remove(&key));
            outcome.entries.extend(subnet.prefix.iter().map(|block| written(&key, block)));
        }
    }
    outcome.entries.extend(unused);
    outcome
}

/// Allocates subnets inside the blocks of their network.
fn plan_subnets(
    network: &Network,
    lock: &Lock,
    found: &mut BTreeMap<Key, Entry>,
    problems: &mut Vec<Problem>,
) {
    let own = found.get(&network.key);
    let moves = own.is_some_and(|entry| entry.state == State::Misfit);
    let spaces: Vec<Ipv4Net> = network.spaces.iter().chain(own.map(|entry| &entry.block)).copied().collect();
    let wanted =
        network.subnets.iter().filter_map(|subnet| Some((network.subnet_key(&subnet.name), subnet.size?)));
    if moves || spaces.is_empty() {
        // With the network, its subnets get other addresses.
        for (key, _) in wanted {
            if let Some(block) = lock.blocks.get(&key).copied() {
                found.insert(key.clone(), Entry { key, block, state: State::Misfit });
            }
        }
        return;
    }
    let wants = wanted.map(|(key, size)| Want { key, size, within: spaces.clone() }).collect();
    let locked = lock.blocks.range(&network.key..).take_while(|(key, _)| network.has(key));
    let locked = locked.filter(|(key, _)| key.subnet.is_some()).map(|(_, block)| *block);
    let written = network.subnets.iter().filter_map(|subnet| subnet.prefix);
    allocate(wants, locked.chain(written).collect(), lock, found, problems);
}

/// Gives every want its block: the one in the lock, or the first that is free.
fn allocate(
    wants: Vec<Want>,
    mut taken: Taken,
    lock: &Lock,
    found: &mut BTreeMap<Key, Entry>,
    problems: &mut Vec<Problem>,
) {
    let mut new: Vec<Want> = Vec::new();
    for want in wants {
        let Some(block) = lock.blocks.get(&want.key).copied() else {
            new.push(want);
            continue;
        };
        let trouble = misfit(&want, block);
        let state = if trouble.is_some() { State::Misfit } else { State::Locked };
        let Want { key, size, .. } = want;
        problems.extend(trouble.map(|what| Problem { key: key.clone(), size, what }));
        found.insert(key.clone(), Entry { key, block, state });
    }
    // The sort is stable: what has the same size keeps the order of the model.
    new.sort_by_key(|want| want.size);
    for Want { key, size, within } in new {
        if let Some(block) = taken.first_fit(&within, size) {
            taken.add(block);
            found.insert(key.clone(), Entry { key, block, state: State::New });
        } else {
            let what = if within.is_empty() { Trouble::NoPool } else { Trouble::NoRoom(within) };
            problems.push(Problem { key, size, what });
        }
    }
}

/// What keeps a locked block from being what is wanted. Without a pool it stays what it is.
fn misfit(want: &Want, block: Ipv4Net) -> Option<Trouble> {
    if block.prefix_len() != want.size {
        Some(Trouble::OtherSize(block))
    } else if !want.within.is_empty() && !want.within.iter().any(|space| space.contains(&block)) {
        Some(Trouble::Outside(block, want.within.clone()))
    } else {
        None
    }
}
