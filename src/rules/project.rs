//! BF1006: the project's name and seed.

use serde_json::Value as Json;

use super::{Check, Finding, Findings, Rule};
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1006",
    name: "project",
    title: "The project's name or seed is not allowed",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Document(check),
};

const PAGE: &str = "\
## What it checks
`project.name` is 2 to 20 lower-case letters, digits and hyphens, starts with a letter and does not end with a hyphen. \
`project.seed` is not empty.

## Why it is wrong
The name is part of most resource names. Globally unique names are derived from the seed: with an empty one, everybody \
who chose the same project name would get the same names.

## How to mend
Write a short name, and any text as the seed. Change neither once something is deployed.

## Example
```yaml
project: { name: Agent_Operating_System, seed: \"\" }
```
```yaml
project: { name: aos, description: Agent Operating System, seed: k3v9x2 }
```
";

fn check(document: &Json, findings: &mut Findings) {
    let path = ModelPath::keys(["project"]);
    let text = |field: &str| document.get("project")?.get(field)?.as_str();
    if let Some(name) = text("name")
        && !is_allowed(name)
    {
        findings
            .add(Finding::new(format!("the project name `{name}` is not allowed")).at(path.key("name")).help(
            "write 2 to 20 lower-case letters, digits and hyphens, the first a letter, the last no hyphen",
        ));
    }
    if text("seed").is_some_and(|seed| seed.trim().is_empty()) {
        findings.add(
            Finding::new("the project's seed is empty")
                .at(path.key("seed"))
                .help("write any text; names that must be unique in all of Azure are derived from it"),
        );
    }
}

fn is_allowed(name: &str) -> bool {
    (2..=20).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
