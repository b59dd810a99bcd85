//! BF1516: forwarding of messages.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::{Severity, one_of};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1516",
    name: "message-forwarding",
    title: "Messages are forwarded to where they cannot go",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `forwardTo` and `forwardDeadLetteredMessagesTo` name another queue or topic of the same namespace, and that \
what forwards its messages has no sessions.

## Why it is wrong
Service Bus refuses to forward to an entity that does not exist or to the entity itself, and from one with sessions.

## How to mend
Name a queue or topic of the namespace.

## Example
```yaml
queues: { incoming: { forwardTo: order } , orders: {} }
```
```yaml
queues: { incoming: { forwardTo: orders }, orders: {} }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus") {
        for (name, path) in part.entries("queues") {
            check_entity(&part, name, &path, findings);
        }
        for (_, topic) in part.entries("topics") {
            for (name, path) in part.entries_at(&topic.key("subscriptions")) {
                check_entity(&part, name, &path, findings);
            }
        }
    }
}

fn check_entity(part: &Part<'_>, name: &str, path: &ModelPath, findings: &mut Findings) {
    let entities: Vec<&str> =
        part.entries("queues").into_iter().chain(part.entries("topics")).map(|(name, _)| name).collect();
    for field in ["forwardTo", "forwardDeadLetteredMessagesTo"] {
        let path = path.key(field);
        let Some(target) = part.value(&path).and_then(serde_json::Value::as_str) else { continue };
        if target == name {
            let finding = part.finding(&path, format!("`{name}` would forward to itself"));
            findings.add(finding.help("name another queue or topic, or leave it out"));
        } else if !entities.contains(&target) {
            let finding = part.finding(&path, format!("`{}` has no queue or topic `{target}`", part.name));
            findings.add(finding.help(one_of("queues and topics", &entities, target)));
        }
    }
    let sessions = path.key("requiresSession");
    let on = part.value(&sessions).and_then(serde_json::Value::as_bool) == Some(true);
    if on && part.value(&path.key("forwardTo")).is_some() {
        let finding =
            part.finding(&sessions, format!("`{name}` cannot forward its messages and have sessions"));
        let place = part.place(&path.key("forwardTo"));
        findings.add(finding.also(place, "forwards").help("leave out one of the two"));
    }
}
