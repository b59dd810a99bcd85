//! BF1518: durations of queues, topics and subscriptions.

use super::{Check, Findings, Part, Rule, Subject};
use crate::diagnostic::Severity;
use crate::kinds::{Component, Duration};
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1518",
    name: "entity-duration",
    title: "A duration of a queue or subscription is out of bounds",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That messages are locked for 5 minutes at most, that what deletes itself when idle waits at least 5 minutes, and \
that duplicates are looked for over 20 seconds to 7 days.

## Why it is wrong
Service Bus refuses other values.

## How to mend
Write a duration within the bounds that the message names.

## Example
```yaml
queues: { orders: { lockDuration: PT10M } }
```
```yaml
queues: { orders: { lockDuration: PT5M } }
```
";

const MINUTE: u64 = 60;
const WEEK: u64 = 7 * 24 * 60 * MINUTE;

/// The bounds of a field, in seconds and in words.
struct Bounds {
    field: &'static str,
    least: u64,
    most: u64,
    words: &'static str,
}

const LOCK: Bounds =
    Bounds { field: "lockDuration", least: 1, most: 5 * MINUTE, words: "5 minutes (PT5M) at most" };
const IDLE: Bounds = Bounds {
    field: "autoDeleteOnIdle",
    least: 5 * MINUTE,
    most: u64::MAX,
    words: "5 minutes (PT5M) at least",
};
const WINDOW: Bounds = Bounds {
    field: "duplicateDetectionHistoryTimeWindow",
    least: 20,
    most: WEEK,
    words: "between 20 seconds (PT20S) and 7 days (P7D)",
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("serviceBus") {
        let Component::ServiceBus(bus) = part.component else { continue };
        for (name, queue) in &bus.queues {
            let path = part.field(["queues", name]);
            check_bounds(&part, &path, &LOCK, Some(&queue.lock_duration), findings);
            let window = &queue.duplicate_detection_history_time_window;
            check_bounds(&part, &path, &WINDOW, Some(window), findings);
            let idle = queue.auto_delete_on_idle.as_ref();
            check_bounds(&part, &path, &IDLE, idle, findings);
        }
        for (name, topic) in &bus.topics {
            let path = part.field(["topics", name]);
            let window = &topic.duplicate_detection_history_time_window;
            check_bounds(&part, &path, &WINDOW, Some(window), findings);
            let idle = topic.auto_delete_on_idle.as_ref();
            check_bounds(&part, &path, &IDLE, idle, findings);
            for (name, subscription) in &topic.subscriptions {
                let path = path.key("subscriptions").key(name);
                check_bounds(&part, &path, &LOCK, Some(&subscription.lock_duration), findings);
                let idle = subscription.auto_delete_on_idle.as_ref();
                check_bounds(&part, &path, &IDLE, idle, findings);
            }
        }
    }
}

fn check_bounds(
    part: &Part<'_>,
    entity: &ModelPath,
    bounds: &Bounds,
    found: Option<&Duration>,
    findings: &mut Findings,
) {
    if found.is_some_and(|found| !(bounds.least..=bounds.most).contains(&found.seconds())) {
        let message = format!("`{}` must be {}", bounds.field, bounds.words);
        findings.add(
            part.finding(&entity.key(bounds.field), message)
                .help("durations are written like PT30S, PT5M or P7D"),
        );
    }
}
