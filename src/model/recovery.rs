//! Disaster recovery: objectives, and the strategy that meets them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use crate::kinds::standby::Strategy;

/// How soon a workload must be back after the loss of its region, and how much data it may lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisasterRecovery {
    /// Recovery time objective: how long the workload may be away.
    pub rto: Span,
    /// Recovery point objective: how much of the latest data may be lost.
    pub rpo: Span,
    /// What stands ready in a second region. Left out, it is the least that meets the objectives.
    #[serde(default)]
    pub strategy: Option<Strategy>,
    /// Region that takes over; the default is `regions.secondary`.
    #[serde(default)]
    pub secondary: Option<String>,
    /// What sends users to the region that is up.
    #[serde(default)]
    pub routing: Routing,
}

/// What sends users to the region that is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Routing {
    /// A Traffic Manager profile for each app: names that resolve to the region that answers its probes.
    #[default]
    TrafficManager,
    /// An Azure Front Door profile for all apps: an entry of its own, which can reach private apps through private link.
    FrontDoor,
    /// Nothing: the workload has no users from outside, or something that is not part of it routes them.
    None,
}

/// A span of time such as `15m`, `4h` or `1d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    text: String,
    minutes: u32,
}

impl Span {
    /// The span as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.minutes
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let minutes = text.split_at_checked(text.len().saturating_sub(1)).and_then(|(number, unit)| {
            let unit = match unit {
                "m" => 1,
                "h" => 60,
                "d" => 24 * 60,
                _ => return None,
            };
            let number: u32 = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
            (number > 0).then(|| number.checked_mul(unit))?
        });
        match minutes {
            Some(minutes) => Ok(Self { text, minutes }),
            None => Err(serde::de::Error::custom(format!("`{text}` is not a span like 15m, 4h or 1d"))),
        }
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A span of time: a number of minutes, hours or days.",
            "pattern": "^[1-9][0-9]{0,5}[mhd]$",
            "examples": ["15m", "4h", "1d"],
        })
    }
}
