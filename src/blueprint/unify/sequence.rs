//! Texts and lists that differ only in what the model writes at places of its own.

use indexmap::IndexMap;

use super::{Alternative, Place, Unifier, all};
use crate::blueprint::call::Parameter;
use crate::blueprint::names;
use crate::blueprint::value::{Node, Origin, Part, Value};

impl Unifier<'_> {
    /// Merges texts part by part where they differ only in what the model writes.
    pub(super) fn merge_text(&mut self, alternatives: &[Alternative<'_>], place: &Place) -> Option<Value> {
        let texts = all(alternatives, |node| match node {
            Node::Interpolation(parts) => Some(parts.as_slice()),
            _ => None,
        })?;
        let ((_, first), origin) = (texts.first()?, alternatives.first()?.1.origin.clone());
        let same = |one: &Part, other: &Part| match (one, other) {
            (Part::Value(one), Part::Value(other)) => one == other || are_written(one, other),
            _ => one == other,
        };
        if !texts.iter().all(|(_, parts)| alike(first, parts, same)) {
            return None;
        }
        let parts: Vec<Part> = (0..first.len())
            .map(|position| {
                let values: Option<Vec<Alternative<'_>>> = texts
                    .iter()
                    .map(|(at, parts)| match &parts[position] {
                        Part::Value(value) => Some((*at, value)),
                        Part::Literal(_) => None,
                    })
                    .collect();
                let place = Place { path: place.path.clone(), field: None, is_presence: false };
                values.map_or_else(
                    || first[position].clone(),
                    |values| Part::Value(self.merge(&values, &place)),
                )
            })
            .collect();
        Some(Value::new(Value::interpolation(parts).node, origin))
    }

    /// Merges lists item by item where they differ only in what the model writes elsewhere.
    pub(super) fn merge_list(&mut self, alternatives: &[Alternative<'_>], place: &Place) -> Option<Value> {
        let lists = all(alternatives, |node| match node {
            Node::List(items) => Some(items.as_slice()),
            _ => None,
        })?;
        let ((_, first), origin) = (lists.first()?, alternatives.first()?.1.origin.clone());
        let same = |one: &Value, other: &Value| one == other || are_written(one, other);
        if !lists.iter().all(|(_, items)| alike(first, items, same)) {
            return None;
        }
        let place = Place { path: place.path.clone(), field: None, is_presence: false };
        let items = (0..first.len()).map(|position| {
            let values: Vec<Alternative<'_>> =
                lists.iter().map(|(at, items)| (*at, &items[position])).collect();
            self.merge(&values, &place)
        });
        let items = items.collect();
        Some(Value::new(Node::List(items), origin))
    }
}

/// Whether the model writes both values, at one path.
fn are_written(one: &Value, other: &Value) -> bool {
    matches!((&one.origin, &other.origin), (Origin::Model(path), Origin::Model(same)) if path == same)
}

fn alike<T>(one: &[T], other: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
}

/// The value that all alternatives are. What they take from different places of the model is nobody's word then.
pub(super) fn common(alternatives: &[Alternative<'_>], first: &Value) -> Value {
    let places = |value: &Value| {
        let mut found: Vec<Origin> = Vec::new();
        value.visit(&mut |value| {
            if matches!(value.origin, Origin::Model(_)) {
                found.push(value.origin.clone());
            }
        });
        found
    };
    let own = places(first);
    let mut common = first.clone();
    if alternatives.iter().any(|(_, other)| places(other) != own) {
        common.visit_mut(&mut |value| {
            if let Origin::Model(path) = &value.origin {
                value.origin = Origin::Derived(vec![path.clone()]);
            }
        });
    }
    common
}

/// Puts the parameter that has what the model writes at a path, in every environment, wherever that is text: also where only
/// some environments use it.
pub(super) fn carry(value: &mut Value, parameters: &IndexMap<String, Parameter>, environments: usize) {
    value.visit_mut(&mut |value| {
        let (Node::Text(_), Origin::Model(path)) = (&value.node, &value.origin) else { return };
        let name = names::parameter(path);
        let found =
            parameters.get(&name).filter(|found| found.values.len() == environments && !found.nullable);
        if found
            .is_some_and(|found| found.values.values().any(|other| Some(other) == value.literal().as_ref()))
        {
            value.node = Node::Parameter(name);
        }
    });
}
