//! Application Insights components.

use std::num::NonZeroU32;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::fields::{Tags, Within};
use super::site::{Scene, Site};
use super::{COMMON_FIELDS, Expectation, Kind, Reference};
use crate::blueprint::call::Plan;
use crate::blueprint::module::Interface;
use crate::blueprint::types::{Field, Type};
use crate::blueprint::value::Value;
use crate::facts;
use crate::path::ModelPath;

/// The word in a model's `kind:`.
const KEY: &str = "applicationInsights";

/// An Application Insights component that keeps its telemetry in a Log Analytics workspace.
///
/// Senders sign in with Entra ID and need the role `metricsPublisher`. It stays reachable from public networks also
/// where the environment is private, as its workspace does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplicationInsights {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Log Analytics component that keeps the telemetry; the default is the environment's first.
    #[serde(default)]
    pub workspace: Option<String>,
    /// Share of the telemetry that is kept, in percent.
    #[serde(default = "everything")]
    pub sampling_percentage: Within<1, 100>,
    /// Gigabytes a day that are taken in at most; the default is 100.
    #[serde(default)]
    pub daily_cap_gb: Option<NonZeroU32>,
    /// Days that telemetry is kept.
    #[serde(default)]
    pub retention_days: RetentionDays,
    /// Whether telemetry may be sent with the connection string alone, without Entra ID.
    #[serde(default)]
    pub local_auth: bool,
}

fn everything() -> Within<1, 100> {
    const { Within::new(100) }
}

/// Days of retention that Application Insights offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RetentionDays(u32);

impl RetentionDays {
    /// The number of days.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for RetentionDays {
    fn default() -> Self {
        Self(90)
    }
}

impl<'de> Deserialize<'de> for RetentionDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = u32::deserialize(deserializer)?;
        let offered = facts::monitoring::application_insights().retention_days;
        if offered.contains(&days) {
            return Ok(Self(days));
        }
        let offered: Vec<String> = offered.iter().map(ToString::to_string).collect();
        Err(de::Error::custom(format!("{days} is not one of {}", offered.join(", "))))
    }
}

impl JsonSchema for RetentionDays {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RetentionDays".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let offered = facts::monitoring::application_insights().retention_days;
        json_schema!({ "type": "integer", "enum": offered })
    }
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    let except = [COMMON_FIELDS, &["workspace"]].concat();
    vec![
        Interface::resource(KEY, "Application Insights component")
            .input(
                "workspaceId",
                Field::required(
                    Type::String,
                    "Resource id of the Log Analytics workspace that keeps the telemetry.",
                ),
            )
            .fields(fields, &except)
            .output("connectionString", "Connection string that applications send telemetry with."),
    ]
}

impl ApplicationInsights {
    /// The component's workspace: the one it names, or the environment's first.
    fn workspace<'s>(&'s self, scene: &'s Scene<'_>) -> Option<&'s str> {
        let first = || scene.first(|kind| kind.collects_logs().then_some(())).map(|(name, ())| name);
        self.workspace.as_deref().or_else(first)
    }
}

impl Kind for ApplicationInsights {
    fn key(&self) -> &'static str {
        KEY
    }

    fn recovery(&self, _scene: &Scene<'_>) -> &'static str {
        "telemetry"
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        let mut call = site.call(KEY);
        if let Some(workspace) = self.workspace(site.scene) {
            let id = Value::output(site.scene.call(workspace), "id");
            let why = [site.field("workspace"), Scene::path(workspace)];
            call.inputs.insert("workspaceId".to_owned(), id.derived_from(why));
        }
        plan.calls.insert(site.scene.call(site.name), call);
    }

    fn references(&self) -> Vec<Reference> {
        let workspace = self.workspace.iter().map(|workspace| Reference {
            path: ModelPath::keys(["workspace"]),
            target: workspace.clone(),
            expects: Expectation::Kind(&["logAnalytics"]),
        });
        workspace.collect()
    }
}
