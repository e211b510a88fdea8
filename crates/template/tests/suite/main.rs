//! All tests of this crate in one program.

mod cases;
mod common;
mod limits;
mod tpl;
mod tracer;
