//! Choices on a parameter, brought into the order in which both languages print them.

use serde_json::Value as Json;

use crate::blueprint::value::{Match, Node, Value};

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
                [other] if at == last && keys.len() > 1 && last == 0 => Condition::Not(other),
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
