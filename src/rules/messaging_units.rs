//! BF1515: messaging units and partitions of namespaces.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1515",
    name: "messaging-units",
    title: "Messaging units or partitions do not fit the namespace",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `messagingUnits` and `partitions` are written only for a namespace that is Premium in some environment, and \
that the units can be spread evenly over the partitions.

## Why it is wrong
Only Premium has them. Each partition takes at least one unit, and all take the same number.

## How to mend
Choose `sku: Premium`, or leave them out; make `messagingUnits` a multiple of `partitions`.

## Example
```yaml
bus: { kind: serviceBus, sku: Premium, messagingUnits: 1, partitions: 4 }
```
```yaml
bus: { kind: serviceBus, sku: Premium, messagingUnits: 4, partitions: 4 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus") {
        let premium =
            subject.components().any(|other| other.name == part.name && other.text("sku") == Some("Premium"));
        for field in ["messagingUnits", "partitions"].into_iter().filter(|_| !premium) {
            let path = part.field([field]);
            if part.writes(&path) && part.value(&path).is_some() {
                let message = format!("only a Premium namespace has `{field}`");
                let finding =
                    part.finding_at_key(&path, message).also(part.place(&part.field(["sku"])), "the SKU");
                findings.add(finding.help("choose `sku: Premium`, or leave it out"));
            }
        }
        let (Some(units), Some(partitions)) = (part.number("messagingUnits"), part.number("partitions"))
        else {
            continue;
        };
        if premium && partitions > 0 && units % partitions != 0 {
            let message = format!("{units} messaging units cannot be spread over {partitions} partitions");
            let place = part.place(&part.field(["partitions"]));
            let finding =
                part.finding(&part.field(["messagingUnits"]), message).also(place, "the partitions");
            findings.add(finding.help("each partition takes the same number of units, at least one"));
        }
    }
}
