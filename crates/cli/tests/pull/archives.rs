//! Archives as they are published: a release download, Helm charts.

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The release that the small pack of the tests is.
pub(crate) const VERSION: &str = "1.30.9";

/// More than a file of a chart may have, which is no reason to refuse a release with its programs.
const PROGRAM: usize = 6 << 20;

pub(crate) fn small_pack() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/charts/mini-istio")
}

/// `istio-1.30.9-linux-amd64.tar.gz`, with a program that can't be compressed.
pub(crate) fn release() -> Vec<u8> {
    let mut seed = 1_u32;
    let program = (0..PROGRAM).map(|_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    });
    let root = format!("istio-{VERSION}");
    let mut files = vec![(format!("{root}/bin/istioctl"), program.collect())];
    collect(&small_pack(), &format!("{root}/manifests"), &mut files);
    tgz(&files)
}

/// `istiod-1.30.9.tgz` and its like, from a folder of the small pack's charts.
pub(crate) fn chart(name: &str, folder: &str) -> Vec<u8> {
    let mut files = Vec::new();
    collect(&small_pack().join("charts").join(folder), name, &mut files);
    let named = |text: Vec<u8>| {
        let text = String::from_utf8(text).expect("YAML");
        let lines = text.lines().map(|line| match line.split_once(": ") {
            Some(("name", _)) => format!("name: {name}\n"),
            Some(("version", _)) => format!("version: {VERSION}\n"),
            _ => format!("{line}\n"),
        });
        lines.collect::<Vec<_>>().concat().into_bytes()
    };
    for (path, text) in &mut files {
        if path.ends_with("Chart.yaml") {
            *text = named(std::mem::take(text));
        }
    }
    tgz(&files)
}

/// The small pack as it would be before a release, with paths below `manifests/`.
pub(crate) fn unreleased() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(&small_pack(), "", &mut files);
    let without_version = |(path, text): (String, Vec<u8>)| {
        let path = path.trim_start_matches('/').to_owned();
        let chart = path.ends_with("Chart.yaml");
        let text = if chart {
            String::from_utf8(text).expect("YAML").replace(VERSION, "1.0.0").into()
        } else {
            text
        };
        (path, text)
    };
    files.into_iter().map(without_version).collect()
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let entries = fs::read_dir(folder).expect("the pack is in this repository");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let inner = format!("{name}/{}", path.file_name().expect("it has a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &inner, files);
        } else {
            files.push((inner, fs::read(&path).expect("a file")));
        }
    }
}

fn tgz(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    let mut write = |bytes: &[u8]| out.write_all(bytes).expect("memory takes all");
    for (path, bytes) in files {
        let size = format!("{:011o}", bytes.len());
        let mut header = [0_u8; 512];
        let fields = [
            (0, path.as_str()),
            (100, "0000644"),
            (124, &size),
            (148, "        "),
            (156, "0"),
            (257, "ustar"),
        ];
        for (at, text) in fields {
            header[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        let sum = header.iter().map(|byte| u32::from(*byte)).sum::<u32>();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        write(&header);
        write(bytes);
        write(&vec![0; bytes.len().next_multiple_of(512) - bytes.len()]);
    }
    write(&[0; 1024]);
    out.finish().expect("memory takes all")
}
