//! What the second region has in common with the first, said in the same words.
//!
//! Few environments have a second region. Where only one does, unification finds nothing there that differs, and what is a
//! parameter in the first region would be a constant in the second. Both regions of an environment are one model, so that
//! the second takes the parameters and choices of the first wherever they say the same.

use indexmap::IndexMap;

use super::call::{Call, CallKey, Parameter, Placement};
use super::names;
use super::substitute::{Substitution, normalise};
use super::unify::Source;
use super::value::{Node, Origin, Value};

/// The calls, those outside the first region with the parameters of the first.
pub(super) fn in_common(
    mut calls: IndexMap<CallKey, Call>,
    sources: &[Source<'_>],
    parameters: &IndexMap<String, Parameter>,
) -> IndexMap<CallKey, Call> {
    let others: Vec<CallKey> =
        calls.keys().filter(|key| key.placement != Placement::Primary).cloned().collect();
    for key in others {
        let present: Vec<&Source<'_>> =
            sources.iter().filter(|source| source.plan.calls.contains_key(&key)).collect();
        let first = calls.get(&key.clone().placed(Placement::Primary)).map(|call| call.inputs.clone());
        let Some(call) = calls.get_mut(&key) else { continue };
        for (input, value) in &mut call.inputs {
            let same = first.as_ref().and_then(|first| first.get(input));
            if let Some(same) = same.filter(|same| says_the_same(same, value, &present, parameters)) {
                *value = same.clone();
            } else {
                value.visit_mut(&mut |value| take_parameter(value, &present, parameters));
            }
        }
    }
    calls
}

/// Whether an expression of the first region gives the value of the second in every environment that has one.
fn says_the_same(
    first: &Value,
    second: &Value,
    present: &[&Source<'_>],
    parameters: &IndexMap<String, Parameter>,
) -> bool {
    let normal = |value: &Value, environment: &str| {
        let mut value = Substitution { parameters, environment }.value(value);
        normalise(&mut value);
        value
    };
    first.outputs().is_empty()
        && first != second
        && present.iter().all(|source| normal(first, source.name) == normal(second, source.name))
}

/// Replaces a value written in the model by the parameter that carries it elsewhere.
fn take_parameter(value: &mut Value, present: &[&Source<'_>], parameters: &IndexMap<String, Parameter>) {
    let (Origin::Model(path), Some(literal)) = (&value.origin, value.literal()) else { return };
    let name = names::parameter(path);
    let carries = |parameter: &Parameter| {
        present.iter().all(|source| parameter.values.get(source.name) == Some(&literal))
    };
    if parameters.get(&name).is_some_and(carries) {
        value.node = Node::Parameter(name);
    }
}
