//! Parity: both trees of a model deploy the same resources, with the same names, sizes, reach and protection.
//!
//! The trees are read by real parsers and evaluated with each environment's values. What may differ is declared in
//! `biform::targets::parity`.

mod bicep_tree;
mod evaluate;
mod functions;
mod resource;
mod terraform_tree;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use biform::targets::Target;
use biform::targets::parity::{self, Property, Values};
use biform::tree::Tree;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::laws::models;
use crate::support::{Stages, printed, yaml};
use resource::{Deployed, Resource};
use value::Value;

/// The files of a tree by path.
pub(crate) type Files = BTreeMap<String, String>;

/// Whether a path is that of a file of a kind.
fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == ending)
}

/// Both trees of a model, and what they need to know of its environments.
#[derive(Clone)]
struct Trees {
    bicep: Files,
    terraform: Files,
    /// Environments with the names of their resource groups.
    environments: Vec<(String, String)>,
}

impl Trees {
    fn of(path: &Path) -> Self {
        Self::of_document(&yaml(&fs::read_to_string(path).unwrap()))
    }

    fn of_document(document: &Json) -> Self {
        let stages = Stages::of(document).unwrap();
        let files =
            |tree: &Tree| tree.iter().map(|(path, text)| (path.to_string(), text.to_owned())).collect();
        let environments = stages.blueprint.environments.iter();
        Self {
            bicep: files(&stages.render(Target::Bicep)),
            terraform: files(&stages.render(Target::Terraform)),
            environments: environments
                .map(|(name, facts)| (name.clone(), facts.resource_group.clone()))
                .collect(),
        }
    }

    /// What differs between the trees, over all environments.
    fn differences(&self) -> Vec<String> {
        let mut all = Vec::new();
        for (environment, group) in &self.environments {
            let bicep = bicep_tree::deploy(&self.bicep, environment, group);
            let terraform = terraform_tree::deploy(&self.terraform, environment);
            match (bicep, terraform) {
                (Ok(bicep), Ok(terraform)) => {
                    all.extend(
                        compare(&bicep, &terraform)
                            .into_iter()
                            .map(|fault| format!("{environment}: {fault}")),
                    );
                }
                (bicep, terraform) => {
                    all.extend(bicep.err().map(|error| format!("{environment}: Bicep: {error}")));
                    all.extend(terraform.err().map(|error| format!("{environment}: Terraform: {error}")));
                }
            }
        }
        all
    }
}

/// A tree's resources by id, without case, which Azure ignores.
fn by_id(deployed: &Deployed, faults: &mut Vec<String>) -> BTreeMap<String, Resource> {
    let mut found = BTreeMap::new();
    for resource in deployed.resources.iter().cloned().flat_map(with_inline_children) {
        if let Some(other) = found.insert(resource.id.to_lowercase(), resource) {
            faults.push(format!("{} is there twice", other.id));
        }
    }
    found
}

/// A resource, and those that stand inside it in Bicep.
fn with_inline_children(resource: Resource) -> Vec<Resource> {
    let mut all = Vec::new();
    for (parent, path, ty) in parity::INLINE {
        if resource.declared != *parent {
            continue;
        }
        let Some(Value::List(children)) = resource.body.at(path) else { continue };
        all.extend(children.into_iter().map(|body| {
            let name = body.at("name").map(|name| name.to_string()).unwrap_or_default();
            Resource { id: format!("{}/{ty}/{name}", resource.id), declared: format!("{parent}/{ty}"), body }
        }));
    }
    all.push(resource);
    all
}

fn is_declared(resource: &Resource) -> bool {
    let ty = resource.arm_type();
    parity::FOLDS.iter().any(|(folded, _)| *folded == ty)
        || parity::EXCEPTIONS.iter().any(|other| other.arm == ty && resource.id.ends_with(other.name))
}

fn compare(bicep: &Deployed, terraform: &Deployed) -> Vec<String> {
    let mut faults = Vec::new();
    let (ours, theirs) = (by_id(bicep, &mut faults), by_id(terraform, &mut faults));
    for (id, resource) in &ours {
        if !theirs.contains_key(id) && !is_declared(resource) {
            faults.push(format!("only Bicep has {}", resource.id));
        }
    }
    for (id, resource) in &theirs {
        match ours.get(id) {
            Some(other) => faults.extend(compare_properties(other, resource, &ours)),
            None if is_declared(resource) => {}
            None => faults.push(format!("only Terraform has {}", resource.id)),
        }
    }
    faults.extend(compare_outputs(bicep, terraform));
    faults
}

/// What the trees hand on, as far as it is known before a deployment: else, whether it is there.
fn compare_outputs(bicep: &Deployed, terraform: &Deployed) -> Vec<String> {
    let outputs = |deployed: &Deployed| -> BTreeMap<String, Value> {
        deployed.outputs.iter().map(|(name, value)| (alike(name), value.clone())).collect()
    };
    let (ours, theirs) = (outputs(bicep), outputs(terraform));
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differ = names.into_iter().filter(|name| match (ours.get(*name), theirs.get(*name)) {
        (Some(one), Some(other)) if one.is_known() && other.is_known() => {
            comparable(Some(one.clone())) != comparable(Some(other.clone()))
        }
        (Some(one), Some(other)) => (*one == Value::Null) != (*other == Value::Null),
        _ => true,
    });
    differ
        .map(|name| format!("the output {name} is {:?} and {:?}", ours.get(name), theirs.get(name)))
        .collect()
}

fn compare_properties(
    bicep: &Resource,
    terraform: &Resource,
    all: &BTreeMap<String, Resource>,
) -> Vec<String> {
    let ty = bicep.arm_type();
    let everywhere = ["location", "tags"].map(|name| (name, name));
    let common = everywhere.into_iter().filter_map(|(one, other)| {
        let (one_value, other_value) = (bicep.body.at(one)?, terraform.body.at(other)?);
        difference(bicep, one, &comparable(Some(one_value)), other, &comparable(Some(other_value)))
    });
    let own = parity::PROPERTIES.iter().filter(|property| property.arm == ty).filter_map(|property| {
        let holder = if property.child.is_empty() {
            Some(bicep)
        } else {
            all.get(&format!("{}{}", bicep.id, property.child).to_lowercase())
        };
        let one = holder.and_then(|holder| holder.body.at(property.bicep));
        // What goes through azapi has ARM's own shape.
        if terraform.declared.starts_with("azapi_") {
            let other = terraform.body.at(&format!("body.{}", property.bicep));
            let other = other.or_else(|| terraform.body.at(property.bicep));
            return difference(bicep, property.bicep, &comparable(one), property.bicep, &comparable(other));
        }
        let other = terraform_value(terraform, property);
        let (one, other) = translated(property.values, comparable(one), other);
        difference(bicep, property.bicep, &one, property.terraform[0], &other)
    });
    common.chain(own).collect()
}

fn difference(bicep: &Resource, path: &str, one: &str, argument: &str, other: &str) -> Option<String> {
    let fault = || format!("{}: {path} is `{one}` in Bicep, {argument} is `{other}` in Terraform", bicep.id);
    (one != other).then(fault)
}

fn terraform_value(resource: &Resource, property: &Property) -> String {
    let values = property.terraform.iter().map(|path| match path.strip_suffix(".0") {
        Some(list) => resource.body.at(list).and_then(|list| list.index(&Value::Int(0))),
        None => resource.body.at(path),
    });
    let values: Vec<String> = values.map(comparable).filter(|value| !value.is_empty()).collect();
    values.concat()
}

fn translated(values: Values, one: String, other: String) -> (String, String) {
    let or = |value: String, default: &str| if value.is_empty() { alike(default) } else { value };
    match values {
        Values::Same(default) => (or(one, default), or(other, default)),
        Values::Words(pairs) => {
            let pair = pairs.iter().find(|(word, _)| alike(word) == one);
            (pair.map_or(one, |(_, word)| alike(word)), other)
        }
    }
}

/// A value as both languages could write it: names without case and separators, nothing for null.
fn comparable(value: Option<Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(value) => {
            let text = value.to_string().replace(".properties.", ".");
            // The one tag that says which tool deploys.
            alike(&text.replace("managedBy: terraform", "managedBy: bicep"))
        }
    }
}

fn alike(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Every model there is to compare: the examples, one of each kind, and those that once differed.
fn model_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["examples", "tests/fixtures/kinds", "tests/fixtures/parity"] {
        let files = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        paths.extend(files.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")));
    }
    paths.sort();
    paths
}

#[test]
fn both_trees_deploy_the_same() {
    let mut faults = Vec::new();
    for path in model_files() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        faults.extend(Trees::of(&path).differences().into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{} differences\n{}", faults.len(), faults.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_trees_of_any_model_deploy_the_same(model in models::models()) {
        let document = model.document();
        let differences = Trees::of_document(&document).differences();
        prop_assert!(differences.is_empty(), "{}\n{}", differences.join("\n"), printed(&document));
    }
}

/// What the models of the tests have between them.
#[derive(Default)]
struct Seen {
    arm: BTreeSet<String>,
    terraform: BTreeSet<String>,
    /// Properties that both trees give a value, by their place in the table.
    properties: BTreeSet<usize>,
}

impl Seen {
    fn see(&mut self, bicep: &Deployed, terraform: &Deployed) {
        let mut faults = Vec::new();
        let (ours, theirs) = (by_id(bicep, &mut faults), by_id(terraform, &mut faults));
        self.arm.extend(ours.values().map(Resource::arm_type));
        self.terraform.extend(terraform.resources.iter().map(|resource| resource.declared.clone()));
        for (id, resource) in &ours {
            let Some(other) = theirs.get(id) else { continue };
            let rows = parity::PROPERTIES.iter().enumerate();
            for (row, property) in rows.filter(|(_, property)| property.arm == resource.arm_type()) {
                let holder = ours.get(&format!("{}{}", resource.id, property.child).to_lowercase());
                let one = holder.and_then(|holder| holder.body.at(property.bicep));
                if !comparable(one).is_empty() && !terraform_value(other, property).is_empty() {
                    self.properties.insert(row);
                }
            }
        }
    }
}

#[test]
fn every_row_of_the_tables_is_needed() {
    let mut seen = Seen::default();
    for path in model_files() {
        let trees = Trees::of(&path);
        for (environment, group) in &trees.environments {
            seen.see(
                &bicep_tree::deploy(&trees.bicep, environment, group).unwrap(),
                &terraform_tree::deploy(&trees.terraform, environment).unwrap(),
            );
        }
    }
    let folds =
        parity::FOLDS.iter().map(|(ty, _)| *ty).chain(parity::EXCEPTIONS.iter().map(|other| other.arm));
    let resources = parity::RESOURCES.iter().map(|resource| resource.terraform);
    let unused: Vec<&str> = folds
        .filter(|ty| !seen.arm.contains(*ty))
        .chain(resources.filter(|ty| !seen.terraform.contains(*ty)))
        .collect();
    let rows = parity::PROPERTIES.iter().enumerate().filter(|(row, _)| !seen.properties.contains(row));
    let rows: Vec<&Property> = rows.map(|(_, property)| property).collect();
    assert!(unused.is_empty() && rows.is_empty(), "no model has {unused:?} or {rows:#?}");
}

/// A comparison that cannot fail is none: each change to one tree alone has to be seen.
#[test]
fn a_change_to_one_tree_alone_is_seen() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let trees = Trees::of(&root.join("examples/aos.yaml"));
    assert_eq!(trees.differences(), Vec::<String>::new());
    let bicep = [
        ("main.bicep", "'law-aos-", "'lawx-aos-"),
        ("main.bicep", "'sb-aos-", "'bus-aos-"),
        ("modules/storageAccount.bicep", "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'"),
        ("modules/storageAccount.bicep", "isLocalUserEnabled: false", "isLocalUserEnabled: true"),
        ("modules/serviceBus.bicep", "name: queue.key", "name: '${queue.key}-2'"),
        ("modules/serviceBus.bicep", "for topic in items(topics)", "for topic in []"),
        ("modules/keyVault.bicep", "'Microsoft.KeyVault/vaults@", "'Microsoft.KeyVault/managedHSMs@"),
        ("modules/keyVaultRoleAssignments.bicep", "assignment.value.principalName,", "assignment.key,"),
        ("parameters/prod.bicepparam", "param busSku = 'Premium'", "param busSku = 'Standard'"),
        ("parameters/staging.bicepparam", "param isolation = 'restricted'", "param isolation = 'private'"),
    ];
    let terraform = [
        (
            "modules/storage_account/main.tf",
            "resource \"azurerm_storage_container\"",
            "data \"azurerm_storage_container\"",
        ),
        ("modules/key_vault/main.tf", "soft_delete_retention_days", "soft_delete_days"),
        ("modules/virtual_network/main.tf", "resource \"azurerm_subnet\" ", "data \"azurerm_subnet\" "),
        (
            "stack/main.tf",
            "source = \"../modules/resource_group_lock\"",
            "source = \"../modules/managed_identity\"",
        ),
        ("stack/main.tf", "\"kv-aos-", "\"vault-aos-"),
        (
            "environments/dev/main.tf",
            "location                                = \"eastus\"",
            "location = \"westus\"",
        ),
        ("environments/prod/main.tf", "\"GRS\"", "\"LRS\""),
        (
            "environments/prod/main.tf",
            "deploy_network                          = true",
            "deploy_network = false",
        ),
    ];
    for (path, from, to) in bicep {
        let mut changed = trees.clone();
        change(&mut changed.bicep, path, from, to);
        assert!(!changed.differences().is_empty(), "{path}: {from}");
    }
    for (path, from, to) in terraform {
        let mut changed = trees.clone();
        change(&mut changed.terraform, path, from, to);
        assert!(!changed.differences().is_empty(), "{path}: {from}");
    }
}

fn change(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = files.get_mut(path).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    *text = text.replacen(from, to, 1);
}
