//! BF1403: subnets that several plans share.

use std::collections::BTreeMap;

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::plans;
use crate::kinds::fields::Isolation;

pub(super) const RULE: Rule = Rule {
    code: "BF1403",
    name: "shared-subnet",
    title: "Two plans reach into the network through one subnet",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That each App Service plan has a subnet of its own for the outbound traffic of its apps, where apps join a declared \
network. A subnet with the name of the plan is taken first.

## Why it is wrong
A subnet shared by plans must be large enough for the instances of all of them; when it is full, apps do not scale \
out and restarts fail. Not every kind of plan can share.

## How to mend
Give the network a subnet for each plan, delegated to `Microsoft.Web/serverFarms` and named like the plan.

## Example
```yaml
subnets:
  apps: { prefix: 10.0.1.0/26, delegation: Microsoft.Web/serverFarms }
```
```yaml
subnets:
  main: { prefix: 10.0.1.0/26, delegation: Microsoft.Web/serverFarms }   # the plan `main`
  tools: { prefix: 10.0.2.0/26, delegation: Microsoft.Web/serverFarms }  # the plan `tools`
```
";

/// What plans other than Flex Consumption, whose apps can share, need a subnet to be delegated to.
const SERVICE: &str = "Microsoft.Web/serverFarms";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        if lowered.resolved.environment.isolation == Isolation::Public {
            continue;
        }
        let scene = subject.scene(lowered);
        let mut taken: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for part in subject.components_in(lowered).filter(|part| part.kind().key() == "appServicePlan") {
            let plan = part.text("sku").and_then(plans::find);
            if plan.and_then(plans::Plan::delegation) != Some(SERVICE) {
                continue;
            }
            let Some(subnet) = scene.first(|kind| kind.app_subnet(SERVICE, part.name)) else { continue };
            if let Some(other) = taken.insert(subnet, part.name) {
                let (network, subnet) = subnet;
                let message = format!(
                    "the plans `{other}` and `{}` share the subnet `{subnet}` of `{network}`",
                    part.name
                );
                let finding = part.finding_at_key(&part.path(), message);
                findings.add(
                    finding.help(format!(
                        "give the network a subnet named `{}` with that delegation",
                        part.name
                    )),
                );
            }
        }
    }
}
