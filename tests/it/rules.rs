//! Every rule speaks where it should and is silent where it should be.
//!
//! `tests/fixtures/rules/<code>-<name>/` holds a model that breaks the rule, what is reported of it, and a model
//! that keeps to it. Write the reports anew with `UPDATE_EXPECTED=1 cargo test rules`, and read them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use biform::addresses::Lock;
use biform::diagnostic::{Diagnostic, Severity};
use biform::kinds::Catalogue;
use biform::report::text::{self, Options};
use biform::rules::{self, RULES, Rule, Subject};
use biform::source::{self, Document};
use biform::{addresses, lowering, resolve};

const PLAIN: Options = Options { colour: false, unicode: true, width: 100 };

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder(rule: &Rule) -> PathBuf {
    root().join("tests/fixtures/rules").join(format!("{}-{}", rule.code, rule.name))
}

/// The lock beside a model, if there is one.
fn lock(model: &Path) -> Lock {
    let Ok(bytes) = fs::read(model.with_extension("lock")) else { return Lock::default() };
    let document = source::parse("model.lock", bytes).unwrap_or_else(|_| panic!("the lock is not YAML"));
    Lock::read(&document.value).unwrap()
}

/// A model through all stages up to the last one that its mistakes allow.
fn check(path: &Path) -> (Document, Vec<Diagnostic>) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document = source::parse(name, bytes).unwrap_or_else(|rejected| {
        panic!("{}: {}", path.display(), text::render(&rejected.diagnostics, &rejected.source, PLAIN))
    });
    let mut found = rules::document(&document.value);
    let environments = match resolve::resolve(&document.value) {
        Ok(environments) => environments,
        Err(errors) => {
            found.extend(errors);
            return (document, found);
        }
    };
    let planned = addresses::plan(environments, &lock(path));
    found.extend(planned.diagnostics);
    let environments = planned.environments;
    let catalogue = Catalogue::new();
    let lowered = lowering::plans(&environments, &catalogue);
    let subject = Subject { environments: &environments, lowered: &lowered, catalogue: &catalogue };
    found.extend(rules::check(&subject));
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return (document, found);
    }
    match lowering::blueprint(name, &environments, &lowered, &catalogue) {
        Ok(blueprint) => found.extend(rules::check_blueprint(&blueprint)),
        Err(errors) => found.extend(errors),
    }
    (document, found)
}

#[test]
fn each_rule_has_a_model_that_breaks_it() {
    let mut faults = Vec::new();
    for rule in RULES {
        let folder = folder(rule);
        let model = folder.join("model.yaml");
        if !model.exists() {
            faults.push(format!("{} has no fixture at {}", rule.code, model.display()));
            continue;
        }
        let (document, found) = check(&model);
        if !found.iter().any(|diagnostic| diagnostic.code == rule.code) {
            faults.push(format!(
                "{} does not fire for {}:\n{}",
                rule.code,
                model.display(),
                text::render(&found, &document.source, PLAIN)
            ));
            continue;
        }
        let report = text::render(&found, &document.source, PLAIN);
        let expected = folder.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &report).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != report {
            faults.push(format!("{} is not what is reported now:\n{report}", expected.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_rule_has_a_model_that_keeps_to_it() {
    let mut faults = Vec::new();
    for rule in RULES {
        let (document, mut found) = check(&folder(rule).join("ok.yaml"));
        // That something is not known of a region blames nobody.
        found.retain(|diagnostic| diagnostic.code == rule.code || diagnostic.code != "BF1703");
        if !found.is_empty() {
            let report = text::render(&found, &document.source, PLAIN);
            faults.push(format!("{}: a model without mistakes is blamed:\n{report}", rule.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn fixtures_belong_to_rules() {
    let known: BTreeSet<PathBuf> = RULES.iter().map(folder).collect();
    for entry in fs::read_dir(root().join("tests/fixtures/rules")).unwrap() {
        let path = entry.unwrap().path();
        assert!(known.contains(&path), "{} belongs to no rule", path.display());
    }
}

#[test]
fn rules_are_in_order_and_have_whole_pages() {
    assert!(RULES.is_sorted_by(|one, other| one.code < other.code), "RULES is not sorted by code");
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len());
    for rule in RULES {
        let headings: Vec<&str> =
            rule.explanation.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(
            headings,
            ["What it checks", "Why it is wrong", "How to mend", "Example"],
            "{}",
            rule.code
        );
        assert_eq!(rule.explanation.matches("```yaml\n").count(), 2, "{}", rule.code);
        assert!(!rule.title.ends_with('.') && rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    }
}

#[test]
fn every_code_has_a_page() {
    let mut codes = BTreeSet::new();
    for entry in walkdir::WalkDir::new(root().join("src")).into_iter().flatten() {
        let is_code = entry.path().extension().is_some_and(|ending| ending == "rs");
        if !is_code || entry.path().ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            codes.extend(
                line.match_indices("\"BF").filter_map(|(at, _)| line.get(at + 1..at + 7)).map(str::to_owned),
            );
        }
    }
    codes.retain(|code| code[2..].bytes().all(|byte| byte.is_ascii_digit()));
    assert!(codes.len() > 40);
    let missing: Vec<&String> = codes.iter().filter(|code| rules::page(code).is_none()).collect();
    assert!(missing.is_empty(), "no page for {missing:?}");
}

#[test]
fn a_secret_is_shown_by_no_report() {
    let path = root().join("tests/fixtures/rules/BF1301-plain-secret/model.yaml");
    let (document, found) = check(&path);
    let reports = [
        text::render(&found, &document.source, PLAIN),
        biform::report::json::render(&found, &document.source),
        biform::report::github::render(&found, &document.source),
        biform::report::sarif::render(&found, &document.source, &rules::pages()),
    ];
    for line in document.source.text().lines().filter(|line| line.contains("# secret")) {
        let secret = line.split_once(": ").unwrap().1.split("   #").next().unwrap().trim_matches('"');
        let piece = &secret[secret.len() / 2..];
        for report in &reports {
            assert!(!report.contains(piece), "{piece} is shown:\n{report}");
        }
    }
}
