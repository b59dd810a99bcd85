//! BF1207: environments that keep no logs.

use super::{Check, Finding, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::{Component, Kind};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1207",
    name: "no-logs",
    title: "No component collects logs",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That each environment has a component of kind `logAnalytics`.

## Why it is wrong
Diagnostic settings send the logs of all components there. Without a workspace nobody can tell afterwards who did what.

## How to mend
Add a workspace.

## Example
```yaml
components:
  data: { kind: storageAccount }
```
```yaml
components:
  data: { kind: storageAccount }
  logs: { kind: logAnalytics }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let components = &lowered.resolved.environment.components;
        if components.is_empty() || components.values().map(Component::kind).any(Kind::collects_logs) {
            continue;
        }
        findings.add(
            Finding::new("no component collects logs: diagnostics are off")
                .at_key(lowered.resolved.place(&ModelPath::keys(["components"])))
                .in_environment(&lowered.resolved.name)
                .help("add a workspace: `logs: { kind: logAnalytics }`"),
        );
    }
}
