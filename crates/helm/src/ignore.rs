//! `.helmignore`: which files of a chart folder are no part of the chart (pkg/ignore/rules.go).

use crate::Error;
use crate::pathmatch;
use std::cell::Cell;

/// What holding the files of a chart against its rules may cost, about in nanoseconds.
const WORK: usize = 1 << 30;

/// The rules of one chart folder: its `.helmignore` and Helm's own.
#[derive(Debug)]
pub struct FileRules {
    rules: Vec<Rule>,
    /// What is left of [`WORK`].
    work: Cell<usize>,
}

#[derive(Debug)]
struct Rule {
    pattern: String,
    /// How much of it stands for itself.
    literal: usize,
    negated: bool,
    only_folders: bool,
    scope: Scope,
}

/// What a rule's pattern is held against.
#[derive(Debug)]
enum Scope {
    /// The last part of the path: the rule has no `/`.
    Name,
    /// The whole path.
    Path,
}

impl FileRules {
    /// Helm's own rules after those of a `.helmignore` file, if there is one.
    pub fn parse(file: Option<&[u8]>) -> Result<Self, Error> {
        let text = String::from_utf8_lossy(file.unwrap_or_default());
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut rules = Vec::new();
        for line in text.lines().chain(["templates/.?*"]) {
            rules.extend(parse_rule(line.trim())?);
        }
        Ok(Self { rules, work: Cell::new(WORK) })
    }

    /// Whether a path is left out. A folder that is left out takes everything below it along. The error: there are
    /// too many rules for so many files.
    pub fn ignores(&self, path: &str, is_folder: bool) -> Result<bool, Error> {
        for rule in &self.rules {
            self.spend(rule.cost(path))?;
            // rules.go: a negated rule ignores whatever it does not match, at once.
            if rule.negated {
                if (rule.only_folders && !is_folder) || !rule.matches(path) {
                    return Ok(true);
                }
            } else if (is_folder || !rule.only_folders) && rule.matches(path) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn spend(&self, amount: usize) -> Result<(), Error> {
        let left = self.work.get().checked_sub(amount);
        self.work.set(left.ok_or_else(|| Error::Limit {
            file: ".helmignore".to_owned(),
            reason: "too much work".to_owned(),
        })?);
        Ok(())
    }
}

fn parse_rule(line: &str) -> Result<Option<Rule>, Error> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if line.contains("**") {
        return Err(Error::IgnoreDoubleStar);
    }
    pathmatch::matches(line, "abc").map_err(|_| Error::BadPattern)?;
    let (negated, rest) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (only_folders, rest) = rest.strip_suffix('/').map_or((false, rest), |rest| (true, rest));
    let (pattern, scope) = match rest.strip_prefix('/') {
        Some(rooted) => (rooted, Scope::Path),
        None if rest.contains('/') => (rest, Scope::Path),
        None => (rest, Scope::Name),
    };
    let literal = pattern.find(['*', '?', '[', '\\']).unwrap_or(pattern.len());
    Ok(Some(Rule { pattern: pattern.to_owned(), literal, negated, only_folders, scope }))
}

impl Rule {
    /// What it costs to hold it against a path: what follows a star is tried at every place.
    fn cost(&self, path: &str) -> usize {
        let (pattern, path) = (self.pattern.len(), path.len());
        let tries = if self.pattern.contains('*') { pattern.saturating_mul(path) / 4 } else { 0 };
        tries.saturating_add(pattern + path)
    }

    fn matches(&self, path: &str) -> bool {
        let subject = match self.scope {
            Scope::Name => path.rsplit('/').next().unwrap_or(path),
            Scope::Path => path,
        };
        subject.starts_with(&self.pattern[..self.literal])
            && pathmatch::matches(&self.pattern, subject).unwrap_or(false)
    }
}
