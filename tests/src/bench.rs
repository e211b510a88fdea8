//! Times inside one process: `bench PACK` prints lines `what<TAB>microseconds`, each the median of many runs.
#![expect(clippy::print_stdout, reason = "its whole job")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use periplus_helm::{Chart, ChartFile, RenderRequest};
use periplus_istio::{OperatorRequest, Pack};
use periplus_tests::files;
use periplus_value::{Map, Str};

/// Release name and chart inside the pack.
const CHARTS: &[(&str, &str)] = &[
    ("istiod", "charts/istio-control/istio-discovery"),
    ("base", "charts/base"),
    ("cni", "charts/istio-cni"),
    ("ztunnel", "charts/ztunnel"),
    ("ingress", "charts/gateway"),
];

const PROFILES: &[&str] = &["default", "ambient"];

/// At least this many runs, and at least this long.
const RUNS: usize = 20;
const TIME: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let Some(pack) = std::env::args_os().nth(1).map(PathBuf::from) else {
        println!("usage: bench PACK");
        return ExitCode::FAILURE;
    };
    match charts(&pack).and_then(|()| profiles(&pack)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn charts(pack: &Path) -> Result<(), String> {
    for (name, folder) in CHARTS.iter().filter(|(_, folder)| pack.join(folder).is_dir()) {
        let files = files::below(&pack.join(folder))?.into_iter();
        let files: Vec<_> = files.map(|(path, bytes)| ChartFile { path, bytes: bytes.into() }).collect();
        measure(&format!("load {name}"), || Chart::load(files.clone()))?;
        let chart = Chart::load(files).map_err(|why| why.to_string())?;
        let request = request(name);
        measure(&format!("render {name}"), || periplus_helm::render(&chart, &request))?;
        measure(&format!("render {name}, traced"), || periplus_helm::render_traced(&chart, &request))?;
    }
    Ok(())
}

fn request(name: &str) -> RenderRequest {
    RenderRequest::new(name.to_owned(), "istio-system".to_owned(), Map::new())
}

/// The pack stays open, as in the page: this is a keystroke's cost there, but for wasm.
fn profiles(pack: &Path) -> Result<(), String> {
    let files = files::below(pack)?.into_iter().map(|(path, bytes)| (path, Str::from(bytes))).collect();
    let pack = Pack::from_files(files, false).map_err(|why| why.to_string())?;
    for profile in PROFILES {
        let request =
            OperatorRequest { set: vec![format!("profile={profile}")], ..OperatorRequest::default() };
        measure(&format!("generate, profile {profile}"), || periplus_istio::generate(&pack, &request))?;
    }
    Ok(())
}

/// Prints the median time of a call that must succeed.
fn measure<T, E: std::fmt::Display>(
    what: &str,
    mut call: impl FnMut() -> Result<T, E>,
) -> Result<(), String> {
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < RUNS || start.elapsed() < TIME {
        let start = Instant::now();
        let result = call();
        times.push(start.elapsed());
        result.map_err(|why| format!("{what}: {why}"))?;
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!("{what}\t{:.1}", median.as_secs_f64() * 1e6);
    Ok(())
}
