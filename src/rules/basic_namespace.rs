//! BF1501: namespaces of the Basic tier.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::Component;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1501",
    name: "basic-namespace",
    title: "A Basic namespace is asked for what only Standard has",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That a Service Bus namespace of SKU Basic has no topics, no sessions, no duplicate detection, no forwarding, no \
queues that delete themselves, and that its messages live 14 days at most.

## Why it is wrong
Basic has plain queues only; Azure refuses the rest.

## How to mend
Choose `sku: Standard`, also for development: the difference in price is small.

## Example
```yaml
bus: { kind: serviceBus, sku: Basic, topics: { events: {} } }
```
```yaml
bus: { kind: serviceBus, sku: Standard, topics: { events: {} } }
```
";

/// The longest that messages of a Basic namespace live, in seconds.
const LONGEST_LIFE: u64 = 14 * 24 * 60 * 60;

/// Fields of queues that a Basic namespace does not have.
const STANDARD_FIELDS: &[&str] = &[
    "requiresSession",
    "requiresDuplicateDetection",
    "forwardTo",
    "forwardDeadLetteredMessagesTo",
    "autoDeleteOnIdle",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus").filter(|part| part.text("sku") == Some("Basic")) {
        if part.has("topics") {
            report(&part, &part.field(["topics"]), "a Basic namespace has no topics", findings);
        }
        let Component::ServiceBus(bus) = part.component else { continue };
        for (name, queue) in &bus.queues {
            let path = part.field(["queues", name]);
            for field in STANDARD_FIELDS {
                let given = part.value(&path.key(*field)).is_some_and(|value| value.as_bool() != Some(false));
                if given {
                    let message = format!("a queue of a Basic namespace has no `{field}`");
                    report(&part, &path.key(*field), &message, findings);
                }
            }
            if queue.default_message_time_to_live.as_ref().is_some_and(|life| life.seconds() > LONGEST_LIFE) {
                let message = "messages of a Basic namespace live 14 days (P14D) at most";
                report(&part, &path.key("defaultMessageTimeToLive"), message, findings);
            }
        }
    }
}

fn report(part: &Part<'_>, path: &ModelPath, message: &str, findings: &mut Findings) {
    let sku = part.place(&part.field(["sku"]));
    findings.add(part.finding_at_key(path, message).also(sku, "the SKU").help("choose `sku: Standard`"));
}
