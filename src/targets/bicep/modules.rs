//! The module templates: one per module.

use askama::Template;

use super::view::ModuleView;
use crate::targets::RenderError;

/// Declares one template struct per module and the function that picks it by name.
macro_rules! modules {
    ($($name:literal => $view:ident($path:tt),)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path)]
            struct $view<'v> {
                m: &'v ModuleView<'v>,
            }
        )*

        pub(super) fn render(name: &str, m: &ModuleView<'_>) -> Result<String, RenderError> {
            match name {
                $($name => Ok($view { m }.render()?),)*
                _ => Err(RenderError::UnknownModule { target: "bicep", module: name.to_owned() }),
            }
        }
    };
}

modules! {
    "applicationInsights" => ApplicationInsights("bicep/application_insights.bicep.j2"),
    "logAnalytics" => LogAnalytics("bicep/log_analytics.bicep.j2"),
    "privateDnsZones" => PrivateDnsZones("bicep/private_dns_zones.bicep.j2"),
    "serviceBus" => ServiceBus("bicep/service_bus.bicep.j2"),
    "serviceBusSecret" => ServiceBusSecret("bicep/service_bus_secret.bicep.j2"),
    "appServicePlan" => AppServicePlan("bicep/app_service_plan.bicep.j2"),
    "functionApp" => FunctionApp("bicep/function_app.bicep.j2"),
    "functionAppFlex" => FunctionAppFlex("bicep/function_app_flex.bicep.j2"),
    "storageAccount" => StorageAccount("bicep/storage_account.bicep.j2"),
    "storageAccountSecret" => StorageAccountSecret("bicep/storage_account_secret.bicep.j2"),
    "virtualNetwork" => VirtualNetwork("bicep/virtual_network.bicep.j2"),
}
