//! BF1420: networks that share addresses although traffic goes between them.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;

use super::{Check, Findings, Part, Rule, Subject};
use crate::addresses::overlap;
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1420",
    name: "overlapping-networks",
    title: "Networks that traffic goes between share addresses",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That networks have no address in common when traffic goes between them: the blocks of one network in its two regions, \
and networks of all environments that are peered with the same hub. That no network has a block that was allocated to \
another one.

## Why it is wrong
Azure refuses to peer networks that overlap, and a hub cannot tell which of two spokes an address belongs to.

## How to mend
Give one of them another block, or a `size` in place of `addressSpaces`: what is allocated overlaps nothing.

## Example
```yaml
network: { kind: virtualNetwork, addressSpaces: [10.1.0.0/16], secondaryAddressSpaces: [10.1.128.0/17] }
```
```yaml
network: { kind: virtualNetwork, addressSpaces: [10.1.0.0/16], secondaryAddressSpaces: [10.2.0.0/16] }
```
";

/// A block of a network, and where it stands.
#[derive(Clone)]
struct Block<'m> {
    part: Part<'m>,
    range: Ipv4Net,
    path: ModelPath,
    allocated: bool,
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let networks: Vec<Part<'_>> = subject.of_kind("virtualNetwork").collect();
    for part in &networks {
        let [primary, secondary] = blocks(part);
        compare(&primary, &secondary, "two regions of one network", findings);
    }
    let all: Vec<Block<'_>> = networks.iter().flat_map(|part| blocks(part).concat()).collect();
    // What is allocated overlaps nothing that was; so only what the model writes is held against it.
    for one in all.iter().filter(|block| block.allocated) {
        for other in all.iter().filter(|other| !other.allocated && !is_same(&one.part, &other.part)) {
            let what = "an allocated block and another network";
            compare(std::slice::from_ref(one), std::slice::from_ref(other), what, findings);
        }
    }
    for group in joined(&networks) {
        for (at, one) in group.iter().enumerate() {
            for other in group[..at].iter().filter(|other| !is_same(one, other)) {
                compare(&blocks(other).concat(), &blocks(one).concat(), "networks of one hub", findings);
            }
        }
    }
}

fn is_same(one: &Part<'_>, other: &Part<'_>) -> bool {
    (one.environment(), one.name) == (other.environment(), other.name)
}

/// Networks of all environments that traffic goes between: those that are peered with the same network.
fn joined<'m>(networks: &[Part<'m>]) -> Vec<Vec<Part<'m>>> {
    let mut hubs: BTreeMap<String, Vec<Part<'m>>> = BTreeMap::new();
    for part in networks {
        for (_, peering) in part.entries("peerings") {
            let hub = part.value(&peering.key("virtualNetworkId")).and_then(serde_json::Value::as_str);
            // Azure compares resource ids without case.
            hubs.entry(hub.unwrap_or_default().to_lowercase()).or_default().push(*part);
        }
    }
    hubs.into_values().collect()
}

/// The blocks of a network in its first region and, if there is one, in its second.
fn blocks<'m>(part: &Part<'m>) -> [Vec<Block<'m>>; 2] {
    ["addressSpaces", "secondaryAddressSpaces"].map(|field| {
        if !part.has_addresses_of(field) {
            return Vec::new();
        }
        let allocated = !part.writes(&part.field([field])) && part.text("size").is_some();
        let texts = part.entries(field).into_iter();
        texts
            .filter_map(|(text, path)| {
                Some(Block { part: *part, range: text.parse().ok()?, path, allocated })
            })
            .collect()
    })
}

fn compare(ones: &[Block<'_>], others: &[Block<'_>], what: &str, findings: &mut Findings) {
    for one in ones {
        for other in others.iter().filter(|other| overlap(one.range, other.range)) {
            let apart = one.part.environment() != other.part.environment();
            let name = |Block { part, range, .. }: &Block<'_>| {
                let environment = if apart { format!(" in {}", part.environment()) } else { String::new() };
                format!("{range} (`{}`{environment})", part.name)
            };
            let message = format!("{what} share addresses: {} and {}", name(one), name(other));
            let place = one.part.place(&one.path);
            let finding = other.part.finding(&other.path, message).also(place, "the other one");
            findings.add(
                finding.help("choose a block that overlaps nothing, or write a `size` and have it allocated"),
            );
        }
    }
}
