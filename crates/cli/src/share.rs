//! `periplus share`: an input as a link to the page. The input is in the link; nothing is sent anywhere.

use crate::disk;
use crate::failure::{Failure, print};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use periplus_istio::chart_folder;
use periplus_share::{SITE, Shared, SharedInput, SharedRelease, encode};

const FLAGS: &[Flag] = &[
    flag("filename", Kind::Text, "an IstioOperator, or Helm values with --chart; - is standard input")
        .short('f'),
    flag("chart", Kind::Text, "the chart whose values the file is, such as istiod"),
    flag("release-name", Kind::Text, "the Helm release's name; the chart's when not given"),
    flag("namespace", Kind::Text, "the Helm release's namespace").short('n'),
    flag("istio-version", Kind::Text, "the release of Istio to open it with"),
    flag("kube-version", Kind::Text, "the cluster's Kubernetes version"),
    flag("site", Kind::Text, "where the page is, when not at its home"),
];

const HELP: &str = "An input as a link to the page. All of it is in the link.\n\nUsage:\n  periplus share -f FILE [flags]\n\nFlags:\n";

/// Prints the link.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    let Some(file) = parsed.text("filename").filter(|_| parsed.args.is_empty()) else {
        return Err(Failure::new("share requires a file").help("give it with -f"));
    };
    let text = disk::read(file).map_err(Failure::new)?;
    let text = String::from_utf8(text).map_err(|_| Failure::new(format!("{file} is no UTF-8 text")))?;
    let given = |flag: &str| parsed.text(flag).unwrap_or_default().to_owned();
    let input = match parsed.text("chart") {
        Some(chart) => helm(&parsed, chart, text),
        None => SharedInput::Operator(text),
    };
    let shared = Shared { source: given("istio-version"), kubernetes: given("kube-version"), input };
    let site = parsed.text("site").unwrap_or(SITE);
    print(format!("{}#{}\n", site.trim_end_matches('#'), encode(&shared)).as_bytes())?;
    Ok(0)
}

fn help() -> Result<u8, Failure> {
    print(format!("{HELP}{}", flags::table(&[FLAGS])).as_bytes())?;
    Ok(0)
}

/// One release; the chart is called by its published name, or by its folder in the release.
fn helm(parsed: &Parsed, chart: &str, values: String) -> SharedInput {
    let name = parsed.text("release-name").unwrap_or(chart).to_owned();
    let release = SharedRelease {
        name: name.clone(),
        chart: chart_folder(chart).unwrap_or(chart).to_owned(),
        namespace: parsed.text("namespace").unwrap_or("istio-system").to_owned(),
        on: true,
        values,
    };
    SharedInput::Helm(vec![release], name)
}
