//! The expression printer: blueprint values as Bicep expressions, laid out as `bicep format` does.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::literal;
use crate::blueprint::names;
use crate::blueprint::value::{Context, Entry, Match, Node, OutputRef, Part, Value};
use crate::targets::choice::{Condition, Group, chain, groups};

/// The width beyond which `bicep format` breaks a line.
pub(super) const WIDTH: usize = 120;

/// The variable that says whether the environment has a second region.
pub(super) const HAS_SECOND_REGION: &str = "hasSecondRegion";

/// Prints expressions for one composition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer<'p> {
    /// What is asked so often that it has a variable: whether there is a second region, in this language's words.
    pub(super) second_region: Option<&'p str>,
    /// The composition is deployed into a resource group that is there already.
    pub(super) existing_group: bool,
}

impl Printer<'_> {
    /// A value behind `column` characters of its first line; later lines are indented by `indent` and more.
    pub(super) fn value(self, value: &Value, indent: usize, column: usize) -> String {
        match &value.node {
            Node::Null => "null".to_owned(),
            Node::Bool(value) => value.to_string(),
            Node::Int(value) => value.to_string(),
            Node::Text(text) => literal::string(text),
            Node::Interpolation(parts) => self.interpolation(parts),
            Node::List(items) => list(
                &items.iter().map(|item| self.value(item, indent + 2, indent + 2)).collect::<Vec<_>>(),
                indent,
                column,
            ),
            Node::Object(fields) => self.object(fields.iter(), indent),
            Node::Map { base, entries } => self.map(*base, entries, indent, column),
            Node::Context(context) => self.context(*context),
            Node::Output(reference) => output(reference),
            Node::Secret(name) | Node::Parameter(name) => name.clone(),
            Node::Match(choice) => self.choice(choice, indent, column),
        }
    }

    fn context(self, context: Context) -> String {
        let text = match context {
            Context::EnvironmentName => "environmentName",
            Context::Location => "location",
            Context::SecondaryLocation => "secondaryLocation",
            Context::SecondaryRegionCode => "secondaryRegionCode",
            Context::SecondaryResourceGroupName => "secondaryGroup.name",
            Context::SecondaryResourceGroupId => "secondaryGroup.id",
            Context::UniqueSuffix => "uniqueSuffix",
            Context::SecondaryUniqueSuffix => "secondaryUniqueSuffix",
            Context::Tags => "tags",
            Context::TenantId => "tenant().tenantId",
            Context::ResourceGroupName if self.existing_group => "resourceGroup().name",
            Context::ResourceGroupName => "group.name",
            Context::ResourceGroupId if self.existing_group => "resourceGroup().id",
            Context::ResourceGroupId => "group.id",
            Context::StorageSuffix => "environment().suffixes.storage",
            Context::ManagedBy => "'bicep'",
        };
        text.to_owned()
    }

    fn interpolation(self, parts: &[Part]) -> String {
        let inner: String = parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => literal::escaped(text),
                Part::Value(value) => format!("${{{}}}", self.value(value, 0, 0)),
            })
            .collect();
        format!("'{inner}'")
    }

    fn object<'v>(self, fields: impl Iterator<Item = (&'v String, &'v Entry)>, indent: usize) -> String {
        let lines: Vec<String> = fields
            .filter(|(_, entry)| entry.value.node != Node::Null)
            .map(|(key, entry)| {
                let key = literal::key(key);
                let value = self.value(&entry.value, indent + 2, indent + 2 + key.len() + 2);
                format!("{key}: {value}")
            })
            .collect();
        braces("{", &lines, "}", indent)
    }

    /// A map: its unconditional entries, and a condition around each group of entries that come and go together.
    fn map(
        self,
        base: Option<Context>,
        entries: &IndexMap<String, Entry>,
        indent: usize,
        column: usize,
    ) -> String {
        let groups = groups(entries);
        let parts = groups.len() + usize::from(base.is_some());
        let inner = if parts > 1 { indent + 2 } else { indent };
        let start = if parts > 1 { indent + 2 } else { column };
        let mut arguments: Vec<String> = base.map(|base| self.context(base)).into_iter().collect();
        for Group { when, entries: group } in groups {
            arguments.push(match when {
                None => self.object(group.into_iter(), inner),
                Some(when) => {
                    let group = self.object(group.into_iter(), inner + 4);
                    ternary(&self.condition(when), &group, "{}", inner, start)
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
                format!("union(\n{}\n{pad})", list.join(",\n"))
            }
        }
    }

    fn choice(self, choice: &Match, indent: usize, column: usize) -> String {
        let chain = chain(choice);
        let own = Node::Parameter(choice.parameter.clone());
        // The choice itself says that the parameter is not null here.
        let nullable = choice.cases.iter().any(|(key, _)| key.is_null());
        let branch = |value: &Value| {
            if nullable && value.node == own {
                return format!("{}!", choice.parameter);
            }
            self.value(value, indent + 4, indent + 4)
        };
        let mut result = branch(chain.otherwise);
        for (condition, value) in chain.conditions.iter().rev() {
            let condition = match question(choice, condition) {
                asked if self.second_region == Some(&asked) => HAS_SECOND_REGION.to_owned(),
                asked => asked,
            };
            let yes = branch(value);
            result = match (yes.as_str(), result.as_str()) {
                ("true", "false") => condition,
                ("true", _) => format!("{condition} || {}", unless_simple(&result)),
                (_, "false") => format!("{condition} && {}", parenthesised(&yes)),
                _ => ternary(&condition, &yes, &result, indent, column),
            };
        }
        result
    }

    /// A condition in the words of `if (...)`.
    pub(super) fn condition(self, when: &Value) -> String {
        self.value(when, 0, 0)
    }
}

/// A conditional expression in parentheses: what stands beside it binds more tightly.
fn unless_simple(expression: &str) -> String {
    if expression.contains(" ? ") { format!("({expression})") } else { expression.to_owned() }
}

/// Conditions that must all hold.
pub(super) fn all(conditions: &[String]) -> String {
    match conditions {
        [only] => only.clone(),
        several => several.iter().map(|condition| parenthesised(condition)).collect::<Vec<_>>().join(" && "),
    }
}

fn parenthesised(condition: &str) -> String {
    if condition.contains("||") || condition.contains(" ? ") {
        format!("({condition})")
    } else {
        condition.to_owned()
    }
}

fn output(reference: &OutputRef) -> String {
    let guard = if reference.guarded { "!" } else { "" };
    let mut text = format!("{}{guard}.outputs.{}", names::call(&reference.call), reference.output);
    if let Some(key) = &reference.key {
        if literal::is_identifier(key) {
            text.push('.');
            text.push_str(key);
        } else {
            text.push_str(&format!("[{}]", literal::string(key)));
        }
    }
    text
}

/// A question about a parameter.
fn question(choice: &Match, condition: &Condition<'_>) -> String {
    // A flag that is not there in some environment is neither true nor false there.
    let nullable = choice.cases.iter().any(|(key, _)| key.is_null());
    let parameter = choice.parameter.as_str();
    match condition {
        Condition::In(keys) => match keys.as_slice() {
            [Json::Bool(true)] if !nullable => parameter.to_owned(),
            [Json::Bool(false)] if !nullable => format!("!{parameter}"),
            [key] => format!("{parameter} == {}", plain(key)),
            keys => {
                let list: Vec<String> = keys.iter().map(|key| plain(key)).collect();
                format!("contains([{}], {parameter})", list.join(", "))
            }
        },
        Condition::Not(Json::Bool(true)) if !nullable => format!("!{parameter}"),
        Condition::Not(Json::Bool(false)) if !nullable => parameter.to_owned(),
        Condition::Not(key) => format!("{parameter} != {}", plain(key)),
    }
}

/// A conditional expression; broken before `?` and `:` where a branch is broken or the line would be too long.
pub(super) fn ternary(condition: &str, yes: &str, no: &str, indent: usize, column: usize) -> String {
    let condition = unless_simple(condition);
    let flat = format!("{condition} ? {yes} : {no}");
    if !flat.contains('\n') && column + flat.chars().count() <= WIDTH {
        return flat;
    }
    let pad = " ".repeat(indent + 2);
    format!("{condition}\n{pad}? {yes}\n{pad}: {no}")
}

/// A list: on one line where it fits there and no item is broken.
fn list(items: &[String], indent: usize, column: usize) -> String {
    let flat = format!("[{}]", items.join(", "));
    if !flat.contains('\n') && column + flat.chars().count() <= WIDTH {
        return flat;
    }
    braces("[", items, "]", indent)
}

fn braces(open: &str, lines: &[String], close: &str, indent: usize) -> String {
    if lines.is_empty() {
        return format!("{open}{close}");
    }
    let pad = " ".repeat(indent);
    let body: String = lines.iter().map(|line| format!("{pad}  {line}\n")).collect();
    format!("{open}\n{body}{pad}{close}")
}

/// Plain data as a Bicep expression.
pub(super) fn plain(json: &Json) -> String {
    data(json, 0)
}

/// Plain data, with later lines indented.
pub(super) fn data(json: &Json, indent: usize) -> String {
    match json {
        Json::String(text) => literal::string(text),
        Json::Array(items) => {
            list(&items.iter().map(|item| data(item, indent + 2)).collect::<Vec<_>>(), indent, indent + 40)
        }
        Json::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            let lines =
                fields.map(|(key, value)| format!("{}: {}", literal::key(key), data(value, indent + 2)));
            braces("{", &lines.collect::<Vec<String>>(), "}", indent)
        }
        other => other.to_string(),
    }
}
