//! Archives: bytes as `.tgz`, as the tar inside one, as `.zip`; what they hold as a chart and as a pack.
#![no_main]

use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use periplus_fuzz::{limits, timed};
use periplus_helm::{Chart, ChartFile, Error, archive};
use periplus_istio::Pack;
use std::io::Write;

fuzz_target!(|bytes: &[u8]| timed(|| {
    let limits = limits();
    chart(archive::read_zip(bytes, &limits));
    chart(archive::read_tgz(bytes, &limits));
    drop(archive::check_is_archive("chart.tgz", bytes).map_err(|error| error.to_string()));
    // Checksums would keep the fuzzer out of what is behind them.
    let packed = gzip(bytes);
    chart(archive::read_tgz(&packed, &limits));
    for bytes in [bytes, &packed] {
        drop(Pack::open_archive(bytes, &limits, false).map_err(|error| error.to_string()));
    }
}));

/// Names that lead out of the folder never come out of an archive, whatever goes in.
fn chart(files: Result<Vec<ChartFile>, Error>) {
    let files = match files {
        Ok(files) => files,
        Err(error) => return drop(error.to_string()),
    };
    for file in &files {
        let inside = !file.path.starts_with('/') && !file.path.split('/').any(|part| part == "..");
        assert!(inside, "{:?}", file.path);
    }
    drop(Chart::from_archive(files).map_err(|error| error.to_string()));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes all bytes")
}
