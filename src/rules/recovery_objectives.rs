//! BF1206 and BF1221: recovery objectives and what the strategy and the components give.

use super::{Check, Finding, Findings, Part, Rule, Subject};
use crate::blueprint::recovery::span;
use crate::diagnostic::Severity;
use crate::facts::recovery::{self, Basis};
use crate::lowering::Lowered;
use crate::lowering::recovery::{Figure, figures, second_region};
use crate::model::{DisasterRecovery, Strategy};
use crate::path::ModelPath;

pub(super) const MISSED: Rule = Rule {
    code: "BF1206",
    name: "recovery-objectives",
    title: "The recovery objectives cannot be met",
    severity: Severity::Error,
    explanation: MISSED_PAGE,
    check: Check::Model(check_missed),
};

const MISSED_PAGE: &str = "\
## What it checks
Where an environment has `disasterRecovery`: that its strategy is back within `rto`, and that no component loses more than \
`rpo` of its data when the region is lost. The figures are those of `biform explain dr`.

## Why it is wrong
An objective that the topology cannot meet is a promise that nobody can keep. LRS and ZRS keep no copy outside the region; \
the messages of a namespace are copied only by Premium with a second region; without a second region everything has to be \
deployed first.

## How to mend
Choose a replication that leaves the region, or a strategy with a second region. Say `disposable: true` of a storage \
account or a namespace whose data need not survive. Or state the objective that can be kept.

## Example
```yaml
disasterRecovery: { rto: 4h, rpo: 15m }
components:
  data: { kind: storageAccount, replication: LRS }
```
```yaml
disasterRecovery: { rto: 4h, rpo: 15m }
components:
  data: { kind: storageAccount, replication: GRS }
```
";

pub(super) const UNPROMISED: Rule = Rule {
    code: "BF1221",
    name: "unpromised-recovery-point",
    title: "A recovery point objective rests on what is usual, not on a promise",
    severity: Severity::Note,
    explanation: UNPROMISED_PAGE,
    check: Check::Model(check_unpromised),
};

const UNPROMISED_PAGE: &str = "\
## What it checks
That a component which just meets `rpo` does so by a documented promise. Geo-replicated storage is usually less than 15 \
minutes behind, but Azure promises nothing.

## Why it is wrong
In a disaster the copy can be older than the objective allows. Reports about it have to say so.

## How to mend
Watch the account's last sync time, keep what must not be lost elsewhere too, or state an objective with more room.

## Example
```yaml
disasterRecovery: { rto: 4h, rpo: 15m }
components:
  data: { kind: storageAccount, replication: GRS }
```
```yaml
disasterRecovery: { rto: 4h, rpo: 1h }
components:
  data: { kind: storageAccount, replication: GRS }
```
";

/// An environment with objectives.
struct Promise<'m> {
    lowered: &'m Lowered,
    recovery: &'m DisasterRecovery,
    figures: Vec<Figure<'m>>,
}

impl Promise<'_> {
    fn objective(&self, name: &str) -> ModelPath {
        self.lowered.resolved.place(&ModelPath::keys(["disasterRecovery", name]))
    }
}

fn promises<'m>(subject: &'m Subject<'m>) -> impl Iterator<Item = Promise<'m>> {
    subject.lowered.iter().filter_map(|lowered| {
        let recovery = lowered.resolved.environment.disaster_recovery.as_ref()?;
        Some(Promise { lowered, recovery, figures: figures(&subject.scene(lowered)) })
    })
}

fn check_missed(subject: &Subject<'_>, findings: &mut Findings) {
    for promise in promises(subject) {
        check_strategy(&promise, findings);
        for figure in &promise.figures {
            check_component(subject, &promise, figure, findings);
        }
    }
}

/// The strategy's own time, which every component needs at least.
fn check_strategy(promise: &Promise<'_>, findings: &mut Findings) {
    let environment = &promise.lowered.resolved.environment;
    let rto = &promise.recovery.rto;
    let has = second_region(environment).map_or(Strategy::BackupRestore, |second| second.strategy);
    let Some(known) = recovery::strategy(has.word()).filter(|known| known.rto_minutes > rto.minutes()) else {
        return;
    };
    let message = format!(
        "rto {}: {} takes about {}, to {}",
        rto.text(),
        known.name,
        span(known.rto_minutes),
        known.work
    );
    let better = recovery::strategies().iter().find(|other| other.rto_minutes <= rto.minutes());
    let help = match better {
        None => format!("no strategy is faster than {}", span(least())),
        Some(better) if second_region(environment).is_none() => {
            format!(
                "name a second region as `regions.secondary`; {} takes about {}",
                better.name,
                span(better.rto_minutes)
            )
        }
        Some(better) => {
            format!("choose `strategy: {}`, which takes about {}", better.name, span(better.rto_minutes))
        }
    };
    findings.add(
        Finding::new(message)
            .at(promise.objective("rto"))
            .in_environment(&promise.lowered.resolved.name)
            .help(help),
    );
}

fn least() -> u32 {
    recovery::strategies().iter().map(|strategy| strategy.rto_minutes).min().unwrap_or_default()
}

/// What a component's own mechanism adds to the strategy.
fn check_component(
    subject: &Subject<'_>,
    promise: &Promise<'_>,
    figure: &Figure<'_>,
    findings: &mut Findings,
) {
    let (rto, rpo) = (&promise.recovery.rto, &promise.recovery.rpo);
    let mechanism = figure.mechanism;
    let mut missed: Vec<(&str, String)> = Vec::new();
    if let Some(own) = mechanism.rto_minutes.filter(|own| *own > rto.minutes()) {
        missed.push((
            "rto",
            format!("rto {}: `{}` takes {} ({})", rto.text(), figure.component, span(own), mechanism.text),
        ));
    }
    match figure.rpo {
        None => {
            missed.push(("rpo", format!("rpo {}: `{}`: {}", rpo.text(), figure.component, mechanism.text)));
        }
        Some(own) if own > rpo.minutes() => {
            let what = format!("rpo {}: `{}` can lose {}", rpo.text(), figure.component, span(own));
            missed.push(("rpo", format!("{what} ({})", mechanism.text)));
        }
        Some(_) => {}
    }
    let components = &promise.lowered.resolved.environment.components;
    let Some((name, component)) = components.get_key_value(figure.component) else { return };
    let part = Part { subject: *subject, lowered: promise.lowered, name, component };
    for (objective, message) in missed {
        let place = promise.objective(objective);
        let finding = part.finding_at_key(&part.path(), message).also(place, "the objective");
        findings.add(finding.help(help(mechanism.key)));
    }
}

/// How to mend a component that misses an objective.
fn help(mechanism: &str) -> &'static str {
    match mechanism {
        "noCopy" => {
            "choose GRS, RAGRS, GZRS or RAGZRS; or say `disposable: true` if nothing in it has to survive"
        }
        "messagesNotCopied" => {
            "choose `sku: Premium` and a strategy with a second region; or say `disposable: true` if messages can be sent again"
        }
        _ => "choose a strategy with a second region, or state an objective that can be kept",
    }
}

fn check_unpromised(subject: &Subject<'_>, findings: &mut Findings) {
    for promise in promises(subject) {
        let rpo = &promise.recovery.rpo;
        let just = promise
            .figures
            .iter()
            .filter(|figure| figure.rpo == Some(rpo.minutes()) && figure.mechanism.basis == Basis::Typical);
        let names: Vec<String> = just.map(|figure| format!("`{}`", figure.component)).collect();
        if names.is_empty() {
            continue;
        }
        let message = format!("rpo {} is usual for {}, but nobody promises it", rpo.text(), names.join(", "));
        findings.add(
            Finding::new(message)
                .at(promise.objective("rpo"))
                .in_environment(&promise.lowered.resolved.name)
                .help("`biform explain BF1221` says what to watch"),
        );
    }
}
