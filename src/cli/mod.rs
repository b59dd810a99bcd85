//! The command line: arguments in, text and an exit code out. Only `main` prints and exits.
//!
//! Exit codes: 0 nothing to report; 1 findings (an invalid model for `validate`; files that are not what the model says
//! for `check`); 2 could not answer (usage, input or output, an invalid model given to another command).

mod addresses;
mod arguments;
mod explain;
mod generate;
mod init;
mod lockfile;
mod recovery;
mod session;
mod show;
mod terminal;

use std::ffi::OsString;

use clap::{CommandFactory, Parser};

use crate::model;
pub use arguments::Arguments;
use arguments::{Command, Format};
use terminal::Outcome;
pub use terminal::Terminal;

/// Runs the command line `arguments` (program name first) and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal<'_>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, terminal),
    };
    match command(arguments.command, terminal) {
        Ok(outcome) => outcome.code(),
        Err(failure) if failure.is_broken_pipe() => 0,
        Err(failure) => {
            // Nowhere is left to report that reporting failed.
            let _ = writeln!(terminal.err, "{}: {failure}", terminal.emphasis_error("error"));
            Outcome::NoAnswer.code()
        }
    }
}

fn usage(error: &clap::Error, terminal: &mut Terminal<'_>) -> u8 {
    let text = error.render();
    let styled = if terminal.colour { text.ansi().to_string() } else { text.to_string() };
    let printed = if error.use_stderr() {
        terminal.err.write_all(styled.as_bytes())
    } else {
        terminal.out.write_all(styled.as_bytes())
    };
    match (error.use_stderr(), printed) {
        (false, Ok(())) => 0,
        _ => Outcome::NoAnswer.code(),
    }
}

fn command(command: Command, terminal: &mut Terminal<'_>) -> Result<Outcome, terminal::Failure> {
    match command {
        Command::Init { path } => init::run(&path, terminal),
        Command::Validate { model, format } => validate(&model.model, format, terminal),
        Command::Generate(options) => generate::generate(&options, terminal),
        Command::Check(options) => generate::check(&options, terminal),
        Command::Addresses(options) => addresses::run(&options, terminal),
        Command::Schema => {
            writeln!(terminal.out, "{}", serde_json::to_string_pretty(&editor_schema())?)?;
            Ok(Outcome::Clean)
        }
        Command::Explain { subject, model, environment, format } if subject == recovery::SUBJECT => {
            recovery::run(&model.model, environment.as_deref(), format, terminal)
        }
        Command::Explain { subject, model, environment, .. } => {
            explain::run(&subject, &model.model, environment.as_deref(), terminal)
        }
        Command::Show { stage, model, format } => show::run(stage, &model.model, format, terminal),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "biform", &mut terminal.out);
            Ok(Outcome::Clean)
        }
    }
}

/// The schema for editors: environments described as patches of what stands beside them.
#[must_use]
pub fn editor_schema() -> serde_json::Value {
    crate::schema::with_patch(model::document_schema(), "EnvironmentPatch", &model::environment_schema())
}

fn validate(
    model: &camino::Utf8Path,
    format: Format,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, terminal::Failure> {
    let outcome = match session::load(model)? {
        session::Loaded::Invalid(invalid) => {
            terminal.report(&invalid.diagnostics, &invalid.source, format)?;
            Outcome::Findings
        }
        session::Loaded::Valid(session) => {
            terminal.report(&session.diagnostics, &session.source, format)?;
            if format == Format::Text {
                let names: Vec<&str> = session.blueprint.environments.keys().map(String::as_str).collect();
                let components = session.components();
                writeln!(terminal.out, "{model} is valid: {components} components in {}", names.join(", "))?;
            }
            Outcome::Clean
        }
    };
    Ok(outcome)
}
