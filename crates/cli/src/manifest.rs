//! `periplus manifest generate` and `translate`, as istioctl has them (operator/cmd/mesh/manifest-generate.go,
//! manifest-translate.go).

use crate::disk;
use crate::failure::{Failure, print, print_error};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::host::Machine;
use crate::istio_pack;
use periplus_istio::{ClusterFacts, Error, Input, OperatorRequest, Pack, generate, translate};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Flags of both verbs.
const COMMON: &[Flag] = &[
    flag("filename", Kind::List, "IstioOperator files, later ones win; - is standard input").short('f'),
    flag("set", Kind::Texts, "a setting, path=value below spec").short('s'),
    flag("revision", Kind::Text, "the control plane's revision").short('r'),
    flag(
        "manifests",
        Kind::Text,
        "charts and profiles: a folder, an archive, or a version in the packs folder",
    )
    .short('d'),
    flag("charts", Kind::Text, "charts and profiles").deprecated("use --manifests instead."),
    flag("istio-version", Kind::Text, "the pack to take from the packs folder"),
    flag("kube-version", Kind::Text, "the cluster's Kubernetes version; -gke brings the settings for GKE"),
    flag("platform", Kind::Text, "the cluster's platform"),
    flag("output", Kind::Text, "where to write instead of standard output").short('o'),
];

const GENERATE: &[Flag] = &[
    flag("force", Kind::Bool, "go on in spite of validation errors"),
    flag("filter", Kind::List, "accepted, without effect"),
    flag("cluster-specific", Kind::Bool, "not supported: Periplus talks to no cluster"),
];

/// Dispatches to the verbs.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    match words.split_first() {
        Some((verb, rest)) if verb == "generate" => run_generate(rest),
        Some((verb, rest)) if verb == "translate" => run_translate(rest),
        Some((verb, _)) if verb != "-h" && verb != "--help" => {
            Err(Failure::new(format!("unknown command {verb:?} for \"periplus manifest\"")))
        }
        _ => help(),
    }
}

fn help() -> Result<u8, Failure> {
    let mut text = "Manifests from an IstioOperator, as istioctl makes them.\n\nUsage:\n  periplus manifest generate [flags]\n  periplus manifest translate [flags]\n\nFlags:\n".to_owned();
    for flag in COMMON.iter().chain(GENERATE).filter(|flag| flag.deprecated.is_none()) {
        let short = flag.short.map_or("    ".to_owned(), |letter| format!("-{letter}, "));
        text.push_str(&format!("  {short}--{:<20} {}\n", flag.name, flag.about));
    }
    print(text.as_bytes())?;
    Ok(0)
}

/// A command line, or the exit code when help was all it asked for.
fn parsed(words: &[String], verb: &str, flags: &[&[Flag]]) -> Result<Result<Parsed, u8>, Failure> {
    let parsed = match flags::parse(flags, words) {
        Err(FlagError::Help) => return help().map(Err),
        parsed => parsed?,
    };
    parsed.notices.iter().for_each(|notice| print_error(&format!("{notice}\n")));
    if parsed.args.is_empty() {
        return Ok(Ok(parsed));
    }
    let given: Vec<String> = parsed.args.iter().map(|arg| format!("{arg:?}")).collect();
    let given = format!("[]string{{{}}}", given.join(", "));
    Err(Failure::new(format!("{verb} accepts no positional arguments, got {given}")))
}

fn run_generate(words: &[String]) -> Result<u8, Failure> {
    let parsed = match parsed(words, "generate", &[COMMON, GENERATE])? {
        Ok(parsed) => parsed,
        Err(code) => return Ok(code),
    };
    if parsed.bool("cluster-specific") {
        let failure = Failure::new("--cluster-specific is not supported");
        return Err(
            failure.help("Periplus talks to no cluster: give its facts by --kube-version and --platform")
        );
    }
    let request = request(&parsed);
    let pack = pack(&parsed, &request)?;
    let generated = generate(&pack, &request).map_err(|error| failure(&error))?;
    let text = generated.manifest();
    match parsed.text("output") {
        Some(path) if !path.is_empty() => disk::write(Path::new(path), &text, false)?,
        _ => print(&text)?,
    }
    // A million small pieces; the process ends here, and gives them back at once.
    std::mem::forget((pack, generated));
    Ok(0)
}

fn run_translate(words: &[String]) -> Result<u8, Failure> {
    let parsed = match parsed(words, "translate", &[COMMON])? {
        Ok(parsed) => parsed,
        Err(code) => return Ok(code),
    };
    let request = request(&parsed);
    let pack = pack(&parsed, &request)?;
    let translated = translate(&pack, &request).map_err(|error| failure(&error))?;
    let files = periplus_migrate::translate_files(&translated)?;
    let folder = match parsed.text("output") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => disk::temporary_folder("istioctl-migrate-")?,
    };
    for file in files {
        let path = folder.join(&file.name);
        disk::write(&path, &file.text, false)?;
        if file.executable {
            disk::make_executable(&path)?;
        }
    }
    print(format!("Output written to {}! See the README.md for next steps\n", folder.display()).as_bytes())?;
    Ok(0)
}

fn request(parsed: &Parsed) -> OperatorRequest {
    let mut set: Vec<String> = parsed.texts("set").map(str::to_owned).collect();
    // The flag is a setting as well, behind the others.
    set.extend(manifests_flag(parsed).map(|path| format!("installPackagePath={path}")));
    OperatorRequest {
        files: parsed.texts("filename").map(input).collect(),
        set,
        revision: parsed.text("revision").map(str::to_owned),
        force: parsed.bool("force"),
        cluster: ClusterFacts {
            kube_version: parsed.text("kube-version").map(str::to_owned),
            platform: parsed.text("platform").map(str::to_owned),
        },
        host: Rc::new(Machine),
        ..OperatorRequest::default()
    }
}

fn manifests_flag(parsed: &Parsed) -> Option<&str> {
    parsed.text("manifests").or_else(|| parsed.text("charts")).filter(|path| !path.is_empty())
}

fn input(name: &str) -> Input {
    let trimmed = name.trim();
    match disk::read(trimmed) {
        Ok(text) => Input { name: name.to_owned(), text, unreadable: None },
        Err(reason) => Input { name: name.to_owned(), text: Vec::new(), unreadable: Some(reason) },
    }
}

/// The pack of the flags, else the one the input names, else the newest in the packs folder.
fn pack(parsed: &Parsed, request: &OperatorRequest) -> Result<Pack, Failure> {
    let named =
        manifests_flag(parsed).map(str::to_owned).or_else(|| periplus_istio::install_package_path(request));
    match named {
        Some(path) => istio_pack::open_named(&path),
        None => istio_pack::find(parsed.text("istio-version")),
    }
}

/// istioctl's words, then where it is and what helps.
pub(crate) fn failure(error: &Error) -> Failure {
    let mut failure = Failure::new(error.to_string());
    if let Some(place) = &error.place {
        let mut line = place.file.clone();
        if place.line > 0 {
            line.push_str(&format!(":{}:{}", place.line, place.column.max(1)));
        }
        if !place.path.is_empty() {
            line.push_str(if line.is_empty() { "at " } else { ": " });
            line.push_str(&place.path);
        }
        if !line.is_empty() {
            failure = failure.help(line);
        }
    }
    error.help.iter().fold(failure, |failure, line| failure.help(line.clone()))
}
