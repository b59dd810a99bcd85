//! Durations as Azure writes them.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

/// A span of time in days, hours, minutes and seconds as ISO 8601 writes it, such as `PT5M` or `P7D`.
///
/// Years, months and weeks are not taken: their length is not fixed, or not every target reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Duration(String);

impl Duration {
    /// A duration that stands in the code, such as a default: that many minutes.
    #[must_use]
    pub fn minutes(minutes: u32) -> Self {
        Self(format!("PT{minutes}M"))
    }

    /// The duration as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The length in seconds; as much as fits for what no one lives to see.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        seconds(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match seconds(&text) {
            Some(_) => Ok(Self(text)),
            None => {
                Err(de::Error::custom(format!("`{text}` is not a duration like PT30S, PT5M, PT1H or P7D")))
            }
        }
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A span of time in days, hours, minutes and seconds (ISO 8601).",
            "pattern": "^P([0-9]{1,9}D)?(T([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,9}S)?)?$",
            "minLength": 3,
            "examples": ["PT5M", "P7D"],
        })
    }
}

/// The length of a duration, if the text is one: `P`, days, and behind a `T` hours, minutes and seconds.
fn seconds(text: &str) -> Option<u64> {
    let (days, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (text.strip_prefix('P')?, ""),
    };
    let (days, left) = part(days, 'D')?;
    let (hours, time) = part(time, 'H')?;
    let (minutes, time) = part(time, 'M')?;
    let (seconds, time) = part(time, 'S')?;
    if !left.is_empty() || !time.is_empty() || text == "P" {
        return None;
    }
    Some(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
}

/// The number before `unit` and what follows it; zero where the unit is left out. Nine digits at most, as the
/// schema says, so that sums of parts fit.
fn part(text: &str, unit: char) -> Option<(u64, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    match rest.strip_prefix(unit) {
        Some(rest) if (1..=9).contains(&digits) => Some((number.parse().ok()?, rest)),
        Some(_) => None,
        None => Some((0, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_length() {
        let read =
            |text: &str| serde_json::from_value::<Duration>(text.into()).map(|found| found.seconds()).ok();
        assert_eq!(read("PT5M"), Some(300));
        assert_eq!(read("P7D"), Some(604_800));
        assert_eq!(read("P1DT1H1M1S"), Some(90_061));
        assert_eq!(read("PT90S"), Some(90));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "5M",
            "PT5",
            "P5M",
            "PT1S1M",
            "P1W",
            "P1Y",
            "PT-1S",
            "PT1.5S",
            "PT1234567890S",
        ] {
            assert!(serde_json::from_value::<Duration>(text.into()).is_err(), "{text}");
        }
    }
}
