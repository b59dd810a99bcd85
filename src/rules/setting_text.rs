//! BF1106: placeholders in settings.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::text::{self, Piece};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1106",
    name: "setting-text",
    title: "A text with placeholders cannot be read",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Settings of apps and slots, and values and labels of a configuration store: braces come in pairs, and what stands \
between them is `component.output`, `vault.secrets.name`, `env`, `region`, `suffix` or `project`. Plain braces are \
written twice.

## Why it is wrong
The app would get the text of the placeholder instead of a value.

## How to mend
Correct the placeholder, or double the braces.

## Example
```yaml
settings: { BUS: \"{bus}\", FORMAT: \"{0:yyyy}\" }
```
```yaml
settings: { BUS: \"{bus.fullyQualifiedNamespace}\", FORMAT: \"{{0:yyyy}}\" }
```
";

/// Placeholders that name no component.
const CONTEXT: &[&str] = &["env", "region", "suffix", "project"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        match part.kind().key() {
            "functionApp" => {
                check_settings(&part, &part.field(["settings"]), findings);
                for (_, slot) in part.entries("slots") {
                    check_settings(&part, &slot.key("settings"), findings);
                }
            }
            "appConfiguration" => {
                for (_, path) in part.entries("keys") {
                    check_text(&part, &path.key("value"), findings);
                    check_text(&part, &path.key("label"), findings);
                }
            }
            _ => {}
        }
    }
}

fn check_settings(part: &Part<'_>, settings: &ModelPath, findings: &mut Findings) {
    for (_, path) in part.entries_at(settings) {
        check_text(part, &path, findings);
    }
}

fn check_text(part: &Part<'_>, path: &ModelPath, findings: &mut Findings) {
    let Some(text) = part.value(path).and_then(serde_json::Value::as_str) else { return };
    let Ok(pieces) = text::parse(text) else {
        let message = "a brace has no partner, or nothing stands between two";
        findings.add(part.finding(path, message).help("write plain braces twice: {{ and }}"));
        return;
    };
    for piece in pieces {
        let Piece::Placeholder(name) = piece else { continue };
        let words: Vec<&str> = name.split('.').collect();
        let readable = match words.as_slice() {
            [word] => CONTEXT.contains(word),
            [component, output] => !component.is_empty() && !output.is_empty(),
            [_, "secrets", secret] => !secret.is_empty(),
            _ => false,
        };
        if !readable {
            let finding = part.finding(path, format!("`{{{name}}}` is no placeholder"));
            findings.add(finding.help(
                "placeholders are {component.output}, {vault.secrets.name}, {env}, {region}, {suffix} and {project}; \
                 plain braces are written twice",
            ));
        }
    }
}
