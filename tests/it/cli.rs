//! The command line, as a user meets it: arguments in, text and an exit code out.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use biform::cli::{Terminal, editor_schema, run};

/// What a run printed, and its exit code.
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs biform with these arguments.
pub(crate) fn biform(arguments: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["biform"].iter().chain(arguments).map(OsString::from);
    let mut terminal = Terminal { out: &mut out, err: &mut err, colour: false, unicode: false, width: 100 };
    let code = run(arguments, &mut terminal);
    Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn root(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_str().unwrap().to_owned()
}

/// Every example, by the name of its file.
fn examples() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn committed_trees_are_what_the_examples_say() {
    for name in examples() {
        let (model, out) = (root(&format!("examples/{name}.yaml")), root(&format!("snapshots/{name}")));
        let ran = biform(&["check", "--diff", "--model", &model, "--out", &out]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
}

#[test]
fn the_committed_schema_is_the_programs() {
    let committed = fs::read_to_string(root("schema/biform.schema.json")).unwrap();
    let current = serde_json::to_string_pretty(&editor_schema()).unwrap();
    assert!(committed.trim_end() == current, "run: cargo run -- schema > schema/biform.schema.json");
}

#[test]
fn a_first_session() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, out) = (path("biform.yaml"), path("trees"));
    let trees = ["--model", &model, "--out", &out];
    let with = |command: &'static str| [&[command], &trees[..]].concat();

    assert_eq!(biform(&["init", &model]).code, 0);
    let again = biform(&["init", &model]);
    assert_eq!((again.code, again.err.contains("is there already")), (2, true), "{}", again.err);

    let valid = biform(&["validate", "--model", &model]);
    assert_eq!((valid.code, valid.err.as_str()), (0, ""), "{}", valid.out);
    assert_eq!(biform(&with("check")).code, 1, "nothing is written yet");
    assert_eq!(biform(&with("generate")).code, 0);
    assert_eq!(biform(&with("check")).code, 0);

    let edited = fs::read_to_string(&model).unwrap().replace("maxDeliveryCount: 5", "maxDeliveryCount: 7");
    fs::write(&model, edited).unwrap();
    let stale = biform(&with("check"));
    assert_eq!(stale.code, 1);
    assert!(stale.out.contains("out of date") && stale.out.contains("biform generate"), "{}", stale.out);
    assert_eq!(biform(&[&with("generate")[..], &["--dry-run"]].concat()).code, 0);
    assert_eq!(biform(&with("check")).code, 1, "a dry run writes nothing");
    assert_eq!(biform(&with("generate")).code, 0);
    assert_eq!(biform(&with("check")).code, 0);
}

#[test]
fn an_invalid_model_is_a_finding_of_validate_and_no_answer_for_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("biform.yaml").to_str().unwrap().to_owned();
    fs::write(&model, "biform: 1\nproject: { name: x }\n").unwrap();
    let out = folder.path().join("out").to_str().unwrap().to_owned();
    assert_eq!(biform(&["validate", "--model", &model]).code, 1);
    assert_eq!(biform(&["generate", "--model", &model, "--out", &out]).code, 2);
    assert_eq!(biform(&["check", "--model", &model, "--out", &out]).code, 2);
    assert_eq!(biform(&["show", "resolved", "--model", &model]).code, 2);
    assert_eq!(biform(&["validate", "--model", "no such file"]).code, 2);
    assert_eq!(biform(&["no-such-command"]).code, 2);
    assert!(!Path::new(&out).exists(), "nothing is written while there is an error");
}

#[test]
fn machines_get_data() {
    let model = root("examples/minimal.yaml");
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let written = biform(&["generate", "--format", "json", "--model", &model, "--out", out]);
    assert_eq!(json(&written.out)["targets"][0]["target"], "bicep");
    let checked = biform(&["check", "--format", "json", "--model", &model, "--out", out]);
    assert_eq!(json(&checked.out)["targets"][1]["findings"], serde_json::json!([]));
    for stage in ["resolved", "blueprint"] {
        let shown = biform(&["show", stage, "--format", "json", "--model", &model]);
        assert!(json(&shown.out).is_object());
        assert_eq!(biform(&["show", stage, "--model", &model]).code, 0);
    }
    assert!(json(&biform(&["schema"]).out)["properties"]["components"].is_object());
    assert!(biform(&["completions", "bash"]).out.contains("biform"));
}

#[test]
fn a_value_is_explained_per_environment() {
    let ran = biform(&["explain", "components.data.replication", "--model", &root("examples/minimal.yaml")]);
    assert!(
        ran.out.contains("dev: components.data.replication = \"LRS\"\n  built-in default"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("environments.prod.components.data.replication"), "{}", ran.out);
    let nowhere = biform(&["explain", "components.nothing", "--model", &root("examples/minimal.yaml")]);
    assert_eq!(nowhere.code, 2);
}

/// A model whose prod keeps less than it promises: data without a copy, messages without a promise.
const RECOVERY: &str = "\
biform: 1
project: { name: aos, seed: k3v9x2 }
regions: { primary: eastus2 }
components:
  data: { kind: storageAccount, replication: LRS }
  bus: { kind: serviceBus, sku: Premium }
  config: { kind: appConfiguration }
environments:
  dev: {}
  test:
    disasterRecovery: { rto: 4h, rpo: 24h }
    components: { data: { replication: GRS }, bus: { disposable: true } }
  prod:
    regions: { secondary: westus2 }
    disasterRecovery: { rto: 30m, rpo: 10m }
";

#[test]
fn recovery_is_explained_also_where_a_model_promises_too_much() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("biform.yaml").to_str().unwrap().to_owned();
    fs::write(&model, RECOVERY).unwrap();
    let explain = |more: &[&str]| biform(&[&["explain", "dr", "--model", &model], more].concat());
    let all = explain(&[]);
    assert_eq!(all.code, 0, "{}", all.err);
    insta::assert_snapshot!("explain_dr", all.out);
    let one = explain(&["--env", "prod", "--format", "json"]);
    insta::assert_snapshot!("explain_dr_as_data", one.out);
    assert_eq!(explain(&["--env", "nowhere"]).code, 2);
    let none = explain(&["--env", "dev"]);
    assert_eq!((none.code, none.out.starts_with("no objectives")), (0, true), "{}", none.out);
}
