//! `periplus profile list`, `dump` and `diff`, which istioctl had before 1.24.

use crate::failure::{Failure, print};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::manifest::failure;
use crate::{disk, istio_pack};
use periplus_istio::{Pack, chart_profile, chart_profiles, differences, profile, profiles};
use periplus_value::{Map, Value};
use std::path::Path;

const FLAGS: &[Flag] = &[
    flag(
        "manifests",
        Kind::Text,
        "charts and profiles: a folder, an archive, or a version in the packs folder",
    )
    .short('d'),
    flag("istio-version", Kind::Text, "the pack to take from the packs folder"),
    flag("charts", Kind::Bool, "the charts' own profiles instead of istioctl's"),
    flag("own", Kind::Bool, "dump: only what the profile's own file says, not the default below it"),
];

const HELP: &str = "Profiles of a release.\n\nUsage:\n  periplus profile list [flags]\n  periplus profile dump [NAME|FILE] [flags]\n  periplus profile diff NAME|FILE NAME|FILE [flags]\n\nFlags:\n";

/// Dispatches to the verbs.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    let names: Vec<&str> = parsed.args.iter().map(String::as_str).collect();
    match names[..] {
        ["list"] => list(&parsed),
        ["dump"] => dump(&parsed, "default"),
        ["dump", name] => dump(&parsed, name),
        ["diff", from, to] => diff(&parsed, from, to),
        ["diff", ..] => Err(Failure::new("diff requires two profiles")),
        _ => help(),
    }
}

fn help() -> Result<u8, Failure> {
    let mut text = HELP.to_owned();
    for flag in FLAGS {
        let short = flag.short.map_or("    ".to_owned(), |letter| format!("-{letter}, "));
        text.push_str(&format!("  {short}--{:<20} {}\n", flag.name, flag.about));
    }
    print(text.as_bytes())?;
    Ok(0)
}

fn pack(parsed: &Parsed) -> Result<Pack, Failure> {
    match parsed.text("manifests") {
        Some(path) => istio_pack::open_named(path),
        None => istio_pack::find(parsed.text("istio-version")),
    }
}

fn list(parsed: &Parsed) -> Result<u8, Failure> {
    let pack = pack(parsed)?;
    let names = if parsed.bool("charts") { chart_profiles(&pack) } else { profiles(&pack) };
    let mut text = "Istio configuration profiles:\n".to_owned();
    for name in names {
        text.push_str(&format!("    {name}\n"));
    }
    print(text.as_bytes())?;
    Ok(0)
}

fn dump(parsed: &Parsed, name: &str) -> Result<u8, Failure> {
    let tree = tree(parsed, name)?;
    print(periplus_yaml::emit(&Value::Map(tree))?.as_bytes())?;
    Ok(0)
}

/// A file by its path, else a profile by its name.
fn tree(parsed: &Parsed, name: &str) -> Result<Map, Failure> {
    if Path::new(name).is_file() {
        let text = disk::read(name).map_err(Failure::new)?;
        return Ok(periplus_yaml::parse_map(&text, &periplus_yaml::Options::default())?);
    }
    let pack = pack(parsed)?;
    if !parsed.bool("charts") {
        return profile(&pack, name, parsed.bool("own")).map_err(|error| failure(&error));
    }
    let unknown = || {
        let known = chart_profiles(&pack).join(", ");
        Failure::new(format!("profile {name:?} not found")).help(format!("the charts' profiles: {known}"))
    };
    chart_profile(&pack, name).ok_or_else(unknown)
}

fn diff(parsed: &Parsed, from: &str, to: &str) -> Result<u8, Failure> {
    let found = differences(&tree(parsed, from)?, &tree(parsed, to)?);
    if found.is_empty() {
        print(b"Profiles are identical.\n")?;
        return Ok(0);
    }
    let mut text = "The difference between profiles:\n".to_owned();
    for difference in found {
        let (from, to) = (side(difference.from)?, side(difference.to)?);
        text.push_str(&format!("{}: {from} -> {to}\n", difference.path));
    }
    print(text.as_bytes())?;
    Ok(0)
}

fn side(value: Option<Value>) -> Result<String, Failure> {
    match value {
        None => Ok("<empty>".to_owned()),
        Some(value) => Ok(periplus_yaml::json::emit(&value)?),
    }
}
