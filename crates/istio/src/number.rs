//! Numbers as encoding/json writes them.

use periplus_value::format_float;

/// A float64 as JSON text: like `%g`'s shortest, with an exponent below 1e-6 and from 1e21 on
/// (encoding/json/encode.go).
pub(crate) fn json_number(n: f64) -> String {
    let size = n.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format_float(n, b'e', None);
        // e-09 is written e-9
        return match text.split_once("e-0") {
            Some((digits, exponent)) => format!("{digits}e-{exponent}"),
            None => text,
        };
    }
    format_float(n, b'f', None)
}
