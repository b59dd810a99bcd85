//! What a model says of regions beside their names.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// What becomes of a component that asks for what a region does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OnUnsupported {
    /// The model is invalid.
    #[default]
    Error,
    /// The component gets the next lesser SKU, with a warning.
    Downgrade,
}

/// Whether components are spread over availability zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Zones {
    /// Wherever region and SKU can, unless the component says otherwise.
    Auto,
    /// Nowhere.
    None,
    /// Everywhere; a component that cannot is an error.
    Required,
}

/// What a region has, where it is not what biform knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegionCapabilities {
    /// Elastic Premium plans (EP1, EP2 and EP3) on Linux.
    #[serde(default)]
    pub elastic_premium_linux: Option<bool>,
    /// Flex Consumption plans (FC1).
    #[serde(default)]
    pub flex_consumption: Option<bool>,
    /// Service Bus namespaces of SKU Premium.
    #[serde(default)]
    pub service_bus_premium: Option<bool>,
    /// Number of availability zones.
    #[serde(default)]
    pub zones: Option<ZoneCount>,
}

/// A number of availability zones: Azure's regions have none or three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ZoneCount(u32);

impl ZoneCount {
    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for ZoneCount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            count @ (0 | 3) => Ok(Self(count)),
            other => Err(serde::de::Error::custom(format!("a region has 0 or 3 zones, not {other}"))),
        }
    }
}

impl JsonSchema for ZoneCount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ZoneCount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": [0, 3] })
    }
}
