//! The READMEs of the trees, as those who operate a tree read them.

use biform::kinds::Catalogue;
use biform::lowering::{blueprint, plans};
use biform::resolve::resolve;
use biform::targets::Target;
use serde_json::{Value as Json, json};

fn readme(document: &Json, target: Target) -> String {
    let catalogue = Catalogue::new();
    let environments = resolve(document).unwrap();
    let lowered = plans(&environments, &catalogue);
    let blueprint = blueprint("model.yaml", &environments, &lowered, &catalogue).unwrap();
    let tree = target.render(&blueprint).unwrap();
    let (_, text) = tree.iter().find(|(path, _)| path.as_str() == "README.md").unwrap();
    text.to_owned()
}

fn model() -> Json {
    json!({
        "biform": 1,
        "project": { "name": "aos", "seed": "k3v9x2" },
        "regions": { "primary": "eastus" },
        "components": { "logs": { "kind": "logAnalytics" } },
        "environments": {
            "dev": {},
            "prod": {
                "subscription": "6f3c1b52-8d0e-4d1f-9a70-2c5be1a4f7d3",
                "stateBackend": { "resourceGroup": "rg-state", "storageAccount": "ststate", "container": "tfstate" },
            },
        },
    })
}

#[test]
fn every_environment_has_its_commands() {
    let bicep = readme(&model(), Target::Bicep);
    assert!(bicep.contains(
        "az deployment sub what-if --location eastus --name aos-dev --parameters parameters/dev.bicepparam\n"
    ));
    assert!(bicep.contains("--subscription 6f3c1b52-8d0e-4d1f-9a70-2c5be1a4f7d3\n"));
    let terraform = readme(&model(), Target::Terraform);
    assert!(terraform.contains("terraform -chdir=environments/prod init\n"));
    assert!(terraform.contains("terraform -chdir=environments/dev init \\\n  -backend-config="));
    assert_eq!(terraform.matches("export TF_VAR_subscription_id=").count(), 1);
    assert!(terraform.contains("| `aos-prod.tfstate` in `ststate/tfstate` |"));
}

#[test]
fn a_group_that_is_there_takes_less() {
    let mut model = model();
    model["resourceGroup"] = json!({ "existing": true, "name": "rg-shared" });
    let bicep = readme(&model, Target::Bicep);
    assert!(bicep.contains("az deployment group create --resource-group rg-shared --name aos-dev"));
    assert!(bicep.contains("On the resource group, which is there already: **Contributor**."));
    assert!(
        readme(&model, Target::Terraform).contains("az provider register --namespace microsoft.insights")
    );
}

#[test]
fn locks_and_roles_take_more() {
    let mut model = model();
    model["resourceGroup"] = json!({ "lock": "CanNotDelete" });
    assert!(readme(&model, Target::Bicep).contains("**User Access Administrator**"));
    assert!(readme(&model, Target::Terraform).contains("az lock delete"));
}

#[test]
fn a_description_is_text() {
    let mut model = model();
    model["project"]["description"] = json!("--> <script>*x*</script> | `y`\n# z");
    for target in [Target::Bicep, Target::Terraform] {
        let text = readme(&model, target);
        assert!(text.contains(r"--&gt; &lt;script&gt;\*x\*&lt;/script&gt; \| \`y\` \# z"), "{text}");
    }
}
