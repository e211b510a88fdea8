//! Dates: Sprig's page "Date Functions", mirrors `date.go`. The local zone is UTC.

use crate::args::Args;
use crate::rows::{ANY, HostRow, STR, charged, hosted, row};
use crate::text::{READING, read};
use crate::time::{TIME, Time, Zone, parse};
use crate::{Host, Timestamp};
use periplus_template::{Engine, FuncError, FuncResult, Function};
use periplus_value::{IntKind, Value, duration, parse_int};
use std::rc::Rc;

const HTML: &[u8] = b"2006-01-02";
const LOCAL: &[u8] = b"Local";

pub(crate) const TABLE: &[Function] =
    &[
        charged("dateModify", &[STR, TIME], date_modify),
        charged("date_modify", &[STR, TIME], date_modify),
        charged("mustDateModify", &[STR, TIME], must_date_modify),
        charged("must_date_modify", &[STR, TIME], must_date_modify),
        row("duration", &[ANY], |a| {
            Ok(duration::text(seconds_of(a.at(0)).wrapping_mul(duration::SECOND)).into())
        }),
        charged("toDate", &[STR, STR], |e, a| {
            Ok(parse(read(e, a, 0)?, read(e, a, 1)?).unwrap_or_else(|_| Time::zero()).into_value())
        }),
        charged("mustToDate", &[STR, STR], |e, a| Ok(parse(read(e, a, 0)?, read(e, a, 1)?)?.into_value())),
        row("unixEpoch", &[TIME], |a| Ok(Time::of(a.at(0)).map_or(0, |t| t.seconds).to_string().into())),
    ];

pub(crate) const HOST_TABLE: &[HostRow] = &[
    hosted("now", &[], |host, _, _| Ok(now(host).into_value())),
    hosted("date", &[STR, ANY], |host, e, a| in_zone(host, e, a.text(0), a.at(1), LOCAL)),
    hosted("dateInZone", &[STR, ANY, STR], |host, e, a| in_zone(host, e, a.text(0), a.at(1), a.text(2))),
    hosted("date_in_zone", &[STR, ANY, STR], |host, e, a| in_zone(host, e, a.text(0), a.at(1), a.text(2))),
    hosted("htmlDate", &[ANY], |host, e, a| in_zone(host, e, HTML, a.at(0), LOCAL)),
    hosted("htmlDateInZone", &[ANY, STR], |host, e, a| in_zone(host, e, HTML, a.at(0), a.text(1))),
    hosted("ago", &[ANY], ago),
    hosted("durationRound", &[ANY], |host, _, a| Ok(duration_round(host, a.at(0)).into())),
];

fn now(host: &dyn Host) -> Time {
    let Timestamp { seconds, nanos } = host.now();
    Time::unix(seconds, nanos)
}

/// A time as it is, seconds since 1970 of some integer types; everything else is the present.
fn time_of(host: &dyn Host, value: &Value, kinds: &[IntKind]) -> Time {
    match value {
        Value::Int(n) if kinds.contains(&n.kind) => Time::unix(n.as_i64(), 0),
        value => Time::of(value).cloned().unwrap_or_else(|| now(host)),
    }
}

fn in_zone(host: &dyn Host, engine: &mut dyn Engine, layout: &[u8], date: &Value, zone: &[u8]) -> FuncResult {
    engine.charge(layout.len().saturating_add(zone.len()).saturating_mul(READING))?;
    let time = time_of(host, date, &[IntKind::Int, IntKind::Int32, IntKind::Int64]);
    let zone: Rc<Zone> = match Zone::load(zone) {
        Some(zone) => zone,
        None if cfg!(feature = "timezones") => Zone::utc(),
        None => return Err(FuncError::absent("time zones are not part of this build")),
    };
    Ok(Value::string(time.in_zone(zone).format(layout)))
}

fn date_modify(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    Ok(match (duration::parse(read(engine, a, 0)?), Time::of(a.at(1))) {
        (Ok(nanos), Some(time)) => time.add(nanos).into_value(),
        _ => a.at(1).clone(),
    })
}

fn must_date_modify(engine: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let nanos = duration::parse(read(engine, a, 0)?).map_err(|error| error.to_string())?;
    Ok(Time::of(a.at(1)).map_or(Value::Nil, |time| time.add(nanos).into_value()))
}

fn ago(host: &dyn Host, _: &mut dyn Engine, a: &[Value]) -> FuncResult {
    let time = time_of(host, a.at(0), &[IntKind::Int, IntKind::Int64]);
    Ok(duration::text(duration::round(now(host).since(&time), duration::SECOND)).into())
}

/// Seconds of a number in a string or of an `int64`; nothing else counts (sprig `duration`).
fn seconds_of(value: &Value) -> i64 {
    match value {
        Value::String(s) => parse_int(s.as_bytes(), 10, 64).unwrap_or_else(|(nearest, _)| nearest),
        Value::Int(n) if n.kind == IntKind::Int64 => n.as_i64(),
        _ => 0,
    }
}

/// The largest unit that a duration exceeds, and how often.
fn duration_round(host: &dyn Host, value: &Value) -> String {
    let nanos = match value {
        Value::String(s) => duration::parse(s.as_bytes()).unwrap_or(0),
        Value::Int(n) if n.kind == IntKind::Int64 => n.as_i64(),
        value => Time::of(value).map_or(0, |time| now(host).since(time)),
    };
    let day = 24 * duration::HOUR.unsigned_abs();
    let units = [
        (365 * day, "y"),
        (30 * day, "mo"),
        (day, "d"),
        (duration::HOUR as u64, "h"),
        (duration::MINUTE as u64, "m"),
        (duration::SECOND as u64, "s"),
    ];
    let size = nanos.unsigned_abs();
    let found = units.iter().find(|(unit, _)| size > *unit);
    found.map_or_else(|| "0s".to_owned(), |(unit, name)| format!("{}{name}", size / unit))
}
