//! Every kind by its fixture: a model that uses each of its fields, in environments that differ.

use std::fs;
use std::path::{Path, PathBuf};

use biform::addresses::{self, Lock};
use biform::blueprint::Blueprint;
use biform::kinds::{Catalogue, KINDS};
use biform::lowering::{Lowered, blueprint, plans, unified};
use biform::resolve::resolve;
use biform::targets::TARGETS;
use uuid::Uuid;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kinds");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn load(path: &Path, catalogue: &Catalogue) -> (Vec<Lowered>, Blueprint) {
    let document: serde_json::Value = serde_yaml::from_slice(&fs::read(path).unwrap()).unwrap();
    let environments = addresses::plan(resolve(&document).unwrap(), &Lock::default()).environments;
    let lowered = plans(&environments, catalogue);
    let name = path.file_name().unwrap().to_str().unwrap();
    let blueprint = blueprint(name, &environments, &lowered, catalogue).unwrap();
    (lowered, blueprint)
}

#[test]
fn every_kind_has_a_fixture_of_its_name() {
    let catalogue = Catalogue::new();
    for kind in KINDS {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/kinds/{}.yaml", kind.key));
        assert!(path.is_file(), "there is no {}", path.display());
        let (_, blueprint) = load(&path, &catalogue);
        assert!(blueprint.uses_module(kind.key), "{} does not use its kind", path.display());
    }
}

#[test]
fn putting_the_parameters_back_gives_each_environments_own_plan() {
    let catalogue = Catalogue::new();
    for path in fixtures() {
        let (lowered, _) = load(&path, &catalogue);
        let unified = unified(&lowered, &catalogue).unwrap();
        for own in &lowered {
            let name = &own.resolved.name;
            let put_back = unified.plan_for(name);
            assert_eq!(own.plan.clone().normalised(), put_back, "{} in {}", name, path.display());
        }
    }
}

#[test]
fn every_target_renders_every_kind() {
    let catalogue = Catalogue::new();
    for path in fixtures() {
        let (_, blueprint) = load(&path, &catalogue);
        for target in TARGETS {
            let tree = target.render(&blueprint);
            assert!(tree.is_ok(), "{} of {}: {}", target.name(), path.display(), tree.unwrap_err());
        }
    }
}

/// Both languages give a role assignment the same name: `guid()` of ARM templates is a version 5 UUID of its
/// arguments joined by hyphens. The answers are the Bicep compiler's own.
#[test]
fn role_assignments_are_named_as_arm_templates_name_them() {
    let namespace = "11fb06fb-712d-4ddd-98c7-e71bbd588830";
    let guid = |arguments: &[&str]| {
        Uuid::new_v5(&namespace.parse().unwrap(), arguments.join("-").as_bytes()).to_string()
    };
    assert_eq!(guid(&["foo", "bar", "baz"]), "2ed86837-7c7c-5eaa-9864-dd077fd19b0d");
    assert_eq!(guid(&["asdf"]), "228d27cc-6fdb-5934-b7ac-1efccebade04");

    let catalogue = Catalogue::new();
    let path = fixtures().into_iter().find(|path| path.ends_with("managedIdentity.yaml")).unwrap();
    let (_, blueprint) = load(&path, &catalogue);
    let file = |target: usize, wanted: &str| {
        let tree = TARGETS[target].render(&blueprint).unwrap();
        let found = tree.iter().find(|(path, _)| path.as_str() == wanted);
        found.map(|(_, text)| text.to_owned()).unwrap()
    };
    let bicep = file(0, "modules/keyVaultRoleAssignments.bicep");
    assert!(
        bicep.contains("guid(vault.id, assignment.value.principalName, assignment.value.roleDefinitionId)")
    );
    let terraform = file(1, "modules/role_assignments/main.tf");
    let arguments = "${var.scope_id}-${each.value.principal_name}-${each.value.role_definition_id}";
    assert!(terraform.contains(&format!("uuidv5(\"{namespace}\", \"{arguments}\")")));
}
