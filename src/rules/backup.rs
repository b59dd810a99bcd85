//! BF1506: backups of apps.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans;

pub(super) const RULE: Rule = Rule {
    code: "BF1506",
    name: "backup",
    title: "An app on this plan cannot be backed up",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That an app with `backup` runs on a plan that offers it: B, S and P plans.

## Why it is wrong
Apps on Y1, FC1 and the Elastic Premium plans have no backups of their own; Azure refuses the setting.

## How to mend
Leave the backup out in that environment: such apps are deployed again from their package, and their data is kept by \
the replication of the storage account.

## Example
```yaml
plan: { kind: appServicePlan, sku: EP1 }
func: { kind: functionApp, plan: plan, backup: {} }
```
```yaml
plan: { kind: appServicePlan, sku: P1v3 }
func: { kind: functionApp, plan: plan, backup: {} }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        let path = part.field(["backup"]);
        let Some(plan) = part.target("plan").filter(|_| part.value(&path).is_some()) else { continue };
        if let Some(sku) = plan.text("sku").and_then(plans::find).filter(|sku| !sku.custom_backup) {
            let finding = part.finding_at_key(&path, format!("apps on {} cannot be backed up", sku.sku));
            let finding = finding.also(part.place(&plan.field(["sku"])), "the plan's SKU");
            findings.add(finding.help("leave `backup` out in this environment, or choose a B, S or P plan"));
        }
    }
}
