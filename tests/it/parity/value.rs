//! What expressions come to, as far as it can be known without a deployment.

use std::fmt;

use indexmap::IndexMap;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Value>),
    Map(IndexMap<String, Value>),
    /// A resource, or a part of one: what it does not say is known after it is deployed.
    Part {
        of: String,
        known: IndexMap<String, Value>,
    },
    /// Known after something is deployed; says what it is.
    Unknown(String),
}

/// What goes wrong while a tree is evaluated.
pub(crate) type Result<T> = std::result::Result<T, String>;

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn map<K: Into<String>>(fields: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(fields.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// A member of an object; `None` where it has none.
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        match self {
            Self::Map(fields) => fields.get(name).cloned(),
            Self::Part { of, known } => {
                let of = format!("{of}.{name}");
                Some(
                    known
                        .get(name)
                        .map_or_else(|| Self::Unknown(of.clone()), |value| value.clone().part(&of)),
                )
            }
            Self::Unknown(what) => Some(Self::Unknown(format!("{what}.{name}"))),
            _ => None,
        }
    }

    /// The same, where what it does not say is known after it is deployed.
    fn part(self, of: &str) -> Self {
        match self {
            Self::Map(known) => Self::Part { of: of.to_owned(), known },
            Self::List(items) => Self::List(items.into_iter().map(|item| item.part(of)).collect()),
            value => value,
        }
    }

    /// Whether all of it is known before anything is deployed.
    pub(crate) fn is_known(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::Part { .. } => false,
            Self::Text(text) => !text.contains('<'),
            Self::List(items) => items.iter().all(Self::is_known),
            Self::Map(fields) => fields.values().all(Self::is_known),
            _ => true,
        }
    }

    /// An element of a list or object; `None` where it has none.
    pub(crate) fn index(&self, index: &Self) -> Option<Self> {
        match (self, index) {
            (Self::List(items), Self::Int(at)) => {
                usize::try_from(*at).ok().and_then(|at| items.get(at)).cloned()
            }
            (value, Self::Text(key)) => value.member(key),
            (Self::Unknown(what), index) => Some(Self::Unknown(format!("{what}[{index}]"))),
            _ => None,
        }
    }

    pub(crate) fn truth(&self) -> Result<bool> {
        match self {
            Self::Bool(value) => Ok(*value),
            other => Err(format!("{other} decides whether something exists")),
        }
    }

    /// The values of a list or of a map.
    pub(crate) fn items(&self) -> Result<Vec<(Self, Self)>> {
        match self {
            Self::List(items) => Ok((0..).map(Self::Int).zip(items.iter().cloned()).collect()),
            Self::Map(fields) | Self::Part { known: fields, .. } => {
                Ok(fields.iter().map(|(key, value)| (Self::text(key), value.clone())).collect())
            }
            other => Err(format!("{other} is no collection")),
        }
    }

    /// The value at a path of names; a list stands for its first item.
    pub(crate) fn at(&self, path: &str) -> Option<Self> {
        path.split('.').try_fold(self.clone(), |value, name| {
            let value = match value {
                Self::List(items) => items.first().cloned()?,
                value => value,
            };
            match value {
                Self::Map(fields) | Self::Part { known: fields, .. } => fields.get(name).cloned(),
                _ => None,
            }
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(fields) => fields.is_empty(),
            _ => false,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Map(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                write!(f, "{{{}}}", fields.join(", "))
            }
            Self::Part { of, .. } => write!(f, "<{of}>"),
            Self::Unknown(what) => write!(f, "<{what}>"),
        }
    }
}
