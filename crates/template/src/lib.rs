//! Go's text/template: text to tree to text, functions injected.

mod funcs;

pub use funcs::{Body, Engine, FuncError, FuncResult, Function};
