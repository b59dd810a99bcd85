//! Ports in security rules.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

/// A port, a range of ports such as `8000-8999`, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ports(String);

impl Ports {
    /// The ports as Azure writes them.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let port = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u16>().ok()).flatten()
        };
        let fits = match text.split_once('-') {
            Some((first, last)) => port(first)? <= port(last)?,
            None => text == "*" || port(text).is_some(),
        };
        fits.then(|| Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Ports {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!("`{text}` is not a port (0 to 65535), a range like 8000-8999 or *"))
        })
    }
}

impl JsonSchema for Ports {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ports".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A port, a range of ports, or `*` for all.",
            "type": ["string", "integer"],
            "pattern": r"^(\*|\d{1,5}(-\d{1,5})?)$",
            "minimum": 0,
            "maximum": 65535,
            "examples": [443, "8000-8999", "*"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_numbers_ranges_or_all() {
        let ports = |json: &str| serde_json::from_str::<Ports>(json).map(|ports| ports.text().to_owned());
        for (json, text) in
            [("443", "443"), (r#""443""#, "443"), (r#""8000-8999""#, "8000-8999"), (r#""*""#, "*")]
        {
            assert_eq!(ports(json).unwrap(), text);
        }
        for json in ["65536", "-1", "4.5", "true", r#""80-70""#, r#""a""#, r#""""#, r#""1-2-3""#, r#""+80""#]
        {
            assert!(ports(json).is_err(), "{json}");
        }
    }
}
