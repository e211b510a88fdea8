//! `periplus pack pull|build|list|verify`: releases into the packs folder, and the folder that the page is served from.
//!
//! Such a folder holds one `.tgz` for each release and `index.json`:
//!
//! ```json
//! {"packs": [{"version": "1.30.3", "title": "built-in preview", "official": false,
//!             "file": "1.30.3-preview.tgz", "digest": "sha256:9f…", "bytes": 39210}]}
//! ```
//!
//! The page offers the packs in this order and opens the first. Same input, same bytes: entries are sorted, and no
//! archive carries a time, an owner or a machine's name.

mod build;
mod error;
mod index;
mod pull;
mod tgz;
mod verify;

use crate::failure::{Failure, print};
use crate::istio_pack;
use error::PackError;
use std::path::PathBuf;

const USAGE: &str = "\
Usage:
  periplus pack pull VERSION [flags]      a release's charts and profiles into the packs folder
  periplus pack build PACK... -o FOLDER   write index.json and one archive for each pack
  periplus pack list [FOLDER]             what such a folder holds
  periplus pack verify [FOLDER]           check digests, sizes and charts

FOLDER is the packs folder unless one is named; PACK is a release download or its manifests folder, as a folder, .tgz or .zip.
";

/// The verb: runs the words after `pack`.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    print(command(words)?.as_bytes())?;
    Ok(0)
}

/// Returns what to print.
fn command(words: &[String]) -> Result<String, Failure> {
    let (verb, rest) = words.split_first().ok_or(PackError::Usage(USAGE))?;
    match (verb.as_str(), rest) {
        ("pull", rest) => pull::run(rest),
        ("build", rest) => {
            let (packs, folder) = build_words(rest)?;
            build::build(&packs, &folder)
        }
        ("list", rest) => Ok(index::Index::read(&folder_word(rest)?)?.table()),
        ("verify", rest) => verify::verify(&folder_word(rest)?),
        ("-h" | "--help" | "help", []) => Ok(USAGE.to_owned()),
        _ => Err(PackError::Usage(USAGE).into()),
    }
}

fn build_words(words: &[String]) -> Result<(Vec<PathBuf>, PathBuf), PackError> {
    let (mut packs, mut folder) = (Vec::new(), None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-o" | "--output" => folder = words.next().map(PathBuf::from),
            flag if flag.starts_with('-') => {
                folder =
                    Some(flag.strip_prefix("--output=").map(PathBuf::from).ok_or(PackError::Usage(USAGE))?);
            }
            pack => packs.push(PathBuf::from(pack)),
        }
    }
    match folder {
        Some(folder) if !packs.is_empty() => Ok((packs, folder)),
        _ => Err(PackError::Usage(USAGE)),
    }
}

fn folder_word(words: &[String]) -> Result<PathBuf, PackError> {
    match words {
        [] => Ok(istio_pack::folder()),
        [folder] if !folder.starts_with('-') => Ok(PathBuf::from(folder)),
        _ => Err(PackError::Usage(USAGE)),
    }
}
