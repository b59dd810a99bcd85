//! BF1510: languages of function apps.

use super::{Check, Findings, Part, Rule, Subject, words};
use crate::diagnostic::Severity;
use crate::facts::functions::{self, Language};
use crate::facts::plans::{self, Family};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1510",
    name: "runtime",
    title: "A language or its version is not offered",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `runtime` names exactly one language, in a version that Azure Functions supports on the app's plan.

## Why it is wrong
Apps of versions whose support has ended get no security fixes, and Azure refuses new ones.

## How to mend
Choose one of the versions that the help lists, the newest if in doubt.

## Example
```yaml
func: { kind: functionApp, runtime: { python: \"3.8\" } }
```
```yaml
func: { kind: functionApp, runtime: { python: \"3.12\" } }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("functionApp") {
        let path = part.field(["runtime"]);
        let given: Vec<&Language> = functions::languages()
            .iter()
            .filter(|language| part.value(&path.key(language.name)).is_some())
            .collect();
        let [language] = given.as_slice() else {
            let names: Vec<&str> = functions::languages().iter().map(|language| language.name).collect();
            let message = format!("`{}` must name exactly one language", part.name);
            findings.add(
                part.finding_at_key(&path, message).help(format!("one of {}", words::joined(&names, "and"))),
            );
            continue;
        };
        check_version(&part, language, &path.key(language.name), findings);
    }
}

fn check_version(part: &Part<'_>, language: &Language, path: &ModelPath, findings: &mut Findings) {
    let Some(version) = part.value(path).and_then(serde_json::Value::as_str) else { return };
    let plan = part.target("plan");
    let sku = plan.and_then(|plan| plan.text("sku")).and_then(plans::find);
    let family = sku.map(|sku| sku.family);
    let offered = |entry: &functions::RuntimeVersion| match family {
        Some(Family::Consumption) => entry.linux_consumption && entry.azurerm_linux,
        Some(Family::Flex) => true,
        _ => entry.azurerm_linux,
    };
    let list: Vec<&str> =
        language.versions.iter().filter(|entry| offered(entry)).map(|entry| entry.version).collect();
    let problem = match language.version(version) {
        Some(entry) if offered(entry) => return,
        Some(_) => format!("is not offered on {}", sku.map_or("this plan", |sku| sku.sku)),
        None if language.retired.contains(&version) => "is not supported any more".to_owned(),
        None => "is not known".to_owned(),
    };
    let message = format!("version {version} of {} {problem}", language.name);
    findings.add(part.finding(path, message).help(format!("choose one of {}", list.join(", "))));
}
