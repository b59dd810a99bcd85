//! The lines of the model that a diagnostic marks, made harmless and cut to size, as the renderer wants them.

use std::fmt;
use std::ops::Range;

use miette::{
    LabeledSpan, MietteError, MietteSpanContents, Severity as Level, SourceCode, SourceSpan, SpanContents,
};

use super::escape;
use super::text::Options;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{Source, Span};

/// How many characters of a long line are shown before the marked place.
const BEFORE: usize = 24;

/// What the renderer draws below a heading.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    /// The marked lines only, one below the other.
    text: String,
    lines: Vec<Line>,
    marks: Vec<LabeledSpan>,
    /// The column of each mark in the file, which escapes move in `text`.
    columns: Vec<usize>,
    level: Level,
    help: Option<String>,
}

#[derive(Debug)]
struct Line {
    /// Counted from 1, in the file.
    number: usize,
    start: usize,
    end: usize,
}

impl Snippet {
    /// The snippet of `diagnostic`, lines cut to the width of the terminal, without what must not be shown.
    pub(super) fn of(
        diagnostic: &Diagnostic,
        source: &Source,
        hidden: &[Range<usize>],
        options: Options,
    ) -> Self {
        let mut snippet = Self {
            name: escape::line(source.name()).into_owned(),
            text: String::new(),
            lines: Vec::new(),
            marks: Vec::new(),
            columns: Vec::new(),
            level: match diagnostic.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Note => Level::Advice,
            },
            help: diagnostic.help.as_deref().map(escape::lines),
        };
        let mut spans: Vec<(Span, bool, &Label)> = diagnostic
            .labels
            .iter()
            .enumerate()
            .map(|(position, label)| (source.locate(&label.path, label.part), position == 0, label))
            .collect();
        spans.sort_by_key(|(span, ..)| *span);
        for line in spans.chunk_by(|(left, ..), (right, ..)| left.line == right.line) {
            snippet.add_line(line, source, hidden, options);
        }
        snippet
    }

    fn add_line(
        &mut self,
        labels: &[(Span, bool, &Label)],
        source: &Source,
        hidden: &[Range<usize>],
        options: Options,
    ) {
        let Some((first, ..)) = labels.first() else { return };
        let (line_start, line) = source.line(first.line);
        let is_hidden = |offset: usize| hidden.iter().any(|range| range.contains(&(line_start + offset)));
        let window = Window::around(first.column - 1, line, is_hidden, options);
        let start = self.text.len();
        let at = |offset: usize| start + window.shown_offset(offset - line_start);
        for (span, primary, label) in labels {
            let range = at(span.start)..at(span.end);
            let mark = SourceSpan::from(range);
            let text = label.text.as_deref().map(|text| escape::line(text).into_owned());
            self.columns.push(span.column);
            self.marks.push(if *primary {
                LabeledSpan::new_primary_with_span(text, mark)
            } else {
                LabeledSpan::new_with_span(text, mark)
            });
        }
        self.text.push_str(&window.shown);
        self.lines.push(Line { number: first.line, start, end: self.text.len() });
        self.text.push('\n');
    }

    fn line_at(&self, offset: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.start <= offset && offset <= line.end)
    }
}

/// The part of a line that is shown, and where its characters have gone.
struct Window {
    shown: String,
    /// Offsets in the line and in `shown`, for each character of the part and its end.
    offsets: Vec<(usize, usize)>,
}

impl Window {
    /// The part of `line` around the character at `column` (from 0) that fits the width.
    fn around(column: usize, line: &str, is_hidden: impl Fn(usize) -> bool, options: Options) -> Self {
        let ellipsis = if options.unicode { "…" } else { "..." };
        let length = line.chars().count();
        // The renderer wants some columns for line numbers and the gutter.
        let room = options.width.max(40) - 12;
        let skip = if column + BEFORE <= room {
            0
        } else {
            // No further than it takes to show the end of the line.
            column.saturating_sub(BEFORE).min(length.saturating_sub(room))
        };
        let mut window = Self { shown: String::new(), offsets: Vec::new() };
        if skip > 0 {
            window.shown.push_str(ellipsis);
        }
        let mut part_end = line.len();
        for (position, (offset, c)) in line.char_indices().skip(skip).enumerate() {
            if position == room {
                part_end = offset;
                break;
            }
            window.offsets.push((offset, window.shown.len()));
            if is_hidden(offset) {
                window.shown.push('*');
            } else if c == '\t' || !escape::is_harmful(c) {
                window.shown.push(c);
            } else {
                window.shown.extend(c.escape_default());
            }
        }
        window.offsets.push((part_end, window.shown.len()));
        if part_end < line.len() {
            window.shown.push_str(ellipsis);
        }
        if window.shown.is_empty() {
            // The renderer draws no line that has no character.
            window.shown.push(' ');
        }
        window
    }

    /// Where the byte at `offset` of the line is in the shown part, or the end of the part nearest to it.
    fn shown_offset(&self, offset: usize) -> usize {
        let index = self.offsets.partition_point(|(original, _)| *original < offset);
        let (_, shown) = self.offsets[index.min(self.offsets.len() - 1)];
        shown
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = self.line_at(span.offset()).ok_or(MietteError::OutOfBounds)?;
        let last = self.line_at(span.offset() + span.len()).ok_or(MietteError::OutOfBounds)?;
        let (start, end) = (self.lines[first].start, self.lines[last].end);
        let range = SourceSpan::from(start..end);
        let inside = |mark: &LabeledSpan| {
            span.offset() <= mark.offset() && mark.offset() + mark.len() <= span.offset() + span.len()
        };
        let primary = self.marks.iter().position(|mark| mark.primary() && inside(mark));
        let data = &self.text.as_bytes()[start..end];
        let line = self.lines[first].number - 1;
        let count = last - first + 1;
        Ok(Box::new(match primary {
            // Only the lines with the main place are headed with the name of the file.
            Some(index) => MietteSpanContents::new_named(
                self.name.clone(),
                data,
                range,
                line,
                self.columns[index] - 1,
                count,
            ),
            None => MietteSpanContents::new(data, range, line, 0, count),
        }))
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl miette::Diagnostic for Snippet {
    fn severity(&self) -> Option<Level> {
        Some(self.level)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().cloned()))
    }
}
