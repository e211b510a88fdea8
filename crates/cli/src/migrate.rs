//! `periplus migrate`: an IstioOperator as Helm releases, with the proof on standard output.

use crate::disk;
use crate::failure::{Failure, print, print_error};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::manifest::{self, INPUT, OUTPUT};
use crate::migrate_back;
use crate::view::json;
use periplus_istio::OperatorRequest;
use periplus_migrate::{Back, OutputFile, Plan, Target, migration_files, plan, report, summary};
use std::path::Path;

const FLAGS: &[Flag] = &[
    flag("force", Kind::Bool, "go on in spite of validation errors"),
    flag("from", Kind::Text, "operator (default), or helm: values of Istio's charts become an IstioOperator"),
    flag("to", Kind::Text, "helm (default), argocd, flux, helmfile, terraform, kustomize or sail"),
    flag("format", Kind::Text, "text (default) or json: how standard output tells plan and proof"),
    flag("why", Kind::Bool, "each line of the values says why it is there"),
];

/// The exit code when a difference is left that nobody can explain.
const UNPROVEN: u8 = 3;

/// Runs the verb.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[INPUT, OUTPUT, FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    parsed.notices.iter().for_each(|notice| print_error(&format!("{notice}\n")));
    if let Some(argument) = parsed.args.first() {
        let failure = Failure::new(format!("unknown argument {argument:?} for \"periplus migrate\""));
        return Err(failure.help("IstioOperator files are given by -f, the folder to write to by -o"));
    }
    let backwards = match parsed.text("from") {
        None | Some("operator") => false,
        Some("helm") => true,
        Some(other) => {
            return Err(Failure::new(format!("can't read {other:?}")).help("--from takes operator, helm"));
        }
    };
    let target = target(&parsed)?;
    let as_json = json_wanted(&parsed)?;
    let request = manifest::request(&parsed);
    let folder = parsed.text("output").filter(|folder| !folder.is_empty()).map(Path::new);
    if backwards {
        let pack = manifest::pack(&parsed, &OperatorRequest { files: Vec::new(), ..request })?;
        return run_back(&migrate_back::operator(&parsed, &pack)?, folder, as_json);
    }
    let pack = manifest::pack(&parsed, &request)?;
    let plan = plan(&pack, &request, parsed.bool("why")).map_err(|error| manifest::failure(&error))?;
    if let Some(folder) = folder {
        write(folder, &migration_files(&plan, target)?)?;
    }
    print(if as_json { json(&summary(&plan))? } else { report(&plan) }.as_bytes())?;
    Ok(code(&plan))
}

fn run_back(back: &Back, folder: Option<&Path>, as_json: bool) -> Result<u8, Failure> {
    for (name, text) in folder.map(|_| migrate_back::files(back)).transpose()?.into_iter().flatten() {
        disk::write(&folder.unwrap_or(Path::new("")).join(name), text.as_bytes(), false)?;
    }
    print(migrate_back::printed(back, as_json)?.as_bytes())?;
    Ok(code(&back.plan))
}

/// The exit code of a proof.
fn code(plan: &Plan) -> u8 {
    if plan.unexplained().next().is_some() { UNPROVEN } else { 0 }
}

fn target(parsed: &Parsed) -> Result<Target, Failure> {
    let name = parsed.text("to").unwrap_or("helm");
    Target::named(name).ok_or_else(|| {
        let names = Target::ALL.map(|(name, _)| name).join(", ");
        Failure::new(format!("can't write {name:?}")).help(format!("--to takes {names}"))
    })
}

fn json_wanted(parsed: &Parsed) -> Result<bool, Failure> {
    match parsed.text("format") {
        None | Some("text") => Ok(false),
        Some("json") => Ok(true),
        Some(other) => Err(Failure::new(format!("unknown format: {other}")).help("text and json are known")),
    }
}

fn write(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    for file in files {
        let path = folder.join(&file.name);
        disk::write(&path, &file.text, false)?;
        if file.executable {
            disk::make_executable(&path)?;
        }
    }
    Ok(())
}

fn help() -> Result<u8, Failure> {
    let mut text = "An IstioOperator as Helm releases: values, patches where there is no value, a script, a runbook. Both sides are\nrendered and compared; the exit code is 3 if a difference is left that nobody can explain.\n\nUsage:\n  periplus migrate -f iop.yaml -o DIR [flags]\n  periplus migrate --from helm -f values.yaml -o DIR [flags]\n\nFlags:\n".to_owned();
    text.push_str(&flags::table(&[INPUT, OUTPUT, FLAGS]));
    print(text.as_bytes())?;
    Ok(0)
}
