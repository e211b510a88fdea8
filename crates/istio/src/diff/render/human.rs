//! For people: each resource, below it each field with what it was and what it is.

use super::palette::Ink;
use super::sections::{Section, sections};
use super::{Palette, counted, summary, yaml};
use crate::diff::{Change, ChangeKind, ResourceChange, Side, hunks};
use periplus_value::Value;

/// Lines shown of a value that is long.
const LINES: usize = 24;

/// Lines around those that differ in a long text.
const CONTEXT: usize = 1;

/// ```text
/// ~ Deployment istio-system/istiod
///   spec.replicas
///     - 1
///     + 2
///
/// + ConfigMap istio-system/istio (28 lines)
///
/// 1 added, 1 changed
/// ```
pub fn human(changes: &[ResourceChange], palette: Palette) -> String {
    let mut out = String::new();
    let mut sections = sections(changes).into_iter().peekable();
    while let Some(section) = sections.next() {
        heading(&section, palette, &mut out);
        section.fields.iter().for_each(|change| field(change, palette, &mut out));
        let short = |section: &Section<'_>| section.fields.is_empty();
        if !short(&section) || !sections.peek().is_some_and(short) {
            out.push('\n');
        }
    }
    out.push_str(&palette.paint(Ink::Heading, &summary(changes)));
    out.push('\n');
    out
}

fn heading(section: &Section<'_>, palette: Palette, out: &mut String) {
    let (sign, ink) = match section.kind {
        ChangeKind::Added => ('+', Ink::New),
        ChangeKind::Removed => ('-', Ink::Old),
        _ => ('~', Ink::Heading),
    };
    let whole = section.resource.filter(|resource| resource.changes.is_empty());
    let note = match whole.and_then(|resource| resource.after.as_ref().or(resource.before.as_ref())) {
        Some(doc) => format!(" ({})", counted(doc.text().to_str_lossy().lines().count(), "line")),
        None if section.kind == ChangeKind::Renamed => " (renamed)".to_owned(),
        None => String::new(),
    };
    out.push_str(&palette.paint(ink, &format!("{sign} {}", section.title)));
    out.push_str(&palette.paint(Ink::Faint, &note));
    out.push('\n');
}

fn field(change: &Change, palette: Palette, out: &mut String) {
    out.push_str(&format!("  {}", palette.paint(Ink::Place, &change.path.to_string())));
    if change.kind == ChangeKind::Reordered {
        out.push_str(&palette.paint(Ink::Faint, " (same elements, another order)"));
    }
    out.push('\n');
    if let (Some(Value::String(old)), Some(Value::String(new))) = (&change.old, &change.new)
        && (old.as_bytes().contains(&b'\n') || new.as_bytes().contains(&b'\n'))
    {
        return text(&old.to_str_lossy(), &new.to_str_lossy(), palette, out);
    }
    let sides = [(&change.old, '-', Ink::Old), (&change.new, '+', Ink::New)];
    for (value, sign, ink) in sides.into_iter().filter_map(|(v, sign, ink)| Some((v.as_ref()?, sign, ink))) {
        let text = if change.kind == ChangeKind::Reordered { one_line(value) } else { yaml(value) };
        let lines: Vec<&str> = text.lines().collect();
        lines.iter().take(LINES).for_each(|text| line(sign, ink, text, palette, out));
        more(lines.len(), palette, out);
    }
}

/// A long text by its lines.
fn text(old: &str, new: &str, palette: Palette, out: &mut String) {
    let hunks = hunks(old, new, CONTEXT);
    let mut shown = 0;
    let total = hunks.iter().map(|hunk| hunk.lines.len()).sum();
    for (at, hunk) in hunks.iter().enumerate() {
        if at > 0 && shown < LINES {
            out.push_str(&palette.paint(Ink::Faint, "      …\n"));
        }
        for text in hunk.lines.iter().take(LINES.saturating_sub(shown)) {
            let (sign, ink) = sign(text.side);
            line(sign, ink, text.text, palette, out);
        }
        shown += hunk.lines.len();
    }
    more(total, palette, out);
}

pub(super) fn sign(side: Side) -> (char, Ink) {
    match side {
        Side::Old => ('-', Ink::Old),
        Side::New => ('+', Ink::New),
        Side::Both => (' ', Ink::Plain),
    }
}

fn line(sign: char, ink: Ink, text: &str, palette: Palette, out: &mut String) {
    out.push_str("    ");
    out.push_str(&palette.paint(ink, &format!("{sign} {text}")));
    out.push('\n');
}

fn more(lines: usize, palette: Palette, out: &mut String) {
    if lines > LINES {
        let rest = counted(lines - LINES, "more line");
        out.push_str(&palette.paint(Ink::Faint, &format!("      … {rest}; all of them with -o unified\n")));
    }
}

fn one_line(value: &Value) -> String {
    crate::diff::fields::canonical(value)
}
