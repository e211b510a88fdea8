//! Whole command lines: `commands/<group>/<case>/`, a folder in which `periplus` runs.
//!
//! `args.txt` has one argument per line, `BUILTIN` in it stands for the built-in pack. `expected.out` is standard
//! output of a run that succeeds; `expected.err` is standard error, up to our hints, of one that exits with 1.

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

use crate::compare;
use crate::files;
use crate::program::{Program, Ran};

/// The built-in pack, inside the repository.
const BUILT_IN: &str = "static/packs/builtin";

/// One test for each case.
pub fn trials(program: Program) -> Result<Vec<Trial>, String> {
    let groups = files::entries(&files::cases().join("commands"));
    let cases = groups.iter().flat_map(|group| files::entries(group)).filter(|case| case.is_dir());
    cases.map(|case| trial(program, case)).collect()
}

fn trial(program: Program, case: PathBuf) -> Result<Trial, String> {
    let group = case.parent().map(files::name).unwrap_or_default();
    let name = format!("{group}/{}", files::name(&case));
    let expected =
        [case.join("expected.out"), case.join("expected.err")].map(|file| files::read_if_there(&file));
    let args = arguments(&case)?;
    let [out, error] = expected;
    if out.is_none() && error.is_none() {
        return Err(format!("{name}: expects nothing"));
    }
    let check = move || Ok(judge(&program.run(&case, &args)?, out.as_deref(), error.as_deref())?);
    Ok(Trial::test(name, check))
}

fn arguments(case: &Path) -> Result<Vec<String>, String> {
    let text = files::read(&case.join("args.txt"))?;
    let pack = files::root().join(BUILT_IN);
    Ok(text.lines().map(|line| line.replace("BUILTIN", &pack.to_string_lossy())).collect())
}

fn judge(ran: &Ran, out: Option<&str>, error: Option<&str>) -> Result<(), String> {
    let code = i32::from(error.is_some());
    if ran.code != code {
        return Err(format!("exit code {} instead of {code}: {}", ran.code, ran.error));
    }
    compare::same("standard output", out.unwrap_or_default(), &ran.out)?;
    error.map_or(Ok(()), |error| compare::same("the message", error.trim(), &ran.error))
}
