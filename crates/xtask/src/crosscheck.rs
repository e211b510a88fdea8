//! The built-in charts held against Helm's own binary: it lints them without a warning, and renders what we render.

use std::fs;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::helm;
use crate::process::{Failure, Run};
use crate::release;
use crate::steps::{Need, Step};
use crate::tally::Tally;

/// A step of `cargo xtask test`.
pub(crate) const STEPS: &[Step] =
    &[Step { name: "built-in charts in Helm", needs: &["release binary"], needed, run }];

const CHARTS: &str = "static/packs/builtin/charts";

/// File names of a chart's layers, and the key that picks one. Longer names first.
const LAYERS: [(&str, &str); 3] = [
    ("profile-compatibility-version-", "compatibilityVersion"),
    ("profile-platform-", "platform"),
    ("profile-", "profile"),
];

fn needed(context: &Context) -> Need {
    match helm::binary(context) {
        Ok(_) => Need::Run,
        Err(why) => Need::Skip(format!("no Helm {} here: {why}", helm::VERSION)),
    }
}

fn run(context: &Context) -> Result<Tally, Failure> {
    let helm = helm::binary(context)?;
    release::build(context)?;
    let mut tally = Tally::default();
    for chart in charts(&context.path(CHARTS))? {
        let name = chart.strip_prefix(&context.root).unwrap_or(&chart).display().to_string();
        tally += told(&lint(context, &helm, &chart), &name);
        for choice in choices(&chart)? {
            let same = same_output(context, &helm, &chart, &choice);
            tally += told(&same, format_args!("{name} {}", choice.join(" ")));
        }
    }
    Ok(tally)
}

/// One check; why it failed is printed.
fn told(result: &Result<(), Failure>, what: impl std::fmt::Display) -> Tally {
    if let Err(why) = result {
        println!("   {what}: {why}");
    }
    Tally::one(result.is_ok())
}

/// All folders with a `Chart.yaml`, sorted.
fn charts(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if folder.join("Chart.yaml").is_file() {
        return Ok(vec![folder.to_path_buf()]);
    }
    let found: Result<Vec<_>, Failure> =
        entries(folder)?.iter().filter(|path| path.is_dir()).map(|path| charts(path)).collect();
    Ok(found?.concat())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fault = |why| Failure::new(folder.display(), why);
    let entries = fs::read_dir(folder).map_err(fault)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    paths.sort();
    Ok(paths)
}

/// Flags: none, then layers of every kind together, until each that the chart brings was chosen once.
fn choices(chart: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let files = entries(&chart.join("files"))?;
    let mut choices = vec![Vec::new()];
    let mut counts = [0; LAYERS.len()];
    for stem in files.iter().filter_map(|path| path.file_stem()?.to_str()) {
        let layer = LAYERS.iter().zip(&mut counts);
        let mut layer =
            layer.filter_map(|((prefix, key), count)| Some((stem.strip_prefix(prefix)?, key, count)));
        let Some((name, key, count)) = layer.next() else { continue };
        *count += 1;
        if choices.len() <= *count {
            choices.push(Vec::new());
        }
        choices[*count].extend(["--set-string".to_owned(), format!("{key}={name}")]);
    }
    Ok(choices)
}

fn lint(context: &Context, helm: &Path, chart: &Path) -> Result<(), Failure> {
    let text = Run::new(context, &helm.to_string_lossy()).args([Path::new("lint"), chart]).text()?;
    let complaint = text.lines().find(|line| line.starts_with("[WARNING]") || line.starts_with("[ERROR]"));
    complaint.map_or(Ok(()), |line| Err(Failure::new("helm lint", line)))
}

fn same_output(context: &Context, helm: &Path, chart: &Path, choice: &[String]) -> Result<(), Failure> {
    let render = |program: &Path| {
        let run = Run::new(context, &program.to_string_lossy()).args(["template", "name"]).args([chart]);
        run.args(["--namespace", "istio-system"]).args(choice).text()
    };
    let (ours, theirs) = (render(&context.periplus())?, render(helm)?);
    let differs = || ours.lines().zip(theirs.lines()).position(|(a, b)| a != b).map_or(0, |at| at + 1);
    if ours == theirs { Ok(()) } else { Err(Failure::new("other output than Helm's, line", differs())) }
}
