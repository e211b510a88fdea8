//! Strings: Sprig's page "String Functions", mirrors `strings.go`, `functions.go` and Masterminds/goutils v1.1.1.

use crate::args::Args;
use crate::rows::{ANY, INT, STR, charged, charged_variadic, row};
use crate::text::{charge_text, displayed, read, repeated, replace_all, string_of};
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{Str, Value, quote as go_quote, sorting, unicode};
use std::ops::Range;

pub(crate) const TABLE: &[Function] = &[
    row("abbrev", &[INT, STR], |a| abbreviate(a.text(1), 0, a.int(0), a.int(0) < 4)),
    row("abbrevboth", &[INT, INT, STR], abbrevboth),
    row("trunc", &[INT, STR], trunc),
    charged("trim", &[STR], |e, a| Ok(Value::string(trim_where(read(e, a, 0)?, unicode::is_space)))),
    charged("upper", &[STR], |e, a| map_chars(read(e, a, 0)?, unicode::to_upper)),
    charged("lower", &[STR], |e, a| map_chars(read(e, a, 0)?, unicode::to_lower)),
    charged("title", &[STR], |e, a| title(read(e, a, 0)?)),
    charged("untitle", &[STR], |e, a| untitle(read(e, a, 0)?)),
    row("substr", &[INT, INT, STR], substr),
    charged("repeat", &[INT, STR], repeat),
    row("trimall", &[STR, STR], trim_all),
    row("trimAll", &[STR, STR], trim_all),
    row("trimSuffix", &[STR, STR], |a| {
        Ok(Value::string(a.text(1).strip_suffix(a.text(0)).unwrap_or(a.text(1))))
    }),
    row("trimPrefix", &[STR, STR], |a| {
        Ok(Value::string(a.text(1).strip_prefix(a.text(0)).unwrap_or(a.text(1))))
    }),
    row("nospace", &[STR], |a| Ok(Value::string(without_spaces(a.text(0))))),
    row("initials", &[STR], initials),
    charged("swapcase", &[STR], |e, a| swap_case(read(e, a, 0)?)),
    charged("wrap", &[INT, STR], |e, a| wrap(e, a.text(1), a.int(0), b"\n", false)),
    charged("wrapWith", &[INT, STR, STR], |e, a| wrap(e, a.text(2), a.int(0), a.text(1), true)),
    row("contains", &[STR, STR], |a| Ok(crate::text::find(a.text(1), a.text(0)).is_some().into())),
    row("hasPrefix", &[STR, STR], |a| Ok(a.text(1).starts_with(a.text(0)).into())),
    row("hasSuffix", &[STR, STR], |a| Ok(a.text(1).ends_with(a.text(0)).into())),
    charged_variadic("quote", &[ANY], |e, a| {
        joined(a, |v| Ok(go_quote(string_of(e, v)?.as_bytes()).into_bytes()))
    }),
    charged_variadic("squote", &[ANY], |e, a| {
        joined(a, |v| Ok([b"'", displayed(e, v)?.as_bytes(), b"'"].concat()))
    }),
    charged_variadic("cat", &[ANY], cat),
    charged("indent", &[INT, STR], |e, a| indent(e, a, b"")),
    charged("nindent", &[INT, STR], |e, a| indent(e, a, b"\n")),
    charged("replace", &[STR, STR, STR], |e, a| {
        Ok(Value::string(replace_all(e, a.text(2), a.text(0), a.text(1))?))
    }),
    row("plural", &[STR, STR, INT], |a| Ok(a.at(usize::from(a.int(2) != 1)).clone())),
    charged("toString", &[ANY], |e, a| Ok(Value::String(string_of(e, a.at(0))?))),
];

fn abbrevboth(a: &[Value]) -> FuncResult {
    let (left, right) = (a.int(0), a.int(1));
    abbreviate(a.text(2), left, right, right < 4 || (left > 0 && right < 7))
}

/// goutils' `AbbreviateFull`: at most `width` bytes, an ellipsis for what is left out before `offset` and at the end.
fn abbreviate(s: &[u8], offset: i64, width: i64, unchanged: bool) -> FuncResult {
    let Ok(width) = usize::try_from(width) else { return Ok(Value::string(s)) };
    if unchanged || s.len() <= width {
        return Ok(Value::string(s));
    }
    let kept = width.saturating_sub(3);
    let offset = usize::try_from(offset).unwrap_or(0).min(s.len() - kept);
    if offset <= 4 {
        return Ok(Value::string([&s[..kept], b"..."].concat()));
    }
    let middle = if offset + kept < s.len() {
        [&s[offset..offset + kept.saturating_sub(3)], b"..."].concat()
    } else {
        s[s.len() - kept..].to_vec()
    };
    Ok(Value::string([&b"..."[..], &middle].concat()))
}

fn trunc(a: &[Value]) -> FuncResult {
    let s = a.text(1);
    let count = usize::try_from(a.int(0).unsigned_abs()).unwrap_or(usize::MAX);
    Ok(Value::string(match a.int(0) {
        0.. => &s[..count.min(s.len())],
        _ => &s[s.len().saturating_sub(count) * usize::from(s.len() > count)..],
    }))
}

/// The string without the characters at both ends that fit.
fn trim_where(mut s: &[u8], fits: impl Fn(char) -> bool) -> &[u8] {
    let goes = |(c, width): (Option<char>, usize)| {
        (width > 0 && fits(c.unwrap_or(char::REPLACEMENT_CHARACTER))).then_some(width)
    };
    while let Some(width) = goes(unicode::decode(s)) {
        s = &s[width..];
    }
    while let Some(width) = goes(unicode::decode_last(s)) {
        s = &s[..s.len() - width];
    }
    s
}

fn trim_all(a: &[Value]) -> FuncResult {
    let cut = sorting::distinct(unicode::chars(a.text(0)).map(|(_, c)| c));
    Ok(Value::string(trim_where(a.text(1), |c| cut.binary_search(&c).is_ok())))
}

fn map_chars(s: &[u8], mut f: impl FnMut(char) -> char) -> FuncResult {
    Ok(Value::string(unicode::chars(s).map(|(_, c)| f(c)).collect::<String>()))
}

/// `strings.Title`: the first letter after anything that isn't a letter, a digit or an underscore.
fn title(s: &[u8]) -> FuncResult {
    let mut previous = ' ';
    map_chars(s, |c| {
        let starts = match previous {
            '_' | '0'..='9' | 'a'..='z' | 'A'..='Z' => false,
            p if p.is_ascii() => true,
            p => !unicode::is_letter(p) && !unicode::is_digit(p) && unicode::is_space(p),
        };
        previous = c;
        if starts { unicode::to_title(c) } else { c }
    })
}

/// goutils' `Uncapitalize`: the first character of each word in lower case.
fn untitle(s: &[u8]) -> FuncResult {
    let mut starts = true;
    map_chars(s, |c| {
        let first = std::mem::replace(&mut starts, unicode::is_space(c));
        if first && !starts { unicode::to_lower(c) } else { c }
    })
}

/// goutils' `SwapCase`: small letters that begin a word become title case.
fn swap_case(s: &[u8]) -> FuncResult {
    let mut after_space = true;
    map_chars(s, |c| {
        let cased = unicode::is_upper(c) || unicode::is_title(c) || unicode::is_lower(c);
        let was = std::mem::replace(&mut after_space, !cased && unicode::is_space(c));
        match () {
            () if !cased => c,
            () if !unicode::is_lower(c) => unicode::to_lower(c),
            () if was => unicode::to_title(c),
            () => unicode::to_upper(c),
        }
    })
}

fn substr(a: &[Value]) -> FuncResult {
    let (start, end, s) = (a.int(0), a.int(1), a.text(2));
    let length = s.len() as i64;
    let part = match (start, end) {
        (..0, ..0) => return Err(format!("runtime error: slice bounds out of range [:{end}]").into()),
        (..0, _) if end > length => {
            return Err(
                format!("runtime error: slice bounds out of range [:{end}] with length {length}").into()
            );
        }
        (..0, _) => 0..end,
        _ if end < 0 || end > length => start..length,
        _ => start..end,
    };
    if part.start > part.end {
        let Range { start, end } = part;
        return Err(format!("runtime error: slice bounds out of range [{start}:{end}]").into());
    }
    Ok(Value::string(&s[part.start as usize..part.end as usize]))
}

fn repeat(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    Ok(Value::string(repeated(engine, a.text(1), a.int(0))?))
}

/// goutils' `DeleteWhiteSpace` looks at bytes, so what isn't ASCII comes out mangled as soon as one space is found.
fn without_spaces(s: &[u8]) -> Str {
    let kept: String = s.iter().map(|b| char::from(*b)).filter(|c| !unicode::is_space(*c)).collect();
    if kept.chars().count() == s.len() { s.into() } else { kept.into() }
}

/// goutils' `Initials`, by bytes as well.
fn initials(a: &[Value]) -> FuncResult {
    let mut gap = true;
    let first = |c: &char| {
        let was = std::mem::replace(&mut gap, unicode::is_space(*c));
        was && !unicode::is_space(*c)
    };
    Ok(Value::string(a.text(0).iter().map(|b| char::from(*b)).filter(first).collect::<String>()))
}

/// goutils' `WrapCustom`: breaks at spaces so that lines have at most `width` bytes; `hard` breaks long words too.
fn wrap(engine: &mut dyn Engine, s: &[u8], width: i64, separator: &[u8], hard: bool) -> FuncResult {
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    let separator = if separator.is_empty() { b"\n" } else { separator };
    charge_text(
        engine,
        (s.len() / width.max(1) + 1).saturating_mul(separator.len()).saturating_add(s.len()),
    )?;
    let (mut out, mut rest) = (Vec::with_capacity(s.len()), s);
    while rest.len() > width {
        if rest[0] == b' ' {
            rest = &rest[1..];
            continue;
        }
        let space = rest[..=width].iter().rposition(|b| *b == b' ');
        let (line, skip) = match space {
            Some(at) => (at, 1),
            None if hard => (width, 0),
            None => match rest[width..].iter().position(|b| *b == b' ') {
                Some(at) => (width + at, 1),
                None => break,
            },
        };
        out.extend_from_slice(&rest[..line]);
        out.extend_from_slice(separator);
        rest = &rest[line + skip..];
    }
    out.extend_from_slice(rest);
    Ok(Value::string(out))
}

/// The texts of all values but nil, a space between.
fn joined(values: &[Value], text: impl FnMut(&Value) -> Result<Vec<u8>, FuncError>) -> FuncResult {
    let texts: Vec<Vec<u8>> = values.iter().filter(|v| !v.is_nil()).map(text).collect::<Result<_, _>>()?;
    Ok(Value::string(texts.join(&b' ')))
}

fn cat(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    joined(a, |v| Ok(displayed(engine, v)?.as_bytes().to_vec()))
}

fn indent(engine: &mut dyn Engine, a: &[Value], before: &[u8]) -> FuncResult {
    let (s, spaces) = (a.text(1), a.int(0));
    let lines = memchr::memchr_iter(b'\n', s).count() + 1;
    let width = usize::try_from(spaces).map_err(|_| crate::text::NEGATIVE_REPEAT)?;
    charge_text(engine, width.saturating_mul(lines).saturating_add(s.len()))?;
    let length = before.len() + width * lines + s.len();
    Ok(Value::String(Str::filled(length, b' ', |out| {
        let (first, mut rest) = out.split_at_mut(before.len());
        first.copy_from_slice(before);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', s).map(|at| at + 1).chain([s.len()]) {
            let (line, behind) = rest[width..].split_at_mut(end - start);
            line.copy_from_slice(&s[start..end]);
            (rest, start) = (behind, end);
        }
    })))
}
