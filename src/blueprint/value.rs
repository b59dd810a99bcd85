//! Values: the small expression language that every target can print.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value as Json;

use super::call::CallKey;
use crate::path::ModelPath;

/// Where a value comes from. Unification asks this when environments disagree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// The same in every environment by construction.
    #[default]
    Fixed,
    /// Written at (or defaulted for) this path of the resolved model.
    Model(ModelPath),
    /// Worked out from the values at these paths, most telling first.
    Derived(Vec<ModelPath>),
}

impl Origin {
    /// The paths a difference may come from, most telling first.
    #[must_use]
    pub fn paths(&self) -> &[ModelPath] {
        match self {
            Self::Fixed => &[],
            Self::Model(path) => std::slice::from_ref(path),
            Self::Derived(paths) => paths,
        }
    }
}

/// What the composition knows about the environment it is deployed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Context {
    /// The environment's name, such as `prod`.
    EnvironmentName,
    /// The region of the primary placement.
    Location,
    /// The second region.
    SecondaryLocation,
    /// The short code of the second region, part of names there.
    SecondaryRegionCode,
    /// Six characters that make globally unique names unique.
    UniqueSuffix,
    /// The same for names in the second region.
    SecondaryUniqueSuffix,
    /// The tags every resource carries.
    Tags,
    /// The Entra tenant of the deployment.
    TenantId,
    /// The name of the environment's resource group.
    ResourceGroupName,
    /// The id of the environment's resource group.
    ResourceGroupId,
    /// The name of the resource group of the second region.
    SecondaryResourceGroupName,
    /// The id of the resource group of the second region.
    SecondaryResourceGroupId,
    /// The host name suffix of Azure Storage in the cloud deployed to.
    StorageSuffix,
    /// The tool that deploys the tree: `bicep` or `terraform`.
    ManagedBy,
}

/// A reference to an output of another module call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputRef {
    /// The call that produces it.
    pub call: CallKey,
    /// The output's name in the module's interface.
    pub output: String,
    /// For an output that is a map: the entry wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The call does not exist in every environment; set by unification.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub guarded: bool,
}

/// One part of an interpolated string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// Text that is printed through the target's literal writer.
    Literal(String),
    /// A value that is not known when the tree is generated.
    Value(Value),
}

/// One entry of an object or map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The entry's value.
    pub value: Value,
    /// When the entry exists; `None` is always. A boolean value that is known when a deployment starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Value>,
}

/// A choice on one parameter. The cases cover exactly the values that the environments give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The parameter's name.
    pub parameter: String,
    /// Parameter value and result, in the order of the environments.
    pub cases: Vec<(Json, Value)>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Node {
    /// Absent.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Literal text.
    Text(String),
    /// Text with values in it.
    Interpolation(Vec<Part>),
    /// A list.
    List(Vec<Value>),
    /// An object with the fields its type names.
    Object(IndexMap<String, Entry>),
    /// A collection keyed by names from the model, after the entries of `base`.
    Map {
        /// A map that the entries are added to.
        base: Option<Context>,
        /// The entries.
        entries: IndexMap<String, Entry>,
    },
    /// A fact of the environment deployed to.
    Context(Context),
    /// An output of another call.
    Output(OutputRef),
    /// A secret parameter.
    Secret(String),
    /// A parameter (in a blueprint only).
    Parameter(String),
    /// A choice on a parameter (in a blueprint only).
    Match(Box<Match>),
}

/// A node and where it comes from. Two values are equal when their nodes are.
#[derive(Debug, Clone, Serialize)]
pub struct Value {
    /// What it is.
    #[serde(flatten)]
    pub node: Node,
    /// Where it comes from.
    #[serde(skip)]
    pub origin: Origin,
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Eq for Value {}

/// When a value becomes known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// From the model.
    Known,
    /// When a deployment starts.
    Start,
    /// When a resource has been deployed.
    Late,
}

impl Value {
    /// A value with an origin.
    #[must_use]
    pub fn new(node: Node, origin: Origin) -> Self {
        Self { node, origin }
    }

    /// A value that is the same in every environment.
    #[must_use]
    pub fn fixed(node: Node) -> Self {
        Self::new(node, Origin::Fixed)
    }

    /// Literal text that is the same in every environment.
    pub fn text(text: impl Into<String>) -> Self {
        Self::fixed(Node::Text(text.into()))
    }

    /// A fact of the environment deployed to.
    #[must_use]
    pub fn context(context: Context) -> Self {
        Self::fixed(Node::Context(context))
    }

    /// An output of another call.
    pub fn output(call: CallKey, output: impl Into<String>) -> Self {
        Self::fixed(Node::Output(OutputRef { call, output: output.into(), key: None, guarded: false }))
    }

    /// An entry of an output that is a map.
    pub fn output_entry(call: CallKey, output: impl Into<String>, key: impl Into<String>) -> Self {
        let key = Some(key.into());
        Self::fixed(Node::Output(OutputRef { call, output: output.into(), key, guarded: false }))
    }

    /// An object with these fields.
    pub fn object<K: Into<String>>(fields: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::fixed(Node::Object(entries(fields)))
    }

    /// A map with these entries.
    pub fn map<K: Into<String>>(fields: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::fixed(Node::Map { base: None, entries: entries(fields) })
    }

    /// Joins literals and values to text; neighbouring literals become one. Text that the model writes at one place keeps
    /// to itself, so that environments which differ there differ in nothing else.
    pub fn interpolation(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut joined: Vec<Part> = Vec::new();
        let flat = parts.into_iter().flat_map(|part| match part {
            Part::Value(Self { node: Node::Interpolation(inner), .. }) => inner,
            Part::Value(Self { node: Node::Text(text), origin }) if !matches!(origin, Origin::Model(_)) => {
                vec![Part::Literal(text)]
            }
            part => vec![part],
        });
        for part in flat {
            match (joined.last_mut(), part) {
                (_, Part::Literal(text)) if text.is_empty() => {}
                (Some(Part::Literal(before)), Part::Literal(text)) => before.push_str(&text),
                (_, part) => joined.push(part),
            }
        }
        match joined.as_slice() {
            [] => Self::text(""),
            [Part::Literal(text)] => Self::text(text.as_str()),
            _ => Self::fixed(Node::Interpolation(joined)),
        }
    }

    /// The same value, in which text that the model writes is part of the text around it.
    #[must_use]
    pub fn flat(mut self) -> Self {
        self.visit_mut(&mut |value| {
            if let Node::Interpolation(parts) = &mut value.node {
                let parts = std::mem::take(parts).into_iter().map(|part| match part {
                    Part::Value(Self { node: Node::Text(text), .. }) => Part::Literal(text),
                    part => part,
                });
                value.node = match Self::interpolation(parts).node {
                    Node::Interpolation(mut parts) if parts.len() == 1 => match parts.pop() {
                        Some(Part::Value(only)) => only.node,
                        only => Node::Interpolation(only.into_iter().collect()),
                    },
                    node => node,
                };
            }
        });
        self
    }

    /// The same value, worked out from these paths.
    #[must_use]
    pub fn derived_from(mut self, paths: impl IntoIterator<Item = ModelPath>) -> Self {
        self.origin = Origin::Derived(paths.into_iter().collect());
        self
    }

    /// The same value, written at this path.
    #[must_use]
    pub fn written_at(mut self, path: ModelPath) -> Self {
        self.origin = Origin::Model(path);
        self
    }

    /// The value of plain data; `None` when it refers to anything.
    #[must_use]
    pub fn literal(&self) -> Option<Json> {
        match &self.node {
            Node::Null => Some(Json::Null),
            Node::Bool(value) => Some(Json::from(*value)),
            Node::Int(value) => Some(Json::from(*value)),
            Node::Text(text) => Some(Json::from(text.as_str())),
            Node::List(items) => items.iter().map(Self::literal).collect::<Option<Vec<_>>>().map(Json::from),
            Node::Object(fields) | Node::Map { base: None, entries: fields } => {
                fields
                    .iter()
                    .map(|(key, entry)| {
                        if entry.when.is_some() { None } else { Some((key.clone(), entry.value.literal()?)) }
                    })
                    .collect::<Option<serde_json::Map<_, _>>>()
                    .map(Json::from)
            }
            _ => None,
        }
    }

    /// True for a map or list that has nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.node {
            Node::Map { base: None, entries } => entries.is_empty(),
            Node::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// When the value becomes known.
    #[must_use]
    pub fn phase(&self) -> Phase {
        let mut phase = Phase::Known;
        self.visit(&mut |value| {
            phase = phase.max(match &value.node {
                Node::Output(_) => Phase::Late,
                Node::Context(_) | Node::Parameter(_) | Node::Secret(_) | Node::Match(_) => Phase::Start,
                _ => Phase::Known,
            });
        });
        phase
    }

    /// Calls `see` with this value and every value in it.
    pub fn visit<'v>(&'v self, see: &mut dyn FnMut(&'v Self)) {
        see(self);
        match &self.node {
            Node::Interpolation(parts) => {
                for part in parts {
                    if let Part::Value(value) = part {
                        value.visit(see);
                    }
                }
            }
            Node::List(items) => items.iter().for_each(|item| item.visit(see)),
            Node::Object(fields) | Node::Map { entries: fields, .. } => {
                for entry in fields.values() {
                    entry.value.visit(see);
                    if let Some(when) = &entry.when {
                        when.visit(see);
                    }
                }
            }
            Node::Match(choice) => choice.cases.iter().for_each(|(_, value)| value.visit(see)),
            _ => {}
        }
    }

    /// Calls `change` with this value and every value in it, innermost first.
    pub fn visit_mut(&mut self, change: &mut dyn FnMut(&mut Self)) {
        match &mut self.node {
            Node::Interpolation(parts) => {
                for part in parts {
                    if let Part::Value(value) = part {
                        value.visit_mut(change);
                    }
                }
            }
            Node::List(items) => items.iter_mut().for_each(|item| item.visit_mut(change)),
            Node::Object(fields) | Node::Map { entries: fields, .. } => {
                for entry in fields.values_mut() {
                    entry.value.visit_mut(change);
                    if let Some(when) = &mut entry.when {
                        when.visit_mut(change);
                    }
                }
            }
            Node::Match(choice) => choice.cases.iter_mut().for_each(|(_, value)| value.visit_mut(change)),
            _ => {}
        }
        change(self);
    }

    /// The outputs of other calls that the value needs.
    #[must_use]
    pub fn outputs(&self) -> Vec<&OutputRef> {
        let mut found = Vec::new();
        self.visit(&mut |value| {
            if let Node::Output(reference) = &value.node {
                found.push(reference);
            }
        });
        found
    }
}

fn entries<K: Into<String>>(fields: impl IntoIterator<Item = (K, Value)>) -> IndexMap<String, Entry> {
    fields.into_iter().map(|(key, value)| (key.into(), Entry { value, when: None })).collect()
}
