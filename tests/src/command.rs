//! Whole command lines: `commands/<group>/<case>/`, a folder in which `periplus` runs.
//!
//! `args.txt` has one argument per line. `expected.out` is standard output of a run that succeeds; `expected.err` is
//! standard error, up to our hints, of one that exits with 1, or with the other code in `expected.code`. `expected.hints`,
//! where there is one, are our lines of help and warnings. `BUILTIN` stands for the built-in pack's folder and `CASE`
//! for the case's own, in all of them; `OUT` for an empty folder, and `expected.files` has what is written there.
//! Every run must end soon, whatever it is given. With `UPDATE=1` the runs are recorded instead of judged.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use libtest_mimic::Trial;

use crate::compare;
use crate::files;
use crate::program::{Program, Ran};

/// The built-in pack, inside the repository.
const BUILT_IN: &str = "static/packs/builtin";

/// What a naive engine would need minutes or gigabytes for is answered in this time, also by a debug build on a busy
/// machine.
const SOON: Duration = Duration::from_mins(1);

const OUT: &str = "expected.out";
const ERROR: &str = "expected.err";
const CODE: &str = "expected.code";
const HINTS: &str = "expected.hints";
const WRITTEN: &str = "expected.files";

/// One test for each case.
pub fn trials(program: Program) -> Result<Vec<Trial>, String> {
    let update = env::var_os("UPDATE").is_some();
    let groups = files::entries(&files::cases().join("commands"));
    let cases = groups.iter().flat_map(|group| files::entries(group)).filter(|case| case.is_dir());
    Ok(cases.map(|case| trial(program, case, update)).collect())
}

fn trial(program: Program, case: PathBuf, update: bool) -> Trial {
    let group = case.parent().map(files::name).unwrap_or_default();
    let name = format!("{group}/{}", files::name(&case));
    Trial::test(name, move || {
        let (ran, written) = run(program, &case)?;
        if update { Ok(record(&case, &ran, &written)?) } else { Ok(judge(&case, &ran, &written)?) }
    })
}

/// What a run prints, and the files it writes.
fn run(program: Program, case: &Path) -> Result<(Ran, String), String> {
    let pack = files::root().join(BUILT_IN).to_string_lossy().into_owned();
    let name = format!("periplus-{}-{}", std::process::id(), files::name(case));
    let folder = env::temp_dir().join(name);
    let out = folder.to_string_lossy();
    let text = files::read(&case.join("args.txt"))?;
    let args: Vec<_> = text.lines().map(|line| line.replace("BUILTIN", &pack).replace("OUT", &out)).collect();
    let start = Instant::now();
    let ran = program.run(case, &args)?;
    if start.elapsed() > SOON {
        return Err(format!("took {:?}", start.elapsed()));
    }
    let own = [(&*case.to_string_lossy(), "CASE"), (&pack, "BUILTIN"), (&out, "OUT")];
    let plain = |text: &str| own.iter().fold(text.to_owned(), |text, (path, name)| text.replace(path, name));
    let written = plain(&files::listing(&folder));
    // There is no folder where nothing was written.
    fs::remove_dir_all(&folder).unwrap_or(());
    let ran =
        Ran { code: ran.code, out: plain(&ran.out), error: plain(&ran.error), hints: plain(&ran.hints) };
    Ok((ran, written))
}

fn judge(case: &Path, ran: &Ran, written: &str) -> Result<(), String> {
    let [out, error] = [OUT, ERROR].map(|name| files::read_if_there(&case.join(name)));
    if out.is_none() && error.is_none() {
        return Err("the case expects nothing".to_owned());
    }
    let code = match files::read_if_there(&case.join(CODE)) {
        Some(code) => code.trim().parse().map_err(|why| format!("{CODE}: {why}"))?,
        None => i32::from(error.is_some()),
    };
    if ran.code != code {
        return Err(format!("exit code {} instead of {code}: {}", ran.code, ran.error));
    }
    compare::same("standard output", &out.unwrap_or_default(), &ran.out)?;
    compare::same("the files", &files::read_if_there(&case.join(WRITTEN)).unwrap_or_default(), written)?;
    if let Some(hints) = files::read_if_there(&case.join(HINTS)) {
        compare::same("our help", &hints, &ran.hints)?;
    }
    error.map_or(Ok(()), |error| compare::same("the message", error.trim(), &ran.error))
}

fn record(case: &Path, ran: &Ran, written: &str) -> Result<(), String> {
    let failed = ran.code == 1;
    let code = format!("{}\n", ran.code);
    let written = written.to_owned();
    let hinted = case.join(HINTS).is_file();
    // What a run says that succeeds is compared where its code stands beside it.
    let told = case.join(CODE).is_file();
    let keep = [
        (OUT, &ran.out, !failed || !ran.out.is_empty()),
        (ERROR, &ran.error, failed || told),
        (CODE, &code, ran.code > 1 || told),
        (HINTS, &ran.hints, hinted),
        (WRITTEN, &written, !written.is_empty()),
    ];
    for (name, text, there) in keep {
        let file = case.join(name);
        let text = if name == ERROR { format!("{text}\n") } else { text.clone() };
        let done = if there { fs::write(&file, text) } else { fs::remove_file(&file).or(Ok(())) };
        done.map_err(|why| format!("{}: {why}", file.display()))?;
    }
    Ok(())
}
