//! BF1009: tags.

use serde_json::Value as Json;

use super::{Check, Finding, Findings, Rule};
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1009",
    name: "tag-name",
    title: "A tag is not allowed",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Document(check),
};

const PAGE: &str = "\
## What it checks
That no tag is called `environment`, `project` or `managedBy`, which biform sets itself; that names have up to 128 \
characters and none of `< > % & \\ ? /`; that values have up to 256 characters.

## Why it is wrong
Azure refuses such tags, on some resources only; and a tag that is set twice has two values.

## How to mend
Rename the tag, or leave it out.

## Example
```yaml
tags: { Environment: production, \"cost/center\": CC-1 }
```
```yaml
tags: { stage: production, costCenter: CC-1 }
```
";

/// Tags that every tree sets.
const STANDARD: &[&str] = &["environment", "project", "managedby"];
/// Characters of a name: what storage accounts accept is less than elsewhere.
const LONGEST_NAME: usize = 128;
/// Characters of a value.
const LONGEST_VALUE: usize = 256;

fn check(document: &Json, findings: &mut Findings) {
    let root = ModelPath::root();
    check_layer(document, &root, findings);
    for (name, patch) in document.get("environments").and_then(Json::as_object).into_iter().flatten() {
        check_layer(patch, &root.key("environments").key(name), findings);
    }
}

/// The tags of all resources and of each component.
fn check_layer(layer: &Json, at: &ModelPath, findings: &mut Findings) {
    check_tags(layer, at, findings);
    for (name, component) in layer.get("components").and_then(Json::as_object).into_iter().flatten() {
        check_tags(component, &at.key("components").key(name), findings);
    }
}

fn check_tags(owner: &Json, at: &ModelPath, findings: &mut Findings) {
    for (tag, value) in owner.get("tags").and_then(Json::as_object).into_iter().flatten() {
        let path = at.key("tags").key(tag);
        let long = value.as_str().is_some_and(|value| value.chars().count() > LONGEST_VALUE);
        let (problem, help) = if STANDARD.contains(&tag.to_lowercase().as_str()) {
            ("is set by biform", "choose another name")
        } else if tag.is_empty() || tag.chars().count() > LONGEST_NAME {
            ("must have 1 to 128 characters", "choose another name")
        } else if tag.contains(['<', '>', '%', '&', '\\', '?', '/']) {
            ("must have none of the characters < > % & \\ ? /", "choose another name")
        } else if long {
            ("has a value of more than 256 characters", "shorten the value")
        } else {
            continue;
        };
        findings.add(Finding::new(format!("the tag `{tag}` {problem}")).at_key(path).help(help));
    }
}
