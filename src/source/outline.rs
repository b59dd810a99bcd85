//! The outline of a text: every node of it with its place, one arena of nodes per text.
//!
//! Built from the events of a YAML parser that knows places, only when a place is asked for or something is
//! wrong. Values never come from here. Nothing recurses, so no nesting is too deep for it, and an alias is
//! one node however much it repeats.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as ParserSpan, StrInput, Tag};

/// The position of a node in [`Outline::nodes`].
pub(super) type NodeId = usize;

/// All nodes of a text, in the order in which they start.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) nodes: Vec<Node>,
    /// The root of each document.
    pub(super) documents: Vec<NodeId>,
    /// What stopped the parser: a byte offset and its message.
    pub(super) error: Option<(usize, String)>,
}

/// A node with its place.
#[derive(Debug)]
pub(super) struct Node {
    /// Bytes of the text; for a collection only the start is exact.
    pub(super) span: Range<usize>,
    pub(super) content: Content,
    /// How many collections it stands in.
    pub(super) depth: usize,
    /// Whether the parser has seen its end; an alias inside an open node would contain itself.
    open: bool,
    /// `!tag` as written; the `!!` tags of YAML itself are left out, since they only name a type.
    pub(super) tag: Option<String>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Content {
    Scalar {
        text: String,
        /// Neither quoted nor a block: its look decides on its type.
        plain: bool,
    },
    List(Vec<NodeId>),
    /// Keys and values as written, doubles included.
    Mapping(Vec<(NodeId, Option<NodeId>)>),
    Alias {
        /// `None`: the alias stands inside its own anchor.
        target: Option<NodeId>,
    },
}

impl Outline {
    /// Outlines as much of `text` as can be parsed.
    pub(super) fn of(text: &str) -> Self {
        let mut builder = Builder { offsets: Offsets::of(text), ..Builder::default() };
        for event in Parser::new(StrInput::new(text)) {
            match event {
                Ok((event, span)) => builder.event(event, span),
                Err(error) => {
                    let offset = builder.offsets.byte(error.marker().index());
                    builder.outline.error = Some((offset, error.info().to_owned()));
                    break;
                }
            }
        }
        builder.outline
    }

    /// The node behind an alias, if `id` is one.
    pub(super) fn resolve(&self, mut id: NodeId) -> NodeId {
        while let Content::Alias { target: Some(target) } = self.nodes[id].content {
            id = target;
        }
        id
    }
}

#[derive(Default)]
struct Builder {
    outline: Outline,
    offsets: Offsets,
    anchors: BTreeMap<usize, NodeId>,
    open: Vec<NodeId>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: ParserSpan) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                self.add(Content::Scalar { text: text.into_owned(), plain }, span, anchor, tag.as_deref());
            }
            Event::SequenceStart(anchor, tag) => {
                let id = self.add(Content::List(Vec::new()), span, anchor, tag.as_deref());
                self.enter(id);
            }
            Event::MappingStart(anchor, tag) => {
                let id = self.add(Content::Mapping(Vec::new()), span, anchor, tag.as_deref());
                self.enter(id);
            }
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied().filter(|id| !self.outline.nodes[*id].open);
                self.add(Content::Alias { target }, span, 0, None);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(id) = self.open.pop() {
                    let end = self.offsets.byte(span.end.index());
                    let node = &mut self.outline.nodes[id];
                    node.open = false;
                    node.span.end = end.max(node.span.end);
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, id: NodeId) {
        self.outline.nodes[id].open = true;
        self.open.push(id);
    }

    fn add(&mut self, content: Content, span: ParserSpan, anchor: usize, tag: Option<&Tag>) -> NodeId {
        let id = self.outline.nodes.len();
        let span = self.offsets.byte(span.start.index())..self.offsets.byte(span.end.index());
        let tag = tag.filter(|tag| !tag.is_yaml_core_schema()).map(ToString::to_string);
        self.outline.nodes.push(Node { span, content, depth: self.open.len(), open: false, tag });
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        match self.open.last() {
            Some(parent) => self.outline.nodes[*parent].content.adopt(id),
            None => self.outline.documents.push(id),
        }
        id
    }
}

impl Content {
    fn adopt(&mut self, child: NodeId) {
        match self {
            Self::List(items) => items.push(child),
            Self::Mapping(entries) => match entries.last_mut() {
                Some((_, value @ None)) => *value = Some(child),
                _ => entries.push((child, None)),
            },
            Self::Scalar { .. } | Self::Alias { .. } => {}
        }
    }
}

/// Turns the parser's positions, which count characters, into bytes.
#[derive(Default)]
struct Offsets {
    length: usize,
    /// Empty for ASCII text, where both are the same.
    characters: Vec<usize>,
}

impl Offsets {
    fn of(text: &str) -> Self {
        let characters = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(offset, _)| offset).collect()
        };
        Self { length: text.len(), characters }
    }

    fn byte(&self, character: usize) -> usize {
        if self.characters.is_empty() {
            character.min(self.length)
        } else {
            self.characters.get(character).copied().unwrap_or(self.length)
        }
    }
}
