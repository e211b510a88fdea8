//! Lists of strings: Sprig's page "String List Functions", mirrors `strings.go` and `list.go`.

use crate::args::{Args, as_list};
use crate::rows::{ANY, INT, STR, charged};
use crate::text::{charge_search, split, string_of, strval, weight};
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{List, Map, Str, Type, Value};

pub(crate) const TABLE: &[Function] = &[
    charged("join", &[STR, ANY], join),
    charged("sortAlpha", &[ANY], sort_alpha),
    charged("splitList", &[STR, STR], |e, a| {
        charge_search(e, a.text(1), a.text(0))?;
        Ok(Value::strings(split(a.text(1), a.text(0), usize::MAX)))
    }),
    charged("split", &[STR, STR], |e, a| {
        charge_search(e, a.text(1), a.text(0))?;
        Ok(numbered(&split(a.text(1), a.text(0), usize::MAX)))
    }),
    charged("splitn", &[STR, INT, STR], splitn),
    charged("toStrings", &[ANY], |e, a| Ok(strings_of(e, a.at(0))?.into())),
];

/// Sprig's `strslice`: a `[]string` itself, the texts of other items without nils, else one text.
fn strings_of(engine: &mut dyn Engine, value: &Value) -> Result<List, FuncError> {
    let texts = match as_list(value) {
        Some(list) if *list.element() == Type::String => return Ok(list),
        Some(list) => {
            let items = list.iter().filter(|item| !item.is_nil());
            items.map(|item| string_of(engine, item).map(Value::String)).collect::<Result<_, _>>()?
        }
        None if value.is_nil() => Vec::new(),
        None => vec![Value::String(string_of(engine, value)?)],
    };
    Ok(List::typed(&Type::String, texts))
}

fn join(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let texts: Vec<Str> = strings_of(engine, a.at(1))?.iter().map(strval).collect();
    let length = texts.iter().map(Str::len).sum::<usize>();
    engine.charge(length.saturating_add(a.text(0).len().saturating_mul(texts.len())))?;
    Ok(Value::string(texts.iter().map(Str::as_bytes).collect::<Vec<_>>().join(a.text(0))))
}

/// A `[]string` is sorted in place, so that whoever holds it sees it sorted (sprig `sortAlpha`).
fn sort_alpha(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let list = match a.at(0) {
        // Only slices lose their nils; nil itself has a text.
        Value::Nil => List::typed(&Type::String, vec![Value::String(strval(&Value::Nil))]),
        value => strings_of(engine, value)?,
    };
    // Every text is compared about so often, with texts that may begin alike.
    let rounds = list.len().max(2).ilog2() as usize;
    engine.charge(list.iter().map(weight).sum::<usize>().saturating_mul(rounds))?;
    list.sort_strings();
    Ok(list.into())
}

fn splitn(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    charge_search(engine, a.text(2), a.text(0))?;
    Ok(match a.int(1) {
        0 => numbered(&[]),
        limit => numbered(&split(a.text(2), a.text(0), usize::try_from(limit).unwrap_or(usize::MAX))),
    })
}

/// `map[string]string` with the keys `_0`, `_1` …
fn numbered(parts: &[&[u8]]) -> Value {
    let map = Map::typed(&Type::String);
    for (n, part) in parts.iter().enumerate() {
        map.insert(format!("_{n}"), Value::string(*part));
    }
    map.into()
}
