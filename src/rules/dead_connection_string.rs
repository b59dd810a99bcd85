//! BF1302: connection strings of what accepts no keys.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1302",
    name: "dead-connection-string",
    title: "A connection string would not work",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where a vault takes the connection string of a storage account or a Service Bus namespace (`from: \
data.connectionString`): that the account has `sharedKeyAccess` on, the namespace `localAuth`.

## Why it is wrong
A connection string holds a key. With keys turned off, as they are by default, whoever uses it is refused.

## How to mend
Use an identity and a role instead of the secret; or turn the keys on, in sight of every reviewer.

## Example
```yaml
data: { kind: storageAccount }
vault: { kind: keyVault, secrets: { Storage: { from: data.connectionString } } }
```
```yaml
data: { kind: storageAccount, sharedKeyAccess: true }
vault: { kind: keyVault, secrets: { Storage: { from: data.connectionString } } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("keyVault") {
        for (_, secret) in part.entries("secrets") {
            let path = secret.key("from");
            let source = part.value(&path).and_then(serde_json::Value::as_str);
            let Some((name, output)) = source.and_then(|from| from.split_once('.')) else { continue };
            let Some((name, component)) = part.lowered.resolved.environment.components.get_key_value(name)
            else {
                continue;
            };
            let source = Part { name, component, ..part };
            let (field, what) = match component.kind().key() {
                "storageAccount" => ("sharedKeyAccess", "shared keys are"),
                "serviceBus" => ("localAuth", "local authentication is"),
                _ => continue,
            };
            let is_secret = component.kind().secret_outputs().contains(&output);
            if is_secret && !source.flag(field) {
                let message = format!("the connection string would not work: {what} off in `{name}`");
                let place = part.place(&source.field([field]));
                let finding = part.finding(&path, message).also(place, format!("`{field}` is not on"));
                findings.add(
                    finding.help(format!(
                        "use an identity and a role instead, or set `{field}: true` on `{name}`"
                    )),
                );
            }
        }
    }
}
