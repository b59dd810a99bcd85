//! What biform knows about Azure: names, roles, regions, SKUs, limits and addresses, as static tables.
//!
//! The facts stand in `src/facts/data/*.yaml`, each file with its sources and date; the build turns them into the
//! tables behind the functions here. Kinds are known by the word a model uses for them (`"storageAccount"`).
//! An `Option` that is `None` means that nothing is known, never "no".

pub mod names;
pub mod plans;
pub mod private_endpoints;
pub mod regions;
pub mod roles;

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

static PROVENANCE: &[&Provenance] = &[
    &names::PROVENANCE,
    &plans::PROVENANCE,
    &private_endpoints::PROVENANCE,
    &regions::PROVENANCE,
    &roles::PROVENANCE,
];

/// The provenance of every table, by name.
#[must_use]
pub fn provenance() -> &'static [&'static Provenance] {
    PROVENANCE
}

#[cfg(test)]
mod tests;
