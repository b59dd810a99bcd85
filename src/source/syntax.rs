//! Says in plain words what the reader of YAML could not read.

use std::ops::Range;

use super::codes;
use super::inspect::{also_at, error_at};
use crate::diagnostic::Diagnostic;

/// What the reader says (the start of it), what that means, how to mend it.
const PHRASES: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a `:` cannot stand here",
        "quote the value if it holds `: `, or check the indentation of this line and the one above",
    ),
    (
        "could not find expected ':'",
        "a `:` is missing behind the key",
        "write `key: value`; check for a missing colon or an unclosed quote",
    ),
    (
        "did not find expected key",
        "a key was expected here",
        "check the indentation: entries of one mapping start in the same column",
    ),
    (
        "did not find expected '-' indicator",
        "a list item (`- ...`) was expected here",
        "check the indentation: items of one list start in the same column",
    ),
    (
        "did not find expected ',' or ']'",
        "a `,` or `]` was expected here",
        "close the list with `]`, or put a comma between its items",
    ),
    (
        "did not find expected ',' or '}'",
        "a `,` or `}` was expected here",
        "close the mapping with `}`, put a comma between its entries, or quote text that starts with `{`",
    ),
    (
        "block sequence entries are not allowed",
        "a list item (`- ...`) cannot stand here",
        "put the list on lines of its own below the key, or quote the text if it starts with `- `",
    ),
    (
        "block mapping keys are not allowed",
        "a key cannot stand here",
        "check the indentation of this line and the one above",
    ),
    (
        "found character that cannot start any token",
        "a value cannot start with this character",
        "quote the value: `@`, `` ` `` and `%` cannot start plain text",
    ),
    ("found unexpected end of stream", "the file ends inside a quoted text", "close the quote"),
    (
        "found unknown escape character",
        "this escape does not exist",
        "write `\\\\` for a backslash, or use single quotes, in which it has no meaning",
    ),
    (
        "did not find expected hexadecimal number",
        "an escape needs hexadecimal digits here",
        "write `\\\\` for a backslash, or use single quotes, in which it has no meaning",
    ),
    (
        "did not find expected comment or line break",
        "nothing can stand behind the `|` or `>` of a block text",
        "start the text on the next line",
    ),
    (
        "did not find expected <document start>",
        "the document has ended before this",
        "check the indentation: all top-level keys start in the first column",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "a name is missing behind `*` or `&`",
        "quote the value if it is text: \"*\"",
    ),
    ("did not find expected node content", "a value was expected here", "remove the extra comma or bracket"),
];

/// What the reader was at (in its words), and how to mark where that starts.
const OPENED: &[(&str, &str)] = &[
    ("scanning a quoted scalar", "the quoted text starts here"),
    ("parsing a flow sequence", "the list starts here"),
    ("parsing a flow mapping", "the mapping starts here"),
];

/// The diagnostic for an error of syntax; `None` for an error of another sort, which the outline shows better.
pub(super) fn explain(text: &str, error: &serde_yaml::Error) -> Option<Diagnostic> {
    let message = error.to_string();
    let other = ["deserializing from YAML", "repetition limit", "recursion limit", "empty YAML tag"];
    if other.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let offset = error.location().map_or(0, |location| byte_offset(text, location.index()));
    if message.starts_with("unknown anchor") {
        return Some(unknown_anchor(text, offset));
    }
    if let Some(tab) = tab_at(text, offset) {
        let diagnostic = error_at(codes::TAB, &tab, "a tab is used for indentation");
        return Some(diagnostic.help("YAML is indented with spaces: replace the tabs of the file"));
    }
    let span = mark(text, offset);
    if message.starts_with("did not find expected key") && follows_quote(text, offset) {
        let diagnostic = error_at(codes::SYNTAX, &span, "nothing can stand behind the closing quote");
        return Some(
            diagnostic.help("double a quote inside single quotes: 'it''s'; or quote the whole value"),
        );
    }
    let known = PHRASES.iter().find(|(start, ..)| message.starts_with(start));
    let diagnostic = match known {
        Some((_, meaning, help)) => error_at(codes::SYNTAX, &span, *meaning).help(*help),
        None => error_at(codes::SYNTAX, &span, format!("not well-formed YAML: {}", without_places(&message))),
    };
    Some(match opened(text, &message) {
        Some((offset, label)) => also_at(diagnostic, &(offset..offset + 1), Some(label.to_owned())),
        None => diagnostic,
    })
}

fn follows_quote(text: &str, offset: usize) -> bool {
    text[..offset].trim_end_matches(' ').ends_with(['"', '\''])
}

/// Where the text, list or mapping starts that the reader could not finish: it says
/// `..., while parsing a flow sequence at line 1 column 4`.
fn opened(text: &str, message: &str) -> Option<(usize, &'static str)> {
    let (_, context) = message.split_once(", while ")?;
    let (activity, place) = context.split_once(" at line ")?;
    let (_, label) = OPENED.iter().find(|(start, _)| *start == activity)?;
    let (line, column) = place.split_once(" column ")?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let column = byte_offset(&text[start..], column.checked_sub(1)?);
    Some((start + column, label))
}

fn byte_offset(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(offset, _)| offset)
}

/// The reader's words up to where it repeats the place: `..., while parsing a block mapping at line 2 column 1`.
fn without_places(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

fn unknown_anchor(text: &str, offset: usize) -> Diagnostic {
    let name = |c: char| !c.is_whitespace() && !",[]{}".contains(c);
    let length = text[offset..].find(|c| !name(c)).unwrap_or(text.len() - offset);
    let span = offset..offset + length;
    let alias = &text[span.clone()];
    let message = format!("the alias `{alias}` has no anchor further up");
    error_at(codes::UNKNOWN_ANCHOR, &span, message).help(format!("quote it if it is text: \"{alias}\""))
}

/// The first tab in the indentation of the line at `offset` or, when the reader stumbled late, of a line
/// just above it.
fn tab_at(text: &str, offset: usize) -> Option<Range<usize>> {
    let end = text[offset..].find('\n').map_or(text.len(), |length| offset + length);
    let lines = text[..end].rsplit('\n').take(2);
    let mut line_end = end;
    for line in lines {
        let start = line_end - line.len();
        let indentation = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
        if let Some(tab) = line[..indentation].find('\t') {
            return Some(start + tab..start + tab + 1);
        }
        line_end = start.saturating_sub(1);
    }
    None
}

/// The word at `offset`; where there is none (the end of a line), the last character before it.
fn mark(text: &str, offset: usize) -> Range<usize> {
    let rest = &text[offset..];
    let length = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
    if length > 0 {
        return offset..offset + length;
    }
    let before = text[..offset].trim_end();
    let start = before.char_indices().next_back().map_or(0, |(start, _)| start);
    start..before.len()
}
