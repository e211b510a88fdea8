//! What all fuzz targets share: small limits, a cap on memory, and the time that the slowest input took.
//!
//! A target fails by a panic, by more than [`MEMORY`] bytes at one time, or by an input that takes longer than
//! libFuzzer's `-timeout`. `cargo xtask fuzz` runs them.

mod small_chart;

pub use small_chart::SmallChart;

use cap::Cap;
use periplus_helm::{FixedHost, Limits, RenderRequest, Timestamp};
use periplus_value::Map;
use std::alloc::System;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// What the whole process may hold, libFuzzer's corpus aside. The limits of [`limits`] ask for far less.
const MEMORY: usize = 512 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MEMORY);

/// Microseconds of the slowest input so far.
static SLOWEST: AtomicU64 = AtomicU64::new(1000);

/// Runs one input, and tells each time that one is the slowest so far: `slowest unit: 12.3 ms`.
pub fn timed(run: impl FnOnce()) {
    let start = Instant::now();
    run();
    let took = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    if SLOWEST.fetch_max(took, Relaxed) < took {
        eprintln!("slowest unit: {:.1} ms", took as f64 / 1e3);
    }
}

/// Bounds under which every input is answered within milliseconds, on the stack of a main thread.
pub fn limits() -> Limits {
    Limits {
        archive_total: 8 << 20,
        archive_file: 1 << 20,
        archive_stream: 16 << 20,
        archive_entries: 1000,
        chart_depth: 8,
        documents: 1000,
        schema: 5_000_000,
        template: template_limits(),
    }
}

/// [`limits`], of templates.
pub fn template_limits() -> periplus_template::Limits {
    periplus_template::Limits { steps: 20_000, output: 1 << 20, work: 4 << 20, depth: 40, nesting: 200 }
}

/// A world in which nothing changes.
pub fn host() -> FixedHost {
    FixedHost::new(Timestamp { seconds: 1_700_000_000, nanos: 0 }, 1)
}

/// A release like any other.
pub fn request(values: Map) -> RenderRequest {
    RenderRequest {
        limits: limits(),
        host: Rc::new(host()),
        include_crds: true,
        ..RenderRequest::new("r".to_owned(), "default".to_owned(), values)
    }
}
