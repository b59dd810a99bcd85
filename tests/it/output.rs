//! The writer: what it reports, what it writes, and what it refuses to lose.

mod interruption;
mod patches;

use std::fs;

use biform::output::{
    MANIFEST, Manifest, OutputError, Plan, Provenance, State, Summary, WriteOptions, plan, write,
};
use biform::tree::Tree;
use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

pub(crate) const GENTLE: WriteOptions = WriteOptions { force: false, prune: false, dry_run: false };
const FORCE: WriteOptions = WriteOptions { force: true, ..GENTLE };
pub(crate) const PRUNE: WriteOptions = WriteOptions { prune: true, ..GENTLE };
const DRY: WriteOptions = WriteOptions { dry_run: true, ..GENTLE };

pub(crate) fn provenance() -> Provenance {
    Provenance { model: "biform.yaml".to_owned(), target: "bicep".to_owned() }
}

pub(crate) fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::new();
    for (path, text) in files {
        tree.insert(*path, *text).unwrap();
    }
    tree
}

/// A folder of its own for each test.
pub(crate) struct Folder {
    _temporary: TempDir,
    pub(crate) path: Utf8PathBuf,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(temporary.path().join("out")).unwrap();
        Self { _temporary: temporary, path }
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let full = self.path.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap()
    }

    pub(crate) fn write(&self, tree: &Tree, options: WriteOptions) -> Result<Summary, OutputError> {
        write(tree, &self.path, &provenance(), options)
    }

    /// Everything below the folder that is not a folder, with its content.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&self.path).sort_by_file_name().into_iter().flatten() {
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(&self.path).unwrap();
                let text = fs::read_to_string(entry.path()).unwrap_or_default();
                files.push((path.to_str().unwrap().replace('\\', "/"), text));
            }
        }
        files
    }

    /// All files but the manifest.
    pub(crate) fn content(&self) -> Vec<(String, String)> {
        self.all().into_iter().filter(|(path, _)| path != MANIFEST).collect()
    }

    fn folders(&self) -> Vec<String> {
        let entries = walkdir::WalkDir::new(&self.path).min_depth(1).sort_by_file_name();
        let folders = entries.into_iter().flatten().filter(|entry| entry.file_type().is_dir());
        folders.map(|entry| entry.file_name().to_str().unwrap().to_owned()).collect()
    }

    /// The findings of a plan, by path.
    fn findings(&self, tree: &Tree) -> Vec<(String, State)> {
        findings(&plan(tree, &self.path, &provenance()).unwrap())
    }
}

fn findings(plan: &Plan<'_>) -> Vec<(String, State)> {
    plan.findings().map(|file| (file.path.to_string(), file.state)).collect()
}

fn found(files: &[(&str, State)]) -> Vec<(String, State)> {
    files.iter().map(|(path, state)| ((*path).to_owned(), *state)).collect()
}

fn two() -> Tree {
    tree(&[("main.bicep", "main"), ("modules/bus.bicep", "bus")])
}

#[test]
fn a_missing_folder_is_filled_and_then_left_alone() {
    let folder = Folder::new();
    let missing = found(&[
        ("main.bicep", State::Missing),
        ("modules/bus.bicep", State::Missing),
        (MANIFEST, State::Missing),
    ]);
    assert_eq!(folder.findings(&two()), missing);
    let summary = folder.write(&two(), GENTLE).unwrap();
    assert_eq!(summary.written, ["main.bicep", "modules/bus.bicep", MANIFEST]);
    assert_eq!(folder.read("modules/bus.bicep"), "bus\n");
    assert_eq!(folder.all().len(), 3, "{:?}", folder.all());
    assert_eq!(folder.findings(&two()), []);

    let before = fs::metadata(folder.path.join("main.bicep")).unwrap().modified().unwrap();
    let summary = folder.write(&two(), GENTLE).unwrap();
    assert_eq!(summary, Summary { unchanged: 3, ..Summary::default() });
    assert_eq!(fs::metadata(folder.path.join("main.bicep")).unwrap().modified().unwrap(), before);
}

#[test]
fn the_manifest_is_pretty_sorted_and_says_what_was_written() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    let text = folder.read(MANIFEST);
    insta::with_settings!({ filters => [(r#""biform": "[^"]+""#, r#""biform": "[version]""#)] }, {
        insta::assert_snapshot!(text);
    });
    let manifest = Manifest::parse(text.as_bytes(), Utf8Path::new(MANIFEST)).unwrap();
    assert_eq!(manifest.text(), text);
}

#[test]
fn a_dry_run_says_what_a_run_does() {
    let folder = Folder::new();
    let dry = folder.write(&two(), DRY).unwrap();
    assert!(!folder.path.exists());
    assert_eq!(dry, folder.write(&two(), GENTLE).unwrap());
}

#[test]
fn an_unedited_file_follows_the_model() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    let changed = tree(&[("main.bicep", "main 2"), ("modules/bus.bicep", "bus")]);
    let expected = found(&[("main.bicep", State::OutOfDate), (MANIFEST, State::OutOfDate)]);
    assert_eq!(folder.findings(&changed), expected);
    let summary = folder.write(&changed, GENTLE).unwrap();
    assert_eq!((summary.written, summary.unchanged), (vec!["main.bicep".into(), MANIFEST.into()], 1));
    assert_eq!(folder.read("main.bicep"), "main 2\n");
}

#[test]
fn an_edited_file_stops_the_whole_run_unless_forced() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    folder.put("modules/bus.bicep", "mine\n");
    let before = folder.all();
    let changed = tree(&[("main.bicep", "main 2"), ("modules/bus.bicep", "bus")]);
    let error = folder.write(&changed, GENTLE).unwrap_err();
    assert!(error.to_string().contains("`modules/bus.bicep` was edited since biform wrote it"), "{error}");
    assert_eq!(folder.all(), before);

    folder.write(&changed, FORCE).unwrap();
    assert_eq!(folder.read("modules/bus.bicep"), "bus\n");
    assert_eq!(folder.findings(&changed), []);
}

#[test]
fn an_edit_that_is_what_the_model_says_by_now_is_no_edit() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    folder.put("main.bicep", "main 2\n");
    let changed = tree(&[("main.bicep", "main 2"), ("modules/bus.bicep", "bus")]);
    assert_eq!(folder.findings(&changed), found(&[(MANIFEST, State::OutOfDate)]));
    folder.write(&changed, GENTLE).unwrap();
    assert_eq!(folder.findings(&changed), []);
}

#[test]
fn a_foreign_file_is_adopted_when_equal_and_kept_when_not() {
    let folder = Folder::new();
    folder.put("main.bicep", "main\n");
    folder.put("modules/bus.bicep", "theirs\n");
    folder.put("modules/hand-written.bicep", "theirs\n");
    let before = folder.all();
    let error = folder.write(&two(), GENTLE).unwrap_err();
    assert!(error.to_string().contains("`modules/bus.bicep` was not written by biform"), "{error}");
    assert_eq!(folder.all(), before);

    let summary = folder.write(&two(), FORCE).unwrap();
    assert_eq!(summary.adopted, ["main.bicep"]);
    assert_eq!(summary.written, ["modules/bus.bicep", MANIFEST]);
    assert_eq!(folder.read("modules/hand-written.bicep"), "theirs\n");
    assert_eq!(folder.findings(&two()), []);
}

#[test]
fn orphans_are_reported_until_they_are_pruned_with_their_folders() {
    let folder = Folder::new();
    let deep = tree(&[("main.bicep", "main"), ("modules/old/deep/bus.bicep", "bus")]);
    folder.write(&deep, GENTLE).unwrap();
    folder.put("modules/theirs.bicep", "theirs");
    let smaller = tree(&[("main.bicep", "main")]);
    let orphan = found(&[("modules/old/deep/bus.bicep", State::Orphaned)]);
    assert_eq!(folder.findings(&smaller), orphan);
    let summary = folder.write(&smaller, GENTLE).unwrap();
    assert_eq!(summary.left, ["modules/old/deep/bus.bicep"]);
    assert_eq!(folder.findings(&smaller), orphan, "an orphan that is left stays known");

    let summary = folder.write(&smaller, PRUNE).unwrap();
    assert_eq!(summary.removed, ["modules/old/deep/bus.bicep"]);
    assert_eq!(folder.folders(), ["modules"], "folders with other files stay");
    assert_eq!(folder.findings(&smaller), []);
}

#[test]
fn an_edited_orphan_is_not_pruned_unless_forced() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    folder.put("modules/bus.bicep", "mine");
    let smaller = tree(&[("main.bicep", "main 2")]);
    let before = folder.all();
    assert!(matches!(folder.write(&smaller, PRUNE), Err(OutputError::Refused { .. })));
    assert_eq!(folder.all(), before);
    folder.write(&smaller, GENTLE).unwrap();
    assert_eq!(folder.findings(&smaller), found(&[("modules/bus.bicep", State::OrphanedEdited)]));
    folder.write(&smaller, WriteOptions { force: true, ..PRUNE }).unwrap();
    assert!(!folder.path.join("modules").exists());
}

#[test]
fn line_endings_are_no_finding() {
    let folder = Folder::new();
    let lines = tree(&[("main.bicep", "a\nb\n"), ("c.bicep", "c\nd\n")]);
    folder.write(&lines, GENTLE).unwrap();
    for path in ["main.bicep", "c.bicep", MANIFEST] {
        folder.put(path, &folder.read(path).replace('\n', "\r\n"));
    }
    assert_eq!(folder.findings(&lines), []);
    assert_eq!(folder.write(&lines, GENTLE).unwrap().unchanged, 3);
    let changed = tree(&[("main.bicep", "a\nb2\n"), ("c.bicep", "c\nd\n")]);
    folder.write(&changed, GENTLE).unwrap();
    assert_eq!(folder.read("main.bicep"), "a\nb2\n");
    assert_eq!(folder.read("c.bicep"), "c\r\nd\r\n", "what only differs in line endings is not touched");
}

#[test]
fn a_version_or_model_that_differs_makes_the_manifest_out_of_date() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    folder.put(MANIFEST, &folder.read(MANIFEST).replace(env!("CARGO_PKG_VERSION"), "0.0.7"));
    let tree = two();
    let plan = plan(&tree, &folder.path, &provenance()).unwrap();
    assert_eq!(plan.recorded_version(), "0.0.7");
    assert_eq!(findings(&plan), found(&[(MANIFEST, State::OutOfDate)]));
}

#[test]
fn a_manifest_that_cannot_be_trusted_is_an_error_that_says_what_to_do() {
    let folder = Folder::new();
    folder.write(&two(), GENTLE).unwrap();
    let good = folder.read(MANIFEST);
    let digest = "0".repeat(64);
    for (text, part) in [
        ("{".to_owned(), "is damaged"),
        (String::new(), "is damaged"),
        (good.replace("\"model\"", "\"modell\""), "is damaged"),
        (good.replace("main.bicep", "../main.bicep"), "is damaged"),
        (good.replace("\"main.bicep\": \"", "\"main.bicep\": \"x"), "is damaged"),
        (format!("<<<<<<< HEAD\n{good}"), "merge conflict"),
        (good.replace("\"format\": 1", "\"format\": 2"), "has format 2"),
        (good.replace("\"bicep\"", "\"terraform\""), "holds a terraform tree"),
        (good.replace("main.bicep", &format!("/etc/x\": \"{digest}\", \"a")), "is damaged"),
    ] {
        folder.put(MANIFEST, &text);
        let error = plan(&two(), &folder.path, &provenance()).unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("; "), "{text}\n{error}");
        assert!(folder.write(&two(), FORCE).is_err());
    }
    fs::remove_file(folder.path.join(MANIFEST)).unwrap();
    assert_eq!(folder.write(&two(), GENTLE).unwrap().adopted.len(), 2);
    assert_eq!(folder.read(MANIFEST), good);
}

#[test]
fn a_folder_or_file_in_the_place_of_the_other_is_reported_and_never_touched() {
    let folder = Folder::new();
    folder.put("main.bicep/theirs", "theirs");
    folder.put("modules", "theirs");
    let tree = two();
    let states = plan(&tree, &folder.path, &provenance()).unwrap();
    let obstacles: Vec<_> = states.files().iter().filter_map(|file| file.obstacle.as_deref()).collect();
    assert_eq!(obstacles, ["is a folder", "cannot be reached: `modules` is a file"]);
    let before = folder.all();
    assert!(matches!(folder.write(&two(), FORCE), Err(OutputError::Refused { .. })));
    assert_eq!(folder.all(), before);
    let file = folder.path.join("modules");
    assert!(matches!(plan(&two(), &file, &provenance()), Err(OutputError::NotAFolder { .. })));
}

#[test]
fn states_are_json() {
    let folder = Folder::new();
    folder.put("main.bicep/theirs", "theirs");
    let tree = two();
    let states = plan(&tree, &folder.path, &provenance()).unwrap();
    let json = serde_json::to_value(states.files()).unwrap();
    assert_eq!(
        json[0],
        serde_json::json!({ "path": "main.bicep", "state": "blocked", "obstacle": "is a folder" })
    );
    assert_eq!(json[1], serde_json::json!({ "path": "modules/bus.bicep", "state": "missing" }));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_never_followed() {
        let folder = Folder::new();
        folder.write(&two(), GENTLE).unwrap();
        let outside = Folder::new();
        outside.put("bus.bicep", "bus\n");
        fs::remove_dir_all(folder.path.join("modules")).unwrap();
        symlink(&outside.path, folder.path.join("modules")).unwrap();
        fs::remove_file(folder.path.join("main.bicep")).unwrap();
        symlink(outside.path.join("bus.bicep"), folder.path.join("main.bicep")).unwrap();

        let expected = found(&[("main.bicep", State::Blocked), ("modules/bus.bicep", State::Blocked)]);
        assert_eq!(folder.findings(&two()), expected);
        assert!(folder.write(&two(), FORCE).is_err());
        // As orphans they are none of biform's business any more.
        let other = tree(&[("other.bicep", "other")]);
        folder.write(&other, WriteOptions { force: true, ..PRUNE }).unwrap();
        assert_eq!(outside.all(), [("bus.bicep".to_owned(), "bus\n".to_owned())]);
    }

    #[test]
    fn what_is_not_a_regular_file_is_not_read() {
        let folder = Folder::new();
        folder.write(&two(), GENTLE).unwrap();
        let path = folder.path.join("main.bicep");
        fs::remove_file(&path).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        assert_eq!(folder.findings(&two()), found(&[("main.bicep", State::Blocked)]));
    }

    #[test]
    fn a_file_keeps_its_permissions_and_a_new_one_gets_the_usual_ones() {
        let folder = Folder::new();
        folder.write(&two(), GENTLE).unwrap();
        folder.put("usual", "");
        let mode = |path: &str| fs::metadata(folder.path.join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("main.bicep"), mode("usual"));
        fs::set_permissions(folder.path.join("main.bicep"), fs::Permissions::from_mode(0o604)).unwrap();
        folder.write(&tree(&[("main.bicep", "2"), ("modules/bus.bicep", "bus")]), GENTLE).unwrap();
        assert_eq!((folder.read("main.bicep").as_str(), mode("main.bicep")), ("2\n", 0o604));
    }
}
