//! `biform explain dr`: what a model's environments give after the loss of their region, held against their objectives.

use camino::Utf8Path;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::{Value as Json, json};

use super::arguments::Format;
use super::explain::wanted;
use super::generate::trimmed;
use super::session::{self, LoweredModel};
use super::terminal::{Failure, Outcome, Terminal};
use crate::blueprint::recovery::{Figure, Recovery, span};
use crate::diagnostic::Severity;
use crate::facts;
use crate::lowering::{self, Lowered};

/// What is asked for; no path of a model begins like this.
pub(super) const SUBJECT: &str = "dr";

/// An environment with objectives.
struct Promise<'l> {
    environment: &'l str,
    regions: Vec<&'l str>,
    recovery: Recovery,
}

pub(super) fn run(
    path: &Utf8Path,
    environment: Option<&str>,
    format: Format,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Failure> {
    let model = match session::lower(path)? {
        Ok(model) => model,
        Err(invalid) => {
            terminal.report(&invalid.diagnostics, &invalid.source, format)?;
            return Ok(Outcome::NoAnswer);
        }
    };
    let promises: Vec<Promise<'_>> = wanted(&model.lowered, environment)?
        .into_iter()
        .filter_map(|lowered| promise(&model, lowered))
        .collect();
    // A model that misses its objectives is invalid, and just that is what this command is asked about.
    let errors = model.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<_> = errors.cloned().collect();
    if !errors.is_empty() {
        terminal.report(&errors, &model.source, Format::Text)?;
    }
    match format {
        Format::Json => {
            let all: serde_json::Map<String, Json> =
                promises.iter().map(|promise| (promise.environment.to_owned(), data(promise))).collect();
            writeln!(terminal.out, "{}", serde_json::to_string_pretty(&Json::Object(all))?)?;
        }
        Format::Text if promises.is_empty() => {
            writeln!(
                terminal.out,
                "no objectives: an environment states them as `disasterRecovery: {{ rto: 4h, rpo: 1h }}`"
            )?;
        }
        Format::Text => {
            let texts: Vec<String> = promises.iter().map(text).collect();
            writeln!(terminal.out, "{}", texts.join("\n\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

fn promise<'l>(model: &LoweredModel, lowered: &'l Lowered) -> Option<Promise<'l>> {
    let recovery = lowering::recovery::recovery(&model.environments, lowered, &model.catalogue)?;
    let environment = &lowered.resolved.environment;
    let second = lowering::recovery::second_region(environment).map(|second| second.location);
    let regions = [environment.regions.primary.as_str()].into_iter().chain(second).collect();
    Some(Promise { environment: &lowered.resolved.name, regions, recovery })
}

fn text(promise: &Promise<'_>) -> String {
    let Promise { environment, regions, recovery } = promise;
    let time = facts::recovery::strategy(recovery.strategy).map_or(0, |known| known.rto_minutes);
    let mut lines = vec![
        format!("{environment}: rto {}, rpo {}", recovery.rto.text, recovery.rpo.text),
        format!("strategy: {} ({}), {}", recovery.strategy, span(time), recovery.reason()),
        format!("regions: {}", regions.join(", ")),
        String::new(),
        table(recovery),
        String::new(),
    ];
    if let Some(weakest) = recovery.weakest_for_rto() {
        let verdict = verdict(recovery.misses_rto(weakest));
        lines.push(format!("weakest for rto: {}, {}{verdict}", weakest.component, weakest.rto()));
    }
    if let Some(weakest) = recovery.weakest_for_rpo() {
        let verdict = verdict(recovery.misses_rpo(weakest));
        lines.push(format!("weakest for rpo: {}, {}{verdict}", weakest.component, weakest.rpo()));
    }
    lines.join("\n")
}

fn verdict(misses: bool) -> &'static str {
    if misses { ", which misses the objective" } else { "" }
}

fn table(recovery: &Recovery) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["component", "mechanism", "rto", "rpo", "basis", "source"]);
    for figure in &recovery.figures {
        let (mechanism, basis, source) = known(figure);
        let marked = |text: String, misses: bool| if misses { format!("{text} !") } else { text };
        table.add_row([
            figure.component.clone(),
            mechanism.to_owned(),
            marked(figure.rto(), recovery.misses_rto(figure)),
            marked(figure.rpo(), recovery.misses_rpo(figure)),
            basis.to_owned(),
            source.to_owned(),
        ]);
    }
    trimmed(&table)
}

/// The mechanism behind a figure, where the figure comes from, and the document that says so.
fn known(figure: &Figure) -> (&'static str, &'static str, &'static str) {
    facts::recovery::mechanism(figure.mechanism)
        .map_or(("", "", ""), |known| (known.text, known.basis.word(), known.source))
}

fn data(promise: &Promise<'_>) -> Json {
    let recovery = &promise.recovery;
    let figure = |figure: &Figure| {
        let (mechanism, basis, source) = known(figure);
        json!({
            "component": figure.component,
            "mechanism": mechanism,
            "rtoMinutes": figure.rto_minutes,
            "rpoMinutes": figure.rpo_minutes,
            "basis": basis,
            "source": source,
            "missesRto": recovery.misses_rto(figure),
            "missesRpo": recovery.misses_rpo(figure),
        })
    };
    let name = |figure: Option<&Figure>| figure.map(|figure| figure.component.clone());
    json!({
        "rto": recovery.rto,
        "rpo": recovery.rpo,
        "strategy": recovery.strategy,
        "reason": recovery.reason(),
        "regions": promise.regions,
        "components": recovery.figures.iter().map(figure).collect::<Vec<_>>(),
        "weakestForRto": name(recovery.weakest_for_rto()),
        "weakestForRpo": name(recovery.weakest_for_rpo()),
    })
}
