//! BF1526: Application Insights without a workspace.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1526",
    name: "telemetry-workspace",
    title: "Application Insights has no workspace",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a component of kind `applicationInsights` names a workspace, or that its environment has a component of kind \
`logAnalytics`.

## Why it is wrong
Application Insights keeps its telemetry in a Log Analytics workspace and cannot be created without one.

## How to mend
Add a workspace.

## Example
```yaml
components:
  insights: { kind: applicationInsights }
```
```yaml
components:
  logs: { kind: logAnalytics }
  insights: { kind: applicationInsights }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("applicationInsights").filter(|part| part.text("workspace").is_none()) {
        let mut components = part.lowered.resolved.environment.components.values();
        if !components.any(|component| component.kind().key() == "logAnalytics") {
            let message = format!(
                "`{}` keeps its telemetry in a Log Analytics workspace, and there is none",
                part.name
            );
            findings.add(
                part.finding_at_key(&part.path(), message).help("add one: `logs: { kind: logAnalytics }`"),
            );
        }
    }
}
