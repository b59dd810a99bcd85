//! BF1527: storage accounts of function hosts.

use std::collections::BTreeMap;

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::functions;

pub(super) const RULE: Rule = Rule {
    code: "BF1527",
    name: "host-storage",
    title: "A function app cannot use the storage account it names",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That the `storage` of a function app is an account of tier Standard without a hierarchical namespace, and that two \
apps on one account have names that differ in their first 32 characters.

## Why it is wrong
The host needs queues and tables besides blobs. It is known on the account by the first 32 characters of its name: \
two with the same would take work from each other.

## How to mend
Choose a Standard account, or one for each app.

## Example
```yaml
data: { kind: storageAccount, tier: Premium }
func: { kind: functionApp, storage: data }
```
```yaml
data: { kind: storageAccount }
func: { kind: functionApp, storage: data }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let length = functions::limits().host_id_length.value as usize;
    let mut hosts: BTreeMap<(&str, &str, String), &str> = BTreeMap::new();
    for part in subject.of_kind("functionApp") {
        let Some(storage) = part.target("storage") else { continue };
        let path = part.field(["storage"]);
        let problem = match (storage.text("tier"), storage.flag("hierarchicalNamespace")) {
            (Some("Premium"), _) => Some(("tier", "is Premium and has no queues and tables")),
            (_, true) => Some(("hierarchicalNamespace", "has a hierarchical namespace")),
            _ => None,
        };
        if let Some((field, problem)) = problem {
            let message =
                format!("the host of `{}` cannot use `{}`, which {problem}", part.name, storage.name);
            let place = part.place(&storage.field([field]));
            findings
                .add(part.finding(&path, message).also(place, "here").help("name another storage account"));
        }
        let names = &part.lowered.names;
        let own = names
            .iter()
            .find(|named| named.call.component == part.name && named.kind.starts_with("functionApp"));
        let Some(own) = own else { continue };
        let host: String = own.name.to_lowercase().chars().take(length).collect();
        if let Some(other) = hosts.insert((part.environment(), storage.name, host), part.name) {
            let message = format!("`{}` and `{other}` have one host name on `{}`", part.name, storage.name);
            findings.add(part.finding(&path, message).help(format!(
                "let their names differ in the first {length} characters, or give one a storage account of its own"
            )));
        }
    }
}
