//! Tables, and the rules on what may be defined in them again (`parse.go` `addContext`, `setValue`).

use super::key::dotted_text;
use super::lexer::Lex;
use super::parse::Parser;
use periplus_value::{List, Map, Str, Type, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A table that is still being filled.
pub(super) type Table = Rc<RefCell<BTreeMap<Str, Entry>>>;

/// What a key holds.
#[derive(Clone)]
pub(super) enum Entry {
    Value(Value),
    Table(Table),
    Tables(Rc<RefCell<Vec<Table>>>),
}

impl Parser<'_> {
    /// Makes a table the present one; with `array` a new one at the end of a list of tables.
    pub(super) fn add_context(&mut self, key: &[Str], array: bool) -> Lex<()> {
        self.check_depth(key.len())?;
        let Some((last, parents)) = key.split_last() else { return Ok(()) };
        let mut table = Rc::clone(&self.root);
        for (i, part) in parents.iter().enumerate() {
            let here = &parents[..=i];
            let known = table.borrow().get(part).cloned();
            let entry = if let Some(entry) = known {
                entry
            } else {
                self.make_implicit(here)?;
                let entry = Entry::Table(Table::default());
                table.borrow_mut().insert(part.clone(), entry.clone());
                entry
            };
            table = inner_table(&entry).ok_or_else(|| {
                self.defined(format!("Key '{}' was already created as a hash.", dotted_text(here)))
            })?;
        }
        self.context = parents.to_vec();
        if array {
            let entry = table
                .borrow_mut()
                .entry(last.clone())
                .or_insert_with(|| Entry::Tables(Rc::default()))
                .clone();
            let Entry::Tables(tables) = entry else {
                let key = dotted_text(key);
                return Err(
                    self.defined(format!("Key '{key}' was already created and cannot be used as an array."))
                );
            };
            tables.borrow_mut().push(Table::default());
        } else {
            self.set_value(last, Entry::Table(Table::default()))?;
        }
        self.context.push(last.clone());
        Ok(())
    }

    /// Defines a key in the present table; one that only exists because a longer key needed it may be defined once.
    pub(super) fn set_value(&mut self, key: &Str, value: Entry) -> Lex<()> {
        let mut table = Rc::clone(&self.root);
        let mut here = Vec::with_capacity(self.context.len() + 1);
        for part in &self.context {
            here.push(part.clone());
            let entry = table.borrow().get(part).cloned();
            table = entry.as_ref().and_then(inner_table).ok_or_else(|| {
                self.defined(format!("Key '{}' has already been defined.", dotted_text(&here)))
            })?;
        }
        here.push(key.clone());
        let name = self.name(&here)?;
        let known = table.borrow().contains_key(key);
        if known {
            let implicit = self.implicit.remove(&name);
            if !implicit {
                return Err(self.defined(format!("Key '{}' has already been defined.", dotted_text(&here))));
            }
            if !self.arrays.contains(&name) {
                return Ok(());
            }
        }
        table.borrow_mut().insert(key.clone(), value);
        Ok(())
    }

    /// Remembers whether a key of the present table holds an array.
    pub(super) fn set_type(&mut self, key: &Str, array: bool) -> Lex<()> {
        let mut name = self.context.clone();
        // An empty key counts as the table itself, at the top as a key of its own (`parser.setType`).
        if !key.is_empty() || name.is_empty() {
            name.push(key.clone());
        }
        let name = self.name(&name)?;
        if array {
            self.arrays.insert(name);
        } else {
            self.arrays.remove(&name);
        }
        Ok(())
    }
}

/// A value as an entry: further keys may go into a table.
pub(super) fn entry_of(value: Value) -> Entry {
    match value {
        Value::Map(map) => {
            let entries = map.entries().into_iter().map(|(key, value)| (key, entry_of(value)));
            Entry::Table(Rc::new(RefCell::new(entries.collect())))
        }
        other => Entry::Value(other),
    }
}

/// The table of an entry; of a list of tables the last one.
fn inner_table(entry: &Entry) -> Option<Table> {
    match entry {
        Entry::Table(table) => Some(Rc::clone(table)),
        Entry::Tables(tables) => tables.borrow().last().cloned(),
        Entry::Value(_) => None,
    }
}

/// The table as a map; lists of tables are `[]map[string]interface {}`.
pub(super) fn finish(table: &Table) -> Map {
    table.borrow().iter().map(|(key, entry)| (key.clone(), finish_entry(entry))).collect()
}

fn finish_entry(entry: &Entry) -> Value {
    match entry {
        Entry::Value(value) => value.clone(),
        Entry::Table(table) => Value::Map(finish(table)),
        Entry::Tables(tables) => {
            let items = tables.borrow().iter().map(|table| Value::Map(finish(table))).collect();
            Value::List(List::typed(&Type::MAP, items))
        }
    }
}
