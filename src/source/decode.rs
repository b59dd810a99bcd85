//! Decodes text into a tree of values, quickly, and gives up at the first thing a model must not have.
//!
//! What exactly is wrong, and where, is worked out by [`super::inspect`], which is slower and only runs then.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use super::{MAX_DEPTH, MAX_NODES, codes};

/// 2^63: where the integers of a model end.
const NUMBER_LIMIT: f64 = 9_223_372_036_854_775_808.0;

/// Why a text could not be decoded.
#[derive(Debug)]
pub(super) enum Failure {
    /// The text has what a model must not have; the code of the first such thing.
    Restricted(&'static str),
    /// The reader of YAML gave up, most likely over the syntax.
    Yaml(serde_yaml::Error),
}

/// Decodes the one document in `text`.
pub(super) fn decode(text: &str) -> Result<Value, Failure> {
    let limits = Limits { nodes: Cell::new(0), broken: Cell::new(None) };
    let node = Node { limits: &limits, depth: 0 };
    node.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| match limits.broken.get() {
        Some(code) => Failure::Restricted(code),
        None => Failure::Yaml(error),
    })
}

/// The first error of syntax in `text`, without regard to what a model may have.
pub(super) fn syntax_error(text: &str) -> Option<serde_yaml::Error> {
    serde_yaml::Deserializer::from_str(text).find_map(|document| IgnoredAny::deserialize(document).err())
}

struct Limits {
    nodes: Cell<usize>,
    broken: Cell<Option<&'static str>>,
}

impl Limits {
    fn broken<E: Error>(&self, code: &'static str) -> E {
        self.broken.set(Some(code));
        E::custom(code)
    }
}

/// Reads one value at `depth` levels below the root.
#[derive(Clone, Copy)]
struct Node<'l> {
    limits: &'l Limits,
    depth: usize,
}

impl Node<'_> {
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.limits.broken(codes::TOO_DEEP));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let nodes = self.limits.nodes.get() + 1;
        self.limits.nodes.set(nodes);
        if nodes > MAX_NODES {
            return Err(self.limits.broken(codes::TOO_MANY));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::from).map_err(|_| self.limits.broken(codes::NUMBER_RANGE))
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Value, E> {
        Err(self.limits.broken(codes::NUMBER_RANGE))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Value, E> {
        Err(self.limits.broken(codes::NUMBER_RANGE))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        // The reader turns integers too large for it into floats, digits lost.
        if value.is_finite() && value.abs() >= NUMBER_LIMIT {
            return Err(self.limits.broken(codes::NUMBER_RANGE));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.limits.broken(codes::NOT_FINITE))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        if self.depth == 0 { Err(self.limits.broken(codes::EMPTY)) } else { Ok(Value::Null) }
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key_seed(inside)? {
            let Value::String(key) = key else {
                return Err(self.limits.broken(codes::KEY_NOT_STRING));
            };
            if key == "<<" {
                return Err(self.limits.broken(codes::MERGE_KEY));
            }
            let value = entries.next_value_seed(inside)?;
            if map.insert(key, value).is_some() {
                return Err(self.limits.broken(codes::DUPLICATE_KEY));
            }
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(self.limits.broken(codes::TAG))
    }
}

/// What a plain (unquoted) scalar is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    Null,
    Bool,
    Number,
    /// A number that a model cannot hold, with the code that says why.
    BadNumber(&'static str),
    String,
}

impl Plain {
    /// Reads `text` just as [`decode`] would.
    pub(super) fn of(text: &str) -> Self {
        // Spares the parser for words, which most scalars are.
        if !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit() || "+-.~nNtTfF".contains(c)) {
            return Self::String;
        }
        match decode(&format!("- {text}")) {
            Ok(Value::Array(list)) => match list.first() {
                Some(Value::Null) => Self::Null,
                Some(Value::Bool(_)) => Self::Bool,
                Some(Value::Number(_)) => Self::Number,
                _ => Self::String,
            },
            Err(Failure::Restricted(code)) if matches!(code, codes::NUMBER_RANGE | codes::NOT_FINITE) => {
                Self::BadNumber(code)
            }
            _ => Self::String,
        }
    }
}
