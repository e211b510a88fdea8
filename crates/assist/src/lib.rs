//! What an editor says about YAML text, from a JSON Schema: completion, documentation, marks with fixes.
//!
//! [`complete`] and [`describe`] work on text that need not be YAML yet, line by line; [`lint`] reads it as Helm does. All
//! offsets are bytes of the text.

mod complete;
mod context;
mod distance;
mod lint;
mod schema;

pub use complete::{Completion, Completions, Description, complete, describe};
pub use distance::nearest;
pub use lint::{Finding, Fix, lint};
pub use schema::Schema;
