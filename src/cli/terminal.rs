//! The terminal: where text goes and how it may look.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::arguments::Format;
use crate::diagnostic::Diagnostic;
use crate::output::OutputError;
use crate::report::{self, text::Options};
use crate::source::Source;
use crate::targets::RenderError;

/// Where a command's text goes. Results go to `out`, diagnostics and errors to `err`.
pub struct Terminal<'w> {
    /// Standard output.
    pub out: &'w mut dyn Write,
    /// Standard error.
    pub err: &'w mut dyn Write,
    /// Whether colour is wanted.
    pub colour: bool,
    /// Whether lines may be drawn with Unicode characters.
    pub unicode: bool,
    /// The width in columns.
    pub width: usize,
}

impl fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal")
            .field("colour", &self.colour)
            .field("width", &self.width)
            .finish_non_exhaustive()
    }
}

impl Terminal<'_> {
    /// Reports diagnostics: text for people to standard error, data to standard output.
    pub(super) fn report(
        &mut self,
        diagnostics: &[Diagnostic],
        source: &Source,
        format: Format,
    ) -> io::Result<()> {
        match format {
            Format::Text => {
                let options = Options { colour: self.colour, unicode: self.unicode, width: self.width };
                self.err.write_all(report::text::render(diagnostics, source, options).as_bytes())
            }
            Format::Json => self.out.write_all(report::json::render(diagnostics, source).as_bytes()),
        }
    }

    fn styled(&self, text: &str, colour: AnsiColor) -> String {
        if self.colour {
            let style = Style::new().bold().fg_color(Some(colour.into()));
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A word that says something is wrong.
    pub(super) fn emphasis_error(&self, text: &str) -> String {
        self.styled(text, AnsiColor::Red)
    }

    /// A word that says all is well.
    pub(super) fn emphasis_good(&self, text: &str) -> String {
        self.styled(text, AnsiColor::Green)
    }
}

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Nothing to report.
    Clean,
    /// Findings.
    Findings,
    /// The question could not be answered.
    NoAnswer,
}

impl Outcome {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::NoAnswer => 2,
        }
    }
}

/// Why a command could not do its work. The text says how to mend it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Terminal(#[from] io::Error),
    #[error("{0}")]
    Input(String),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Yaml(#[from] serde_yaml::Error),
}

impl Failure {
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Terminal(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
