//! Regular expressions: Sprig's page "Regular Expressions", mirrors `regex.go`.
//!
//! The functions without `must` panic on a bad pattern, which reads differently from the error of the others.

use crate::args::Args;
use crate::regexp::{Regexp, quote_meta};
use crate::rows::{INT, STR, charged, row};
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{List, Type, Value};
use std::cell::RefCell;

pub(crate) const TABLE: &[Function] = &[
    charged("regexMatch", &[STR, STR], |e, a| match compiled(e, a, true) {
        Ok(_) => matches(e, a, true),
        Err(error) if error.limit => Err(error),
        Err(_) => Ok(false.into()),
    }),
    charged("mustRegexMatch", &[STR, STR], |e, a| matches(e, a, true)),
    charged("regexFind", &[STR, STR], |e, a| find(e, a, false)),
    charged("mustRegexFind", &[STR, STR], |e, a| find(e, a, true)),
    charged("regexFindAll", &[STR, STR, INT], |e, a| find_all(e, a, false)),
    charged("mustRegexFindAll", &[STR, STR, INT], |e, a| find_all(e, a, true)),
    charged("regexReplaceAll", &[STR, STR, STR], |e, a| replace(e, a, false, false)),
    charged("mustRegexReplaceAll", &[STR, STR, STR], |e, a| replace(e, a, true, false)),
    charged("regexReplaceAllLiteral", &[STR, STR, STR], |e, a| replace(e, a, false, true)),
    charged("mustRegexReplaceAllLiteral", &[STR, STR, STR], |e, a| replace(e, a, true, true)),
    charged("regexSplit", &[STR, STR, INT], |e, a| split(e, a, false)),
    charged("mustRegexSplit", &[STR, STR, INT], |e, a| split(e, a, true)),
    row("regexQuoteMeta", &[STR], |a| Ok(Value::string(quote_meta(a.text(0))))),
];

/// As many bytes are copied in the time of a step of a search.
const STEP: usize = 8;

/// As many bytes are copied in the time of making an instruction of a pattern.
const INSTRUCTION: usize = 64;

/// How many patterns are kept compiled.
const CACHED: usize = 64;

thread_local! {
    static CACHE: RefCell<Vec<Regexp>> = const { RefCell::new(Vec::new()) };
}

/// Compiles the first argument, or takes it from those compiled before.
fn compiled(engine: &mut dyn Engine, a: &[Value], must: bool) -> Result<Regexp, FuncError> {
    let pattern = a.text(0);
    engine.charge(pattern.len().saturating_mul(STEP))?;
    let known = |regexp: &&Regexp| regexp.source().as_bytes() == pattern;
    if let Some(regexp) = CACHE.with_borrow(|cache| cache.iter().find(known).cloned()) {
        return Ok(regexp);
    }
    engine.charge(pattern.len().saturating_mul(INSTRUCTION))?;
    let regexp = Regexp::compile(pattern)
        .map_err(|error| if must { error.to_string() } else { error.panic_text(pattern) })?;
    engine.charge(regexp.size().saturating_mul(INSTRUCTION))?;
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= CACHED {
            cache.remove(0);
        }
        cache.push(regexp.clone());
    });
    Ok(regexp)
}

/// Runs a search whose steps are accounted for.
fn metered<T>(
    engine: &mut dyn Engine,
    search: impl FnOnce(&mut dyn FnMut(usize) -> bool) -> T,
) -> Result<T, FuncError> {
    let (mut steps, mut failed) = (0usize, None);
    let found = search(&mut |amount| {
        steps += amount;
        if steps >= 1024 {
            failed = engine.charge(steps.saturating_mul(STEP)).err();
            steps = 0;
        }
        failed.is_none()
    });
    failed.map_or(Ok(found), Err)
}

fn matches(engine: &mut dyn Engine, a: &[Value], must: bool) -> FuncResult {
    let regexp = compiled(engine, a, must)?;
    metered(engine, |meter| regexp.is_match(a.text(1), meter)).map(Value::from)
}

fn find(engine: &mut dyn Engine, a: &[Value], must: bool) -> FuncResult {
    let regexp = compiled(engine, a, must)?;
    let found = metered(engine, |meter| regexp.find_all(a.text(1), 1, meter))?;
    Ok(Value::string(found.first().map_or(&[][..], |(start, end)| &a.text(1)[*start..*end])))
}

/// A limit below 0 is none; without matches the result is Go's nil slice.
fn find_all(engine: &mut dyn Engine, a: &[Value], must: bool) -> FuncResult {
    let regexp = compiled(engine, a, must)?;
    let limit = usize::try_from(a.int(2)).unwrap_or(usize::MAX);
    let text = a.text(1);
    let found = metered(engine, |meter| regexp.find_all(text, limit, meter))?;
    engine.charge(found.len().saturating_mul(size_of::<Value>()))?;
    Ok(strings(found.iter().map(|(start, end)| &text[*start..*end]).collect()))
}

fn strings(parts: Vec<&[u8]>) -> Value {
    if parts.is_empty() { List::nil(&Type::String).into() } else { Value::strings(parts) }
}

fn replace(engine: &mut dyn Engine, a: &[Value], must: bool, literal: bool) -> FuncResult {
    let regexp = compiled(engine, a, must)?;
    let (text, replacement) = (a.text(1), a.text(2));
    // Results beyond what any template may print are given up before they are built. The names of groups are
    // looked through for each one that the replacement mentions.
    let longest = periplus_value::print::DEFAULT_LIMIT;
    let (mut too_long, mut left) = (false, engine.budget());
    let each = if literal { 0 } else { replacement.len().saturating_mul(1 + regexp.groups() / 8) };
    let out = metered(engine, |meter| {
        regexp.replace_all(text, meter, &mut |out, captures| {
            if literal {
                out.extend_from_slice(replacement);
            } else {
                regexp.expand(out, replacement, text, captures);
            }
            too_long = out.len() > longest || left < each;
            left = left.saturating_sub(each);
            !too_long
        })
    })?;
    engine.charge(if too_long { usize::MAX } else { out.len() })?;
    Ok(Value::string(out))
}

fn split(engine: &mut dyn Engine, a: &[Value], must: bool) -> FuncResult {
    let regexp = compiled(engine, a, must)?;
    let (text, limit) = (a.text(1), a.int(2));
    if limit == 0 {
        return Ok(List::nil(&Type::String).into());
    }
    if text.is_empty() && !regexp.source().is_empty() {
        return Ok(Value::strings([""]));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let found = metered(engine, |meter| regexp.find_all(text, limit, meter))?;
    engine.charge(found.len().saturating_mul(size_of::<Value>()))?;
    let (mut parts, mut begin, mut end) = (Vec::new(), 0, 0);
    for (start, stop) in found {
        if parts.len() + 1 >= limit {
            break;
        }
        end = start;
        if stop != 0 {
            parts.push(&text[begin..end]);
        }
        begin = stop;
    }
    if end != text.len() {
        parts.push(&text[begin..]);
    }
    Ok(Value::strings(parts))
}
