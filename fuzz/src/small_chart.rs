//! A whole chart as one text, which people can read and write as well.

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use periplus_helm::ChartFile;

/// What the chart is when no file says otherwise.
const CHART_YAML: &str = "apiVersion: v2\nname: small\nversion: 0.1.0\n";

/// Files of a chart, and flags and values files to render it with. As bytes: parts, each begun by a line
/// `=== path`; the paths `-f` and `--set` stand for the flags.
#[derive(Debug)]
pub struct SmallChart<'a> {
    parts: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Arbitrary<'a> for SmallChart<'a> {
    fn arbitrary(data: &mut Unstructured<'a>) -> Result<Self> {
        let length = data.len();
        data.bytes(length).map(Self::of)
    }

    fn arbitrary_take_rest(data: Unstructured<'a>) -> Result<Self> {
        Ok(Self::of(data.take_rest()))
    }
}

impl<'a> SmallChart<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut parts: Vec<(&str, &[u8])> = Vec::new();
        let (mut name, mut start, mut at) = ("templates/a.yaml", 0, 0);
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            if let Some(path) = line.strip_prefix(b"=== ") {
                parts.push((name, &bytes[start..at]));
                name = std::str::from_utf8(path).unwrap_or_default().trim_end();
                start = at + line.len();
            }
            at += line.len();
        }
        parts.push((name, &bytes[start..]));
        parts.retain(|(_, text)| !text.is_empty());
        Self { parts }
    }

    /// The files of the chart's folder.
    pub fn files(&self) -> Vec<ChartFile> {
        let file = |(path, bytes): (&str, &[u8])| ChartFile { path: path.to_owned(), bytes: bytes.into() };
        let is_file = |(path, _): &(&str, &[u8])| !path.starts_with('-');
        let mut files: Vec<_> = self.parts.iter().copied().filter(is_file).map(file).collect();
        if !files.iter().any(|file| file.path == "Chart.yaml") {
            files.push(file(("Chart.yaml", CHART_YAML.as_bytes())));
        }
        files
    }

    /// The texts given to a flag.
    pub fn flag(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.parts.iter().filter(move |(path, _)| *path == name).map(|(_, text)| *text)
    }
}
