//! The order of calls: each after the calls it needs.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::call::{Call, CallKey};

/// Calls that need each other in a circle, each needing the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle(pub Vec<CallKey>);

/// Sorts calls so that each stands behind the calls it needs, otherwise in the given order.
pub fn sort(calls: IndexMap<CallKey, Call>) -> Result<IndexMap<CallKey, Call>, Cycle> {
    let needs: BTreeMap<&CallKey, BTreeSet<&CallKey>> = calls
        .iter()
        .map(|(key, call)| (key, call.needs().into_iter().filter(|need| calls.contains_key(*need)).collect()))
        .collect();
    let mut done: BTreeSet<&CallKey> = BTreeSet::new();
    let mut order: Vec<CallKey> = Vec::new();
    while order.len() < calls.len() {
        let ready =
            calls.keys().find(|key| !done.contains(key) && needs[key].iter().all(|need| done.contains(need)));
        let Some(key) = ready else { return Err(cycle(&needs, &done)) };
        done.insert(key);
        order.push(key.clone());
    }
    let mut calls = calls;
    Ok(order.into_iter().filter_map(|key| calls.shift_remove_entry(&key)).collect())
}

/// Walks from any call that is not done to one it needs, until a call comes again.
fn cycle(needs: &BTreeMap<&CallKey, BTreeSet<&CallKey>>, done: &BTreeSet<&CallKey>) -> Cycle {
    let mut walk: Vec<&CallKey> = Vec::new();
    let mut next = needs.keys().copied().find(|key| !done.contains(key));
    while let Some(key) = next {
        if let Some(start) = walk.iter().position(|seen| *seen == key) {
            return Cycle(walk.drain(start..).cloned().collect());
        }
        walk.push(key);
        next = needs[key].iter().copied().find(|need| !done.contains(need));
    }
    Cycle(walk.into_iter().cloned().collect())
}
