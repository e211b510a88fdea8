//! User values over chart values, parents over subcharts, globals everywhere (pkg/chart/common/util/coalesce.go).
//!
//! Precedence: the user's values, then each parent chart's values, then the subchart's own.

use crate::log::Log;
use crate::node::Node;
use crate::text::quote;
use crate::{Error, text};
use periplus_value::{Map, Str, Value};
use std::collections::BTreeSet;

const GLOBAL: &str = "global";

/// Whether nulls delete what they override, or stay to delete it later.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// For the templates: a null removes the key.
    Delete,
    /// For another round: nulls are kept.
    Keep,
}

/// The values a chart and its subcharts see. `values` stays as it is.
pub(crate) fn coalesce(node: &Node, values: &Map, nulls: Nulls, log: &Log) -> Result<Map, Error> {
    let copy = values.deep_copy();
    chart(node, &copy, "", nulls, log)?;
    Ok(copy)
}

fn chart(node: &Node, dest: &Map, prefix: &str, nulls: Nulls, log: &Log) -> Result<(), Error> {
    own_values(node, dest, prefix, nulls, log);
    for child in &node.children {
        let name = child.name();
        let table = match dest.get(name) {
            Some(Value::Map(table)) => table,
            Some(other) => {
                let (name, value) = (name.to_owned(), text::percent_t(&other));
                return Err(Error::TypeMismatch { name, value, in_dependencies: false });
            }
            None => {
                let table = Map::new();
                dest.insert(name, table.clone());
                table
            }
        };
        let prefix = join(prefix, node.name());
        globals(&table, dest, &prefix, log);
        chart(child, &table, &prefix, nulls, log)?;
    }
    Ok(())
}

/// Hands a parent's globals down, over those the subchart has.
fn globals(dest: &Map, source: &Map, prefix: &str, log: &Log) {
    let (Some(down), Some(up)) = (table_or_new(dest), table_or_new(source)) else {
        let which = if table_or_new(dest).is_none() { "destination" } else { "source" };
        log.print(format!("warning: skipping globals because {which} {GLOBAL} is not a table."));
        return;
    };
    for (key, value) in up.entries() {
        global(&down, key, value, prefix, log);
    }
    dest.insert(GLOBAL, down);
}

/// The globals of a chart's values; an empty table when there are none, nothing when they are no table.
fn table_or_new(values: &Map) -> Option<Map> {
    match values.get(GLOBAL) {
        None => Some(Map::new()),
        Some(Value::Map(table)) => Some(table),
        Some(_) => None,
    }
}

fn global(down: &Map, key: Str, value: Value, prefix: &str, log: &Log) {
    let below = down.get(&key);
    let Value::Map(table) = &value else {
        if matches!(below, Some(Value::Map(_))) {
            log.print(format!("key {key} is table. Skipping"));
        } else {
            down.insert(key, value);
        }
        return;
    };
    // The parent's table is copied, the tables in it are shared.
    let merged = table.shallow_copy();
    match below {
        None => {}
        Some(Value::Map(below)) => {
            let prefix = join(prefix, &key.to_str_lossy());
            tables(&merged, &below, &prefix, Nulls::Keep, log);
        }
        Some(_) => {
            let key = quote(&key.to_str_lossy());
            log.print(format!("Conflict: cannot merge map onto non-map for {key}. Skipping."));
            return;
        }
    }
    down.insert(key, merged);
}

/// A chart's own values below those that are there already.
fn own_values(node: &Node, dest: &Map, prefix: &str, nulls: Nulls, log: &Log) {
    let prefix = join(prefix, node.name());
    for (key, value) in node.values.deep_copy().entries() {
        match dest.get(&key) {
            None => {
                dest.insert(key, value);
            }
            Some(Value::Nil) if nulls == Nulls::Delete => {
                dest.remove(&key);
            }
            Some(Value::Map(table)) => match &value {
                Value::Map(below) => {
                    let is_child = node.children.iter().any(|child| key == child.name());
                    let nulls = if is_child { Nulls::Keep } else { nulls };
                    tables(&table, below, &join(&prefix, &key.to_str_lossy()), nulls, log);
                }
                Value::Nil => {}
                _ => log.print(format!("warning: skipped value for {prefix}.{key}: Not a table.")),
            },
            Some(_) => {}
        }
    }
}

/// Fills `dest` with what only `source` has. `source` is changed as well: it gets the nulls of `dest`.
pub(crate) fn tables(dest: &Map, source: &Map, prefix: &str, nulls: Nulls, log: &Log) {
    let not_nil: BTreeSet<Str> =
        source.borrow().iter().filter(|(_, value)| !value.is_nil()).map(|(key, _)| key.clone()).collect();
    for (key, value) in dest.entries() {
        if value.is_nil() {
            source.insert(key, Value::Nil);
        }
    }
    for (key, value) in source.entries() {
        let full = || join(prefix, &key.to_str_lossy());
        match (dest.get(&key), &value) {
            (Some(Value::Nil), _) if nulls == Nulls::Delete && not_nil.contains(&key) => {
                dest.remove(&key);
            }
            (None, _) => {
                dest.insert(key, value);
            }
            (Some(Value::Map(over)), Value::Map(under)) => tables(&over, under, &full(), nulls, log),
            (Some(_), Value::Map(_)) => log.print(format!(
                "warning: cannot overwrite table with non table for {} ({})",
                full(),
                text::percent_v(&value)
            )),
            (Some(Value::Map(_)), below) if !below.is_nil() => log.print(format!(
                "warning: destination for {} is a table. Ignoring non-table value ({})",
                full(),
                text::percent_v(below)
            )),
            (Some(_), _) => {}
        }
    }
}

fn join(a: &str, b: &str) -> String {
    if a.is_empty() { b.to_owned() } else { format!("{a}.{b}") }
}
