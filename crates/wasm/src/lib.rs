//! The engine for JavaScript: request to response, nothing else.
//!
//! [`wire`] is what crosses the worker's border, [`handle`] answers one request with the state kept in a [`Session`].
//! Everything here converts; what the answer says is decided in `periplus-helm` and `periplus-istio`.

#[cfg(feature = "engine")]
mod ahead;
#[cfg(feature = "engine")]
mod assist;
#[cfg(feature = "migrate")]
mod compare;
#[cfg(feature = "engine")]
mod hand_over;
#[cfg(feature = "engine")]
mod handle;
#[cfg(feature = "engine")]
mod marks;
#[cfg(feature = "migrate")]
mod migrate;
#[cfg(all(feature = "package", target_arch = "wasm32"))]
pub mod package;
#[cfg(feature = "engine")]
mod problems;
#[cfg(feature = "engine")]
mod recognise;
#[cfg(all(feature = "engine", not(feature = "package"), target_arch = "wasm32"))]
pub mod serve;
#[cfg(feature = "engine")]
mod session;
#[cfg(feature = "migrate")]
mod views;
pub mod wire;

#[cfg(feature = "engine")]
pub use ahead::answer_page;
#[cfg(feature = "engine")]
pub use handle::{Answering, answer, handle};
#[cfg(feature = "migrate")]
pub use handle::{answer_all, handle_all};
#[cfg(feature = "engine")]
pub use marks::Later;
#[cfg(feature = "engine")]
pub use session::Session;
