//! The keywords that apply to values of every type.

use super::check::{Check, Stop};
use super::draft::Draft;
use super::equality::{COMPARISON, equal, type_name};
use super::failure::Kind;
use super::format;
use super::number::Decimal;
use periplus_value::{Str, Value};

/// JSON's types in the order in which messages name them.
pub(super) const TYPES: [&str; 7] = ["null", "boolean", "number", "integer", "string", "array", "object"];

impl Check<'_> {
    pub(super) fn check_type(&self, value: &Value) -> Result<(), Stop> {
        let Some(got) = type_name(value) else {
            let name = value.go_type().map_or_else(String::new, |t| t.to_string());
            return Err(self.refused(Kind::NotJson(name)));
        };
        let names: Vec<Value> = match self.get("type") {
            Some(Value::List(names)) => names.to_vec(),
            Some(name) => vec![name],
            None => return Ok(()),
        };
        let wants = |name: &str| names.iter().any(|n| n.as_string().is_some_and(|n| *n == name));
        let want: Vec<&'static str> = TYPES.into_iter().filter(|name| wants(name)).collect();
        let whole = || Decimal::of(value).is_some_and(|n| n.is_integer());
        if want.is_empty() || want.contains(&got) || want.contains(&"integer") && got == "number" && whole() {
            return Ok(());
        }
        Err(self.refused(Kind::Type { got: got.to_owned(), want }))
    }

    pub(super) fn check_constant(&self, value: &Value) -> Result<(), Stop> {
        if let Some(want) = self.get("const").filter(|_| self.dialect.draft >= Draft::V6)
            && !self.is_one_of(value, std::slice::from_ref(&want))?
        {
            return Err(self.refused(Kind::Const(want)));
        }
        let bare = self.dialect.draft < Draft::V2019 && self.get("$ref").is_some();
        match self.list("enum").filter(|_| !bare) {
            Some(values) if !self.is_one_of(value, &values)? => {
                Err(self.refused(Kind::Enum(values.to_vec())))
            }
            _ => Ok(()),
        }
    }

    fn is_one_of(&self, value: &Value, wanted: &[Value]) -> Result<bool, Stop> {
        for want in wanted {
            let mut looked = 0;
            let is_same = equal(value, want, &mut looked);
            self.checker.spend(looked.saturating_mul(COMPARISON))?;
            if is_same {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn check_format(&self, value: &Value) -> Result<(), Stop> {
        if self.dialect.draft >= Draft::V2019 && !self.checker.assert_format {
            // A vocabulary's own schemas are left with `format` only if it is about that.
            let registry = self.checker.registry.borrow();
            if self.dialect.vocabulary.is_none_or(|named| registry.resource(named).is_draft()) {
                return Ok(());
            }
        }
        let Some(want) = self.text("format") else { return Ok(()) };
        let Value::String(text) = value else { return Ok(()) };
        let checked = match want.as_str() {
            "regex" => self.checker.compiled(text)?.map(drop),
            _ => format::check(&want, &text.to_str_lossy()),
        };
        match checked {
            Ok(()) => Ok(()),
            Err(why) => Err(self.refused(Kind::Format { got: value.clone(), want, why })),
        }
    }

    /// `not`, `allOf`, `anyOf` and `oneOf`.
    pub(super) fn check_combined(&mut self, value: &Value) -> Result<(), Stop> {
        if let Some(not) = self.get("not") {
            let schema = self.sub(not);
            match self.same(&schema, "", value) {
                Ok(()) => self.fail(Kind::Not),
                Err(Stop::Failed(_)) => {}
                Err(fatal) => return Err(fatal),
            }
        }
        self.check_all_of(value)?;
        self.check_any_of(value)?;
        self.check_one_of(value)
    }

    fn check_all_of(&mut self, value: &Value) -> Result<(), Stop> {
        let mut failures = Vec::new();
        for schema in self.list("allOf").iter().flat_map(|list| list.iter()) {
            let schema = self.sub(schema.clone());
            match self.same(&schema, "", value) {
                Ok(()) => {}
                Err(Stop::Failed(failure)) => failures.push(failure),
                Err(fatal) => return Err(fatal),
            }
        }
        if !failures.is_empty() {
            self.fail_with(Kind::AllOf, failures);
        }
        Ok(())
    }

    fn check_any_of(&mut self, value: &Value) -> Result<(), Stop> {
        let Some(schemas) = self.list("anyOf").filter(|list| !list.is_empty()) else { return Ok(()) };
        let (mut failures, mut matched) = (Vec::new(), false);
        for schema in schemas.iter() {
            let schema = self.sub(schema.clone());
            match self.same(&schema, "", value) {
                Ok(()) => matched = true,
                Err(Stop::Failed(failure)) => failures.push(failure),
                Err(fatal) => return Err(fatal),
            }
            if matched && self.rest.is_empty() {
                break;
            }
        }
        if !matched {
            self.fail_with(Kind::AnyOf, failures);
        }
        Ok(())
    }

    fn check_one_of(&mut self, value: &Value) -> Result<(), Stop> {
        let Some(schemas) = self.list("oneOf").filter(|list| !list.is_empty()) else { return Ok(()) };
        let (mut failures, mut matched) = (Vec::new(), None);
        for (index, schema) in schemas.iter().enumerate() {
            let schema = self.sub(schema.clone());
            match (self.same(&schema, "", value), matched) {
                (Ok(()), None) => matched = Some(index),
                (Ok(()), Some(first)) => {
                    self.fail(Kind::OneOf(Some((first, index))));
                    break;
                }
                (Err(Stop::Failed(failure)), _) => failures.push(failure),
                (Err(fatal), _) => return Err(fatal),
            }
        }
        if matched.is_none() {
            self.fail_with(Kind::OneOf(None), failures);
        }
        Ok(())
    }

    /// `if`, `then` and `else`.
    pub(super) fn check_conditional(&mut self, value: &Value) -> Result<(), Stop> {
        let Some(condition) = self.get("if").filter(|_| self.dialect.draft >= Draft::V7) else {
            return Ok(());
        };
        let condition = self.sub(condition);
        let branch = match self.same(&condition, "", value) {
            Ok(()) => "then",
            Err(Stop::Failed(_)) => "else",
            Err(fatal) => return Err(fatal),
        };
        let Some(schema) = self.get(branch) else { return Ok(()) };
        let schema = self.sub(schema);
        let outcome = self.same(&schema, "", value);
        self.gather(outcome)
    }

    /// `unevaluatedProperties` and `unevaluatedItems`.
    pub(super) fn check_unevaluated(&mut self, value: &Value) -> Result<(), Stop> {
        let rest = std::mem::take(&mut self.rest);
        if let (Value::Map(object), Some(schema)) = (value, self.get("unevaluatedProperties")) {
            for name in &rest.properties {
                let outcome = self.part(schema.clone(), &object.get(name).unwrap_or_default(), name.clone());
                self.gather(outcome)?;
            }
        } else {
            self.rest.properties = rest.properties;
        }
        if let (Value::List(list), Some(schema)) = (value, self.get("unevaluatedItems")) {
            for index in rest.items {
                let item = list.get(index).cloned().unwrap_or_default();
                let outcome = self.part(schema.clone(), &item, Str::from(index.to_string()));
                self.gather(outcome)?;
            }
        } else {
            self.rest.items = rest.items;
        }
        Ok(())
    }
}
