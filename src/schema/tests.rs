use indexmap::IndexMap;
use insta::assert_snapshot;
use proptest::prelude::*;
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{partial, validate, validate_patch, with_patch};
use crate::diagnostic::Diagnostic;
use crate::path::ModelPath;

/// A model of the shape of the real one, small.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct Model {
    /// Version of the format.
    #[schemars(extend("enum" = [1]))]
    biform: u64,
    project: Project,
    #[serde(default)]
    isolation: Isolation,
    components: IndexMap<String, Component>,
    /// Environments by name.
    environments: IndexMap<String, Patch>,
}

/// The workload.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct Project {
    /// Short name, part of most names. It never changes.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9-]{1,19}$"))]
    name: String,
    #[schemars(regex(pattern = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}$"), extend("patternErrorMessage" = "write a UUID"))]
    id: Option<String>,
    #[schemars(extend("format" = "uuid"))]
    #[serde(default)]
    tenant: Option<String>,
    #[schemars(length(max = 20))]
    #[serde(default)]
    description: Option<String>,
}

/// How closed it is.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
enum Isolation {
    /// Open.
    #[default]
    Public,
    /// Closed.
    Private,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[allow(dead_code)]
enum Component {
    /// A bus.
    ServiceBus(ServiceBus),
    /// An app.
    FunctionApp(FunctionApp),
    /// A vault.
    KeyVault(KeyVault),
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct ServiceBus {
    #[serde(default)]
    sku: Option<Sku>,
    /// Queues by name.
    #[serde(default)]
    queues: IndexMap<String, Queue>,
    #[serde(default)]
    tags: IndexMap<String, String>,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
enum Sku {
    Basic,
    Standard,
    Premium,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct Queue {
    #[schemars(range(min = 1, max = 2000))]
    #[serde(default)]
    max_delivery_count: Option<u32>,
    #[serde(default)]
    session: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct FunctionApp {
    /// The App Service plan that it runs on. There must be one.
    plan: String,
    runtime: Runtime,
    #[serde(default)]
    rules: Vec<Rule>,
    #[serde(default)]
    access: IndexMap<String, Roles>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
enum Runtime {
    Python(String),
    Node(String),
    DotnetIsolated(String),
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct Rule {
    name: String,
    cidr: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Roles(Value);

impl JsonSchema for Roles {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Roles".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "array"], "items": { "type": "string" } })
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct KeyVault {
    #[schemars(range(min = 7, max = 90))]
    #[serde(default)]
    retention_days: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Patch(IndexMap<String, Value>);

impl JsonSchema for Patch {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Patch".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

fn schema() -> Value {
    schema_for!(Model).to_value()
}

fn document(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).expect("this text can be read")
}

/// One block per diagnostic: code, path and part, message, help.
fn listed(diagnostics: &[Diagnostic]) -> String {
    let entry = |diagnostic: &Diagnostic| {
        let places: Vec<String> =
            diagnostic.labels.iter().map(|label| format!("{} ({:?})", label.path, label.part)).collect();
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("\n  {help}"));
        format!(
            "{:?} {} at {}\n  {}{help}\n",
            diagnostic.severity,
            diagnostic.code,
            places.join(", "),
            diagnostic.message
        )
    };
    diagnostics.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn check(yaml: &str) -> String {
    listed(&validate(&document(yaml), &schema()))
}

const VALID: &str = "
biform: 1
project: { name: aos }
components:
  bus: { kind: serviceBus, sku: Standard, queues: { a: {}, b: { maxDeliveryCount: 5 } } }
  func: { kind: functionApp, plan: plan, runtime: { python: '3.11' }, access: { bus: dataOwner } }
  vault: { kind: keyVault }
environments: { dev: {}, prod: { anything: 1 } }
";

#[test]
fn what_fits_has_no_diagnostics() {
    assert_eq!(check(VALID), "");
}

#[test]
fn the_schema_has_the_expected_shape() {
    assert_snapshot!(serde_json::to_string_pretty(&schema()["$defs"]["Component"]).expect("JSON"));
}

#[test]
fn keys() {
    assert_snapshot!(check(
        "
biform: 1
projekt: { name: aos }
components:
  bus: { kind: serviceBus, SKU: Standard, queues: { a: { maxDelivery: 1, zzz: 2 } } }
  func: { kind: functionApp }
environments: {}
"
    ));
}

#[test]
fn kinds() {
    assert_snapshot!(check(
        "
biform: 1
project: { name: aos }
components:
  a: { kind: servicebus, nonsense: 1 }
  b: { sku: Basic }
  c: { kind: 5 }
  d: serviceBus
  e:
  f: { kind: zzz }
environments: {}
"
    ));
}

#[test]
fn types() {
    assert_snapshot!(check(
        "
biform: '1'
project: { name: 5, description: [x] }
isolation: yes
components:
  bus:
    kind: serviceBus
    queues: [a, b]
    tags: { costCenter: 12, billed: true, rate: 1.50 }
  bus2: { kind: serviceBus, queues: { q: { session: 'yes', maxDeliveryCount: '10' }, r: } }
  func: { kind: functionApp, plan: plan, runtime: { python: 3.10 }, rules: { a: b }, access: { bus: { x: y } } }
  func2: { kind: functionApp, plan: plan, runtime: python, rules: one, access: dataOwner }
environments: [dev]
"
    ));
    assert_snapshot!(check("a:b c:d"), @r#"
    Error BF0102 at  (Value)
      expected a mapping, found the string "a:b c:d"
      put a space behind the colon: `key: value`
    "#);
}

#[test]
fn values() {
    assert_snapshot!(check(
        "
biform: 2
project: { name: My_App, id: xyz, tenant: abc, description: a text that is longer than twenty characters }
isolation: privat
components:
  bus: { kind: serviceBus, sku: premium, queues: { a: { maxDeliveryCount: 0 }, b: { maxDeliveryCount: 1.5 } } }
  bus2: { kind: serviceBus, sku: Gold }
  vault: { kind: keyVault, retentionDays: 365 }
environments: {}
"
    ));
}

#[test]
fn alternatives() {
    assert_snapshot!(check(
        "
biform: 1
project: { name: aos }
components:
  a: { kind: functionApp, plan: p, runtime: { phyton: '3.11' } }
  b: { kind: functionApp, plan: p, runtime: { python: '3.11', node: '20' } }
  c: { kind: functionApp, plan: p, runtime: {} }
  d: { kind: functionApp, plan: p, runtime: { python: [x] } }
environments: {}
"
    ));
}

#[test]
fn patches() {
    let base = document(VALID);
    let patch = document(
        "
isolation: private
components:
  bus: { sku: Premum, queues: { a: { session: 1 }, b: null, c: { maxDeliveryCount: 9 } } }
  func: { runtime: { node: '20', python: null }, rules: [{ name: x }], plam: null }
  vault: { kind: serviceBus }
  spare: { sku: Basic }
  buss: { sku: Basic }
  extra: { kind: keyVault, sku: Basic }
  valt: null
",
    );
    let at = ModelPath::keys(["environments", "prod"]);
    assert_snapshot!(listed(&validate_patch(&patch, &base, &schema(), &at)));
}

#[test]
fn empty_patches_fit() {
    let base = document(VALID);
    assert_eq!(validate_patch(&json!({}), &base, &schema(), &ModelPath::root()), []);
    assert_eq!(
        validate_patch(
            &json!({ "components": { "bus": null, "func": { "plan": "other" } } }),
            &base,
            &schema(),
            &ModelPath::root()
        ),
        []
    );
}

#[test]
fn an_empty_patch_fits_the_partial_schema() {
    let schema = partial(&schema());
    assert_eq!(validate(&json!({}), &schema), []);
    assert_eq!(
        validate(&json!({ "isolation": null, "components": { "bus": { "sku": null } } }), &schema),
        []
    );
    assert!(!validate(&json!({ "components": { "func": { "rules": [{}] } } }), &schema).is_empty());
}

#[test]
fn a_patch_can_be_embedded_for_editors() {
    let schema = with_patch(schema(), "Patch", &schema());
    let with = |environment: &str| {
        let yaml = VALID.replace("prod: { anything: 1 }", &format!("prod: {environment}"));
        validate(&document(&yaml), &schema)
    };
    assert_eq!(with("{ components: { bus: { kind: serviceBus, sku: Premium } } }"), []);
    assert_eq!(with("{ components: { bus: { sku: Premium }, func: { plan: null } } }"), []);
    assert_eq!(with("{ isolation: private }"), []);
    assert!(!with("{ isolaton: private }").is_empty());
}

/// Trees of the keys and values that the model knows, put together at random.
fn model_like() -> impl Strategy<Value = Value> {
    const KEYS: &[&str] = &[
        "biform",
        "project",
        "name",
        "isolation",
        "components",
        "kind",
        "sku",
        "queues",
        "session",
        "maxDeliveryCount",
        "plan",
        "runtime",
        "python",
        "node",
        "rules",
        "cidr",
        "access",
        "environments",
        "x/y~z",
        "0",
    ];
    const WORDS: &[&str] =
        &["aos", "serviceBus", "functionApp", "keyVault", "Basic", "private", "3.11", "yes", ""];
    let leaf = prop_oneof![
        prop::sample::select(WORDS).prop_map(Value::from),
        (-2_i64..3000).prop_map(Value::from),
        Just(json!(1.5)),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(KEYS), inner, 0..6).prop_map(|map| map
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// A model with random values in it.
fn models() -> impl Strategy<Value = Value> {
    (model_like(), model_like(), model_like()).prop_map(|(project, bus, func)| {
        let mut model = document(VALID);
        if let Some(project) = project.as_object() {
            model["project"] = json!(project);
        }
        for (component, patch) in [("bus", &bus), ("func", &func)] {
            for (key, value) in patch.as_object().into_iter().flatten() {
                model["components"][component][key] = value.clone();
            }
        }
        model
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_cannot_be_decoded_is_explained(model in prop_oneof![model_like(), models()]) {
        let found = validate(&model, &schema());
        if let Err(error) = serde_json::from_value::<Model>(model.clone()) {
            prop_assert!(!found.is_empty(), "{error} in {model}");
        }
        for label in found.iter().flat_map(|diagnostic| &diagnostic.labels) {
            let there = label.path.get(&model).is_some();
            prop_assert!(there, "{} is not in {model}", label.path);
        }
    }

    #[test]
    fn patches_are_checked_in_any_state(patch in model_like(), base in prop_oneof![model_like(), models()]) {
        let at = ModelPath::keys(["environments", "prod"]);
        for label in validate_patch(&patch, &base, &schema(), &at).iter().flat_map(|diagnostic| &diagnostic.labels) {
            prop_assert!(label.path.strip_prefix(&at).is_some_and(|path| path.get(&patch).is_some()), "{}", label.path);
        }
    }

    #[test]
    fn a_model_is_a_patch_of_itself(model in models()) {
        if validate(&model, &schema()).is_empty() {
            prop_assert_eq!(validate_patch(&model, &model, &schema(), &ModelPath::root()), vec![]);
        }
    }
}
