//! `biform generate` and `biform check`: one path, which ends in writing or in reporting.

use std::thread;

use camino::Utf8PathBuf;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::json;

use super::arguments::{
    CheckOptions, DEFAULT_MODEL, DEFAULT_OUT, Format, GenerateOptions, TreeArguments, YesNo,
};
use super::lockfile::Addresses;
use super::session::{self, Loaded, Session, joined};
use super::terminal::{Failure, Outcome, Terminal};
use crate::output::{self, Existing, Plan, Provenance, Summary, WriteOptions};
use crate::targets::Target;
use crate::tree::Tree;

/// A rendered tree and where it belongs.
struct Rendered {
    target: Target,
    dir: Utf8PathBuf,
    provenance: Provenance,
    tree: Tree,
}

/// The model's trees and addresses, or nothing when something is wrong with the model (already reported).
fn render(
    options: &TreeArguments,
    terminal: &mut Terminal<'_>,
) -> Result<Option<(Vec<Rendered>, Addresses)>, Failure> {
    let session = match session::load(&options.model.model)? {
        Loaded::Valid(session) => session,
        Loaded::Invalid(invalid) => {
            terminal.report(&invalid.diagnostics, &invalid.source, options.format)?;
            return Ok(None);
        }
    };
    let Some((first, others)) = options.target.targets().split_first() else { return Ok(None) };
    let trees = thread::scope(|scope| {
        let session = &session;
        let others: Vec<_> =
            others.iter().map(|target| scope.spawn(|| rendered(*target, options, session))).collect();
        if options.format == Format::Text {
            terminal.report(&session.diagnostics, &session.source, options.format)?;
        }
        let mut trees = vec![rendered(*first, options, session)?];
        for other in others {
            trees.push(joined(other)?);
        }
        Ok::<_, Failure>(trees)
    })?;
    Ok(Some((trees, session.forget())))
}

fn rendered(target: Target, options: &TreeArguments, session: &Session) -> Result<Rendered, Failure> {
    let provenance = Provenance { model: session.blueprint.model.clone(), target: target.name().to_owned() };
    let dir = dir(target, options);
    Ok(Rendered { target, dir, provenance, tree: target.render(&session.blueprint)? })
}

/// The folder of a target's tree.
fn dir(target: Target, options: &TreeArguments) -> Utf8PathBuf {
    match options.out.as_str() {
        "." => Utf8PathBuf::from(target.name()),
        _ => options.out.join(target.name()),
    }
}

pub(super) fn generate(options: &GenerateOptions, terminal: &mut Terminal<'_>) -> Result<Outcome, Failure> {
    let Some((trees, addresses)) = render(&options.trees, terminal)? else { return Ok(Outcome::NoAnswer) };
    let write =
        WriteOptions { force: options.force, prune: options.prune == YesNo::Yes, dry_run: options.dry_run };
    // One tree is not written while another one would be refused.
    for tree in &trees {
        let dry = WriteOptions { dry_run: true, ..write };
        output::write(&tree.tree, &tree.dir, &tree.provenance, dry)?;
    }
    if !options.dry_run {
        // First: a tree must not have addresses that the next run may give to another network.
        addresses.write()?;
    }
    let mut summaries = Vec::new();
    for tree in &trees {
        let summary = output::write(&tree.tree, &tree.dir, &tree.provenance, write)?;
        summaries.push((tree, summary));
    }
    match options.trees.format {
        Format::Json => {
            let targets: Vec<_> = summaries
                .iter()
                .map(|(tree, summary)| json!({ "target": tree.target, "dir": tree.dir, "files": summary }))
                .collect();
            let result =
                json!({ "dryRun": options.dry_run, "targets": targets, "addresses": lock_data(&addresses) });
            writeln!(terminal.out, "{}", serde_json::to_string_pretty(&result)?)?;
        }
        Format::Text => {
            if addresses.added > 0 {
                writeln!(terminal.out, "allocated {} in {}", addresses.added_blocks(), addresses.file.path)?;
            }
            print_summaries(&summaries, options.dry_run, terminal)?;
        }
    }
    Ok(Outcome::Clean)
}

/// The lock, and how many blocks it lacked.
fn lock_data(addresses: &Addresses) -> serde_json::Value {
    json!({ "lock": addresses.file.path, "allocated": addresses.added })
}

fn print_summaries(
    summaries: &[(&Rendered, Summary)],
    dry_run: bool,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["tree", "written", "unchanged", "removed", "folder"]);
    for (tree, summary) in summaries {
        let counts =
            [summary.written.len(), summary.unchanged + summary.adopted.len(), summary.removed.len()];
        let mut row = vec![tree.target.name().to_owned()];
        row.extend(counts.iter().map(ToString::to_string));
        row.push(tree.dir.to_string());
        table.add_row(row);
    }
    writeln!(terminal.out, "{}", trimmed(&table))?;
    for (tree, summary) in summaries {
        for path in &summary.removed {
            writeln!(terminal.out, "removed {}", tree.dir.join(path))?;
        }
        for path in &summary.left {
            writeln!(terminal.out, "left {}: the model no longer asks for it", tree.dir.join(path))?;
        }
    }
    if dry_run {
        writeln!(terminal.out, "nothing was written: this was a dry run")?;
    }
    Ok(())
}

/// A table without the blanks at the ends of its lines.
pub(super) fn trimmed(table: &Table) -> String {
    let lines: Vec<String> =
        table.lines().map(|line| line.trim_end().trim_start_matches(' ').to_owned()).collect();
    lines.join("\n")
}

pub(super) fn check(options: &CheckOptions, terminal: &mut Terminal<'_>) -> Result<Outcome, Failure> {
    // The folders are read while the model is worked on.
    let (trees, existing) = thread::scope(|scope| {
        let targets = options.trees.target.targets();
        let reading = scope.spawn(|| {
            targets.iter().map(|target| Existing::read(&dir(*target, &options.trees))).collect::<Vec<_>>()
        });
        Ok::<_, Failure>((render(&options.trees, terminal)?, joined(reading)))
    })?;
    let Some((trees, addresses)) = trees else { return Ok(Outcome::NoAnswer) };
    let plans: Vec<(&Rendered, Plan<'_>)> = trees
        .iter()
        .zip(existing)
        .map(|(tree, existing)| Ok((tree, existing?.plan(&tree.tree, &tree.provenance)?)))
        .collect::<Result<_, Failure>>()?;
    let findings: usize = plans.iter().map(|(_, plan)| plan.findings().count()).sum();
    match options.trees.format {
        Format::Json => print_findings_as_data(&plans, &addresses, options.diff, terminal)?,
        Format::Text => print_findings(&plans, &addresses, options, terminal)?,
    }
    Ok(if findings == 0 && addresses.added == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn print_findings_as_data(
    plans: &[(&Rendered, Plan<'_>)],
    addresses: &Addresses,
    diff: bool,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let targets: Vec<_> = plans
        .iter()
        .map(|(tree, plan)| {
            let findings: Vec<_> = plan.findings().collect();
            let patches = if diff { plan.diff() } else { Vec::new() };
            json!({ "target": tree.target, "dir": tree.dir, "findings": findings, "patches": patches })
        })
        .collect();
    let result =
        json!({ "targets": targets, "addresses": { "lock": addresses.file.path, "lacks": addresses.added } });
    writeln!(terminal.out, "{}", serde_json::to_string_pretty(&result)?)?;
    Ok(())
}

fn print_findings(
    plans: &[(&Rendered, Plan<'_>)],
    addresses: &Addresses,
    options: &CheckOptions,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let (mut found, mut files) = (0, 0);
    for (tree, plan) in plans {
        files += plan.files().len();
        for file in plan.findings() {
            found += 1;
            let state = terminal.emphasis_error(file.state.label());
            writeln!(terminal.out, "{state}: {} {}", tree.dir.join(&file.path), file.explanation())?;
        }
        if options.diff {
            for patch in plan.diff() {
                write!(terminal.out, "{}", patch.patch)?;
            }
        }
    }
    if addresses.added > 0 {
        let state = terminal.emphasis_error("missing");
        let blocks = addresses.added_blocks();
        writeln!(terminal.out, "{state}: {} lacks {blocks} of the model", addresses.file.path)?;
    }
    if found == 0 && addresses.added == 0 {
        let good = terminal.emphasis_good("up to date");
        writeln!(terminal.out, "{good}: {files} files are what {} says", options.trees.model.model)?;
        return Ok(());
    }
    let TreeArguments { model, out, .. } = &options.trees;
    let mut mend = "biform generate".to_owned();
    for (option, value, default) in [("--model", &model.model, DEFAULT_MODEL), ("--out", out, DEFAULT_OUT)] {
        if value != default {
            mend.push_str(&format!(" {option} {value}"));
        }
    }
    let summary = match found {
        0 => "every file is what the model says, but its addresses may still move".to_owned(),
        _ => format!("{found} of {files} files are not what {} says", model.model),
    };
    writeln!(terminal.out, "{summary}; mend with:\n  {mend}")?;
    Ok(())
}
