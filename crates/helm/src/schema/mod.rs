//! `values.schema.json`: holds values against a chart's JSON Schema, with the wording of the library Helm uses.
//!
//! Upstream: `pkg/chart/common/util/jsonschema.go` with santhosh-tekuri/jsonschema v6: drafts 4, 6, 7, 2019-09 and
//! 2020-12. Ours because a schema crate would double the size of the engine and none has these words. Nothing is ever
//! fetched: references lead into the schema itself or to a metaschema.

mod address;
mod budget;
mod check;
mod contents;
mod dialect;
mod draft;
mod equality;
mod failure;
mod format;
mod keywords;
mod number;
mod plain;
mod registry;
mod unevaluated;

use crate::Error;
use crate::log::{Level, Log, Warning};
use crate::node::Node;
use budget::Budget;
use check::{Checker, Stop};
use failure::{Failure, Kind};
use periplus_value::{Map, Str, Value, quote};
use periplus_yaml::{JsonError, Numbers, json};
use registry::{ROOT, Reference, Registry, Schema};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// What it costs to read a byte of a schema, and to follow a reference.
const READING: usize = 8;
const REFERENCE: usize = 200;

/// A text that was looked at as a schema.
struct Prepared {
    registry: RefCell<Registry>,
    /// The schema, whose references all lead somewhere, or why it is none.
    root: Result<Schema, String>,
    /// What it cost to find that out.
    work: usize,
}

/// The schemas of a chart, by their texts.
#[derive(Default)]
pub(crate) struct Known(RefCell<BTreeMap<Str, Rc<Prepared>>>);

/// Holds values against the schemas of a chart and its subcharts, for which `work` may be done in all.
pub(crate) fn validate(
    node: &Node,
    values: &Map,
    work: usize,
    known: &Known,
    log: &Log,
) -> Result<(), Error> {
    let budget = Budget::new(work);
    let (text, elsewhere) = (String::new(), false);
    let mut validation = Validation { budget: &budget, known, log, urns: BTreeSet::new(), text, elsewhere };
    validation.chart(node, values);
    let Validation { text, elsewhere, .. } = validation;
    if text.is_empty() {
        return Ok(());
    }
    Err(Error::Schema { text, elsewhere, is_limit: budget.is_spent() })
}

/// One check of all charts.
struct Validation<'a> {
    budget: &'a Budget,
    known: &'a Known,
    log: &'a Log,
    /// URNs that were told of.
    urns: BTreeSet<String>,
    /// What is wrong, chart by chart; empty when nothing is.
    text: String,
    /// Whether a schema refers to one on the network.
    elsewhere: bool,
}

impl Validation<'_> {
    fn chart(&mut self, node: &Node, values: &Map) {
        if let Some(schema) = &node.loaded.schema {
            self.log.debug("chart name", || vec![("chart-name", node.name().to_owned())]);
            if let Err(violation) = self.one(schema, values) {
                self.text += &format!("{}:\n{violation}", node.name());
            }
        }
        let count =
            || vec![("chart", node.name().to_owned()), ("dependencies", node.children.len().to_string())];
        self.log.debug("number of dependencies in the chart", count);
        for child in &node.children {
            match values.get(child.name()) {
                None | Some(Value::Nil) => {}
                Some(Value::Map(values)) => self.chart(child, &values),
                Some(other) => {
                    let got = other.go_type().map_or_else(String::new, |t| t.to_string());
                    self.text.push_str(child.name());
                    self.text.push_str(":\ninvalid type for values: expected object (map), got ");
                    self.text.push_str(&got);
                    self.text.push('\n');
                }
            }
        }
    }

    /// Checks values against the text of a schema. The error is Helm's text for one chart, without the chart's name.
    fn one(&mut self, text: &Str, values: &Map) -> Result<(), String> {
        let Prepared { registry, root, .. } = &*self.prepared(text)?;
        self.elsewhere |= registry.borrow().elsewhere;
        for urn in &registry.borrow().urns {
            if self.urns.insert(urn.clone()) {
                let message = "unresolved URN reference ignored; using permissive schema";
                self.log.push(Warning::new(Level::Warn, message).with("urn", urn.clone()));
            }
        }
        let root = root.as_ref().map_err(Clone::clone)?;
        match Checker::new(registry, self.budget, false).run(root, &Value::Map(values.clone())) {
            Ok(_) => Ok(()),
            Err(Stop::Failed(failure)) => Err(listed(failure)?),
            Err(Stop::Fatal(message)) => Err(message),
        }
    }

    /// A schema, looked at once; it counts as work each time, so that limits don't depend on what came before.
    fn prepared(&self, text: &Str) -> Result<Rc<Prepared>, String> {
        let found = self.known.0.borrow().get(text).cloned();
        if let Some(found) = found {
            self.budget.spend(found.work)?;
            self.log.debug(UNMARSHALLED, || vec![("schema", text.to_string())]);
            return Ok(found);
        }
        let before = self.budget.left();
        self.budget.spend(text.len().saturating_mul(READING))?;
        let document =
            json::decode(text.as_bytes(), Numbers::Json).map_err(|e| json_fault(text.as_bytes(), &e))?.value;
        self.log.debug(UNMARSHALLED, || vec![("schema", text.to_string())]);
        let registry = RefCell::new(Registry::default());
        let root = checked(&registry, document, self.budget);
        let prepared = Rc::new(Prepared { registry, root, work: before - self.budget.left() });
        if prepared.root.is_ok() {
            self.known.0.borrow_mut().insert(text.clone(), Rc::clone(&prepared));
        }
        Ok(prepared)
    }
}

/// What Helm logs when the text of a schema is JSON.
const UNMARSHALLED: &str = "unmarshalled JSON schema";

fn checked(registry: &RefCell<Registry>, document: Value, budget: &Budget) -> Result<Schema, String> {
    let root = registry.borrow_mut().add(ROOT, document)?;
    check_schema(registry, &root, budget)?;
    check_references(registry, &root, budget)?;
    Ok(root)
}

/// Go's decoder of a stream says in two other ways that the text ends.
fn json_fault(schema: &[u8], error: &JsonError) -> String {
    match error {
        JsonError::End if schema.trim_ascii().is_empty() => "EOF".to_owned(),
        JsonError::End => "unexpected EOF".to_owned(),
        error => error.to_string(),
    }
}

/// A schema is held against its draft's metaschema first, unless one sees that it is valid.
fn check_schema(registry: &RefCell<Registry>, root: &Schema, budget: &Budget) -> Result<(), String> {
    let mut seen = 0;
    let is_plain = plain::is_plain(&root.value, &mut seen);
    budget.spend(seen.saturating_mul(READING))?;
    if is_plain {
        debug_assert_eq!(check_metaschema(registry, root, None, &Budget::new(usize::MAX)), Ok(()));
        return Ok(());
    }
    check_metaschema(registry, root, None, budget)
}

/// Holds what may be a schema against its draft's metaschema; `by` tells where it stands if it is no map.
fn check_metaschema(
    registry: &RefCell<Registry>,
    root: &Schema,
    by: Option<&Reference>,
    budget: &Budget,
) -> Result<(), String> {
    let number = registry.borrow_mut().metaschema(root.resource)?;
    let metaschema = Schema { value: registry.borrow().resource(number).root.clone(), resource: number };
    let place = |registry: &Registry| by.map_or_else(|| registry.place(root), |by| registry.place_of(by));
    match Checker::new(registry, budget, true).run(&metaschema, &root.value) {
        Ok(_) => Ok(()),
        Err(Stop::Failed(failure)) => Err(format!(
            "{} is not valid against metaschema: jsonschema validation failed with '{}'{}",
            quote(place(&registry.borrow()).as_bytes()),
            registry.borrow().metaschema_name(root.resource),
            tree(failure)?
        )),
        Err(Stop::Fatal(message)) => Err(message),
    }
}

/// Every reference that can be reached must lead somewhere, whether or not values make use of it. Schemas come level by
/// level, so that the first one that leads nowhere is the one Helm tells of (compiler.go).
fn check_references(registry: &RefCell<Registry>, root: &Schema, budget: &Budget) -> Result<(), String> {
    let (mut queue, mut seen) = (VecDeque::from([(root.clone(), None)]), BTreeSet::new());
    while let Some((schema, by)) = queue.pop_front() {
        let schema = reached(registry, schema, by.as_ref(), budget)?;
        let Some(map) = schema.value.as_map() else { continue };
        if !seen.insert(map.identity()) {
            continue;
        }
        let draft = registry.borrow().resource(schema.resource).dialect.draft;
        let map = &registry.borrow().known(&schema, map);
        for keyword in draft.reference_keywords() {
            if let Some(text) = registry::string(map, keyword) {
                budget.spend(registry.borrow().cost(&text).saturating_add(REFERENCE))?;
                let found = registry.borrow_mut().resolve(schema.resource, &text)?;
                queue.push_back((found, Some(Reference { from: schema.resource, text })));
            }
        }
        let registry = registry.borrow();
        let inside = registry::subschemas(map, draft, true).into_iter();
        queue.extend(inside.map(|value| (registry.enter(value, schema.resource), None)));
    }
    Ok(())
}

/// A schema that may be one only because something refers to it: its names are noted, and it must be valid (roots.go).
fn reached(
    registry: &RefCell<Registry>,
    schema: Schema,
    by: Option<&Reference>,
    budget: &Budget,
) -> Result<Schema, String> {
    if registry.borrow().is_walked(&schema) {
        return Ok(schema);
    }
    if !matches!(schema.value, Value::Map(_)) {
        // What no reference leads to was held against the metaschema with what it is in.
        if let Some(by) = by.filter(|by| !may_be_bool(by, &schema)) {
            check_metaschema(registry, &schema, Some(by), budget)?;
        }
        return Ok(schema);
    }
    let before = registry.borrow().walked();
    let schema = registry.borrow_mut().walk(schema)?;
    budget.spend((registry.borrow().walked() - before).saturating_mul(REFERENCE))?;
    check_schema(registry, &schema, budget)?;
    Ok(schema)
}

/// Where also draft 4 takes a bool.
fn may_be_bool(by: &Reference, schema: &Schema) -> bool {
    let places = ["/additionalProperties", "/additionalItems"];
    matches!(schema.value, Value::Bool(_)) && places.iter().any(|place| by.text.ends_with(place))
}

/// Helm drops the library's first line and starts each failure on a line of its own.
fn listed(failure: Failure) -> Result<String, String> {
    Ok(tree(failure)?.trim_start_matches('\n').to_owned() + "\n")
}

fn tree(failure: Failure) -> Result<String, String> {
    let mut out = String::new();
    match failure {
        Failure { kind: Kind::Group, causes, .. } => {
            causes.iter().try_for_each(|cause| cause.write(&mut out, 1))?;
        }
        failure => failure.write(&mut out, 1)?,
    }
    Ok(out)
}
