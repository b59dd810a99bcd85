//! Allocated addresses: what holds of every plan, whatever the model, and the command line around the lock.

use std::fs;
use std::path::PathBuf;

use biform::addresses::{self, Entry, Key, Lock, Planned, State};
use biform::kinds::fields::Cidr;
use biform::resolve::resolve;
use ipnet::Ipv4Net;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::cli::biform;
use crate::laws::models::models;
use crate::support::{Stages, printed};

const POOL: &str = "10.40.0.0/16";
const ON_PREMISES: &str = "10.40.8.0/21";

/// A subnet: its size, or nothing for a block of its own; and whether the smaller model has it.
type SubnetChoice = (Option<u8>, bool);

/// A network of one environment, as choices.
#[derive(Debug, Clone)]
struct NetworkChoice {
    /// Its size, or nothing for blocks of its own.
    size: Option<u8>,
    /// Which block it has if it has no size.
    own: u8,
    subnets: Vec<SubnetChoice>,
    /// Whether the smaller model has it.
    small: bool,
}

fn networks() -> impl Strategy<Value = Vec<Vec<NetworkChoice>>> {
    let subnets = proptest::collection::vec((proptest::option::of(26..=29_u8), any::<bool>()), 0..6);
    let network = (proptest::option::of(20..=24_u8), 0..30_u8, subnets, any::<bool>());
    let network = network.prop_map(|(size, own, subnets, small)| NetworkChoice { size, own, subnets, small });
    proptest::collection::vec(proptest::collection::vec(network, 0..4), 1..4)
}

/// The model of these choices: all of it, or the smaller one.
fn document(environments: &[Vec<NetworkChoice>], small: bool) -> Json {
    let mut patches = Map::new();
    for (at, networks) in environments.iter().enumerate() {
        let mut components = Map::new();
        for (at, choice) in networks.iter().enumerate().filter(|(_, choice)| choice.small || !small) {
            let subnets = choice.subnets.iter().enumerate().filter(|(_, (_, kept))| *kept || !small);
            let subnets: Map<String, Json> = subnets
                .map(|(at, (size, _))| {
                    let value = match (size, choice.size) {
                        (None, None) => {
                            json!({ "prefix": format!("10.40.{}.{}/27", choice.own * 4, at * 32) })
                        }
                        (size, _) => json!({ "size": format!("/{}", size.unwrap_or(28)) }),
                    };
                    (format!("s{at}"), value)
                })
                .collect();
            let mut network = match choice.size {
                Some(size) => json!({ "size": format!("/{size}") }),
                None => json!({ "addressSpaces": [format!("10.40.{}.0/22", choice.own * 4)] }),
            };
            network["kind"] = json!("virtualNetwork");
            network["subnets"] = Json::Object(subnets);
            components.insert(format!("n{at}"), network);
        }
        patches.insert(format!("e{at}"), json!({ "components": components }));
    }
    json!({
        "biform": 1,
        "project": { "name": "laws", "seed": "abc" },
        "regions": { "primary": "westeurope" },
        "addresses": { "pool": POOL, "onPremises": [ON_PREMISES] },
        "components": {},
        "environments": patches,
    })
}

fn planned(document: &Json, lock: &Lock) -> Planned {
    addresses::plan(resolve(document).unwrap(), lock)
}

fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

fn allocated(entry: &Entry) -> bool {
    matches!(entry.state, State::New | State::Locked)
}

fn network_of(key: &Key) -> Key {
    Key { subnet: None, ..key.clone() }
}

proptest! {
    #[test]
    fn blocks_never_overlap(environments in networks()) {
        let document = document(&environments, false);
        let entries = planned(&document, &Lock::default()).entries;
        let on_premises: Ipv4Net = ON_PREMISES.parse().unwrap();
        for (at, one) in entries.iter().enumerate().filter(|(_, entry)| allocated(entry)) {
            prop_assert!(one.key.subnet.is_some() || !overlap(one.block, on_premises));
            for (_, other) in entries.iter().enumerate().filter(|(other, _)| *other != at) {
                // Subnets are held against those beside them, networks against all others.
                let beside = match (&one.key.subnet, &other.key.subnet) {
                    (None, None) => true,
                    (Some(_), Some(_)) => network_of(&one.key) == network_of(&other.key),
                    _ => false,
                };
                prop_assert!(!beside || !overlap(one.block, other.block), "{one:?} {other:?}\n{}", printed(&document));
            }
        }
    }

    #[test]
    fn blocks_never_leave_their_space(environments in networks()) {
        let document = document(&environments, false);
        let entries = planned(&document, &Lock::default()).entries;
        let pool: Ipv4Net = POOL.parse().unwrap();
        for entry in entries.iter().filter(|entry| allocated(entry)) {
            let inside = match &entry.key.subnet {
                None => pool.contains(&entry.block),
                Some(_) => entries
                    .iter()
                    .any(|other| other.key == network_of(&entry.key) && other.block.contains(&entry.block)),
            };
            prop_assert!(inside, "{entry:?}\n{}", printed(&document));
        }
    }

    #[test]
    fn nothing_moves_when_a_model_grows(environments in networks()) {
        let small = planned(&document(&environments, true), &Lock::default());
        let document = document(&environments, false);
        let large = planned(&document, &small.lock);
        for entry in small.entries.iter().filter(|entry| allocated(entry)) {
            let after = large.entries.iter().find(|other| other.key == entry.key);
            prop_assert!(
                after.is_some_and(|after| after.block == entry.block && after.state == State::Locked),
                "{entry:?} became {after:?}\n{}", printed(&document)
            );
        }
        // Nor when it shrinks again: what is left behind stays in the lock.
        let again = planned(&self::document(&environments, true), &large.lock);
        prop_assert_eq!(again.added().count(), 0);
        prop_assert_eq!(again.lock, large.lock);
    }

    #[test]
    fn a_plan_with_its_own_lock_is_the_same_plan(environments in networks()) {
        let document = document(&environments, false);
        let first = planned(&document, &Lock::default());
        let text = first.lock.text().unwrap();
        let lock = Lock::read(&serde_yaml::from_str(&text).unwrap()).unwrap();
        let second = planned(&document, &lock);
        prop_assert_eq!(second.added().count(), 0);
        prop_assert_eq!(second.lock.text().unwrap(), text);
        let blocks = |planned: &Planned| planned.entries.iter().map(|entry| (entry.key.clone(), entry.block)).collect::<Vec<_>>();
        prop_assert_eq!(blocks(&first), blocks(&second));
        for (one, other) in first.environments.environments.iter().zip(&second.environments.environments) {
            prop_assert_eq!(&one.value, &other.value);
            prop_assert_eq!(&one.environment, &other.environment);
        }
    }

    /// Allocated addresses are values like any others: a parameter each, which put back give each environment's plan.
    #[test]
    fn allocated_addresses_become_parameters(model in models()) {
        let mut document = model.document();
        document["addresses"] = json!({ "pool": POOL });
        let stages = Stages::of(&document);
        prop_assert!(stages.is_ok(), "{:?}\n{}", stages.err(), printed(&document));
        let Ok(stages) = stages else { unreachable!() };
        for own in &stages.lowered {
            let put_back = stages.unified.plan_for(&own.resolved.name);
            prop_assert_eq!(own.plan.clone().normalised(), put_back, "{}\n{}", &own.resolved.name, printed(&document));
        }
    }

    #[test]
    fn a_shifted_block_stands_at_the_same_offset(from in 0..=255_u8, to in 0..=255_u8, size in 16..=29_u8, at in any::<u16>()) {
        let block = |second: u8, low: u16, prefix: u8| {
            let [third, fourth] = low.to_be_bytes();
            Cidr(Ipv4Net::new([10, second, third, fourth].into(), prefix).unwrap().trunc())
        };
        let (from, to, own) = (block(from, 0, 16), block(to, 0, 16), block(from, at, size));
        let shifted = own.shifted(from, to).unwrap();
        prop_assert_eq!(shifted.shifted(to, from), Some(own));
        prop_assert!(to.0.contains(&shifted.0) && shifted.0.prefix_len() == size);
        let offset = |inner: Cidr, outer: Cidr| u32::from(inner.0.network()) - u32::from(outer.0.network());
        prop_assert_eq!(offset(own, from), offset(shifted, to));
        if from != to {
            prop_assert_eq!(shifted.shifted(from, to), None);
        }
    }
}

/// A model in a folder of its own.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new(network: &str, more: &str) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        workspace.write(network, more);
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, network: &str, more: &str) {
        let model = format!(
            "biform: 1\nproject: {{ name: net, seed: k3v9x2 }}\nregions: {{ primary: eastus }}\n{more}\n\
             addresses: {{ pool: 10.40.0.0/16 }}\ncomponents:\n  logs: {{ kind: logAnalytics }}\n  \
             network: {{ kind: virtualNetwork, {network} }}\nenvironments: {{ dev: {{}}, prod: {{}} }}\n"
        );
        fs::write(self.path("model.yaml"), model).unwrap();
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.path("model.lock")).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> crate::cli::Ran {
        let (model, out) = (self.path("model.yaml"), self.path("trees"));
        let mut all = arguments.to_vec();
        all.extend(["--model", model.to_str().unwrap()]);
        if ["generate", "check"].contains(&arguments[0]) {
            all.extend(["--out", out.to_str().unwrap()]);
        }
        biform(&all)
    }
}

const APPS: &str = "size: /22, subnets: { apps: { size: /26 } }";

#[test]
fn generating_keeps_what_it_allocates_and_checking_reads_it() {
    let workspace = Workspace::new(APPS, "");
    assert_eq!(workspace.run(&["validate"]).code, 0);
    let dry = workspace.run(&["generate", "--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains("allocated 4 address blocks"), "{}{}", dry.out, dry.err);
    assert!(!workspace.path("model.lock").exists(), "only `generate` writes the lock");

    assert_eq!(workspace.run(&["generate"]).code, 0);
    assert_eq!(workspace.run(&["check"]).code, 0);
    let lock = workspace.lock();
    assert!(lock.starts_with("# ") && lock.contains("apps: 10.40.0.0/26"), "{lock}");

    // A subnet that comes first alphabetically and in the model moves nothing.
    workspace.write("size: /22, subnets: { aaa: { size: /25 }, apps: { size: /26 } }", "");
    let stale = workspace.run(&["check"]);
    assert_eq!(stale.code, 1);
    assert!(stale.out.contains("model.lock lacks 2 address blocks"), "{}", stale.out);
    assert_eq!(workspace.lock(), lock, "`check` only reads");
    let data: Json = serde_json::from_str(&workspace.run(&["check", "--format", "json"]).out).unwrap();
    assert_eq!(data["addresses"]["lacks"], 2);
    assert_eq!(workspace.run(&["generate"]).code, 0);
    assert!(
        workspace.lock().contains("apps: 10.40.0.0/26") && workspace.lock().contains("aaa: 10.40.0.128/25")
    );
    assert_eq!(workspace.run(&["check"]).code, 0);

    fs::remove_file(workspace.path("model.lock")).unwrap();
    let unlocked = workspace.run(&["check"]);
    assert!(unlocked.code == 1 && unlocked.out.contains("lacks 6 address blocks"), "{}", unlocked.out);
}

#[test]
fn blocks_are_given_up_by_an_explicit_command_only() {
    let workspace = Workspace::new(APPS, "");
    assert_eq!(workspace.run(&["generate"]).code, 0);
    workspace.write("size: /22, subnets: { apps: { size: /25 }, more: { size: /26 } }", "");
    let refused = workspace.run(&["generate"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("BF0404") && refused.err.contains("biform addresses prune"),
        "{}",
        refused.err
    );
    let listed = workspace.run(&["addresses"]);
    assert!(listed.code == 1 && listed.out.contains("not what the model asks for"), "{}", listed.out);

    let dry = workspace.run(&["addresses", "prune", "--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains("freed 10.40.0.0/26: dev network apps"), "{}", dry.out);
    assert!(workspace.lock().contains("apps"));
    assert_eq!(workspace.run(&["addresses", "prune"]).code, 0);
    assert!(!workspace.lock().contains("apps") && workspace.lock().contains("block: 10.40.0.0/22"));
    assert_eq!(workspace.run(&["generate"]).code, 0);
    assert!(workspace.lock().contains("apps: 10.40.0.0/25"), "{}", workspace.lock());

    // What the model no longer has is not handed out again.
    workspace.write("size: /22, subnets: { other: { size: /25 } }", "");
    assert_eq!(workspace.run(&["generate"]).code, 0);
    assert!(
        workspace.lock().contains("apps: 10.40.0.0/25") && workspace.lock().contains("other: 10.40.1.0/25")
    );
    let listed = workspace.run(&["addresses", "--format", "json"]);
    let data: Json = serde_json::from_str(&listed.out).unwrap();
    let states = data["addresses"].as_array().unwrap().iter().map(|entry| entry["state"].as_str().unwrap());
    assert_eq!(states.filter(|state| *state == "unused").count(), 4);
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn with_a_network_its_subnets_move() {
    let workspace = Workspace::new(APPS, "");
    assert_eq!(workspace.run(&["generate"]).code, 0);
    workspace.write("size: /21, subnets: { apps: { size: /26 } }", "");
    assert_eq!(workspace.run(&["generate"]).code, 2);
    assert_eq!(workspace.run(&["addresses", "prune"]).code, 0);
    assert!(!workspace.lock().contains("10.40"), "{}", workspace.lock());
    assert_eq!(workspace.run(&["generate"]).code, 0);
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn a_lock_that_was_edited_is_refused() {
    let workspace = Workspace::new(APPS, "");
    assert_eq!(workspace.run(&["generate"]).code, 0);
    let lock = workspace.lock();
    for (from, to, code) in [
        ("10.40.4.0/22", "10.40.0.0/22", "BF0401"),
        ("format: 1", "format: 2", "BF0401"),
        ("10.40.0.0/26", "10.40.0.0", "BF0404"),
        ("10.40.0.0/26", "somewhere", "BF0401"),
        ("environments:", "environments: [", "BF000"),
    ] {
        fs::write(workspace.path("model.lock"), lock.replace(from, to)).unwrap();
        for command in ["validate", "check", "generate"] {
            let ran = workspace.run(&[command]);
            assert_eq!(ran.code, if command == "validate" { 1 } else { 2 });
            assert!(ran.err.contains(code), "{to}: {}", ran.err);
        }
    }
}

#[test]
fn a_size_needs_a_pool_and_room_in_it() {
    let without = Workspace::new(APPS, "");
    let text = fs::read_to_string(without.path("model.yaml")).unwrap();
    fs::write(without.path("model.yaml"), text.replace("pool: 10.40.0.0/16", "")).unwrap();
    let ran = without.run(&["validate"]);
    assert!(ran.code == 1 && ran.err.matches("BF0403").count() == 1, "{}", ran.err);
    let full = Workspace::new("size: /16", "");
    let ran = full.run(&["validate"]);
    assert!(
        ran.code == 1 && ran.err.contains("no room for the network `network` (/16) in prod"),
        "{}",
        ran.err
    );
    let tight = Workspace::new("size: /26, subnets: { a: { size: /27 }, b: { size: /26 } }", "");
    let ran = tight.run(&["validate"]);
    assert!(
        ran.code == 1 && ran.err.contains("BF0402") && ran.err.contains("`a` of `network`"),
        "{}",
        ran.err
    );
}

#[test]
fn the_network_of_a_closed_environment_is_allocated_too() {
    let workspace = Workspace::new("size: /22", "isolation: private");
    let text = fs::read_to_string(workspace.path("model.yaml")).unwrap();
    let line = text.lines().find(|line| line.contains("virtualNetwork")).unwrap();
    fs::write(workspace.path("model.yaml"), text.replace(line, "  data: { kind: storageAccount }")).unwrap();
    assert_eq!(workspace.run(&["generate"]).code, 0);
    assert!(workspace.lock().contains("private-endpoints: 10.40.16.0/24"), "{}", workspace.lock());
    let parameters = fs::read_to_string(workspace.path("trees/bicep/parameters/prod.bicepparam")).unwrap();
    assert!(parameters.contains("param networkAddressSpaces = ['10.40.16.0/20']"), "{parameters}");
    assert!(parameters.contains("param networkSubnetsPrivateEndpointsPrefix = '10.40.16.0/24'"));
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn a_network_that_is_there_already_gets_no_addresses() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";
    let document = json!({
        "biform": 1,
        "project": { "name": "laws", "seed": "abc" },
        "regions": { "primary": "eastus" },
        "addresses": { "pool": "10.40.0.0/16" },
        "components": { "network": { "kind": "virtualNetwork", "size": "/24" } },
        "environments": { "dev": {}, "prod": { "components": { "network": { "existing": { "id": id } } } } },
    });
    let planned = planned(&document, &Lock::default());
    let environments: Vec<&str> =
        planned.entries.iter().map(|entry| entry.key.environment.as_str()).collect();
    assert_eq!(environments, ["dev"]);
}

#[test]
fn a_regions_own_pool_comes_first() {
    let document = json!({
        "biform": 1,
        "project": { "name": "laws", "seed": "abc" },
        "regions": { "primary": "eastus" },
        "addresses": { "pool": "10.40.0.0/16", "regions": { "westus2": "10.50.0.0/16" } },
        "components": { "network": { "kind": "virtualNetwork", "size": "/24" } },
        "environments": { "dev": {}, "prod": { "regions": { "primary": "westus2" } } },
    });
    let blocks: Vec<String> =
        planned(&document, &Lock::default()).entries.iter().map(|entry| entry.block.to_string()).collect();
    assert_eq!(blocks, ["10.40.0.0/24", "10.50.0.0/24"]);
}

#[test]
fn a_second_region_has_a_block_of_its_own_with_subnets_at_the_same_offsets() {
    let document = json!({
        "biform": 1,
        "project": { "name": "laws", "seed": "abc" },
        "regions": { "primary": "eastus2", "secondary": "westus2" },
        "disasterRecovery": { "rto": "1h", "rpo": "15m", "strategy": "warm-standby" },
        "addresses": { "pool": "10.40.0.0/16", "regions": { "westus2": "10.50.0.0/16" } },
        "components": { "network": { "kind": "virtualNetwork", "size": "/24", "subnets": {
            "small": { "size": "/28" }, "large": { "size": "/26" }, "own": { "size": "/28", "secondaryPrefix": "10.50.0.240/28" }
        } } },
        "environments": { "prod": {}, "dev": { "disasterRecovery": { "strategy": "backup-restore" } } },
    });
    let keys: Vec<String> = planned(&document, &Lock::default())
        .added()
        .filter(|entry| entry.key.region == "westus2")
        .map(|entry| format!("{} {:?} {}", entry.key.environment, entry.key.subnet, entry.block))
        .collect();
    assert_eq!(keys, ["prod None 10.50.0.0/24"]);
    let stages = Stages::of(&document).unwrap();
    let own = |call: &str, input: &str| {
        let (_, call) = stages.lowered[0].plan.calls.iter().find(|(key, _)| key.to_string() == call).unwrap();
        call.inputs[input].literal().unwrap()
    };
    let prefixes = |call: &str| {
        own(call, "subnets")
            .as_object()
            .unwrap()
            .values()
            .map(|subnet| subnet["prefix"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(prefixes("network"), ["10.40.0.64/28", "10.40.0.0/26", "10.40.0.80/28"]);
    let second = stages.lowered[0]
        .plan
        .calls
        .keys()
        .map(ToString::to_string)
        .find(|key| key.starts_with("network") && key != "network")
        .unwrap();
    assert_eq!(own(&second, "addressSpaces"), json!(["10.50.0.0/24"]));
    assert_eq!(prefixes(&second), ["10.50.0.64/28", "10.50.0.0/26", "10.50.0.240/28"]);
}
