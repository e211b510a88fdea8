//! Charts that would keep an engine busy for minutes or fill its memory: `limits/<case>.chart`.
//!
//! A case is one text: the files of a chart, each under a line `=== path`, and under `=== expected` what rendering it
//! answers, which is an error as a rule; of a long answer, its length and both ends. Limits are a `SCALE`th of what the
//! command line allows, so that debug builds are quick; what a chart would take without them is far more. With
//! `UPDATE=1` the answers are recorded.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use libtest_mimic::Trial;
use periplus_helm::{Chart, ChartFile, Limits, RenderRequest};
use periplus_value::Map;

use crate::compare;
use crate::files;

/// What the chart is when no file says otherwise.
const CHART_YAML: &str = "apiVersion: v2\nname: c\nversion: 0.1.0\n";

/// The part of a case that is no file of the chart.
const EXPECTED: &str = "expected";

const SCALE: usize = 50;

/// Bytes of the beginning and of the end of a long answer that are compared, beside its length.
const SHOWN: usize = 600;

/// Every answer comes in this time, also from a debug build on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// The native stack that the command line gives an engine.
const STACK: usize = 512 << 20;

/// One test for each case.
pub fn trials() -> Vec<Trial> {
    let update = env::var_os("UPDATE").is_some();
    let cases = files::entries(&files::cases().join("limits")).into_iter();
    cases.map(|case| trial(case, update)).collect()
}

fn trial(case: PathBuf, update: bool) -> Trial {
    let name = format!("limits/{}", files::name(&case).trim_end_matches(".chart"));
    Trial::test(name, move || {
        let text = files::read(&case)?;
        let (parts, expected) = parts(&text);
        let start = Instant::now();
        let answer = shortened(answer(parts)?);
        if start.elapsed() > SOON {
            return Err(format!("took {:?}", start.elapsed()).into());
        }
        if update {
            return Ok(record(&case, &text, &answer)?);
        }
        Ok(compare::same("the answer", expected.ok_or("the case expects nothing")?.trim(), answer.trim())?)
    })
}

/// The chart's files, and what is expected.
fn parts(text: &str) -> (Vec<(String, String)>, Option<&str>) {
    let (mut files, mut expected) = (vec![("Chart.yaml".to_owned(), CHART_YAML.to_owned())], None);
    for part in text.split("=== ").skip(1) {
        let (path, contents) = part.split_once('\n').unwrap_or((part, ""));
        if path == EXPECTED {
            expected = Some(contents);
        } else {
            files.retain(|(other, _)| other != path);
            files.push((path.to_owned(), contents.to_owned()));
        }
    }
    (files, expected)
}

fn record(case: &Path, text: &str, answer: &str) -> Result<(), String> {
    let chart = text.split(&format!("=== {EXPECTED}\n")).next().unwrap_or_default();
    let text = format!("{chart}=== {EXPECTED}\n{}\n", answer.trim());
    fs::write(case, text).map_err(|why| format!("{}: {why}", case.display()))
}

/// The error of a render, or the text of its first document.
fn answer(files: Vec<(String, String)>) -> Result<String, String> {
    let run = move || {
        let files = files.into_iter().map(|(path, text)| ChartFile { path, bytes: text.into() }).collect();
        let rendered = Chart::load(files).and_then(|chart| periplus_helm::render(&chart, &request()));
        match rendered {
            Ok(rendered) => rendered.documents.first().map(|d| d.text.to_string()).unwrap_or_default(),
            Err(error) => error.to_string(),
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).map_err(|why| why.to_string())?;
    thread.join().map_err(|_| "a panic".to_owned())
}

fn shortened(answer: String) -> String {
    let bytes = answer.as_bytes();
    if bytes.len() <= 2 * SHOWN {
        return answer;
    }
    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (start, end) = (part(&bytes[..SHOWN]), part(&bytes[bytes.len() - SHOWN..]));
    format!("{start}\n[{} bytes]\n{end}", bytes.len() - 2 * SHOWN)
}

fn request() -> RenderRequest {
    let asked = RenderRequest::new("r".to_owned(), "default".to_owned(), Map::new());
    RenderRequest { limits: limits(), ..asked }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.documents /= SCALE;
    limits.schema /= SCALE;
    limits.template.steps /= SCALE as u64;
    limits.template.output /= SCALE;
    limits.template.work /= SCALE;
    limits
}
