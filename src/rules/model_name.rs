//! BF1004: names of components and environments.

use serde_json::{Map, Value as Json};

use super::{Check, Finding, Findings, Rule};
use crate::diagnostic::Severity;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1004",
    name: "model-name",
    title: "The name of a component or environment is not allowed",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Document(check),
};

const PAGE: &str = "\
## What it checks
The names of components: up to 30 letters, digits and hyphens, the first a lower-case letter. The names of \
environments: up to 16 lower-case letters, digits and hyphens, the first a letter. Words with a meaning in Bicep, in \
Terraform or in the generated composition are reserved.

## Why it is wrong
Components become symbols and parameters of both languages. Environments become files, folders and parts of names.

## How to mend
Choose another name. Where something is deployed already, keep its name with the component's `name`.

## Example
```yaml
components:
  Data_Store: { kind: storageAccount }
  location: { kind: storageAccount }
```
```yaml
components:
  data: { kind: storageAccount }
  locations: { kind: storageAccount }
```
";

/// Words of the languages and of the composition, in lower case without hyphens.
const RESERVED: &[&str] = &[
    "any",
    "array",
    "as",
    "assert",
    "az",
    "backend",
    "bool",
    "concat",
    "contains",
    "count",
    "dependson",
    "deployer",
    "deployment",
    "each",
    "else",
    "empty",
    "endfor",
    "endif",
    "environment",
    "environmentname",
    "ephemeral",
    "existing",
    "extends",
    "extension",
    "false",
    "filter",
    "first",
    "for",
    "format",
    "frontdoor",
    "frontdoorfirewallglobal",
    "frontdoorglobal",
    "group",
    "guid",
    "hassecondregion",
    "if",
    "import",
    "in",
    "int",
    "intersection",
    "isolation",
    "items",
    "join",
    "json",
    "last",
    "length",
    "lifecycle",
    "list",
    "local",
    "locals",
    "location",
    "map",
    "metadata",
    "module",
    "modules",
    "moved",
    "naming",
    "none",
    "null",
    "object",
    "objectkeys",
    "output",
    "param",
    "parameters",
    "path",
    "project",
    "provider",
    "providers",
    "range",
    "readenvironmentvariable",
    "reduce",
    "reference",
    "region",
    "regions",
    "removed",
    "replace",
    "resource",
    "resourcegroup",
    "resourcegroupname",
    "resourceid",
    "resourceinput",
    "resourceoutput",
    "root",
    "secondarygroup",
    "secondarylocation",
    "secondaryregioncode",
    "secondaryuniquesuffix",
    "secretversions",
    "self",
    "source",
    "split",
    "statebackend",
    "string",
    "subscription",
    "subscriptionresourceid",
    "substring",
    "suffix",
    "sys",
    "tags",
    "targetscope",
    "tenant",
    "terraform",
    "tolower",
    "toobject",
    "toupper",
    "true",
    "type",
    "union",
    "uniquestring",
    "uniquesuffix",
    "using",
    "var",
    "variable",
    "version",
    "with",
];

fn check(document: &Json, findings: &mut Findings) {
    let root = ModelPath::root();
    check_components(document, &root, findings);
    let environments = ModelPath::keys(["environments"]);
    for (name, patch) in entries(document, "environments").into_iter().flatten() {
        if let Some(problem) = environment_problem(name) {
            findings.add(
                Finding::new(format!("the environment name `{name}` {problem}"))
                    .at_key(environments.key(name))
                    .help("write up to 16 lower-case letters, digits and hyphens, the first a letter"),
            );
        }
        check_components(patch, &environments.key(name), findings);
    }
}

fn check_components(layer: &Json, at: &ModelPath, findings: &mut Findings) {
    for name in entries(layer, "components").into_iter().flatten().map(|(name, _)| name) {
        if let Some(problem) = component_problem(name) {
            let finding = Finding::new(format!("the component name `{name}` {problem}"));
            findings.add(finding.at_key(at.key("components").key(name)).help(format!(
                "write up to 30 letters, digits and hyphens, the first a lower-case letter{}",
                suggestion(name)
            )));
        }
    }
}

fn entries<'j>(layer: &'j Json, key: &str) -> Option<&'j Map<String, Json>> {
    layer.get(key)?.as_object()
}

fn component_problem(name: &str) -> Option<&'static str> {
    let shaped = name.len() <= 30
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !name.ends_with('-');
    problem(name, shaped)
}

fn environment_problem(name: &str) -> Option<&'static str> {
    let shaped = name.len() <= 16
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-');
    problem(name, shaped)
}

fn problem(name: &str, shaped: bool) -> Option<&'static str> {
    if !shaped {
        return Some("is not allowed");
    }
    let word = name.replace('-', "").to_ascii_lowercase();
    RESERVED.contains(&word.as_str()).then_some("is a word that generated code needs for something else")
}

/// A name made of the allowed characters of another one.
fn suggestion(name: &str) -> String {
    let mut suggested: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    if let Some(first) = suggested.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let suggested = suggested.trim_matches('-');
    if suggested != name && component_problem(suggested).is_none() {
        format!(", such as `{suggested}`")
    } else {
        String::new()
    }
}
