//! A whole small chart: loaded, and rendered twice to the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use periplus_fuzz::{SmallChart, request, timed};
use periplus_helm::{Chart, Error, Output, render, values};
use periplus_value::Map;

fuzz_target!(|chart: SmallChart| timed(|| {
    let once = printed(&chart);
    assert_eq!(once, printed(&chart));
}));

/// What `helm template` prints, or the error.
fn printed(chart: &SmallChart) -> Result<Vec<u8>, String> {
    let loaded = Chart::load(chart.files()).map_err(|error| error.to_string())?;
    let values = user_values(chart).map_err(|error| error.to_string())?;
    let rendered = render(&loaded, &request(values)).map_err(|error| error.to_string())?;
    Output::default().print(&rendered).map_err(|error| error.to_string())
}

fn user_values(chart: &SmallChart) -> Result<Map, Error> {
    let mut merged = Map::new();
    for text in chart.flag("-f") {
        merged = values::merge(&merged, &values::parse_file("values.yaml", text)?);
    }
    for text in chart.flag("--set") {
        values::parse_set(String::from_utf8_lossy(text).trim_end(), &merged)?;
    }
    Ok(merged)
}
