//! How time and memory grow with the size of a model: workloads of realistic components, far beyond what one deployment
//! can hold. The limits of Azure Resource Manager and of the size of a model file are not asked here.
//!
//!   cargo bench --bench scale                       all sizes, each in a process of its own
//!   cargo bench --bench scale -- 10000 3            10,000 components in 3 environments

// A benchmark that fails says so by panicking.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, missing_docs)]

use std::process::Command;
use std::time::Instant;

use biform::kinds::Catalogue;
use biform::lowering::{blueprint, plans};
use biform::resolve::resolve;
use biform::rules::{self, Subject};
use biform::targets::TARGETS;
use serde_json::{Map, Value as Json, json};

/// Components and environments of each run.
const SIZES: &[(usize, usize)] = &[(100, 2), (100, 20), (1_000, 2), (1_000, 20), (10_000, 3), (10_000, 20)];

/// How many components a team of this workload has: apps on a plan, with what they keep things in.
const TEAM: usize = 10;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if let [components, environments] = numbers[..] {
        measure(components, environments);
        return;
    }
    println!(
        "components environments  resolve  plans  rules  blueprint  bicep  terraform    all  output  peak"
    );
    for (components, environments) in SIZES {
        let program = std::env::current_exe().unwrap();
        let status = Command::new(program).args([components.to_string(), environments.to_string()]).status();
        assert!(status.unwrap().success());
    }
}

/// Takes a model through all stages, and prints seconds, the size of both trees and the peak of memory in MB.
fn measure(components: usize, environments: usize) {
    let document = model(components, environments);
    let begin = Instant::now();
    let mut last = begin;
    let mut seconds = Vec::new();
    let mut lap = || seconds.push(std::mem::replace(&mut last, Instant::now()).elapsed().as_secs_f64());
    let catalogue = Catalogue::new();
    let resolved = resolve(&document).unwrap();
    lap();
    let lowered = plans(&resolved, &catalogue);
    lap();
    let subject = Subject { environments: &resolved, lowered: &lowered, catalogue: &catalogue };
    let mut findings = rules::document(&document);
    findings.extend(rules::check(&subject));
    lap();
    let blueprint = blueprint("scale.yaml", &resolved, &lowered, &catalogue).unwrap();
    lap();
    let mut bytes = 0;
    for target in TARGETS {
        bytes += target.render(&blueprint).unwrap().iter().map(|(_, text)| text.len()).sum::<usize>();
        lap();
    }
    let laps: Vec<String> = seconds.iter().map(|lap| format!("{lap:8.3}")).collect();
    let all = begin.elapsed().as_secs_f64();
    println!(
        "{components:10} {environments:12} {} {all:8.3} {:7} {:5}",
        laps.join(" "),
        bytes / 1_000_000,
        peak()
    );
    if std::env::var_os("FINDINGS").is_some() {
        findings.iter().take(10).for_each(|finding| println!("{} {}", finding.code, finding.message));
    }
}

/// The peak of the process's memory, in MB; 0 where the system does not say.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or_default() / 1000
}

/// A model of `components` components, in teams, and environments that differ in a few fields of each team.
fn model(components: usize, environments: usize) -> Json {
    let all: Map<String, Json> = (0..components)
        .map(|at| {
            let team = at / TEAM;
            component(at % TEAM, &format!("t{team}x"))
        })
        .collect();
    let environments: Map<String, Json> =
        (0..environments).map(|at| (format!("e{at}"), environment(at, components))).collect();
    json!({
        "biform": 1,
        "project": { "name": "scale", "seed": "k3v9x2" },
        "regions": { "primary": "eastus" },
        "components": all,
        "environments": environments,
    })
}

/// One of a team's components, by its number.
fn component(number: usize, team: &str) -> (String, Json) {
    let name = |kind: &str| format!("{team}{kind}");
    match number {
        0 => (name("vault"), json!({ "kind": "keyVault", "secrets": { "ApiToken": {} } })),
        1 => (name("plan"), json!({ "kind": "appServicePlan", "sku": "EP1" })),
        2 => (
            name("data"),
            json!({ "kind": "storageAccount", "containers": ["in", "out"], "tables": ["state"] }),
        ),
        3 => (
            name("bus"),
            json!({
                "kind": "serviceBus", "sku": "Standard",
                "queues": { "requests": {}, "responses": { "deadLetteringOnMessageExpiration": true } },
                "topics": { "events": { "subscriptions": { "all": { "maxDeliveryCount": 5 } } } },
            }),
        ),
        4 if team == "t0x" => (name("logs"), json!({ "kind": "logAnalytics" })),
        4 => (name("files"), json!({ "kind": "storageAccount", "shares": { "data": {} } })),
        5 => (name("person"), json!({ "kind": "managedIdentity" })),
        6 => {
            (name("config"), json!({ "kind": "appConfiguration", "keys": { "Level": { "value": "INFO" } } }))
        }
        number => (
            name(&format!("app{number}")),
            json!({
                "kind": "functionApp", "plan": name("plan"), "storage": name("data"),
                "runtime": { "python": "3.12" },
                "access": {
                    name("vault"): "secretsUser", name("data"): "blobDataContributor", name("bus"): "dataOwner",
                },
                "settings": {
                    "ENVIRONMENT": "{env}", "LEVEL": "INFO",
                    "TOKEN": format!("{{{}.secrets.ApiToken}}", name("vault")),
                    "BUS": format!("{{{}.fullyQualifiedNamespace}}", name("bus")),
                },
            }),
        ),
    }
}

/// The patch of an environment: in each team, an app logs more or less, and every other environment has larger plans.
fn environment(at: usize, components: usize) -> Json {
    let level = if at == 0 { "DEBUG" } else { "INFO" };
    let patches: Map<String, Json> = (0..components / TEAM)
        .flat_map(|team| {
            let sku = if at.is_multiple_of(2) { "EP1" } else { "EP2" };
            [
                (format!("t{team}xapp7"), json!({ "settings": { "LEVEL": level } })),
                (format!("t{team}xplan"), json!({ "sku": sku })),
            ]
        })
        .collect();
    json!({ "components": patches })
}
