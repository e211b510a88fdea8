//! Defaults: Sprig's page "Default Functions", mirrors `defaults.go`. Sprig's `empty` is the templates' untruth.

use crate::args::Args;
use crate::rows::{ANY, BOOL, row, variadic};
use periplus_template::Function;
use periplus_value::Value;

pub(crate) const TABLE: &[Function] = &[
    variadic("default", &[ANY, ANY], |a| {
        Ok(a.get(1).filter(|given| given.truth()).unwrap_or(a.at(0)).clone())
    }),
    row("empty", &[ANY], |a| Ok((!a.at(0).truth()).into())),
    variadic("coalesce", &[ANY], |a| Ok(a.iter().find(|v| v.truth()).cloned().unwrap_or_default())),
    variadic("all", &[ANY], |a| Ok(a.iter().all(Value::truth).into())),
    variadic("any", &[ANY], |a| Ok(a.iter().any(Value::truth).into())),
    row("ternary", &[ANY, ANY, BOOL], |a| Ok(a.at(usize::from(!a.truth(2))).clone())),
];
