//! `values.schema.json`: holds values against a chart's JSON Schema, with the wording of the library Helm uses.
//!
//! Upstream: `pkg/chart/common/util/jsonschema.go` with santhosh-tekuri/jsonschema v6: drafts 4, 6, 7, 2019-09 and
//! 2020-12. Ours because a schema crate would double the size of the engine and none has these words. Nothing is ever
//! fetched: references lead into the schema itself or to a metaschema.

mod address;
mod budget;
mod check;
mod contents;
mod draft;
mod failure;
mod format;
mod keywords;
mod number;
mod plain;
mod registry;
mod unevaluated;

use crate::Error;
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

/// A text that is a schema, with references that all lead somewhere.
struct Prepared {
    registry: RefCell<Registry>,
    root: Schema,
    /// What it cost to find that out.
    work: usize,
}

/// The schemas of a chart, by their texts.
#[derive(Default)]
pub(crate) struct Known(RefCell<BTreeMap<Str, Rc<Prepared>>>);

/// Holds values against the schemas of a chart and its subcharts, for which `work` may be done in all.
pub(crate) fn validate(node: &Node, values: &Map, work: usize, known: &Known) -> Result<(), Error> {
    let budget = Budget::new(work);
    let text = violations(node, values, &budget, known);
    if text.is_empty() { Ok(()) } else { Err(Error::Schema { text, elsewhere: budget.elsewhere.get() }) }
}

/// What is wrong, chart by chart; empty when nothing is.
fn violations(node: &Node, values: &Map, budget: &Budget, known: &Known) -> String {
    let mut text = String::new();
    if let Some(schema) = &node.loaded.schema
        && let Err(violation) = check_one(schema, values, budget, known)
    {
        text = format!("{}:\n{violation}", node.name());
    }
    for child in &node.children {
        match values.get(child.name()) {
            None | Some(Value::Nil) => {}
            Some(Value::Map(values)) => text += &violations(child, &values, budget, known),
            Some(other) => {
                let got = other.go_type().map_or_else(String::new, |t| t.to_string());
                text.push_str(child.name());
                text.push_str(":\ninvalid type for values: expected object (map), got ");
                text.push_str(&got);
                text.push('\n');
            }
        }
    }
    text
}

/// Checks values against the text of a schema. The error is Helm's text for one chart, without the chart's name.
fn check_one(schema: &Str, values: &Map, budget: &Budget, known: &Known) -> Result<(), String> {
    let Prepared { registry, root, .. } = &*known.get(schema, budget)?;
    match Checker::new(registry, budget, false).run(root, &Value::Map(values.clone())) {
        Ok(_) => Ok(()),
        Err(Stop::Failed(failure)) => Err(listed(failure)),
        Err(Stop::Fatal(message)) => Err(message),
    }
}

impl Known {
    /// A schema, looked at once; it counts as work each time, so that limits don't depend on what came before.
    fn get(&self, schema: &Str, budget: &Budget) -> Result<Rc<Prepared>, String> {
        if let Some(found) = self.0.borrow().get(schema) {
            budget.spend(found.work)?;
            return Ok(Rc::clone(found));
        }
        let prepared = Rc::new(prepare(schema.as_bytes(), budget)?);
        self.0.borrow_mut().insert(schema.clone(), Rc::clone(&prepared));
        Ok(prepared)
    }
}

fn prepare(schema: &[u8], budget: &Budget) -> Result<Prepared, String> {
    let before = budget.left();
    budget.spend(schema.len().saturating_mul(READING))?;
    let document = json::decode(schema, Numbers::Json).map_err(|e| json_fault(schema, &e))?.value;
    let registry = RefCell::new(Registry::default());
    let root = checked(&registry, document, budget)
        .inspect_err(|_| budget.elsewhere.set(budget.elsewhere.get() || registry.borrow().is_elsewhere()))?;
    Ok(Prepared { registry, root, work: before - budget.left() })
}

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
    if plain::is_plain(&root.value) {
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
    let draft = registry.borrow().resource(root.resource).draft;
    let number = registry.borrow_mut().add_metaschema(draft)?;
    let metaschema = Schema { value: registry.borrow().resource(number).root.clone(), resource: number };
    let place = |registry: &Registry| by.map_or_else(|| registry.place(root), |by| registry.place_of(by));
    match Checker::new(registry, budget, true).run(&metaschema, &root.value) {
        Ok(_) => Ok(()),
        Err(Stop::Failed(failure)) => Err(format!(
            "{} is not valid against metaschema: jsonschema validation failed with '{}#'{}",
            quote(place(&registry.borrow()).as_bytes()),
            draft.url(),
            tree(failure)
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
        let draft = registry.borrow().resource(schema.resource).draft;
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
    budget.spend(schema.value.expanded_size())?;
    if !matches!(schema.value, Value::Map(_)) {
        // What no reference leads to was held against the metaschema with what it is in.
        if let Some(by) = by.filter(|by| !may_be_bool(by, &schema)) {
            check_metaschema(registry, &schema, Some(by), budget)?;
        }
        return Ok(schema);
    }
    let schema = registry.borrow_mut().walk(schema)?;
    check_schema(registry, &schema, budget)?;
    Ok(schema)
}

/// Where also draft 4 takes a bool.
fn may_be_bool(by: &Reference, schema: &Schema) -> bool {
    let places = ["/additionalProperties", "/additionalItems"];
    matches!(schema.value, Value::Bool(_)) && places.iter().any(|place| by.text.ends_with(place))
}

/// Helm drops the library's first line and starts each failure on a line of its own.
fn listed(failure: Failure) -> String {
    let mut text = tree(failure).trim_start_matches('\n').to_owned();
    text.push('\n');
    text
}

fn tree(failure: Failure) -> String {
    let mut out = String::new();
    match failure {
        Failure { kind: Kind::Group, causes, .. } => causes.iter().for_each(|cause| cause.write(&mut out, 1)),
        failure => failure.write(&mut out, 1),
    }
    out
}
