//! Finds everything that keeps a text from being a model, each with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use super::decode::{Failure, Plain, syntax_error};
use super::outline::{Content, Node, NodeId, Outline};
use super::{MAX_BYTES, MAX_DEPTH, codes, syntax};
use crate::diagnostic::{CodeEntry, Diagnostic, Part};
use crate::path::ModelPath;

/// How many invisible characters are reported one by one.
const MAX_CHARACTERS: usize = 20;
/// How many problems of one text are reported; nobody reads more, and a hostile text could have any number.
const MAX_PROBLEMS: usize = 1000;
/// How many flow brackets may be open, those in texts and comments counted: readers of YAML take time that
/// grows with the square of it.
const MAX_BRACKETS: usize = 256;

/// An error at a range of bytes.
pub(super) fn error_at(code: &'static str, span: &Range<usize>, message: impl Into<String>) -> Diagnostic {
    also_at(Diagnostic::error(code, message), span, None)
}

/// Marks a further range of bytes.
pub(super) fn also_at(diagnostic: Diagnostic, span: &Range<usize>, text: Option<String>) -> Diagnostic {
    diagnostic.label(ModelPath::root(), Part::Text { start: span.start, end: span.end }, text)
}

/// The error for a file of `length` bytes, when that is too many.
pub(super) fn too_large(length: usize) -> Option<Diagnostic> {
    (length > MAX_BYTES).then(|| {
        Diagnostic::error(
            codes::TOO_LARGE,
            format!("the file has {length} bytes, a model has up to {MAX_BYTES}"),
        )
        .help("check that this is the right file")
    })
}

/// The error for bytes that are not UTF-8; the valid bytes end at `valid`.
pub(super) fn not_utf8(bytes: &[u8], valid: usize) -> Diagnostic {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let message = if utf16 {
        "the file is UTF-16, not UTF-8".to_owned()
    } else {
        format!("the file is not UTF-8: byte 0x{:02X} at offset {valid}", bytes.get(valid).unwrap_or(&0))
    };
    // A replacement character of three bytes stands there in the text that is shown.
    error_at(codes::NOT_UTF8, &(valid..valid + 3), message).help("save the file with the encoding UTF-8")
}

/// Errors for the characters that readers of YAML reject or do not agree on.
pub(super) fn control_characters(text: &str) -> Vec<Diagnostic> {
    let is_bad = |c: &char| match c {
        '\t' | '\n' | '\r' => false,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        c => c.is_control(),
    };
    text.char_indices()
        .filter(|(_, c)| is_bad(c))
        .take(MAX_CHARACTERS)
        .map(|(start, c)| {
            let code_point = u32::from(c);
            error_at(
                codes::CONTROL_CHARACTER,
                &(start..start + c.len_utf8()),
                format!("the invisible character U+{code_point:04X} cannot stand in a model"),
            )
            .help(format!("remove it, or write it as \\u{code_point:04X} in double quotes"))
        })
        .collect()
}

/// The error for a text with more open brackets than its readers can bear.
pub(super) fn brackets(text: &str) -> Option<Diagnostic> {
    let mut open = 0_usize;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => continue,
        }
        if open > MAX_BRACKETS {
            return Some(depth_error(&(offset..offset + 1)));
        }
    }
    None
}

/// Everything that is wrong with a text that could not be decoded because of `failure`; never empty.
pub(super) fn inspect(text: &str, failure: &Failure) -> Vec<Diagnostic> {
    let outline = Outline::of(text);
    let mut found: Vec<Diagnostic> = documents(&outline).into_iter().collect();
    for node in &outline.nodes {
        found.extend(check(&outline, node));
        if found.len() >= MAX_PROBLEMS {
            found.truncate(MAX_PROBLEMS);
            break;
        }
    }
    found.extend(syntax_error(text).and_then(|error| syntax::explain(text, &error)));
    if found.is_empty() {
        found.push(unplaced(&outline, failure));
    }
    found
}

fn documents(outline: &Outline) -> Option<Diagnostic> {
    match outline.documents.as_slice() {
        [_, second, ..] => {
            let span = &outline.nodes[*second].span;
            let diagnostic = error_at(codes::SEVERAL_DOCUMENTS, span, "a second YAML document starts here");
            Some(diagnostic.help("a model is one document; put environments under `environments`"))
        }
        _ => None,
    }
}

fn check(outline: &Outline, node: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(tag) = &node.tag {
        let diagnostic = error_at(codes::TAG, &node.span, format!("the YAML tag `{tag}` is not supported"));
        found.push(diagnostic.help("quote the value if it is text, remove the tag otherwise"));
    }
    match &node.content {
        Content::Scalar { text, plain: true } => found.extend(number(node, text)),
        Content::Scalar { .. } | Content::Alias { target: Some(_) } => {}
        Content::Alias { target: None } => {
            let message = "the alias stands inside the value it repeats";
            found.push(error_at(codes::TOO_MANY, &node.span, message).help("write the value out"));
        }
        Content::List(_) => found.extend(too_deep(node)),
        Content::Mapping(entries) => {
            found.extend(too_deep(node));
            found.extend(keys(outline, entries));
        }
    }
    found
}

fn number(node: &Node, text: &str) -> Option<Diagnostic> {
    let Plain::BadNumber(code) = Plain::of(text) else { return None };
    let message = match code {
        codes::NOT_FINITE => format!("`{text}` is not a number that a model can hold"),
        _ => format!("the number {text} is too large"),
    };
    Some(error_at(code, &node.span, message).help(format!("quote it if it is text: \"{text}\"")))
}

fn too_deep(node: &Node) -> Option<Diagnostic> {
    // The first level too many stands for all levels below it.
    (node.depth == MAX_DEPTH).then(|| depth_error(&node.span))
}

fn depth_error(span: &Range<usize>) -> Diagnostic {
    let message = format!("mappings and lists are nested more than {MAX_DEPTH} levels deep");
    error_at(codes::TOO_DEEP, span, message).help("check the indentation and the brackets")
}

fn keys(outline: &Outline, entries: &[(NodeId, Option<NodeId>)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    for (key, _) in entries {
        let span = &outline.nodes[*key].span;
        let (text, plain) = match &outline.nodes[outline.resolve(*key)].content {
            Content::Scalar { text, plain } => (text.as_str(), *plain),
            Content::List(_) => {
                found.push(error_at(codes::KEY_NOT_STRING, span, "a list cannot be a key"));
                continue;
            }
            Content::Mapping(_) => {
                let diagnostic = error_at(codes::KEY_NOT_STRING, span, "a mapping cannot be a key");
                found.push(diagnostic.help("quote the value if it is text in braces: \"{name}\""));
                continue;
            }
            Content::Alias { .. } => continue,
        };
        if text == "<<" {
            found.push(
                error_at(codes::MERGE_KEY, span, "merge keys (`<<`) are not supported").help(
                    "write it out, or put what environments share into the components or into `extends`",
                ),
            );
        } else if plain && Plain::of(text) != Plain::String {
            found.push(not_a_string(span, text));
        } else if let Some(first) = seen.get(text) {
            let diagnostic = error_at(codes::DUPLICATE_KEY, span, format!("the key `{text}` occurs twice"));
            let diagnostic = also_at(diagnostic, first, Some("first here".to_owned()));
            found.push(diagnostic.help("join the two entries or rename one"));
        } else {
            seen.insert(text, span);
        }
    }
    found
}

fn not_a_string(span: &Range<usize>, text: &str) -> Diagnostic {
    let what = match Plain::of(text) {
        Plain::Null => "null",
        Plain::Bool => "a boolean",
        _ => "a number",
    };
    let diagnostic = error_at(
        codes::KEY_NOT_STRING,
        span,
        format!("the key `{text}` is {what} for YAML, keys are strings"),
    );
    diagnostic.help(format!("quote it: \"{text}\""))
}

/// What [`super::decode`] objected to, when the outline does not show it: aliases can nest and repeat what
/// is harmless where it is written.
fn unplaced(outline: &Outline, failure: &Failure) -> Diagnostic {
    let code = match failure {
        Failure::Restricted(code) => code,
        Failure::Yaml(error) if error.to_string().starts_with("recursion limit") => codes::TOO_DEEP,
        Failure::Yaml(error) if error.to_string().starts_with("repetition limit") => codes::TOO_MANY,
        Failure::Yaml(_) => codes::SYNTAX,
    };
    if code == codes::EMPTY {
        return Diagnostic::error(code, "the model is empty").help("start with `biform: 1`");
    }
    if let (codes::SYNTAX, Some((offset, message))) = (code, &outline.error) {
        return error_at(codes::SYNTAX, &(*offset..*offset), message.clone());
    }
    let entry: Option<&CodeEntry> = codes::TABLE.iter().find(|entry| entry.code == code);
    let message = entry.map_or("The model is not well-formed YAML", |entry| entry.title);
    let diagnostic = Diagnostic::error(code, message);
    let first_alias = outline.nodes.iter().find(|node| matches!(node.content, Content::Alias { .. }));
    match first_alias {
        Some(alias) => also_at(diagnostic, &alias.span, Some("aliases are written out".to_owned()))
            .help("write the values out instead of repeating them with `*`"),
        None => diagnostic,
    }
}
