//! What the files around the code promise each other.

use std::fs;
use std::path::Path;

use biform::targets::parity::{EXCEPTIONS, FOLDS, TERRAFORM_ONLY};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_readme_names_the_command_that_ci_runs() {
    let command = "cargo test --locked";
    for path in ["README.md", ".ci/run"] {
        assert!(read(path).lines().any(|line| line == command), "{path} does not run `{command}`");
    }
}

#[test]
fn every_security_check_that_is_skipped_has_a_reason() {
    // A comment is the reason of all entries up to the next blank line or comment.
    let mut reason = false;
    for line in read("checkov-skips.yaml").lines().map(str::trim) {
        assert!(reason || !line.starts_with("- "), "`{line}` has no reason above it");
        reason = line.starts_with('#') || (reason && line.starts_with("- "));
    }
}

#[test]
fn the_readme_says_where_the_languages_differ() {
    let readme = read("README.md");
    let rows = FOLDS.iter().chain(TERRAFORM_ONLY).copied();
    for (name, reason) in rows.chain(EXCEPTIONS.iter().map(|exception| (exception.arm, exception.reason))) {
        let said = readme.lines().any(|line| line.contains(&format!("`{name}`")) && line.contains(reason));
        assert!(said, "the README does not say of `{name}`: {reason}");
    }
}
