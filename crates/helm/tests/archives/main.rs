//! Archives that lie, grow or point outside: each is answered soon, within little memory, with an error or with files
//! that stay inside their folder.

mod members;
mod pack;

use pack::{Entry, file, gzip, tar, zip};
use periplus_helm::{Chart, ChartFile, Error, Limits, archive};
use std::time::{Duration, Instant};

const CHART: &[u8] = b"apiVersion: v2\nname: c\nversion: 0.1.0\n";
const MIB: usize = 1 << 20;

/// What a reader says, which must not take long.
fn soon<T>(read: impl FnOnce() -> Result<T, Error>) -> Result<T, String> {
    let start = Instant::now();
    let done = read().map_err(|error| error.to_string());
    assert!(start.elapsed() < Duration::from_mins(1), "took {:?}", start.elapsed());
    done
}

fn tgz(entries: &[Entry<'_>]) -> Result<Vec<ChartFile>, String> {
    let bytes = gzip(&tar(entries));
    soon(|| archive::read_tgz(&bytes, &small()))
}

/// Helm's limits through fifty: debug builds unpack slowly.
fn small() -> Limits {
    Limits {
        archive_total: 2 << 20,
        archive_file: 128 << 10,
        archive_stream: 4 << 20,
        archive_entries: 1000,
        ..Limits::default()
    }
}

fn paths(files: &[ChartFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

/// A tar in which one header announces a size, and so many zeros follow.
fn announced(name: &str, kind: u8, size: usize, zeros: usize) -> Result<Vec<ChartFile>, String> {
    let bytes = vec![0; zeros];
    let bytes =
        gzip(&tar(&[file("c/Chart.yaml", CHART), Entry { name, kind, link: "", size, bytes: &bytes }]));
    soon(|| archive::read_tgz(&bytes, &small()))
}

#[test]
fn names_that_lead_outside_are_refused() {
    let refused = [
        ("c/../../evil", "chart illegally references parent directory"),
        ("c/a/../../../evil", "chart illegally references parent directory"),
        ("c//etc/passwd", "chart illegally contains absolute paths"),
        ("c\\..\\..\\evil", "chart illegally references parent directory"),
        ("c/c:/evil", "chart contains illegally named files"),
        ("c", "chart illegally contains content outside the base directory"),
        ("Chart.yaml", "chart illegally contains content outside the base directory"),
        ("Chart.yaml/x", "chart yaml not in base directory"),
    ];
    for (name, words) in refused {
        let zip = zip(&[(name, b"x", 1)]);
        for answer in [tgz(&[file(name, b"x")]), soon(|| archive::read_zip(&zip, &small()))] {
            let error = answer.expect_err(name);
            assert!(error.contains(words), "{name}: {error}");
        }
    }
}

#[test]
fn names_of_other_headers_are_checked_alike() {
    let pax = b"22 path=c/../../evil\n\n";
    let long = Entry { name: "././@LongLink", kind: b'L', link: "", size: 14, bytes: b"c/../../evil\0\0" };
    let pax = Entry { name: "pax", kind: b'x', link: "", size: pax.len(), bytes: pax };
    for header in [long, pax] {
        let error = tgz(&[header, file("c/innocent", b"x")]).expect_err("leads outside");
        assert!(error.contains("parent directory"), "{error}");
    }
}

/// CVE-2019-18658: what a link points to is never read.
#[test]
fn links_are_empty_files() {
    let link = Entry { name: "c/templates/a.yaml", kind: b'2', link: "/etc/passwd", size: 0, bytes: b"" };
    let hard = Entry { name: "c/b", kind: b'1', link: "../../b", size: 5000, bytes: b"" };
    let files = tgz(&[file("c/Chart.yaml", CHART), link, hard]).expect("is read");
    assert_eq!(paths(&files), ["Chart.yaml", "templates/a.yaml", "b"]);
    assert!(files[1].bytes.is_empty() && files[2].bytes.is_empty());
}

#[test]
fn of_entries_with_the_same_name_all_are_there() {
    let files = tgz(&[file("c/a", b"1"), file("d/a", b"2")]).expect("is read");
    assert_eq!(paths(&files), ["a", "a"]);
    assert_eq!((files[0].bytes.as_bytes(), files[1].bytes.as_bytes()), (&b"1"[..], &b"2"[..]));
}

/// CVE-2025-32386: a small archive that is large once it is unpacked.
#[test]
fn archives_that_grow_are_refused() {
    let one = vec![0; 100 << 10];
    let names: Vec<String> = (0..30).map(|n| format!("c/{n}")).collect();
    let many: Vec<_> = names.iter().map(|name| file(name, &one)).collect();
    assert!(gzip(&tar(&many)).len() < 50 << 10);
    let error = tgz(&many).expect_err("3 MiB in all");
    assert_eq!(error, "decompressed chart is larger than the maximum size 2097152");
    let error = announced("c/big", b'0', 150 << 10, 150 << 10).expect_err("one of 150 KiB");
    assert_eq!(error, "decompressed chart file \"c/big\" is larger than the maximum file size 131072");
}

#[test]
fn what_is_passed_over_is_limited_as_well() {
    let megabyte = vec![0; MIB];
    for (name, kind) in [("c/folder/", b'0'), ("pax", b'x'), ("pax", b'g'), ("long", b'L')] {
        let entries: Vec<_> = (0..6).map(|_| Entry { kind, ..file(name, &megabyte) }).collect();
        let error = tgz(&entries).expect_err("6 MiB in all");
        assert_eq!(error, "decompressed chart is larger than the maximum size 4194304");
    }
}

/// A few megabytes of archives inside give hundreds of what no chart has a use for.
#[test]
fn archives_inside_are_limited_together() {
    let zeros = vec![0; 60 * MIB];
    let skipped = file("c/folder/", &zeros);
    let inner = gzip(&tar(&[file("c/Chart.yaml", CHART), skipped]));
    assert!(inner.len() < MIB / 2);
    let names: Vec<String> = (0..10).map(|n| format!("charts/c{n}.tgz")).collect();
    let load = |count: usize| {
        let mut files = vec![ChartFile { path: "Chart.yaml".to_owned(), bytes: CHART.into() }];
        let inner = |name: &String| ChartFile { path: name.clone(), bytes: inner.as_slice().into() };
        files.extend(names.iter().take(count).map(inner));
        soon(|| Chart::load(files))
    };
    assert!(load(1).is_ok());
    let error = load(10).expect_err("600 MiB in all");
    assert!(error.ends_with("decompressed chart is larger than the maximum size 536870912"), "{error}");
}

#[test]
fn archives_of_many_entries_are_refused() {
    let entries: Vec<_> = (0..1001).map(|_| file("c/a", b"")).collect();
    assert_eq!(tgz(&entries).expect_err("too many"), "archive has more than 1000 entries");
    let entries: Vec<_> = (0..1001).map(|_| ("c/a", &b""[..], 0)).collect();
    assert!(soon(|| archive::read_zip(&zip(&entries), &small())).is_err());
}

#[test]
fn sizes_that_lie_are_found_out() {
    let announces = [0o777_7777_7777, 8 << 20, 100_000];
    for size in announces {
        let error = announced("c/a", b'0', size, 0).expect_err("there is less");
        let words = ["larger than the maximum", "unexpected EOF", "invalid tar header"];
        assert!(words.iter().any(|word| error.contains(word)), "{size}: {error}");
    }
    for size in [u32::MAX as usize, 5 << 20, 100] {
        let bytes = zip(&[("c/a", b"short", size)]);
        let error = soon(|| archive::read_zip(&bytes, &small())).expect_err("there is less");
        assert!(error.contains("larger than") || error.contains("unexpected EOF"), "{size}: {error}");
    }
}

#[test]
fn archives_cut_anywhere_are_no_panic() {
    let plain = tar(&[file("c/Chart.yaml", CHART), file("c/values.yaml", b"a: 1\n")]);
    let (whole, stored) = (gzip(&plain), zip(&[("c/Chart.yaml", CHART, CHART.len())]));
    for end in 0..whole.len() {
        // Behind the end of the tar nothing is looked at, as in Go.
        let read = soon(|| archive::read_tgz(&whole[..end], &small()));
        assert!(read.is_err() || end > whole.len() - 16, "{end}");
    }
    for end in 0..stored.len() {
        assert!(soon(|| archive::read_zip(&stored[..end], &small())).is_err(), "{end}");
    }
    for end in (1..plain.len() - 1024).filter(|end| end % 512 != 0) {
        assert!(soon(|| archive::read_tgz(&gzip(&plain[..end]), &small())).is_err(), "{end}");
    }
}
