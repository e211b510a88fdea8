//! Where a place in block-style YAML is: by indentation, so that text that is not YAML yet has a place too.

/// A step down from the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Item,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A key, or the start of one: its text starts at `from`.
    Key { from: usize, name: String, column: usize },
    /// A value of the key that ends the path.
    Value { from: usize, text: String },
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// The mapping that holds the key, or the key whose value it is.
    pub(crate) path: Vec<Step>,
    pub(crate) at: At,
    /// The number of the line.
    pub(crate) line: usize,
}

/// A line as indentation sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    pub(crate) start: usize,
    pub(crate) text: &'t str,
}

impl<'t> Line<'t> {
    /// Columns of the dashes that lead the line, and the column of what follows them.
    fn dashes(&self) -> (Vec<usize>, usize) {
        let mut dashes = Vec::new();
        let mut column = self.indent();
        while let Some(rest) = self.text.get(column..).and_then(|rest| rest.strip_prefix('-')) {
            if !(rest.is_empty() || rest.starts_with(' ')) {
                break;
            }
            dashes.push(column);
            column += 1 + (rest.len() - rest.trim_start().len());
        }
        (dashes, column)
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn is_blank(&self) -> bool {
        let body = self.text.trim();
        body.is_empty() || body.starts_with('#')
    }

    /// The key from a column on, without quotes, and the offset in the line behind its colon.
    fn key(&self, column: usize) -> Option<(&'t str, usize)> {
        let body = self.text.get(column..)?;
        let colon = body.match_indices(':').map(|(at, _)| at).find(|at| {
            body.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        })?;
        let key = body.get(..colon)?.trim().trim_matches(['"', '\'']);
        (!key.is_empty() && !key.starts_with(['{', '[', '#'])).then_some((key, column + colon + 1))
    }
}

/// The lines of a text, without their ends.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut all = Vec::new();
    for piece in text.split('\n') {
        all.push(Line { start, text: piece.trim_end_matches('\r') });
        start += piece.len() + 1;
    }
    all
}

impl Context {
    /// The place at an offset; `None` in comments, block scalars and flow style.
    pub(crate) fn of(lines: &[Line<'_>], offset: usize) -> Option<Self> {
        let number = lines.iter().rposition(|line| line.start <= offset)?;
        let line = lines.get(number)?;
        let before = line.text.get(..(offset - line.start).min(line.text.len()))?;
        if before.trim_start().starts_with('#') || before.contains(" #") || in_block(lines, number) {
            return None;
        }
        let (dashes, column) = Line { text: before, ..*line }.dashes();
        let mut path = above(lines, number, column, &dashes);
        let written = Line { text: before, ..*line }.key(column);
        let at = if let Some((key, behind)) = written {
            path.push(Step::Key(key.to_owned()));
            let value = before.get(behind..)?;
            let lead = value.len() - value.trim_start().len();
            At::Value { from: line.start + behind + lead, text: value.trim_start().to_owned() }
        } else {
            let name = before.get(column..)?.to_owned();
            At::Key { from: line.start + column, name, column }
        };
        let flow = |text: &str| text.starts_with(['{', '[', '|', '>', '&', '*', '!']);
        let plain = match &at {
            At::Key { name, .. } => !flow(name),
            At::Value { text, .. } => !flow(text),
        };
        plain.then_some(Self { path, at, line: number })
    }

    /// Keys that the mapping at a column around a line has already.
    pub(crate) fn siblings(lines: &[Line<'_>], number: usize, column: usize) -> Vec<String> {
        let (dashes, _) = lines.get(number).map(Line::dashes).unwrap_or_default();
        let starts_item = !dashes.is_empty();
        let up = lines.get(..number).unwrap_or_default().iter().rev();
        let down = lines.get(number + 1..).unwrap_or_default().iter();
        let mut found = Vec::new();
        if !starts_item {
            collect(up, column, true, &mut found);
        }
        collect(down, column, false, &mut found);
        found
    }
}

/// Adds the keys at a column, up to where their mapping ends.
fn collect<'l, 't: 'l>(
    lines: impl Iterator<Item = &'l Line<'t>>,
    column: usize,
    upwards: bool,
    found: &mut Vec<String>,
) {
    for line in lines.filter(|line| !line.is_blank()) {
        let (dashes, at) = line.dashes();
        let starts_item = dashes.first().is_some_and(|dash| *dash < column);
        if at == column && (!starts_item || upwards) {
            found.extend(line.key(at).map(|(key, _)| key.to_owned()));
        }
        if at < column || starts_item || line.text.starts_with("---") {
            break;
        }
    }
}

/// The way down to a column of a line.
fn above(lines: &[Line<'_>], number: usize, column: usize, dashes: &[usize]) -> Vec<Step> {
    let mut path = Vec::new();
    let mut need = column;
    // A list may stand at the indentation of its key.
    let mut in_list = false;
    for dash in dashes.iter().rev() {
        path.push(Step::Item);
        (need, in_list) = (*dash, true);
    }
    for line in lines.get(..number).unwrap_or_default().iter().rev().filter(|line| !line.is_blank()) {
        if (need == 0 && !in_list) || line.text.starts_with("---") {
            break;
        }
        let (dashes, at) = line.dashes();
        if let Some((key, _)) = line.key(at)
            && (at < need || (in_list && at == need && dashes.is_empty()))
        {
            path.push(Step::Key(key.to_owned()));
            (need, in_list) = (at, false);
        }
        for dash in dashes.into_iter().rev() {
            if dash < need {
                path.push(Step::Item);
                (need, in_list) = (dash, true);
            }
        }
    }
    path.reverse();
    path
}

/// Whether a line belongs to a block scalar that starts above it.
fn in_block(lines: &[Line<'_>], number: usize) -> bool {
    let Some(line) = lines.get(number) else { return false };
    let mut indent = if line.text.trim().is_empty() { line.text.len() } else { line.indent() };
    for line in
        lines.get(..number).unwrap_or_default().iter().rev().filter(|line| !line.text.trim().is_empty())
    {
        if line.indent() < indent {
            let value = line.text.rsplit_once(": ").map_or("", |(_, value)| value.trim());
            if value.starts_with(['|', '>']) {
                return true;
            }
            indent = line.indent();
        }
    }
    false
}
