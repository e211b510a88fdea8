//! Go's text/template: text to tree to text, functions injected.
//!
//! ```
//! use periplus_template::{Executor, Functions, Limits, MissingKey, Options, Set, Untraced};
//! use periplus_value::{Map, Value};
//!
//! let limits = Limits::default();
//! let mut set = Set::new(Functions::default());
//! set.parse("greeting", "Hello {{ .name | printf \"%q\" }}!", &limits)?;
//! let options = Options { missing_key: MissingKey::Zero, root: "main".into(), limits };
//! let dot = Value::Map(Map::from_iter([("name", Value::from("world"))]));
//! let text = Executor::new(&set, &options, &mut Untraced).execute("greeting", dot)?;
//! assert_eq!(text, "Hello \"world\"!");
//! # Ok::<(), Box<periplus_template::Error>>(())
//! ```

mod builtins;
mod error;
mod exec;
mod funcs;
mod lexer;
mod limits;
mod node;
mod node_text;
mod parser;
mod parts;
mod set;
mod token;
mod tracer;

pub use error::{Error, ErrorKind, FuncError};
pub use exec::{Executor, MissingKey, Options};
pub use funcs::{Body, Engine, FuncResult, Function, Functions, SharedBody};
pub use limits::Limits;
pub use parser::Parsed;
pub use set::Set;
pub use tracer::{Called, Gap, Place, Tracer, Untraced, line_column};
