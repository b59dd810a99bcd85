//! The order of calls: each after the calls it needs.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use indexmap::IndexMap;

use super::call::{Call, CallKey};

/// Calls that need each other in a circle, each needing the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle(pub Vec<CallKey>);

/// Sorts calls so that each stands behind the calls it needs, otherwise in the given order.
pub fn sort(calls: IndexMap<CallKey, Call>) -> Result<IndexMap<CallKey, Call>, Cycle> {
    let order = positions(&calls)?;
    let mut calls: Vec<Option<(CallKey, Call)>> = calls.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|position| calls[position].take()).collect())
}

/// The positions of the calls in the order of [`sort`].
pub fn positions(calls: &IndexMap<CallKey, Call>) -> Result<Vec<usize>, Cycle> {
    let needs: Vec<BTreeSet<usize>> = calls
        .values()
        .map(|call| call.needs().into_iter().filter_map(|need| calls.get_index_of(need)).collect())
        .collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); calls.len()];
    for (position, needs) in needs.iter().enumerate() {
        for need in needs {
            needed_by[*need].push(position);
        }
    }
    let mut open: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
    // The first of those that are ready comes next.
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..calls.len()).filter(|position| open[*position] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(calls.len());
    while let Some(Reverse(position)) = ready.pop() {
        order.push(position);
        for &waiting in &needed_by[position] {
            open[waiting] -= 1;
            if open[waiting] == 0 {
                ready.push(Reverse(waiting));
            }
        }
    }
    if order.len() == calls.len() { Ok(order) } else { Err(cycle(calls, &order)) }
}

/// Walks from any call that is not done to one it needs, until a call comes again.
fn cycle(calls: &IndexMap<CallKey, Call>, done: &[usize]) -> Cycle {
    let mut open: BTreeMap<&CallKey, &Call> = calls.iter().collect();
    for (key, _) in done.iter().filter_map(|position| calls.get_index(*position)) {
        open.remove(key);
    }
    let mut walk: Vec<&CallKey> = Vec::new();
    let mut next = open.keys().next().copied();
    while let Some(key) = next {
        if let Some(start) = walk.iter().position(|seen| *seen == key) {
            return Cycle(walk.drain(start..).cloned().collect());
        }
        walk.push(key);
        next = open[key].needs().into_iter().filter(|need| open.contains_key(need)).min();
    }
    Cycle(walk.into_iter().cloned().collect())
}
