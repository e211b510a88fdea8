//! Number literals as every type that they fit (`newNumber` in text/template/parse/node.go).

use super::{Parser, Result, span};
use crate::node::Number;
use crate::token::{Kind, Token};
use periplus_value::{Complex, Value, parse_float, parse_int, parse_uint, quote, unquote_char};

/// 2^63 and 2^64: floats from there on fit no `int64` and no `uint64`.
const INT_END: f64 = 9_223_372_036_854_775_808.0;
const UINT_END: f64 = 18_446_744_073_709_551_616.0;

impl Parser<'_> {
    /// A number, character constant or complex number.
    pub(super) fn number(&self, token: Token) -> Result<Number> {
        let text = self.text(token);
        match token.kind {
            Kind::CharConstant => self.char_constant(token),
            Kind::Complex => match complex(text) {
                Some((real, imaginary)) => Ok(complex_number(token, real, imaginary)),
                None => self.error("syntax error scanning complex number"),
            },
            _ => match text.strip_suffix(b"i").map(parse_float) {
                Some(Ok(imaginary)) => Ok(complex_number(token, 0.0, imaginary)),
                _ => self.plain_number(token),
            },
        }
    }

    fn char_constant(&self, token: Token) -> Result<Number> {
        let text = self.text(token);
        let Some((unit, rest)) = unquote_char(text.get(1..).unwrap_or(&[]), b'\'') else {
            return self.error("invalid syntax");
        };
        if rest != b"'" {
            let text = String::from_utf8_lossy(text);
            return self.error(format!("malformed character constant: {text}"));
        }
        let code = i64::from(unit.code());
        let ideal = Some(Value::int(code));
        Ok(Number {
            int: Some(code),
            uint: Some(code as u64),
            float: Some(code as f64),
            span: span(token),
            ideal,
        })
    }

    fn plain_number(&self, token: Token) -> Result<Number> {
        let text = self.text(token);
        let int = parse_int(text, 0, 64).ok();
        let uint = parse_uint(text, 0, 64).ok().or(if int == Some(0) { Some(0) } else { None });
        let mut number = Number { int, uint, float: None, span: span(token), ideal: None };
        number.float = int.map(|n| n as f64).or(uint.map(|n| n as f64));
        if number.float.is_none() {
            let Ok(float) = parse_float(text) else {
                return self.error(format!("illegal number syntax: {}", quote(text)));
            };
            if !looks_like_float(text) {
                return self.error(format!("integer overflow: {}", quote(text)));
            }
            number = from_float(token, float);
        }
        number.ideal = match (number.float, number.int) {
            (Some(float), _) if looks_like_float(text) && !is_hexadecimal(text) => Some(Value::Float(float)),
            (_, int) => int.map(Value::int),
        };
        Ok(number)
    }
}

fn looks_like_float(text: &[u8]) -> bool {
    text.iter().any(|c| b".eEpP".contains(c))
}

/// `0x1e` is an integer although it has an e.
fn is_hexadecimal(text: &[u8]) -> bool {
    matches!(text, [b'0', b'x' | b'X', _, ..]) && !text.iter().any(|c| matches!(c, b'p' | b'P'))
}

fn from_float(token: Token, float: f64) -> Number {
    let whole = float.trunc() == float;
    let int = (whole && (-INT_END..INT_END).contains(&float)).then_some(float as i64);
    let uint = (whole && (0.0..UINT_END).contains(&float)).then_some(float as u64);
    Number { int, uint, float: Some(float), span: span(token), ideal: None }
}

fn complex_number(token: Token, real: f64, imaginary: f64) -> Number {
    let mut number = Number { int: None, uint: None, float: None, span: span(token), ideal: None };
    if imaginary == 0.0 {
        number = from_float(token, real);
    }
    number.ideal = Some(Complex::value(real, imaginary));
    number
}

/// `1+2i` in two halves.
fn complex(text: &[u8]) -> Option<(f64, f64)> {
    let inner = text.strip_suffix(b"i")?;
    let is_sign =
        |at: &usize| matches!(inner[*at], b'+' | b'-') && !matches!(inner[at - 1], b'e' | b'E' | b'p' | b'P');
    let split = (1..inner.len()).rev().find(is_sign)?;
    Some((parse_float(&inner[..split]).ok()?, parse_float(&inner[split..]).ok()?))
}
