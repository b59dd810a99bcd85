//! Log Analytics and Application Insights: retention and capacity.

use super::{Limit, Range};

include!(concat!(env!("OUT_DIR"), "/monitoring.rs"));

/// Limits of a Log Analytics workspace.
#[derive(Debug)]
pub struct LogAnalyticsLimits {
    /// Days for which the workspace keeps data.
    pub retention_days: Range,
    /// Days for which one table keeps data, within reach of queries.
    pub table_retention_days: Range,
    /// The days beyond that range which a table's total retention accepts.
    pub table_total_retention_days: &'static [u32],
    /// The capacity that can be reserved, in GB a day.
    pub reservations_in_gb_per_day: &'static [u32],
}

/// Limits of an Application Insights component.
#[derive(Debug)]
pub struct ApplicationInsightsLimits {
    /// The days of retention accepted.
    pub retention_days: &'static [u32],
    /// The share of telemetry that is kept.
    pub sampling_percentage: Range,
    /// The daily cap if nothing is said, in GB.
    pub daily_cap_default_in_gb: Limit,
}

/// The limits of a workspace.
#[must_use]
pub fn log_analytics() -> &'static LogAnalyticsLimits {
    &LOG_ANALYTICS
}

/// The limits of a component.
#[must_use]
pub fn application_insights() -> &'static ApplicationInsightsLimits {
    &APPLICATION_INSIGHTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_days_are_possible_for_a_table_only() {
        assert!(!log_analytics().retention_days.contains(7));
        assert!(log_analytics().table_retention_days.contains(7));
        assert!(!application_insights().retention_days.contains(&7));
        assert!(application_insights().retention_days.contains(&90));
        assert_eq!(application_insights().daily_cap_default_in_gb.value, 100);
    }
}
