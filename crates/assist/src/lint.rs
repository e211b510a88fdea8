//! What is probably wrong in a text: keys that nothing reads, values of another type, words that are not in a list.

use crate::distance::nearest;
use crate::schema::{Schema, text as words, written};
use periplus_value::{Map, Value, sorting};
use periplus_yaml::{Numbers, Options, Parsed, Spans};

/// More findings than this help nobody.
const MOST: usize = 200;

/// Something to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it starts.
    pub from: usize,
    /// Behind it.
    pub to: usize,
    /// What it is.
    pub message: String,
    /// What may be written in its place.
    pub fixes: Vec<Fix>,
}

/// A replacement of a finding's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in words.
    pub title: String,
    /// The new text.
    pub insert: String,
}

/// Findings in the documents of a text that the schema is about; none in what is no YAML, which others report.
pub fn lint(schema: &Schema, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (start, document) in documents(text) {
        let shift = |mut finding: Finding| {
            (finding.from, finding.to) = (finding.from + start, finding.to + start);
            finding
        };
        found.extend(lint_one(schema, document).into_iter().map(shift));
    }
    found
}

/// The documents of a text with their offsets.
fn documents(text: &str) -> Vec<(usize, &str)> {
    let ends = text.match_indices("\n---").map(|(at, _)| at + 1).chain([text.len()]);
    let mut start = 0;
    let document = |end: usize| {
        let from = std::mem::replace(&mut start, end);
        (from, text.get(from..end).unwrap_or_default())
    };
    ends.map(document).collect()
}

/// Whether a schema that names kinds names this document's.
fn concerns(schema: &Schema, value: &Value) -> bool {
    let kinds: Vec<String> = schema
        .property("kind")
        .map(|kind| kind.values())
        .unwrap_or_default()
        .iter()
        .filter_map(words)
        .collect();
    let kind = value.at(&["kind"]).as_ref().and_then(words);
    kinds.is_empty()
        || kind.is_none_or(|kind| {
            kinds.contains(&kind) || nearest(&kind, kinds.iter().map(String::as_str)).is_some()
        })
}

fn lint_one(schema: &Schema, text: &str) -> Vec<Finding> {
    let options = Options { numbers: Numbers::Go, spans: true, ..Options::default() };
    let Ok(Parsed { value, spans: Some(spans) }) = periplus_yaml::parse_with(text.as_bytes(), &options)
    else {
        return Vec::new();
    };
    if !concerns(schema, &value) {
        return Vec::new();
    }
    let mut walk = Walk { text, spans, path: Vec::new(), found: Vec::new() };
    walk.value(schema, &value);
    sorting::sort_by_key(&mut walk.found, |finding| finding.from);
    walk.found
}

struct Walk<'t> {
    text: &'t str,
    spans: Spans,
    path: Vec<String>,
    found: Vec<Finding>,
}

impl Walk<'_> {
    fn value(&mut self, schema: &Schema, value: &Value) {
        if self.found.len() >= MOST || value.is_nil() {
            return;
        }
        let kind = kind(value);
        if !schema.allows(kind) {
            return self.wrong_type(schema, value, kind);
        }
        match value {
            Value::Map(map) => self.map(schema, map),
            Value::List(list) => {
                if let Some(item) = schema.item() {
                    for (at, value) in list.iter().enumerate() {
                        self.within(at.to_string(), |walk| walk.value(&item, value));
                    }
                }
            }
            scalar => self.scalar(schema, scalar),
        }
    }

    fn within(&mut self, name: String, act: impl FnOnce(&mut Self)) {
        self.path.push(name);
        act(self);
        self.path.pop();
    }

    fn map(&mut self, schema: &Schema, map: &Map) {
        let known = schema.names(false);
        for (key, value) in map.entries() {
            let name = key.to_str_lossy().into_owned();
            if name == "<<" {
                continue;
            }
            let is_known = known.is_empty() || known.contains(&name);
            self.within(name.clone(), |walk| {
                if !is_known {
                    walk.unknown(schema, &name);
                } else if let Some(node) = schema.property(&name) {
                    walk.value(&node, &value);
                }
            });
        }
    }

    /// In a closed object every unknown name is said, in an open one only what looks like a slip.
    fn unknown(&mut self, schema: &Schema, name: &str) {
        let known = schema.names(true);
        let near = nearest(name, known.iter().map(String::as_str));
        let parent = self.path.len().checked_sub(2).and_then(|at| self.path.get(at));
        let within = parent.map(|parent| format!(" of {parent}")).unwrap_or_default();
        let message = match near {
            Some(near) => format!("{name} is no setting{within}. Did you mean {near}?"),
            None if schema.is_closed() => format!("{name} is no setting{within}."),
            None => return,
        };
        let fixes = near.map(|near| Fix { title: format!("Change to {near}"), insert: near.to_owned() });
        let span = self.spans.get(&self.path).and_then(|span| span.key);
        self.report(span, message, fixes.into_iter().collect());
    }

    fn wrong_type(&mut self, schema: &Schema, value: &Value, kind: &str) {
        let wanted = schema.types().into_iter().filter(|ty| ty != "null").collect::<Vec<_>>();
        let raw = self.raw();
        let mut fixes = Vec::new();
        let allows = |name: &str| wanted.iter().any(|ty| ty == name);
        if allows("string") && matches!(kind, "boolean" | "integer" | "number") {
            fixes.push(Fix { title: "Put it in quotes".to_owned(), insert: format!("\"{raw}\"") });
        }
        let plain = words(value).unwrap_or_default();
        let as_number = allows("integer") && plain.parse::<i64>().is_ok()
            || allows("number") && plain.parse::<f64>().is_ok();
        if as_number || (allows("boolean") && truth(&plain).is_some()) {
            let insert = truth(&plain).map_or(plain.clone(), |truth| truth.to_string());
            fixes.push(Fix { title: format!("Write {insert}"), insert });
        }
        if allows("array") && !matches!(kind, "object" | "array") {
            fixes.push(Fix { title: "Make it a list".to_owned(), insert: format!("[{raw}]") });
        }
        let name = self.path.last().map_or("The document", String::as_str);
        let aside = match value {
            Value::Bool(truth) if !["true", "false"].contains(&raw.as_str()) => {
                format!(" (YAML reads {raw} as {truth})")
            }
            _ => String::new(),
        };
        let message = format!("{name} must be {}, not {}{aside}.", list(&wanted), article(kind));
        self.report(self.spans.get(&self.path).map(|span| span.value), message, fixes);
    }

    fn scalar(&mut self, schema: &Schema, value: &Value) {
        let allowed = schema.values();
        if !allowed.is_empty() && !allowed.iter().any(|one| written(one) == written(value)) {
            return self.not_listed(value, &allowed);
        }
        let is_switch = matches!(schema.default(), Some(Value::Bool(_)));
        let plain = words(value).unwrap_or_default();
        if let (true, Some(truth)) = (is_switch, truth(&plain)) {
            let name = self.path.last().cloned().unwrap_or_default();
            let message =
                format!("{name} is on or off: in quotes it is a text, and any text counts as true.");
            let fix = Fix { title: format!("Write {truth}"), insert: truth.to_string() };
            self.report(self.spans.get(&self.path).map(|span| span.value), message, vec![fix]);
        }
    }

    fn not_listed(&mut self, value: &Value, allowed: &[Value]) {
        let known: Vec<String> = allowed.iter().filter_map(words).filter(|word| !word.is_empty()).collect();
        let given = words(value).unwrap_or_else(|| written(value));
        let near = nearest(&given, known.iter().map(String::as_str));
        let name = self.path.last().cloned().unwrap_or_default();
        let message = match near {
            Some(near) => format!("{given} is no {name}. Did you mean {near}?"),
            None => format!("{given} is no {name}: it is one of {}.", known.join(", ")),
        };
        let fix =
            |word: &str| Fix { title: format!("Change to {word}"), insert: written(&Value::string(word)) };
        let fixes = near.map(fix).into_iter().collect();
        self.report(self.spans.get(&self.path).map(|span| span.value), message, fixes);
    }

    /// The text of the value.
    fn raw(&self) -> String {
        let span = self.spans.get(&self.path).map(|span| span.value);
        let text = span.and_then(|span| self.text.get(span.start.offset as usize..span.end as usize));
        text.unwrap_or_default().trim().to_owned()
    }

    fn report(&mut self, span: Option<periplus_yaml::Span>, message: String, fixes: Vec<Fix>) {
        let Some(span) = span else { return };
        let (from, to) = (span.start.offset as usize, span.end as usize);
        // A mark covers one line; a longer value is marked at its start and not replaced.
        let piece = self.text.get(from..to).unwrap_or_default();
        let line = piece.find('\n').map_or(to, |at| from + at);
        let fixes = if line < to { Vec::new() } else { fixes };
        self.found.push(Finding { from, to: line, message, fixes });
    }
}

/// What a text in quotes was probably meant to be.
fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// JSON Schema's name of a value's type.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "integer",
        Value::Float(n) if n.fract() == 0.0 => "integer",
        Value::Float(_) | Value::Number(_) => "number",
        Value::String(_) | Value::Bytes(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) | Value::Object(_) => "object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "array" => "a list".to_owned(),
        "object" => "a map".to_owned(),
        "boolean" => "true or false".to_owned(),
        "integer" => "a whole number".to_owned(),
        "string" => "a text".to_owned(),
        other => format!("a {other}"),
    }
}

fn list(types: &[String]) -> String {
    types.iter().map(|ty| article(ty)).collect::<Vec<_>>().join(" or ")
}
