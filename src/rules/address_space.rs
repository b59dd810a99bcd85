//! BF1401: address blocks of networks and subnets.

use ipnet::Ipv4Net;

use super::{Check, Findings, Part, Rule, Subject};
use crate::addresses::overlap;
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
That a virtual network has either `addressSpaces` or a `size`, a subnet either a `prefix` or a `size`; that the blocks of \
a network do not overlap; that each subnet lies in one of them, overlaps no other, has at least eight addresses, and is as \
large as the service it is delegated to asks for.

## Why it is wrong
Azure refuses the network. Azure itself keeps five addresses of each subnet.

## How to mend
Choose blocks that lie side by side; the message names the two that do not fit. Or write a `size` and have the block \
allocated; an environment that has the one where the others have the other removes it: `size: null`.

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
        let subnets = part.entries("subnets");
        let blocks: Vec<Block<'_>> = subnets
            .iter()
            .filter_map(|(name, path)| {
                let path = path.key("prefix");
                Some((*name, part.value(&path)?.as_str()?.parse().ok()?, path))
            })
            .collect();
        if part.value(&part.field(["existing"])).is_none() {
            one_of_two(&part, &part.path(), "addressSpaces", spaces.is_empty(), findings);
            for (_, path) in &subnets {
                let prefix = path.key("prefix");
                one_of_two(&part, path, "prefix", part.value(&prefix).is_none(), findings);
            }
        }
        overlaps(&part, "address blocks", &spaces, findings);
        overlaps(&part, "subnets", &blocks, findings);
        for block in &blocks {
            check_subnet(&part, block, &spaces, findings);
        }
    }
}

/// Holds that a network or subnet has either blocks of its own, in `field`, or a size.
fn one_of_two(part: &Part<'_>, path: &ModelPath, field: &str, empty: bool, findings: &mut Findings) {
    let (own, size) = (path.key(field), path.key("size"));
    let name = path.last_key().unwrap_or_default();
    let what = if field == "prefix" { "subnet" } else { "virtual network" };
    let sized = part.value(&size);
    if sized.is_some() && !empty && part.writes(&own) {
        let message = format!("the {what} `{name}` has both `{field}` and a `size`");
        let finding = part.finding(&size, message).also(part.place(&own), format!("`{field}`"));
        findings.add(finding.help(format!("remove one; in an environment: `{field}: null` or `size: null`")));
    } else if sized.is_none() && empty {
        let message = format!("the {what} `{name}` has neither `{field}` nor a `size`");
        let help = match field {
            "prefix" => format!("write `size: /{}` or a `prefix`", recommended(part, path)),
            _ => "write `size: /22` or `addressSpaces: [10.0.0.0/16]`".to_owned(),
        };
        findings.add(part.finding_at_key(path, message).help(help));
    }
}

/// The length of the prefix that leaves a subnet room to grow.
fn recommended(part: &Part<'_>, subnet: &ModelPath) -> u32 {
    let service = part.value(&subnet.key("delegation")).and_then(serde_json::Value::as_str);
    service.and_then(subnets::delegation).map_or(27, |known| known.recommended_prefix)
}

fn overlaps(part: &Part<'_>, what: &str, blocks: &[Block<'_>], findings: &mut Findings) {
    for (at, (name, block, path)) in blocks.iter().enumerate() {
        for (other_name, other, other_path) in &blocks[..at] {
            if overlap(*block, *other) {
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
        let size = part.field(["subnets", name, "size"]);
        let (path, help) = if part.value(&size).is_some() {
            (&size, format!("write `size: /{least}` or a larger one"))
        } else {
            (path, format!("choose a block with a prefix of /{least} or less"))
        };
        findings.add(part.finding(path, message).help(help));
    }
}
