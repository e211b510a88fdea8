//! `periplus diff A B`: what changes between two inputs, releases, profiles or revisions.

mod side;
mod source;

use crate::colour;
use crate::failure::{Failure, print};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use periplus_istio::diff::{Doc, Palette, ResourceChange, compare, github, human, json, redacted, unified};
use periplus_value::Value;
use side::Side;
use source::Source;

const FLAGS: &[Flag] = &[
    flag("filename", Kind::List, "for both sides: IstioOperator files, or with --chart Helm values")
        .short('f'),
    flag("set", Kind::Texts, "for both sides: a setting, path=value").short('s'),
    flag("revision", Kind::Text, "for both sides: the control plane's revision").short('r'),
    flag("manifests", Kind::Texts, "where packs are: a pack, or a folder of packs; may be repeated")
        .short('d'),
    flag("istio-version", Kind::Text, "the release for sides that name none"),
    flag("chart", Kind::Text, "compare this chart by its Helm values: istiod, base, cni, …, or a path"),
    flag("namespace", Kind::Text, "with --chart: the release's namespace").short('n'),
    flag("kube-version", Kind::Text, "the cluster's Kubernetes version"),
    flag("platform", Kind::Text, "the cluster's platform"),
    flag("force", Kind::Bool, "go on in spite of validation errors"),
    flag("output", Kind::Text, "human, unified, github (Markdown) or json").short('o'),
    flag("exit-code", Kind::Bool, "exit with 2 when anything differs"),
    flag("detailed-exitcode", Kind::Bool, "the same"),
    flag("show-secrets", Kind::Bool, "show what Secrets hold"),
    flag("color", Kind::Text, "auto, always or never"),
];

const HELP: &str = "\
What changes between two inputs, by what they install.

Usage:
  periplus diff A B [flags]
  periplus diff A..B [flags]

A and B are one of these, or several joined by commas (1.30,profile=ambient):
  1.30.3, 1.30          a release, or the newest of a minor release
  iop.yaml              an IstioOperator; with --chart, Helm values; - is standard input
  manifests.yaml, DIR   manifests as they are, of a file or of all files in a folder
  CHART                 a chart's folder or .tgz
  demo                  a profile
  path=value            a setting, as for --set: revision=canary, profile=demo, values.pilot.autoscaleEnabled=false

Examples:
  periplus diff 1.28.10..1.30.3 -f iop.yaml
  periplus diff default ambient
  periplus diff iop.yaml iop.yaml,revision=canary
  periplus diff 1.28..1.30 --chart istiod -f values.yaml -o github

Flags:
";

/// Compares; the exit code.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    let [from, to] = sides(&parsed.args)?;
    if [&from, &to].iter().all(|side| side.paths.iter().any(|path| path == "-")) {
        return Err(Failure::new("only one side can be standard input"));
    }
    let palette = colour::palette(parsed.text("color"))?;
    let format = format(&parsed)?;
    let (before, after) = (docs(&from, &parsed)?, docs(&to, &parsed)?);
    let mut changes = compare(&before, &after);
    if !parsed.bool("show-secrets") {
        changes = changes.iter().map(redacted).collect();
    }
    print(format(&changes, palette)?.as_bytes())?;
    let differs = !changes.is_empty();
    // A million small pieces; the process ends here, and gives them back at once.
    std::mem::forget((before, after, changes));
    let tells = parsed.bool("exit-code") || parsed.bool("detailed-exitcode");
    Ok(if tells && differs { 2 } else { 0 })
}

fn help() -> Result<u8, Failure> {
    print(format!("{HELP}{}", flags::table(&[FLAGS])).as_bytes())?;
    Ok(0)
}

fn sides(args: &[String]) -> Result<[Side; 2], Failure> {
    match args {
        [from, to] => Ok([Side::parse(from)?, Side::parse(to)?]),
        [both] => match side::split_range(both) {
            Some((from, to)) => Ok([Side::parse(from)?, Side::parse(to)?]),
            None => Err(Failure::new(format!("diff needs two sides, got one: {both:?}"))
                .help("A B, or A..B; see periplus diff --help")),
        },
        _ => Err(Failure::new(format!("diff needs two sides, got {}", args.len()))
            .help("A B, or A..B; see periplus diff --help")),
    }
}

type Format = fn(&[ResourceChange], Palette) -> Result<String, Failure>;

const FORMATS: [(&str, Format); 4] = [
    ("human", |changes, palette| Ok(human(changes, palette))),
    ("unified", |changes, palette| Ok(unified(changes, palette))),
    ("github", |changes, _| Ok(github(changes))),
    ("json", |changes, _| records(&json(changes))),
];

fn format(parsed: &Parsed) -> Result<Format, Failure> {
    let name = parsed.text("output").unwrap_or("human");
    let found = FORMATS.iter().find(|(known, _)| *known == name);
    found.map(|(_, format)| *format).ok_or_else(|| {
        let known = FORMATS.map(|(name, _)| name).join(", ");
        Failure::new(format!("invalid value {name:?} for --output")).help(format!("known are {known}"))
    })
}

fn records(value: &Value) -> Result<String, Failure> {
    use periplus_yaml::json::{Style, write};
    Ok(write(value, Style { escape_html: false, ..Style::PRETTY })? + "\n")
}

fn docs(side: &Side, parsed: &Parsed) -> Result<Vec<Doc>, Failure> {
    Source { parsed, side }.docs().map_err(|failure| failure.help(format!("this side: {}", side.word)))
}
