//! One side of a comparison as it is written on the command line.

use crate::failure::Failure;
use crate::istio_pack;
use std::path::Path;

/// What one side is made of.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// The word itself, for messages.
    pub(super) word: String,
    /// Files and folders, or `-`.
    pub(super) paths: Vec<String>,
    /// The release.
    pub(super) version: Option<String>,
    /// Settings, `path=value`.
    pub(super) set: Vec<String>,
}

impl Side {
    /// Reads a word; a path that exists is one, whatever it looks like.
    pub(super) fn parse(word: &str) -> Result<Self, Failure> {
        let mut side = Self { word: word.to_owned(), ..Self::default() };
        if is_there(word) {
            side.paths.push(word.to_owned());
            return Ok(side);
        }
        for part in split(word) {
            side.part(&part)?;
        }
        Ok(side)
    }

    fn part(&mut self, part: &str) -> Result<(), Failure> {
        if is_there(part) {
            self.paths.push(part.to_owned());
        } else if part.contains('=') {
            self.set.push(part.to_owned());
        } else if istio_pack::is_version(part) {
            if let Some(other) = self.version.replace(part.to_owned()) {
                return Err(Failure::new(format!("{}: two releases, {other} and {part}", self.word)));
            }
        } else if part.is_empty() || part.contains(['.', '/', '\\']) {
            return Err(Failure::new(format!("open {part}: no such file or directory")).help(
                "a side is a file, a folder, a release, a profile or path=value; see periplus diff --help",
            ));
        } else {
            self.set.push(format!("profile={part}"));
        }
        Ok(())
    }
}

fn is_there(word: &str) -> bool {
    word == "-" || Path::new(word).exists()
}

/// Parts between commas, but not behind a backslash or within braces.
fn split(word: &str) -> Vec<String> {
    let (mut parts, mut depth, mut escaped) = (vec![String::new()], 0_usize, false);
    for c in word.chars() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == ',' && depth == 0 && !escaped {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    parts
}

/// `A..B`, unless there is such a file.
pub(super) fn split_range(word: &str) -> Option<(&str, &str)> {
    let (from, to) = word.split_once("..").filter(|_| !is_there(word))?;
    (!from.is_empty() && !to.is_empty() && !to.starts_with(['.', '/'])).then_some((from, to))
}
