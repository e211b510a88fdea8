//! Values that make a Helm release what istioctl renders. A field that differs is given to the value that sets it, and
//! the value stays only if rendering shows that it does what it is meant to do, and nothing else.

mod rows;
mod shape;

use crate::data;
use crate::proof::{self, Pair, Sides};
use periplus_istio::Error;
use periplus_istio::diff::{Doc, Path, Step};
use periplus_value::{Map, Value};
use rows::{Row, Switch};
use shape::{Proposal, Shape};

/// Renders a release with values.
pub(crate) type Render<'a> = dyn Fn(&Map) -> Result<Vec<Doc>, Error> + 'a;

/// A value that was set because a field needs it.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The value's keys.
    pub value: Vec<String>,
    /// Kind of the resource whose field it sets.
    pub kind: &'static str,
    /// The field, keys with blanks between them; empty when it decides whether there is such a resource.
    pub field: &'static str,
}

/// Values, and what comes of them.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) values: Map,
    pub(crate) helm: Vec<Doc>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) settings: Vec<Setting>,
}

/// Starts from values, and adds to them what the chart's table offers.
pub(crate) fn fit(sides: &Sides<'_>, chart: &str, values: Map, render: &Render<'_>) -> Result<Fitted, Error> {
    let helm = render(&values)?;
    let pairs = sides.compare(&helm);
    let fitted = Fitted { values, helm, pairs, settings: Vec::new() };
    let Some(table) = rows::table(chart) else { return Ok(fitted) };
    let mut fit = Fit { sides, render, switches: table.switches, fitted };
    fit.switches();
    table.rows.iter().for_each(|row| fit.row(row));
    Ok(fit.fitted)
}

/// Kustomize refuses a resource in which a key stands twice, and with it all of the release's patches: such a resource is
/// left out by the value that brings it, and becomes one that patches add. Whether there was any.
pub(crate) fn leave_out_written_twice(
    sides: &Sides<'_>,
    chart: &str,
    fitted: &mut Fitted,
    render: &Render<'_>,
) -> Result<bool, Error> {
    let switches = rows::table(chart).map_or(&[][..], |table| table.switches);
    let mut found = false;
    for switch in switches.iter().filter(|switch| switch.written_twice) {
        if !fitted.helm.iter().any(|doc| doc.id().kind == switch.kind) {
            continue;
        }
        found = true;
        let keys: Vec<&str> = switch.value.split(' ').collect();
        fitted.values = Proposal::Set(Value::Bool(false)).apply(&fitted.values, &keys);
        fitted.settings.retain(|setting| setting.value != keys);
    }
    if found {
        fitted.helm = render(&fitted.values)?;
        fitted.pairs = sides.compare(&fitted.helm);
    }
    Ok(found)
}

struct Fit<'a> {
    sides: &'a Sides<'a>,
    render: &'a Render<'a>,
    switches: &'static [Switch],
    fitted: Fitted,
}

impl Fit<'_> {
    fn switches(&mut self) {
        for switch in self.switches {
            let missing = |pair: &Pair| {
                let side = if switch.wanted { &pair.helm } else { &pair.operator };
                side.is_none() && pair.id().kind == switch.kind
            };
            if self.fitted.pairs.iter().any(missing) {
                let (values, setting) = switched(switch, &self.fitted.values);
                self.keep_if_better(values, vec![setting]);
            }
        }
    }

    fn row(&mut self, row: &Row) {
        let found = self.fitted.pairs.iter().find(|pair| {
            let touched = |steps: &[Step]| overlaps(row.field, steps);
            pair.id().kind == row.kind
                && pair.limit().is_none()
                && pair.unexplained().any(|finding| touched(&finding.change.path.0))
        });
        let Some(pair) = found.cloned() else { return };
        let Some(operator) = pair.operator.as_ref().map(Doc::object) else { return };
        let Some(steps) = steps_of(&operator, row.field) else { return };
        let Some(field) = data::get(&operator, &steps).filter(|field| !field.is_nil()) else { return };
        let case = self.sides.case(&pair);
        let wanted = |step: Step, value: &Value| {
            let path: Vec<Step> = steps.iter().cloned().chain([step]).collect();
            let same = data::get(&case.helm, &path).is_some_and(|there| there.deep_equal(value))
                || data::get(&case.helm, &steps).is_some_and(|list| holds(&list, value));
            // The same key twice is no YAML to some programs.
            let twice = row.shape == Shape::Added && data::get(&case.helm, &path).is_some();
            !same && !twice && !proof::is_explained(&case, path, value)
        };
        let keys: Vec<&str> = row.value.split(' ').collect();
        for proposal in row.shape.proposals(&field, &wanted) {
            self.attempt(&proposal, &keys, row.kind, row.field);
        }
    }

    /// Tries a change of values.
    fn attempt(&mut self, proposal: &Proposal, keys: &[&str], kind: &'static str, field: &'static str) {
        let values = proposal.apply(&self.fitted.values, keys);
        let mut value: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        if let Proposal::Insert(key, _) = proposal {
            value.push(key.clone());
        }
        let mut settings = vec![Setting { value, kind, field }];
        let Some(pairs) = self.keep_if_better(values.clone(), settings.clone()) else { return };
        // What the value brings beside, another leaves out: istiod's autoscaler from two on has a budget.
        let brought = |switch: &&Switch| {
            !switch.wanted
                && pairs.iter().any(|pair| pair.operator.is_none() && pair.id().kind == switch.kind)
        };
        if let Some(switch) = self.switches.iter().find(brought) {
            let (values, setting) = switched(switch, &values);
            settings.push(setting);
            self.keep_if_better(values, settings);
        }
    }

    /// Keeps values if they make the sides more alike and nothing different that was not; else what comes of them.
    fn keep_if_better(&mut self, values: Map, mut settings: Vec<Setting>) -> Option<Vec<Pair>> {
        let helm = (self.render)(&values).ok()?;
        let pairs = self.sides.compare(&helm);
        if !is_better(&self.fitted.pairs, &pairs) {
            return Some(pairs);
        }
        self.fitted.settings.append(&mut settings);
        (self.fitted.values, self.fitted.helm, self.fitted.pairs) = (values, helm, pairs);
        None
    }
}

/// A copy of values with a switch thrown, and what it is for.
fn switched(switch: &Switch, values: &Map) -> (Map, Setting) {
    let to = periplus_yaml::parse(switch.to.as_bytes()).unwrap_or_default();
    let keys: Vec<&str> = switch.value.split(' ').collect();
    let value = keys.iter().map(|key| (*key).to_owned()).collect();
    (Proposal::Set(to).apply(values, &keys), Setting { value, kind: switch.kind, field: "" })
}

fn holds(list: &Value, value: &Value) -> bool {
    list.as_list().is_some_and(|list| list.iter().any(|item| item.deep_equal(value)))
}

/// The steps to a field of an object; elements of lists go by their names.
fn steps_of(object: &Value, field: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut value = object.clone();
    for part in field.split(' ') {
        let step = match value {
            Value::List(_) => Step::Element { key: "name".to_owned(), value: part.to_owned() },
            _ => Step::Key(part.to_owned()),
        };
        value = data::get(&value, std::slice::from_ref(&step))?;
        steps.push(step);
    }
    Some(steps)
}

/// Whether one of a field and a path leads to the other.
fn overlaps(field: &str, steps: &[Step]) -> bool {
    field.split(' ').zip(steps).all(|(part, step)| match step {
        Step::Key(key) => key == part,
        Step::Element { value, .. } => value == part,
        Step::Index(_) => true,
    })
}

fn is_better(old: &[Pair], new: &[Pair]) -> bool {
    let known = |pair: &Pair, path: &Path| {
        let same_kind = old.iter().filter(|other| other.id().kind == pair.id().kind);
        let mut paths = same_kind.flat_map(Pair::unexplained).map(|finding| &finding.change.path);
        paths.any(|other| other.0.iter().zip(&path.0).all(|(a, b)| a == b))
    };
    let all_known =
        new.iter().all(|pair| pair.unexplained().all(|finding| known(pair, &finding.change.path)));
    all_known && proof::weight(new) < proof::weight(old)
}
