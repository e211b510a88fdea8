//! `periplus pack pull VERSION`: a release's charts and profiles into the packs folder.
//!
//! What is downloaded is kept beside the packs until it is complete and its digest is the published one, so that a
//! broken download goes on where it ended. A pack appears under its name at once, or not at all.

mod charts;
mod http;
mod progress;
mod release;

use super::build;
use crate::disk;
use crate::failure::Failure;
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::istio_pack;
use http::Client;
use periplus_istio::Pack;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

const FLAGS: &[Flag] = &[
    flag("from", Kind::Text, "a mirror's URL, an archive, or a folder, instead of Istio's own site"),
    flag("charts", Kind::Bool, "the published Helm charts instead of the release download"),
    flag("sha256", Kind::Text, "the download's digest, where none is published beside it"),
    flag("force", Kind::Bool, "pull again what is there already"),
    flag("timeout", Kind::Text, "seconds without a byte after which to give up (60)"),
];

const HELP: &str = "\
A release's charts and profiles into the packs folder, where --istio-version and diff find them.

Usage:
  periplus pack pull VERSION [flags]

--from takes
  a URL       of an archive, or of a mirror laid out as Istio's site: URL/1.30.3/istio-1.30.3-linux-amd64.tar.gz
              with --charts: of a Helm repository
  an archive  a release download that is here already
  a folder    a release, a manifests folder, or one with such archives; with --charts: one with the charts' .tgz files

The published charts come without istioctl's own gateway charts and profiles.
PERIPLUS_PACKS names the packs folder; HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are heeded.

Flags:
";

/// Seconds without a byte after which to give up.
const TIMEOUT: u64 = 60;

/// What a pull is to bring.
struct Wanted<'a> {
    version: &'a str,
    parsed: &'a Parsed,
    /// The packs folder.
    folder: &'a Path,
}

/// Whether what came was held against a digest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Checked {
    Digest,
    Nothing,
}

/// Pulls; what to print.
pub(super) fn run(words: &[String]) -> Result<String, Failure> {
    let parsed = match flags::parse(&[FLAGS], words) {
        Err(FlagError::Help) => return Ok(help()),
        parsed => parsed?,
    };
    let [version] = parsed.args.as_slice() else {
        return Err(Failure::new("pack pull needs one version: periplus pack pull 1.30.3"));
    };
    if !istio_pack::is_version(version) || version.matches('.').count() < 2 {
        return Err(Failure::new(format!("{version:?} is no version of a release"))
            .help("give all its numbers: 1.30.3, 1.31.0-rc.0"));
    }
    let folder = istio_pack::folder();
    let target = folder.join(format!("{version}.tgz"));
    if target.exists() && !parsed.bool("force") {
        return Ok(format!("{version} is there already: {}\n", target.display()));
    }
    fs::create_dir_all(&folder).map_err(|error| Failure::new(disk::failed("mkdir", &folder, &error)))?;
    let _lock = lock(&folder)?;
    let wanted = Wanted { version, parsed: &parsed, folder: &folder };
    let (pack, checked) =
        if parsed.bool("charts") { charts::pull(&wanted)? } else { release::pull(&wanted)? };
    wanted.check(&pack)?;
    build::add(&pack, &folder)?;
    release::clean(&wanted);
    let note = if checked == Checked::Digest { "sha256 verified" } else { "not held against any digest" };
    Ok(format!("{version}: {} ({note})\n", target.display()))
}

fn help() -> String {
    let mut text = HELP.to_owned();
    for flag in FLAGS {
        text.push_str(&format!("  --{:<12} {}\n", flag.name, flag.about));
    }
    text
}

/// Two pulls at once would write into the same files. The lock ends with the process.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(".lock");
    let file = File::create(&path).map_err(|error| Failure::new(disk::failed("open", &path, &error)))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::new(format!("another pull into {} is under way", folder.display())))
        }
        Err(TryLockError::Error(error)) => Err(Failure::new(disk::failed("lock", &path, &error))),
    }
}

impl Wanted<'_> {
    /// Where it comes from; `None`: Istio's own site.
    fn from(&self) -> Option<&str> {
        self.parsed.text("from").map(|from| from.trim_end_matches('/')).filter(|from| !from.is_empty())
    }

    fn client(&self, url: &str) -> Result<Client, Failure> {
        let timeout = match self.parsed.text("timeout") {
            None => TIMEOUT,
            Some(text) => text.parse().map_err(|_| {
                Failure::new(format!("invalid value {text:?} for --timeout")).help("whole seconds are known")
            })?,
        };
        Client::new(url, Duration::from_secs(timeout))
    }

    /// A place for what isn't complete yet.
    fn partial(&self, name: &str) -> PathBuf {
        self.folder.join(format!(".{name}.part"))
    }

    /// Refuses another version than the one that was asked for.
    fn check(&self, pack: &Pack) -> Result<(), Failure> {
        if pack.version() == self.version {
            return Ok(());
        }
        let message = format!("the charts are those of {}, not of {}", pack.version(), self.version);
        Err(Failure::new(message).help("a folder of charts is used as it is by --manifests"))
    }
}

/// `http://…` or `https://…`; other schemes are refused.
fn is_url(text: &str) -> Result<bool, Failure> {
    match text.split_once("://") {
        None => Ok(false),
        Some(("http" | "https", _)) => Ok(true),
        Some((scheme, _)) => {
            Err(Failure::new(format!("{text}: {scheme} is not supported")).help("http and https are"))
        }
    }
}

/// Holds bytes against a digest in hexadecimal digits.
fn check_digest(what: &str, expected: &str, found: &str) -> Result<(), Failure> {
    let found = found.strip_prefix("sha256:").unwrap_or(found);
    if expected.eq_ignore_ascii_case(found) {
        return Ok(());
    }
    Err(Failure::new(format!("{what}: sha256 is {found}, and {expected} is published"))
        .help("it is not what was published; nothing of it was kept"))
}

/// The first word, if it is a digest (`sha256sum` writes the file's name behind it).
fn digest_in(text: &str) -> Option<&str> {
    let word = text.split_ascii_whitespace().next()?;
    let word = word.strip_prefix("sha256:").unwrap_or(word);
    (word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(word)
}
