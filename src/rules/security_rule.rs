//! BF1405: rules of network security groups.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::{Severity, one_of};
use crate::facts::service_tags;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1405",
    name: "security-rule",
    title: "A security rule cannot be applied",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That no two rules of one direction have the same priority; that sources, destinations and ports are not empty; that \
a service tag or `*` stands alone in its list; and that what is no address block is a subnet of the network, or a service \
tag Azure knows.

## Why it is wrong
Azure refuses the security group.

## How to mend
Give each rule of a direction a priority of its own, and each service tag a rule of its own.

## Example
```yaml
securityRules:
  web: { priority: 100, direction: Inbound, access: Allow, protocol: Tcp, sources: [Internet, 10.0.0.0/16],
    destinations: [\"*\"], destinationPorts: [443] }
```
```yaml
securityRules:
  web: { priority: 100, direction: Inbound, access: Allow, protocol: Tcp, sources: [Internet],
    destinations: [\"*\"], destinationPorts: [443] }
  own: { priority: 110, direction: Inbound, access: Allow, protocol: Tcp, sources: [10.0.0.0/16],
    destinations: [\"*\"], destinationPorts: [443] }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        let subnets: Vec<&str> = part.entries("subnets").into_iter().map(|(name, _)| name).collect();
        for (_, subnet) in part.entries("subnets") {
            let mut priorities: BTreeMap<(&str, i64), (&str, ModelPath)> = BTreeMap::new();
            for (name, rule) in part.entries_at(&subnet.key("securityRules")) {
                let direction = part.value(&rule.key("direction")).and_then(serde_json::Value::as_str);
                let priority = part.value(&rule.key("priority")).and_then(serde_json::Value::as_i64);
                if let (Some(direction), Some(priority)) = (direction, priority) {
                    let path = rule.key("priority");
                    let earlier = priorities.insert((direction, priority), (name, path.clone()));
                    if let Some((other, other_path)) = earlier {
                        let message =
                            format!("the rules `{other}` and `{name}` have the same priority {priority}");
                        let finding =
                            part.finding(&path, message).also(part.place(&other_path), format!("`{other}`"));
                        findings.add(finding.help("rules of one direction need different priorities"));
                    }
                }
                for field in ["sources", "destinations"] {
                    check_addresses(&part, &rule.key(field), field, &subnets, findings);
                }
                check_ports(&part, &rule.key("destinationPorts"), findings);
            }
        }
    }
}

fn check_addresses(
    part: &Part<'_>,
    path: &ModelPath,
    field: &str,
    subnets: &[&str],
    findings: &mut Findings,
) {
    let entries = part.entries_at(path);
    if entries.is_empty() {
        let finding = part.finding_at_key(path, format!("`{field}` must name at least one"));
        findings.add(finding.help("write `[\"*\"]` for any"));
    }
    let alone = entries.len() == 1;
    for (text, path) in entries {
        let block = text.parse::<Ipv4Net>().is_ok() || text.parse::<Ipv4Addr>().is_ok();
        if block || (subnets.contains(&text) && service_tags::find(text).is_none()) {
            continue;
        }
        if text != "*" && service_tags::find(text).is_none() {
            let help = match service_tags::meant_by(text) {
                Some(tag) => format!("write `{}`", tag.name),
                None => one_of("service tags", service_tags::all().iter().map(|tag| tag.name), text),
            };
            let message =
                format!("`{text}` is neither an address block nor a subnet of the network nor a service tag");
            findings.add(part.finding(&path, message).help(help));
        } else if !alone {
            let message = format!("`{text}` must stand alone: a list holds address blocks only");
            findings.add(part.finding(&path, message).help("make a rule of its own for it"));
        }
    }
}

fn check_ports(part: &Part<'_>, path: &ModelPath, findings: &mut Findings) {
    let ports = part.value(path).and_then(serde_json::Value::as_array);
    let is_any = |port: &serde_json::Value| port.as_str() == Some("*");
    match ports.map(Vec::as_slice) {
        Some([]) => {
            let finding = part.finding_at_key(path, "`destinationPorts` must name at least one");
            findings.add(finding.help("write `[\"*\"]` for any"));
        }
        Some(several) if several.len() > 1 && several.iter().any(is_any) => {
            findings.add(part.finding_at_key(path, "`*` must stand alone").help("leave out the other ports"));
        }
        _ => {}
    }
}
