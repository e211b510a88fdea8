//! The page: editor, pickers, panes; the engine runs in a worker.

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
pub use ui::start;
