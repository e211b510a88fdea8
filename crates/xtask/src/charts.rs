//! Any folder of charts, rendered by Helm and by us in turn: what differs as it is found, and a table at the end.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Output};

use crate::context::Context;
use crate::helm;
use crate::process::{Failure, Run};
use crate::release;
use crate::tables;

/// A chart with one file of values, or with its own alone.
struct Case {
    chart: PathBuf,
    values: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Standard output, exit code and standard error are the same.
    Same,
    /// So they are, but for lines on which two runs of Helm differ.
    SameButRandom,
    Differs,
}

/// Cases by verdict, for one row of the table.
#[derive(Default)]
struct Row([usize; 3]);

/// `cargo xtask charts FOLDER`: every chart below it, with its own values and with each `ci/*values.yaml`.
pub(crate) fn command(context: &Context, words: &[String]) -> Result<ExitCode, Failure> {
    let [folder] = words else { return Err(Failure::new("FOLDER", "one folder of charts is needed")) };
    let folder = fs::canonicalize(folder).map_err(|why| Failure::new(folder, why))?;
    release::build(context)?;
    let helm = helm::binary(context)?;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for case in cases(&folder) {
        let verdict = judge(context, &helm, &case)?;
        let inside = case.chart.strip_prefix(&folder).unwrap_or(&case.chart);
        let group = inside.iter().next().unwrap_or_default().to_string_lossy().into_owned();
        rows.entry(group).or_default().0[verdict as usize] += 1;
    }
    println!("{}", table(&rows));
    let differ = rows.values().any(|row| row.0[Verdict::Differs as usize] > 0);
    Ok(ExitCode::from(u8::from(differ)))
}

fn table(rows: &BTreeMap<String, Row>) -> String {
    let mut all = Row::default();
    let mut cells = Vec::new();
    for (group, row) in rows {
        all.0.iter_mut().zip(row.0).for_each(|(sum, count)| *sum += count);
        cells.push(row.cells(group));
    }
    cells.push(all.cells("all"));
    tables::markdown(&["charts", "renders", "same", "same but for random text", "different"], &cells)
}

impl Row {
    fn cells(&self, name: &str) -> Vec<String> {
        let total: usize = self.0.iter().sum();
        [total].iter().chain(&self.0).fold(vec![name.to_owned()], |mut cells, count| {
            cells.push(count.to_string());
            cells
        })
    }
}

/// Charts inside charts are parts of those.
fn cases(folder: &Path) -> Vec<Case> {
    if folder.join("Chart.yaml").is_file() {
        let own = Case { chart: folder.to_path_buf(), values: None };
        let files = entries(&folder.join("ci")).into_iter();
        let files = files.filter(|file| file.to_string_lossy().ends_with("values.yaml"));
        let more = files.map(|file| Case { chart: folder.to_path_buf(), values: Some(file) });
        return std::iter::once(own).chain(more).collect();
    }
    let folders = entries(folder).into_iter().filter(|entry| entry.is_dir() && !entry.is_symlink());
    folders.flat_map(|folder| cases(&folder)).collect()
}

/// What is in a folder, sorted; nothing when there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = found.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

fn judge(context: &Context, helm: &Path, case: &Case) -> Result<Verdict, Failure> {
    let run = |program: &Path| {
        let run = Run::new(context, &program.to_string_lossy());
        let run = run.args([Path::new("template"), Path::new("release"), &case.chart]);
        let values = case.values.iter().flat_map(|values| [Path::new("--values"), values]);
        run.args(values).output()
    };
    let (theirs, ours) = (run(helm)?, run(&context.periplus())?);
    let Some(difference) = difference(&theirs, &ours, None) else { return Ok(Verdict::Same) };
    if difference_of_random(&theirs, &ours, &run(helm)?) {
        return Ok(Verdict::SameButRandom);
    }
    let values = case.values.as_ref().map_or_else(String::new, |path| format!(" with {}", path.display()));
    println!("{}{values}: {difference}", case.chart.display());
    Ok(Verdict::Differs)
}

/// Whether two outputs differ only on lines on which two runs of one program do.
fn difference_of_random(theirs: &Output, ours: &Output, again: &Output) -> bool {
    difference(theirs, ours, Some(again)).is_none()
}

/// The first line that differs, of Helm's and of ours; lines that differ `again` don't count.
fn difference(theirs: &Output, ours: &Output, again: Option<&Output>) -> Option<String> {
    if theirs.status.code() != ours.status.code() {
        let error = String::from_utf8_lossy(&ours.stderr);
        return Some(format!("Helm's {}, ours {}: {}", theirs.status, ours.status, error.trim()));
    }
    let again = again.unwrap_or(theirs);
    different_line(&theirs.stdout, &ours.stdout, &again.stdout)
        .or_else(|| different_line(&theirs.stderr, &ours.stderr, &again.stderr))
}

fn different_line(theirs: &[u8], ours: &[u8], again: &[u8]) -> Option<String> {
    let (theirs, ours, again) = (lines(theirs), lines(ours), lines(again));
    if theirs.len() != ours.len() {
        return Some(format!("Helm's lines {}, ours {}", theirs.len(), ours.len()));
    }
    let mut pairs = theirs.iter().zip(&ours).enumerate();
    let differs = |at: usize, a: &String, b: &String| a != b && again.get(at) == Some(a);
    let (at, (theirs, ours)) = pairs.find(|(at, (a, b))| differs(*at, a, b))?;
    Some(format!("line {}\n  Helm's {theirs}\n  ours   {ours}", at + 1))
}

/// Lines up to our own hints, without the insides of keys and certificates, whose length is random.
fn lines(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let mut inside = false;
    let mut kept = Vec::new();
    for line in text.trim_end().split('\n').take_while(|line| !line.starts_with("help:")) {
        inside = inside && !line.contains("-----END ");
        if !inside {
            kept.push(line.to_owned());
        }
        inside = inside || line.ends_with("-----") && line.contains("-----BEGIN ");
    }
    kept
}
