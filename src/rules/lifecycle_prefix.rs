//! BF1509: lifecycle rules for containers that do not exist.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::{Severity, one_of};

pub(super) const RULE: Rule = Rule {
    code: "BF1509",
    name: "lifecycle-prefix",
    title: "A lifecycle rule is for a container that does not exist",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That each prefix of a lifecycle rule starts with the name of one of the account's containers.

## Why it is wrong
A prefix is compared with `container/blob`. One that starts with the name of a folder matches nothing, and nobody \
notices that nothing is deleted.

## How to mend
Put the container's name first. If the container is made by a program, declare it all the same.

## Example
```yaml
containers: [aos-logs]
lifecycleRules:
  old-logs: { prefixes: [logs/], deleteAfterDays: 90 }
```
```yaml
containers: [aos-logs]
lifecycleRules:
  old-logs: { prefixes: [aos-logs/], deleteAfterDays: 90 }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("storageAccount") {
        let containers: Vec<&str> = part.entries("containers").into_iter().map(|(name, _)| name).collect();
        for (_, rule) in part.entries("lifecycleRules") {
            for (prefix, path) in part.entries_at(&rule.key("prefixes")) {
                let (container, whole) =
                    prefix.split_once('/').map_or((prefix, false), |(name, _)| (name, true));
                let matches =
                    |name: &&str| if whole { **name == *container } else { name.starts_with(container) };
                if !containers.iter().any(matches) {
                    let message = format!("no container of `{}` matches the prefix `{prefix}`", part.name);
                    let nearest = containers.iter().find(|name| name.ends_with(container));
                    let help = match nearest {
                        Some(name) => format!("a prefix starts with a container's name: write `{name}/`"),
                        None => format!(
                            "a prefix starts with a container's name; {}",
                            one_of("containers", &containers, container)
                        ),
                    };
                    findings.add(part.finding(&path, message).help(help));
                }
            }
        }
    }
}
