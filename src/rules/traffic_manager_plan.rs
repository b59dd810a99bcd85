//! BF1224: plans whose apps Traffic Manager may not take.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::routing;
use crate::model::Routing;

pub(super) const RULE: Rule = Rule {
    code: "BF1224",
    name: "traffic-manager-plan",
    title: "Traffic Manager may not take an app on the Consumption plan",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That an app behind Traffic Manager runs on a plan whose apps are known to work as its endpoints.

## Why it is wrong
Azure refuses web apps below the Standard tier as endpoints. Of Consumption (Y1) no document says that it is accepted, so \
the deployment may stop at the profile.

## How to mend
Choose FC1, EP1 or a dedicated plan of the Standard tier or higher, or `routing: frontDoor`. If you know that it works for \
you, leave it.

## Example
```yaml
plan: { kind: appServicePlan, sku: Y1 }
```
```yaml
plan: { kind: appServicePlan, sku: EP1 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.routed(Routing::TrafficManager) {
        let Some(plan) = part.target("plan") else { continue };
        let Some(sku) = plan.text("sku").filter(|sku| !routing::is_confirmed_plan(sku)) else { continue };
        let message =
            format!("Traffic Manager may not take `{}` as an endpoint: it runs on {sku}", part.name);
        let finding = part
            .finding_at_key(&part.path(), message)
            .also(part.place(&plan.field(["sku"])), "the plan's SKU");
        findings.add(finding.help("choose FC1, EP1 or a dedicated plan, or `routing: frontDoor`"));
    }
}
