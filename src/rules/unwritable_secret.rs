//! BF1303: data that the deployer has no role to write.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1303",
    name: "secrets-without-deployer",
    title: "Nobody is given the right to write secrets or settings",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where an environment has vault secrets (with roles) or values of a configuration store: that it names its \
`deployer`.

## Why it is wrong
Terraform writes both as whoever runs it, and a store's values are written so from Bicep too. Owner of the \
subscription is not enough: writing data takes a data role, which the tree assigns to the deployer it knows.

## How to mend
Set `deployer.objectId` of the environment to the object id of the identity that runs the deployment; or assign Key \
Vault Secrets Officer or App Configuration Data Owner by hand beforehand.

## Example
```yaml
environments: { prod: {} }
```
```yaml
environments:
  prod: { deployer: { objectId: 11111111-2222-3333-4444-555555555555 } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        let needed =
            part.kind().deployer_role().filter(|_| part.lowered.resolved.environment.deployer.is_none());
        let Some(role) = needed.and_then(|alias| crate::facts::roles::role(part.kind().key(), alias)) else {
            continue;
        };
        let message = format!(
            "writing data into `{}` takes the role {}, and no deployer gets it",
            part.name, role.name
        );
        let finding = part.finding_at_key(&part.path(), message);
        findings.add(
            finding.help(
                "set `deployer: { objectId: ... }` of the environment, or assign the role by hand before",
            ),
        );
    }
}
