//! Differences are patches: `git apply` makes of a folder what a run would.

use std::fs;
use std::process::Command;

use biform::output::{MANIFEST, plan, write};
use biform::tree::Tree;
use proptest::prelude::*;

use super::{Folder, GENTLE, PRUNE, provenance, tree};

fn patch(folder: &Folder, tree: &Tree) -> String {
    let plan = plan(tree, &folder.path, &provenance()).unwrap();
    plan.diff().into_iter().map(|file| file.patch).collect()
}

/// Whether git took the patch; none when there is no git on this machine.
fn apply(folder: &Folder, patch: &str) -> Option<bool> {
    fs::create_dir_all(&folder.path).unwrap();
    let file = folder.path.parent().unwrap().join("the.patch");
    fs::write(&file, patch).unwrap();
    let mut git = Command::new("git");
    git.args(["apply", "--whitespace=nowarn"]).arg(&file).current_dir(&folder.path);
    // The folder of the test is not part of any repository it may stand in.
    git.env("GIT_CEILING_DIRECTORIES", folder.path.parent().unwrap());
    git.output().ok().map(|output| output.status.success())
}

#[test]
fn a_patch_reads_like_gits() {
    let folder = Folder::new();
    let old = tree(&[("main.bicep", "a\nb\nc"), ("old.bicep", "old")]);
    folder.write(&old, GENTLE).unwrap();
    folder.put("main.bicep", "a\nmine\nc");
    let new = tree(&[("main.bicep", "a\nb\nc\nd"), ("new file.bicep", "new")]);
    let patch = patch(&folder, &new);
    let without_manifest = &patch[..patch.find(&format!("diff --git a/{MANIFEST}")).unwrap()];
    insta::assert_snapshot!(without_manifest);
}

#[test]
fn nothing_to_say_is_said_with_nothing() {
    let folder = Folder::new();
    let tree = tree(&[("main.bicep", "a")]);
    folder.write(&tree, GENTLE).unwrap();
    assert_eq!(patch(&folder, &tree), "");
    assert_eq!(plan(&tree, &folder.path, &provenance()).unwrap().findings().count(), 0);
}

fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    let path = prop::sample::select(vec!["a", "b/c", "b/d", "e f/g", "ü"]).prop_map(str::to_owned);
    prop::collection::btree_map(path, "[xy\n]{0,8}", 0..5).prop_map(|files| files.into_iter().collect())
}

fn build(files: &[(String, String)]) -> Tree {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    tree(&files)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Writing, patching and checking agree: after a run or a patch nothing is left to report, and both
    /// leave the same bytes.
    #[test]
    fn a_patch_does_what_a_run_does(old in files(), new in files(), edit in "[xy\n]{0,6}") {
        let (written, patched) = (Folder::new(), Folder::new());
        let (old, new) = (build(&old), build(&new));
        for folder in [&written, &patched] {
            folder.write(&old, GENTLE).unwrap();
            if old.get("b/c").is_some() {
                folder.put("b/c", &edit);
            }
        }
        let forced = biform::output::WriteOptions { force: true, ..PRUNE };
        let patch = patch(&patched, &new);
        write(&new, &written.path, &provenance(), forced).unwrap();
        prop_assert_eq!(written.findings(&new), vec![]);
        prop_assert_eq!(written.write(&new, PRUNE).unwrap().unchanged, new.len() + 1);
        let fresh = Folder::new();
        fresh.write(&new, GENTLE).unwrap();
        prop_assert_eq!(fresh.all(), written.all());
        if !patch.is_empty() && let Some(applied) = apply(&patched, &patch) {
            // git does not create empty files from a patch without hunks in every version.
            let empty = new.iter().any(|(_, text)| text.is_empty()) || edit.is_empty();
            prop_assert!(applied || empty, "{}", patch);
            if applied && !empty {
                prop_assert_eq!(patched.all(), written.all());
            }
        }
    }
}
