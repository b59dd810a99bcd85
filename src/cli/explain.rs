//! `biform explain`: the page of a code, what is known of a region, or where a value of a model comes from.

use camino::Utf8Path;
use serde_json::Value as Json;

use super::arguments::Format;
use super::session::{self, Loaded, Session};
use super::terminal::{Failure, Outcome, Terminal};
use crate::diagnostic::Part;
use crate::facts;
use crate::lowering::Lowered;
use crate::path::ModelPath;
use crate::resolve::{Resolved, Source};
use crate::rules;

pub(super) fn run(
    subject: &str,
    model: &Utf8Path,
    environment: Option<&str>,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Failure> {
    let code = subject.to_uppercase();
    if let Some(page) = rules::page(&code) {
        writeln!(terminal.out, "{}", page.trim_end())?;
        return Ok(Outcome::Clean);
    }
    if code.starts_with("BF") && code[2..].chars().all(|c| c.is_ascii_digit()) {
        return Err(Failure::Input(format!(
            "there is no code {code}; a diagnostic shows its code in brackets"
        )));
    }
    if let Some(region) = facts::regions::find(subject) {
        return region_page(region, terminal);
    }
    let path: ModelPath = subject.parse().map_err(|error| Failure::Input(format!("{error}")))?;
    match session::load(model)? {
        Loaded::Valid(session) => origins(&session, &path, environment, terminal),
        Loaded::Invalid(invalid) => {
            terminal.report(&invalid.diagnostics, &invalid.source, Format::Text)?;
            Ok(Outcome::NoAnswer)
        }
    }
}

/// What is known of a region, each fact with its source and date.
fn region_page(region: &facts::regions::Region, terminal: &mut Terminal<'_>) -> Result<Outcome, Failure> {
    let facts::regions::Region { name, display_name, geography, geo_code, .. } = region;
    writeln!(terminal.out, "# {name}: {display_name}\n\nIn {geography}; `{geo_code}` in names.\n")?;
    writeln!(terminal.out, "| fact | value | source | date |\n|---|---|---|---|")?;
    for (evidence, value) in region.facts() {
        let (fact, source, date) = (evidence.fact, evidence.source, evidence.date);
        let value = value.unwrap_or_else(|| "unknown".to_owned());
        writeln!(terminal.out, "| {fact} | {value} | {source} | {date} |")?;
    }
    writeln!(terminal.out, "\nWhere Azure has moved on, a model says so in `regions.capabilities`.")?;
    Ok(Outcome::Clean)
}

fn origins(
    session: &Session,
    path: &ModelPath,
    environment: Option<&str>,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Failure> {
    let mut found = false;
    for lowered in wanted(&session.lowered, environment)? {
        let value = path.get(&lowered.resolved.value).filter(|value| !value.is_null());
        found |= value.is_some();
        let value = value.map_or_else(|| "not set".to_owned(), Json::to_string);
        let origin = origin(session, &lowered.resolved, path);
        writeln!(terminal.out, "{}: {path} = {value}\n  {origin}", lowered.resolved.name)?;
    }
    if found {
        return Ok(Outcome::Clean);
    }
    Err(Failure::Input(format!(
        "nothing stands at `{path}` in these environments; see `biform show resolved`"
    )))
}

/// The environment of this name, or all of them.
pub(super) fn wanted<'l>(
    lowered: &'l [Lowered],
    environment: Option<&str>,
) -> Result<Vec<&'l Lowered>, Failure> {
    let names: Vec<&str> = lowered.iter().map(|lowered| lowered.resolved.name.as_str()).collect();
    if let Some(name) = environment.filter(|name| !names.contains(name)) {
        let hint = crate::diagnostic::one_of("environments", &names, name);
        return Err(Failure::Input(format!("there is no environment `{name}`; {hint}")));
    }
    let wanted =
        lowered.iter().filter(|lowered| environment.is_none_or(|name| name == lowered.resolved.name));
    Ok(wanted.collect())
}

fn origin(session: &Session, resolved: &Resolved, path: &ModelPath) -> String {
    let settled = resolved.settled.iter().rev().find(|settled| settled.path == *path);
    if let Some(settled) = settled {
        return format!("instead of {}, because {}", settled.from, settled.reason());
    }
    match resolved.source(path) {
        Source::BuiltIn => "built-in default".to_owned(),
        Source::Allocated => "allocated; `biform addresses` lists all blocks".to_owned(),
        Source::Document(place) => {
            let span = session.source.locate(&place, Part::Key);
            format!("from {place} ({}:{}:{})", session.source.name(), span.line, span.column)
        }
    }
}
