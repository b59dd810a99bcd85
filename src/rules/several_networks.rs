//! BF1407: several networks in one environment.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::fields::Isolation;

pub(super) const RULE: Rule = Rule {
    code: "BF1407",
    name: "several-networks",
    title: "An environment that is not public has more than one virtual network",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That an environment that is `restricted` or `private` has one component of kind `virtualNetwork` at most.

## Why it is wrong
Private endpoints and apps would all go to the first one, whatever was meant.

## How to mend
Make subnets of the second network.

## Example
```yaml
isolation: private
components:
  network: { kind: virtualNetwork, addressSpaces: [10.0.0.0/16] }
  other: { kind: virtualNetwork, addressSpaces: [10.1.0.0/16] }
```
```yaml
isolation: private
components:
  network: { kind: virtualNetwork, addressSpaces: [10.0.0.0/16, 10.1.0.0/16] }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let networks: Vec<_> = subject
            .of_kind("virtualNetwork")
            .filter(|part| part.environment() == lowered.resolved.name)
            .collect();
        let closed = lowered.resolved.environment.isolation != Isolation::Public;
        if let ([first, second, ..], true) = (networks.as_slice(), closed) {
            let message =
                format!("endpoints and apps would all use `{}`, none `{}`", first.name, second.name);
            let finding = second.finding_at_key(&second.path(), message);
            findings.add(
                finding
                    .also(first.place(&first.path()), "the first network")
                    .help("make subnets of the second network"),
            );
        }
    }
}
