//! BF1206: recovery objectives that the storage cannot meet.

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;
use crate::facts::storage;
use crate::path::ModelPath;

pub(super) const RULE: Rule = Rule {
    code: "BF1206",
    name: "recovery-point",
    title: "Data does not leave the region, whatever the recovery objective says",
    severity: Severity::Warning,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
Where an environment has a `disasterRecovery.rpo`: that its storage accounts keep a copy in the paired region.

## Why it is wrong
With LRS and ZRS nothing leaves the region. If the region is lost, so is the data, and no recovery point exists.

## How to mend
Choose GRS, RAGRS, GZRS or RAGZRS; or leave the objective out if the data can be made again.

## Example
```yaml
disasterRecovery: { rto: 1h, rpo: 15m }
components:
  data: { kind: storageAccount, replication: LRS }
```
```yaml
disasterRecovery: { rto: 1h, rpo: 15m }
components:
  data: { kind: storageAccount, replication: GRS }
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.of_kind("storageAccount") {
        let Some(objectives) = &part.lowered.resolved.environment.disaster_recovery else { continue };
        let (Some(tier), Some(replication)) = (part.text("tier"), part.text("replication")) else { continue };
        if storage::sku(tier, replication).is_none_or(|sku| sku.geo) {
            continue;
        }
        let message = format!(
            "at most {} of data may be lost, but `{}` ({replication}) keeps no copy outside the region",
            objectives.rpo.text(),
            part.name
        );
        let objective = part.place(&ModelPath::keys(["disasterRecovery", "rpo"]));
        let finding = part.finding(&part.field(["replication"]), message).also(objective, "the objective");
        findings.add(finding.help("choose GRS, RAGRS, GZRS or RAGZRS"));
    }
}
