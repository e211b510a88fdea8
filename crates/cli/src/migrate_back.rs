//! `periplus migrate --from helm`: Helm values, as they are or as Argo CD, Flux, the Sail operator or `helm get values`
//! have them, as an IstioOperator.

use crate::disk;
use crate::failure::Failure;
use crate::flags::Parsed;
use crate::manifest;
use periplus_istio::diff::Doc;
use periplus_istio::recognise::{Offer, Offered, recognise};
use periplus_istio::{Pack, published_charts};
use periplus_migrate::{Back, BackError, HelmInput, Summary, back, report, summary};
use serde::Serialize;

/// What is written below `-o`.
const OPERATOR: &str = "istiooperator.yaml";

/// What `--format json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    operator: &'a str,
    notes: &'a [String],
    #[serde(flatten)]
    proof: Summary,
}

/// The IstioOperator of the flags' values.
pub(crate) fn operator(parsed: &Parsed, pack: &Pack) -> Result<Back, Failure> {
    let mut inputs = Vec::new();
    for name in parsed.texts("filename") {
        inputs.append(&mut read(name)?);
    }
    back(pack, &manifest::request(parsed), &inputs).map_err(|error| match error {
        BackError::Istio(error) => manifest::failure(&error),
        BackError::Nothing => Failure::new(error.to_string())
            .help("-f takes values files, Applications, HelmReleases, and what helm get values prints"),
        other => Failure::new(other.to_string()),
    })
}

/// The releases that a file holds: `istiod=values.yaml` says which chart the values are for.
fn read(word: &str) -> Result<Vec<HelmInput>, Failure> {
    let named = word.split_once('=').filter(|(chart, _)| published_charts().any(|name| name == *chart));
    let (chart, name) = named.map_or((None, word), |(chart, name)| (Some(chart), name));
    let bytes = disk::read(name.trim()).map_err(Failure::new)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if let Some(chart) = chart {
        let (chart, release) = (chart.to_owned(), chart.to_owned());
        let input = HelmInput {
            file: name.to_owned(),
            chart,
            release,
            namespace: "istio-system".to_owned(),
            values: text,
        };
        return Ok(vec![input]);
    }
    let resources = Doc::read(&bytes).unwrap_or_default();
    let offers: Vec<Offer> = if resources.is_empty() {
        // The likeliest chart; the others are what else it might be for.
        recognise(&text).map(|found| found.offers).unwrap_or_default().into_iter().take(1).collect()
    } else {
        let found = resources.iter().filter_map(|doc| recognise(&doc.text().to_str_lossy()));
        found.flat_map(|found| found.offers).collect()
    };
    let inputs: Vec<HelmInput> = offers.into_iter().filter_map(|offer| input(name, offer)).collect();
    if inputs.is_empty() {
        let failure = Failure::new(format!("{name}: no values of a chart of Istio's"));
        return Err(failure.help(format!("which chart they are for can be said: -f istiod={name}")));
    }
    Ok(inputs)
}

fn input(file: &str, offer: Offer) -> Option<HelmInput> {
    match offer.input {
        Offered::Operator(_) => None,
        Offered::Helm { chart, release, namespace, values } => {
            Some(HelmInput { file: file.to_owned(), chart, release, namespace, values })
        }
    }
}

/// What is printed.
pub(crate) fn printed(back: &Back, as_json: bool) -> Result<String, Failure> {
    if as_json {
        let record = Record { operator: &back.operator, notes: &back.notes, proof: summary(&back.plan) };
        return crate::view::json(&record);
    }
    let notes = back.notes.iter().map(|note| format!("note: {note}\n"));
    Ok(notes.chain([report(&back.plan)]).collect())
}

/// What is written: names and texts.
pub(crate) fn files(back: &Back) -> Result<[(&'static str, String); 2], Failure> {
    Ok([(OPERATOR, back.operator.clone()), ("proof.txt", printed(back, false)?)])
}
