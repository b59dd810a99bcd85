//! BF1401: address blocks of networks and subnets.

use ipnet::Ipv4Net;

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::subnets;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1401",
    name: "address-space",
    title: "Address blocks of a virtual network do not fit",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a virtual network has an address block and that its blocks do not overlap; that each subnet lies in one of \
them, overlaps no other, has at least eight addresses, and is as large as the service it is delegated to asks for.

## Why it is wrong
Azure refuses the network. Azure itself keeps five addresses of each subnet.

## How to mend
Choose blocks that lie side by side; the message names the two that do not fit.

## Example
```yaml
network:
  kind: virtualNetwork
  addressSpaces: [10.0.0.0/16]
  subnets: { apps: { prefix: 10.1.0.0/24 }, data: { prefix: 10.0.1.0/30 } }
```
```yaml
network:
  kind: virtualNetwork
  addressSpaces: [10.0.0.0/16]
  subnets: { apps: { prefix: 10.0.0.0/24 }, data: { prefix: 10.0.1.0/28 } }
```
";

/// An address block and where it is written.
type Block<'m> = (&'m str, Ipv4Net, ModelPath);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        let spaces: Vec<Block<'_>> = part
            .entries("addressSpaces")
            .into_iter()
            .filter_map(|(text, path)| Some((text, text.parse().ok()?, path)))
            .collect();
        let blocks: Vec<Block<'_>> = part
            .entries("subnets")
            .into_iter()
            .filter_map(|(name, path)| {
                let path = path.key("prefix");
                Some((name, part.value(&path)?.as_str()?.parse().ok()?, path))
            })
            .collect();
        if spaces.is_empty() {
            let message = format!("the virtual network `{}` has no address block", part.name);
            findings
                .add(part.finding_at_key(&part.path(), message).help("write `addressSpaces: [10.0.0.0/16]`"));
        }
        overlaps(&part, "address blocks", &spaces, findings);
        overlaps(&part, "subnets", &blocks, findings);
        for block in &blocks {
            check_subnet(&part, block, &spaces, findings);
        }
    }
}

fn overlaps(part: &Part<'_>, what: &str, blocks: &[Block<'_>], findings: &mut Findings) {
    for (at, (name, block, path)) in blocks.iter().enumerate() {
        for (other_name, other, other_path) in &blocks[..at] {
            if block.contains(&other.network()) || other.contains(&block.network()) {
                let message = format!("the {what} `{other_name}` and `{name}` overlap");
                let finding =
                    part.finding(path, message).also(part.place(other_path), format!("`{other_name}`"));
                findings.add(finding.help("choose blocks that have no address in common"));
            }
        }
    }
}

fn check_subnet(
    part: &Part<'_>,
    (name, block, path): &Block<'_>,
    spaces: &[Block<'_>],
    findings: &mut Findings,
) {
    if !spaces.is_empty() && !spaces.iter().any(|(_, space, _)| space.contains(block)) {
        let message = format!("the subnet `{name}` ({block}) lies outside of the network's address blocks");
        let place = part.place(&part.field(["addressSpaces"]));
        let list: Vec<&str> = spaces.iter().map(|(text, ..)| *text).collect();
        let finding = part.finding(path, message).also(place, "the blocks");
        findings.add(finding.help(format!("choose a block inside {}", list.join(" or "))));
    }
    let prefix = u32::from(block.prefix_len());
    let delegation = part.field(["subnets", name, "delegation"]);
    let service = part.value(&delegation).and_then(serde_json::Value::as_str);
    let needs = service.and_then(subnets::delegation).map(|found| (found.min_prefix, found.name));
    let reserved = subnets::reserved_name(name).map(|found| (found.min_prefix, found.name));
    let smallest =
        (subnets::smallest_prefix(), "Azure, which keeps five addresses of each subnet for itself,");
    let wanted = [Some(smallest), needs, reserved].into_iter().flatten().min();
    if let Some((least, who)) = wanted.filter(|(least, _)| prefix > *least) {
        let message =
            format!("the subnet `{name}` (/{prefix}) is too small: {who} needs a /{least} or larger");
        findings.add(
            part.finding(path, message).help(format!("choose a block with a prefix of /{least} or less")),
        );
    }
}
