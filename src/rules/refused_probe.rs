//! BF1223: restricted apps that refuse the service that routes their users.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::fields::Isolation;
use crate::kinds::front_door;
use crate::model::Routing;

pub(super) const RULE: Rule = Rule {
    code: "BF1223",
    name: "refused-probe",
    title: "A restricted app refuses the service that routes its users",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a restricted app with global routing lets in the service that routes: the service tag `AzureTrafficManager` for \
Traffic Manager, `AzureFrontDoor.Backend` for Front Door.

## Why it is wrong
An app that refuses the probes counts as down in both regions. Requests through Front Door come from its addresses, so \
that they would be refused, too.

## How to mend
Add the rule that the message names. Behind Traffic Manager users still call the app itself: their addresses need rules \
as well. Behind Front Door they do not; the tag stands for all Front Doors of Azure, so the generated rule also asks for \
the header `X-Azure-FDID` with the id of this one.

## Example
```yaml
func: { kind: functionApp, ingress: restricted }
```
```yaml
func:
  kind: functionApp
  ingress: restricted
  ipRules: { FrontDoor: { serviceTag: AzureFrontDoor.Backend, priority: 100 } }
```
";

/// The services that probe apps: the routing, the name of a rule, the service tag and the name for people.
const SERVICES: [(Routing, &str, &str, &str); 2] = [
    (Routing::TrafficManager, "TrafficManager", "AzureTrafficManager", "Traffic Manager"),
    (Routing::FrontDoor, "FrontDoor", front_door::SERVICE_TAG, "Front Door"),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (routing, rule, tag, service) in SERVICES {
        for part in subject.routed(routing) {
            if part.access() != Isolation::Restricted || part.kind().admits(tag) {
                continue;
            }
            let message = format!("`{}` is restricted and refuses the probes of {service}", part.name);
            let finding =
                part.finding_at_key(&part.path(), message).also(part.access_place(), "restricted here");
            findings.add(finding.help(format!(
                "add to its `ipRules`: `{rule}: {{ serviceTag: {tag}, priority: {} }}`",
                free_priority(&part)
            )));
        }
    }
}

/// A priority that no rule of the app has: after those that are there.
fn free_priority(part: &Part<'_>) -> i64 {
    let rules = part.entries("ipRules");
    let taken = rules.iter().filter_map(|(_, path)| part.value(&path.key("priority"))?.as_i64());
    taken.max().map_or(100, |last| last.saturating_add(100).min(i64::from(i32::MAX)))
}
