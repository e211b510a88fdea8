//! The formats that drafts up to 7 assert, and patterns.
//!
//! Upstream: santhosh-tekuri/jsonschema v6, `format.go`.

use periplus_sprig::Url;
use periplus_sprig::regexp::Regexp;

/// A compiled `pattern`.
pub(super) type Pattern = Regexp;

/// Compiles a pattern; the error is Go's.
pub(super) fn compile(pattern: &str) -> Result<Pattern, String> {
    Regexp::compile(pattern.as_bytes()).map_err(|e| e.to_string())
}

type Check = fn(&str) -> Result<(), String>;

const FORMATS: [(&str, Check); 18] = [
    ("json-pointer", json_pointer),
    ("relative-json-pointer", relative_json_pointer),
    ("uuid", uuid),
    ("duration", duration),
    ("period", period),
    ("ipv4", ipv4),
    ("ipv6", ipv6),
    ("hostname", hostname),
    ("email", email),
    ("date", date),
    ("time", time),
    ("date-time", date_time),
    ("uri", uri),
    ("iri", uri),
    ("uri-reference", uri_reference),
    ("iri-reference", uri_reference),
    ("uri-template", uri_reference),
    ("semver", semver),
];

/// Checks a text against a format; a format of another name accepts everything.
pub(super) fn check(format: &str, text: &str) -> Result<(), String> {
    FORMATS.iter().find(|(name, _)| *name == format).map_or(Ok(()), |(_, check)| check(text))
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn invalid(c: char) -> String {
    format!("invalid character {}", periplus_value::quote(c.to_string().as_bytes()).replace('"', "'"))
}

fn json_pointer(text: &str) -> Result<(), String> {
    ensure(text.is_empty() || text.starts_with('/'), "not starting with /")?;
    let mut after_tilde = text.split('~').skip(1);
    ensure(after_tilde.all(|rest| rest.starts_with(['0', '1'])), "~ must be followed by 0 or 1")
}

fn relative_json_pointer(text: &str) -> Result<(), String> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    ensure(digits > 0, "must start with non-negative integer")?;
    ensure(digits == 1 || !text.starts_with('0'), "starts with zero")?;
    if rest == "#" { Ok(()) } else { json_pointer(rest) }
}

fn uuid(text: &str) -> Result<(), String> {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    ensure(groups.len() == LENGTHS.len(), "must have 5 elements")?;
    for (index, (group, length)) in groups.iter().zip(LENGTHS).enumerate() {
        ensure(group.len() == length, &format!("element {} must be {length} characters long", index + 1))?;
        if let Some(c) = group.chars().find(|c| !c.is_ascii_hexdigit()) {
            return Err(invalid(c).replace("invalid", "non-hex"));
        }
    }
    Ok(())
}

fn duration(text: &str) -> Result<(), String> {
    let rest = text.strip_prefix('P').ok_or("must start with P")?;
    ensure(!rest.is_empty(), "nothing after P")?;
    if let Some(weeks) = rest.strip_suffix('W') {
        ensure(!weeks.is_empty(), "no number in week")?;
        return ensure(weeks.bytes().all(|b| b.is_ascii_digit()), "invalid week");
    }
    for (index, part) in rest.split('T').enumerate() {
        ensure(index == 0 || !part.is_empty(), "no time elements")?;
        let all = ["YMD", "HMS"].get(index).ok_or("more than one T")?;
        duration_units(part, all)?;
    }
    Ok(())
}

/// From a time, or for a duration before one, to a time, or for a duration after one.
fn period(text: &str) -> Result<(), String> {
    let (start, end) = text.split_once('/').ok_or("missing slash")?;
    let side = |which: &str, what: &str, checked: Result<(), String>| {
        checked.map_err(|why| format!("invalid {which} {what}: {why}"))
    };
    if start.starts_with('P') {
        side("start", "duration", duration(start))?;
        return side("end", "date-time", date_time(end));
    }
    side("start", "date-time", date_time(start))?;
    if end.starts_with('P') {
        return side("end", "duration", duration(end));
    }
    side("end", "date-time", date_time(end))
}

fn duration_units(part: &str, all: &str) -> Result<(), String> {
    let (mut rest, mut units) = (part, all);
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        ensure(unit.len() < rest.len(), "missing number")?;
        let c = unit.chars().next().ok_or("missing unit")?;
        let Some(at) = units.find(c) else {
            let quoted = periplus_value::quote(c.to_string().as_bytes()).replace('"', "'");
            let order = all.contains(c);
            return Err(if order {
                format!("unit {quoted} out of order")
            } else {
                format!("invalid unit {quoted}")
            });
        };
        units = &units[at + 1..];
        rest = &unit[c.len_utf8()..];
    }
    Ok(())
}

fn ipv4(text: &str) -> Result<(), String> {
    let groups: Vec<&str> = text.split('.').collect();
    ensure(groups.len() == 4, "expected four decimals")?;
    for group in groups {
        ensure(group.len() < 2 || !group.starts_with('0'), "leading zeros")?;
        let n: i64 = group.parse().map_err(|_| {
            format!("strconv.Atoi: parsing {}: invalid syntax", periplus_value::quote(group.as_bytes()))
        })?;
        ensure((0..=255).contains(&n), "decimal must be between 0 and 255")?;
    }
    Ok(())
}

fn ipv6(text: &str) -> Result<(), String> {
    ensure(text.contains(':'), "missing colon")?;
    ensure(!text.contains('%'), "zone id is not a part of ipv6 address")?;
    let parsed = text.parse::<std::net::Ipv6Addr>();
    parsed
        .map(drop)
        .map_err(|_| format!("ParseAddr({}): unable to parse IP", periplus_value::quote(text.as_bytes())))
}

fn hostname(text: &str) -> Result<(), String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    ensure(text.len() <= 253, "more than 253 characters long")?;
    for label in text.split('.') {
        ensure((1..=63).contains(&label.len()), "label must be 1 to 63 characters long")?;
        ensure(!label.starts_with('-'), "label starts with hyphen")?;
        ensure(!label.ends_with('-'), "label ends with hyphen")?;
        if let Some(c) = label.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
            return Err(invalid(c));
        }
    }
    Ok(())
}

fn email(text: &str) -> Result<(), String> {
    ensure(text.len() <= 254, "more than 255 characters long")?;
    let (local, domain) = text.rsplit_once('@').ok_or("missing @")?;
    ensure(local.len() <= 64, "local part more than 64 characters long")?;
    match local.strip_prefix('"').filter(|rest| !rest.is_empty()) {
        Some(rest) => {
            let inner = &rest[..rest.char_indices().last().map_or(0, |(at, _)| at)];
            ensure(
                !inner.contains(['\\', '"']),
                "backslash and quote are not allowed within quoted local part",
            )?;
        }
        None => email_local(local)?,
    }
    let literal = domain.strip_prefix('[').and_then(|d| d.strip_suffix(']'));
    match literal.map(|address| (address.strip_prefix("IPv6:"), address)) {
        Some((Some(six), _)) => ipv6(six).map_err(|e| format!("invalid ipv6 address: {e}")),
        Some((None, four)) => ipv4(four).map_err(|e| format!("invalid ipv4 address: {e}")),
        None => hostname(domain).map_err(|e| format!("invalid domain: {e}")),
    }
}

fn email_local(local: &str) -> Result<(), String> {
    ensure(!local.starts_with('.'), "starts with dot")?;
    ensure(!local.ends_with('.'), "ends with dot")?;
    ensure(!local.contains(".."), "consecutive dots")?;
    let allowed = |c: &char| c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(*c);
    local.chars().find(|c| !allowed(c)).map_or(Ok(()), |c| Err(invalid(c)))
}

fn date(text: &str) -> Result<(), String> {
    let whole = periplus_value::quote(text.as_bytes());
    let wrong = |part: &str, layout: &str| {
        format!(
            "parsing time {whole} as \"2006-01-02\": cannot parse {} as \"{layout}\"",
            periplus_value::quote(part.as_bytes())
        )
    };
    let digits = |at: usize, length: usize, layout: &str| -> Result<u32, String> {
        let part = text.get(at..at + length).filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
        part.and_then(|p| p.parse().ok()).ok_or_else(|| wrong(text.get(at..).unwrap_or(""), layout))
    };
    let dash = |at: usize| ensure(text.get(at..=at) == Some("-"), &wrong(text.get(at..).unwrap_or(""), "-"));
    let year = digits(0, 4, "2006")?;
    dash(4)?;
    let month = digits(5, 2, "01")?;
    dash(7)?;
    let day = digits(8, 2, "02")?;
    if let Some(extra) = text.get(10..).filter(|e| !e.is_empty()) {
        let extra = periplus_value::quote(extra.as_bytes());
        return Err(format!("parsing time {whole}: extra text: {extra}"));
    }
    ensure((1..=12).contains(&month), &format!("parsing time {whole}: month out of range"))?;
    ensure((1..=days_in(year, month)).contains(&day), &format!("parsing time {whole}: day out of range"))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn time(text: &str) -> Result<(), String> {
    ensure(text.len() >= 9, "less than 9 characters long")?;
    let colon = |at: usize| text.as_bytes().get(at) == Some(&b':');
    ensure(colon(2) && colon(5), "missing colon in correct place")?;
    let pair = |text: &str, at: usize| text.get(at..at + 2).and_then(|p| p.parse::<u32>().ok());
    let parts = [pair(text, 0), pair(text, 3), pair(text, 6)];
    let [Some(hour), Some(minute), Some(second)] = parts else {
        return Err("invalid hour/min/sec".to_owned());
    };
    ensure(hour < 24 && minute < 60 && second < 61, "hour/min/sec out of range")?;
    let mut rest = text.get(8..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        ensure(rest.len() < fraction.len(), "no digits in second fraction")?;
    }
    let mut minutes = i64::from(hour * 60 + minute);
    if !rest.eq_ignore_ascii_case("z") {
        minutes = (minutes + offset(rest)?).rem_euclid(24 * 60);
    }
    ensure(second < 60 || minutes == 23 * 60 + 59, "invalid leap second")
}

/// Minutes to add for UTC.
fn offset(text: &str) -> Result<i64, String> {
    ensure(text.len() == 6, "offset must be 6 characters long")?;
    let sign = match text.as_bytes()[0] {
        b'+' => -1,
        b'-' => 1,
        _ => return Err("offset must begin with plus/minus".to_owned()),
    };
    ensure(text.as_bytes()[3] == b':', "missing colon in offset in correct place")?;
    let part = |at: usize| text.get(at..at + 2).and_then(|p| p.parse::<i64>().ok());
    let (Some(hours), Some(minutes)) = (part(1), part(4)) else {
        return Err("invalid hour/min in offset".to_owned());
    };
    ensure((0..24).contains(&hours) && (0..60).contains(&minutes), "hour/min in offset out of range")?;
    Ok(sign * (hours * 60 + minutes))
}

fn date_time(text: &str) -> Result<(), String> {
    ensure(text.len() >= 20, "less than 20 characters long")?;
    ensure(matches!(text.as_bytes()[10], b't' | b'T'), "11th character must be t or T")?;
    let (day, rest) = (text.get(..10).unwrap_or_default(), text.get(11..).unwrap_or_default());
    date(day).map_err(|e| format!("invalid date element: {e}"))?;
    time(rest).map_err(|e| format!("invalid time element: {e}"))
}

fn uri(text: &str) -> Result<(), String> {
    ensure(!Url::parse(text)?.scheme().is_empty(), "relative url")
}

fn uri_reference(text: &str) -> Result<(), String> {
    ensure(!text.contains('\\'), "contains \\")?;
    Url::parse(text).map(drop)
}

fn semver(text: &str) -> Result<(), String> {
    let (text, build) = text.split_once('+').map_or((text, None), |(t, b)| (t, Some(b)));
    let (core, pre) = text.split_once('-').map_or((text, None), |(t, p)| (t, Some(p)));
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    for (name, part) in [("build", build), ("pre-release", pre)] {
        for id in part.iter().flat_map(|part| part.split('.')) {
            ensure(!id.is_empty(), &format!("{name} identifier is empty"))?;
            if let Some(c) = id.chars().find(|c| !word(*c)) {
                return Err(format!("{} in {name} identifier", invalid(c)));
            }
        }
    }
    let numeric = |id: &str| id.len() > 1 && id.starts_with('0') && id.bytes().all(|b| b.is_ascii_digit());
    ensure(
        !pre.is_some_and(|p| p.split('.').any(numeric)),
        "pre-release numeric identifier starts with zero",
    )?;
    let numbers: Vec<&str> = core.split('.').collect();
    ensure(numbers.len() == 3, "versionCore must have 3 numbers separated by dot")?;
    for (number, name) in numbers.iter().zip(["major", "minor", "patch"]) {
        ensure(!number.is_empty(), &format!("{name} is empty"))?;
        ensure(number.len() == 1 || !number.starts_with('0'), &format!("{name} starts with zero"))?;
        ensure(number.bytes().all(|b| b.is_ascii_digit()), &format!("{name} contains non-digit"))?;
    }
    Ok(())
}
