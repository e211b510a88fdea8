//! What istioctl does: IstioOperator and profile to Helm values to manifests.
//!
//! `flags + files + profile → merge → validate → translate → per component: values → render chart → split → patch →
//! overlay → order → manifests + warnings`
//!
//! [`Pack::from_files`] opens a release's charts and profiles, [`generate`] and [`translate`] take the pack and an
//! [`OperatorRequest`]. Nothing here reads disk, clock or environment.

mod component;
pub mod diff;
mod document;
mod error;
mod generate;
mod helm_text;
mod injection;
mod installation;
mod leftovers;
mod manifest;
mod merge;
mod number;
mod overlay;
mod pack;
mod patch;
mod path;
mod place;
mod profile;
mod quantity;
pub mod recognise;
mod release;
mod render;
mod request;
mod schema;
mod schemas;
mod strategic;
mod suggest;
mod text;
mod translate;
mod tree;
mod validate;
mod values;
pub mod views;

pub use component::{chart_folder, published_charts};
pub use document::{Component, Document, Generated, Translated};
pub use error::{Error, ErrorKind, Place, Stage, Warning};
pub use generate::{check, generate};
pub use injection::{Injected, InjectionError, Injector};
pub use installation::{HelmRelease, Installation, Instance, installation, release_documents};
pub use manifest::ManifestError;
pub use merge::install_package_path;
pub use pack::{NOTE, Pack};
pub use profile::{Difference, chart_profile, chart_profiles, differences, profile, profiles};
pub use request::{ClusterFacts, Input, OperatorRequest};
pub use schema::{DecodeError, ProtoError, ProtoFault};
pub use schemas::{
    Choices, OPERATOR, SchemaName, chart_schema, choices, operator_schema, schema_names, values_schema,
};
pub use strategic::StrategicError;
pub use translate::translate;
pub use tree::PathError;
pub use validate::{Fault, MeshFaults, NameError, PrefixError};
