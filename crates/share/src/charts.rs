//! How Istio's charts are called where people install them from.

/// Where they are published.
pub const CHARTS: &str = "https://istio-release.storage.googleapis.com/charts";

/// Folders of charts in a release, and the charts' names where they are published.
const PUBLISHED: &[(&str, &str)] = &[
    ("base", "base"),
    ("istio-control/istio-discovery", "istiod"),
    ("istio-cni", "cni"),
    ("ztunnel", "ztunnel"),
    ("gateway", "gateway"),
    ("gateways/istio-ingress", "istio-ingress"),
    ("gateways/istio-egress", "istio-egress"),
];

/// The folder of a published chart.
pub fn chart_folder(name: &str) -> Option<&'static str> {
    PUBLISHED.iter().find(|(_, known)| *known == name).map(|(folder, _)| *folder)
}

/// The published name of the chart in a folder.
pub fn published_chart(folder: &str) -> Option<&'static str> {
    PUBLISHED.iter().find(|(known, _)| *known == folder).map(|(_, name)| *name)
}
