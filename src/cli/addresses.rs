//! `biform addresses`: which block every network and subnet has; `biform addresses prune`: what the lock gives up.

use camino::Utf8Path;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::{Value as Json, json};

use super::arguments::{AddressesOptions, AddressesTask, Format};
use super::generate::trimmed;
use super::lockfile::Addresses;
use super::session::{self, Invalid, PlannedModel};
use super::terminal::{Failure, Outcome, Terminal};
use crate::addresses::{Entry, State};
use crate::facts::subnets;

pub(super) fn run(options: &AddressesOptions, terminal: &mut Terminal<'_>) -> Result<Outcome, Failure> {
    let model = &options.model.model;
    let planned = match session::addresses(model)? {
        Ok(planned) => planned,
        Err(Invalid { source, diagnostics }) => {
            terminal.report(&diagnostics, &source, options.format)?;
            return Ok(Outcome::NoAnswer);
        }
    };
    match &options.task {
        None => list(&planned, options.format, terminal),
        Some(AddressesTask::Prune { dry_run }) => prune(model, &planned, options.format, *dry_run, terminal),
    }
}

fn list(planned: &PlannedModel, format: Format, terminal: &mut Terminal<'_>) -> Result<Outcome, Failure> {
    let entries = &planned.addresses.entries;
    match format {
        Format::Json => print_json(&json!({ "addresses": data(entries.iter()) }), terminal)?,
        Format::Text => {
            terminal.report(&planned.diagnostics, &planned.source, format)?;
            let mut table = Table::new();
            let heading = ["environment", "network", "region", "subnet", "block", "addresses", "from"];
            table.load_style(NOTHING).set_header(heading);
            for entry in entries {
                let key = &entry.key;
                let usable = usable(entry).map_or_else(String::new, |usable| usable.to_string());
                table.add_row([
                    key.environment.as_str(),
                    &key.component,
                    &key.region,
                    key.subnet.as_deref().unwrap_or_default(),
                    &entry.block.to_string(),
                    &usable,
                    word(entry.state),
                ]);
            }
            writeln!(terminal.out, "{}", trimmed(&table))?;
        }
    }
    Ok(if planned.diagnostics.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// The addresses that a subnet has for resources: Azure keeps five.
fn usable(entry: &Entry) -> Option<u32> {
    entry.key.subnet.as_ref().map(|_| subnets::usable_addresses(entry.block.prefix_len().into()))
}

fn word(state: State) -> &'static str {
    match state {
        State::Written => "model",
        State::Locked => "lock",
        State::New => "new: `biform generate` keeps it",
        State::Misfit => "lock: not what the model asks for",
        State::Unused => "lock: unused",
    }
}

fn data<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<Json> {
    let state = |state| match state {
        State::Written => "written",
        State::Locked => "locked",
        State::New => "new",
        State::Misfit => "misfit",
        State::Unused => "unused",
    };
    let entry = |entry: &Entry| {
        json!({ "environment": entry.key.environment, "component": entry.key.component, "region": entry.key.region,
            "subnet": entry.key.subnet, "block": entry.block, "usableAddresses": usable(entry), "state": state(entry.state) })
    };
    entries.map(entry).collect()
}

fn prune(
    model: &Utf8Path,
    planned: &PlannedModel,
    format: Format,
    dry_run: bool,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Failure> {
    let Addresses { file, entries, .. } = &planned.addresses;
    let freed: Vec<&Entry> =
        entries.iter().filter(|entry| matches!(entry.state, State::Unused | State::Misfit)).collect();
    if !dry_run && !freed.is_empty() {
        file.replace(&file.lock.without(freed.iter().map(|entry| &entry.key)))?;
    }
    if format == Format::Json {
        print_json(&json!({ "dryRun": dry_run, "freed": data(freed.iter().copied()) }), terminal)?;
        return Ok(Outcome::Clean);
    }
    for Entry { key, block, .. } in &freed {
        let subnet = key.subnet.as_ref().map_or_else(String::new, |subnet| format!(" {subnet}"));
        writeln!(
            terminal.out,
            "freed {block}: {} {}{subnet} in {}",
            key.environment, key.component, key.region
        )?;
    }
    match (freed.is_empty(), dry_run) {
        (true, _) => writeln!(terminal.out, "{} has nothing that {model} does not ask for", file.path)?,
        (false, true) => writeln!(terminal.out, "nothing was written: this was a dry run")?,
        (false, false) => writeln!(terminal.out, "next: `biform generate` allocates what is missing now")?,
    }
    Ok(Outcome::Clean)
}

fn print_json(value: &Json, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    writeln!(terminal.out, "{}", serde_json::to_string_pretty(value)?)?;
    Ok(())
}
