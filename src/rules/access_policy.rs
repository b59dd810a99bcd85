//! BF1524: access policies of key vaults.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::roles::{self, Plane};
use crate::kinds::Expectation;

pub(super) const RULE: Rule = Rule {
    code: "BF1524",
    name: "access-policy",
    title: "An access policy of a key vault has no effect",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That access policies stand on a vault with `authorization: accessPolicies` only, that nobody asks for a data role on \
such a vault, and that each policy says for whom with exactly one of `component` and `objectId`, and gives some \
permission.

## Why it is wrong
A vault uses either roles or policies; the other ones are ignored.

## How to mend
Use roles (`access` of the component that needs them), or set `authorization: accessPolicies`.

## Example
```yaml
vault: { kind: keyVault, accessPolicies: { app: { component: func, secrets: [get] } } }
```
```yaml
func: { kind: functionApp, access: { vault: secretsUser } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("keyVault") {
        let by_policy = part.text("authorization") == Some("accessPolicies");
        let policies = part.entries("accessPolicies");
        if !by_policy && !policies.is_empty() {
            let message = format!("access policies have no effect: `{}` uses roles", part.name);
            let finding = part.finding_at_key(&part.field(["accessPolicies"]), message);
            findings.add(finding.help("set `authorization: accessPolicies`, or give roles with `access`"));
        }
        for (name, policy) in policies {
            let has = |field: &str| part.value(&policy.key(field)).is_some();
            if has("component") == has("objectId") {
                let finding =
                    part.finding_at_key(&policy, format!("the policy `{name}` does not say for whom"));
                findings.add(finding.help("give it exactly one of `component` and `objectId`"));
            }
            let permissions = ["secrets", "keys", "certificates"];
            if permissions.iter().all(|field| part.entries_at(&policy.key(*field)).is_empty()) {
                let finding =
                    part.finding_at_key(&policy, format!("the policy `{name}` gives no permission"));
                findings.add(finding.help("give it `secrets`, `keys` or `certificates`"));
            }
        }
    }
    for part in subject.components() {
        for reference in part.kind().references() {
            let Expectation::Roles(wanted) = &reference.expects else { continue };
            let target = part.component_named(&reference.target);
            let Some(vault) = target.filter(|target| uses_policies(target)) else { continue };
            let data = |alias: &&String| {
                roles::role("keyVault", alias).is_some_and(|role| role.plane == Plane::Data)
            };
            for alias in wanted.iter().filter(data) {
                let message =
                    format!("the role `{alias}` has no effect: `{}` uses access policies", vault.name);
                let finding = part.finding(&part.path().join(&reference.path), message);
                findings.add(
                    finding.help(format!("add a policy with `component: {}` to `{}`", part.name, vault.name)),
                );
            }
        }
    }
}

fn uses_policies(part: &Part<'_>) -> bool {
    part.kind().key() == "keyVault" && part.text("authorization") == Some("accessPolicies")
}
