//! `.helmignore`: which files of a chart folder are no part of the chart (pkg/ignore/rules.go).

use crate::Error;
use crate::pathmatch;

/// The rules of one chart folder: its `.helmignore` and Helm's own.
#[derive(Debug)]
pub struct FileRules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    pattern: String,
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
        Ok(Self(rules))
    }

    /// Whether a path is left out. A folder that is left out takes everything below it along.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.0 {
            // rules.go: a negated rule ignores whatever it does not match, at once.
            if rule.negated {
                if (rule.only_folders && !is_folder) || !rule.matches(path) {
                    return true;
                }
            } else if (is_folder || !rule.only_folders) && rule.matches(path) {
                return true;
            }
        }
        false
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
    Ok(Some(Rule { pattern: pattern.to_owned(), negated, only_folders, scope }))
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        let subject = match self.scope {
            Scope::Name => path.rsplit('/').next().unwrap_or(path),
            Scope::Path => path,
        };
        pathmatch::matches(&self.pattern, subject).unwrap_or(false)
    }
}
