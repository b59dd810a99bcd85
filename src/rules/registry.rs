//! The list of rules.

use super::Rule;
use super::{
    ambiguous_name, component_without_kind, duplicate_name, endpoint_subnet, entity_name, existing_group,
    hierarchical_namespace, idle_ip_rules, lifecycle_prefix, lifecycle_rule, model_name, naming_pattern,
    no_logs, plain_secret, private_ip_rule, project, recovery_point, reference, region,
    resource_manager_limits, resource_name, storage_sku, weaker_production,
};

/// Every rule, by code.
pub const RULES: &[Rule] = &[
    resource_name::RULE,
    duplicate_name::RULE,
    naming_pattern::RULE,
    model_name::RULE,
    ambiguous_name::RULE,
    project::RULE,
    entity_name::NAME,
    entity_name::TWICE,
    reference::UNKNOWN_COMPONENT,
    reference::WRONG_KIND,
    reference::UNKNOWN_OUTPUT,
    reference::UNKNOWN_SECRET,
    reference::UNKNOWN_ROLE,
    reference::SECRET_SHOWN,
    region::RULE,
    weaker_production::RULE,
    component_without_kind::RULE,
    existing_group::RULE,
    endpoint_subnet::RULE,
    recovery_point::RULE,
    no_logs::RULE,
    plain_secret::RULE,
    idle_ip_rules::RULE,
    private_ip_rule::RULE,
    storage_sku::RULE,
    lifecycle_prefix::RULE,
    hierarchical_namespace::RULE,
    lifecycle_rule::RULE,
    resource_manager_limits::RULE,
];
