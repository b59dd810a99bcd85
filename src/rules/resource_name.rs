//! BF1001: names that Azure refuses.

use indexmap::IndexMap;

use super::{Check, Finding, Findings, Rule, Subject, words};
use crate::diagnostic::Severity;
use crate::facts::names::{self, NameProblem};
use crate::lowering::{Lowered, NamedResource};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1001",
    name: "resource-name",
    title: "Azure does not accept the name of a resource",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
The name that a pattern gives to each resource in each environment, against Azure's rule for its type: length, \
characters, first and last character, reserved words.

## Why it is wrong
Azure refuses the resource when the tree is deployed, after others may have been created.

## How to mend
Shorten the component's name, the environment's or the project's; or set a pattern with fewer parts, for one component \
with `name` or for all of a kind with `naming`. Characters that a kind's names cannot have are left out of what the \
placeholders stand for.

## Example
```yaml
components:
  operationalReportingData: { kind: storageAccount }   # stcontosooperationalreportingdataprodk3v9x2: 43 characters
```
```yaml
components:
  operationalReportingData: { kind: storageAccount, name: \"st{project}reports{env}{suffix}\" }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut refused: IndexMap<(ModelPath, String), Refused<'_>> = IndexMap::new();
    for lowered in subject.lowered {
        for named in &lowered.names {
            let kind = naming_kind(named.kind);
            let Err(problem) = names::check(kind, &named.name) else { continue };
            let key = (place(lowered, named), requirement(&problem));
            let entry = refused.entry(key).or_insert_with(|| Refused { named, kind, names: Vec::new() });
            entry.names.push((&lowered.resolved.name, &named.name, problem));
        }
    }
    for ((place, requirement), refused) in refused {
        findings.add(refused.finding(subject, place, &requirement));
    }
}

/// One component's names that are refused for one reason.
struct Refused<'m> {
    named: &'m NamedResource,
    kind: &'static str,
    names: Vec<(&'m str, &'m str, NameProblem)>,
}

impl Refused<'_> {
    fn finding(&self, subject: &Subject<'_>, place: ModelPath, requirement: &str) -> Finding {
        let what = words::of_call(subject, self.named);
        let names = self.names.iter().map(|(environment, name, problem)| {
            let found = match problem {
                NameProblem::Length { found, .. } => format!(" has {found}"),
                _ => String::new(),
            };
            format!("`{name}`{found} in {environment}")
        });
        let names: Vec<String> = names.collect();
        let pattern = names::pattern(self.kind).unwrap_or("{project}-{name}-{env}");
        let message = format!("the name of {what} {requirement}: {}", names.join(", "));
        let own = if self.named.call.part.is_empty() && self.named.call.component != "resourceGroup" {
            "`name` of the component or "
        } else {
            ""
        };
        let help = format!(
            "shorten what the name is made of, or set a pattern of your own: {own}`naming.{}`; the default is \
             `{pattern}`",
            self.kind
        );
        Finding::new(message).at(place).help(help)
    }
}

/// What Azure asks for, without what was found.
fn requirement(problem: &NameProblem) -> String {
    let text = problem.to_string();
    text.split_once("; this is").map_or(text.clone(), |(asked, _)| asked.to_owned())
}

/// The kind whose naming rule holds for a module: variants of a kind have the kind's.
pub(super) fn naming_kind(module: &'static str) -> &'static str {
    if module.starts_with("functionApp") { "functionApp" } else { module }
}

/// Where the pattern of a name is written, or what it is made of.
pub(super) fn place(lowered: &Lowered, named: &NamedResource) -> ModelPath {
    let resolved = &lowered.resolved;
    let own = match named.call.component.as_str() {
        "resourceGroup" => ModelPath::keys(["resourceGroup", "name"]),
        component => ModelPath::keys(["components", component, "name"]),
    };
    let pattern = ModelPath::keys(["naming", naming_kind(named.kind)]);
    let written = |path: &ModelPath| match resolved.source(path) {
        crate::resolve::Source::Document(place) => Some(place),
        crate::resolve::Source::Allocated | crate::resolve::Source::BuiltIn => None,
    };
    let own = named.call.part.is_empty().then(|| written(&own)).flatten();
    own.or_else(|| written(&pattern)).unwrap_or_else(|| match named.call.component.as_str() {
        "resourceGroup" => ModelPath::keys(["project", "name"]),
        component => resolved.place(&ModelPath::keys(["components", component])),
    })
}
