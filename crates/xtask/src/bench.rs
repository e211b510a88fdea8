//! Times: whole processes beside Helm's binary, in turns; and the engine in process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::browser;
use crate::context::Context;
use crate::helm;
use crate::process::{Failure, Run};
use crate::release;
use crate::tables;

/// Release name and chart inside a pack: what is rendered by both programs.
const CHARTS: &[(&str, &str)] = &[
    ("istiod", "charts/istio-control/istio-discovery"),
    ("base", "charts/base"),
    ("cni", "charts/istio-cni"),
    ("ztunnel", "charts/ztunnel"),
    ("ingress", "charts/gateway"),
];

/// The packs that can be measured.
const OFFICIAL: &str = "packs/1.30.3";
const BUILT_IN: &str = "static/packs/builtin";

/// Pairs of runs per row. The first pair warms the file cache and is not counted.
const PAIRS: usize = 30;
const QUICK_PAIRS: usize = 5;

/// A line of the table, times as medians.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) ours: Duration,
    pub(crate) helm: Option<Duration>,
}

/// `cargo xtask bench`.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    let has = |name: &str| words.iter().any(|word| word == name);
    let in_browser = if has("--page") {
        browser::page_table(context)?
    } else {
        println!("{}", table(&rows(context, if has("--quick") { QUICK_PAIRS } else { PAIRS })?));
        browser::engine_table(context)?
    };
    match in_browser {
        Some(table) => println!("{table}"),
        None => println!("no times in Chromium: cargo xtask build and setup come first"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything the report shows.
pub(crate) fn all(context: &Context) -> Result<Vec<Row>, Failure> {
    rows(context, PAIRS)
}

/// The rows in Markdown.
pub(crate) fn table(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let ratio = row.helm.map(|helm| helm.as_secs_f64() / row.ours.as_secs_f64().max(1e-9));
        vec![
            row.what.clone(),
            milliseconds(row.ours),
            row.helm.map_or_else(|| "–".to_owned(), milliseconds),
            ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1}")),
        ]
    };
    let helm = format!("Helm {}, ms", helm::VERSION);
    tables::markdown(
        &["median", "periplus, ms", &helm, "times faster"],
        &rows.iter().map(cells).collect::<Vec<_>>(),
    )
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

fn rows(context: &Context, pairs: usize) -> Result<Vec<Row>, Failure> {
    release::build(context)?;
    let helm = helm::binary(context).map_err(|why| println!("   without Helm: {why}")).ok();
    let (pack, periplus) = (pack(context), installed(context)?);
    let mut rows = Vec::new();
    for (release, chart) in CHARTS.iter().filter(|(_, chart)| pack.join(chart).is_dir()) {
        rows.push(template(context, (&periplus, helm.as_deref()), release, &pack.join(chart), pairs)?);
    }
    for profile in ["default", "ambient"] {
        rows.push(generate(context, &periplus, &pack, profile, pairs)?);
    }
    rows.extend(in_process(context, &pack)?);
    Ok(rows)
}

/// The command as an installation leaves it on the disk: in one piece, which is quicker to map than what a linker wrote
/// here and there.
fn installed(context: &Context) -> Result<PathBuf, Failure> {
    let copy = context.path("target/tmp/installed").join(context.periplus().file_name().unwrap_or_default());
    let copied = fs::create_dir_all(context.path("target/tmp/installed"))
        .and_then(|()| fs::copy(context.periplus(), &copy));
    copied.map(|_| copy).map_err(|error| Failure::new("copy of the release binary", error))
}

/// The official pack where a machine has it, else ours.
pub(crate) fn pack(context: &Context) -> PathBuf {
    official(context).unwrap_or_else(|| context.path(BUILT_IN))
}

/// The official pack, where there is one.
pub(crate) fn official(context: &Context) -> Option<PathBuf> {
    context.shared().map(|shared| shared.join(OFFICIAL)).filter(|pack| pack.is_dir())
}

/// Both programs in turns, so that whatever else the machine does hits both alike.
fn template(
    context: &Context,
    (periplus, helm): (&Path, Option<&Path>),
    release: &str,
    chart: &Path,
    pairs: usize,
) -> Result<Row, Failure> {
    let words = [Path::new("template"), Path::new(release), chart];
    let (ours, theirs) = (&mut Vec::new(), &mut Vec::new());
    for _ in 0..=pairs {
        ours.push(time(context, periplus, &words)?);
        if let Some(helm) = helm {
            theirs.push(time(context, helm, &words)?);
        }
    }
    let what = format!("`template {release}`, whole process");
    Ok(Row { what, ours: median(ours), helm: helm.map(|_| median(theirs)) })
}

fn generate(
    context: &Context,
    periplus: &Path,
    pack: &Path,
    profile: &str,
    pairs: usize,
) -> Result<Row, Failure> {
    let set = format!("profile={profile}");
    let words = [
        Path::new("manifest"),
        Path::new("generate"),
        Path::new("-d"),
        pack,
        Path::new("-s"),
        Path::new(&set),
    ];
    let times: Result<Vec<_>, _> = (0..=pairs).map(|_| time(context, periplus, &words)).collect();
    let what = format!("`manifest generate`, profile {profile}, whole process");
    Ok(Row { what, ours: median(&mut times?), helm: None })
}

/// What both programs print goes nowhere: a pipe would be read at our pace.
fn time(context: &Context, program: &Path, words: &[&Path]) -> Result<Duration, Failure> {
    let run = Run::new(context, &program.to_string_lossy()).args(words);
    let start = Instant::now();
    run.quiet()?;
    Ok(start.elapsed())
}

/// The middle of all but the first.
fn median(times: &mut Vec<Duration>) -> Duration {
    times.remove(0);
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The bench program of the tests crate prints `what<TAB>microseconds` lines.
fn in_process(context: &Context, pack: &Path) -> Result<Vec<Row>, Failure> {
    let cargo = Run::cargo(context).args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "periplus-tests",
        "--bin",
        "bench",
    ]);
    let text = cargo.args(["--"]).args([pack]).text()?;
    Ok(text.lines().filter_map(measured).collect())
}

fn measured(line: &str) -> Option<Row> {
    let (what, microseconds) = line.split_once('\t')?;
    let ours = Duration::from_secs_f64(microseconds.parse::<f64>().ok()? / 1e6);
    Some(Row { what: format!("{what}, in process"), ours, helm: None })
}
