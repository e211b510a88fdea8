//! Dicts: Sprig's page "Dictionaries and Dict Functions", mirrors `dict.go`. Dicts are shared: `set`, `unset` and the
//! merges change their first argument.

use crate::args::{Args, as_map};
use crate::copy::deep_copy;
use crate::merge::{Fault, merge};
use crate::rows::{ANY, MAP, STR, charged, charged_variadic, row, variadic};
use crate::text::string_of;
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{List, Map, Str, Type, Value, sorting};

pub(crate) const TABLE: &[Function] = &[
    charged_variadic("dict", &[ANY], |e, a| Ok(dict(e, a)?.into())),
    row("get", &[MAP, STR], |a| Ok(a.map(0).and_then(|m| m.get(a.text(1))).unwrap_or_else(|| "".into()))),
    row("set", &[MAP, STR, ANY], set),
    row("unset", &[MAP, STR], unset),
    row("hasKey", &[MAP, STR], |a| Ok(a.map(0).is_some_and(|m| m.contains(a.text(1))).into())),
    variadic("pluck", &[STR, MAP], pluck),
    variadic("keys", &[MAP], keys),
    variadic("pick", &[MAP, STR], pick),
    charged_variadic("omit", &[MAP, STR], omit),
    row("values", &[MAP], |a| {
        Ok(a.map(0).map_or_else(List::default, |m| m.borrow().values().cloned().collect()).into())
    }),
    charged_variadic("merge", &[MAP, MAP], |e, a| merged(e, a, false).or_else(swallowed)),
    charged_variadic("mustMerge", &[MAP, MAP], |e, a| merged(e, a, false).or_else(told)),
    charged_variadic("mergeOverwrite", &[MAP, MAP], |e, a| merged(e, a, true).or_else(swallowed)),
    charged_variadic("mustMergeOverwrite", &[MAP, MAP], |e, a| merged(e, a, true).or_else(told)),
    charged("deepCopy", &[ANY], |e, a| deep_copy(e, a.at(0))),
    charged("mustDeepCopy", &[ANY], |e, a| deep_copy(e, a.at(0))),
    variadic("dig", &[ANY], dig),
];

/// Keys and values in turn; a last key without a value has the empty string.
fn dict(engine: &mut dyn Engine, a: &[Value]) -> Result<Map, FuncError> {
    let map = Map::new();
    for pair in a.chunks(2) {
        map.insert(string_of(engine, pair.at(0))?, pair.get(1).cloned().unwrap_or_else(|| "".into()));
    }
    Ok(map)
}

fn set(a: &[Value]) -> FuncResult {
    let map = a.map(0).ok_or("assignment to entry in nil map")?;
    map.insert(a.text(1), a.at(2).clone());
    Ok(map.into())
}

fn unset(a: &[Value]) -> FuncResult {
    if let Some(map) = a.map(0) {
        map.remove(a.text(1));
    }
    Ok(a.map(0).unwrap_or_else(nil_map).into())
}

fn nil_map() -> Map {
    Map::nil(&Type::Any)
}

fn pluck(a: &[Value]) -> FuncResult {
    let found = a.from(1).iter().filter_map(|dict| as_map(dict)?.get(a.text(0)));
    Ok(found.collect::<List>().into())
}

/// Go's order is random; ours is the keys' order within each dict.
fn keys(a: &[Value]) -> FuncResult {
    Ok(Value::strings(a.iter().filter_map(as_map).flat_map(|map| map.keys())))
}

fn names(a: &[Value]) -> Vec<Str> {
    sorting::distinct(a.iter().filter_map(|name| name.as_string().cloned()))
}

fn pick(a: &[Value]) -> FuncResult {
    let Some(map) = a.map(0) else { return Ok(Map::new().into()) };
    let picked = names(a.from(1)).into_iter().filter_map(|name| map.get(&name).map(|value| (name, value)));
    Ok(picked.collect::<Map>().into())
}

fn omit(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    engine.charge(a.map(0).map_or(0, |map| map.len()))?;
    let (omitted, entries) = (names(a.from(1)), a.map(0).map(|m| m.entries()).unwrap_or_default());
    Ok(entries.into_iter().filter(|(name, _)| omitted.binary_search(name).is_err()).collect::<Map>().into())
}

fn merged(engine: &mut dyn Engine, a: &[Value], overwrite: bool) -> Result<Value, Fault> {
    let target = a.map(0);
    let sources: Vec<Map> = a.from(1).iter().filter_map(as_map).collect();
    if target.is_none() && sources.is_empty() {
        return Ok(nil_map().into());
    }
    let target = target.unwrap_or_default();
    for source in sources {
        merge(engine, &target, &source, overwrite)?;
    }
    Ok(target.into())
}

fn swallowed(fault: Fault) -> FuncResult {
    match fault {
        Fault::Returned(_) => Ok("".into()),
        Fault::Panic(error) => Err(error),
    }
}

fn told(fault: Fault) -> FuncResult {
    match fault {
        Fault::Returned(error) => Err(error.into()),
        Fault::Panic(error) => Err(error),
    }
}

fn dig(a: &[Value]) -> FuncResult {
    let [path @ .., default, dict] = a else { return Err(TOO_FEW.into()) };
    if path.is_empty() {
        return Err(TOO_FEW.into());
    }
    let mut map = asserted_map(dict)?;
    let keys = path.iter().map(asserted_string).collect::<Result<Vec<_>, _>>()?;
    for (n, key) in keys.iter().enumerate() {
        let Some(step) = map.as_ref().and_then(|map| map.get(key)) else { return Ok(default.clone()) };
        if n + 1 == keys.len() {
            return Ok(step);
        }
        map = asserted_map(&step)?;
    }
    Ok(default.clone())
}

const TOO_FEW: &str = "dig needs at least three arguments";

/// Go's type assertion `v.(map[string]interface {})`, which a named map type fails; `None` is a nil map.
fn asserted_map(value: &Value) -> Result<Option<Map>, FuncError> {
    match value.go_type() {
        Some(Type::MAP) => Ok(as_map(value)),
        _ => Err(conversion(value, "map[string]interface {}")),
    }
}

fn asserted_string(value: &Value) -> Result<Str, FuncError> {
    value.as_string().cloned().ok_or_else(|| conversion(value, "string"))
}

fn conversion(value: &Value, wanted: &str) -> FuncError {
    let found = value.go_type().map_or_else(|| "nil".to_owned(), |t| t.to_string());
    format!("interface conversion: interface {{}} is {found}, not {wanted}").into()
}
