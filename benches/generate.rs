//! How long the stages take for the larger example: what a person waits for, and what continuous integration repeats.

// A benchmark that fails says so by panicking.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

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

criterion_group!(benches, benchmarks);
criterion_main!(benches);
