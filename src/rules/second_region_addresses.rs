//! BF1422: networks that have no addresses in the second region.

use ipnet::Ipv4Net;

use super::{Check, Findings, Part, Rule, Subject};
use crate::addresses::overlap;
use crate::diagnostic::Severity;
use crate::lowering::recovery::second_region;

pub(super) const RULE: Rule = Rule {
    code: "BF1422",
    name: "second-region-addresses",
    title: "A network or subnet has no addresses in the second region",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where an environment has a second region: that its networks have blocks there, and that every subnet has one inside them \
that no other has. A subnet stands at the same offset as in the first region, unless it has a `secondaryPrefix`; its block \
there begins at a multiple of its own size.

## Why it is wrong
The network of the second region is deployed beside the first, and the two are joined: they cannot have the same addresses.

## How to mend
Write `secondaryAddressSpaces`, as large as `addressSpaces` and in the same order; or a `size` in place of both, and have \
them allocated.

## Example
```yaml
regions: { primary: eastus2, secondary: westus2 }
disasterRecovery: { rto: 1h, rpo: 15m, strategy: warm-standby }
components:
  network: { kind: virtualNetwork, addressSpaces: [10.1.0.0/16] }
```
```yaml
regions: { primary: eastus2, secondary: westus2 }
disasterRecovery: { rto: 1h, rpo: 15m, strategy: warm-standby }
components:
  network: { kind: virtualNetwork, addressSpaces: [10.1.0.0/16], secondaryAddressSpaces: [10.2.0.0/16] }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        let Some(second) = second_region(&part.lowered.resolved.environment) else { continue };
        // A network without addresses in its first region is another rule's, and so is one that is there already.
        if !part.has("addressSpaces") || part.value(&part.field(["existing"])).is_some() {
            continue;
        }
        if part.has("secondaryAddressSpaces") {
            check_subnets(&part, second.location, findings);
        } else {
            let message = format!("the network `{}` has no addresses in {}", part.name, second.location);
            let help =
                "write `secondaryAddressSpaces`, or a `size` and have the blocks of both regions allocated";
            findings.add(part.finding_at_key(&part.path(), message).help(help));
        }
    }
}

fn check_subnets(part: &Part<'_>, region: &str, findings: &mut Findings) {
    let spaces = part.entries("secondaryAddressSpaces");
    let spaces: Vec<Ipv4Net> = spaces.into_iter().filter_map(|(text, _)| text.parse().ok()).collect();
    let mut seen: Vec<(&str, Ipv4Net)> = Vec::new();
    for (name, path) in part.entries("subnets") {
        let own = path.key("secondaryPrefix");
        let block = part.value(&own).and_then(serde_json::Value::as_str);
        let Some(block) = block.and_then(|text| text.parse::<Ipv4Net>().ok()) else {
            if part.value(&path.key("prefix")).is_some() {
                let message = format!("the subnet `{name}` has no place at its offset in {region}");
                let finding = part.finding_at_key(&path, message);
                let place = part.place(&part.field(["secondaryAddressSpaces"]));
                findings.add(finding.also(place, "the blocks there").help(
                    "make the blocks as large as those of the first region, or write a `secondaryPrefix`",
                ));
            }
            continue;
        };
        if !spaces.iter().any(|space| space.contains(&block)) {
            let message =
                format!("the subnet `{name}` ({block}) lies outside of the network's blocks in {region}");
            findings.add(part.finding(&own, message).help("choose a block inside `secondaryAddressSpaces`"));
        }
        if let Some((other, _)) = seen.iter().find(|(_, other)| overlap(*other, block)) {
            let message = format!("the subnets `{other}` and `{name}` overlap in {region}");
            findings.add(part.finding(&own, message).help("choose blocks that have no address in common"));
        }
        seen.push((name, block));
    }
}
