//! BF1406: routes.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{Check, Findings, Part, Rule, Subject};
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
or a service tag; that no two routes have the same prefix, which is 0.0.0.0/0 for that to the `firewall`; and that the \
firewall is in the network or the network has a peering.

## Why it is wrong
Azure refuses the route table, or what is sent to the firewall is lost.

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

/// The route that a network with a firewall has.
const TO_FIREWALL: &str = "to-firewall";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        let mut prefixes: BTreeMap<&str, ModelPath> = BTreeMap::new();
        if let Some(address) = part.text("firewall") {
            let path = part.field(["firewall"]);
            unreachable(&part, address, &path, findings);
            prefixes.insert("0.0.0.0/0", path);
        }
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
            if name.eq_ignore_ascii_case(TO_FIREWALL) && part.text("firewall").is_some() {
                let finding =
                    part.finding_at_key(&route, format!("`{name}` is the name of the route to the firewall"));
                findings.add(finding.help("choose another name"));
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

/// Holds that the address of a firewall is in the network, or that the network is connected to another.
fn unreachable(part: &Part<'_>, address: &str, path: &ModelPath, findings: &mut Findings) {
    let Ok(address) = address.parse::<Ipv4Addr>() else { return };
    let inside = part
        .entries("addressSpaces")
        .into_iter()
        .any(|(text, _)| text.parse::<Ipv4Net>().is_ok_and(|block| block.contains(&address)));
    if !inside && !part.has("peerings") {
        let message = format!("the network has no way to the firewall at {address}");
        let finding = part.finding(path, message);
        findings.add(finding.help("add the peering with the network that has it under `peerings`"));
    }
}
