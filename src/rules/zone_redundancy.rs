//! BF1519: zone redundancy of plans.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans;
use crate::resolve::regions::{self, Capability};

pub(super) const RULE: Rule = Rule {
    code: "BF1519",
    name: "zone-redundancy",
    title: "A plan cannot be spread over availability zones",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a plan with `zoneRedundant` has a SKU and a region that can do it, and at least two instances.

## Why it is wrong
Azure refuses the plan.

## How to mend
Choose FC1, EP1 to EP3 or a P plan with two instances or more, in a region with zones.

## Example
```yaml
plan: { kind: appServicePlan, sku: S1, zoneRedundant: true }
```
```yaml
plan: { kind: appServicePlan, sku: P1v3, zoneRedundant: true, workers: 2 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("appServicePlan").filter(|part| part.flag("zoneRedundant")) {
        let path = part.field(["zoneRedundant"]);
        let environment = &part.lowered.resolved.environment;
        if let Some(plan) = part.text("sku").and_then(plans::find).filter(|plan| !plan.zone_redundancy) {
            let message = format!("plans of SKU {} cannot be spread over availability zones", plan.sku);
            let finding = part.finding(&path, message).also(part.place(&part.field(["sku"])), "the SKU");
            findings.add(finding.help("choose FC1, EP1 to EP3 or a P plan"));
        }
        for (region, _) in regions::of_component(environment, part.name) {
            if regions::offers(&environment.regions, region, Capability::Zones) == Some(false) {
                let finding = part.finding(&path, format!("the region {region} has no availability zones"));
                findings.add(finding.help("leave it out, or choose another region"));
            }
        }
        if part.number("workers") == Some(1) {
            let finding = part.finding(&part.field(["workers"]), "one instance cannot be spread over zones");
            findings.add(finding.also(part.place(&path), "wants several").help("set `workers` to 2 or more"));
        }
    }
}
