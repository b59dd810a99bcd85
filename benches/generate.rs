//! How long the stages take for the larger example, and how long whole runs of the program take beside `cp -r` and
//! `diff -r` of the same trees: what a person waits for, and what continuous integration repeats.

// A benchmark that fails says so by panicking.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, missing_docs)]

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use biform::kinds::Catalogue;
use biform::lowering::{blueprint, plans};
use biform::resolve::resolve;
use biform::source;
use biform::targets::TARGETS;
use biform::tree::Tree;
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value as Json;

const MODEL: &str = include_str!("../examples/aos.yaml");

fn read() -> Json {
    source::parse("aos.yaml", MODEL.as_bytes().to_vec()).unwrap().value
}

/// From text to both trees.
fn generate(document: &Json) -> Vec<Tree> {
    let catalogue = Catalogue::new();
    let environments = resolve(document).unwrap();
    let lowered = plans(&environments, &catalogue);
    let blueprint = blueprint("aos.yaml", &environments, &lowered, &catalogue).unwrap();
    TARGETS.iter().map(|target| target.render(&blueprint).unwrap()).collect()
}

/// Whether the committed trees are what the model says.
fn is_current(document: &Json) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/aos");
    TARGETS.iter().zip(generate(document)).all(|(target, tree)| {
        let folder = root.join(target.name());
        tree.iter()
            .all(|(path, text)| std::fs::read_to_string(folder.join(path)).is_ok_and(|found| found == text))
    })
}

fn benchmarks(criterion: &mut Criterion) {
    let document = read();
    criterion.bench_function("read", |bencher| bencher.iter(|| black_box(read())));
    criterion.bench_function("generate", |bencher| bencher.iter(|| generate(black_box(&document))));
    criterion.bench_function("check", |bencher| bencher.iter(|| is_current(black_box(&document))));
}

/// How often each command of a pair is run.
const RUNS: usize = 50;

/// Whole processes, started cold: the program and what copies or compares the same trees, in turn.
fn whole_runs(_: &mut Criterion) {
    let scratch = tempfile::tempdir().unwrap();
    let path = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    let (tree, copy, fresh) = (&*path("tree"), &*path("copy"), &*path("fresh"));
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/aos.yaml");
    let biform = env!("CARGO_BIN_EXE_biform");
    run(&[biform, "generate", "--model", model, "--out", tree]);
    run(&["cp", "-r", tree, copy]);
    let check = [biform, "check", "--model", model, "--out", tree];
    compare("check", "diff -r", [&check, &["diff", "-r", tree, copy]], || {});
    let generate = [biform, "generate", "--model", model, "--out", fresh];
    let remove = || drop(std::fs::remove_dir_all(fresh));
    compare("generate", "cp -r", [&generate, &["cp", "-r", tree, fresh]], remove);
}

/// Runs two commands in turn, after `before` each, and prints their median times and the ratio of these.
fn compare(name: &str, yardstick: &str, commands: [&[&str]; 2], before: impl Fn()) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (command, times) in commands.iter().zip(&mut times) {
            before();
            times.push(run(command));
        }
    }
    let [own, other] = times.map(|mut times| {
        times.sort();
        times[RUNS / 2].as_secs_f64() * 1000.0
    });
    println!("{name}: {own:.2} ms, {yardstick}: {other:.2} ms, ratio {:.2} (medians of {RUNS})", own / other);
}

fn run(command: &[&str]) -> Duration {
    let start = Instant::now();
    let mut process = Command::new(command[0]);
    let status = process.args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
    start.elapsed()
}

criterion_group!(benches, benchmarks, whole_runs);
criterion_main!(benches);
