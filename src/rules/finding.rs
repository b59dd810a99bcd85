//! Findings: what a rule says of a model, before equal problems of several environments become one diagnostic.

use super::{Rule, Subject, words};
use crate::diagnostic::{Diagnostic, Label, Part};
use crate::path::ModelPath;
use crate::resolve::regions::{self, Cause};

/// A problem that a rule has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    message: String,
    labels: Vec<Label>,
    help: Option<String>,
    environments: Vec<String>,
    redacted: bool,
}

impl Finding {
    /// A problem without a place: what is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        let (labels, environments) = (Vec::new(), Vec::new());
        Self { message: message.into(), labels, help: None, environments, redacted: false }
    }

    /// Adds a label at the value of a path of the document.
    #[must_use]
    pub fn at(self, path: ModelPath) -> Self {
        self.label(path, Part::Value, None)
    }

    /// Adds a label at the key of a path of the document.
    #[must_use]
    pub fn at_key(self, path: ModelPath) -> Self {
        self.label(path, Part::Key, None)
    }

    /// Adds a label at the value of a path of the document, with a text beside it.
    #[must_use]
    pub fn also(self, path: ModelPath, text: impl Into<String>) -> Self {
        self.label(path, Part::Value, Some(text.into()))
    }

    fn label(mut self, path: ModelPath, part: Part, text: Option<String>) -> Self {
        // What several fields explain may be written in one place, or in none.
        if !self.labels.iter().any(|label| label.path == path) {
            self.labels.push(Label { path, part, text });
        }
        self
    }

    /// Sets the help text.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the environment that has the problem.
    #[must_use]
    pub fn in_environment(mut self, name: &str) -> Self {
        self.environments.push(name.to_owned());
        self
    }

    /// Keeps the marked text out of every report.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        self.redacted = true;
        self
    }

    /// Says beside a label what the marked text does not show: that a region gives another value than it.
    fn remark(&mut self, remark: &Remark<'_>) {
        let concerned = self.environments.iter().any(|name| name == remark.environment);
        let marked = self.labels.iter_mut().find(|label| label.path == remark.place);
        let Some(label) = marked.filter(|_| concerned || self.environments.is_empty()) else { return };
        // A finding that names its environments says itself where it holds.
        let whose = if concerned { String::new() } else { format!(" in {}", remark.environment) };
        let text = format!("{}{whose} because {}", remark.value, remark.reason);
        label.text = Some(match label.text.take() {
            Some(before) => format!("{before}, {text}"),
            None => text,
        });
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.message, &self.labels, &self.help) == (&other.message, &other.labels, &other.help)
    }
}

/// What the document does not show of a place in it.
#[derive(Debug)]
pub(super) struct Remark<'m> {
    environment: &'m str,
    place: ModelPath,
    /// What stands there instead.
    value: String,
    reason: String,
}

impl<'m> Remark<'m> {
    /// Every value that a region made lesser.
    pub(super) fn all(subject: &Subject<'m>) -> Vec<Self> {
        let environments = subject.lowered.iter().map(|lowered| &lowered.resolved);
        let all = environments.flat_map(|resolved| {
            let downgraded =
                resolved.settled.iter().filter(|settled| matches!(settled.cause, Cause::Downgrade { .. }));
            downgraded.map(|settled| Remark {
                environment: &resolved.name,
                place: resolved.place(&settled.path),
                value: regions::plain(&settled.to),
                reason: settled.reason(),
            })
        });
        all.collect()
    }
}

/// What a rule has found so far.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding; one that was found in another environment already is joined with it.
    pub fn add(&mut self, finding: Finding) {
        match self.0.iter_mut().find(|known| known.is_same(&finding)) {
            Some(known) => {
                for name in finding.environments {
                    if !known.environments.contains(&name) {
                        known.environments.push(name);
                    }
                }
            }
            None => self.0.push(finding),
        }
    }

    /// Adds to each finding what the document does not show.
    pub(super) fn remark(&mut self, remarks: &[Remark<'_>]) {
        for finding in &mut self.0 {
            for remark in remarks {
                finding.remark(remark);
            }
        }
    }

    /// The findings as diagnostics of `rule`; which environments have a problem is said where not all have it.
    pub(super) fn into_diagnostics(self, rule: &Rule, environments: &[&str]) -> Vec<Diagnostic> {
        self.0.into_iter().map(|finding| finding.into_diagnostic(rule, environments)).collect()
    }
}

impl Finding {
    fn into_diagnostic(mut self, rule: &Rule, environments: &[&str]) -> Diagnostic {
        let some = !self.environments.is_empty() && self.environments.len() < environments.len();
        if let Some(label) = self.labels.first_mut().filter(|_| some) {
            let written_there = label.path.key_at(0) == Some("environments")
                && label.path.key_at(1) == self.environments.first().map(String::as_str)
                && self.environments.len() == 1;
            if !written_there {
                let whose = format!("in {}", words::joined(&self.environments, "and"));
                label.text = Some(match label.text.take() {
                    Some(text) => format!("{text}, {whose}"),
                    None => whose,
                });
            }
        }
        let mut diagnostic = Diagnostic::new(rule.code, rule.severity, self.message);
        diagnostic.labels = self.labels;
        diagnostic.help = self.help;
        diagnostic.redacted = self.redacted;
        diagnostic
    }
}
