//! The engine for JavaScript: request to response, nothing else.
//!
//! [`wire`] is what crosses the worker's border, [`handle`] answers one request with the state kept in a [`Session`].
//! Everything here converts; what the answer says is decided in `periplus-helm` and `periplus-istio`.

mod handle;
mod problems;
mod session;
pub mod wire;

pub use handle::handle;
pub use session::Session;
