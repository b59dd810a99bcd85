//! Turns the facts about Azure in `src/facts/data/*.yaml` into static Rust tables, so that the program
//! starts without reading anything. Data that is incomplete or contradicts itself fails the build here.

#![allow(clippy::print_stdout, reason = "cargo reads the directives of a build script from standard output")]
#![allow(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "structs follow the columns of tables"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs, process};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A value that can be written as the Rust expression of a `static`.
trait Literal {
    /// The type of that expression.
    fn type_name() -> String;
    fn literal(&self) -> String;
}

impl Literal for String {
    fn type_name() -> String {
        "&str".to_owned()
    }

    fn literal(&self) -> String {
        format!("{self:?}")
    }
}

impl Literal for bool {
    fn type_name() -> String {
        "bool".to_owned()
    }

    fn literal(&self) -> String {
        self.to_string()
    }
}

impl Literal for u32 {
    fn type_name() -> String {
        "u32".to_owned()
    }

    fn literal(&self) -> String {
        if *self < 1000 {
            self.to_string()
        } else {
            format!("{}_{:03}", (self / 1000).literal(), self % 1000)
        }
    }
}

impl<T: Literal> Literal for Option<T> {
    fn type_name() -> String {
        format!("Option<{}>", T::type_name())
    }

    fn literal(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_owned(), |value| format!("Some({})", value.literal()))
    }
}

impl<T: Literal> Literal for Vec<T> {
    fn type_name() -> String {
        format!("&[{}]", T::type_name())
    }

    fn literal(&self) -> String {
        let items: Vec<String> = self.iter().map(Literal::literal).collect();
        format!("&[{}]", items.join(", "))
    }
}

/// A data file: where its facts come from, when they were true, and its tables.
trait DataFile: DeserializeOwned {
    fn provenance(&self) -> (&[String], &str);
    fn statics(&self) -> String;
}

/// Declares the tables of a data file: each becomes a static of its name in capitals.
macro_rules! files {
    ($(struct $name:ident { $($table:ident: $kind:ty),+ $(,)? })+) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct $name { source: Vec<String>, date: String, $($table: $kind),+ }

        impl DataFile for $name {
            fn provenance(&self) -> (&[String], &str) {
                (&self.source, &self.date)
            }

            fn statics(&self) -> String {
                [$(format!(
                    "static {}: {} = {};\n",
                    stringify!($table).to_uppercase(), <$kind>::type_name(), self.$table.literal(),
                )),+].concat()
            }
        }
    )+};
}

/// Declares the rows of the tables. The Rust types of the same names stand beside the accessors in
/// `src/facts`; the compiler holds the two equal when it meets the generated table there.
macro_rules! rows {
    ($(struct $name:ident { $($field:ident: $kind:ty),+ $(,)? })+) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct $name { $($field: $kind),+ }

        impl Literal for $name {
            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn literal(&self) -> String {
                let fields = [$(format!("{}: {}", stringify!($field), self.$field.literal())),+];
                format!("{} {{ {} }}", stringify!($name), fields.join(", "))
            }
        }
    )+};
}

/// Declares the words a field may hold: the variants of the Rust enum of the same name.
macro_rules! words {
    ($($name:ident: $($variant:ident)|+;)+) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        enum $name { $($variant),+ }

        impl Literal for $name {
            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn literal(&self) -> String {
                match self { $(Self::$variant => concat!(stringify!($name), "::", stringify!($variant)).to_owned()),+ }
            }
        }
    )+};
}

words! {
    Scope: Global | Subscription | ResourceGroup | Parent;
    Case: Lower | Any;
    Characters: Alnum | LowerAlnum | LowerAlnumHyphen | AlnumHyphen | AlnumHyphenUnderscore
        | AlnumHyphenDotUnderscore | AlnumHyphenDotUnderscoreSpace | AlnumHyphenDotUnderscoreParenthesis
        | EntityPath | AsciiExceptPercentAmpersandSlashQuestion;
    Edge: Any | Letter | Alnum | AlnumUnderscore | NotDot | NotDotOrSpace;
    Plane: Control | Data;
    Family: Consumption | Flex | ElasticPremium | Dedicated | Shared | Workflow;
    Direction: Inbound | Outbound | Both;
    Basis: Documented | Typical | Planning;
    Feature: PrivateEndpoints | Diagnostics | Autoscale | FlexConsumptionNetwork;
}

files! {
    struct Names { names: Vec<NameRule> }
    struct Roles { common: Vec<Role>, kinds: Vec<KindRoles> }
    struct PrivateEndpoints { kinds: Vec<KindPrivateEndpoints> }
    struct Plans { delegations: Vec<FamilyDelegation>, plans: Vec<Plan> }
    struct Recovery { strategies: Vec<RecoveryStrategy>, mechanisms: Vec<Mechanism> }
    struct Regions { evidence: Vec<Evidence>, regions: Vec<Region> }
    struct Functions {
        languages: Vec<Language>, host_storage_roles: Vec<HostStorageRole>, limits: FunctionsLimits,
        flex_forbidden_settings: Vec<String>,
    }
    struct ServiceBus { skus: Vec<ServiceBusSku>, limits: ServiceBusLimits }
    struct Storage { skus: Vec<StorageSku>, limits: StorageLimits }
    struct KeyVault { skus: Vec<KeyVaultSku>, limits: KeyVaultLimits }
    struct AppConfiguration { skus: Vec<AppConfigurationSku>, limits: AppConfigurationLimits }
    struct Monitoring { log_analytics: LogAnalyticsLimits, application_insights: ApplicationInsightsLimits }
    struct Diagnostics { settings_per_resource: Limit, kinds: Vec<KindDiagnostics> }
    struct ResourceProviders { kinds: Vec<KindNamespaces>, features: Vec<FeatureNamespaces> }
    struct Subnets {
        reserved_addresses: Limit, smallest_prefix: Limit, delegations: Vec<Delegation>,
        other_delegations: Vec<String>, reserved_names: Vec<ReservedName>, service_endpoints: Vec<String>,
        security_rules: Vec<NeededRule>,
    }
    struct Routing { unconfirmed_plans: Vec<String>, private_link_regions: Vec<String> }
    struct ServiceTags { tags: Vec<ServiceTag>, odd_regions: Vec<OddRegion> }
}

rows! {
    struct NameRule {
        key: String, arm_type: String, abbreviation: Option<String>, pattern: Option<String>, scope: Scope,
        min: u32, max: u32, case: Case, characters: Characters, first: Edge, last: Edge, double_hyphen: bool,
        endings: Vec<String>, reserved: Vec<String>, regex: String, confirmed: bool,
    }

    struct KindRoles { kind: String, roles: Vec<Role> }
    struct Role { alias: String, name: String, id: String, plane: Plane, note: Option<String> }

    struct KindPrivateEndpoints {
        kind: String, skus: Vec<String>, skus_confirmed: bool, via: Option<String>, sub_resources: Vec<SubResource>,
    }
    struct SubResource { group: String, zones: Vec<String>, secondary: bool }

    struct Plan {
        sku: String, azurerm: String, tier: String, family: Family, slots: Option<u32>, slots_confirmed: bool,
        metric_autoscale: bool, virtual_network_integration: bool, private_endpoint: bool, always_on: bool,
        max_instances: Option<u32>, zone_redundancy: bool, custom_backup: bool, isolated: bool,
    }

    struct Region {
        name: String, display_name: String, geography: String, geo_code: String, recommended: bool,
        pair: Option<String>, pair_listed: bool, zones: u32, tier1: bool, capabilities: Capabilities,
    }
    struct RecoveryStrategy { name: String, rto_minutes: u32, basis: Basis, work: String }
    struct Mechanism {
        key: String, text: String, rto_minutes: Option<u32>, rpo_minutes: Option<u32>, basis: Basis, source: String,
    }
    struct Evidence { fact: String, source: String, date: String, confirmed: bool }
    struct FamilyDelegation { family: Family, name: String }

    struct Limit { value: u32, confirmed: bool }
    struct Range { min: u32, max: u32, confirmed: bool }
    struct DurationLimit { default: String, max: String, confirmed: bool }

    struct Language { name: String, worker: String, retired: Vec<String>, versions: Vec<RuntimeVersion> }
    struct RuntimeVersion {
        version: String, support_ends: String, linux_consumption: bool, azurerm_linux: bool, confirmed: bool,
    }
    struct HostStorageRole { alias: String, triggers_only: bool }
    struct FunctionsLimits {
        host_id_length: Limit, linux_consumption_ends: String, flex_instance_memory_in_mb: Vec<u32>,
        flex_maximum_instances: Range, flex_always_ready: Range, flex_apps_per_plan: Limit, apps_per_plan: Limit,
        access_restriction_rules: Limit, health_check_eviction_minutes: Range,
    }

    struct ServiceBusSku {
        name: String, topics: bool, sessions: bool, sessions_confirmed: bool, duplicate_detection: bool,
        firewall: bool, geo_disaster_recovery: bool, geo_replication: bool, partitioned_entities: bool,
        messaging_units: Vec<u32>, partitions: Vec<u32>, max_message_size_in_kilobytes: u32,
        max_sizes_in_megabytes: Vec<u32>, max_time_to_live: Option<String>, entities: u32,
    }
    struct ServiceBusLimits {
        lock_duration: DurationLimit, duplicate_detection_window: DurationLimit,
        max_delivery_count_default: Limit, subscriptions_per_topic: Limit,
    }

    struct StorageSku {
        name: String, tier: String, replication: String, zones: bool, geo: bool, read_secondary: bool, archive: bool,
    }
    struct StorageLimits {
        blob_soft_delete_days: Range, container_soft_delete_days: Range, share_soft_delete_days: Range,
        restore_policy_days: Range, lifecycle_rules: Limit, lifecycle_prefixes_per_rule: Limit, ip_rules: Limit,
        ip_rule_max_prefix: Limit,
    }

    struct KeyVaultSku { name: String, hardware_keys: bool }
    struct KeyVaultLimits { soft_delete_days: Range, soft_delete_days_default: Limit, access_policies: Limit }

    struct AppConfigurationSku {
        name: String, soft_delete: Option<bool>, private_endpoint: Option<bool>, private_endpoint_confirmed: bool,
        replicas: bool, downgrades: Vec<String>,
    }
    struct AppConfigurationLimits { soft_delete_days: Range, soft_delete_days_default: Limit }

    struct LogAnalyticsLimits {
        retention_days: Range, table_retention_days: Range, table_total_retention_days: Vec<u32>,
        reservations_in_gb_per_day: Vec<u32>,
    }
    struct ApplicationInsightsLimits {
        retention_days: Vec<u32>, sampling_percentage: Range, daily_cap_default_in_gb: Limit,
    }

    struct KindDiagnostics { kind: String, services: Vec<Service> }
    struct Service {
        scope: Option<String>, logs: Logs, metrics: bool, groups: Vec<String>, categories: Vec<String>,
        dedicated_tables: bool, confirmed: bool,
    }
    struct Logs { groups: Vec<String>, categories: Vec<String> }

    struct KindNamespaces { kind: String, namespaces: Vec<String> }
    struct FeatureNamespaces { feature: Feature, namespaces: Vec<String> }

    struct Delegation {
        name: String, purpose: String, min_prefix: u32, recommended_prefix: u32, size_confirmed: bool,
        actions: Vec<String>,
    }
    struct ReservedName { name: String, min_prefix: u32, confirmed: bool }
    struct NeededRule {
        subnet: String, name: String, direction: String, protocol: String, source: String, destination: String,
        ports: Vec<String>, confirmed: bool,
    }

    struct ServiceTag { name: String, direction: Direction, regional: bool }
    struct OddRegion { tag: String, region: String }

    struct Capabilities {
        elastic_premium_linux: Option<bool>, elastic_premium_linux_max_instances: Option<u32>,
        elastic_premium_windows: Option<bool>, flex_consumption: Option<bool>, service_bus_premium: Option<bool>,
        container_apps: Option<bool>, machine_learning: Option<bool>,
    }
}

fn main() {
    link();
    if let Err(problem) = tables() {
        println!("cargo::error={problem}");
        process::exit(1);
    }
}

/// Makes one program of fixed addresses, with the C library in it, where the linker is known to be able to. Finding and
/// binding shared libraries, and mending the addresses of a program that can be moved, took longer than half of what a
/// run does before `main`.
fn link() {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let native = env::var("HOST") == env::var("TARGET");
    if let Some(archives) = native.then(c_archives).flatten() {
        println!("cargo::rustc-link-arg-bins=-static");
        println!("cargo::rustc-link-arg-bins=-L{archives}");
    }
}

/// A folder in which the linker finds the archives of the C library under the names that it is asked for by; none where
/// they are not installed.
fn c_archives() -> Option<String> {
    let archive = |name: &str| {
        let found = process::Command::new("cc").arg(format!("-print-file-name={name}")).output().ok()?;
        let path = String::from_utf8(found.stdout).ok()?.trim().to_owned();
        Path::new(&path).is_absolute().then_some(path)
    };
    let group: Option<Vec<String>> =
        ["libm.a", "libc.a", "libgcc.a", "libgcc_eh.a"].into_iter().map(archive).collect();
    let script = format!("GROUP({})\n", group?.join(" "));
    let folder = format!("{}/archives", env::var("OUT_DIR").ok()?);
    fs::create_dir_all(&folder).ok()?;
    for name in ["libm.a", "libc.a", "libgcc_s.a"] {
        fs::write(format!("{folder}/{name}"), &script).ok()?;
    }
    Some(folder)
}

fn tables() -> Result<(), String> {
    table("names", |data: &Names| {
        unique(data.names.iter().map(|rule| rule.key.as_str()))?;
        data.names.iter().try_for_each(name_rule)
    })?;
    table("roles", |data: &Roles| {
        unique(data.kinds.iter().map(|kind| kind.kind.as_str()))?;
        roles("common", &data.common)?;
        data.kinds.iter().try_for_each(|kind| roles(&kind.kind, &kind.roles))
    })?;
    table("private_endpoints", |data: &PrivateEndpoints| {
        unique(data.kinds.iter().map(|kind| kind.kind.as_str()))
    })?;
    table("plans", |data: &Plans| unique(data.plans.iter().map(|plan| plan.sku.as_str())))?;
    table("recovery", |data: &Recovery| {
        unique(data.strategies.iter().map(|strategy| strategy.name.as_str()))?;
        unique(data.mechanisms.iter().map(|mechanism| mechanism.key.as_str()))
    })?;
    table("regions", regions)?;
    services()
}

fn services() -> Result<(), String> {
    table("functions", |data: &Functions| {
        unique(data.languages.iter().map(|language| language.name.as_str()))?;
        data.languages.iter().try_for_each(|language| {
            let versions = language.versions.iter().map(|version| &version.version);
            unique(versions.chain(&language.retired).map(String::as_str))
                .map_err(|problem| format!("{}: {problem}", language.name))
        })
    })?;
    table("service_bus", |data: &ServiceBus| unique(data.skus.iter().map(|sku| sku.name.as_str())))?;
    table("storage", |data: &Storage| {
        unique(data.skus.iter().map(|sku| sku.name.as_str()))?;
        data.skus.iter().try_for_each(|sku| {
            ensure(sku.name == format!("{}_{}", sku.tier, sku.replication), || format!("{}: name", sku.name))
        })
    })?;
    table("key_vault", |data: &KeyVault| unique(data.skus.iter().map(|sku| sku.name.as_str())))?;
    table("app_configuration", |data: &AppConfiguration| {
        unique(data.skus.iter().map(|sku| sku.name.as_str()))
    })?;
    table("monitoring", |_: &Monitoring| Ok(()))?;
    table("diagnostics", |data: &Diagnostics| {
        unique(data.kinds.iter().map(|kind| kind.kind.as_str()))?;
        data.kinds.iter().try_for_each(|kind| {
            let offered = kind.services.iter().all(|service| {
                service.logs.groups.iter().all(|group| service.groups.contains(group))
                    && service.logs.categories.iter().all(|category| service.categories.contains(category))
            });
            ensure(offered, || format!("{}: a default log is not on offer", kind.kind))
        })
    })?;
    table("resource_providers", |data: &ResourceProviders| {
        unique(data.kinds.iter().map(|kind| kind.kind.as_str()))
    })?;
    table("subnets", |data: &Subnets| {
        let names = data.delegations.iter().map(|delegation| &delegation.name);
        unique(names.chain(&data.other_delegations).map(String::as_str))?;
        unique(data.service_endpoints.iter().map(String::as_str))
    })?;
    table("routing", |data: &Routing| unique(data.private_link_regions.iter().map(String::as_str)))?;
    table("service_tags", |data: &ServiceTags| unique(data.tags.iter().map(|tag| tag.name.as_str())))
}

/// Reads `src/facts/data/<name>.yaml`, checks it and writes its tables to `$OUT_DIR/<name>.rs`.
fn table<T: DataFile>(name: &str, check: impl Fn(&T) -> Result<(), String>) -> Result<(), String> {
    let file = format!("src/facts/data/{name}.yaml");
    println!("cargo::rerun-if-changed={file}");
    let text = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let data: T = serde_yaml::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    let (source, day) = data.provenance();
    ensure(!source.is_empty() && is_date(day), || format!("{file}: source or date is missing"))?;
    check(&data).map_err(|problem| format!("{file}: {problem}"))?;
    let source: Vec<String> = source.iter().map(Literal::literal).collect();
    let code = format!(
        "pub(super) static PROVENANCE: super::Provenance = super::Provenance {{ table: {name:?}, source: &[{}], date: {day:?} }};\n{}",
        source.join(", "),
        data.statics(),
    );
    let directory = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    fs::write(Path::new(&directory).join(format!("{name}.rs")), code).map_err(|error| error.to_string())
}

fn name_rule(rule: &NameRule) -> Result<(), String> {
    let problem = |what: &str| format!("{}: {what}", rule.key);
    ensure(1 <= rule.min && rule.min <= rule.max, || problem("min and max"))?;
    let Some(pattern) = &rule.pattern else { return Ok(()) };
    let mut rest = pattern.as_str();
    while let Some((_, tail)) = rest.split_once('{') {
        let (placeholder, tail) = tail.split_once('}').ok_or_else(|| problem("pattern is not closed"))?;
        let known = ["project", "env", "name", "suffix", "region"].contains(&placeholder);
        ensure(known, || problem("unknown placeholder in pattern"))?;
        rest = tail;
    }
    let suffixed = pattern.contains("{suffix}") || !matches!(rule.scope, Scope::Global);
    ensure(suffixed, || problem("a globally unique name needs {suffix}"))
}

fn roles(kind: &str, roles: &[Role]) -> Result<(), String> {
    unique(roles.iter().map(|role| role.alias.as_str())).map_err(|problem| format!("{kind}: {problem}"))?;
    roles.iter().try_for_each(|role| {
        let groups: Vec<usize> = role.id.split('-').map(str::len).collect();
        let digits = role.id.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c));
        ensure(groups == [8, 4, 4, 4, 12] && digits, || format!("{kind}.{}: id is not a GUID", role.alias))
    })
}

fn regions(data: &Regions) -> Result<(), String> {
    unique(data.evidence.iter().map(|evidence| evidence.fact.as_str()))?;
    unique(data.regions.iter().map(|region| region.name.as_str()))?;
    unique(data.regions.iter().map(|region| region.geo_code.as_str()))?;
    data.regions.iter().try_for_each(|region| {
        let listed = |pair: &String| data.regions.iter().any(|other| other.name == *pair);
        let known = region.pair.as_ref().is_none_or(|pair| listed(pair) || !region.pair_listed);
        ensure(known, || format!("{}: pair is not a region of this file", region.name))
    })
}

fn unique<'a>(keys: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    keys.into_iter().try_for_each(|key| ensure(seen.insert(key), || format!("{key} stands there twice")))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && parts.concat().bytes().all(|byte| byte.is_ascii_digit())
}

fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}
