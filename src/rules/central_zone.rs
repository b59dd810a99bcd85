//! BF1417: central private DNS zones.

use std::collections::BTreeSet;

use super::{Check, Finding, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::Kind;
use crate::kinds::PrivateDns;

pub(super) const RULE: Rule = Rule {
    code: "BF1417",
    name: "central-zone",
    title: "A private endpoint has no central DNS zone",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where `privateDns` names central private DNS zones: that there is one for every sub-resource with a private endpoint, by an \
id of its own under `zones` or through `resourceGroupId`, and that these are ids of private DNS zones and of a resource \
group.

## Why it is wrong
A private endpoint whose name resolves to the public address is of no use, and with central zones the workload has none of \
its own.

## How to mend
Name the resource group that has the zones, or the zone of each sub-resource. Without `privateDns` the workload has zones \
of its own.

## Example
```yaml
isolation: private
privateDns:
  zones: { blob: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net }
components:
  vault: { kind: keyVault }
```
```yaml
isolation: private
privateDns: { resourceGroupId: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dns }
components:
  vault: { kind: keyVault }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let resolved = &lowered.resolved;
        let Some(central) = &resolved.environment.private_dns else { continue };
        let place = |keys: &[&str]| {
            let path = keys.iter().fold(PrivateDns::path(), |path, key| path.key(*key));
            resolved.place(&path)
        };
        let mut add = |finding: Finding| findings.add(finding.in_environment(&resolved.name));
        if let Some(group) = &central.resource_group_id
            && !group.is_a("Microsoft.Resources/resourceGroups")
        {
            let message = format!("`{group}` is no resource group");
            let help = "write the id of the resource group that has the zones";
            add(Finding::new(message).at(place(&["resourceGroupId"])).help(help));
        }
        for (group, id) in &central.zones {
            if !id.is_a("Microsoft.Network/privateDnsZones") {
                let message = format!("the zone of `{group}` is no private DNS zone");
                add(Finding::new(message)
                    .at(place(&["zones", group]))
                    .help("write the id of a private DNS zone"));
            }
        }
        let scene = subject.scene(lowered);
        if scene.first(Kind::endpoint_subnet).is_none() {
            continue;
        }
        let mut missing: BTreeSet<&str> = BTreeSet::new();
        for (name, component) in scene.components {
            let kind = component.kind();
            let groups = kind.private_endpoint_groups(&scene.site(name));
            missing.extend(groups.into_iter().filter(|group| central.zone_id(kind.key(), group).is_none()));
        }
        for group in missing {
            let message = format!("there is no central private DNS zone for `{group}`");
            let help = format!("add `zones: {{ {group}: <id> }}`, or `resourceGroupId`");
            add(Finding::new(message).at_key(place(&[])).help(help));
        }
    }
}
