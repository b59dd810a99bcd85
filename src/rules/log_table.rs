//! BF1512: retention of log tables.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::monitoring;

pub(super) const RULE: Rule = Rule {
    code: "BF1512",
    name: "log-table",
    title: "A log table cannot be kept as long as it says",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a table of a workspace is kept in all at least as long as it can be queried, that more than two years are one \
of the lengths Azure offers, and that a table of plan Basic has no `retentionDays` of its own.

## Why it is wrong
Azure refuses other lengths, and Basic tables have a fixed one.

## How to mend
Choose one of the lengths that the help names; for a Basic table set `totalRetentionDays` only.

## Example
```yaml
tables: { AppTraces: { retentionDays: 90, totalRetentionDays: 1000 } }
```
```yaml
tables: { AppTraces: { retentionDays: 90, totalRetentionDays: 1095 } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let limits = monitoring::log_analytics();
    for part in subject.of_kind("logAnalytics") {
        for (name, path) in part.entries("tables") {
            let days = |field: &str| part.value(&path.key(field)).and_then(serde_json::Value::as_i64);
            let plan = part.value(&path.key("plan")).and_then(serde_json::Value::as_str);
            let (own, total) = (days("retentionDays"), days("totalRetentionDays"));
            if plan == Some("Basic") && own.is_some() {
                let message = format!("`{name}` is a Basic table, whose retention is fixed");
                let finding = part.finding_at_key(&path.key("retentionDays"), message);
                findings.add(finding.help("set `totalRetentionDays` to keep its data for longer"));
            }
            let Some(total) = total else { continue };
            let total_path = path.key("totalRetentionDays");
            let offered = limits.table_total_retention_days;
            if total > i64::from(limits.table_retention_days.max)
                && !offered.iter().any(|days| i64::from(*days) == total)
            {
                let list: Vec<String> = offered.iter().map(ToString::to_string).collect();
                let message = format!("a table cannot be kept for {total} days");
                let help =
                    format!("up to {} days, or one of {}", limits.table_retention_days.max, list.join(", "));
                findings.add(part.finding(&total_path, message).help(help));
            }
            let kept = own.or_else(|| part.number("retentionDays").filter(|_| plan != Some("Basic")));
            if kept.is_some_and(|kept| total < kept) {
                let message =
                    format!("`{name}` would be kept {total} days in all, less than it can be queried");
                findings.add(
                    part.finding(&total_path, message).help("make it at least as long as `retentionDays`"),
                );
            }
        }
    }
}
