//! The rooms of the house and the doors between them: which module may use which.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms it may use. `cli` may use all of them, and nobody may use `cli`.
const DOORS: [(&str, &[&str]); 16] = [
    ("path", &[]),
    ("diagnostic", &["path"]),
    ("source", &["path", "diagnostic"]),
    ("report", &["source", "diagnostic", "path"]),
    ("schema", &["path", "diagnostic"]),
    ("facts", &[]),
    ("tree", &[]),
    ("blueprint", &["facts", "path", "diagnostic"]),
    ("kinds", &["path", "facts", "blueprint"]),
    ("model", &["kinds", "path"]),
    ("resolve", &["model", "kinds", "facts", "source", "path", "diagnostic"]),
    ("addresses", &["resolve", "model", "kinds", "path", "diagnostic"]),
    ("lowering", &["addresses", "resolve", "model", "kinds", "blueprint", "facts", "path", "diagnostic"]),
    // Its table of codes has the pages of earlier stages too.
    (
        "rules",
        &[
            "source",
            "schema",
            "addresses",
            "lowering",
            "resolve",
            "model",
            "kinds",
            "blueprint",
            "facts",
            "path",
            "diagnostic",
        ],
    ),
    // A target sees no YAML, no defaults and no environments.
    ("targets", &["blueprint", "facts", "tree"]),
    ("output", &["tree", "diagnostic"]),
];

/// What changes a disk; only `output` does that.
const WRITES: [&str; 10] = [
    "fs::write",
    "fs::create_dir",
    "fs::remove_",
    "fs::rename",
    "fs::copy",
    "fs::hard_link",
    "fs::set_permissions",
    "File::create",
    "OpenOptions",
    "File::options",
];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).unwrap().to_path_buf();
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// The room a file belongs to: the first part of its path below `src`.
fn room(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file: without comments (links in documentation are no imports).
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms that code names as `crate::room` or in `use crate::{room::.., ..}`.
fn used(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (start, pattern) in code.match_indices("crate::") {
        if code[..start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
            continue;
        }
        let rest = &code[start + pattern.len()..];
        match rest.strip_prefix('{') {
            Some(list) => rooms.extend(heads(list)),
            None => rooms.extend(word(rest)),
        }
    }
    rooms
}

/// The first word of each element of a braced list, which begins after its brace.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0_usize, 0, Vec::new());
    for (index, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                heads.extend(word(list[start..index].trim_start()));
                start = index + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        if ["lib", "main", "cli"].contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = DOORS.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("src/{}: `{room}` is not in the table of rooms", path.display()));
            continue;
        };
        for other in used(&code(&text)).iter().filter(|other| **other != room) {
            if !allowed.contains(&other.as_str()) {
                faults.push(format!("src/{}: `{room}` may not use `{other}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn rooms_stand_in_an_order() {
    // Each uses only rooms above it, so no two use each other.
    for (index, (room, doors)) in DOORS.iter().enumerate() {
        for door in *doors {
            let above = DOORS[..index].iter().any(|(name, _)| name == door);
            assert!(above, "`{room}` uses `{door}`, which is not above it in the table");
        }
    }
}

#[test]
fn only_the_output_writes_files() {
    let mut faults = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| room(path) != "output") {
        let code = code(text);
        let calls = WRITES.iter().filter(|call| code.contains(**call));
        faults.extend(calls.map(|call| format!("src/{}: `{call}`", path.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_stay_readable() {
    let long = sources().into_iter().filter(|(_, text)| text.lines().count() > 600);
    let names: Vec<String> = long.map(|(path, _)| path.display().to_string()).collect();
    assert!(names.is_empty(), "split these files: {names:?}");
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::tree::Tree;\nuse crate::{path, kinds::{a, b}, facts};\nlet x = crate::model::f();\nmycrate::no::x";
    let names: Vec<String> = used(code).into_iter().collect();
    assert_eq!(names, ["facts", "kinds", "model", "path", "tree"]);
}
