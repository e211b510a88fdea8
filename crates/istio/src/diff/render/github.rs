//! Markdown for a comment on a pull request: a summary, and for each resource its fields, folded in.

use super::sections::{Section, sections};
use super::{counted, normal, summary, yaml};
use crate::diff::{Change, ChangeKind, ResourceChange, Side, hunks};
use periplus_value::Value;

/// GitHub takes 65536 characters; what would go beyond this is only named.
const LIMIT: usize = 60_000;

/// Lines around those that differ in a long text.
const CONTEXT: usize = 2;

/// The comment's text.
pub fn github(changes: &[ResourceChange]) -> String {
    let mut out = format!("**{}**\n", summary(changes));
    let mut left_out = 0;
    for section in sections(changes) {
        let section = details(&section);
        if left_out == 0 && out.len() + section.len() <= LIMIT {
            out.push_str(&section);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        out.push_str(&format!("\n…and {}, too long for one comment.\n", counted(left_out, "more section")));
    }
    out
}

fn details(section: &Section<'_>) -> String {
    let whole = |change: &ResourceChange| {
        let [old, new] = [&change.before, &change.after].map(|doc| normal(doc.as_ref()));
        lines(&old, &new)
    };
    let count = || counted(section.fields.len(), "change");
    let fields = || section.fields.iter().map(|change| field(change)).collect();
    let (what, body): (_, String) = match (section.kind, section.resource) {
        (ChangeKind::Added, Some(resource)) => ("added".to_owned(), whole(resource)),
        (ChangeKind::Removed, Some(resource)) => ("removed".to_owned(), whole(resource)),
        (ChangeKind::Renamed, _) if section.fields.is_empty() => ("renamed".to_owned(), String::new()),
        (ChangeKind::Renamed, _) => (format!("renamed, {}", count()), fields()),
        _ => (count(), fields()),
    };
    let head = format!("<code>{}</code> {what}", escaped(&section.title));
    if body.is_empty() {
        return format!("\n{head}\n");
    }
    let fence = fence(&body);
    format!("\n<details><summary>{head}</summary>\n\n{fence}diff\n{body}{fence}\n\n</details>\n")
}

fn field(change: &Change) -> String {
    let note = if change.kind == ChangeKind::Reordered { " another order" } else { "" };
    let head = format!("@@ {}{note} @@\n", change.path);
    let text = |value: &Option<Value>| match value {
        Some(Value::String(text)) if text.as_bytes().contains(&b'\n') => text.to_str_lossy().into_owned(),
        Some(value) => yaml(value),
        None => String::new(),
    };
    head + &lines(&text(&change.old), &text(&change.new))
}

fn lines(old: &str, new: &str) -> String {
    let mut out = String::new();
    for line in hunks(old, new, CONTEXT).iter().flat_map(|hunk| &hunk.lines) {
        let sign = match line.side {
            Side::Old => '-',
            Side::New => '+',
            Side::Both => ' ',
        };
        out.push_str(&format!("{sign} {}\n", line.text));
    }
    out
}

/// More backquotes than any line begins with.
fn fence(body: &str) -> String {
    let longest = body.lines().map(|line| line[1..].trim_start()).map(backquotes).max().unwrap_or(0);
    "`".repeat(3.max(longest + 1))
}

fn backquotes(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b'`').count()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
