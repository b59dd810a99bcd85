//! BF1416: networks that are there already.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::Component;

pub(super) const RULE: Rule = Rule {
    code: "BF1416",
    name: "existing-network",
    title: "A network that is there already cannot be as the model says",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That beside `existing` a network says nothing of what would have to be made (address blocks, subnets, routes, peerings and \
the like), that `existing.id` is the id of a virtual network, that the ids of its subnets are ids of subnets, and that the \
environment has no second region.

## Why it is wrong
Nothing of a network that is there already is made or changed, so that the fields would have no effect. \
Private endpoints and apps can join a network of their own region only.

## How to mend
Leave them to whoever owns the network. Where only some environments use a network that is there, write the workload's own \
network under the others, or take its fields away with `null`.

## Example
```yaml
network:
  kind: virtualNetwork
  existing:
    id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-spoke
  subnets: { apps: { prefix: 10.0.1.0/24 } }
```
```yaml
network:
  kind: virtualNetwork
  existing:
    id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-spoke
    subnets: { apps: { delegation: Microsoft.Web/serverFarms }, private-endpoints: {} }
```
";

/// Fields that say what a network has.
const MADE: &[&str] = &[
    "addressSpaces",
    "size",
    "secondaryAddressSpaces",
    "dnsServers",
    "subnets",
    "natGateway",
    "routes",
    "peerings",
    "firewall",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        check_network(&part, findings);
    }
}

fn check_network(part: &Part<'_>, findings: &mut Findings) {
    let Component::VirtualNetwork(network) = part.component else { return };
    let Some(existing) = &network.existing else { return };
    let path = part.field(["existing"]);
    for &field in MADE {
        let made = part.field([field]);
        let empty = part.value(&made).is_none_or(|value| {
            value.as_object().is_some_and(serde_json::Map::is_empty)
                || value.as_array().is_some_and(Vec::is_empty)
        });
        if !empty && part.writes(&made) {
            let message = format!("`{field}` of `{}` has no effect: the network is there already", part.name);
            let finding = part.finding_at_key(&made, message).also(part.place(&path.key("id")), "this one");
            findings.add(finding.help(format!("remove it; in an environment: `{field}: null`")));
        }
    }
    if part.subject.scene(part.lowered).second_region.is_some() {
        let message = format!("`{}` stands in one region, and the environment has two", part.name);
        let finding = part.finding(&path.key("id"), message);
        findings.add(
            finding.help("give the environment a network of its own, which biform makes in both regions"),
        );
    }
    if !existing.id.is_a("Microsoft.Network/virtualNetworks") {
        let message = format!("`{}` is no virtual network", existing.id);
        findings.add(part.finding(&path.key("id"), message).help("write the id of a virtual network"));
    }
    for (name, subnet) in &existing.subnets {
        let Some(id) = &subnet.id else { continue };
        if !id.is_a("Microsoft.Network/virtualNetworks/subnets") {
            let message = format!("the id of `{name}` is not that of a subnet");
            let finding = part.finding(&path.key("subnets").key(name).key("id"), message);
            findings.add(finding.help("write the id of a subnet: that of its network, with /subnets/<name>"));
        }
    }
}
