//! What istioctl does: IstioOperator and profile to Helm values to manifests.
//!
//! `flags + files + profile → merge → validate → translate → per component: values → render chart → split → patch →
//! overlay → order → manifests + warnings`
//!
//! [`Pack::from_files`] opens a release's charts and profiles, [`generate`] and [`translate`] take the pack and an
//! [`OperatorRequest`]. Nothing here reads disk, clock or environment.

mod document;
mod error;
mod generate;
mod pack;
mod request;
mod translate;

pub use document::{Component, Document, Generated, Translated};
pub use error::{Error, ErrorKind, Place, Stage, Warning};
pub use generate::generate;
pub use pack::{Pack, profiles};
pub use request::{ClusterFacts, Input, OperatorRequest};
pub use translate::translate;
