//! BF1601: limits of Azure Resource Manager.

use super::{Check, Finding, Findings, Rule};
use crate::blueprint::Blueprint;
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1601",
    name: "resource-manager-limits",
    title: "The composition is larger than Azure Resource Manager accepts",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Blueprint(check),
};

const PAGE: &str = "\
## What it checks
The limits of one deployment template: 256 parameters, 64 outputs, 800 resources (each module call counts as one).

## Why it is wrong
Azure refuses the template as a whole.

## How to mend
Split the model: components that do not need one another can stand in models of their own. Environments that differ in \
fewer places need fewer parameters; a component that has a `kind` of its own in one environment needs more.

## Example
```yaml
components:
  data001: { kind: storageAccount }
  data900: { kind: storageAccount }   # and 898 between them
```
```yaml
components:
  data001: { kind: storageAccount }   # the others stand in a second model
```
";

/// Parameters that every composition has: environment name, location, unique suffix, tags.
const OWN_PARAMETERS: usize = 4;

fn check(blueprint: &Blueprint, findings: &mut Findings) {
    let parameters = blueprint.parameters.len() + blueprint.secrets.len() + OWN_PARAMETERS;
    // The resource group comes on top.
    let counts = [
        ("parameters", parameters, 256),
        ("outputs", blueprint.outputs.len(), 64),
        ("resources", blueprint.calls.len() + 1, 800),
    ];
    for (what, found, limit) in counts {
        if found > limit {
            let message = format!("the composition would have {found} {what}; Azure accepts {limit}");
            let finding = Finding::new(message).at_key(ModelPath::keys(["components"]));
            findings.add(finding.help("split the model in two"));
        }
    }
}
