//! `periplus schema`: the JSON Schemas of a release, for editors and checkers.

use crate::failure::{Failure, print};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::{disk, istio_pack};
use periplus_istio::{Pack, SchemaName, chart_schema, operator_schema, schema_names};
use periplus_value::{Map, Value};
use std::path::Path;

const FLAGS: &[Flag] = &[
    flag("manifests", Kind::Text, "charts and profiles: a folder, a release archive or a pack").short('d'),
    flag("istio-version", Kind::Text, "the pack to take from the packs folder"),
    flag("output", Kind::Text, "a folder to write all schemas to, each as NAME.json").short('o'),
];

const HELP: &str = "JSON Schemas (draft-07) of a release: of the IstioOperator, and of each chart's values.\n\nUsage:\n  periplus schema [flags]        list their names, or write all with -o\n  periplus schema NAME [flags]   print one\n\nTo have an editor use one, begin a file with\n  # yaml-language-server: $schema=istiooperator.json\n\nFlags:\n";

/// Lists, prints or writes schemas.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    let names: Vec<&str> = parsed.args.iter().map(String::as_str).collect();
    let pack = pack(&parsed)?;
    match (names[..].first(), parsed.text("output")) {
        _ if names.len() > 1 => Err(Failure::new("schema takes one name")),
        (Some(name), _) => print_one(&pack, name),
        (None, Some(folder)) => write_all(&pack, Path::new(folder)),
        (None, None) => list(&pack),
    }
}

fn help() -> Result<u8, Failure> {
    print(format!("{HELP}{}", flags::table(&[FLAGS])).as_bytes())?;
    Ok(0)
}

fn pack(parsed: &Parsed) -> Result<Pack, Failure> {
    match parsed.text("manifests") {
        Some(path) => istio_pack::open(Path::new(path)),
        None => istio_pack::find(parsed.text("istio-version")),
    }
}

fn list(pack: &Pack) -> Result<u8, Failure> {
    let names = schema_names(pack).into_iter().map(|schema| schema.name + "\n");
    print(names.collect::<String>().as_bytes())?;
    Ok(0)
}

fn print_one(pack: &Pack, name: &str) -> Result<u8, Failure> {
    let all = schema_names(pack);
    let Some(found) = all.iter().find(|schema| schema.name == name) else {
        let known = all.iter().map(|schema| schema.name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("schema {name:?} not found")).help(format!("there are: {known}")));
    };
    print(text(pack, found)?.as_bytes())?;
    Ok(0)
}

fn write_all(pack: &Pack, folder: &Path) -> Result<u8, Failure> {
    for schema in schema_names(pack) {
        let path = folder.join(format!("{}.json", schema.name));
        disk::write(&path, text(pack, &schema)?.as_bytes(), false)?;
        print(format!("wrote {}\n", path.display()).as_bytes())?;
    }
    Ok(0)
}

fn text(pack: &Pack, name: &SchemaName) -> Result<String, Failure> {
    let schema: Option<Map> = match &name.chart {
        None => Some(operator_schema(pack)),
        Some(folder) => chart_schema(pack, folder),
    };
    let schema = schema.unwrap_or_default();
    let text = periplus_yaml::json::emit_pretty(&Value::Map(schema));
    text.map(|text| text + "\n").map_err(|error| Failure::new(error.to_string()))
}
