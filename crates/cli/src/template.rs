//! `periplus template`: what `helm template` prints (Helm's pkg/cmd/template.go, install.go).

use crate::disk;
use crate::failure::{Failure, print, print_error, print_pieces};
use crate::flags::{self, FlagError, Parsed, parse_bool};
use crate::host::Machine;
use crate::template_flags::{GLOBAL, REFUSED, TEMPLATE, check_groups, check_labels};
use periplus_helm::{
    Capabilities, Chart, Error, Host, KubeVersion, Level, Limits, Output, RenderRequest, Rendered, Role, Url,
    Warning, archive, check_logged, check_release_name, release_name, render_broken, render_logged, values,
};
use periplus_value::{Map, Str, quote};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::rc::Rc;

pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    if let Some(mode) = wrong_colour(words) {
        let mode = quote(mode.as_bytes());
        let error = format!("invalid color mode {mode}: must be one of: never, auto, always");
        log(&[Warning::new(Level::Warn, "command failed").with("error", error)]);
        return Ok(1);
    }
    let mut notes = Vec::new();
    let parsed = flags::parse_noting(&[TEMPLATE, GLOBAL], words, &mut notes);
    log(&notes);
    let parsed = match parsed {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    log(&parsed.notices);
    if parsed.args.is_empty() {
        return Err(Failure::new(
            "\"helm template\" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]",
        ));
    }
    check_groups(&parsed)?;
    let host: Rc<dyn Host> = Rc::new(Machine);
    let capabilities = capabilities(&parsed)?;
    refuse(&parsed)?;
    let debug = debug(&parsed);
    debug_version(&parsed, debug);
    let (name, reference) = name_and_chart(&parsed, &host)?;
    let path = locate(reference, debug)?;
    let values = merged_values(&parsed)?;
    let chart = load(&path)?;
    let request = RenderRequest { debug, ..request(&parsed, name, values, capabilities, host)? };
    if let Err(labels) = check_labels(&parsed) {
        // Helm holds values against schemas before it looks at them (pkg/action/install.go).
        let (checked, warnings) = check_logged(&chart, &request);
        log(&warnings);
        return Err(checked.map_or_else(logged, |()| labels));
    }
    let rendered = rendered(&parsed, &chart, &request)?;
    write(&parsed, &request, &rendered)?;
    // The process ends; giving the memory back piece by piece would take a tenth of its time.
    std::mem::forget((chart, request, rendered));
    Ok(0)
}

/// Whether everything is to be told, by a flag or for good (pkg/cli/environment.go).
fn debug(parsed: &Parsed) -> bool {
    let always = || std::env::var("HELM_DEBUG").ok().and_then(|text| parse_bool(&text));
    parsed.text("debug").map_or_else(|| always().unwrap_or_default(), |value| value == "true")
}

/// What Helm makes of the flags for a chart's version, which mean nothing here.
fn debug_version(parsed: &Parsed, debug: bool) {
    let version = parsed.text("version").unwrap_or_default();
    let mut lines = vec![Warning::new(Level::Debug, "Original chart version").with("version", version)];
    if version.is_empty() && parsed.bool("devel") {
        lines.push(Warning::new(Level::Debug, "setting version to >0.0.0-0"));
    }
    if debug {
        log(&lines);
    }
}

/// A mode of colours that there isn't. Helm looks for it before it parses the words, and wherever it stands.
fn wrong_colour(words: &[String]) -> Option<&str> {
    let mut modes = [("--color", None), ("--colour", None)];
    let mut words = words.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        for (flag, mode) in &mut modes {
            match word.strip_prefix(*flag) {
                Some("") => *mode = words.next().map(String::as_str),
                Some(rest) => *mode = rest.strip_prefix('=').or(*mode),
                None => {}
            }
        }
    }
    modes.into_iter().filter_map(|(_, mode)| mode).find(|mode| !["never", "auto", "always"].contains(mode))
}

fn help() -> Result<u8, Failure> {
    let mut text = "Render a chart and print what `helm template` prints.\n\nUsage:\n  periplus template [NAME] CHART [flags]\n\nFlags:\n".to_owned();
    text.push_str(&flags::table(&[TEMPLATE, GLOBAL]));
    print(text.as_bytes())?;
    Ok(0)
}

fn refuse(parsed: &Parsed) -> Result<(), Failure> {
    for (name, why) in REFUSED {
        if parsed.text(name).is_some_and(|value| value != "false") {
            return Err(Failure::new(format!("--{name} is not supported")).help(*why));
        }
    }
    match parsed.text("dry-run") {
        None | Some("client") => Ok(()),
        Some("unset") => {
            log(&[Warning::new(
                Level::Warn,
                "--dry-run is deprecated and should be replaced with '--dry-run=client'",
            )]);
            Ok(())
        }
        Some("server") => {
            Err(Failure::new("--dry-run=server is not supported").help("Periplus talks to no cluster"))
        }
        Some(value @ "none") => {
            Err(Failure::new(format!("invalid dry-run value ({value:?}). Must be \"server\" or \"client\"")))
        }
        Some(value) if parse_bool(value) == Some(true) => {
            let text = format!(
                "boolean '--dry-run={value}' flag is deprecated and must be replaced with '--dry-run=client'"
            );
            log(&[Warning::new(Level::Warn, text)]);
            Ok(())
        }
        Some(value) if parse_bool(value) == Some(false) => {
            Err(Failure::new(format!("invalid dry-run value ({value:?}). Must be \"server\" or \"client\"")))
        }
        Some(value) => Err(Failure::new(format!(
            "invalid dry-run value ({}). Must be \"none\", \"server\", or \"client\"",
            quote(value.as_bytes())
        ))),
    }
}

fn capabilities(parsed: &Parsed) -> Result<Capabilities, Failure> {
    let mut capabilities = Capabilities::default();
    if let Some(version) = parsed.text("kube-version").filter(|version| !version.is_empty()) {
        capabilities.kube_version = KubeVersion::parse(version)?;
    }
    capabilities.api_versions = parsed.texts("api-versions").map(str::to_owned).collect();
    Ok(capabilities)
}

fn name_and_chart<'p>(parsed: &'p Parsed, host: &Rc<dyn Host>) -> Result<(String, &'p str), Failure> {
    let template = parsed.text("name-template").unwrap_or_default();
    match parsed.args.as_slice() {
        [chart] if !template.is_empty() => Ok((release_name(template, host)?, chart)),
        // template.go gives a name in any case, so that --generate-name alone changes nothing.
        [chart] => Ok(("release-name".to_owned(), chart)),
        [_, _] if parsed.bool("generate-name") => {
            Err(Failure::new("cannot set --generate-name and also specify a name"))
        }
        [_, _] if !template.is_empty() => {
            Err(Failure::new("cannot set --name-template and also specify a name"))
        }
        [name, chart] => Ok((name.clone(), chart)),
        [] => Err(Failure::new("a chart is needed")),
        [_, _, more @ ..] => Err(Failure::new(format!(
            "expected at most two arguments, unexpected arguments: {}",
            more.join(", ")
        ))),
    }
}

/// Where a chart is: only on this disk.
fn locate(reference: &str, debug: bool) -> Result<PathBuf, Failure> {
    let name = reference.trim();
    if Path::new(name).exists() {
        let path = disk::absolute(name);
        if debug {
            log(&[Warning::new(Level::Debug, "Chart path").with("path", path.display().to_string())]);
        }
        return Ok(path);
    }
    if name.starts_with('/') || name.starts_with('.') {
        return Err(Failure::new(format!("path {} not found", quote(name.as_bytes()))));
    }
    let download = "Periplus reads charts from folders and .tgz files; `helm pull` downloads one";
    if debug {
        log(&[Warning::new(Level::Debug, "set up default downloader cache")]);
    }
    let url = Url::parse(name)
        .map_err(|_| Failure::new(format!("invalid chart URL format: {name}")).help(download))?;
    if name.contains("://") {
        let name = url.without_password();
        return Err(Failure::new(format!("{name} is no folder and no file")).help(download));
    }
    let message = match name.split_once('/') {
        Some((repository, _)) => format!("repo {repository} not found"),
        None => format!("non-absolute URLs should be in form of repo_name/path_to_chart, got: {name}"),
    };
    Err(Failure::new(message).help(download))
}

/// Values from files, then from the `--set` flags, each kind in its turn (pkg/cli/values/options.go).
fn merged_values(parsed: &Parsed) -> Result<Map, Failure> {
    let mut merged = Map::new();
    for file in parsed.texts("values") {
        let bytes = named(file).map_err(Failure::new)?;
        merged = values::merge(&merged, &values::parse_file(file, &bytes)?);
    }
    for text in parsed.texts("set-json") {
        merged = values::parse_set_json(text, &merged)?;
    }
    for text in parsed.texts("set") {
        values::parse_set(text, &merged)?;
    }
    for text in parsed.texts("set-string") {
        values::parse_set_string(text, &merged)?;
    }
    for text in parsed.texts("set-file") {
        values::parse_set_file(text, &merged, &mut |path| named(path).map(Str::from))?;
    }
    for text in parsed.texts("set-literal") {
        values::parse_set_literal(text, &merged)?;
    }
    Ok(merged)
}

/// What a flag names: Helm takes each name for a URL first, and would fetch what has one of these schemes.
fn named(file: &str) -> Result<Vec<u8>, String> {
    if file.trim() == "-" {
        return disk::read(file);
    }
    let url = Url::parse(file)?;
    match url.scheme() {
        b"http" | b"https" | b"oci" => {
            Err(format!("{} is no file, and nothing is fetched", url.without_password()))
        }
        _ => disk::read(file),
    }
}

fn load(path: &Path) -> Result<Chart, Failure> {
    let (chart, warnings) = if path.is_dir() {
        Chart::load_logged(disk::chart_folder(path)?)
    } else {
        let name = path.display().to_string();
        let bytes = disk::read(&name).map_err(Failure::new)?;
        archive::check_is_archive(&name, &bytes)?;
        // What is wrong inside an archive, Helm does not tell (pkg/chart/loader/load.go).
        let files = archive::read_tgz(&bytes, &Limits::default())
            .map_err(|why| Failure::new("unable to load chart archive").help(why.to_string()))?;
        Chart::from_archive_logged(files)
    };
    log(&warnings);
    let chart = chart?;
    log(chart.check_installable()?.as_slice());
    chart.check_dependencies()?;
    Ok(chart)
}

fn request(
    parsed: &Parsed,
    name: String,
    values: Map,
    capabilities: Capabilities,
    host: Rc<dyn Host>,
) -> Result<RenderRequest, Failure> {
    check_release_name(&name).map_err(logged)?;
    let namespace =
        parsed.text("namespace").map(str::to_owned).or_else(|| std::env::var("HELM_NAMESPACE").ok());
    let namespace = namespace.filter(|name| !name.is_empty()).unwrap_or_else(|| "default".to_owned());
    let mut asked = RenderRequest::new(name, namespace, values);
    asked.release.is_upgrade = parsed.bool("is-upgrade");
    Ok(RenderRequest {
        capabilities,
        host,
        include_crds: parsed.bool("include-crds"),
        skip_schema_validation: parsed.bool("skip-schema-validation"),
        ..asked
    })
}

fn rendered(parsed: &Parsed, chart: &Chart, request: &RenderRequest) -> Result<Rendered, Failure> {
    let (result, warnings) = render_logged(chart, request);
    log(&warnings);
    match result {
        Err(error) if request.debug && error.suggests_debug() => {
            print_pieces(&output(parsed).pieces(&render_broken(chart, request))?)?;
            Err(error.into())
        }
        result => result.map_err(logged),
    }
}

/// Logs an error where Helm does, and adds what it says on `--debug`.
fn logged(error: Error) -> Failure {
    if let Some(message) = error.logged_as() {
        log(&[Warning::new(Level::Error, message).with("error", error.cause())]);
    }
    if matches!(error, Error::Schema { elsewhere: true, .. }) {
        return Failure::from(error)
            .help("--skip-schema-validation renders without holding values against schemas");
    }
    if error.suggests_debug() {
        return Failure::new(format!("{error}\n\nUse --debug flag to render out invalid YAML"));
    }
    error.into()
}

/// Lines for standard error, written at once.
fn log<T: Display>(lines: &[T]) {
    let text = lines.iter().fold(String::new(), |text, line| text + &format!("{line}\n"));
    if !text.is_empty() {
        print_error(&text);
    }
}

fn output(parsed: &Parsed) -> Output {
    Output {
        no_hooks: parsed.bool("no-hooks"),
        skip_tests: parsed.bool("skip-tests"),
        show_only: parsed.texts("show-only").map(str::to_owned).collect(),
    }
}

fn write(parsed: &Parsed, request: &RenderRequest, rendered: &Rendered) -> Result<(), Failure> {
    let output = output(parsed);
    let Some(folder) = parsed.text("output-dir").filter(|folder| !folder.is_empty()) else {
        return print_pieces(&output.pieces(rendered)?);
    };
    let mut written: BTreeSet<String> = BTreeSet::new();
    for file in output.files(rendered) {
        let in_release = parsed.bool("release-name") && file.role != Role::Crd;
        let folder =
            if in_release { format!("{folder}/{}", request.release.name) } else { folder.to_owned() };
        let path = format!("{folder}/{}", file.path);
        // template.go adds a hook to whatever file is there, also one of an earlier run.
        let append = written.contains(&path) || (file.role == Role::Hook && Path::new(&path).exists());
        disk::write(Path::new(&path), &file.text, append)?;
        print(format!("wrote {path}\n").as_bytes())?;
        written.insert(path);
    }
    output.show_only_nothing()?;
    print(b"\n")
}
