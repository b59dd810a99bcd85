//! What biform knows about Azure: names, roles, regions, SKUs, limits and addresses, as static tables.
//!
//! The facts stand in `src/facts/data/*.yaml`, each file with its sources and date; the build turns them into the
//! tables behind the functions here. Kinds are known by the word a model uses for them (`"storageAccount"`).
//! An `Option` that is `None` means that nothing is known, never "no".

pub mod app_configuration;
pub mod diagnostics;
pub mod functions;
pub mod key_vault;
pub mod monitoring;
pub mod names;
pub mod plans;
pub mod private_endpoints;
pub mod recovery;
pub mod regions;
pub mod resource_providers;
pub mod roles;
pub mod routing;
pub mod service_bus;
pub mod service_tags;
pub mod storage;
pub mod subnets;

/// Where the facts of one table come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance {
    /// The data file, without folder and extension.
    pub table: &'static str,
    /// The documents the facts were taken from.
    pub source: &'static [&'static str],
    /// The day (ISO 8601) the facts were last compared with them.
    pub date: &'static str,
}

/// A number and whether a source confirms it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The number.
    pub value: u32,
    /// Whether a source confirms it; if not, it comes from general knowledge.
    pub confirmed: bool,
}

/// The numbers from `min` to `max`, both included, and whether a source confirms them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least number.
    pub min: u32,
    /// The greatest number.
    pub max: u32,
    /// Whether a source confirms them; if not, they come from general knowledge.
    pub confirmed: bool,
}

impl Range {
    /// Whether the number is one of the range.
    #[must_use]
    pub fn contains(self, number: u32) -> bool {
        (self.min..=self.max).contains(&number)
    }
}

/// A duration's default and greatest value (ISO 8601), and whether a source confirms them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DurationLimit {
    /// What holds if nothing is said.
    pub default: &'static str,
    /// The longest accepted.
    pub max: &'static str,
    /// Whether a source confirms them.
    pub confirmed: bool,
}

static PROVENANCE: &[&Provenance] = &[
    &app_configuration::PROVENANCE,
    &diagnostics::PROVENANCE,
    &functions::PROVENANCE,
    &key_vault::PROVENANCE,
    &monitoring::PROVENANCE,
    &names::PROVENANCE,
    &plans::PROVENANCE,
    &private_endpoints::PROVENANCE,
    &recovery::PROVENANCE,
    &regions::PROVENANCE,
    &resource_providers::PROVENANCE,
    &roles::PROVENANCE,
    &routing::PROVENANCE,
    &service_bus::PROVENANCE,
    &service_tags::PROVENANCE,
    &storage::PROVENANCE,
    &subnets::PROVENANCE,
];

/// The provenance of every table, by name.
#[must_use]
pub fn provenance() -> &'static [&'static Provenance] {
    PROVENANCE
}

#[cfg(test)]
mod tests;
