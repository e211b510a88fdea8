//! What an input comes to, seen from one side each: plain data that serde writes, for command line and page alike.
//!
//! Every view takes the pack and the request of [`crate::generate`], renders where it must, and says of each setting
//! where it was set ([`Origin`]).

mod assumed;
mod compatibility;
mod gateways;
mod mesh;
mod origin;
mod plain;
mod proxy;
mod resources;
mod selector;
mod tag_diff;
mod tags;
mod webhooks;

pub use compatibility::{Area, Change, Compatibility, compatibility, compatibility_versions};
pub use gateways::{Autoscale, Direction, Gateway, Port, gateways};
pub use mesh::{MeshConfig, Setting, mesh_config};
pub use origin::{Layer, Origin};
pub use proxy::{Door, ProxyConfig, ProxyInput, ProxySetting, proxy_config};
pub use resources::{Resource, Scope, resources};
pub use tag_diff::{Affected, TagChange, TagDiff, tag_diff};
pub use tags::{Tag, TagError, TagRequest, tag};
pub use webhooks::{Server, Situation, Webhook, situations, webhooks};
