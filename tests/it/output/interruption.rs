//! Being killed: a process of its own is ended before each change it makes to the disk.

use std::env;
use std::process::Command;

use biform::output::{MANIFEST, WriteOptions, plan, write_observed};
use biform::tree::Tree;
use camino::Utf8PathBuf;

use super::{Folder, GENTLE, PRUNE, provenance, tree};

/// The variable that turns the test below into the process to be killed: `scenario step folder`.
const ORDERS: &str = "BIFORM_TEST_KILL";

struct Scenario {
    /// What stands in the folder before the run that is killed.
    prepare: fn(&Folder),
    /// What that run, and the one after it, are to write.
    tree: fn() -> Tree,
    options: WriteOptions,
    /// The options of the run that finishes the job.
    finish: WriteOptions,
}

fn old() -> Tree {
    tree(&[("a.tf", "a old"), ("b/b.tf", "b old"), ("c/d/c.tf", "c old"), ("same.tf", "same")])
}

fn new() -> Tree {
    tree(&[("a.tf", "a new"), ("b/b.tf", "b new"), ("e/e.tf", "e new"), ("same.tf", "same")])
}

const SCENARIOS: [Scenario; 3] = [
    Scenario { prepare: |_| (), tree: new, options: GENTLE, finish: GENTLE },
    Scenario { prepare: written, tree: new, options: PRUNE, finish: PRUNE },
    Scenario {
        prepare: |folder| {
            written(folder);
            folder.put("a.tf", "mine");
            folder.put("e/e.tf", "theirs");
            folder.put("c/d/c.tf", "mine");
        },
        tree: new,
        options: WriteOptions { force: true, ..PRUNE },
        finish: PRUNE,
    },
];

fn written(folder: &Folder) {
    folder.write(&old(), GENTLE).unwrap();
}

/// Ends this process without any goodbye before the given step, when asked to by the environment.
#[test]
fn process_to_be_killed() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let mut orders = orders.splitn(3, ' ');
    let scenario = &SCENARIOS[orders.next().unwrap().parse::<usize>().unwrap()];
    let mut steps: usize = orders.next().unwrap().parse().unwrap();
    let folder = Utf8PathBuf::from(orders.next().unwrap());
    let mut before = || {
        if steps == 0 {
            std::process::abort();
        }
        steps -= 1;
    };
    write_observed(&(scenario.tree)(), &folder, &provenance(), scenario.options, &mut before).unwrap();
}

/// Runs a scenario until `step`; whether it was killed there.
fn kill(scenario: usize, step: usize, folder: &Folder) -> bool {
    let test = "output::interruption::process_to_be_killed";
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", test]).env(ORDERS, format!("{scenario} {step} {}", folder.path));
    !child.output().unwrap().status.success()
}

/// What a file may hold at any moment: what was there before, or what the run writes.
fn assert_whole(before: &[(String, String)], after: &[(String, String)], now: &[(String, String)]) {
    for (path, text) in now {
        let scratch = path.split('/').any(|part| part.starts_with(".biform-"));
        let known = before.iter().chain(after).any(|file| (&file.0, &file.1) == (path, text));
        assert!(scratch || known, "`{path}` is half-written: {text:?}");
    }
    for (path, _) in before.iter().filter(|file| after.iter().any(|other| other.0 == file.0)) {
        assert!(now.iter().any(|file| file.0 == *path), "`{path}` is lost");
    }
}

fn survives(number: usize) {
    let scenario = &SCENARIOS[number];
    let finished = Folder::new();
    (scenario.prepare)(&finished);
    let before = finished.content();
    finished.write(&(scenario.tree)(), scenario.options).unwrap();
    let after = finished.content();

    let mut kills = 0;
    loop {
        let folder = Folder::new();
        (scenario.prepare)(&folder);
        if !kill(number, kills, &folder) {
            break;
        }
        kills += 1;
        assert_whole(&before, &after, &folder.content());
        // Until the first manifest stands nothing was promised, and force has to be given again.
        let begun = folder.all().iter().any(|(path, text)| path == MANIFEST && text.contains("unfinished"));
        let done = folder.content() == after;
        let options = if begun || done { scenario.finish } else { scenario.options };
        let desired = (scenario.tree)();
        if begun {
            let plan = plan(&desired, &folder.path, &provenance()).unwrap();
            assert!(plan.findings().count() > 0, "an unfinished run is a finding");
        }
        folder.write(&desired, options).unwrap();
        assert_eq!(folder.all(), finished.all(), "after being killed at step {kills}");
        assert_eq!(folder.folders(), finished.folders());
    }
    assert!(kills > 10, "{kills} steps");
}

#[test]
fn a_first_run_can_be_killed_anywhere() {
    survives(0);
}

#[test]
fn a_later_run_can_be_killed_anywhere() {
    survives(1);
}

#[test]
fn a_forced_run_can_be_killed_anywhere() {
    survives(2);
}

#[test]
fn a_run_that_is_killed_twice_with_two_models_still_ends_well() {
    let third = tree(&[("a.tf", "a third"), ("f.tf", "f third")]);
    for step in [12, 16, 20, 24] {
        let folder = Folder::new();
        written(&folder);
        assert!(kill(1, step, &folder));
        folder.write(&third, PRUNE).unwrap();
        let fresh = Folder::new();
        fresh.write(&third, GENTLE).unwrap();
        assert_eq!(folder.all(), fresh.all());
    }
}

#[test]
fn two_runs_at_once_do_not_mix() {
    let folder = Folder::new();
    let mut refusals = 0;
    let mut again = || {
        let other = folder.write(&old(), GENTLE);
        refusals += usize::from(other.is_err());
    };
    // The first two steps come before the lock.
    let mut steps = 0;
    let mut before = || {
        steps += 1;
        if steps > 2 {
            again();
        }
    };
    write_observed(&new(), &folder.path, &provenance(), GENTLE, &mut before).unwrap();
    assert_eq!(refusals, steps - 2, "every other run was refused");
    assert_eq!(folder.content().len(), new().len());
}
