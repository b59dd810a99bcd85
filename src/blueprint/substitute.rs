//! Substitution: an environment's parameters put back into the unified plan give that environment's own plan.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::call::{Call, Parameter, Plan, TreeOutput};
use super::unify::Unified;
use super::value::{Node, Origin, Value};

impl Unified {
    /// The normalised plan that the parameters of one environment give.
    #[must_use]
    pub fn plan_for(&self, environment: &str) -> Plan {
        let substitution = Substitution { parameters: &self.parameters, environment };
        let mut plan = Plan::default();
        for (key, call) in &self.calls {
            if substitution.exists(call.when.as_ref()) {
                plan.calls.insert(key.clone(), substitution.call(call));
            }
        }
        for (name, output) in &self.outputs {
            let value = substitution.value(&output.value);
            let output = TreeOutput { value, ..output.clone() };
            plan.outputs.insert(name.clone(), output);
        }
        plan.normalised()
    }
}

impl Plan {
    /// The plan without what means nothing: absent inputs and fields, origins, guards, orders without a value.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        for call in self.calls.values_mut() {
            call.origin = Origin::Fixed;
            // An order that no value asks for is code: all environments have the orders of each.
            call.after.clear();
            call.inputs.values_mut().for_each(normalise);
            call.inputs.retain(|_, value| value.node != Node::Null);
            call.inputs.sort_keys();
        }
        self.calls.sort_keys();
        self.secrets.clear();
        self.outputs.values_mut().for_each(|output| normalise(&mut output.value));
        self.outputs.retain(|_, output| output.value.node != Node::Null);
        self
    }
}

pub(super) fn normalise(value: &mut Value) {
    *value = value.clone().flat();
    value.visit_mut(&mut |value| {
        value.origin = Origin::Fixed;
        match &mut value.node {
            Node::Output(reference) => reference.guarded = false,
            Node::Object(fields) => fields.retain(|_, entry| entry.value.node != Node::Null),
            _ => {}
        }
    });
}

pub(super) struct Substitution<'b> {
    pub(super) parameters: &'b IndexMap<String, Parameter>,
    pub(super) environment: &'b str,
}

impl Substitution<'_> {
    /// The parameter's value in this environment; without one it does not matter there.
    fn parameter(&self, name: &str) -> Json {
        let parameter = self.parameters.get(name);
        parameter.and_then(|parameter| parameter.values.get(self.environment)).cloned().unwrap_or_default()
    }

    fn exists(&self, when: Option<&Value>) -> bool {
        when.is_none_or(|when| self.value(when).node == Node::Bool(true))
    }

    fn call(&self, call: &Call) -> Call {
        let mut substituted = Call::new(call.module, Origin::Fixed);
        substituted.after.clone_from(&call.after);
        substituted.group = call.group;
        for (name, input) in &call.inputs {
            substituted.inputs.insert(name.clone(), self.value(input));
        }
        substituted
    }

    pub(super) fn value(&self, value: &Value) -> Value {
        let mut value = value.clone();
        self.prune(&mut value);
        value
    }

    /// Replaces parameters and choices and drops entries that do not exist, outermost first.
    fn prune(&self, value: &mut Value) {
        match &mut value.node {
            Node::Parameter(name) => *value = from_json(&self.parameter(name)),
            Node::Match(choice) => {
                let selected = self.parameter(&choice.parameter);
                let case = choice.cases.iter().find(|(key, _)| *key == selected);
                let mut chosen = case.map_or(Value::fixed(Node::Null), |(_, value)| value.clone());
                self.prune(&mut chosen);
                *value = chosen;
            }
            Node::Object(fields) | Node::Map { entries: fields, .. } => {
                fields.retain(|_, entry| self.exists(entry.when.as_ref()));
                for entry in fields.values_mut() {
                    entry.when = None;
                    self.prune(&mut entry.value);
                }
            }
            Node::List(items) => items.iter_mut().for_each(|item| self.prune(item)),
            Node::Interpolation(parts) => {
                for part in parts {
                    if let super::value::Part::Value(value) = part {
                        self.prune(value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Plain data as a value; objects become maps.
#[must_use]
pub fn from_json(json: &Json) -> Value {
    Value::fixed(match json {
        Json::Null => Node::Null,
        Json::Bool(value) => Node::Bool(*value),
        Json::Number(number) => number.as_i64().map_or_else(|| Node::Text(number.to_string()), Node::Int),
        Json::String(text) => Node::Text(text.clone()),
        Json::Array(items) => Node::List(items.iter().map(from_json).collect()),
        Json::Object(fields) => {
            return Value::map(fields.iter().map(|(key, value)| (key.clone(), from_json(value))));
        }
    })
}
