//! The composition: `main.bicep` and one parameter file per environment.

use std::collections::BTreeSet;

use askama::Template;
use serde_json::Value as Json;

use super::declarations::{Types, parameter};
use super::expression::{HAS_SECOND_REGION, Printer, WIDTH, all, data};
use super::{FOLDED_INPUTS, literal};
use crate::blueprint::call::{Call, CallKey, TreeOutput};
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::{Node, Part, Value};
use crate::blueprint::{Blueprint, names};
use crate::targets::{RenderError, context, first_line, tidy, tree_tags};

#[derive(Template)]
#[template(path = "bicep/main.bicep.j2")]
struct Main {
    first_line: String,
    existing_group: bool,
    types: String,
    parameters: Vec<String>,
    tags: String,
    /// The variable that says whether there is a second region, where that takes more than a word.
    second_region: Option<String>,
    group_name: String,
    second_group: Option<SecondGroupView>,
    calls: Vec<CallView>,
    outputs: Vec<OutputView>,
}

struct SecondGroupView {
    name: String,
    condition: Option<String>,
}

struct CallView {
    symbol: String,
    /// A variable for a condition that does not fit on the module's line.
    long_condition: Option<String>,
    module: &'static str,
    condition: Option<String>,
    scope: Option<String>,
    inputs: Vec<String>,
    after: Vec<String>,
}

struct OutputView {
    description: String,
    name: String,
    ty: String,
    value: String,
}

pub(super) fn main(blueprint: &Blueprint) -> Result<String, RenderError> {
    let existing_group = blueprint.resource_group.existing;
    let plain = Printer { second_region: None, existing_group };
    let has_second_region = blueprint
        .second_group
        .as_ref()
        .and_then(|group| group.when.as_ref())
        .map(|when| plain.condition(when))
        .filter(|condition| condition.contains(' '));
    let printer = Printer { second_region: has_second_region.as_deref(), existing_group };
    let mut types = Types::default();
    let context = context::parameters(blueprint);
    let mut parameters: Vec<String> =
        context.iter().map(|own| parameter(own.name, &own.field, false, &mut types)).collect();
    for (name, value) in &blueprint.parameters {
        parameters.push(parameter(name, &value.field(blueprint.environments.len()), false, &mut types));
    }
    for (name, description) in &blueprint.secrets {
        let field = Field::defaulted(Type::String, Json::from(""), description.as_str());
        parameters.push(parameter(name, &field, true, &mut types));
    }
    let outputs =
        blueprint.outputs.iter().map(|(name, output)| output_view(printer, name, output, &mut types));
    let outputs = outputs.collect();
    let second_region =
        has_second_region.as_ref().map(|condition| format!("{HAS_SECOND_REGION} = {condition}"));
    let main = Main {
        first_line: first_line(blueprint),
        existing_group,
        types: types.print(),
        parameters,
        tags: printer.value(&tree_tags(blueprint), 0, "var tags = ".len()),
        second_region,
        group_name: printer.value(&blueprint.resource_group.name, 2, 8),
        second_group: blueprint.second_group.as_ref().map(|group| SecondGroupView {
            name: printer.value(&group.name, 2, 8),
            condition: group.when.as_ref().map(|when| printer.condition(when)),
        }),
        calls: call_views(blueprint, printer),
        outputs,
    };
    Ok(tidy(&main.render()?))
}

fn output_view(printer: Printer<'_>, name: &str, output: &TreeOutput, types: &mut Types) -> OutputView {
    let field = Field::required(output.ty.clone(), output.description.as_str());
    let absent_somewhere = matches!(output.value.node, Node::Match(_));
    let ty = types.expression(name, &field) + if absent_somewhere { "?" } else { "" };
    OutputView {
        description: literal::string(&output.description),
        name: name.to_owned(),
        value: printer.value(&output.value, 0, "output   = ".len() + name.len() + ty.len()),
        ty,
    }
}

fn call_views(blueprint: &Blueprint, printer: Printer<'_>) -> Vec<CallView> {
    let orders = Orders::new(blueprint);
    let calls = blueprint.calls.iter().enumerate();
    calls.map(|(at, (key, call))| call_view(blueprint, printer, key, call, orders.said(at))).collect()
}

fn call_view(
    blueprint: &Blueprint,
    printer: Printer<'_>,
    key: &CallKey,
    call: &Call,
    after: Vec<&CallKey>,
) -> CallView {
    let secrets = call.inputs.values().filter_map(|value| match &value.node {
        Node::Secret(name) => Some(format!("!empty({name})")),
        _ => None,
    });
    let conditions: Vec<String> =
        call.when.iter().map(|when| printer.condition(when)).chain(secrets).collect();
    let symbol = names::call(key);
    let condition = (!conditions.is_empty()).then(|| all(&conditions));
    let width = format!("module {symbol} 'modules/{}.bicep' = if () {{", call.module).len();
    let is_long = |condition: &String| width + condition.chars().count() > WIDTH;
    let (long_condition, condition) = match condition.filter(is_long) {
        Some(long) => {
            let name = names::needed(key);
            (Some(format!("{name} = {long}")), Some(name))
        }
        None => (None, (!conditions.is_empty()).then(|| all(&conditions))),
    };
    CallView {
        symbol,
        module: call.module,
        long_condition,
        condition,
        scope: scope(blueprint, printer, key, call),
        inputs: call
            .inputs
            .iter()
            .filter(|(name, value)| !FOLDED_INPUTS.contains(&name.as_str()) && value.node != Node::Null)
            .map(|(name, value)| {
                let text = printer.value(value, 4, 4 + name.len() + 2);
                let sure = if null_only_elsewhere(blueprint, call, name, value) { "!" } else { "" };
                format!("{name}: {text}{sure}")
            })
            .collect(),
        after: after.into_iter().map(names::call).collect(),
    }
}

/// The resource group that the module is deployed into; `None` where it is that of a composition which is deployed into it.
fn scope(blueprint: &Blueprint, printer: Printer<'_>, key: &CallKey, call: &Call) -> Option<String> {
    let existing = blueprint.resource_group.existing;
    let own = || match (call.is_in_second_group(key), existing) {
        (true, _) => Some("secondaryGroup".to_owned()),
        (false, false) => Some("group".to_owned()),
        (false, true) => None,
    };
    let beside = blueprint.modules.get(call.module).and_then(|module| module.interface.beside);
    let Some(id) = beside.and_then(|input| call.inputs.get(input)) else { return own() };
    // The group is in the first part of an id that is put together.
    let first = match &id.node {
        Node::Interpolation(parts) => parts.first(),
        _ => None,
    };
    let (id, known) = match (&id.node, first) {
        (Node::Text(text), _) | (_, Some(Part::Literal(text))) => (id, Some(text.as_str())),
        (_, Some(Part::Value(start))) => (start, None),
        _ => (id, None),
    };
    if let Some(text) = known {
        let segment = |at: usize| literal::string(text.split('/').nth(at).unwrap_or_default());
        return Some(format!("resourceGroup({}, {})", segment(2), segment(4)));
    }
    let text = printer.value(id, 0, 0);
    let environments = blueprint.environments.len();
    let nullable = matches!(&id.node, Node::Parameter(name)
        if blueprint.parameters.get(name).is_some_and(|parameter| parameter.field(environments).nullable()));
    // A scope is worked out even where the module is not deployed.
    let otherwise = if existing { "resourceGroup().id" } else { "group.id" };
    let id = if nullable { format!("{text} ?? {otherwise}") } else { text };
    let arguments = [2, 4].map(|at| format!("split({id}, '/')[{at}]"));
    let line = format!("resourceGroup({})", arguments.join(", "));
    let fits = "  scope: ".len() + line.chars().count() <= WIDTH;
    Some(if fits { line } else { format!("resourceGroup(\n    {}\n  )", arguments.join(",\n    ")) })
}

/// What the calls of a composition wait for, by their positions.
struct Orders<'b> {
    blueprint: &'b Blueprint,
    /// What each call needs.
    needs: Vec<Vec<usize>>,
    /// Which calls are always deployed, and so hand on what they wait for.
    hands_on: Vec<bool>,
}

impl<'b> Orders<'b> {
    fn new(blueprint: &'b Blueprint) -> Self {
        let calls = &blueprint.calls;
        let positions = |call: &Call| -> Vec<usize> {
            call.needs().into_iter().filter_map(|key| calls.get_index_of(key)).collect()
        };
        let takes_secret =
            |call: &Call| call.inputs.values().any(|value| matches!(value.node, Node::Secret(_)));
        Self {
            blueprint,
            needs: calls.values().map(positions).collect(),
            hands_on: calls.values().map(|call| call.when.is_none() && !takes_secret(call)).collect(),
        }
    }

    /// The orders of a call that have to be said: no value says them, and nothing it waits for does.
    fn said(&self, at: usize) -> Vec<&'b CallKey> {
        let call = &self.blueprint.calls[at];
        let given: BTreeSet<&CallKey> =
            call.inputs.values().flat_map(Value::outputs).map(|output| &output.call).collect();
        let ordered = call.after.keys().filter(|other| !given.contains(other));
        ordered
            .filter(|other| {
                let position = self.blueprint.calls.get_index_of(*other);
                position.is_some_and(|position| !self.is_implied(at, position))
            })
            .collect()
    }

    /// Whether the call waits for `other` anyway, because something that is always deployed and comes before it does.
    fn is_implied(&self, at: usize, other: usize) -> bool {
        let mut seen = BTreeSet::new();
        let mut next: Vec<usize> = self.needs[at].iter().copied().filter(|need| *need != other).collect();
        while let Some(before) = next.pop() {
            if !self.hands_on[before] || !seen.insert(before) {
                continue;
            }
            if self.needs[before].contains(&other) {
                return true;
            }
            next.extend(&self.needs[before]);
        }
        false
    }
}

/// Whether a parameter that can be null goes into an input that cannot: it is null only where the call is not made.
fn null_only_elsewhere(blueprint: &Blueprint, call: &Call, input: &str, value: &Value) -> bool {
    let Node::Parameter(name) = &value.node else { return false };
    let nullable = blueprint.parameters.get(name).is_some_and(|parameter| parameter.nullable);
    let module = blueprint.modules.get(call.module).and_then(|module| module.interface.inputs.get(input));
    nullable && module.is_some_and(|field| !field.optional)
}

/// The parameter file of an environment.
pub(super) fn parameters(blueprint: &Blueprint, environment: &str) -> String {
    let facts = &blueprint.environments[environment];
    let mut text = format!("// {}\n\nusing '../main.bicep'\n\n", first_line(blueprint));
    let mut line = |name: &str, value: String| text.push_str(&format!("param {name} = {value}\n"));
    for own in context::parameters(blueprint) {
        if let Some(value) = own.value(environment, facts) {
            line(own.name, literal::string(value));
        }
    }
    for (name, parameter) in &blueprint.parameters {
        match parameter.values.get(environment) {
            Some(Json::Null) | None => {}
            Some(value) => line(name, data(value, 0)),
        }
    }
    for name in blueprint.secrets.keys() {
        let variable = crate::targets::secret_variable(name);
        line(name, format!("readEnvironmentVariable({}, '')", literal::string(&variable)));
    }
    text
}
