//! Nodes in Go syntax, as messages show keys and values (`%#v` on what go-yaml v2 decodes).

use crate::base64;
use crate::resolve::{self, Scalar};
use crate::tree::{Id, NodeKind, Tree};
use periplus_value::{format_float, quote};
use std::collections::BTreeMap;

/// Nested deeper than this, values show as `…`; Go has no such limit.
const DEPTH: usize = 50;

/// As many nodes are shown: what holds itself in two places would never end.
const NODES: usize = 100_000;

/// A nil inside something; alone it is `<nil>`.
const NIL: &str = "interface {}(nil)";

/// A scalar key.
pub(crate) fn key_syntax(tree: &Tree, id: Id) -> String {
    value_syntax(tree, id)
}

/// A value with its Go types.
pub(crate) fn value_syntax(tree: &Tree, id: Id) -> String {
    let mut out = String::new();
    let mut left = NODES;
    append(tree, id, &mut out, 0, &mut left);
    if out == NIL { "<nil>".to_owned() } else { out }
}

fn append(tree: &Tree, id: Id, out: &mut String, depth: usize, left: &mut usize) {
    if depth > DEPTH || out.len() > 1 << 20 || *left == 0 {
        out.push('…');
        return;
    }
    *left -= 1;
    let node = tree.node(id);
    match node.kind {
        NodeKind::Scalar(implicit) => append_scalar(node.tag(), implicit, &node.text, out),
        NodeKind::Alias => append(tree, node.child, out, depth + 1, left),
        NodeKind::Sequence => {
            out.push_str("[]interface {}{");
            for (i, child) in tree.children(id).enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                append(tree, child, out, depth + 1, left);
            }
            out.push('}');
        }
        NodeKind::Mapping => append_mapping(tree, id, out, depth, left),
    }
}

/// Entries in the order of their keys; a later one replaces an earlier one.
fn append_mapping(tree: &Tree, id: Id, out: &mut String, depth: usize, left: &mut usize) {
    let mut entries: BTreeMap<Order, (String, Id)> = BTreeMap::new();
    let mut children = tree.children(id);
    while let (Some(key), Some(value)) = (children.next(), children.next()) {
        let mut text = String::new();
        append(tree, key, &mut text, depth + 1, left);
        entries.insert(order(tree, key, &text), (text, value));
    }
    out.push_str("map[interface {}]interface {}{");
    for (i, (key, value)) in entries.into_values().enumerate() {
        out.push_str(if i == 0 { "" } else { ", " });
        out.push_str(&key);
        out.push(':');
        append(tree, value, out, depth + 1, left);
    }
    out.push('}');
}

/// Where a key stands: the place of its type, its number, its text (Go's `internal/fmtsort`; types stand as the linker of
/// Helm's binary put them).
type Order = (u8, i128, Vec<u8>);

fn order(tree: &Tree, id: Id, shown: &str) -> Order {
    let node = tree.node(id);
    match node.kind {
        NodeKind::Alias => order(tree, node.child, shown),
        NodeKind::Scalar(_) if shown == NIL => (0, 0, Vec::new()),
        NodeKind::Scalar(implicit) => match scalar(node.tag(), implicit, &node.text) {
            Scalar::Uint(n) => (2, n.into(), Vec::new()),
            Scalar::Int(n) => (3, n.into(), Vec::new()),
            Scalar::Float(n) => (4, float_order(n), Vec::new()),
            Scalar::Bool(b) => (5, b.into(), Vec::new()),
            _ => (1, 0, node.text.to_vec()),
        },
        _ => (6, 0, shown.as_bytes().to_vec()),
    }
}

/// An integer in the order of the floats, what is no number first.
fn float_order(n: f64) -> i128 {
    let magnitude = i128::from(n.abs().to_bits());
    match n {
        n if n.is_nan() => i128::MIN,
        n if n < 0.0 => -magnitude,
        _ => magnitude,
    }
}

fn scalar(tag: &[u8], implicit: bool, text: &[u8]) -> Scalar {
    let scalar = if tag.is_empty() && !implicit { Ok(Scalar::Text) } else { resolve::tagged(tag, text) };
    scalar.unwrap_or(Scalar::Text)
}

fn append_scalar(tag: &[u8], implicit: bool, text: &[u8], out: &mut String) {
    if tag == b"tag:yaml.org,2002:binary" {
        out.push_str(&quote(&base64::decode(text).unwrap_or_default()));
        return;
    }
    match scalar(tag, implicit, text) {
        Scalar::Null => out.push_str(NIL),
        Scalar::Bool(b) => out.push_str(if b { "true" } else { "false" }),
        Scalar::Int(n) => out.push_str(&n.to_string()),
        Scalar::Uint(n) => out.extend(["0x", &format!("{n:x}")]),
        Scalar::Float(n) => out.push_str(&format_float(n, b'g', None)),
        Scalar::Text | Scalar::Timestamp => out.push_str(&quote(text)),
    }
}
