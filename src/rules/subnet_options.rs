//! BF1408: options of subnets.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::{Severity, one_of};
use crate::facts::subnets;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1408",
    name: "subnet-options",
    title: "A subnet asks for what its network or its name does not allow",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a subnet with `natGateway` or `routes` belongs to a network that has them; that rules have a security group; \
that delegations and service endpoints name services Azure knows; and that subnets whose name Azure reserves \
(`GatewaySubnet`) have no security group and no delegation.

## Why it is wrong
Azure refuses the subnet, or the option would have no effect.

## How to mend
Give the network what the subnet asks for, or leave the option out.

## Example
```yaml
network:
  kind: virtualNetwork
  addressSpaces: [10.0.0.0/16]
  subnets: { apps: { prefix: 10.0.1.0/24, natGateway: true, delegation: Microsoft.Web/serverfarms } }
```
```yaml
network:
  kind: virtualNetwork
  addressSpaces: [10.0.0.0/16]
  natGateway: {}
  subnets: { apps: { prefix: 10.0.1.0/24, natGateway: true, delegation: Microsoft.Web/serverFarms } }
```
";

/// Reserved subnets that take no network security group.
const WITHOUT_GROUP: &[&str] =
    &["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        for (name, path) in part.entries("subnets") {
            let is_on =
                |field: &str| part.value(&path.key(field)).and_then(serde_json::Value::as_bool) == Some(true);
            if is_on("natGateway") && part.value(&part.field(["natGateway"])).is_none() {
                let message = format!("`{name}` asks for a NAT gateway that the network does not have");
                findings.add(
                    part.finding(&path.key("natGateway"), message)
                        .help("add `natGateway: {}` to the network"),
                );
            }
            if is_on("routes") && !part.has("routes") && part.value(&part.field(["firewall"])).is_none() {
                let message = format!("`{name}` asks for routes that the network does not have");
                findings.add(
                    part.finding(&path.key("routes"), message)
                        .help("add `routes` or a `firewall` to the network"),
                );
            }
            let rules = !part.entries_at(&path.key("securityRules")).is_empty();
            if rules && !is_on("securityGroup") {
                let message = format!("the security rules of `{name}` have no security group");
                let finding = part.finding_at_key(&path.key("securityRules"), message);
                let group = part.place(&path.key("securityGroup"));
                findings.add(finding.also(group, "turned off").help("leave out `securityGroup: false`"));
            }
            services(&part, &path, findings);
            reserved(&part, name, &path, is_on("securityGroup"), findings);
        }
    }
}

/// Delegations and service endpoints.
fn services(part: &Part<'_>, subnet: &ModelPath, findings: &mut Findings) {
    let path = subnet.key("delegation");
    if let Some(service) = part.value(&path).and_then(serde_json::Value::as_str)
        && !subnets::delegation_names().any(|known| known == service)
    {
        let same = subnets::delegation_names().find(|known| known.eq_ignore_ascii_case(service));
        let help = same.map_or_else(
            || one_of("services", subnets::delegations().iter().map(|known| known.name), service),
            |known| format!("write `{known}`"),
        );
        findings.add(part.finding(&path, format!("a subnet cannot be delegated to `{service}`")).help(help));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (service, path) in part.entries_at(&subnet.key("serviceEndpoints")) {
        if !subnets::service_endpoints().contains(&service) {
            let help = one_of("services", subnets::service_endpoints(), service);
            findings.add(
                part.finding(&path, format!("there are no service endpoints of `{service}`")).help(help),
            );
        } else if seen.contains(&service) {
            findings.add(part.finding(&path, format!("`{service}` stands here twice")).help("remove one"));
        }
        seen.push(service);
    }
}

fn reserved(part: &Part<'_>, name: &str, subnet: &ModelPath, group: bool, findings: &mut Findings) {
    let Some(reserved) = subnets::reserved_name(name) else { return };
    if group && WITHOUT_GROUP.contains(&reserved.name) {
        let finding = part.finding_at_key(subnet, format!("`{name}` takes no network security group"));
        findings.add(finding.help("write `securityGroup: false` on the subnet"));
    }
    if part.value(&subnet.key("delegation")).is_some() {
        let finding =
            part.finding(&subnet.key("delegation"), format!("`{name}` belongs to a service already"));
        findings.add(finding.help("leave the delegation out, or rename the subnet"));
    }
}
