//! The keywords for objects, arrays, strings and numbers.

use super::check::{Check, Stop};
use super::draft::Draft;
use super::equality::{COMPARISON, digits, duplicate};
use super::failure::{Failure, Kind};
use super::number::Decimal;
use periplus_value::{List, Map, Str, Value};
use std::cmp::Ordering;

/// The keywords for numbers, and what it costs to hold a number against them.
const NUMERIC: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const NUMBER: usize = 500;

impl Check<'_> {
    pub(super) fn check_object(&mut self, object: &Map) -> Result<(), Stop> {
        self.check_size("minProperties", "maxProperties", object.len());
        let missing = self.list("required").map(|names| missing(object, &names)).unwrap_or_default();
        if !missing.is_empty() {
            self.fail(Kind::Required(missing));
        }
        self.check_dependencies("dependencies", object)?;
        self.check_properties(object)?;
        if self.dialect.draft >= Draft::V6 {
            self.check_names(object)?;
        }
        if self.dialect.draft >= Draft::V2019 {
            self.check_dependencies("dependentSchemas", object)?;
            self.check_dependencies("dependentRequired", object)?;
        }
        Ok(())
    }

    fn check_dependencies(&mut self, keyword: &str, object: &Map) -> Result<(), Stop> {
        let Some(Value::Map(dependencies)) = self.get(keyword) else { return Ok(()) };
        for (name, wanted) in dependencies.entries() {
            match wanted {
                _ if !object.contains(&name) => {}
                Value::List(names) => {
                    let missing = missing(object, &names);
                    if !missing.is_empty() {
                        self.fail(Kind::Dependency(missing, name));
                    }
                }
                schema => {
                    let schema = self.sub(schema);
                    let outcome = self.same(&schema, "", &Value::Map(object.clone()));
                    self.gather(outcome)?;
                }
            }
        }
        Ok(())
    }

    fn check_properties(&mut self, object: &Map) -> Result<(), Stop> {
        let properties = self.map.get_map("properties");
        let patterns = self.map.get_map("patternProperties");
        let additional = self.get("additionalProperties");
        let mut unknown = Vec::new();
        for (name, value) in object.entries() {
            let mut schemas: Vec<Value> = properties.iter().filter_map(|map| map.get(&name)).collect();
            for (pattern, schema) in patterns.iter().flat_map(Map::entries) {
                if self.checker.matches(&pattern, &name)? {
                    schemas.push(schema);
                }
            }
            match (&additional, schemas.is_empty()) {
                (Some(Value::Bool(false)), true) => unknown.push(name.clone()),
                (Some(schema), true) => schemas.push(schema.clone()),
                (None, true) => continue,
                _ => {}
            }
            self.rest.properties.remove(&name);
            for schema in schemas {
                let outcome = self.part(schema, &value, name.clone());
                self.gather(outcome)?;
            }
        }
        if !unknown.is_empty() {
            self.fail(Kind::AdditionalProperties(unknown));
        }
        Ok(())
    }

    fn check_names(&mut self, object: &Map) -> Result<(), Stop> {
        let Some(schema) = self.get("propertyNames") else { return Ok(()) };
        for name in object.keys() {
            let schema = self.sub(schema.clone());
            match self.checker.run(&schema, &Value::String(name.clone())) {
                Ok(_) => {}
                Err(Stop::Failed(failure)) => {
                    let causes = match failure {
                        Failure { kind: Kind::Group, causes, .. } => causes,
                        other => vec![other],
                    };
                    let failure = Failure { at: None, kind: Kind::PropertyName(name), causes };
                    self.gather::<()>(Err(Stop::Failed(failure)))?;
                }
                Err(fatal) => return Err(fatal),
            }
        }
        Ok(())
    }

    pub(super) fn check_array(&mut self, list: &List) -> Result<(), Stop> {
        self.check_size("minItems", "maxItems", list.len());
        if self.get("uniqueItems").and_then(|v| v.as_bool()) == Some(true)
            && let Some((first, second)) = duplicate(list, |cost| self.checker.spend(cost))?
        {
            self.fail(Kind::Duplicate(first, second));
        }
        if self.dialect.draft >= Draft::V2020 {
            let prefix = self.list("prefixItems").unwrap_or_else(|| List::new(Vec::new()));
            self.check_items(list, &prefix, self.get("items").as_ref())?;
        } else {
            self.check_old_items(list)?;
        }
        if self.dialect.draft >= Draft::V6 { self.check_contains(list) } else { Ok(()) }
    }

    fn check_old_items(&mut self, list: &List) -> Result<(), Stop> {
        match self.get("items") {
            Some(Value::List(tuple)) => match self.get("additionalItems") {
                Some(Value::Bool(false)) if list.len() > tuple.len() => {
                    self.check_items(list, &tuple, None)?;
                    self.fail(Kind::AdditionalItems(list.len() - tuple.len()));
                    Ok(())
                }
                rest => self.check_items(list, &tuple, rest.as_ref()),
            },
            all => self.check_items(list, &List::new(Vec::new()), all.as_ref()),
        }
    }

    /// The first items against a schema each, the others against one.
    fn check_items(&mut self, list: &List, first: &List, rest: Option<&Value>) -> Result<(), Stop> {
        for (index, item) in list.iter().enumerate() {
            let Some(schema) = first.get(index).or(rest) else { break };
            // The library counts the remaining items from nought, too (validator.go, arrValidate).
            let shown = if index < first.len() { index } else { index - first.len() };
            let outcome = self.part(schema.clone(), item, Str::from(shown.to_string()));
            self.gather(outcome)?;
        }
        Ok(())
    }

    fn check_contains(&mut self, list: &List) -> Result<(), Stop> {
        let Some(schema) = self.get("contains") else { return Ok(()) };
        let (mut failures, mut matched) = (Vec::new(), Vec::new());
        for (index, item) in list.iter().enumerate() {
            match self.part(schema.clone(), item, Str::from(index.to_string())) {
                Ok(()) => matched.push(index),
                Err(Stop::Failed(failure)) => failures.push(failure),
                Err(fatal) => return Err(fatal),
            }
        }
        if self.dialect.draft >= Draft::V2020 {
            self.rest.items.retain(|index| matched.binary_search(index).is_err());
        }
        let bounds = self.dialect.draft >= Draft::V2019;
        match self.count("minContains").filter(|_| bounds) {
            Some(want) if (matched.len() as i64) < want => {
                self.fail_with(Kind::MinContains(matched.clone(), want), failures);
            }
            None if matched.is_empty() => self.fail_with(Kind::Contains, failures),
            _ => {}
        }
        match self.count("maxContains").filter(|_| bounds) {
            Some(want) if matched.len() as i64 > want => self.fail(Kind::MaxContains(matched, want)),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn check_string(&mut self, text: &Str) -> Result<(), Stop> {
        self.check_size("minLength", "maxLength", text.to_str_lossy().chars().count());
        let Some(Value::String(pattern)) = self.get("pattern") else { return Ok(()) };
        if !self.checker.matches(&pattern, text)? {
            self.fail(Kind::Pattern { got: text.clone(), want: pattern });
        }
        Ok(())
    }

    pub(super) fn check_number(&mut self, value: &Value) -> Result<(), Stop> {
        if !NUMERIC.iter().any(|keyword| self.map.contains(keyword)) {
            return Ok(());
        }
        let bounds = NUMERIC.iter().filter_map(|keyword| self.get(keyword)).map(|bound| digits(&bound));
        let long = bounds.map(|bound| bound + digits(value)).sum::<usize>();
        self.checker.spend(NUMBER + long.saturating_mul(COMPARISON))?;
        let Some(number) = Decimal::of(value) else { return Ok(()) };
        for (keyword, from, strict, wrong) in self.bounds() {
            let Some(bound) = self.get(from).and_then(|v| Decimal::of(&v)) else { continue };
            let order = number.compare(&bound);
            if order == wrong || strict && order.is_eq() {
                self.fail(Kind::Bound(keyword, number.to_f64(), bound.to_f64()));
            }
        }
        if let Some(step) = self.get("multipleOf").and_then(|v| Decimal::of(&v))
            && !number.is_multiple_of(&step)
        {
            self.fail(Kind::Bound("multipleOf", number.to_f64(), step.to_f64()));
        }
        Ok(())
    }

    /// The bounds of a number: what messages call each, where it stands, whether it excludes itself, what breaks it.
    /// In draft 4 `exclusiveMinimum` is a flag beside `minimum`.
    fn bounds(&self) -> [(&'static str, &'static str, bool, Ordering); 4] {
        let flag = |keyword: &str| self.get(keyword).and_then(|v| v.as_bool()) == Some(true);
        let row = |keyword: &'static str, exclusive: &'static str, wrong| {
            if flag(exclusive) {
                [(keyword, "", false, wrong), (exclusive, keyword, true, wrong)]
            } else {
                [(keyword, keyword, false, wrong), (exclusive, exclusive, true, wrong)]
            }
        };
        let [least, above] = row("minimum", "exclusiveMinimum", Ordering::Less);
        let [most, below] = row("maximum", "exclusiveMaximum", Ordering::Greater);
        [least, most, above, below]
    }

    fn check_size(&mut self, least: &'static str, most: &'static str, got: usize) {
        for (keyword, wrong) in [(least, Ordering::Less), (most, Ordering::Greater)] {
            if let Some(want) = self.count(keyword)
                && (got as i64).cmp(&want) == wrong
            {
                self.fail(Kind::Count(keyword, got, want));
            }
        }
    }
}

fn missing(object: &Map, names: &List) -> Vec<Str> {
    names.iter().filter_map(|name| name.as_string()).filter(|name| !object.contains(name)).cloned().collect()
}
