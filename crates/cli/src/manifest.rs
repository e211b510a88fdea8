//! `periplus manifest generate` and `translate`, as istioctl has them (operator/cmd/mesh/manifest-generate.go,
//! manifest-translate.go).

use crate::disk;
use crate::failure::{Failure, print, print_error, print_pieces};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::host::Machine;
use crate::istio_pack;
use periplus_istio::{
    ClusterFacts, Error, Input, OperatorRequest, Pack, Place, Warning, check, generate, translate,
};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Flags that say what the input is.
pub(crate) const INPUT: &[Flag] = &[
    flag("filename", Kind::List, "IstioOperator files, later ones win; - is standard input").short('f'),
    flag("set", Kind::Texts, "a setting, path=value below spec").short('s'),
    flag("revision", Kind::Text, "the control plane's revision").short('r'),
    flag(
        "manifests",
        Kind::Text,
        "charts and profiles: a folder, an archive, or a version in the packs folder",
    )
    .short('d'),
    flag("charts", Kind::Text, "older name of --manifests"),
    flag("istio-version", Kind::Text, "the pack to take from the packs folder"),
    flag("kube-version", Kind::Text, "the cluster's Kubernetes version; -gke brings the settings for GKE"),
    flag("platform", Kind::Text, "the cluster's platform"),
];

/// The flag of all verbs that write one thing.
pub(crate) const OUTPUT: &[Flag] =
    &[flag("output", Kind::Text, "where to write instead of standard output").short('o')];

const DRY_RUN: &[Flag] = &[flag("dry-run", Kind::Bool, "accepted, without effect")];

const GENERATE: &[Flag] = &[
    flag("force", Kind::Bool, "go on in spite of validation errors"),
    flag("filter", Kind::List, "accepted, without effect"),
    flag(
        "cluster-specific",
        Kind::Bool,
        "settings for the cluster that --kube-version describes, which is so anyway",
    ),
];

const NO_CLUSTER: &str = "Periplus talks to no cluster: give what `kubectl version` says of the server by --kube-version, v1.33.4-gke.1245000";

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
    text.push_str(&flags::table(&[INPUT, OUTPUT, DRY_RUN, GENERATE]));
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
    let parsed = match parsed(words, "generate", &[INPUT, OUTPUT, DRY_RUN, GENERATE])? {
        Ok(parsed) => parsed,
        Err(code) => return Ok(code),
    };
    let request = request(&parsed);
    if parsed.bool("cluster-specific") && request.cluster.kube_version.is_none() {
        let failure = Failure::new("--cluster-specific needs the cluster's version");
        return Err(failure.help(NO_CLUSTER));
    }
    let pack = pack(&parsed, &request)?;
    let generated = generate(&pack, &request).map_err(|error| failure(&error))?;
    generated.warnings.iter().for_each(warn);
    match parsed.text("output") {
        Some(path) if !path.is_empty() => disk::write(Path::new(path), &generated.manifest(), false)?,
        _ => print_pieces(&generated.pieces())?,
    }
    // A million small pieces; the process ends here, and gives them back at once.
    std::mem::forget((pack, generated));
    Ok(0)
}

fn run_translate(words: &[String]) -> Result<u8, Failure> {
    let parsed = match parsed(words, "translate", &[INPUT, OUTPUT, DRY_RUN])? {
        Ok(parsed) => parsed,
        Err(code) => return Ok(code),
    };
    let request = request(&parsed);
    let pack = pack(&parsed, &request)?;
    let warnings = check(&pack, &request).map_err(|error| failure(&error))?;
    let translated = translate(&pack, &request).map_err(|error| failure(&error))?;
    warnings.iter().for_each(warn);
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

/// The request that the flags make.
pub(crate) fn request(parsed: &Parsed) -> OperatorRequest {
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

/// A file of the user's; one that can't be read says so when its turn comes.
pub(crate) fn input(name: &str) -> Input {
    let trimmed = name.trim();
    match disk::read(trimmed) {
        Ok(text) => Input { name: name.to_owned(), text, unreadable: None },
        Err(reason) => Input { name: name.to_owned(), text: Vec::new(), unreadable: Some(reason) },
    }
}

/// The pack of the flags, else the one the input names, else the newest in the packs folder.
pub(crate) fn pack(parsed: &Parsed, request: &OperatorRequest) -> Result<Pack, Failure> {
    if let Some(path) = manifests_flag(parsed) {
        return istio_pack::open_named(path);
    }
    match periplus_istio::install_package_path(request) {
        Some(path) => istio_pack::open_named(&path)
            .map_err(|failure| failure.help("spec.installPackagePath names it; --manifests gives another")),
        None => istio_pack::find(parsed.text("istio-version")),
    }
}

/// istioctl's words, then where it is and what helps.
pub(crate) fn failure(error: &Error) -> Failure {
    let mut failure = Failure::new(error.to_string());
    if let Some(line) = error.place.as_ref().map(Place::to_string).filter(|line| !line.is_empty()) {
        failure = failure.help(line);
    }
    error.help.iter().fold(failure, |failure, line| failure.help(line.clone()))
}

/// A warning, of a run that goes on, on standard error.
fn warn(warning: &Warning) {
    let place = warning.place.as_ref().map(|at| Place { path: String::new(), ..at.clone() }.to_string());
    let place = place.filter(|place| !place.is_empty()).map(|place| format!("{place}: "));
    print_error(&format!("warning: {}{}\n", place.unwrap_or_default(), warning.message.trim_end()));
}
