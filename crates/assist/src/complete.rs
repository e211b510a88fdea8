//! What can be written at a place, and what stands there.

use crate::context::{At, Context, Step, lines};
use crate::schema::{Schema, written};

/// One thing that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is called in the list.
    pub label: String,
    /// What is written.
    pub insert: String,
    /// Its type or default, in a word or two.
    pub detail: String,
    /// What it is.
    pub about: String,
    /// A key, not a value.
    pub is_key: bool,
}

/// Everything that can be written in place of the text from `from` to the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Where the replaced text starts.
    pub from: usize,
    /// In the order to show.
    pub items: Vec<Completion>,
}

/// What a key stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Where the key starts.
    pub from: usize,
    /// Behind it.
    pub to: usize,
    /// `spec.values.global.hub`
    pub path: String,
    /// Its type or types.
    pub types: String,
    /// Its default as YAML on one line, empty for none.
    pub default: String,
    /// The values it may have, as YAML; empty for any.
    pub values: Vec<String>,
    /// What it is, in words; empty when nobody says.
    pub about: String,
}

/// What can be written at an offset.
pub fn complete(schema: &Schema, text: &str, offset: usize) -> Completions {
    let all = lines(text);
    let Some(context) = Context::of(&all, offset) else { return Completions::default() };
    let Some(node) = walk(schema, &context.path) else { return Completions::default() };
    match &context.at {
        At::Key { from, column, .. } => {
            let there = Context::siblings(&all, context.line, *column);
            let names = node.names(true).into_iter().filter(|name| !there.contains(name));
            let mut items: Vec<Completion> =
                names.filter_map(|name| Some(key(&name, &node.property(&name)?, *column))).collect();
            if matches!(context.path.last(), Some(Step::Item)) && items.is_empty() {
                items = values(&node);
            }
            Completions { from: *from, items }
        }
        At::Value { from, .. } => Completions { from: *from, items: values(&node) },
    }
}

fn walk(schema: &Schema, path: &[Step]) -> Option<Schema> {
    path.iter().try_fold(schema.clone(), |node, step| match step {
        Step::Key(name) => node.property(name),
        Step::Item => node.item(),
    })
}

fn key(name: &str, node: &Schema, column: usize) -> Completion {
    let deeper = " ".repeat(column + 2);
    let types = node.types();
    let kind = types.first().map_or("", String::as_str);
    let insert = match kind {
        "object" => format!("{name}:\n{deeper}"),
        "array" => format!("{name}:\n{deeper}- "),
        _ => format!("{name}: "),
    };
    let detail = short_default(node).unwrap_or_else(|| kind.to_owned());
    Completion { label: name.to_owned(), insert, detail, about: node.description(), is_key: true }
}

/// Defaults longer than this are not shown in a list.
const SHORT: usize = 24;

fn short_default(node: &Schema) -> Option<String> {
    let text = written(&node.default()?);
    (text.len() <= SHORT && !text.contains('\n')).then(|| format!("= {text}"))
}

fn values(node: &Schema) -> Vec<Completion> {
    let mut all: Vec<String> =
        node.values().iter().filter(|v| v.as_string().is_some()).map(written).collect();
    all.extend(node.examples().iter().map(written));
    let is_switch = matches!(node.default(), Some(periplus_value::Value::Bool(_)))
        || node.types().first().is_some_and(|ty| ty == "boolean");
    if all.is_empty() && is_switch {
        all.extend(["true", "false"].map(str::to_owned));
    }
    all.extend(short_default(node).map(|text| text.trim_start_matches("= ").to_owned()));
    let mut seen = Vec::new();
    all.retain(|text| {
        !text.is_empty() && text != "\"\"" && !seen.contains(text) && {
            seen.push(text.clone());
            true
        }
    });
    let default = node.default().map(|value| written(&value));
    let item = |text: String| {
        let detail = if default.as_ref() == Some(&text) { "default".to_owned() } else { String::new() };
        Completion { label: text.clone(), insert: text, detail, about: String::new(), is_key: false }
    };
    all.into_iter().map(item).collect()
}

/// What the key on an offset's line stands for, if the offset is on the key or its value.
pub fn describe(schema: &Schema, text: &str, offset: usize) -> Option<Description> {
    let all = lines(text);
    let line = all.iter().rev().find(|line| line.start <= offset)?;
    let end = line.start + line.text.len();
    let colon = line.text.find(": ").or_else(|| line.text.ends_with(':').then(|| line.text.len() - 1))?;
    let context = Context::of(&all, (line.start + colon + 1).min(end))?;
    let Some(Step::Key(name)) = context.path.last() else { return None };
    let from = line.start + line.text.find(name.as_str())?;
    let to = from + name.len();
    if offset < from || offset > end {
        return None;
    }
    let node = walk(schema, &context.path)?;
    let steps = context.path.iter().map(|step| match step {
        Step::Key(name) => name.as_str(),
        Step::Item => "[]",
    });
    let path = steps.collect::<Vec<_>>().join(".").replace(".[]", "[]");
    let types = node.types().into_iter().filter(|ty| ty != "null").collect::<Vec<_>>().join(" or ");
    let default = node.default().map(|value| written(&value)).filter(|text| !text.contains('\n'));
    let values = node.values();
    let values = values.iter().filter(|v| v.as_string().is_some()).map(written).filter(|v| v != "\"\"");
    Some(Description {
        from,
        to,
        path,
        types,
        default: default.unwrap_or_default(),
        values: values.collect(),
        about: node.description(),
    })
}
