//! Lists: Sprig's page "Lists and List Functions", mirrors `list.go`. Every function makes a new list.

use crate::args::{Args, slice_or};
use crate::cast::to_int64;
use crate::rows::{ANY, INT, charged, charged_variadic, row, variadic};
use crate::text::weight;
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{List, Type, Value};

const CHUNK_SIZE: &str = "runtime error: makeslice: len out of range";

/// About as many bytes are copied in the time of comparing two short values.
const COMPARISON: usize = 32;

pub(crate) const TABLE: &[Function] = &[
    variadic("list", &[ANY], |a| Ok(a.to_vec().into())),
    variadic("tuple", &[ANY], |a| Ok(a.to_vec().into())),
    charged("append", &[ANY, ANY], append),
    charged("push", &[ANY, ANY], append),
    charged("mustAppend", &[ANY, ANY], append),
    charged("mustPush", &[ANY, ANY], append),
    charged("prepend", &[ANY, ANY], prepend),
    charged("mustPrepend", &[ANY, ANY], prepend),
    row("first", &[ANY], first),
    row("mustFirst", &[ANY], first),
    row("last", &[ANY], last),
    row("mustLast", &[ANY], last),
    row("rest", &[ANY], rest),
    row("mustRest", &[ANY], rest),
    row("initial", &[ANY], initial),
    row("mustInitial", &[ANY], initial),
    row("reverse", &[ANY], reverse),
    row("mustReverse", &[ANY], reverse),
    row("compact", &[ANY], compact),
    row("mustCompact", &[ANY], compact),
    charged("uniq", &[ANY], uniq),
    charged("mustUniq", &[ANY], uniq),
    charged_variadic("without", &[ANY, ANY], without),
    charged_variadic("mustWithout", &[ANY, ANY], without),
    charged("has", &[ANY, ANY], has),
    charged("mustHas", &[ANY, ANY], has),
    variadic("slice", &[ANY, ANY], slice),
    variadic("mustSlice", &[ANY, ANY], slice),
    charged_variadic("concat", &[ANY], concat),
    charged("chunk", &[INT, ANY], chunk),
    charged("mustChunk", &[INT, ANY], chunk),
];

fn append(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot push on type")?;
    engine.charge(list.len() + 1)?;
    Ok(list.iter().cloned().chain([a.at(1).clone()]).collect::<List>().into())
}

fn prepend(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot prepend on type")?;
    engine.charge(list.len() + 1)?;
    Ok([a.at(1).clone()].into_iter().chain(list.iter().cloned()).collect::<List>().into())
}

fn first(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find first on type")?;
    Ok(list.first().cloned().unwrap_or_default())
}

fn last(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find last on type")?;
    Ok(list.last().cloned().unwrap_or_default())
}

/// An empty list has no rest: Go's nil slice.
fn rest(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find rest on type")?;
    Ok(list.split_first().map_or_else(|| List::nil(&Type::Any), |(_, rest)| List::new(rest.to_vec())).into())
}

/// An empty list has no initial part: Go's nil slice.
fn initial(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find initial on type")?;
    Ok(list.split_last().map_or_else(|| List::nil(&Type::Any), |(_, head)| List::new(head.to_vec())).into())
}

fn reverse(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find reverse on type")?;
    Ok(list.iter().rev().cloned().collect::<List>().into())
}

fn compact(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot compact on type")?;
    Ok(list.iter().filter(|item| item.truth()).cloned().collect::<List>().into())
}

/// `reflect.DeepEqual` against every item kept so far; the comparisons are accounted for.
fn uniq(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find uniq on type")?;
    let mut kept: Vec<Value> = Vec::new();
    for item in list.iter() {
        engine.charge((kept.len() + 1).saturating_mul(COMPARISON).saturating_mul(weight(item)))?;
        if !kept.iter().any(|other| item.deep_equal(other)) {
            kept.push(item.clone());
        }
    }
    Ok(kept.into())
}

fn without(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "Cannot find without on type")?;
    let omitted = a.from(1);
    for omitted in omitted {
        engine.charge((list.len() + 1).saturating_mul(COMPARISON).saturating_mul(weight(omitted)))?;
    }
    Ok(list
        .iter()
        .filter(|item| !omitted.iter().any(|o| item.deep_equal(o)))
        .cloned()
        .collect::<List>()
        .into())
}

fn has(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    if a.at(1).is_nil() {
        return Ok(false.into());
    }
    let list = slice_or(a.at(1), "Cannot find has on type")?;
    engine.charge((list.len() + 1).saturating_mul(COMPARISON).saturating_mul(weight(a.at(0))))?;
    Ok(list.iter().any(|item| a.at(0).deep_equal(item)).into())
}

fn slice(a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(0), "list should be type of slice or array but")?;
    if list.is_empty() {
        return Ok(Value::Nil);
    }
    let length = list.len() as i64;
    let start = a.get(1).map_or(0, to_int64);
    let end = a.get(2).map_or(length, to_int64);
    if start < 0 || end < start || end > length {
        return Err("reflect.Value.Slice: slice index out of bounds".into());
    }
    let range = start as usize..end as usize;
    Ok(match a.at(0) {
        Value::Bytes(bytes) => Value::Bytes(bytes.as_bytes()[range].into()),
        _ => list.part(range).into(),
    })
}

/// Without items the result is Go's nil slice.
fn concat(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let mut all: Vec<Value> = Vec::new();
    for argument in a {
        if argument.is_nil() {
            return Err(crate::args::NIL_POINTER.into());
        }
        let list = crate::args::as_list(argument)
            .ok_or_else(|| FuncError::from(format!("Cannot concat type {} as list", argument.kind())))?;
        engine.charge(list.len())?;
        all.extend_from_slice(&list);
    }
    Ok(if all.is_empty() { List::nil(&Type::Any).into() } else { all.into() })
}

/// The count of chunks is a `float64` turned into an `int`, so sizes below 1 mostly panic (sprig `mustChunk`).
fn chunk(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let list = slice_or(a.at(1), "Cannot chunk type")?;
    engine.charge(list.len().saturating_mul(COMPARISON))?;
    let (length, size) = (list.len() as f64, a.int(0) as f64);
    let count = ((length - 1.0) / size).floor() + 1.0;
    if !(0.0..=length).contains(&count) {
        return Err(CHUNK_SIZE.into());
    }
    let mut chunks = Vec::new();
    for n in 0..count as usize {
        let last = n + 1 == count as usize && length % size != 0.0;
        let items = if last { (length % size).floor() } else { size };
        if items < 0.0 {
            return Err(CHUNK_SIZE.into());
        }
        let start = n.saturating_mul(a.int(0).unsigned_abs() as usize);
        let part = list.iter().skip(start).take(items as usize).cloned().collect();
        chunks.push(Value::List(List::new(part)));
    }
    Ok(List::typed(&Type::LIST, chunks).into())
}
