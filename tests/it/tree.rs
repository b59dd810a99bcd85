//! Trees: which paths they take, and what they do to text.

use biform::tree::{Tree, TreeError, clean};
use proptest::prelude::*;

fn tree_of(paths: &[&str]) -> Result<Tree, TreeError> {
    let mut tree = Tree::new();
    for path in paths {
        tree.insert(*path, "text")?;
    }
    Ok(tree)
}

#[test]
fn files_come_in_the_order_of_their_paths() {
    let tree = tree_of(&["modules/b.bicep", "main.bicep", "modules/a.bicep"]).unwrap();
    let paths: Vec<&str> = tree.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["main.bicep", "modules/a.bicep", "modules/b.bicep"]);
    assert_eq!((tree.len(), tree.is_empty()), (3, false));
    assert_eq!(tree.get("main.bicep"), Some("text\n"));
    assert_eq!(tree.get("other.bicep"), None);
}

#[test]
fn a_path_is_taken_once() {
    let error = tree_of(&["main.bicep", "main.bicep"]).unwrap_err();
    assert_eq!(error, TreeError::Duplicate { path: "main.bicep".into() });
}

#[test]
fn paths_that_some_file_system_mixes_up_are_refused() {
    for pair in [["main.bicep", "Main.bicep"], ["modules/a.tf", "Modules/b.tf"], ["a", "a/b"], ["a/b", "a"]] {
        let error = tree_of(&pair).unwrap_err();
        assert!(matches!(error, TreeError::Collision { .. }), "{pair:?}: {error}");
    }
    assert!(tree_of(&["a/b", "a/c", "a.b"]).is_ok());
}

#[test]
fn paths_that_leave_the_tree_or_that_windows_cannot_hold_are_refused() {
    for path in [
        "",
        "/etc/passwd",
        "../up",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        "C:/a",
        "a\\b",
        "nul",
        "a/CON.tf",
        "com1.bicep",
        "lpt9",
        "a.",
        "a ",
        " a",
        "what?",
        "line\nbreak",
        ".biform-manifest.json",
        "a/.Biform-x",
    ] {
        let error = tree_of(&[path]).unwrap_err();
        assert!(matches!(error, TreeError::Path { .. }), "{path:?}: {error}");
    }
    for path in [".terraform.lock.hcl", "environments/größe/main.tf", "console.tf", "com10.tf", "a b.tf"] {
        assert!(tree_of(&[path]).is_ok(), "{path:?}");
    }
}

#[test]
fn text_is_cleaned() {
    assert_eq!(clean("\n\n  a \t\r\nb\rc\n\n\n"), "  a\nb\nc\n");
    assert_eq!(clean("a"), "a\n");
    assert_eq!(clean(" \n\t\n"), "");
    assert_eq!(clean("a\n\n\nb"), "a\n\n\nb\n");
}

proptest! {
    #[test]
    fn cleaning_leaves_nothing_to_clean(text in "[ab \t\r\n\u{2028}ü]{0,40}") {
        let once = clean(&text);
        prop_assert_eq!(&clean(&once), &once);
        prop_assert!(!once.contains('\r') && !once.starts_with('\n') && !once.ends_with("\n\n"));
        prop_assert!(once.is_empty() || once.ends_with('\n'));
        prop_assert!(once.lines().all(|line| !line.ends_with([' ', '\t'])));
    }
}
