//! A chart as one render sees it: aliases applied, disabled subcharts gone, imported values in place
//! (pkg/chart/v2/util/dependencies.go).

use crate::chart::{Dependency, Loaded, Metadata};
use crate::coalesce::{Nulls, coalesce, tables};
use crate::log::{Level, Log, Warning};
use crate::text::percent_v;
use crate::{Error, version};
use periplus_value::{Map, Type, Value};
use std::rc::Rc;

/// A chart of the tree that is rendered. What doesn't depend on values is shared with the loaded chart.
pub(crate) struct Node {
    pub(crate) loaded: Rc<Loaded>,
    pub(crate) metadata: Rc<Metadata>,
    pub(crate) values: Map,
    pub(crate) children: Vec<Node>,
}

/// `"x" is not a table`: the part of a path where there is none.
struct NoTable(String);

impl Node {
    /// The tree of a chart as loaded, nothing enabled or disabled yet.
    fn new(loaded: &Rc<Loaded>) -> Self {
        Self {
            loaded: Rc::clone(loaded),
            metadata: Rc::clone(&loaded.metadata),
            values: loaded.values.clone(),
            children: loaded.children.iter().map(Node::new).collect(),
        }
    }

    /// The tree for a user's values (`ProcessDependencies`).
    pub(crate) fn resolve(loaded: &Rc<Loaded>, values: &Map, log: &Log) -> Result<Self, Error> {
        let mut root = Node::new(loaded);
        root.enable(values, "", log)?;
        root.import_values(log)?;
        Ok(root)
    }

    /// The chart's name, or its alias.
    pub(crate) fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Applies aliases, tags and conditions, here and below.
    fn enable(&mut self, values: &Map, path: &str, log: &Log) -> Result<(), Error> {
        if !self.metadata.lists_dependencies {
            return Ok(());
        }
        let mut requirements = self.metadata.dependencies.clone();
        self.children = select_children(&self.loaded.children, &requirements);
        for requirement in &mut requirements {
            if !requirement.alias.is_empty() {
                requirement.name.clone_from(&requirement.alias);
            }
            requirement.enabled = true;
        }
        let coalesced = coalesce(self, values, Nulls::Delete, log)?;
        apply_tags(&mut requirements, &coalesced, log);
        apply_conditions(&mut requirements, &coalesced, path, log);
        let disabled: Vec<String> =
            requirements.iter().filter(|r| !r.enabled).map(|r| r.name.clone()).collect();
        self.children.retain(|child| !disabled.iter().any(|name| name == child.name()));
        requirements.retain(|r| !disabled.contains(&r.name));
        for child in &mut self.children {
            let path = format!("{path}{}.", child.name());
            child.enable(&coalesced, &path, log)?;
        }
        Rc::make_mut(&mut self.metadata).dependencies = requirements;
        Ok(())
    }

    /// Merges what `import-values` names into the parents' values, from the leaves up.
    fn import_values(&mut self, log: &Log) -> Result<(), Error> {
        for child in &mut self.children {
            child.import_values(log)?;
        }
        if self.metadata.dependencies.is_empty() {
            return Ok(());
        }
        let coalesced = coalesce(self, &Map::new(), Nulls::Keep, log)?;
        let imported = Map::new();
        let mut requirements = self.metadata.dependencies.clone();
        for requirement in &mut requirements {
            import(requirement, &coalesced, &imported, log);
        }
        let own = coalesced.deep_copy();
        tables(&own, &imported, "", Nulls::Keep, log);
        self.values = own;
        Rc::make_mut(&mut self.metadata).dependencies = requirements;
        Ok(())
    }
}

/// Subcharts that no requirement names, then one for each requirement that finds its chart.
fn select_children(loaded: &[Rc<Loaded>], requirements: &[Dependency]) -> Vec<Node> {
    let fits = |child: &Loaded, r: &Dependency| {
        child.metadata.name == r.name && version::is_compatible(&r.version, &child.metadata.version)
    };
    let undeclared = loaded.iter().filter(|child| !requirements.iter().any(|r| fits(child, r)));
    let mut children: Vec<Node> = undeclared.map(Node::new).collect();
    for requirement in requirements {
        if let Some(child) = loaded.iter().find(|child| fits(child, requirement)) {
            let mut node = Node::new(child);
            if !requirement.alias.is_empty() {
                Rc::make_mut(&mut node.metadata).name.clone_from(&requirement.alias);
            }
            children.push(node);
        }
    }
    children
}

fn apply_tags(requirements: &mut [Dependency], values: &Map, log: &Log) {
    let Some(tags) = values.get_map("tags") else { return };
    for requirement in requirements {
        let (mut any_true, mut any_false) = (false, false);
        for tag in &requirement.tags {
            match tags.get(tag) {
                None => {}
                Some(Value::Bool(on)) => {
                    any_true |= on;
                    any_false |= !on;
                }
                Some(_) => log.push(non_bool("tag", tag, requirement)),
            }
        }
        requirement.enabled = any_true || !any_false;
    }
}

/// The first condition that is there and a bool decides.
fn apply_conditions(requirements: &mut [Dependency], values: &Map, path: &str, log: &Log) {
    for requirement in requirements {
        for condition in requirement.condition.trim().split(',').filter(|c| !c.is_empty()) {
            match path_value(values, &format!("{path}{condition}")) {
                None => {}
                Some(Value::Bool(on)) => {
                    requirement.enabled = on;
                    break;
                }
                Some(_) => log.push(non_bool("path", condition, requirement)),
            }
        }
    }
}

fn non_bool(kind: &'static str, what: &str, requirement: &Dependency) -> Warning {
    Warning::new(Level::Warn, "returned non-bool value").with(kind, what).with("chart", &requirement.name)
}

/// What is at a dotted path, unless it is a table (`Values.PathValue`).
fn path_value(values: &Map, path: &str) -> Option<Value> {
    let (tables, key) = path.rsplit_once('.').map_or((None, path), |(tables, key)| (Some(tables), key));
    let table = match tables {
        Some(tables) => table(values, tables).ok()?,
        None => values.clone(),
    };
    table.get(key).filter(|value| value.as_map().is_none())
}

/// The table at a dotted path (`Values.Table`).
fn table(values: &Map, path: &str) -> Result<Map, NoTable> {
    path.split('.')
        .try_fold(values.clone(), |table, name| table.get_map(name).ok_or_else(|| NoTable(name.to_owned())))
}

/// Merges what one requirement imports, and writes its list the way Helm leaves it behind.
fn import(requirement: &mut Dependency, coalesced: &Map, imported: &Map, log: &Log) {
    let mut left = Vec::new();
    for value in &requirement.import_values {
        let (child, parent) = match value {
            Value::Map(pair) => {
                let side = |name| percent_v(&pair.get(name).unwrap_or_default());
                (side("child"), side("parent"))
            }
            Value::String(name) => (format!("exports.{name}"), ".".to_owned()),
            _ => continue,
        };
        match table(coalesced, &format!("{}.{child}", requirement.name)) {
            Ok(found) => tables(imported, &path_to_map(&parent, found), "", Nulls::Keep, log),
            Err(NoTable(name)) => log.push(missing_import(value, requirement, &name)),
        }
        left.push(import_entry(&child, &parent));
    }
    requirement.import_values = left;
}

fn missing_import(value: &Value, requirement: &Dependency, name: &str) -> Warning {
    let error = format!("{} is not a table", crate::text::quote(name));
    match value {
        Value::Map(_) => Warning::new(Level::Warn, "ImportValues missing table from chart")
            .with("chart", &requirement.name)
            .with("error", error),
        _ => Warning::new(Level::Warn, "ImportValues missing table").with("error", error),
    }
}

fn import_entry(child: &str, parent: &str) -> Value {
    let entry = Map::typed(&Type::String);
    entry.insert("child", child);
    entry.insert("parent", parent);
    Value::Map(entry)
}

/// Tables around a table, from a dotted path; `.` is no path.
fn path_to_map(path: &str, data: Map) -> Map {
    if path == "." {
        return data;
    }
    path.rsplit('.').fold(data, |inner, name| Map::from_iter([(name, Value::Map(inner))]))
}
