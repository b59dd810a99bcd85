//! BF1415: peerings that Azure refuses.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::Component;

pub(super) const RULE: Rule = Rule {
    code: "BF1415",
    name: "peering",
    title: "A peering cannot be made",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `virtualNetworkId` of a peering is the id of a virtual network, that no two peerings of a network name the same one, \
and that at most one of them has `useRemoteGateways`, without `allowGatewayTransit`.

## Why it is wrong
Azure refuses the peering: a network has one gateway, its own or another network's, and can lend only its own. Whether \
the address blocks of both networks overlap is not known here, because the other network is not part of the model.

## How to mend
Give the id of the other network as `az network vnet show --query id` prints it. In a spoke, set `useRemoteGateways`; \
`allowGatewayTransit` belongs to the hub, and `remote: true` sets it there.

## Example
```yaml
network:
  kind: virtualNetwork
  addressSpaces: [10.1.0.0/16]
  peerings:
    hub:
      virtualNetworkId: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub
      allowGatewayTransit: true
      useRemoteGateways: true
```
```yaml
network:
  kind: virtualNetwork
  addressSpaces: [10.1.0.0/16]
  peerings:
    hub:
      virtualNetworkId: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub
      useRemoteGateways: true
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        check_network(&part, findings);
    }
}

fn check_network(part: &Part<'_>, findings: &mut Findings) {
    let Component::VirtualNetwork(network) = part.component else { return };
    let at = |name: &str, field: &str| part.field(["peerings", name, field]);
    let mut with_gateway: Option<&str> = None;
    for (position, (name, peering)) in network.peerings.iter().enumerate() {
        let id = &peering.virtual_network_id;
        let path = at(name, "virtualNetworkId");
        if !id.is_a("Microsoft.Network/virtualNetworks") {
            let message = format!("`{name}` is a peering with something that is no virtual network");
            findings.add(part.finding(&path, message).help("write the id of a virtual network"));
        }
        let same = |other: &&String| {
            network.peerings[*other].virtual_network_id.text().eq_ignore_ascii_case(id.text())
        };
        if let Some(other) = network.peerings.keys().take(position).find(same) {
            let finding =
                part.finding(&path, format!("`{other}` and `{name}` are peerings with the same network"));
            let other = part.place(&at(other, "virtualNetworkId"));
            findings.add(finding.also(other, "the other one").help("remove one"));
        }
        if !peering.use_remote_gateways {
            continue;
        }
        let path = at(name, "useRemoteGateways");
        if peering.allow_gateway_transit {
            let message = format!("`{name}` lends a gateway and uses the other network's");
            let transit = part.place(&at(name, "allowGatewayTransit"));
            let finding = part.finding(&path, message).also(transit, "lent here");
            findings.add(finding.help("a spoke has `useRemoteGateways` only"));
        }
        if let Some(other) = with_gateway {
            let message = format!("`{other}` and `{name}` both use the other network's gateway");
            let other = part.place(&at(other, "useRemoteGateways"));
            findings
                .add(part.finding(&path, message).also(other, "the other one").help("turn one of them off"));
        }
        with_gateway = Some(name);
    }
}
