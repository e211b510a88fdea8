//! Case files and the one harness that runs them (`suite.rs`).
//!
//! Expectations stand in files, never in Rust: `engine/*.json` are small templates with what Helm makes of them,
//! `commands/<group>/<case>/` are whole command lines, `limits/*.chart` are charts that ask for too much, and [`tidy`] holds the repository to its own documents.

pub mod command;
pub mod compare;
pub mod engine;
pub mod files;
pub mod limits;
pub mod program;
pub mod rust;
pub mod thresholds;
pub mod tidy;
