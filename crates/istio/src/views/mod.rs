//! What an input comes to, seen from one side each: plain data that serde writes, for command line and page alike.
//!
//! Every view takes the pack and the request of [`crate::generate`], renders where it must, and says of each setting
//! where it was set ([`Origin`]).

mod assumed;
mod compatibility;
mod gateways;
mod mesh;
mod origin;
mod pair;
mod plain;
mod proxy;
mod resources;
mod selector;
mod tag_diff;
mod tags;
mod ways;
mod webhooks;

pub use compatibility::{Area, Change, Compatibility, compatibility, compatibility_versions};
pub use gateways::{Autoscale, Direction, Gateway, Port, gateways};
pub use mesh::{MeshConfig, Setting, mesh_config, mesh_config_of};
pub use origin::{Layer, Origin};
pub use pair::{Pair, Paired, revision_pair, revision_pair_of};
pub use proxy::{Door, ProxyConfig, ProxyInput, ProxySetting, pod, proxy_config, proxy_config_of};
pub use resources::{Resource, Scope, resources};
pub use tag_diff::{Affected, TagChange, TagDiff, tag_diff};
pub use tags::{Tag, TagError, TagRequest, tag};
pub use ways::{
    Form, Mark, MarkedLine, Preview, Previews, Running, Way, Ways, gateway_previews, gateway_previews_of,
    gateway_ways, gateway_ways_of,
};
pub use webhooks::{Server, Situation, Subject, Webhook, situations, webhooks};
