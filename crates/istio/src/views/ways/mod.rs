//! A gateway in the four ways to have one: a component of an IstioOperator, a release of the `gateway` chart, a Gateway
//! API resource that istiod makes the workload of, and a workload of one's own that injection completes.
//!
//! All four are written from what the gateway's objects say ([`facts`]), whichever way those were made.

mod facts;
mod injected;
mod write;

pub use injected::{Mark, MarkedLine, Preview, Previews, Running, gateway_previews, gateway_previews_of};

use super::gateways::{Direction, Gateway, Made, described, made};
use crate::{Document, Error, OperatorRequest, Pack, text, tree};
use facts::Facts;
use periplus_value::Map;
use serde::Serialize;

/// A way to have a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A component of an IstioOperator.
    Operator,
    /// A Helm release of the `gateway` chart.
    Chart,
    /// A `Gateway` of the Gateway API: istiod makes Deployment and Service.
    GatewayApi,
    /// A Deployment and Service of one's own; injection adds the proxy.
    Injected,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Operator, Self::Chart, Self::GatewayApi, Self::Injected];

    /// As flags and data call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Chart => "chart",
            Self::GatewayApi => "gateway-api",
            Self::Injected => "injected",
        }
    }
}

/// A gateway in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// Which way.
    pub way: Way,
    /// What to call the file.
    pub file: String,
    /// Values for the chart, or manifests: YAML.
    pub text: String,
    /// What is not the same this way, a sentence each.
    pub notes: Vec<String>,
}

/// A gateway and its four forms.
#[derive(Clone, Debug, Serialize)]
pub struct Ways {
    /// The gateway as it is.
    pub gateway: Gateway,
    /// In the order of [`Way::ALL`]; none when the input renders no workload for it.
    pub forms: Vec<Form>,
}

/// All gateways of an input, each in four ways.
pub fn gateway_ways(pack: &Pack, request: &OperatorRequest) -> Result<Vec<Ways>, Error> {
    Ok(made(pack, request)?.into_iter().map(|made| ways(pack, made)).collect())
}

/// The gateway that a Helm release of the `gateway` chart makes, in four ways; `None`: it makes none.
pub fn gateway_ways_of(pack: &Pack, documents: &[Document]) -> Option<Ways> {
    Some(ways(pack, made_of(documents)?))
}

/// The gateway in what the `gateway` chart rendered.
fn made_of(documents: &[Document]) -> Option<Made> {
    let objects: Vec<Map> = documents.iter().filter_map(|d| text::yaml_map(d.text.as_bytes())).collect();
    let kinds = &super::gateways::WORKLOADS;
    let workload = objects.iter().find(|o| kinds.contains(&tree::get_string(o, "kind").as_str()))?;
    let name = tree::get_string(workload, "metadata.name");
    let labels = tree::get_map(workload, "spec.selector.matchLabels").unwrap_or_default();
    let leads_out = tree::get_string(&labels, "istio").contains("egress");
    let direction = if leads_out { Direction::Egress } else { Direction::Ingress };
    let namespace = tree::get_string(workload, "metadata.namespace");
    let gateway = described(name.clone(), &name, &namespace, direction, &objects);
    Some(Made { gateway, objects })
}

fn ways(pack: &Pack, made: Made) -> Ways {
    let facts = Facts::of(&made);
    let forms = facts.iter().flat_map(|facts| Way::ALL.map(|way| write::form(pack, facts, way))).collect();
    Ways { gateway: made.gateway, forms }
}
