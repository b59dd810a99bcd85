//! BF1204: resource groups that exist in some environments only.

use super::{Check, Finding, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1204",
    name: "existing-resource-group",
    title: "Resource groups are created in some environments and taken over in others",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `resourceGroup.existing` is the same in all environments.

## Why it is wrong
A composition that creates its resource group is deployed to a subscription, one for a group that is there already is \
deployed to that group. All environments share one composition.

## How to mend
Create the group everywhere, or nowhere; then write `existing: true` beside the components, not in an environment.

## Example
```yaml
environments:
  dev: {}
  prod: { resourceGroup: { existing: true } }
```
```yaml
resourceGroup: { existing: true }
environments:
  dev: {}
  prod: {}
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some((first, others)) = subject.lowered.split_first() else { return };
    let existing = |lowered: &crate::lowering::Lowered| lowered.resolved.environment.resource_group.existing;
    let path = ModelPath::keys(["resourceGroup", "existing"]);
    for other in others.iter().filter(|other| existing(other) != existing(first)) {
        // The one that says so is the one to show.
        let (here, there) = if existing(other) { (other, first) } else { (first, other) };
        let message = format!(
            "the resource group exists in {} and is created in {}",
            here.resolved.name, there.resolved.name
        );
        findings.add(
            Finding::new(message)
                .at(here.resolved.place(&path))
                .help("say `existing` once, for all environments, beside the components"),
        );
    }
}
