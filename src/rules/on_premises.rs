//! BF1421: networks that overlap what is used on premises.

use ipnet::Ipv4Net;

use super::{Check, Findings, Rule, Subject};
use crate::addresses::overlap;
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1421",
    name: "on-premises",
    title: "A network overlaps addresses that are used on premises",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That no network has an address of `addresses.onPremises`, in either of its regions. The network that a closed environment \
has without declaring one is `10.0.0.0/16`, unless there is a pool.

## Why it is wrong
Traffic to such an address never leaves the network: what has it on premises cannot be reached.

## How to mend
Choose other blocks; or give the network a `size`: what is allocated from `addresses.pool` keeps clear of these blocks.

## Example
```yaml
addresses: { onPremises: [10.0.0.0/12] }
components:
  network: { kind: virtualNetwork, addressSpaces: [10.1.0.0/16] }
```
```yaml
addresses: { onPremises: [10.0.0.0/12], pool: 10.40.0.0/14 }
components:
  network: { kind: virtualNetwork, size: /16 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("virtualNetwork") {
        let used = part.entries_at(&ModelPath::keys(["addresses", "onPremises"]));
        let fields = ["addressSpaces", "secondaryAddressSpaces"].into_iter();
        let blocks =
            fields.filter(|field| part.has_addresses_of(field)).flat_map(|field| part.entries(field));
        for (text, path) in blocks {
            for (other, declared) in &used {
                let (Ok(block), Ok(range)) = (text.parse::<Ipv4Net>(), other.parse::<Ipv4Net>()) else {
                    continue;
                };
                if !overlap(block, range) {
                    continue;
                }
                let implied = part.lowered.implied.contains_key(part.name);
                let path = if implied { ModelPath::keys(["isolation"]) } else { path.clone() };
                let help = if implied {
                    "declare a `virtualNetwork` with other blocks, or write `addresses: { pool: .. }` to have some allocated"
                } else {
                    "choose another block, or write a `size` and have it allocated"
                };
                let message =
                    format!("{text} of `{}` overlaps {range}, which is used on premises", part.name);
                findings.add(
                    part.finding(&path, message).also(part.place(declared), "used on premises").help(help),
                );
            }
        }
    }
}
