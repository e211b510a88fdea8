//! The page: editor, pickers, panes; the engine runs in a worker.
//!
//! Everything but `ui` is plain Rust that is tested natively; `ui` is built for the browser only.

pub mod baseline;
pub mod command;
pub mod draft;
pub mod edit;
pub mod embed;
pub mod examples;
pub mod guidance;
pub mod migration;
pub mod near;
pub mod outcome;
pub mod overview;
pub mod palette;
pub mod relations;
pub mod schedule;
pub mod share;
pub mod sources;
pub mod tree;
#[cfg(target_arch = "wasm32")]
mod ui;
pub mod views;

#[cfg(target_arch = "wasm32")]
pub use ui::start;
