//! Choices on a parameter, brought into the order in which both languages print them.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::blueprint::value::{Entry, Match, Node, Value};

/// A choice as a chain of conditions: the first that holds decides, else the last value.
#[derive(Debug)]
pub(super) struct Chain<'v> {
    pub(super) conditions: Vec<(Condition<'v>, &'v Value)>,
    pub(super) otherwise: &'v Value,
}

/// A question about a parameter.
#[derive(Debug)]
pub(super) enum Condition<'v> {
    /// The parameter is one of these.
    In(Vec<&'v Json>),
    /// The parameter is not this.
    Not(&'v Json),
}

/// Groups equal results. What exists comes first, what does not last; each condition is the shorter question.
pub(super) fn chain(choice: &Match) -> Chain<'_> {
    let mut groups: Vec<(Vec<&Json>, &Value)> = Vec::new();
    for (key, value) in &choice.cases {
        match groups.iter_mut().find(|(_, other)| *other == value) {
            Some((keys, _)) => keys.push(key),
            None => groups.push((vec![key], value)),
        }
    }
    groups.sort_by_key(|(keys, value)| (is_nothing(value), keys.len()));
    let Some((rest, otherwise)) = groups.pop() else {
        unreachable!("a choice has at least two cases");
    };
    let last = groups.len().saturating_sub(1);
    let conditions = groups
        .into_iter()
        .enumerate()
        .map(|(at, (keys, value))| {
            let condition = match rest.as_slice() {
                [other] if at == last && (keys.len() > 1 || other.is_null()) && last == 0 => {
                    Condition::Not(other)
                }
                _ => Condition::In(keys),
            };
            (condition, value)
        })
        .collect();
    Chain { conditions, otherwise }
}

fn is_nothing(value: &Value) -> bool {
    matches!(value.node, Node::Null | Node::Bool(false)) || value.is_empty()
}

/// Entries of a map that come and go together.
#[derive(Debug)]
pub(super) struct Group<'v> {
    /// When they exist; `None` is always.
    pub(super) when: Option<&'v Value>,
    pub(super) entries: Vec<(&'v String, &'v Entry)>,
}

/// The entries of a map by their condition, those that are always there first.
pub(super) fn groups(entries: &IndexMap<String, Entry>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (key, entry) in entries {
        let when = entry.when.as_ref();
        match groups.iter_mut().find(|group| group.when == when) {
            Some(group) => group.entries.push((key, entry)),
            None => groups.push(Group { when, entries: vec![(key, entry)] }),
        }
    }
    groups.sort_by_key(|group| group.when.is_some());
    groups
}
