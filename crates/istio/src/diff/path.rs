//! Where in a resource: paths as overlays of an IstioOperator have them, so that one can be copied into `k8s.overlays`.

use std::fmt;

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// A list's element, from 0.
    Index(usize),
    /// A list's element with a value under the key that the elements are matched by.
    Element {
        /// `name`
        key: String,
        /// `istio-proxy`
        value: String,
    },
}

/// Steps from the top of a resource; none for the resource itself.
///
/// Written as `spec.template.spec.containers.[name:discovery].args.[2]`, with a backslash before dots within a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            match step {
                Step::Key(key) => f.write_str(&key.replace('.', "\\."))?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Element { key, value } => write!(f, "[{key}:{}]", value.replace('.', "\\."))?,
            }
        }
        Ok(())
    }
}
