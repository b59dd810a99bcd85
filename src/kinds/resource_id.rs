//! Ids of resources that are there already.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

/// The id of a resource group or of a resource in one, as Azure Resource Manager writes it:
/// `/subscriptions/<id>/resourceGroups/<name>/providers/<namespace>/<type>/<name>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceId(String);

impl ResourceId {
    /// The id as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The subscription it is in.
    #[must_use]
    pub fn subscription(&self) -> &str {
        self.segment(2)
    }

    /// The name of the resource group it is in, or that it is.
    #[must_use]
    pub fn resource_group(&self) -> &str {
        self.segment(4)
    }

    /// The type, such as `Microsoft.Network/virtualNetworks/subnets`.
    #[must_use]
    pub fn resource_type(&self) -> String {
        let segments: Vec<&str> = self.0.split('/').skip(6).collect();
        match segments.split_first() {
            None => "Microsoft.Resources/resourceGroups".to_owned(),
            Some((namespace, rest)) => {
                let types = rest.iter().step_by(2).copied();
                std::iter::once(*namespace).chain(types).collect::<Vec<_>>().join("/")
            }
        }
    }

    /// The resource's name: the last part of the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is the id of a resource of this type; Azure ignores case.
    #[must_use]
    pub fn is_a(&self, resource_type: &str) -> bool {
        self.resource_type().eq_ignore_ascii_case(resource_type)
    }

    fn segment(&self, at: usize) -> &str {
        self.0.split('/').nth(at).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let segments: Vec<&str> = text.strip_prefix('/')?.split('/').collect();
        let is =
            |at: usize, word: &str| segments.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word));
        // A group has two pairs of segments; a resource in it has `providers`, a namespace and one or more pairs.
        let shape = match segments.len() {
            4 => true,
            length => length >= 8 && length % 2 == 0 && is(4, "providers"),
        };
        let plain =
            segments.iter().all(|segment| !segment.is_empty() && !segment.contains(char::is_whitespace));
        let group =
            is(0, "subscriptions") && is(2, "resourceGroups") && uuid::Uuid::try_parse(segments[1]).is_ok();
        (shape && plain && group).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ResourceId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ResourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is not a resource id like /subscriptions/<id>/resourceGroups/<name>/providers/<type>/<name>"
            ))
        })
    }
}

impl JsonSchema for ResourceId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ResourceId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The id of a resource group, or of a resource in one, that is there already.",
            "pattern": "^/[sS]ubscriptions/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/[rR]esource[gG]roups/[^/\\s]+(/providers/[^/\\s]+(/[^/\\s]+/[^/\\s]+)+)?$",
            "examples": ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub";

    #[test]
    fn an_id_says_where_and_what_a_resource_is() {
        let subnet = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/apps");
        let id = ResourceId::parse(&subnet).unwrap();
        assert_eq!(id.subscription(), "00000000-0000-0000-0000-000000000001");
        assert_eq!((id.resource_group(), id.name()), ("rg-hub", "apps"));
        assert!(id.is_a("microsoft.network/virtualNetworks/subnets"));
        assert!(ResourceId::parse(GROUP).unwrap().is_a("Microsoft.Resources/resourceGroups"));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let no_type = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks");
        for bad in ["vnet-hub", "/subscriptions/1/resourceGroups/rg", &no_type, &format!("{GROUP}/"), ""] {
            assert!(ResourceId::parse(bad).is_none(), "{bad}");
        }
    }
}
