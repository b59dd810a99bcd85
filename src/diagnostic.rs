//! Diagnostics: the one type in which every stage reports a problem with a model.
//!
//! A diagnostic addresses the model by path; [`crate::source`] finds the place in the text and
//! [`crate::cli`] prints it. Stages collect diagnostics and go on, so that a run reports all of them.

use serde::Serialize;

use crate::path::ModelPath;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something the user should know; never changes an exit code.
    Note,
    /// Allowed, but probably not meant.
    Warning,
    /// The model is invalid; nothing is written.
    Error,
}

/// Which part of the entry at a path a label points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The key of a mapping entry.
    Key,
    /// The value of a scalar; for a mapping or a list its key, because the text of the whole would be too
    /// much to mark.
    Value,
    /// A range of bytes of the text, for what has no path of its own: the second of two equal keys, a tab.
    /// Only [`crate::source`] makes these.
    Text {
        /// The first byte.
        start: usize,
        /// The byte behind the last one.
        end: usize,
    },
}

/// What a code of a diagnostic stands for: a row of the tables that `biform explain` and SARIF reports read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeEntry {
    /// The code, such as `BF0007`; once released it never changes its meaning.
    pub code: &'static str,
    /// What is wrong, in one line without a full stop.
    pub title: &'static str,
    /// Why it is reported and how to mend it: Markdown, a paragraph or more.
    pub explanation: &'static str,
}

/// A place in the model document, with an optional text shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Label {
    /// A path into the document as written (`environments.prod.components.bus.sku`, not the resolved
    /// `components.bus.sku`). A path that does not exist stands for its nearest existing parent.
    pub path: ModelPath,
    /// Key or value.
    pub part: Part,
    /// Shown beside the marked text.
    pub text: Option<String>,
}

/// A problem with a model: what is wrong, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// A stable code, such as `BF1203`; `biform explain CODE` prints its page.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence without a final full stop.
    pub message: String,
    /// Where; the first label is the place named in the heading. Empty: the whole document.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
    /// The marked text must not be shown: it may be a secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
}

impl Diagnostic {
    /// A diagnostic without a place or a help text.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), labels: Vec::new(), help: None, redacted: false }
    }

    /// An error without a place or a help text.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// Adds a label at the value of `path`.
    #[must_use]
    pub fn at(self, path: ModelPath) -> Self {
        self.label(path, Part::Value, None)
    }

    /// Adds a label at the key of `path`.
    #[must_use]
    pub fn at_key(self, path: ModelPath) -> Self {
        self.label(path, Part::Key, None)
    }

    /// Adds a label.
    #[must_use]
    pub fn label(mut self, path: ModelPath, part: Part, text: Option<String>) -> Self {
        self.labels.push(Label { path, part, text });
        self
    }

    /// Sets the help text.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// More names than anybody reads where one of them is most likely meant.
const LONG_LIST: usize = 24;

/// A help text that lists what a name could be, nearest first: "did you mean `x`? the environments are: ...".
pub fn one_of<N: AsRef<str>>(what: &str, names: impl IntoIterator<Item = N>, found: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    if names.is_empty() {
        return format!("there are no {what}");
    }
    let list = format!("the {what} are: {}", names.join(", "));
    let nearest = names
        .iter()
        .map(|name| (strsim::jaro_winkler(&name.to_lowercase(), &found.to_lowercase()), name))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match nearest {
        Some((likeness, name)) if likeness > 0.8 && names.len() > LONG_LIST => {
            format!("did you mean `{name}`?")
        }
        Some((likeness, name)) if likeness > 0.8 => format!("did you mean `{name}`? {list}"),
        _ => list,
    }
}
