//! BF1003: naming patterns that cannot be read.

use super::{Check, Finding, Findings, Rule, Subject};
use crate::diagnostic::{Severity, one_of};
use crate::facts::names;
use crate::kinds::text::{self, Piece};
use crate::lowering::Lowered;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1003",
    name: "naming-pattern",
    title: "A naming pattern cannot be read",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
The patterns in `naming`, in `name` of components and in `resourceGroup.name`: braces come in pairs, and what stands \
between them is one of `{project}`, `{env}`, `{name}`, `{suffix}` and `{region}`. The keys of `naming` are kinds.

## Why it is wrong
biform cannot tell what the name is meant to be.

## How to mend
Correct the placeholder. `{suffix}` is six characters that differ for each project and environment, `{region}` is the \
short code of the region.

## Example
```yaml
naming: { keyVault: \"kv-{component}-{environment}\" }
```
```yaml
naming: { keyVault: \"kv-{name}-{env}-{suffix}\" }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for lowered in subject.lowered {
        let environment = &lowered.resolved.environment;
        for (kind, pattern) in &environment.naming {
            let path = ModelPath::keys(["naming", kind]);
            if names::pattern(kind).is_none() {
                findings.add(unknown_kind(lowered, kind, &path));
            }
            check_pattern(lowered, pattern, &path, findings);
        }
        if let Some(pattern) = &environment.resource_group.name {
            check_pattern(lowered, pattern, &ModelPath::keys(["resourceGroup", "name"]), findings);
        }
    }
    for part in subject.components() {
        if let Some(pattern) = part.text("name") {
            check_pattern(part.lowered, pattern, &part.field(["name"]), findings);
        }
    }
}

fn unknown_kind(lowered: &Lowered, kind: &str, path: &ModelPath) -> Finding {
    let kinds = names::all().iter().filter(|rule| rule.pattern.is_some()).map(|rule| rule.key);
    Finding::new(format!("`naming` knows no kind `{kind}`"))
        .at_key(lowered.resolved.place(path))
        .in_environment(&lowered.resolved.name)
        .help(one_of("kinds", kinds, kind))
}

fn check_pattern(lowered: &Lowered, pattern: &str, path: &ModelPath, findings: &mut Findings) {
    let at = |message: String| {
        Finding::new(message).at(lowered.resolved.place(path)).in_environment(&lowered.resolved.name)
    };
    let pieces = match text::parse(pattern) {
        Ok(pieces) => pieces,
        Err(error) => {
            findings.add(at(format!("the naming pattern {error}")).help("close every `{` with a `}`"));
            return;
        }
    };
    if pieces.is_empty() {
        findings.add(at("the naming pattern is empty".to_owned()).help("leave it out to have the default"));
    }
    for piece in pieces {
        if let Piece::Placeholder(name) = piece
            && !names::PLACEHOLDERS.contains(&name.as_str())
        {
            let finding = at(format!("there is no placeholder `{{{name}}}`"));
            findings.add(finding.help(one_of("placeholders", names::PLACEHOLDERS, &name)));
        }
    }
}
