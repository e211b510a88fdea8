//! What is said about each wrong input of `tests/commands/wrong-input`: istioctl's own text, then where and what helps.

use std::fs;
use std::path::Path;

use crate::context::Context;
use crate::process::{Failure, Run};
use crate::release;

const CASES: &str = "tests/commands/wrong-input";
const BUILT_IN: &str = "static/packs/builtin";

/// A chapter for each input.
pub(crate) fn text(context: &Context) -> Result<String, Failure> {
    release::build(context)?;
    let fail = |why| Failure::new(CASES, why);
    let folders = fs::read_dir(context.path(CASES)).map_err(fail)?;
    let mut folders: Vec<_> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders.iter().map(|folder| chapter(context, folder)).collect()
}

fn chapter(context: &Context, folder: &Path) -> Result<String, Failure> {
    let file = folder.join("args.txt");
    let args = fs::read_to_string(&file).map_err(|why| Failure::new(file.display(), why))?;
    let pack = context.path(BUILT_IN).display().to_string();
    let words: Vec<String> = args.lines().map(|word| word.replace("BUILTIN", &pack)).collect();
    // The message alone, whatever the exit code.
    let script = "\"$0\" \"$@\" 2>&1 >/dev/null; true";
    let program = context.periplus().display().to_string();
    let run = Run::new(context, "sh").args(["-c", script, &program]).args(&words).folder(folder);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let input = fs::read_to_string(folder.join("iop.yaml")).unwrap_or_default();
    let line = args.lines().collect::<Vec<_>>().join(" ");
    let message = run.text()?;
    Ok(["### ", &name, "\n\n", &input, "$ periplus ", &line, "\n", &message, "\n\n"].concat())
}
