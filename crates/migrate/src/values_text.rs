//! A values file: keys in the order in which the user gave them, with the user's comments and, when asked for, the
//! reason of each line.

use crate::source::Origin;
use periplus_value::{Map, Str, Value};
use std::collections::BTreeSet;

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Where the user gave it.
    pub(crate) origin: Option<Origin>,
    /// Why it has to be there.
    pub(crate) why: Option<String>,
}

/// Looks up what is known of a value by its keys.
pub(crate) type Lookup<'a> = dyn Fn(&[&str]) -> Known + 'a;

/// The text of a values file.
pub(crate) fn text(values: &Map, lookup: &Lookup<'_>, with_reasons: bool) -> String {
    let mut writer = Writer { lookup, with_reasons, out: String::new(), told: BTreeSet::new() };
    writer.map(values, &mut Vec::new());
    writer.out
}

struct Writer<'a> {
    lookup: &'a Lookup<'a>,
    with_reasons: bool,
    out: String,
    /// Places whose comments are written: what one setting says may become several values.
    told: BTreeSet<(String, usize)>,
}

impl Writer<'_> {
    fn map(&mut self, map: &Map, path: &mut Vec<String>) {
        for (key, value, known) in self.ordered(map, path) {
            let indent = "  ".repeat(path.len());
            path.push(key.to_str_lossy().into_owned());
            let origin = known.origin.filter(|origin| self.told.insert((origin.file.clone(), origin.line)));
            let (above, beside) = origin.map_or((Vec::new(), None), |origin| (origin.above, origin.beside));
            for line in &above {
                self.line(&indent, line);
            }
            let is_leaf = !matches!(&value, Value::Map(inner) if !inner.is_empty());
            if let (true, Some(why)) = (self.with_reasons && is_leaf, &known.why) {
                self.line(&indent, &format!("# why: {why}"));
            }
            let mut lines = entry(&key, &value).into_iter();
            let first = lines.next().unwrap_or_default();
            // Text in several lines begins behind the key: a comment there is still one.
            let beside = beside.map(|comment| format!(" {comment}")).unwrap_or_default();
            self.line(&indent, &format!("{first}{beside}"));
            match &value {
                Value::Map(inner) if !inner.is_empty() => self.map(inner, path),
                _ => lines.for_each(|line| self.line(&indent, &line)),
            }
            path.pop();
        }
    }

    /// The entries in the user's order; what the user didn't give comes last.
    fn ordered(&self, map: &Map, path: &[String]) -> Vec<(Str, Value, Known)> {
        let known = |key: &Str| {
            let key = key.to_str_lossy();
            let keys: Vec<&str> = path.iter().map(String::as_str).chain([&*key]).collect();
            (self.lookup)(&keys)
        };
        let mut entries: Vec<_> = map.entries().into_iter().map(|(k, v)| (k.clone(), v, known(&k))).collect();
        let rank = |known: &Known| known.origin.as_ref().map_or(usize::MAX, |origin| origin.line);
        entries.sort_by_key(|(_, _, known)| rank(known));
        entries
    }

    fn line(&mut self, indent: &str, line: &str) {
        if !line.is_empty() {
            self.out.push_str(indent);
        }
        self.out.push_str(line);
        self.out.push('\n');
    }
}

/// The lines of an entry as YAML; of a map with entries, only the key's.
fn entry(key: &Str, value: &Value) -> Vec<String> {
    let shown = match value {
        Value::Map(map) if !map.is_empty() => Value::Nil,
        other => other.clone(),
    };
    let nothing = shown.is_nil() && !value.is_nil();
    let text = periplus_yaml::emit(&Value::Map(Map::from_iter([(key.clone(), shown)]))).unwrap_or_default();
    let text = if nothing {
        text.trim_end().trim_end_matches("null").trim_end()
    } else {
        text.trim_end_matches('\n')
    };
    text.split('\n').map(str::to_owned).collect()
}

/// Scalars and lists of values with their keys.
pub(crate) fn leaves(values: &Map) -> Vec<(Vec<String>, Value)> {
    fn walk(value: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
        match value {
            Value::Map(map) if !map.is_empty() => {
                for (key, value) in map.entries() {
                    path.push(key.to_str_lossy().into_owned());
                    walk(&value, path, found);
                    path.pop();
                }
            }
            other => found.push((path.clone(), other.clone())),
        }
    }
    let mut found = Vec::new();
    if !values.is_empty() {
        walk(&Value::Map(values.clone()), &mut Vec::new(), &mut found);
    }
    found
}
