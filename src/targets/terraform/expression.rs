//! The expression printer: blueprint values as Terraform expressions.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::literal::{self, snake};
use crate::blueprint::types::Type;
use crate::blueprint::value::{Context, Entry, Match, Node, OutputRef, Part, Value};
use crate::blueprint::{Blueprint, names};
use crate::targets::choice::{Condition, Group, chain, groups};

/// The width up to which a list stands on one line.
const WIDTH: usize = 100;

/// The local value that says whether the environment has a second region.
pub(super) const HAS_SECOND_REGION: &str = "has_second_region";

/// Prints expressions for one composition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer<'p> {
    /// What is asked so often that it has a local value: whether there is a second region, in this language's words.
    second_region: Option<&'p str>,
    /// The composition is deployed into a resource group that is there already.
    pub(super) existing_group: bool,
    /// Some environments have no second region.
    second_group_is_conditional: bool,
    /// What is printed is an entry that a filter may drop. A filter drops only what it could evaluate.
    filtered: bool,
}

impl<'p> Printer<'p> {
    /// A printer for the composition of a blueprint.
    pub(super) fn new(blueprint: &Blueprint, second_region: Option<&'p str>) -> Self {
        let second = blueprint.second_group.as_ref();
        Self {
            second_region,
            existing_group: blueprint.resource_group.existing,
            second_group_is_conditional: second.is_some_and(|group| group.when.is_some()),
            filtered: false,
        }
    }

    /// An attribute of the resource group.
    pub(super) fn first(self, attribute: &str) -> String {
        format!("{}.this.{attribute}", self.groups())
    }

    /// An attribute of the resource group of the second region.
    pub(super) fn second(self, attribute: &str) -> String {
        if self.second_group_is_conditional {
            format!("one({}.secondary[*].{attribute})", self.groups())
        } else {
            format!("{}.secondary.{attribute}", self.groups())
        }
    }

    fn groups(self) -> &'static str {
        if self.existing_group { "data.azurerm_resource_group" } else { "azurerm_resource_group" }
    }

    /// A value whose later lines are indented by `indent` and more.
    pub(super) fn value(self, value: &Value, indent: usize) -> String {
        match &value.node {
            Node::Null => "null".to_owned(),
            Node::Bool(value) => value.to_string(),
            Node::Int(value) => value.to_string(),
            Node::Text(text) => literal::string(text),
            Node::Interpolation(parts) => self.interpolation(parts),
            Node::List(items) => {
                list(&items.iter().map(|item| self.value(item, indent + 2)).collect::<Vec<_>>(), indent)
            }
            Node::Object(fields) => {
                self.object(fields.iter().map(|(key, entry)| (snake(key), &entry.value)), indent)
            }
            Node::Map { base, entries } => self.map(*base, entries, indent),
            Node::Context(context) => self.context(*context),
            Node::Output(reference) => self.output(reference),
            Node::Secret(name) | Node::Parameter(name) => format!("var.{}", snake(name)),
            Node::Match(choice) => self.choice(choice, indent),
        }
    }

    fn context(self, context: Context) -> String {
        match context {
            Context::EnvironmentName => "var.environment_name".to_owned(),
            Context::Location => "var.location".to_owned(),
            Context::SecondaryLocation => "var.secondary_location".to_owned(),
            Context::SecondaryRegionCode => "var.secondary_region_code".to_owned(),
            Context::SecondaryResourceGroupName => self.second("name"),
            Context::SecondaryResourceGroupId => self.second("id"),
            Context::UniqueSuffix => "var.unique_suffix".to_owned(),
            Context::SecondaryUniqueSuffix => "var.secondary_unique_suffix".to_owned(),
            Context::Tags => "local.tags".to_owned(),
            Context::TenantId => "data.azurerm_client_config.current.tenant_id".to_owned(),
            Context::ResourceGroupName => self.first("name"),
            Context::ResourceGroupId => self.first("id"),
            Context::StorageSuffix => "\"core.windows.net\"".to_owned(),
            Context::ManagedBy => "\"terraform\"".to_owned(),
        }
    }

    fn interpolation(self, parts: &[Part]) -> String {
        let interpolated = |part: &Part| matches!(part, Part::Value(value) if !is_storage_suffix(value));
        let inner: String = parts
            .iter()
            .enumerate()
            .map(|(at, part)| match part {
                Part::Literal(text) if parts.get(at + 1).is_some_and(interpolated) => {
                    literal::escaped_before_interpolation(text)
                }
                Part::Literal(text) => literal::escaped(text),
                Part::Value(value) if is_storage_suffix(value) => "core.windows.net".to_owned(),
                Part::Value(value) => format!("${{{}}}", self.value(value, 0)),
            })
            .collect();
        format!("\"{inner}\"")
    }

    fn object<'v>(self, fields: impl Iterator<Item = (String, &'v Value)>, indent: usize) -> String {
        let lines: Vec<String> = fields
            .filter(|(_, value)| value.node != Node::Null)
            .map(|(key, value)| format!("{} = {}", literal::key(&key), self.value(value, indent + 2)))
            .collect();
        braces(&lines, indent)
    }

    /// A map: its unconditional entries, and a filter around each group of entries that come and go together. A plain
    /// condition would make both branches one type, which changes values where the entries differ in shape.
    fn map(self, base: Option<Context>, entries: &IndexMap<String, Entry>, indent: usize) -> String {
        let groups = groups(entries);
        let inner = if groups.len() + usize::from(base.is_some()) > 1 { indent + 2 } else { indent };
        let mut arguments: Vec<String> = base.map(|base| self.context(base)).into_iter().collect();
        for Group { when, entries: group } in groups {
            let deeper = if when.is_some() { inner + 2 } else { inner };
            let entries = group.into_iter().map(|(key, entry)| (key.clone(), &entry.value));
            let printer = Self { filtered: self.filtered || when.is_some(), ..self };
            let object = printer.object(entries, deeper);
            arguments.push(match when {
                None => object,
                Some(when) => {
                    let (pad, condition) = (" ".repeat(inner), self.value(when, 0));
                    format!("{{\n{pad}  for key, value in {object} : key => value if {condition}\n{pad}}}")
                }
            });
        }
        match arguments.len() {
            0 => "{}".to_owned(),
            1 => arguments.remove(0),
            _ => {
                let pad = " ".repeat(indent);
                let list: Vec<String> =
                    arguments.iter().map(|argument| format!("{pad}  {argument}")).collect();
                format!("merge(\n{},\n{pad})", list.join(",\n"))
            }
        }
    }

    fn output(self, reference: &OutputRef) -> String {
        let call = snake(&names::call(&reference.call));
        let mut tail = snake(&reference.output);
        if let Some(key) = &reference.key {
            tail.push_str(&format!("[{}]", literal::string(key)));
        }
        match (reference.guarded, &reference.key) {
            // Where the filter drops the entry, what it refers to need not be there.
            (true, Some(_)) if self.filtered => format!("try(module.{call}[0].{tail}, null)"),
            (false, Some(_)) if self.filtered => format!("try(module.{call}.{tail}, null)"),
            (true, _) => format!("one(module.{call}[*].{tail})"),
            (false, _) => format!("module.{call}.{tail}"),
        }
    }

    fn choice(self, choice: &Match, indent: usize) -> String {
        let chain = chain(choice);
        let mut result = self.value(chain.otherwise, indent);
        for (condition, value) in chain.conditions.iter().rev() {
            let condition = match question(choice, condition) {
                asked if self.second_region == Some(&asked) => format!("local.{HAS_SECOND_REGION}"),
                asked => asked,
            };
            let yes = self.value(value, indent);
            result = match (yes.as_str(), result.as_str()) {
                ("true", "false") => condition,
                ("true", _) => format!("{condition} || {}", unless_simple(&result)),
                (_, "false") => format!("{condition} && {}", parenthesised(&yes)),
                (_, other) => format!("{condition} ? {} : {}", parenthesised(&yes), parenthesised(other)),
            };
        }
        result
    }
}

fn is_storage_suffix(value: &Value) -> bool {
    value.node == Node::Context(Context::StorageSuffix)
}

/// A conditional expression in parentheses: what stands beside it binds more tightly.
fn unless_simple(expression: &str) -> String {
    if expression.contains(" ? ") { format!("({expression})") } else { expression.to_owned() }
}

/// Conditions that must all hold, in front of a question mark.
pub(super) fn all(conditions: &[String]) -> String {
    match conditions {
        [only] => unless_simple(only),
        several => several.iter().map(|condition| parenthesised(condition)).collect::<Vec<_>>().join(" && "),
    }
}

/// Terraform reads a chain of conditions from the right; parentheses say so to people too.
fn parenthesised(expression: &str) -> String {
    let compound = expression.contains(" ? ") || expression.contains("||");
    let bracketed = expression.starts_with(['{', '[', '"']);
    if compound && !bracketed { format!("({expression})") } else { expression.to_owned() }
}

fn question(choice: &Match, condition: &Condition<'_>) -> String {
    // A flag that is not there in some environment is neither true nor false there.
    let nullable = choice.cases.iter().any(|(key, _)| key.is_null());
    let name = format!("var.{}", snake(&choice.parameter));
    match condition {
        Condition::In(keys) => match keys.as_slice() {
            [Json::Bool(true)] if !nullable => name,
            [Json::Bool(false)] if !nullable => format!("!{name}"),
            [key] => format!("{name} == {}", plain(key)),
            keys => {
                let list: Vec<String> = keys.iter().map(|key| plain(key)).collect();
                format!("contains([{}], {name})", list.join(", "))
            }
        },
        Condition::Not(Json::Bool(true)) if !nullable => format!("!{name}"),
        Condition::Not(Json::Bool(false)) if !nullable => name,
        Condition::Not(key) => format!("{name} != {}", plain(key)),
    }
}

fn list(items: &[String], indent: usize) -> String {
    let flat = format!("[{}]", items.join(", "));
    if !flat.contains('\n') && indent + flat.chars().count() <= WIDTH {
        return flat;
    }
    let pad = " ".repeat(indent);
    let lines: String = items.iter().map(|item| format!("{pad}  {item},\n")).collect();
    format!("[\n{lines}{pad}]")
}

fn braces(lines: &[String], indent: usize) -> String {
    if lines.is_empty() {
        return "{}".to_owned();
    }
    let pad = " ".repeat(indent);
    let body: String = lines.iter().map(|line| format!("{pad}  {line}\n")).collect();
    format!("{{\n{body}{pad}}}")
}

/// Plain data without a type of its own.
pub(super) fn plain(json: &Json) -> String {
    data(json, &Type::String, 0)
}

/// Plain data of a type; names of fields are written in Terraform's way, names from the model as they are.
pub(super) fn data(json: &Json, ty: &Type, indent: usize) -> String {
    match (json, ty) {
        (Json::String(text), _) => literal::string(text),
        (Json::Array(items), ty) => {
            let inner = if let Type::List(inner) = ty { inner } else { ty };
            list(&items.iter().map(|item| data(item, inner, indent + 2)).collect::<Vec<_>>(), indent)
        }
        (Json::Object(fields), ty) => {
            let lines = fields.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| match ty {
                Type::Object(types) => {
                    let inner = types.get(key).map_or(&Type::String, |field| &field.ty);
                    format!("{} = {}", snake(key), data(value, inner, indent + 2))
                }
                Type::Map(inner) => format!("{} = {}", literal::key(key), data(value, inner, indent + 2)),
                _ => format!("{} = {}", literal::key(key), data(value, &Type::String, indent + 2)),
            });
            braces(&lines.collect::<Vec<String>>(), indent)
        }
        (other, _) => other.to_string(),
    }
}
