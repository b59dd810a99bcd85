//! BF1205: closed components without a subnet for their private endpoints.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::Kind;
use crate::kinds::fields::Isolation;
use crate::kinds::site::Scene;

pub(super) const RULE: Rule = Rule {
    code: "BF1205",
    name: "endpoint-subnet",
    title: "The network has no subnet for private endpoints",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where `isolation` or `ingress` closes a component that then needs private endpoints: that the environment has a virtual \
network with a subnet for them, or lets in some addresses with `ipRules`. Where a model declares no network at all, biform adds one with the subnets it needs.

## Why it is wrong
Without private endpoints nobody would reach the component any more.

## How to mend
Give the declared network a subnet for private endpoints, or leave the network out and let biform add one.

## Example
```yaml
isolation: private
components:
  network: { kind: virtualNetwork, addressSpaces: [10.0.0.0/16] }
  data: { kind: storageAccount }
```
```yaml
isolation: private
components:
  data: { kind: storageAccount }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let scene = subject.scene(lowered);
        if scene.first(Kind::endpoint_subnet).is_none() {
            subject.components_in(lowered).for_each(|part| check_part(&part, &scene, findings));
        }
    }
}

fn check_part(part: &Part<'_>, scene: &Scene<'_>, findings: &mut Findings) {
    let groups = part.kind().private_endpoint_groups(&scene.site(part.name));
    if groups.is_empty() {
        return;
    }
    // Where IP rules let somebody in, the component can do without.
    if part.access() == Isolation::Restricted && part.has("ipRules") {
        return;
    }
    let message = format!(
        "access to `{}` is {}, but no virtual network has a subnet for its private endpoints",
        part.name,
        part.access().word()
    );
    let finding = part.finding(&part.path(), message).also(part.access_place(), "closed here");
    findings.add(
        finding
            .help("add a subnet for private endpoints to the network, or open the component with `ingress`"),
    );
}
