//! How a chart's value is made of the field of a resource that it sets.

use crate::data;
use periplus_istio::diff::Step;
use periplus_value::{List, Map, Value};

/// How a value becomes a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The value is the field.
    Whole,
    /// The value is the field, with numbers as text: schemas of charts take quantities so.
    Quantities,
    /// The value's entries or elements are added to what the chart has in the field; the chart's own can't be changed.
    Added,
    /// The field is the value, which has entries by default.
    Merged,
    /// A map whose entries become a container's variables.
    Env,
    /// A list of a container's variables that come from somewhere.
    EnvFrom,
    /// The average utilization of a resource that an autoscaler aims at.
    Metric(&'static str),
    /// The value is the field but for one key.
    Without(&'static str),
}

/// A change of values to try.
#[derive(Clone, Debug)]
pub(crate) enum Proposal {
    /// The value as a whole.
    Set(Value),
    /// An entry of the map that the value is.
    Insert(String, Value),
    /// An element of the list that the value is.
    Append(Value),
}

impl Proposal {
    /// A copy of values with the change.
    pub(crate) fn apply(&self, values: &Map, keys: &[&str]) -> Map {
        let copy = values.deep_copy();
        let there = Value::Map(copy.clone()).at(keys);
        match self {
            Self::Set(value) => data::set(&copy, keys, value.clone()),
            Self::Insert(key, value) => {
                let keys: Vec<&str> = keys.iter().copied().chain([key.as_str()]).collect();
                data::set(&copy, &keys, value.clone());
            }
            Self::Append(value) => {
                let mut items = there.and_then(|v| v.as_list().map(|l| l.to_vec())).unwrap_or_default();
                items.push(value.clone());
                data::set(&copy, keys, List::new(items).into());
            }
        }
        copy
    }
}

impl Shape {
    /// What may make Helm's field into istioctl's. `wanted` says of an entry or element of istioctl's field whether it
    /// is to be carried over.
    pub(crate) fn proposals(self, operator: &Value, wanted: &dyn Fn(Step, &Value) -> bool) -> Vec<Proposal> {
        match self {
            Self::Whole => vec![Proposal::Set(without_nulls(operator))],
            Self::Quantities => vec![Proposal::Set(without_nulls(&numbers_as_text(operator)))],
            Self::Without(key) => {
                let Some(map) = operator.as_map() else { return Vec::new() };
                let map = map.shallow_copy();
                map.remove(key);
                vec![Proposal::Set(without_nulls(&map.into()))]
            }
            Self::Metric(name) => metric(operator, name).map(Proposal::Set).into_iter().collect(),
            Self::Added | Self::Merged => match operator {
                Value::Map(map) => {
                    let entries = map.entries().into_iter().map(|(k, v)| (k.to_str_lossy().into_owned(), v));
                    let wanted = entries.filter(|(key, value)| wanted(Step::Key(key.clone()), value));
                    wanted.map(|(key, value)| Proposal::Insert(key, value)).collect()
                }
                _ => elements(operator, wanted).into_iter().map(Proposal::Append).collect(),
            },
            Self::Env => {
                let variables = elements(operator, wanted).into_iter();
                let pair = |item: Value| {
                    let value = data::text_at(&item, "value")?;
                    Some(Proposal::Insert(data::text_at(&item, "name")?, value.as_str().into()))
                };
                variables.filter_map(pair).collect()
            }
            Self::EnvFrom => {
                let variables = elements(operator, wanted).into_iter();
                variables.filter(|item| item.at(&["valueFrom"]).is_some()).map(Proposal::Append).collect()
            }
        }
    }
}

/// The elements of a list to carry over; those with a name are known by it.
fn elements(list: &Value, wanted: &dyn Fn(Step, &Value) -> bool) -> Vec<Value> {
    let items = list.as_list().map(|list| list.to_vec()).unwrap_or_default();
    let step = |at: usize, item: &Value| match data::text_at(item, "name") {
        Some(value) => Step::Element { key: "name".to_owned(), value },
        None => Step::Index(at),
    };
    let kept = items.into_iter().enumerate().filter(|(at, item)| wanted(step(*at, item), item));
    kept.map(|(_, item)| item).collect()
}

/// A copy without nulls and the maps that hold nothing else.
fn without_nulls(value: &Value) -> Value {
    let Value::Map(map) = value else { return value.clone() };
    let kept = map.entries().into_iter().filter_map(|(key, value)| {
        let cleaned = without_nulls(&value);
        let emptied =
            matches!((&value, &cleaned), (Value::Map(a), Value::Map(b)) if !a.is_empty() && b.is_empty());
        (!cleaned.is_nil() && !emptied).then_some((key, cleaned))
    });
    Value::Map(kept.collect())
}

fn numbers_as_text(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            Value::Map(map.entries().into_iter().map(|(key, value)| (key, numbers_as_text(&value))).collect())
        }
        Value::Int(_) | Value::Float(_) => {
            data::text(value).map_or_else(|| value.clone(), |text| text.as_str().into())
        }
        other => other.clone(),
    }
}

fn metric(metrics: &Value, name: &str) -> Option<Value> {
    let resources = metrics.as_list()?.iter().filter_map(|metric| metric.at(&["resource"]));
    let resource = resources.into_iter().find(|r| data::text_at(r, "name").as_deref() == Some(name))?;
    resource.at(&["target", "averageUtilization"]).or_else(|| resource.at(&["targetAverageUtilization"]))
}
