//! BF1520: the end of the Consumption plan for Linux.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::functions;

pub(super) const RULE: Rule = Rule {
    code: "BF1520",
    name: "linux-consumption",
    title: "The Consumption plan for Linux is being retired",
    severity: Severity::Note,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Whether a plan of SKU Y1 is used.

## Why it is wrong
Azure retires function apps on Linux on the Consumption plan on 30 September 2028 and adds no newer language \
versions to it.

## How to mend
Choose FC1 (Flex Consumption), which is billed alike and can join a network. Moving means a new app: plan for it.

## Example
```yaml
plan: { kind: appServicePlan, sku: Y1 }
```
```yaml
plan: { kind: appServicePlan, sku: FC1 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("appServicePlan").filter(|part| part.text("sku") == Some("Y1")) {
        let ends = functions::limits().linux_consumption_ends;
        let message = format!("Azure retires the Consumption plan for Linux on {ends}");
        findings.add(part.finding(&part.field(["sku"]), message).help("choose FC1 (Flex Consumption)"));
    }
}
