//! Tests that hold for all tables together.

use super::*;

/// The kinds a model can hold.
pub(super) const KINDS: &[&str] = &[
    "appConfiguration",
    "appServicePlan",
    "applicationInsights",
    "functionApp",
    "keyVault",
    "logAnalytics",
    "managedIdentity",
    "serviceBus",
    "storageAccount",
    "virtualNetwork",
];

#[test]
fn every_data_file_is_a_table_with_source_and_date() {
    let mut files: Vec<String> = std::fs::read_dir("src/facts/data")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let tables: Vec<&str> = provenance().iter().map(|table| table.table).collect();
    assert_eq!(files, tables);
    for table in provenance() {
        assert!(!table.source.is_empty() && table.source.iter().all(|source| !source.is_empty()));
        assert_eq!(table.date.len(), 10);
    }
}

#[test]
fn every_kind_is_in_every_table_of_kinds() {
    for kind in KINDS {
        assert!(names::pattern(kind).is_some(), "{kind} has no default name");
        assert!(private_endpoints::find(kind).is_some(), "{kind} is missing in private endpoints");
        assert!(roles::aliases(kind).contains(&"contributor"), "{kind} has no roles");
        assert!(roles::role(kind, "contributor").unwrap().name != "Contributor" || *kind == "serviceBus");
    }
}
