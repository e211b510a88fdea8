//! The recorded runs that have an output, and doing them again.

use super::compare::{self, Difference};
use periplus_tests::files;
use periplus_tests::program::Program;
use std::path::{Path, PathBuf};

/// A folder of recorded runs.
pub(crate) struct Suite {
    /// The folder's name.
    pub(crate) name: &'static str,
    /// The command before a run's own words.
    command: &'static [&'static str],
    /// Whether the pack is named by `-d` behind them.
    names_pack: bool,
}

pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "helm", command: &["template"], names_pack: false },
    Suite { name: "generate", command: &["manifest", "generate"], names_pack: true },
];

/// One run.
pub(crate) struct Case {
    pub(crate) name: String,
    folder: PathBuf,
    words: Vec<String>,
    names_pack: bool,
    expected: String,
}

/// The runs of a release that succeeded.
pub(crate) fn of(suite: &Suite, shared: &Path, version: &str) -> Vec<Case> {
    let folders = files::entries(&shared.join("cases").join(suite.name));
    folders.into_iter().filter_map(|folder| case(suite, folder, version)).collect()
}

fn case(suite: &Suite, folder: PathBuf, version: &str) -> Option<Case> {
    let pack = files::read_if_there(&folder.join("pack.txt"))?;
    let expected = files::read_if_there(&folder.join("expected.yaml"))?;
    let own = files::read_if_there(&folder.join("args.txt")).unwrap_or_default();
    let words = suite.command.iter().copied().chain(own.lines()).map(str::to_owned).collect();
    let name = format!("{}/{}", suite.name, files::name(&folder));
    (pack.trim() == version).then_some(Case { name, folder, words, names_pack: suite.names_pack, expected })
}

impl Case {
    /// Renders with `pack`; how many resources were recorded, and how ours differ.
    pub(crate) fn run(&self, program: Program, pack: &Path) -> Result<(usize, Vec<Difference>), String> {
        let pack = pack.to_string_lossy();
        let mut words: Vec<_> = self.words.iter().map(|word| word.replace("PACK", &pack)).collect();
        if self.names_pack {
            words.extend(["-d".to_owned(), pack.into_owned()]);
        }
        let ran = program.run(&self.folder, &words)?;
        if ran.code != 0 {
            return Err(format!("exit code {}: {}", ran.code, ran.error));
        }
        let expected = compare::documents(&self.expected)?;
        let ours = compare::documents(&ran.out)?;
        Ok((expected.len(), compare::compare(&expected, &ours)))
    }
}
