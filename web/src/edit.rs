//! Small edits of the user's YAML text: one scalar read, set or removed, every other byte left as it is.
//!
//! Line by line, knowing just enough YAML for it: keys of a block mapping stand at its own indentation and everything
//! that belongs to them stands deeper. Whatever isn't plainly that (anchors, tags, block scalars, flow over many lines) is
//! left alone: the answer is `None` and the user edits the text.

/// Replaces the bytes `from..to` of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte offset.
    pub from: usize,
    /// Byte offset, not before `from`.
    pub to: usize,
    /// The new text.
    pub insert: String,
}

impl Edit {
    /// The text after the edit.
    pub fn apply(&self, text: &str) -> String {
        let (head, tail) = (text.get(..self.from).unwrap_or(text), text.get(self.to..).unwrap_or(""));
        [head, &self.insert, tail].concat()
    }
}

/// How many UTF-16 units come before a byte offset: the editor counts in those.
pub fn utf16(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).encode_utf16().count()
}

/// The scalar that a path of keys leads to. Quotes are taken off.
pub fn read(text: &str, path: &[&str]) -> Option<String> {
    let lines = document(text);
    let (key, parents) = path.split_last()?;
    let mut block_ = block(&lines, 0, 0)?;
    for (depth, parent) in parents.iter().enumerate() {
        let above = find(&block_, parent)?;
        if let Some(items) = flow(&above) {
            let is_last = depth + 1 == parents.len();
            return items.iter().find(|i| is_last && i.key == *key).and_then(|i| unquote(i.value));
        }
        block_ = above.children()?;
    }
    find(&block_, key).and_then(|e| e.scalar())
}

/// The edit that sets what a path leads to to a string, or removes it. `None`: nothing to do, or better done by hand.
pub fn write(text: &str, path: &[&str], value: Option<&str>) -> Option<Edit> {
    if read(text, path).as_deref() == value {
        return None;
    }
    let lines = document(text);
    let root = block(&lines, 0, 0);
    let (key, below_it) = path.split_first()?;
    if below_it.is_empty() {
        return in_block(text, &lines, root.as_ref(), key, value);
    }
    match root.as_ref().and_then(|root| find(root, key)) {
        None => Some(insert_line(text, end_of(&lines), &nested(path, 0, value?))),
        Some(above) => below(text, &above, below_it, value),
    }
}

/// Sets or removes what a path leads to in the mapping that `above` holds.
fn below(text: &str, above: &Entry<'_>, path: &[&str], value: Option<&str>) -> Option<Edit> {
    let (key, deeper) = path.split_first()?;
    if let Some(items) = flow(above) {
        return match (items.is_empty(), deeper.is_empty()) {
            (true, _) => value.and_then(|value| instead_of_nothing(above, path, value)),
            (false, true) => in_flow(above, &items, key, value),
            (false, false) => None,
        };
    }
    let Some(children) = above.children() else {
        let is_empty = above.value.is_empty();
        return value
            .filter(|_| is_empty)
            .map(|value| insert_line(text, above.line.end, &nested(path, above.indent + 2, value)));
    };
    match (find(&children, key), deeper.is_empty()) {
        (Some(entry), false) => below(text, &entry, deeper, value),
        (Some(entry), true) if value.is_none() && children.keys() == 1 => above.empty(text, &entry),
        (None, false) => {
            let at = children.lines.first().map(|line| line.start)?;
            Some(insert_line(text, at, &nested(path, children.indent, value?)))
        }
        (_, true) => in_block(text, above.rest, Some(&children), key, value),
    }
}

/// The lines of a path of keys that ends in a value.
fn nested(path: &[&str], indent: usize, value: &str) -> String {
    let last = path.len().saturating_sub(1);
    let line = |(depth, key): (usize, &&str)| {
        let value = if depth == last { format!(" {}", quote(value)) } else { String::new() };
        format!("{}{key}:{value}\n", " ".repeat(indent + 2 * depth))
    };
    path.iter().enumerate().map(line).collect()
}

/// `{}` becomes a block, which is how people write it.
fn instead_of_nothing(above: &Entry<'_>, path: &[&str], value: &str) -> Option<Edit> {
    let base = above.value_at;
    let lines = nested(path, above.indent + 2, value);
    let comment = above.line.text.get(base - above.line.start + above.value.len()..)?.trim();
    let from = if comment.is_empty() {
        above.line.text.get(..base - above.line.start)?.trim_end().len() + above.line.start
    } else {
        base
    };
    Some(Edit { from, to: above.line.end, insert: format!("{comment}\n{}", lines.trim_end_matches('\n')) })
}

fn in_block(
    text: &str,
    lines: &[Line<'_>],
    block: Option<&Block<'_>>,
    key: &str,
    value: Option<&str>,
) -> Option<Edit> {
    match (block.and_then(|b| find(b, key)), value) {
        (Some(entry), Some(value)) => entry.replace(&quote(value)),
        (Some(entry), None) => entry.remove(text),
        (None, Some(value)) => {
            let indent = block.map_or(0, |b| b.indent);
            let at = block.and_then(|b| b.lines.first()).map_or_else(|| end_of(lines), |first| first.start);
            Some(insert_line(text, at, &format!("{}{key}: {}\n", " ".repeat(indent), quote(value))))
        }
        (None, None) => None,
    }
}

fn in_flow(above: &Entry<'_>, items: &[Item<'_>], key: &str, value: Option<&str>) -> Option<Edit> {
    let base = above.value_at;
    let found = items.iter().position(|i| i.key == key);
    let (from, to, insert) = match (found.and_then(|n| items.get(n).map(|i| (n, i))), value) {
        (Some((_, item)), Some(value)) => (item.value_at, item.value_at + item.value.len(), quote(value)),
        (Some((0, item)), None) => {
            (item.at, items.get(1).map_or(item.value_at + item.value.len(), |next| next.at), String::new())
        }
        (Some((n, item)), None) => {
            let before = items.get(n - 1)?;
            (before.value_at + before.value.len(), item.value_at + item.value.len(), String::new())
        }
        (None, Some(value)) => (1, 1, format!("{key}: {}, ", quote(value))),
        (None, None) => return None,
    };
    Some(Edit { from: base + from, to: base + to, insert })
}

/// After the last line with content; comments at the end stay at the end.
fn end_of(lines: &[Line<'_>]) -> usize {
    lines
        .iter()
        .rev()
        .find(|l| !l.is_blank())
        .or(lines.first())
        .map_or(0, |l| if l.is_blank() { l.start } else { l.end })
}

/// Puts whole lines at an offset that is the start or the end of a line.
fn insert_line(text: &str, at: usize, lines: &str) -> Edit {
    let at_start = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let insert = if at_start { lines.to_owned() } else { format!("\n{}", lines.trim_end_matches('\n')) };
    Edit { from: at, to: at, insert }
}

/// A line without its newline.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    start: usize,
    end: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn body(&self) -> &'t str {
        self.text.trim()
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn is_blank(&self) -> bool {
        self.body().is_empty() || self.body().starts_with('#')
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut out = Vec::new();
    for text in text.split('\n') {
        out.push(Line { start, end: start + text.len(), text });
        start += text.len() + 1;
    }
    out
}

/// The lines of the document to edit: the first with `kind: IstioOperator`, else the first with content.
fn document(text: &str) -> Vec<Line<'_>> {
    let all = lines(text);
    let parts: Vec<&[Line<'_>]> =
        all.split(|l| l.text.starts_with("---") || l.text.starts_with("...")).collect();
    let is_operator = |part: &&&[Line<'_>]| part.iter().any(|l| l.text.trim_end() == "kind: IstioOperator");
    let has_content = |part: &&&[Line<'_>]| part.iter().any(|l| !l.is_blank());
    let chosen = parts.iter().find(is_operator).or_else(|| parts.iter().find(has_content)).or(parts.last());
    chosen.map(|part| part.to_vec()).unwrap_or_default()
}

/// A block mapping: its lines and the indentation of its keys.
#[derive(Debug)]
struct Block<'t> {
    lines: &'t [Line<'t>],
    indent: usize,
}

impl Block<'_> {
    /// How many keys it has.
    fn keys(&self) -> usize {
        self.lines.iter().filter(|l| !l.is_blank() && l.indent() == self.indent).count()
    }
}

/// The block that the lines from `first` on form, if its keys are indented by at least `least`.
fn block<'t>(lines: &'t [Line<'t>], first: usize, least: usize) -> Option<Block<'t>> {
    let lines = lines.get(first..)?;
    let start = lines.iter().position(|l| !l.is_blank())?;
    let indent = lines.get(start)?.indent();
    if indent < least {
        return None;
    }
    let length = lines.iter().skip(start).position(|l| !l.is_blank() && l.indent() < indent);
    let end = length.map_or(lines.len(), |n| start + n);
    Some(Block { lines: lines.get(start..end)?, indent })
}

/// A key with its value on the same line, and the lines after it.
#[derive(Debug)]
struct Entry<'t> {
    line: Line<'t>,
    indent: usize,
    value: &'t str,
    value_at: usize,
    rest: &'t [Line<'t>],
}

fn find<'t>(block: &Block<'t>, key: &str) -> Option<Entry<'t>> {
    block.lines.iter().enumerate().filter(|(_, l)| !l.is_blank() && l.indent() == block.indent).find_map(
        |(n, line)| {
            let after = after_key(line.body(), key)?;
            let value = value_of(after);
            let value_at = line.start + line.indent() + (line.body().len() - after.trim_start().len());
            Some(Entry {
                line: *line,
                indent: block.indent,
                value,
                value_at,
                rest: block.lines.get(n + 1..)?,
            })
        },
    )
}

/// What follows `key:`, plain or quoted.
fn after_key<'t>(body: &'t str, key: &str) -> Option<&'t str> {
    let quoted =
        ["", "\"", "'"].into_iter().find_map(|q| body.strip_prefix(q)?.strip_prefix(key)?.strip_prefix(q));
    let after = quoted?.trim_start().strip_prefix(':')?;
    (after.is_empty() || after.starts_with([' ', '\t'])).then_some(after)
}

/// A value up to its comment.
fn value_of(text: &str) -> &str {
    let text = text.trim_start();
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(q) if c == q && !(q == '"' && before == '\\') => quote = None,
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '{' | ',' | '[' | ':') => {
                quote = Some(c);
            }
            None if c == '#' && before.is_whitespace() => return text.get(..at).unwrap_or(text).trim_end(),
            _ => {}
        }
        before = c;
    }
    text.trim_end()
}

impl<'t> Entry<'t> {
    fn scalar(&self) -> Option<String> {
        if self.children().is_some() { None } else { unquote(self.value) }
    }

    /// The mapping below the key.
    fn children(&self) -> Option<Block<'t>> {
        if self.value.is_empty() { block(self.rest, 0, self.indent + 1) } else { None }
    }

    /// Whether the value ends on the key's line and is nothing that other text may depend on.
    fn is_simple(&self) -> bool {
        let deeper = self
            .rest
            .iter()
            .find(|l| !l.body().is_empty())
            .is_some_and(|l| !l.is_blank() && l.indent() > self.indent);
        !deeper && !self.value.starts_with(['&', '!', '*', '|', '>', '{', '['])
    }

    fn replace(&self, value: &str) -> Option<Edit> {
        if !self.is_simple() {
            return None;
        }
        let space =
            if self.line.text.get(..self.value_at - self.line.start)?.ends_with(':') { " " } else { "" };
        let insert = format!("{space}{value}");
        Some(Edit { from: self.value_at, to: self.value_at + self.value.len(), insert })
    }

    /// Takes the only key of the mapping away. Left as it is, its own key would stand for null, which removes defaults.
    fn empty(&self, text: &str, only: &Entry<'_>) -> Option<Edit> {
        let colon = self.line.start + self.line.text.trim_end().len();
        let between = text.get(colon..only.line.start.saturating_sub(1))?;
        let is_simple = only.is_simple() && self.line.text.trim_end().ends_with(':');
        is_simple.then(|| Edit { from: colon, to: only.line.end, insert: format!(" {{}}{between}") })
    }

    /// Takes the whole line away.
    fn remove(&self, text: &str) -> Option<Edit> {
        let (from, end) = (self.line.start, self.line.end);
        let (from, to) = if end < text.len() { (from, end + 1) } else { (from.saturating_sub(1), end) };
        self.is_simple().then(|| Edit { from, to, insert: String::new() })
    }
}

/// One `key: value` of a flow mapping; offsets count from its `{`.
#[derive(Debug)]
struct Item<'t> {
    at: usize,
    key: &'t str,
    value: &'t str,
    value_at: usize,
}

/// The items of a flow mapping that stands on one line.
fn flow<'t>(entry: &Entry<'t>) -> Option<Vec<Item<'t>>> {
    let inner = entry.value.strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    let mut at = 1;
    for part in split_flow(inner)? {
        let lead = part.len() - part.trim_start().len();
        let (key, value) = part.split_once(':').unwrap_or((part, ""));
        let value_lead = value.len() - value.trim_start().len();
        let item = Item {
            at: at + lead,
            key: key.trim().trim_matches(['"', '\'']),
            value: value.trim(),
            value_at: at + key.len() + 1 + value_lead,
        };
        if !part.trim().is_empty() {
            items.push(item);
        }
        at += part.len() + 1;
    }
    Some(items)
}

/// Splits at the commas that are in no bracket and no quotes; `None` when brackets don't match.
fn split_flow(inner: &str) -> Option<Vec<&str>> {
    let (mut depth, mut quote, mut start) = (0_i32, None, 0);
    let mut out = Vec::new();
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            (None, ',') if depth == 0 => {
                out.push(inner.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(inner.get(start..)?);
    (depth == 0 && quote.is_none()).then_some(out)
}

fn unquote(value: &str) -> Option<String> {
    let inner = |q: char| value.strip_prefix(q).and_then(|v| v.strip_suffix(q));
    if value.is_empty()
        || value == "~"
        || value == "null"
        || value.starts_with(['&', '!', '*', '|', '>', '{', '['])
    {
        return None;
    }
    Some(
        inner('"')
            .map(|v| v.replace("\\\"", "\""))
            .or_else(|| inner('\'').map(|v| v.replace("''", "'")))
            .unwrap_or_else(|| value.to_owned()),
    )
}

/// A string as a YAML scalar: plain when every reader takes it for a string, else in double quotes.
fn quote(value: &str) -> String {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"];
    let plain = value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c))
        && !WORDS.contains(&value.to_ascii_lowercase().as_str());
    if plain {
        return value.to_owned();
    }
    let escape = |c: char| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", value.chars().map(escape).collect::<String>())
}
