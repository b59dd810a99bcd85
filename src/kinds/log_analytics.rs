//! Log Analytics workspaces.

use std::num::NonZeroU32;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{Tags, Within};
use super::site::{Scene, Site};
use super::{COMMON_FIELDS, Kind};
use crate::blueprint::call::Plan;
use crate::blueprint::module::Interface;
use crate::blueprint::types::Field;

/// The word in a model's `kind:`.
const KEY: &str = "logAnalytics";

/// A Log Analytics workspace; the first one of an environment takes the logs and metrics of all components.
///
/// Who queries or sends data signs in with Entra ID. It stays reachable from public networks also where the
/// environment is private: closing it takes an Azure Monitor private link scope, which changes the names of all of
/// Azure Monitor for every network that shares the DNS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogAnalytics {
    /// Name pattern of this component; the default is the one of `naming`.
    #[serde(default)]
    pub name: Option<String>,
    /// Tags of this component besides the common ones.
    #[serde(default)]
    pub tags: Tags,
    /// Days that data is kept.
    #[serde(default = "thirty_days")]
    pub retention_days: Within<30, 730>,
    /// Gigabytes a day that are taken in at most; there is no limit by default.
    #[serde(default)]
    pub daily_quota_gb: Option<NonZeroU32>,
    /// Whether agents and scripts may send data with the workspace's keys instead of Entra ID.
    #[serde(default)]
    pub local_auth: bool,
    /// Tables that differ from the workspace, by name.
    #[serde(default)]
    pub tables: IndexMap<String, Table>,
}

fn thirty_days() -> Within<30, 730> {
    const { Within::new(30) }
}

/// How a table keeps its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Table {
    /// Days that rows can be queried as usual; the default is the workspace's.
    #[serde(default)]
    pub retention_days: Option<Within<4, 730>>,
    /// Days until rows are deleted, archive included; the default is `retentionDays`.
    #[serde(default)]
    pub total_retention_days: Option<Within<4, 4383>>,
    /// What taking in costs and queries can do.
    #[serde(default)]
    pub plan: TablePlan,
}

/// What taking in costs and queries can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum TablePlan {
    /// Full queries and alerts.
    #[default]
    Analytics,
    /// Cheaper, with simple queries only.
    Basic,
}

pub(super) fn interfaces(fields: IndexMap<String, Field>) -> Vec<Interface> {
    vec![
        Interface::resource(KEY, "Log Analytics workspace")
            .fields(fields, COMMON_FIELDS)
            .output("customerId", "Id of the workspace that agents and queries use."),
    ]
}

impl Kind for LogAnalytics {
    fn key(&self) -> &'static str {
        KEY
    }

    fn recovery(&self, _scene: &Scene<'_>) -> &'static str {
        "telemetry"
    }

    fn lower(&self, site: &Site<'_>, plan: &mut Plan) {
        plan.calls.insert(site.scene.call(site.name), site.call(KEY));
    }

    fn collects_logs(&self) -> bool {
        true
    }
}
