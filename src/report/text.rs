//! Diagnostics for people: a heading, the lines of the model with the place marked, how to mend it.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::snippet::Snippet;
use super::{Counts, Located, escape, in_order, redact};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

/// How to draw; the caller knows the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Colour through ANSI escapes.
    pub colour: bool,
    /// Lines drawn with Unicode characters instead of ASCII.
    pub unicode: bool,
    /// The width of the terminal in columns.
    pub width: usize,
}

/// All diagnostics and a last line that counts them; an empty text when there are none.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], source: &Source, options: Options) -> String {
    let diagnostics = redact::scrub(diagnostics, source);
    let located = in_order(&diagnostics, source);
    if located.is_empty() {
        return String::new();
    }
    let handler = handler(options);
    let hidden = redact::hidden(&diagnostics, source);
    let mut report = String::new();
    for entry in &located {
        report.push_str(&heading(entry.diagnostic, options));
        report.push_str(&body(entry, source, &hidden, options, &handler));
        report.push('\n');
    }
    report + &Counts::of(&located).summary() + "\n"
}

fn handler(options: Options) -> GraphicalReportHandler {
    let characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if options.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width.max(40))
        .with_links(false)
        .with_context_lines(0)
        .without_syntax_highlighting()
}

/// `error[BF1203]: the message`.
fn heading(diagnostic: &Diagnostic, options: Options) -> String {
    let (word, colour) = match diagnostic.severity {
        Severity::Error => ("error", AnsiColor::Red),
        Severity::Warning => ("warning", AnsiColor::Yellow),
        Severity::Note => ("note", AnsiColor::Cyan),
    };
    let (severity, bold) = if options.colour {
        (Style::new().bold().fg_color(Some(colour.into())), Style::new().bold())
    } else {
        (Style::new(), Style::new())
    };
    let message = escape::line(&diagnostic.message);
    format!("{severity}{word}[{}]{severity:#}{bold}: {message}{bold:#}\n", diagnostic.code)
}

fn body(
    entry: &Located<'_>,
    source: &Source,
    hidden: &[Range<usize>],
    options: Options,
    handler: &GraphicalReportHandler,
) -> String {
    let snippet = Snippet::of(entry.diagnostic, source, hidden, options);
    let mut drawn = String::new();
    if entry.place.is_none() {
        let rule = if options.unicode { '─' } else { '-' };
        // Writing to a string cannot fail.
        let _ = writeln!(drawn, "  {rule}{rule}[{}]", escape::line(source.name()));
    }
    let mut report = String::new();
    let _ = handler.render_report(&mut report, &snippet);
    // The renderer starts with a heading of its own, which is empty.
    let report = report.split_once('\n').map_or("", |(_, rest)| rest);
    for line in report.lines() {
        drawn.push_str(line.trim_end());
        drawn.push('\n');
    }
    drawn
}
