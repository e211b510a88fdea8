//! What fuzzing starts from: `seeds FOLDER` writes our own cases into a folder for each target of `fuzz/`.

#[path = "../../crates/helm/tests/archives/pack.rs"]
mod pack;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use periplus_tests::files;
use serde_json::Value;

/// The flags of the `--set` family, by the byte that chooses them.
const SET_FLAGS: &[&str] = &["--set", "--set-string", "--set-file", "--set-literal", "--set-json"];

/// The program of that name.
pub(crate) fn main(words: &[String]) -> ExitCode {
    let Some(folder) = words.first().map(PathBuf::from) else {
        println!("usage: seeds FOLDER");
        return ExitCode::FAILURE;
    };
    match write(&mut Seeds { folder, count: 0 }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

struct Seeds {
    folder: PathBuf,
    count: usize,
}

impl Seeds {
    fn add(&mut self, target: &str, bytes: &[u8]) -> Result<(), String> {
        let file = self.folder.join(target).join(format!("{:05}", self.count));
        self.count += 1;
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| fs::write(&file, bytes)).map_err(|why| format!("{}: {why}", file.display()))
    }
}

fn write(seeds: &mut Seeds) -> Result<(), String> {
    for file in files::entries(&files::cases().join("engine")) {
        for case in json(&file)? {
            engine(seeds, &case)?;
        }
    }
    for case in json(&files::root().join("crates/yaml/tests/cases/parse.json"))? {
        seeds.add("yaml", text(&case, "input").as_bytes())?;
    }
    for folder in chart_folders(&files::cases().join("charts")) {
        chart(seeds, &folder)?;
    }
    Ok(())
}

fn json(file: &Path) -> Result<Vec<Value>, String> {
    serde_json::from_str(&files::read(file)?).map_err(|why| format!("{}: {why}", file.display()))
}

fn text<'v>(case: &'v Value, key: &str) -> &'v str {
    case[key].as_str().unwrap_or_default()
}

/// A case of the engine: its template, its values, its flags, and all together as a chart.
fn engine(seeds: &mut Seeds, case: &Value) -> Result<(), String> {
    seeds.add("template", text(case, "template").as_bytes())?;
    let mut parts = vec![("templates/a.yaml", text(case, "template"))];
    for (key, path) in [("values", "-f"), ("chart_values", "values.yaml"), ("chart_yaml", "Chart.yaml")] {
        if let Some(text) = case[key].as_str() {
            seeds.add("yaml", text.as_bytes())?;
            parts.push((path, text));
        }
    }
    let helpers = case["helpers"].as_object().into_iter().flatten();
    parts.extend(helpers.filter_map(|(path, text)| Some((path.as_str(), text.as_str()?))));
    let args: Vec<&str> = case["args"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for pair in args.windows(2) {
        if let Some(flag) = SET_FLAGS.iter().position(|flag| *flag == pair[0]) {
            seeds.add("set", &[&[flag as u8], pair[1].as_bytes()].concat())?;
            parts.push(("--set", pair[1]));
        }
    }
    seeds.add("chart", &one_text(&parts))
}

/// The form of `fuzz/src/small_chart.rs`.
fn one_text(parts: &[(&str, &str)]) -> Vec<u8> {
    let part = |(path, text): &(&str, &str)| format!("=== {path}\n{}\n", text.trim_end());
    parts.iter().map(part).collect::<String>().into_bytes()
}

/// A chart of our own: as one text, and as archives.
fn chart(seeds: &mut Seeds, folder: &Path) -> Result<(), String> {
    let mut found = Vec::new();
    read(folder, "", &mut found)?;
    let parts: Vec<_> = found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    seeds.add("chart", &one_text(&parts))?;
    let named: Vec<_> = found.iter().map(|(path, text)| (format!("chart/{path}"), text.as_bytes())).collect();
    let tar: Vec<_> = named.iter().map(|(path, bytes)| pack::file(path, bytes)).collect();
    let zip: Vec<_> = named.iter().map(|(path, bytes)| (path.as_str(), *bytes, bytes.len())).collect();
    let tar = pack::tar(&tar);
    for bytes in [&pack::gzip(&tar), &tar, &pack::zip(&zip)] {
        seeds.add("archive", bytes)?;
    }
    Ok(())
}

fn chart_folders(folder: &Path) -> Vec<PathBuf> {
    if folder.join("Chart.yaml").is_file() {
        return vec![folder.to_path_buf()];
    }
    let folders = files::entries(folder).into_iter().filter(|path| path.is_dir());
    folders.flat_map(|path| chart_folders(&path)).collect()
}

fn read(folder: &Path, below: &str, found: &mut Vec<(String, String)>) -> Result<(), String> {
    for path in files::entries(folder) {
        let name = format!("{below}{}", files::name(&path));
        if path.is_dir() {
            read(&path, &format!("{name}/"), found)?;
        } else {
            found.push((name, files::read(&path)?));
        }
    }
    Ok(())
}
