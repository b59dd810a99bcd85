//! App Service plans.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duration::Duration;
use super::fields::{Tags, Within};
use super::site::{Scene, Site};
use super::standby::{self, Standby, Strategy};
use super::{COMMON_FIELDS, Kind};
use crate::blueprint::call::{Call, Placement, Plan};
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;
use crate::blueprint::value::{Node, Value};
use crate::facts;

/// The word in a model's `kind:`.
const KEY: &str = "appServicePlan";

/// An App Service plan for Linux: where function apps run, and what they pay for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppServicePlan {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// SKU of the plan.
    #[serde(default)]
    pub sku: Sku,
    /// Number of instances. Plans on Y1 and FC1 have none: they scale by events.
    #[serde(default)]
    pub workers: Option<Within<1, 100>>,
    /// Most instances the plan may scale out to by itself; EP1, EP2 and EP3 only.
    #[serde(default)]
    pub maximum_elastic_workers: Option<Within<1, 100>>,
    /// Whether the instances are spread over the availability zones of the region.
    #[serde(default)]
    pub zone_redundant: bool,
    /// Whether each app of the plan has its own number of instances.
    #[serde(default)]
    pub per_site_scaling: bool,
    /// Scaling by metrics; S and P plans only.
    #[serde(default)]
    pub autoscale: Option<Autoscale>,
}

/// The SKU of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Sku {
    /// Consumption.
    #[default]
    Y1,
    /// Flex Consumption; one app only.
    FC1,
    /// Elastic Premium with 1 core and 3.5 GB.
    EP1,
    /// Elastic Premium with 2 cores and 7 GB.
    EP2,
    /// Elastic Premium with 4 cores and 14 GB.
    EP3,
    /// Basic, small.
    B1,
    /// Basic, medium.
    B2,
    /// Basic, large.
    B3,
    /// Standard, small.
    S1,
    /// Standard, medium.
    S2,
    /// Standard, large.
    S3,
    /// Premium V3, smallest.
    P0v3,
    /// Premium V3, small.
    P1v3,
    /// Premium V3, medium.
    P2v3,
    /// Premium V3, large.
    P3v3,
}

impl Sku {
    /// Azure's name of the SKU.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Y1 => "Y1",
            Self::FC1 => "FC1",
            Self::EP1 => "EP1",
            Self::EP2 => "EP2",
            Self::EP3 => "EP3",
            Self::B1 => "B1",
            Self::B2 => "B2",
            Self::B3 => "B3",
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::S3 => "S3",
            Self::P0v3 => "P0v3",
            Self::P1v3 => "P1v3",
            Self::P2v3 => "P2v3",
            Self::P3v3 => "P3v3",
        }
    }
}

/// Bounds and rules of scaling by metrics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Autoscale {
    /// Fewest instances.
    pub minimum: Within<1, 100>,
    /// Most instances.
    pub maximum: Within<1, 100>,
    /// Number of instances while the metrics cannot be read.
    pub default: Within<1, 100>,
    /// Rules by name.
    pub rules: IndexMap<String, AutoscaleRule>,
}

/// A rule that adds or removes instances when a metric of the plan passes a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AutoscaleRule {
    /// Metric of the plan.
    #[serde(default = "cpu_percentage")]
    pub metric: String,
    /// How the metric is compared with the threshold.
    pub operator: Operator,
    /// Value of the metric that triggers the rule.
    pub threshold: i64,
    /// Whether instances are added or removed.
    pub direction: Direction,
    /// Number of instances added or removed.
    #[serde(default = "one_instance")]
    pub change_count: Within<1, 100>,
    /// Time the metric is averaged over.
    #[serde(default = "five_minutes")]
    pub window: Duration,
    /// Rest between two changes.
    #[serde(default = "five_minutes")]
    pub cooldown: Duration,
}

fn cpu_percentage() -> String {
    "CpuPercentage".to_owned()
}

fn one_instance() -> Within<1, 100> {
    const { Within::new(1) }
}

fn five_minutes() -> Duration {
    Duration::minutes(5)
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Operator {
    /// Equal.
    Equals,
    /// Not equal.
    NotEquals,
    /// Greater.
    GreaterThan,
    /// Greater or equal.
    GreaterThanOrEqual,
    /// Less.
    LessThan,
    /// Less or equal.
    LessThanOrEqual,
}

/// Which way a rule changes the number of instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Direction {
    /// More instances.
    Increase,
    /// Fewer instances.
    Decrease,
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    vec![Interface::resource(KEY, "App Service plan").fields(fields, COMMON_FIELDS).diagnostics()]
}

/// Whether the plan waits at its least scale: a warm standby does until it takes over.
fn is_scaled_down(scene: &Scene<'_>) -> bool {
    scene.placement == Placement::Secondary
        && scene.second_region.is_some_and(|second| second.strategy == Strategy::WarmStandby)
}

/// One instance, which may grow as far as in the first region, but needs no zones for that.
fn scale_down(site: &Site<'_>, call: &mut Call) {
    let one = || Value::fixed(Node::Int(1));
    let paths = |field: &str| [standby::strategy_path(), site.field(field)];
    if let Some(workers) = call.inputs.get_mut("workers").filter(|value| value.node != Node::Null) {
        *workers = one().derived_from(paths("workers"));
    }
    if let Some(zones) = call.inputs.get_mut("zoneRedundant") {
        *zones = Value::fixed(Node::Bool(false)).derived_from(paths("zoneRedundant"));
    }
    if let Some(Node::Object(fields)) = call.inputs.get_mut("autoscale").map(|value| &mut value.node) {
        for bound in ["minimum", "default"] {
            if let Some(entry) = fields.get_mut(bound) {
                entry.value = one().derived_from(paths("autoscale"));
            }
        }
    }
}

impl Kind for AppServicePlan {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        let mut call = site.call(KEY);
        if is_scaled_down(site.scene) {
            scale_down(site, &mut call);
        }
        plan.calls.insert(site.scene.call(site.name), call);
    }

    fn standby(&self, scene: &Scene<'_>) -> Standby {
        match scene.second_region {
            Some(second) if !second.strategy.runs_compute() => Standby::Absent,
            _ => Standby::Regional,
        }
    }

    fn subnet_delegation(&self) -> Option<&'static str> {
        facts::plans::find(self.sku.word())?.delegation()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sku_is_known_to_the_facts_by_its_word() {
        let schema = schemars::schema_for!(Sku);
        let variants = schema.get("oneOf").and_then(|variants| variants.as_array()).unwrap();
        for variant in variants {
            let word = variant.get("const").and_then(|word| word.as_str()).unwrap();
            let sku: Sku = serde_json::from_value(word.into()).unwrap();
            assert_eq!(sku.word(), word);
            assert!(facts::plans::find(word).is_some(), "{word}");
        }
        assert_eq!(variants.len(), 15);
    }
}
