//! Module calls: one use of a module, and the plan of calls of one environment.

use std::fmt;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::types::{Field, Type};
use super::value::{Origin, Value};

/// Where an instance of a component stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Placement {
    /// The environment's primary region.
    #[default]
    Primary,
    /// The environment's secondary region.
    Secondary,
    /// No region.
    Global,
}

/// What identifies a call in every environment: a component, its placement, and for a call that the
/// component implies (its identity, its grants, one of its secrets) which one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallKey {
    /// The component's name in the model.
    pub component: String,
    /// Empty for the component itself; else words such as `identity` or `secrets`, `GitHubPAT`.
    pub part: Vec<String>,
    /// The placement.
    pub placement: Placement,
}

impl CallKey {
    /// The component itself, in the primary region.
    pub fn component(name: impl Into<String>) -> Self {
        Self { component: name.into(), part: Vec::new(), placement: Placement::Primary }
    }

    /// The same call in another placement.
    #[must_use]
    pub fn placed(self, placement: Placement) -> Self {
        Self { placement, ..self }
    }

    /// A call that the component implies.
    pub fn part(name: impl Into<String>, part: &[&str]) -> Self {
        let part = part.iter().map(|&word| word.to_owned()).collect();
        Self { component: name.into(), part, placement: Placement::Primary }
    }
}

impl fmt::Display for CallKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.component)?;
        for word in &self.part {
            write!(f, ".{word}")?;
        }
        match self.placement {
            Placement::Primary => Ok(()),
            Placement::Secondary => f.write_str("@secondary"),
            Placement::Global => f.write_str("@global"),
        }
    }
}

impl Serialize for CallKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One use of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The module's name.
    pub module: &'static str,
    /// Inputs by name; what is left out has the module's default.
    pub inputs: IndexMap<String, Value>,
    /// When the call exists; `None` is always. Set by unification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Value>,
    /// Calls that must be complete before this one starts although no value says so, with the reason.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub after: IndexMap<CallKey, &'static str>,
    /// The resource group of which placement the call deploys to; that of the call itself if not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Placement>,
    /// Why the call exists.
    #[serde(skip)]
    pub origin: Origin,
}

impl Call {
    /// A call without inputs.
    #[must_use]
    pub fn new(module: &'static str, origin: Origin) -> Self {
        Self { module, inputs: IndexMap::new(), when: None, after: IndexMap::new(), group: None, origin }
    }

    /// Adds an input.
    #[must_use]
    pub fn input(mut self, name: &str, value: Value) -> Self {
        self.inputs.insert(name.to_owned(), value);
        self
    }

    /// Whether the call deploys to the resource group of the second region. What has no region stands there too: it has to
    /// be changed when the first region, and with it the first region's group, is lost.
    #[must_use]
    pub fn is_in_second_group(&self, key: &CallKey) -> bool {
        self.group.unwrap_or(key.placement) != Placement::Primary
    }

    /// The calls that must come before this one.
    #[must_use]
    pub fn needs(&self) -> Vec<&CallKey> {
        let outputs = self.inputs.values().flat_map(Value::outputs).map(|reference| &reference.call);
        outputs.chain(self.after.keys()).collect()
    }
}

/// An output of the whole tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreeOutput {
    /// What it is.
    pub description: String,
    /// The type of its value; an output that some environments do not have is null there.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Its value.
    pub value: Value,
}

/// The calls of one environment.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Plan {
    /// Calls by key.
    #[serde(serialize_with = "serialize_calls")]
    pub calls: IndexMap<CallKey, Call>,
    /// Outputs of the tree by camelCase name.
    pub outputs: IndexMap<String, TreeOutput>,
    /// Secret parameters by name, with their description.
    pub secrets: IndexMap<String, String>,
}

pub(super) fn serialize_calls<S: Serializer>(
    calls: &IndexMap<CallKey, Call>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(calls.iter().map(|(key, call)| (key.to_string(), call)))
}

/// A parameter of the composition.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What it sets.
    pub description: String,
    /// The value is null in some environment.
    pub nullable: bool,
    /// The value in each environment.
    pub values: IndexMap<String, serde_json::Value>,
}

impl Parameter {
    /// The parameter as a field, given how many environments there are: optional where one has no value of its own.
    #[must_use]
    pub fn field(&self, environments: usize) -> Field {
        let everywhere = self.values.len() == environments;
        let default = if everywhere || self.nullable { None } else { self.values.values().next().cloned() };
        Field {
            ty: self.ty.clone(),
            description: self.description.clone(),
            optional: self.nullable || !everywhere,
            default,
        }
    }
}
