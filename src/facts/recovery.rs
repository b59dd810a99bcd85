//! Disaster recovery: what strategies and the mechanisms of services give.

include!(concat!(env!("OUT_DIR"), "/recovery.rs"));

/// A strategy and how long it takes.
#[derive(Debug)]
pub struct RecoveryStrategy {
    /// The word in a model.
    pub name: &'static str,
    /// Minutes from the decision until compute is back.
    pub rto_minutes: u32,
    /// Where the figure comes from.
    pub basis: Basis,
    /// What has to be done, as words after "to".
    pub work: &'static str,
}

/// How a service survives the loss of its region.
#[derive(Debug)]
pub struct Mechanism {
    /// The mechanism's word in this program.
    pub key: &'static str,
    /// What it is, for people.
    pub text: &'static str,
    /// Minutes that it takes itself; `None`: it takes no longer than the strategy.
    pub rto_minutes: Option<u32>,
    /// Minutes of data that can be lost; `None`: everything.
    pub rpo_minutes: Option<u32>,
    /// Where the figures come from.
    pub basis: Basis,
    /// The document behind the figures.
    pub source: &'static str,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A promise or a stated behaviour.
    Documented,
    /// What the documentation calls usual, without a promise.
    Typical,
    /// A figure for planning, to be replaced by what a drill measures.
    Planning,
}

impl Basis {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Typical => "typical, no promise",
            Self::Planning => "planning figure",
        }
    }
}

/// The strategies, from the least to the most.
#[must_use]
pub fn strategies() -> &'static [RecoveryStrategy] {
    STRATEGIES
}

/// The strategy of this name.
#[must_use]
pub fn strategy(name: &str) -> Option<&'static RecoveryStrategy> {
    STRATEGIES.iter().find(|strategy| strategy.name == name)
}

/// The mechanism of this key.
#[must_use]
pub fn mechanism(key: &str) -> Option<&'static Mechanism> {
    MECHANISMS.iter().find(|mechanism| mechanism.key == key)
}
