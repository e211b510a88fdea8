//! What somebody works on, to links and archives and back.

use crate::problems;
use crate::wire::{Answer, File, Release, Work, WorkRelease};
use periplus_share::{Shared, SharedInput, SharedRelease, ZipFile};

/// The fragment of a link.
#[inline(never)]
pub(crate) fn link(work: Work) -> String {
    let release = |r: WorkRelease| SharedRelease {
        name: r.release.name,
        chart: r.release.chart,
        namespace: r.release.namespace,
        on: r.on,
        values: r.release.values,
    };
    let input = match work.operator {
        Some(text) => SharedInput::Operator(text),
        None => SharedInput::Helm(work.releases.into_iter().map(release).collect(), work.active),
    };
    periplus_share::encode(&Shared { source: work.source, kubernetes: work.kubernetes, input })
}

/// What a link holds, or why it can't be read.
#[inline(never)]
pub(crate) fn follow(fragment: &str) -> Answer {
    let shared = match periplus_share::decode(fragment) {
        Ok(shared) => shared,
        Err(error) => return Answer::Refused(vec![problems::error(&error)]),
    };
    let release = |r: SharedRelease| WorkRelease {
        release: Release { name: r.name, chart: r.chart, namespace: r.namespace, values: r.values },
        on: r.on,
    };
    let (operator, releases, active) = match shared.input {
        SharedInput::Operator(text) => (Some(text), Vec::new(), String::new()),
        SharedInput::Helm(releases, active) => (None, releases.into_iter().map(release).collect(), active),
    };
    let Shared { source, kubernetes, .. } = shared;
    Answer::Work(Work { source, kubernetes, operator, releases, active })
}

/// A zip archive.
#[inline(never)]
pub(crate) fn zip(files: Vec<File>) -> Vec<u8> {
    let file = |File { path, text, executable }: File| ZipFile { path, text, executable };
    let files: Vec<ZipFile> = files.into_iter().map(file).collect();
    periplus_share::zip(&files)
}
