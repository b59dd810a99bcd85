//! BF1504: partitioned entities of Premium namespaces.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1504",
    name: "partitioned-entity",
    title: "An entity of a Premium namespace cannot be partitioned by itself",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That no queue or topic says `partitioned: true` in an environment whose namespace is Premium.

## Why it is wrong
A Premium namespace partitions as a whole. On its entities Azure refuses the option.

## How to mend
Set `partitions` of the namespace where it is Premium, and `partitioned: false` on the entity there.

## Example
```yaml
bus: { kind: serviceBus, sku: Premium, queues: { orders: { partitioned: true } } }
```
```yaml
bus: { kind: serviceBus, sku: Premium, partitions: 2, messagingUnits: 2, queues: { orders: {} } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus").filter(|part| part.text("sku") == Some("Premium")) {
        for (name, path) in part.entries("queues").into_iter().chain(part.entries("topics")) {
            let path = path.key("partitioned");
            if part.value(&path).and_then(serde_json::Value::as_bool) == Some(true) {
                let message = format!("`{name}` cannot be partitioned by itself in a Premium namespace");
                let finding = part.finding(&path, message).also(part.place(&part.field(["sku"])), "the SKU");
                findings.add(
                    finding.help("set `partitions` of the namespace, and leave this out where it is Premium"),
                );
            }
        }
    }
}
