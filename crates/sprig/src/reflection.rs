//! Types and kinds: Sprig's page "Reflection Functions", mirrors `reflect.go`.

use crate::args::Args;
use crate::rows::{ANY, STR, charged, row};
use crate::text::weight;
use periplus_template::Function;
use periplus_value::Value;

/// As many bytes are copied in the time of comparing two values that lists hold.
const COMPARISON: usize = 32;

pub(crate) const TABLE: &[Function] = &[
    row("typeOf", &[ANY], |a| Ok(type_of(a.at(0)).into())),
    row("typeIs", &[STR, ANY], |a| Ok((a.text(0) == type_of(a.at(1)).as_bytes()).into())),
    row("typeIsLike", &[STR, ANY], |a| {
        let found = type_of(a.at(1));
        let bare = found.strip_prefix('*').unwrap_or(&found);
        Ok((a.text(0) == found.as_bytes() || a.text(0) == bare.as_bytes()).into())
    }),
    row("kindOf", &[ANY], |a| Ok(a.at(0).kind().to_string().into())),
    row("kindIs", &[STR, ANY], |a| Ok((a.text(0) == a.at(1).kind().to_string().as_bytes()).into())),
    charged("deepEqual", &[ANY, ANY], |e, a| {
        let (one, other) = (a.at(0), a.at(1));
        let is_same = one.is_same(other);
        if !is_same {
            e.charge(weight(one).saturating_add(weight(other)).saturating_mul(COMPARISON))?;
        }
        Ok((is_same || one.deep_equal(other)).into())
    }),
];

fn type_of(value: &Value) -> String {
    value.go_type().map_or_else(|| "<nil>".to_owned(), |t| t.to_string())
}
