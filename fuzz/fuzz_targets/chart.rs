//! A whole small chart: loaded, and rendered again and again to the same bytes, by itself and loaded anew.
#![no_main]

use libfuzzer_sys::fuzz_target;
use periplus_fuzz::{SmallChart, request, timed};
use periplus_helm::{Chart, Error, Output, render, values};
use periplus_value::Map;

fuzz_target!(|chart: SmallChart| timed(|| {
    let Ok(loaded) = Chart::load(chart.files()) else { return };
    let once = printed(&loaded, &chart);
    // What is kept from render to render is used from the third on.
    for _ in 0..3 {
        assert_eq!(once, printed(&loaded, &chart));
    }
    let anew = Chart::load(chart.files()).expect("it was loaded before");
    assert_eq!(once, printed(&anew, &chart));
}));

/// What `helm template` prints, or the error.
fn printed(loaded: &Chart, chart: &SmallChart) -> Result<Vec<u8>, String> {
    let values = user_values(chart).map_err(|error| error.to_string())?;
    let rendered = render(loaded, &request(values)).map_err(|error| error.to_string())?;
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
