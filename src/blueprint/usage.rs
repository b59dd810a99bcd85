//! Module usage: what of a module's interface the calls of a tree really use.
//!
//! A module is rendered once per tree. An input that no call gives is not declared; the module has its default
//! in place. An input that biform worked out and that is the same plain value in every call is in place too.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value as Json;

use super::call::{Call, CallKey, Parameter};
use super::module::Interface;
use super::types::{Field, Type};
use super::value::{Node, Origin, Value};

/// A module as a tree renders it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleUse {
    /// The interface, without what no call uses.
    pub interface: Interface,
    /// The whole interface.
    #[serde(skip)]
    pub full: Interface,
    /// Inputs that are not declared, with the value that stands in their place.
    pub constants: BTreeMap<String, Json>,
}

/// Reduces the interfaces of the modules that `calls` use, and the calls to what is then declared.
pub fn reduce(
    calls: &mut IndexMap<CallKey, Call>,
    parameters: &IndexMap<String, Parameter>,
    interface: impl Fn(&str) -> Interface,
) -> BTreeMap<&'static str, ModuleUse> {
    let names: BTreeSet<&'static str> = calls.values().map(|call| call.module).collect();
    names
        .into_iter()
        .map(|name| {
            let interface = interface(name);
            let mut own: Vec<&mut Call> = calls.values_mut().filter(|call| call.module == name).collect();
            (name, reduce_module(interface, &mut own, parameters))
        })
        .collect()
}

/// The input that names a module's resource. It stays an input also where all calls of a tree give the same name: a module
/// that can make one resource only is not reusable.
const NAME: &str = "name";

fn reduce_module(
    mut interface: Interface,
    calls: &mut [&mut Call],
    parameters: &IndexMap<String, Parameter>,
) -> ModuleUse {
    let full = interface.clone();
    let mut constants = BTreeMap::new();
    let inputs = std::mem::take(&mut interface.inputs);
    for (name, mut field) in inputs {
        let given: Vec<&Value> = calls.iter().filter_map(|call| call.inputs.get(&name)).collect();
        let everywhere = given.len() == calls.len();
        if let Some(constant) = constant(&field, &given, everywhere).filter(|_| name != NAME) {
            constants.insert(name.clone(), constant);
            for call in calls.iter_mut() {
                call.inputs.shift_remove(&name);
            }
            continue;
        }
        let always = everywhere && !given.iter().any(|value| may_be_null(value, parameters));
        if field.nullable() && always {
            field.optional = false;
        }
        reduce_type(&mut field.ty, &given, parameters);
        let given = calls.iter_mut().filter_map(|call| call.inputs.get_mut(&name));
        given.for_each(|value| drop_undeclared(value, &field.ty));
        interface.inputs.insert(name, field);
    }
    for call in calls {
        // The order of the module's declarations.
        call.inputs.sort_by_key(|name, _| full.inputs.get_index_of(name));
    }
    ModuleUse { interface, full, constants }
}

/// The value that stands in an input's place when the input is not declared.
fn constant(field: &Field, given: &[&Value], everywhere: bool) -> Option<Json> {
    let default = field.default.clone().unwrap_or_default();
    if field.optional && given.iter().all(|value| is_absent(value)) {
        return Some(default);
    }
    let (first, rest) = given.split_first()?;
    let worked_out = matches!(first.origin, Origin::Derived(_));
    let constant = first.literal().filter(|literal| !literal.is_object() && !literal.is_array())?;
    (worked_out && everywhere && rest.iter().all(|value| value == first)).then_some(constant)
}

fn is_absent(value: &Value) -> bool {
    value.node == Node::Null || value.is_empty()
}

fn may_be_null(value: &Value, parameters: &IndexMap<String, Parameter>) -> bool {
    match &value.node {
        Node::Null => true,
        Node::Parameter(name) => parameters.get(name).is_some_and(|parameter| parameter.nullable),
        Node::Match(choice) => choice.cases.iter().any(|(_, value)| may_be_null(value, parameters)),
        _ => false,
    }
}

/// The value, or what it can be when it is a choice.
fn alternatives(value: &Value) -> Vec<&Value> {
    match &value.node {
        Node::Match(choice) => choice.cases.iter().flat_map(|(_, value)| alternatives(value)).collect(),
        _ => vec![value],
    }
}

/// Drops the optional fields of an object type that none of the values gives. A parameter may hold anything.
fn reduce_type(ty: &mut Type, values: &[&Value], parameters: &IndexMap<String, Parameter>) {
    let values: Vec<&Value> = values.iter().flat_map(|value| alternatives(value)).collect();
    if values.iter().any(|value| matches!(value.node, Node::Parameter(_) | Node::Output(_))) {
        return;
    }
    match ty {
        Type::Map(inner) => {
            let elements: Vec<&Value> = values
                .iter()
                .filter_map(|value| match &value.node {
                    Node::Map { entries, .. } => Some(entries.values().map(|entry| &entry.value)),
                    _ => None,
                })
                .flatten()
                .collect();
            reduce_type(inner, &elements, parameters);
        }
        Type::Object(fields) => {
            let objects: Vec<_> = values
                .iter()
                .filter_map(|value| match &value.node {
                    Node::Object(fields) => Some(fields),
                    _ => None,
                })
                .collect();
            let reduced = std::mem::take(fields).into_iter().filter_map(|(name, mut field)| {
                let given: Vec<&Value> =
                    objects.iter().filter_map(|object| object.get(&name)).map(|entry| &entry.value).collect();
                if field.optional && given.iter().all(|value| is_absent(value)) {
                    return None;
                }
                let always =
                    given.len() == objects.len() && !given.iter().any(|value| may_be_null(value, parameters));
                if field.optional && always {
                    field.optional = false;
                    field.default = None;
                }
                reduce_type(&mut field.ty, &given, parameters);
                Some((name, field))
            });
            *fields = reduced.collect();
        }
        _ => {}
    }
}

/// Drops what a value says of fields that its type no longer has: all of it is empty.
fn drop_undeclared(value: &mut Value, ty: &Type) {
    match (&mut value.node, ty) {
        (Node::Object(entries), Type::Object(fields)) => {
            entries.retain(|name, _| fields.contains_key(name));
            for (name, entry) in entries {
                drop_undeclared(&mut entry.value, &fields[name].ty);
            }
        }
        (Node::Map { entries, .. }, Type::Map(inner)) => {
            entries.values_mut().for_each(|entry| drop_undeclared(&mut entry.value, inner));
        }
        (Node::Match(choice), ty) => {
            choice.cases.iter_mut().for_each(|(_, value)| drop_undeclared(value, ty));
        }
        _ => {}
    }
}
