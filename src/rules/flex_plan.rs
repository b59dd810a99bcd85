//! BF1522: apps that share a Flex Consumption plan.

use std::collections::BTreeMap;

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1522",
    name: "flex-plan",
    title: "A Flex Consumption plan hosts more than one app",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That at most one function app runs on a plan of SKU FC1.

## Why it is wrong
A Flex Consumption plan hosts one app; Azure refuses the second.

## How to mend
Give each app a plan of its own; plans on FC1 cost nothing by themselves.

## Example
```yaml
plan: { kind: appServicePlan, sku: FC1 }
api: { kind: functionApp, plan: plan }
worker: { kind: functionApp, plan: plan }
```
```yaml
apiPlan1: { kind: appServicePlan, sku: FC1 }
workerPlan1: { kind: appServicePlan, sku: FC1 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut hosted: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for part in subject.of_kind("functionApp") {
        let Some(plan) = part.target("plan").filter(|plan| plan.text("sku") == Some("FC1")) else { continue };
        if let Some(other) = hosted.insert((part.environment(), plan.name), part.name) {
            let message =
                format!("the plan `{}` (FC1) hosts `{other}` already, and can host one app only", plan.name);
            let finding = part.finding(&part.field(["plan"]), message);
            findings.add(finding.help(format!("add a plan of SKU FC1 for `{}`", part.name)));
        }
    }
}
