//! Inputs that istioctl was run on for several releases, and what it printed, as digests: its text holds official
//! charts. `releases PACKS` renders each input with each release's pack and names what is different.

use periplus_istio::{Input, OperatorRequest, Pack, generate};
use periplus_tests::files;
use periplus_value::Str;
use std::path::Path;
use std::process::ExitCode;

/// What stands in a table of digests for an input whose outcome isn't held.
const NOT_HELD: &str = "-";

/// In front of an input that is a whole file.
const WHOLE: &str = "!raw\n";

struct Case<'a> {
    name: &'a str,
    flags: &'a str,
    /// `None`: flags alone.
    text: Option<String>,
}

/// The program of that name.
pub(crate) fn main(words: &[String]) -> ExitCode {
    let Some(packs) = words.first() else {
        println!("usage: releases PACKS");
        return ExitCode::FAILURE;
    };
    match run(Path::new(packs)) {
        Ok((right, wrong)) => {
            println!("{right} passed, {wrong} failed");
            if wrong == 0 && right > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// How many outcomes are as recorded, and how many aren't.
fn run(packs: &Path) -> Result<(usize, usize), String> {
    let folder = files::cases().join("releases");
    let (inputs, digests) =
        (files::read(&folder.join("inputs.txt"))?, files::read(&folder.join("digests.tsv"))?);
    let cases: Vec<Case> = inputs.split("=== ").skip(1).map(case).collect();
    let mut rows = digests.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let releases = rows.next().unwrap_or_default();
    let rows: Vec<_> = rows.collect();
    let (mut right, mut wrong) = (0, 0);
    for (at, release) in releases.iter().enumerate().skip(1) {
        let pack = pack(&packs.join(release))?;
        for row in rows.iter().filter(|row| row.get(at).is_some_and(|digest| *digest != NOT_HELD)) {
            let case = cases.iter().find(|case| case.name == row[0]);
            let case = case.ok_or_else(|| format!("inputs.txt has no {}", row[0]))?;
            if digest(&outcome(&pack, case)) == row[at] {
                right += 1;
            } else {
                wrong += 1;
                println!("{release}: {}: not what istioctl printed", case.name);
            }
        }
    }
    Ok((right, wrong))
}

/// `NAME FLAGS`, and below a `spec`, or a whole file.
fn case(block: &str) -> Case<'_> {
    let (first, body) = block.split_once('\n').unwrap_or((block, ""));
    let (name, flags) = first.split_once(' ').unwrap_or((first, ""));
    let text = || body.strip_prefix(WHOLE).map_or_else(|| operator(body), str::to_owned);
    Case { name, flags, text: (!body.is_empty()).then(text) }
}

fn operator(spec: &str) -> String {
    let mut text = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n".to_owned();
    for line in spec.trim_end().lines() {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn pack(folder: &Path) -> Result<Pack, String> {
    let files = files::below(folder)?;
    let files = files.into_iter().map(|(path, bytes)| (path, Str::from(bytes))).collect();
    Pack::from_files(files, true).map_err(|error| error.to_string())
}

fn input(text: &str) -> Input {
    Input { name: "in.yaml".to_owned(), text: text.as_bytes().to_vec(), unreadable: None }
}

/// The manifest, or the error.
fn outcome(pack: &Pack, case: &Case) -> Vec<u8> {
    let files = case.text.iter().map(|text| input(text)).collect();
    let mut request = OperatorRequest { files, ..OperatorRequest::default() };
    let mut flags = case.flags.split_ascii_whitespace();
    while let Some(flag) = flags.next() {
        match flag {
            "-r" => request.revision = flags.next().map(str::to_owned),
            "-s" => request.set.extend(flags.next().map(str::to_owned)),
            _ => request.force = true,
        }
    }
    match generate(pack, &request) {
        Ok(generated) => generated.manifest(),
        Err(error) => error.to_string().trim().as_bytes().to_vec(),
    }
}

/// CRC-32 and length.
fn digest(bytes: &[u8]) -> String {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    format!("{:08x}-{:x}", sum.sum(), bytes.len())
}
