//! Names that shared code cannot say in one way for all environments.

use biform::blueprint::Blueprint;
use biform::kinds::Catalogue;
use biform::{lowering, resolve, source};

fn blueprint(model: &str) -> Blueprint {
    let Ok(document) = source::parse("model.yaml", model.as_bytes().to_vec()) else { panic!("not YAML") };
    let environments = resolve::resolve(&document.value).unwrap();
    let catalogue = Catalogue::new();
    let lowered = lowering::plans(&environments, &catalogue);
    lowering::blueprint("model.yaml", &environments, &lowered, &catalogue).unwrap()
}

#[test]
fn a_name_that_loses_characters_in_one_environment_is_a_value_of_each() {
    let model = "
biform: 1
project: { name: aos, seed: k3v9x2 }
regions: { primary: eastus }
components: { data: { kind: storageAccount }, logs: { kind: logAnalytics } }
environments: { dev: {}, pre-prod: {} }
";
    let names = &blueprint(model).parameters;
    assert_eq!(names.keys().collect::<Vec<_>>(), ["dataName"], "other names can have hyphens");
    let own = names["dataName"].values["pre-prod"].as_str().unwrap();
    assert!(own.starts_with("staosdatapreprod") && own.len() == 22, "{own}");
}

#[test]
fn a_region_in_a_name_is_a_value_of_each_environment_only_where_regions_differ() {
    let model = |region: &str| {
        format!(
            "
biform: 1
project: {{ name: aos, seed: k3v9x2 }}
regions: {{ primary: eastus }}
naming: {{ resourceGroup: 'rg-{{project}}-{{env}}-{{region}}' }}
components: {{ logs: {{ kind: logAnalytics }} }}
environments: {{ dev: {{}}, prod: {{ regions: {{ primary: {region} }} }} }}
"
        )
    };
    assert!(blueprint(&model("eastus")).parameters.is_empty());
    let apart = blueprint(&model("westeurope")).parameters;
    assert_eq!(apart["resourceGroupName"].values["prod"], "rg-aos-prod-we");
}
