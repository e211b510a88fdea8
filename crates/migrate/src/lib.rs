//! IstioOperator to Helm. What Periplus writes itself is Tera templates in `templates/`; charts are rendered by
//! `periplus-istio` alone.

mod translate;

pub use translate::{Error, OutputFile, translate_files};
