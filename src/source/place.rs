//! From paths to byte ranges, from byte ranges to lines and columns.

use std::ops::Range;

use super::outline::{Content, NodeId, Outline};
use crate::diagnostic::Part;
use crate::path::{ModelPath, Segment};

/// A place in a text, on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset of the byte behind the last one; equal to `start` when there is nothing to mark.
    pub end: usize,
    /// The line, counted from 1; lines end with LF or CRLF.
    pub line: usize,
    /// The column of `start` in characters, counted from 1.
    pub column: usize,
    /// The column of `end` in characters, counted from 1.
    pub end_column: usize,
}

/// The byte range to mark for `part` of the entry at `path`.
pub(super) fn find(outline: &Outline, path: &ModelPath, part: Part) -> Range<usize> {
    let Some(mut node) = outline.documents.first().copied() else { return 0..0 };
    let span = |node: NodeId| outline.nodes[node].span.clone();
    let mut key = None;
    for segment in path.segments() {
        match child(outline, node, segment) {
            Some((child_key, child)) => {
                key = child_key;
                node = child;
            }
            // Missing: its nearest parent, at the key.
            None => return span(key.unwrap_or(node)),
        }
    }
    let markable = !matches!(outline.nodes[node].content, Content::List(_) | Content::Mapping(_))
        && !outline.nodes[node].span.is_empty();
    match (key, part) {
        (Some(key), Part::Key) => span(key),
        (Some(key), _) if !markable => span(key),
        _ => span(node),
    }
}

/// The key (in a mapping) and value that `segment` names in a collection.
fn child(outline: &Outline, node: NodeId, segment: &Segment) -> Option<(Option<NodeId>, NodeId)> {
    match (&outline.nodes[outline.resolve(node)].content, segment) {
        (Content::Mapping(entries), Segment::Key(name)) => {
            let (key, value) = entries.iter().find(|(key, _)| is_key(outline, *key, name))?;
            Some((Some(*key), value.unwrap_or(*key)))
        }
        (Content::List(items), Segment::Index(index)) => Some((None, *items.get(*index)?)),
        _ => None,
    }
}

fn is_key(outline: &Outline, key: NodeId, name: &str) -> bool {
    matches!(&outline.nodes[outline.resolve(key)].content, Content::Scalar { text, .. } if text == name)
}

/// The offsets at which lines start; the first is 0.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect()
}

/// The line at `index` (from 0) without its line break, and where it starts.
pub(super) fn line<'t>(text: &'t str, starts: &[usize], index: usize) -> (usize, &'t str) {
    let Some(start) = starts.get(index).copied() else { return (text.len(), "") };
    let end = starts.get(index + 1).map_or(text.len(), |next| next - 1);
    (start, text[start..end].trim_end_matches('\r'))
}

/// `range` cut to its first line and to characters, without blanks at its end.
pub(super) fn span(text: &str, starts: &[usize], range: Range<usize>) -> Span {
    let index = starts.partition_point(|start| *start <= range.start).saturating_sub(1);
    let (line_start, line) = line(text, starts, index);
    let boundary = |offset: usize| {
        let offset = offset.saturating_sub(line_start).min(line.len());
        (0..=offset).rev().find(|offset| line.is_char_boundary(*offset)).unwrap_or(0)
    };
    let start = boundary(range.start);
    let marked = &line[start..boundary(range.end).max(start)];
    let end = start + if marked.trim().is_empty() { marked } else { marked.trim_end() }.len();
    let column = |offset: usize| line[..offset].chars().count() + 1;
    Span {
        start: line_start + start,
        end: line_start + end,
        line: index + 1,
        column: column(start),
        end_column: column(end),
    }
}
