//! The READMEs of the trees, as those who operate a tree read them.

use biform::kinds::Catalogue;
use biform::lowering::{blueprint, plans};
use biform::resolve::resolve;
use biform::targets::Target;
use serde_json::{Value as Json, json};

fn readme(document: &Json, target: Target) -> String {
    page(document, target, "README.md").unwrap()
}

/// A file of a tree, if it has it.
fn page(document: &Json, target: Target, path: &str) -> Option<String> {
    let catalogue = Catalogue::new();
    let environments = resolve(document).unwrap();
    let lowered = plans(&environments, &catalogue);
    let blueprint = blueprint("model.yaml", &environments, &lowered, &catalogue).unwrap();
    let tree = target.render(&blueprint).unwrap();
    tree.iter().find(|(own, _)| own.as_str() == path).map(|(_, text)| text.to_owned())
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

const RUNBOOK: &str = "docs/disaster-recovery.md";

/// The page about disaster recovery of a tree, if it has one.
fn runbook(document: &Json, target: Target) -> Option<String> {
    page(document, target, RUNBOOK)
}

/// A model with storage, messages and compute in two regions.
fn two_regions(strategy: &str) -> Json {
    let mut model = model();
    model["components"] = json!({
        "data": { "kind": "storageAccount", "replication": "RAGRS" },
        "bus": { "kind": "serviceBus", "sku": "Premium" },
        "plan": { "kind": "appServicePlan", "sku": "P1v3", "workers": 3 },
        "api": { "kind": "functionApp", "plan": "plan", "storage": "data", "runtime": { "python": "3.11" } },
    });
    model["environments"]["prod"]["regions"] = json!({ "secondary": "westus2" });
    model["environments"]["prod"]["disasterRecovery"] =
        json!({ "rto": "4h", "rpo": "15m", "strategy": strategy });
    model
}

#[test]
fn only_objectives_ask_for_a_page_about_recovery() {
    for target in [Target::Bicep, Target::Terraform] {
        assert_eq!(runbook(&model(), target), None);
        assert!(!readme(&model(), target).contains(RUNBOOK));
        let promised = two_regions("warm-standby");
        let page = runbook(&promised, target).unwrap();
        assert!(page.contains("\n## prod\n") && !page.contains("## dev"), "{page}");
        let readme = readme(&promised, target);
        assert!(readme.contains(&format!("({RUNBOOK})")) && readme.contains("| Second region |"), "{readme}");
    }
}

#[test]
fn a_warm_standby_is_scaled_up_and_nothing_is_deployed() {
    for target in [Target::Bicep, Target::Terraform] {
        let page = runbook(&two_regions("warm-standby"), target).unwrap();
        for command in [
            "az appservice plan update --name asp-aos-plan-prod-wus2 --resource-group rg-aos-prod-wus2 --number-of-workers 3\n",
            " --primary-location westus2 --force true\n",
            " --sku Standard_RAGRS\n",
            "--name primary --type azureEndpoints --endpoint-status Disabled\n",
        ] {
            assert!(page.contains(command), "{command}\n{page}");
        }
        assert!(!page.contains("biform generate\n"), "{page}");
    }
}

#[test]
fn a_pilot_light_gets_its_compute_first() {
    let bicep = runbook(&two_regions("pilot-light"), Target::Bicep).unwrap();
    assert!(
        bicep.contains("az deployment sub create --location westus2 --name aos-prod-recovery "),
        "{bicep}"
    );
    assert!(bicep.contains("A deployment deletes nothing"), "{bicep}");
    let terraform = runbook(&two_regions("pilot-light"), Target::Terraform).unwrap();
    assert!(terraform.contains("The plan deletes compute"), "{terraform}");
    assert!(terraform.contains("plan -refresh=false -out=prod.tfplan\n"), "{terraform}");
    for page in [bicep, terraform] {
        assert!(page.contains("  prod:\n    disasterRecovery:\n      strategy: warm-standby\n"), "{page}");
        assert!(page.find("#### Deploy compute") < page.find("#### Storage accounts"), "{page}");
    }
}

#[test]
fn without_a_second_region_another_environment_takes_over() {
    for (target, command) in [
        (Target::Bicep, "parameters/prod-dr.bicepparam\n"),
        (Target::Terraform, "environments/prod-dr init\n"),
    ] {
        let page = runbook(&two_regions("backup-restore"), target).unwrap();
        assert!(page.contains("  prod-dr:\n    extends: prod\n"), "{page}");
        assert!(page.contains(command) && page.contains("az storage account failover"), "{page}");
        assert!(page.contains("what is in `bus`"), "{page}");
    }
}

#[test]
fn names_are_no_markup_and_no_commands_on_the_page_about_recovery() {
    let mut model = two_regions("warm-standby");
    model["components"]["x|`y`\n## z"] = json!({ "kind": "storageAccount", "replication": "GRS" });
    model["environments"]["prod"]["resourceGroup"] = json!({ "name": "$(date)'; x\n#" });
    for target in [Target::Bicep, Target::Terraform] {
        let page = runbook(&model, target).unwrap();
        assert!(page.contains("| ``` x\\|`y` ## z ``` |"), "{page}");
        assert!(page.contains("--resource-group '(date)x' "), "{page}");
        assert!(!page.lines().any(|line| line.starts_with("## z") || line == "#"), "{page}");
    }
}
