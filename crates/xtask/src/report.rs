//! `cargo xtask report`: the tables of the README, measured now.

use std::fs;
use std::process::ExitCode;

use crate::bench;
use crate::browser;
use crate::conformance::{self, Score};
use crate::context::Context;
use crate::parity;
use crate::process::{Failure, Run};
use crate::proof;
use crate::release;
use crate::sizes::{self, Size};
use crate::steps;
use crate::tables;
use crate::test;
use crate::wrong_inputs;

/// The name of a table's place in the README, and what fills it. No text: it can't be measured here.
type Table = (&'static str, fn(&Context) -> Result<Option<String>, Failure>);

const TABLES: &[Table] = &[
    ("example", example),
    ("conformance", conformance_table),
    ("parity", parity::table),
    ("migration", proof::table),
    ("times", times_table),
    ("page sizes", sizes_table),
    ("engine times", browser::engine_table),
    ("page times", browser::page_table),
    ("steps", steps_table),
];

const README: &str = "README.md";

/// Shown in the README.
const SCREENSHOT: &str = "docs/page.png";

/// Prints the tables; `--write` puts them into the README as well.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    if words.iter().any(|word| word == "--wrong-inputs") {
        print!("{}", wrong_inputs::text(context)?);
        return Ok(ExitCode::SUCCESS);
    }
    let write = words.iter().any(|word| word == "--write");
    for (name, make) in TABLES {
        println!("\n## {name}\n");
        match make(context)? {
            Some(table) if write => write_table(context, name, &table)?,
            Some(table) => print!("{table}"),
            None => println!("can't be measured here"),
        }
    }
    if write {
        keep_screenshot(context)?;
    }
    println!("\n## shape of the code\n");
    print!("{}", shape(context)?);
    println!("\n## wrong inputs\n");
    print!("{}", wrong_inputs::text(context)?);
    Ok(ExitCode::SUCCESS)
}

/// The page as the last run of the browser tests saw it.
fn keep_screenshot(context: &Context) -> Result<(), Failure> {
    let (from, to) = (context.scratch().join(test::SCREENSHOT), context.path(SCREENSHOT));
    if !from.is_file() {
        return Ok(());
    }
    let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::copy(&from, &to)).map(drop).map_err(|why| Failure::new(SCREENSHOT, why))
}

fn write_table(context: &Context, name: &str, table: &str) -> Result<(), Failure> {
    print!("{table}");
    let file = context.path(README);
    let document = fs::read_to_string(&file).map_err(|why| Failure::new(README, why))?;
    let place = || Failure::new(README, format_args!("has no place <!-- {name} -->"));
    let document = tables::replace(&document, name, table).ok_or_else(place)?;
    fs::write(&file, document).map_err(|why| Failure::new(README, why))
}

/// Command lines with what they print.
const EXAMPLES: &[&str] = &[
    "cat docs/example.yaml",
    "periplus manifest generate -f docs/example.yaml -d static/packs/builtin | sed -n '/^kind: HorizontalPod/,/^---/p'",
];

fn example(context: &Context) -> Result<Option<String>, Failure> {
    release::build(context)?;
    let path = format!("{}:{}", context.path("target/release").display(), context.tool_path().display());
    let mut text = "```console\n".to_owned();
    for line in EXAMPLES {
        let out = Run::new(context, "sh").args(["-c", line]).env("PATH", &path).text()?;
        text += &["$ ", line, "\n", &out, "\n"].concat();
    }
    Ok(Some(text + "```\n"))
}

fn conformance_table(context: &Context) -> Result<Option<String>, Failure> {
    release::build(context)?;
    let scores = conformance::scores(context)?;
    let cells = |score: &Score| {
        let share = |count| format!("{count} ({:.1} %)", score.percent(count));
        vec![score.suite.to_owned(), score.cases.to_string(), share(score.pass), share(score.exact)]
    };
    let rows: Vec<_> = scores.iter().map(cells).collect();
    let header = ["suite", "cases", "same output, or an error too", "same error text, too"];
    Ok((!rows.is_empty()).then(|| tables::markdown(&header, &rows)))
}

fn times_table(context: &Context) -> Result<Option<String>, Failure> {
    bench::all(context).map(|rows| Some(bench::table(&rows)))
}

fn sizes_table(context: &Context) -> Result<Option<String>, Failure> {
    let sizes = sizes::measure(context)?;
    let (examples, files): (Vec<_>, Vec<_>) =
        sizes.iter().partition(|size| size.file.starts_with("examples/"));
    let sums = [
        Size::sum("examples", examples),
        Size::sum("first visit, manifests and editor", sizes.iter().filter(|size| size.is_first())),
        Size::sum("all", &sizes),
    ];
    let kilobytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1000.0);
    let cells = |size: &Size| {
        vec![size.file.clone(), kilobytes(size.raw), kilobytes(size.gzip), kilobytes(size.brotli)]
    };
    let rows: Vec<_> = files.into_iter().chain(&sums).map(cells).collect();
    Ok((!sizes.is_empty())
        .then(|| tables::markdown(&["file of the page", "raw, kB", "gzip, kB", "brotli, kB"], &rows)))
}

/// The last time each step took, as kept by the runs on this machine.
fn steps_table(context: &Context) -> Result<Option<String>, Failure> {
    let file = context.scratch().join(steps::TIMES);
    if !file.is_file() {
        return Ok(None);
    }
    let kept = fs::read_to_string(&file).map_err(|why| Failure::new(file.display(), why))?;
    Ok(tables::of_cells(&kept, &["step", "seconds"]))
}

/// File and function sizes, by the script that counts them beside other projects.
fn shape(context: &Context) -> Result<String, Failure> {
    let script =
        context.shared().map(|shared| shared.join("tools/shape.py")).filter(|script| script.is_file());
    let Some(script) = script else { return Ok("no ../shared/tools/shape.py here\n".to_owned()) };
    let python = Run::new(context, "python3").args([script]).args(["crates", "web", "tests"]);
    python.env("TOP", "1").text().map(|text| text + "\n")
}
