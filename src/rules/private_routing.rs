//! BF1222: private apps behind Traffic Manager.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::fields::Isolation;
use crate::model::Routing;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1222",
    name: "private-routing",
    title: "Traffic Manager cannot reach a private app",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That an app behind Traffic Manager, the default of `disasterRecovery.routing`, is not private.

## Why it is wrong
Traffic Manager calls the health check path from the internet and gives out public names. A private app answers neither \
its probes nor the users it sends: both regions count as down.

## How to mend
Choose `routing: frontDoor`: Front Door Premium reaches private apps through private link. If users do not reach the app \
from outside, say `globalRouting: false` on it. Or open the app to some addresses with `ingress: restricted`.

## Example
```yaml
isolation: private
disasterRecovery: { rto: 1h, rpo: 1h, strategy: warm-standby, routing: trafficManager }
```
```yaml
isolation: private
disasterRecovery: { rto: 1h, rpo: 1h, strategy: warm-standby, routing: frontDoor }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.routed(Routing::TrafficManager) {
        if part.access() != Isolation::Private {
            continue;
        }
        let message = format!("Traffic Manager cannot reach `{}`: it is private", part.name);
        let routing = ModelPath::keys(["disasterRecovery", "routing"]);
        let routing = if part.writes(&routing) { routing } else { ModelPath::keys(["disasterRecovery"]) };
        let finding = part
            .finding_at_key(&part.path(), message)
            .also(part.access_place(), "private here")
            .also(part.place(&routing), "routed here");
        findings.add(finding.help(
            "choose `routing: frontDoor` (Premium, with private link), or say `globalRouting: false` or \
             `ingress: restricted` on the app",
        ));
    }
}
