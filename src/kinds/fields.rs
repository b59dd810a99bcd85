//! Field types that several kinds share.

use std::fmt;
use std::net::Ipv4Addr;

use indexmap::IndexMap;
use ipnet::Ipv4Net;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// How closed an environment is, or who reaches one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Isolation {
    /// Public endpoints; identities, roles and TLS are what protects them.
    #[default]
    Public,
    /// Apps join the network; vaults and storage accounts have private endpoints and a firewall that lets in
    /// only `ipRules` and trusted services.
    Restricted,
    /// Every service that can have private endpoints has them, its public access is off, and private DNS zones
    /// resolve it.
    Private,
}

impl Isolation {
    /// The word in a model and in generated code.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Restricted => "restricted",
            Self::Private => "private",
        }
    }
}

/// Tags: name to value.
pub type Tags = IndexMap<String, String>;

/// A block of IPv4 addresses, such as `10.0.0.0/16`; a single address is a `/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cidr(pub Ipv4Net);

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Cidr {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cidr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let network = text.parse::<Ipv4Net>().or_else(|_| text.parse::<Ipv4Addr>().map(Ipv4Net::from));
        match network {
            Ok(network) if network.network() == network.addr() => Ok(Self(network)),
            Ok(network) => Err(de::Error::custom(format!(
                "`{text}` has bits set behind its prefix; the block is {}",
                network.trunc()
            ))),
            Err(_) => Err(de::Error::custom(format!("`{text}` is not an IPv4 block like 10.0.0.0/16"))),
        }
    }
}

impl JsonSchema for Cidr {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cidr".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A block of IPv4 addresses in CIDR notation.",
            "pattern": r"^(\d{1,3}\.){3}\d{1,3}(/\d{1,2})?$",
            "examples": ["203.0.113.0/24"],
        })
    }
}

impl Cidr {
    /// The block of the same size that stands in `to` where this one stands in `from`; `None` when this one lies
    /// outside of `from`, or `to` ends before it.
    #[must_use]
    pub fn shifted(self, from: Self, to: Self) -> Option<Self> {
        let offset = u32::from(self.0.network()).checked_sub(u32::from(from.0.network()))?;
        let start = u32::from(to.0.network()).checked_add(offset)?;
        let block = Ipv4Net::new(start.into(), self.0.prefix_len()).ok()?;
        // A block of `to` that does not begin at a multiple of this size would be moved by its mask.
        let fits = from.0.contains(&self.0) && to.0.contains(&block) && block.network() == block.addr();
        fits.then_some(Self(block))
    }
}

/// The size of an address block, by the length of its prefix: `/26`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockSize(u8);

impl BlockSize {
    /// The largest block that can be asked for.
    pub const LARGEST: Self = Self(8);
    /// The smallest block that Azure takes.
    pub const SMALLEST: Self = Self(29);

    /// A size that stands in the code, such as a default.
    ///
    /// # Panics
    /// When compiled: if `prefix` is out of bounds in a `const`.
    #[must_use]
    pub const fn new(prefix: u8) -> Self {
        assert!(Self::LARGEST.0 <= prefix && prefix <= Self::SMALLEST.0, "the size is out of bounds");
        Self(prefix)
    }

    /// The length of the prefix.
    #[must_use]
    pub const fn prefix(self) -> u8 {
        self.0
    }
}

impl fmt::Display for BlockSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0)
    }
}

impl Serialize for BlockSize {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlockSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let prefix =
            text.strip_prefix('/').filter(|digits| digits.len() <= 2 && !digits.starts_with(['0', '+']));
        match prefix.and_then(|digits| digits.parse().ok()) {
            Some(prefix) if (Self::LARGEST.0..=Self::SMALLEST.0).contains(&prefix) => Ok(Self(prefix)),
            _ => Err(de::Error::custom(format!(
                "`{text}` is not a size between {} and {}, such as /26",
                Self::LARGEST,
                Self::SMALLEST
            ))),
        }
    }
}

impl JsonSchema for BlockSize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BlockSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The size of an address block: the length of its prefix, from /8 to /29.",
            "pattern": r"^/([89]|1\d|2\d)$",
            "examples": ["/22", "/26"],
        })
    }
}

/// One role, or several, by alias: `secretsUser` or `[blobDataReader, queueDataContributor]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Roles(pub Vec<String>);

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Roles;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a role or a list of roles")
            }

            fn visit_str<E: de::Error>(self, role: &str) -> Result<Roles, E> {
                Ok(Roles(vec![role.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Roles, A::Error> {
                let mut roles = Vec::new();
                while let Some(role) = list.next_element()? {
                    roles.push(role);
                }
                Ok(Roles(roles))
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

impl JsonSchema for Roles {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Roles".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One role or a list of roles, by alias.",
            "type": ["string", "array"],
            "items": { "type": "string" },
            "examples": ["secretsUser", ["blobDataReader", "queueDataContributor"]],
        })
    }
}

/// A whole number between `MIN` and `MAX`, both included. The schema and the decoder agree on the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Within<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Within<MIN, MAX> {
    /// A number that stands in the code, such as a default.
    ///
    /// # Panics
    /// When compiled: if `value` is out of bounds in a `const`.
    #[must_use]
    pub const fn new(value: i64) -> Self {
        assert!(MIN <= value && value <= MAX, "the value is out of bounds");
        Self(value)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Within<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match i64::deserialize(deserializer)? {
            value if (MIN..=MAX).contains(&value) => Ok(Self(value)),
            value => Err(de::Error::custom(format!("{value} is not between {MIN} and {MAX}"))),
        }
    }
}

impl<const MIN: i64, const MAX: i64> JsonSchema for Within<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Within{MIN}To{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}
