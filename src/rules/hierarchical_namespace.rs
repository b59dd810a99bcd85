//! BF1513: features that a hierarchical namespace excludes.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1513",
    name: "hierarchical-namespace",
    title: "A feature does not go with a hierarchical namespace",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a storage account with `hierarchicalNamespace` has neither `versioning` nor `changeFeed`.

## Why it is wrong
Azure has neither for accounts with folders of their own, and refuses the account.

## How to mend
Turn one of the two off. Whether an account has a hierarchical namespace cannot be changed later.

## Example
```yaml
data: { kind: storageAccount, hierarchicalNamespace: true, versioning: true }
```
```yaml
data: { kind: storageAccount, hierarchicalNamespace: true }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("storageAccount").filter(|part| part.flag("hierarchicalNamespace")) {
        for field in ["versioning", "changeFeed"].into_iter().filter(|field| part.flag(field)) {
            let message = format!("`{field}` is not available with a hierarchical namespace");
            let place = part.place(&part.field(["hierarchicalNamespace"]));
            let finding = part.finding(&part.field([field]), message).also(place, "excludes it");
            findings.add(finding.help("turn one of the two off"));
        }
    }
}
