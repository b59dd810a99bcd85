//! BF1507: deployment slots.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans;

pub(super) const RULE: Rule = Rule {
    code: "BF1507",
    name: "slots",
    title: "A plan does not have so many deployment slots",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That an app has no more deployment slots than its plan offers: none on FC1 and B plans, one on Y1, five on S plans, \
twenty on P plans.

## Why it is wrong
Azure refuses the slot.

## How to mend
Remove slots in that environment (`slots: { staging: ~ }`), or choose a larger plan.

## Example
```yaml
plan: { kind: appServicePlan, sku: B1 }
func: { kind: functionApp, plan: plan, slots: { staging: {} } }
```
```yaml
plan: { kind: appServicePlan, sku: S1 }
func: { kind: functionApp, plan: plan, slots: { staging: {} } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        let slots = part.entries("slots");
        let Some(plan) = part.target("plan") else { continue };
        let Some(sku) = plan.text("sku").and_then(plans::find) else { continue };
        let offered = sku.slots.unwrap_or(u32::MAX) as usize;
        if slots.len() > offered {
            let message = match offered {
                0 => format!("apps on {} have no deployment slots", sku.sku),
                _ => format!(
                    "apps on {} have {offered} deployment slots at most; there are {}",
                    sku.sku,
                    slots.len()
                ),
            };
            let finding = part.finding_at_key(&part.field(["slots"]), message);
            let finding = finding.also(part.place(&plan.field(["sku"])), "the plan's SKU");
            findings.add(finding.help("remove slots in this environment, or choose an S or P plan"));
        }
    }
}
