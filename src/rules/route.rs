//! BF1406: routes.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::service_tags;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1406",
    name: "route",
    title: "A route cannot be applied",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a route to a virtual appliance names its address, and no other route does; that its prefix is an address block \
or a service tag; and that no two routes have the same prefix.

## Why it is wrong
Azure refuses the route table.

## How to mend
Add or remove `nextHopAddress`, or correct the prefix.

## Example
```yaml
routes: { all: { prefix: 0.0.0.0/0, nextHopType: VirtualAppliance } }
```
```yaml
routes: { all: { prefix: 0.0.0.0/0, nextHopType: VirtualAppliance, nextHopAddress: 10.0.0.4 } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        let mut prefixes: BTreeMap<&str, ModelPath> = BTreeMap::new();
        for (name, route) in part.entries("routes") {
            let text = |field: &str| part.value(&route.key(field)).and_then(serde_json::Value::as_str);
            let appliance = text("nextHopType") == Some("VirtualAppliance");
            match (appliance, text("nextHopAddress")) {
                (true, None) => {
                    let finding = part.finding_at_key(
                        &route,
                        format!("the route `{name}` does not say where the appliance is"),
                    );
                    findings.add(finding.help("add `nextHopAddress`"));
                }
                (false, Some(_)) => {
                    let message = "only a route to a virtual appliance has an address";
                    let finding = part.finding_at_key(&route.key("nextHopAddress"), message);
                    findings.add(finding.help("leave it out, or set `nextHopType: VirtualAppliance`"));
                }
                _ => {}
            }
            let Some(prefix) = text("prefix") else { continue };
            let path = route.key("prefix");
            if prefix.parse::<Ipv4Net>().is_err() && service_tags::find(prefix).is_none() {
                let message = format!("`{prefix}` is neither an address block nor a service tag");
                findings.add(
                    part.finding(&path, message).help("write a block like 10.1.0.0/16, or 0.0.0.0/0 for all"),
                );
            }
            if let Some(other) = prefixes.insert(prefix, path.clone()) {
                let message = format!("two routes have the prefix `{prefix}`");
                let finding = part.finding(&path, message).also(part.place(&other), "the other one");
                findings.add(finding.help("remove one"));
            }
        }
    }
}
