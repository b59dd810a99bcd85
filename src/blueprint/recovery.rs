//! How an environment survives the loss of its region: what it has to keep, and what each component gives.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

/// What an environment has to keep when its region is lost, and what it does for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// How soon the workload must be back.
    pub rto: Objective,
    /// How much of the latest data may be lost.
    pub rpo: Objective,
    /// What stands ready, in the model's word; `backup-restore` where no second region is named.
    pub strategy: &'static str,
    /// Who decided on the strategy.
    pub choice: Choice,
    /// What every component gives, in the order of the model.
    pub figures: Vec<Figure>,
}

/// A recovery objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Objective {
    /// As written.
    pub text: String,
    /// In minutes.
    pub minutes: u32,
}

/// Who decided on a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Choice {
    /// The model names it.
    Written,
    /// The model names it, but no region for it.
    WrittenWithoutRegion,
    /// It is the least that meets both objectives for every component.
    LeastThatMeets,
    /// None meets both for every component; no stronger one misses fewer.
    NoneMeets,
    /// The model names no second region, which all others need.
    NoSecondRegion,
}

/// What one component gives after the loss of its region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// The component.
    pub component: String,
    /// Its module.
    pub module: &'static str,
    /// Inputs of its module that its recovery depends on, by name, where they are known.
    pub inputs: BTreeMap<&'static str, Json>,
    /// How it survives: a key of the facts about recovery.
    pub mechanism: &'static str,
    /// Minutes until it is back.
    pub rto_minutes: u32,
    /// Minutes of data that can be lost; `None`: everything.
    pub rpo_minutes: Option<u32>,
}

impl Recovery {
    /// Why the strategy is what it is, as words after its name.
    #[must_use]
    pub fn reason(&self) -> String {
        let (rto, rpo) = (&self.rto.text, &self.rpo.text);
        match self.choice {
            Choice::Written => "as the model says".to_owned(),
            Choice::WrittenWithoutRegion => {
                "whatever the model says, because it names no second region".to_owned()
            }
            Choice::LeastThatMeets => {
                format!("chosen: the least that meets rto {rto} and rpo {rpo} for every component")
            }
            Choice::NoneMeets => {
                format!(
                    "chosen: none meets rto {rto} and rpo {rpo} for every component, and no stronger one misses fewer"
                )
            }
            Choice::NoSecondRegion => "chosen: every other one needs `regions.secondary`".to_owned(),
        }
    }

    /// Whether a component is back too late.
    #[must_use]
    pub fn misses_rto(&self, figure: &Figure) -> bool {
        figure.rto_minutes > self.rto.minutes
    }

    /// Whether a component can lose too much.
    #[must_use]
    pub fn misses_rpo(&self, figure: &Figure) -> bool {
        figure.rpo_minutes.is_none_or(|own| own > self.rpo.minutes)
    }

    /// The first of the components that are back last.
    #[must_use]
    pub fn weakest_for_rto(&self) -> Option<&Figure> {
        // Of several that are equal, `max_by_key` takes the last.
        self.figures.iter().rev().max_by_key(|figure| figure.rto_minutes)
    }

    /// The first of the components that can lose most.
    #[must_use]
    pub fn weakest_for_rpo(&self) -> Option<&Figure> {
        self.figures.iter().rev().max_by_key(|figure| figure.rpo_minutes.unwrap_or(u32::MAX))
    }
}

impl Figure {
    /// How long it takes until the component is back, for people.
    #[must_use]
    pub fn rto(&self) -> String {
        span(self.rto_minutes)
    }

    /// How much can be lost, for people.
    #[must_use]
    pub fn rpo(&self) -> String {
        self.rpo_minutes.map_or_else(|| "all of it".to_owned(), span)
    }
}

/// Minutes as people say them.
#[must_use]
pub fn span(minutes: u32) -> String {
    match minutes {
        0 => "none".to_owned(),
        minutes if minutes % 60 == 0 => format!("{}h", minutes / 60),
        minutes => format!("{minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_say_them() {
        assert_eq!([0, 15, 60, 90, 1440].map(span), ["none", "15m", "1h", "90m", "24h"]);
    }

    #[test]
    fn the_first_of_the_weakest_is_named() {
        let figure = |component: &str, rto_minutes, rpo_minutes| Figure {
            component: component.to_owned(),
            module: "storageAccount",
            inputs: BTreeMap::new(),
            mechanism: "redeployment",
            rto_minutes,
            rpo_minutes,
        };
        let objective = |minutes| Objective { text: span(minutes), minutes };
        let figures = vec![
            figure("a", 15, Some(5)),
            figure("b", 60, None),
            figure("c", 60, Some(0)),
            figure("d", 5, None),
        ];
        let recovery = Recovery {
            rto: objective(60),
            rpo: objective(15),
            strategy: "pilot-light",
            choice: Choice::Written,
            figures,
        };
        assert_eq!(recovery.weakest_for_rto().map(|figure| figure.component.as_str()), Some("b"));
        assert_eq!(recovery.weakest_for_rpo().map(|figure| figure.component.as_str()), Some("b"));
        let missed = recovery.figures.iter().filter(|figure| recovery.misses_rpo(figure)).count();
        assert_eq!(missed, 2);
        assert!(!recovery.figures.iter().any(|figure| recovery.misses_rto(figure)));
    }
}
