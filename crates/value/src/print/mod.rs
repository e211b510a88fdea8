//! Go's `fmt`: `Sprint`, `Sprintln`, `Sprintf` with every verb and flag (fmt/print.go, fmt/format.go).
//!
//! All text is bounded: what would grow beyond the given number of bytes, or is nested too deep, is an error.

mod directive;
mod float;
mod integer;
mod pad;
mod text;
mod walk;

use crate::{Kind, Str, Value};
use std::fmt;

/// How much text anything may become when the caller sets no limit of its own.
pub const DEFAULT_LIMIT: usize = 64 << 20;

/// The text would be longer, or the value is nested deeper, than the limits allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text exceeds the limit")
    }
}

/// Go's `fmt.Sprint`: a space between two operands when neither is a string. At most `limit` bytes.
pub fn sprint(args: &[Value], limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut printer = Printer::new(Vec::new(), limit);
    let mut after_string = true;
    for arg in args {
        let is_string = arg.kind() == Kind::String;
        if !is_string && !after_string {
            printer.out.push(b' ');
        }
        printer.arg(arg, 'v')?;
        after_string = is_string;
    }
    Ok(printer.out)
}

/// Go's `fmt.Sprintln`: a space between all operands, a line end behind them. At most `limit` bytes.
pub fn sprintln(args: &[Value], limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut printer = Printer::new(Vec::new(), limit);
    for (i, arg) in args.iter().enumerate() {
        if i > 0 {
            printer.out.push(b' ');
        }
        printer.arg(arg, 'v')?;
    }
    printer.out.push(b'\n');
    Ok(printer.out)
}

/// Go's `fmt.Sprintf`. At most `limit` bytes.
pub fn sprintf(format: &[u8], args: &[Value], limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut printer = Printer::new(Vec::with_capacity(format.len() + 16), limit);
    directive::format(&mut printer, format, args)?;
    Ok(printer.out)
}

/// Appends what `%v` prints; the whole of `out` may be `limit` bytes.
pub fn append_text(out: &mut Vec<u8>, value: &Value, limit: usize) -> Result<(), TooLong> {
    match value {
        Value::String(s) | Value::Number(s) if out.len().saturating_add(s.len()) <= limit => {
            out.extend_from_slice(s.as_bytes());
            Ok(())
        }
        value => {
            let mut printer = Printer::new(std::mem::take(out), limit);
            let done = printer.arg(value, 'v');
            *out = printer.out;
            done
        }
    }
}

impl Value {
    /// What `%v` prints, at most `limit` bytes of it. Strings are shared, not copied.
    pub fn to_text(&self, limit: usize) -> Result<Str, TooLong> {
        if let Value::String(s) | Value::Number(s) = self {
            return Ok(s.clone());
        }
        let mut out = Vec::new();
        append_text(&mut out, self, limit)?;
        Ok(out.into())
    }
}

/// Flags, width and precision of one directive.
#[expect(clippy::struct_excessive_bools, reason = "fmt's flags are independent of each other")]
#[derive(Clone, Copy, Default)]
struct Spec {
    width: Option<usize>,
    precision: Option<usize>,
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    /// `%+v`: struct fields with names.
    plus_v: bool,
    /// `%#v`: Go syntax.
    sharp_v: bool,
}

struct Printer {
    out: Vec<u8>,
    limit: usize,
    spec: Spec,
}

impl Printer {
    fn new(out: Vec<u8>, limit: usize) -> Self {
        Self { out, limit, spec: Spec::default() }
    }

    /// Whether what has been written is within the limit.
    fn checked(&self) -> Result<(), TooLong> {
        if self.out.len() > self.limit { Err(TooLong) } else { Ok(()) }
    }
}
