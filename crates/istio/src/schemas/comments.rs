//! The comments of a `values.yaml`: what stands above a key, or behind its value, describes it.

use std::collections::BTreeMap;

/// Descriptions by path.
pub(super) type Comments = BTreeMap<Vec<String>, String>;

/// Reads the comments of block-style YAML.
pub(super) fn read(text: &str) -> Comments {
    let mut reader = Reader::default();
    text.lines().for_each(|line| reader.line(line));
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Comments,
    /// Comment lines since the last key or blank line, with their indentation.
    pending: Vec<(usize, String)>,
    stack: Vec<(usize, String)>,
    /// Lines deeper than this belong to a block scalar.
    block: Option<usize>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        if self.block.is_some_and(|at| body.is_empty() || indent > at) {
            return;
        }
        self.block = None;
        if body.is_empty() {
            return self.pending.clear();
        }
        if let Some(comment) = body.strip_prefix('#') {
            let words = comment.trim_start_matches('#').trim();
            return self.pending.push((indent, words.to_owned()));
        }
        match split_key(body) {
            Some((key, rest)) => self.key(indent, key, rest),
            None => self.pending.clear(),
        }
    }

    fn key(&mut self, indent: usize, key: &str, rest: &str) {
        self.stack.retain(|(at, _)| *at < indent);
        self.stack.push((indent, key.to_owned()));
        let above = std::mem::take(&mut self.pending);
        let above = above.into_iter().filter(|(at, words)| *at == indent && !is_decoration(words));
        let mut words: Vec<String> = above.map(|(_, words)| words).collect();
        if let Some((_, behind)) = rest.split_once(" #") {
            words.push(behind.trim().to_owned());
        }
        if rest.starts_with(['|', '>']) {
            self.block = Some(indent);
        }
        let text = words.join(" ").trim().to_owned();
        if !text.is_empty() {
            self.found.insert(self.stack.iter().map(|(_, key)| key.clone()).collect(), text);
        }
    }
}

/// Headings and rulers, and values that are commented out.
fn is_decoration(words: &str) -> bool {
    let is_value = words.split_once(": ").is_some_and(|(key, _)| !key.contains(' '));
    words.starts_with("---") || words.starts_with("===") || words.starts_with("- ") || is_value
}

fn split_key(body: &str) -> Option<(&str, &str)> {
    let (key, rest) = body.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    let plain = !key.is_empty() && !key.starts_with(['-', '{', '[', '#']) && !key.contains(' ');
    (plain && (rest.is_empty() || rest.starts_with(' '))).then(|| (key, rest.trim()))
}
