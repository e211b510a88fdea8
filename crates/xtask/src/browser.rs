//! Times in Chromium: of the engine alone, and of the page as it is built.

use std::fs;
use std::path::PathBuf;

use crate::bench;
use crate::context::Context;
use crate::page;
use crate::process::{Failure, Run};
use crate::release;
use crate::setup;
use crate::tables;

/// Each chart of the measured pack in the worker; nothing where there is no page or no Chromium.
pub(crate) fn engine_table(context: &Context) -> Result<Option<String>, Failure> {
    let Some(node) = script(context, "engine.mjs") else { return Ok(None) };
    let text = node.args([archive(context)?]).text()?;
    Ok(tables::of_cells(&text, &["engine in Chromium", "median, ms"]))
}

/// Start and keystrokes of the page; nothing where there is no page or no Chromium.
pub(crate) fn page_table(context: &Context) -> Result<Option<String>, Failure> {
    let Some(node) = script(context, "measure.mjs") else { return Ok(None) };
    let node = match bench::official(context) {
        Some(_) => node.args([archive(context)?]),
        None => node,
    };
    Ok(tables::of_cells(&node.text()?, &["page in Chromium", "median, ms", "p99, ms", "max, ms"]))
}

fn script(context: &Context, name: &str) -> Option<Run> {
    let browser = setup::chromium(context)?;
    let is_built = page::folder(context).join("index.html").is_file();
    let script = context.path("tests/browser").join(name);
    is_built.then(|| Run::new(context, "node").args([script]).env("CHROMIUM", browser))
}

/// The measured pack as the page would be served it.
fn archive(context: &Context) -> Result<PathBuf, Failure> {
    release::build(context)?;
    let folder = context.scratch().join("packs");
    let periplus = Run::new(context, &context.periplus().to_string_lossy());
    periplus.args(["pack", "build"]).args([&bench::pack(context)]).args(["-o"]).args([&folder]).text()?;
    let files = fs::read_dir(&folder).map_err(|why| Failure::new(folder.display(), why))?.flatten();
    let mut archives =
        files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "tgz"));
    archives.next().ok_or_else(|| Failure::new(folder.display(), "holds no pack"))
}
