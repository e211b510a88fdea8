//! Holds a value against a schema: the keywords that apply to every type, and how failures gather.

use super::budget::Budget;
use super::dialect::Dialect;
use super::draft::Draft;
use super::failure::{Failure, Kind, Place, Step, TOO_MUCH, escape};
use super::number::Decimal;
use super::registry::{Registry, Schema, string};
use super::unevaluated::Unevaluated;
use periplus_value::{GO_MAX_DEPTH, List, Map, Str, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::format::{self, Pattern};

/// Schemas applied within each other deeper than this are refused: a few for each level that values may have. A browser's
/// stack is small.
const MAX_DEPTH: usize = if cfg!(any(target_family = "wasm", fuzzing)) { 400 } else { 4 * GO_MAX_DEPTH };
/// What it costs to look at a schema, to make an instruction of a pattern, to take a step of it, and to keep a failure:
/// cyclic combinations of `anyOf` could go on for ever.
const SCHEMA: usize = 50;
const INSTRUCTION: usize = 50;
const PATTERN_STEP: usize = 4;
const FAILURE: usize = 1000;
/// What it costs to keep in mind that a part of a value wasn't looked at.
const UNEVALUATED: usize = 50;

/// What stays the same while one document is checked.
pub(super) struct Checker<'r> {
    pub(super) registry: &'r RefCell<Registry>,
    /// `format` is an assertion in every draft; so are metaschemas checked.
    pub(super) assert_format: bool,
    patterns: RefCell<BTreeMap<Str, Pattern>>,
    budget: &'r Budget,
}

/// One schema being applied, and what led to it.
pub(super) struct Scope<'s> {
    pub(super) schema: &'s Schema,
    pub(super) parent: Option<&'s Scope<'s>>,
    /// `$ref` and the like, when that is how it was reached.
    keyword: &'static str,
    at: Place,
    /// The nearest scope around the one before that came from another resource.
    outer: Option<&'s Scope<'s>>,
    /// How many schemas were applied to the same value before.
    turn: usize,
    depth: usize,
}

/// Why a check ended: the value is wrong, or checking can't go on.
#[derive(Debug)]
pub(super) enum Stop {
    Failed(Failure),
    Fatal(String),
}

/// Failures of one schema, gathered.
pub(super) struct Check<'c> {
    pub(super) checker: &'c Checker<'c>,
    pub(super) scope: &'c Scope<'c>,
    pub(super) map: &'c Map,
    pub(super) dialect: Dialect,
    pub(super) rest: Unevaluated,
    failures: Vec<Failure>,
    /// How many of them are failures of this schema itself.
    noted: usize,
}

pub(super) type Checked = Result<Unevaluated, Stop>;

impl<'r> Checker<'r> {
    pub(super) fn new(registry: &'r RefCell<Registry>, budget: &'r Budget, assert_format: bool) -> Self {
        Self { registry, assert_format, patterns: RefCell::default(), budget }
    }

    /// Checks a value against a schema from the top.
    pub(super) fn run(&self, schema: &Schema, value: &Value) -> Checked {
        let scope = Scope { schema, parent: None, keyword: "", at: None, outer: None, turn: 0, depth: 0 };
        self.apply(scope, value, false)
    }

    /// Accounts for work before it is done.
    pub(super) fn spend(&self, amount: usize) -> Result<(), Stop> {
        self.budget.spend(amount).map_err(Stop::Fatal)
    }

    /// Whether a pattern matches; a pattern that is no regular expression ends the check.
    pub(super) fn matches(&self, pattern: &Str, text: &Str) -> Result<bool, Stop> {
        self.spend(SCHEMA)?;
        let compiled = self.compiled(pattern)?.map_err(Stop::Fatal)?;
        let mut spent = Ok(());
        let found = compiled.is_match(text.as_bytes(), &mut |steps| {
            spent = self.spend(steps.saturating_mul(PATTERN_STEP));
            spent.is_ok()
        });
        spent.map(|()| found)
    }

    /// A pattern that was compiled before, or now; or why it is none.
    pub(super) fn compiled(&self, pattern: &Str) -> Result<Result<Pattern, String>, Stop> {
        if let Some(compiled) = self.patterns.borrow().get(pattern) {
            return Ok(Ok(compiled.clone()));
        }
        self.spend(pattern.len().saturating_mul(INSTRUCTION))?;
        let compiled = format::compile(&pattern.to_str_lossy());
        if let Ok(compiled) = &compiled {
            self.spend(compiled.size().saturating_mul(INSTRUCTION))?;
            self.patterns.borrow_mut().insert(pattern.clone(), compiled.clone());
        }
        Ok(compiled)
    }

    fn apply(&self, scope: Scope<'_>, value: &Value, wanted: bool) -> Checked {
        let other = self.other_metaschema(&scope, value);
        let scope = Scope { schema: other.as_ref().unwrap_or(scope.schema), ..scope };
        self.spend(SCHEMA + length(value) + scope.turn)?;
        if scope.depth > MAX_DEPTH {
            return Err(Stop::Fatal(TOO_MUCH.to_owned()));
        }
        let map = match &scope.schema.value {
            Value::Bool(false) => {
                self.spend(FAILURE)?;
                return Err(scope.failed(Kind::False));
            }
            Value::Map(map) if !map.is_empty() => map,
            _ => return Ok(Unevaluated::of(value, None, wanted, Draft::DEFAULT)),
        };
        self.spend(map.borrow().values().map(length).sum())?;
        if let Some(earlier) = scope.cycle() {
            let size = self.registry.borrow().size();
            self.spend(size.saturating_mul(scope.depth + 1).saturating_add(FAILURE))?;
            return Err(scope.failed(self.cycle(&scope, earlier)));
        }
        let dialect = self.registry.borrow().resource(scope.schema.resource).dialect;
        let map = &self.registry.borrow().known(scope.schema, map);
        let rest = Unevaluated::of(value, Some(map), wanted, dialect.draft);
        self.spend(rest.len().saturating_mul(UNEVALUATED))?;
        let (failures, noted) = (Vec::new(), 0);
        Check { checker: self, scope: &scope, map, dialect, rest, failures, noted }.run(value)
    }

    /// The metaschema of another draft, to which a schema inside a schema is held.
    fn other_metaschema(&self, scope: &Scope<'_>, value: &Value) -> Option<Schema> {
        if !self.assert_format {
            return None;
        }
        let mut registry = self.registry.borrow_mut();
        let root = &registry.resource(scope.schema.resource).root;
        if !root.as_map()?.same(scope.schema.value.as_map()?) {
            return None;
        }
        let resource = registry.metaschema_for(scope.schema.resource, value)?;
        Some(Schema { value: registry.resource(resource).root.clone(), resource })
    }

    fn cycle(&self, scope: &Scope<'_>, earlier: &Scope<'_>) -> Kind {
        let registry = self.registry.borrow();
        let place = |scope: &Scope<'_>| scope.keyword_location(&registry);
        Kind::Cycle(place(scope), place(earlier), scope.location(&registry))
    }
}

impl Scope<'_> {
    /// What is wrong with the value.
    fn failure(&self, kind: Kind, causes: Vec<Failure>) -> Failure {
        Failure { at: self.at.clone(), kind, causes }
    }

    /// A failure that ends the look at the value.
    fn failed(&self, kind: Kind) -> Stop {
        Stop::Failed(self.failure(kind, Vec::new()))
    }

    /// The scope through which this one's resource was entered.
    fn entry(&self) -> &Self {
        let is_inside = |parent: &&Self| parent.schema.resource == self.schema.resource;
        self.parent.filter(is_inside).and(self.outer).unwrap_or(self)
    }

    /// The scopes that entered resources, inner ones first.
    fn entries(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self.entry()), |scope| scope.outer)
    }

    /// The same schema being applied to the same value already.
    fn cycle(&self) -> Option<&Self> {
        let mut same_value = std::iter::successors(self.parent, |scope| scope.parent).take(self.turn);
        same_value.find(|scope| scope.schema.identity() == self.schema.identity())
    }

    fn location(&self, registry: &Registry) -> String {
        registry.location(self.schema)
    }

    fn keyword_location(&self, registry: &Registry) -> String {
        let Some(parent) = self.parent else { return String::new() };
        let step = if self.keyword.is_empty() {
            let (own, base) = (self.location(registry), parent.location(registry));
            own.get(base.len()..).unwrap_or_default().to_owned()
        } else {
            format!("/{}", escape(self.keyword))
        };
        parent.keyword_location(registry) + &step
    }
}

/// What a value or a keyword's value has to be walked through.
pub(super) fn length(value: &Value) -> usize {
    match value {
        Value::List(list) => list.len(),
        Value::Map(map) => map.len(),
        Value::String(text) => text.len() / 8,
        _ => 1,
    }
}

impl Check<'_> {
    fn run(mut self, value: &Value) -> Checked {
        let reference = self.text("$ref");
        if let Some(reference) = reference.as_ref().filter(|_| self.dialect.draft < Draft::V2019) {
            // Beside `$ref` nothing counts but `const`, which came after draft 4 (objcompiler.go).
            self.check_constant(value)?;
            let target = self.resolve(reference)?;
            return self.follow("$ref", &target, value).map(|()| self.rest);
        }
        self.check_type(value)?;
        self.check_constant(value)?;
        self.check_format(value)?;
        if let Some(reference) = reference {
            let target = self.resolve(&reference)?;
            let outcome = self.follow("$ref", &target, value);
            self.gather(outcome)?;
        }
        match value {
            Value::Map(object) => self.check_object(object)?,
            Value::List(items) => self.check_array(items)?,
            Value::String(text) => self.check_string(text)?,
            _ => self.check_number(value)?,
        }
        if self.dialect.draft >= Draft::V2019 {
            self.check_dynamic(value)?;
        }
        self.check_combined(value)?;
        self.check_conditional(value)?;
        if self.dialect.draft >= Draft::V2019 {
            self.check_unevaluated(value)?;
        }
        self.close()
    }

    fn close(mut self) -> Checked {
        let is_group = self.failures.len() > 1;
        self.checker.spend((self.noted + usize::from(is_group)).saturating_mul(FAILURE))?;
        match self.failures.len() {
            0 => Ok(self.rest),
            1 => Err(self.failures.pop().map_or_else(|| Stop::Fatal(String::new()), Stop::Failed)),
            _ => {
                let causes = std::mem::take(&mut self.failures);
                Err(Stop::Failed(self.scope.failure(Kind::Group, causes)))
            }
        }
    }

    /// A keyword's value.
    pub(super) fn get(&self, keyword: &str) -> Option<Value> {
        self.map.get(keyword)
    }

    /// A keyword's value when it is a string.
    pub(super) fn text(&self, keyword: &str) -> Option<String> {
        string(self.map, keyword)
    }

    /// A keyword's value when it is a whole number.
    pub(super) fn count(&self, keyword: &str) -> Option<i64> {
        Decimal::of(&self.get(keyword)?)?.as_i64()
    }

    /// A keyword's value when it is a list.
    pub(super) fn list(&self, keyword: &str) -> Option<List> {
        self.get(keyword)?.as_list().cloned()
    }

    /// What is wrong with the value, where nothing else counts then.
    pub(super) fn refused(&self, kind: Kind) -> Stop {
        self.checker.spend(FAILURE).err().unwrap_or_else(|| self.scope.failed(kind))
    }

    /// Notes a failure of this value.
    pub(super) fn fail(&mut self, kind: Kind) {
        self.fail_with(kind, Vec::new());
    }

    /// Notes a failure with what failed below.
    pub(super) fn fail_with(&mut self, kind: Kind, causes: Vec<Failure>) {
        self.noted += 1;
        self.failures.push(self.scope.failure(kind, causes));
    }

    /// Keeps a failure and goes on; passes on what ends everything.
    pub(super) fn gather<T>(&mut self, outcome: Result<T, Stop>) -> Result<(), Stop> {
        match outcome {
            Ok(_) => Ok(()),
            Err(Stop::Failed(failure)) => {
                self.failures.push(failure);
                Ok(())
            }
            Err(fatal) => Err(fatal),
        }
    }

    /// A subschema of this one.
    pub(super) fn sub(&self, value: Value) -> Schema {
        self.checker.registry.borrow().enter(value, self.scope.schema.resource)
    }

    /// Applies a subschema to the same value; what it looked at is looked at.
    pub(super) fn same(&mut self, schema: &Schema, keyword: &'static str, value: &Value) -> Result<(), Stop> {
        let scope = Scope {
            schema,
            parent: Some(self.scope),
            keyword,
            at: self.scope.at.clone(),
            outer: Some(self.scope.entry()),
            turn: self.scope.turn + 1,
            depth: self.scope.depth + 1,
        };
        let rest = self.checker.apply(scope, value, !self.rest.is_empty())?;
        self.rest.keep_only(&rest);
        Ok(())
    }

    /// Applies a subschema to a part of the value.
    pub(super) fn part(&self, schema: Value, value: &Value, name: Str) -> Result<(), Stop> {
        let schema = self.sub(schema);
        let scope = Scope {
            schema: &schema,
            parent: Some(self.scope),
            keyword: "",
            at: Some(Rc::new(Step { name, from: self.scope.at.clone() })),
            outer: Some(self.scope.entry()),
            turn: 0,
            depth: self.scope.depth + 1,
        };
        self.checker.apply(scope, value, false).map(|_| ())
    }

    fn resolve(&self, reference: &str) -> Result<Schema, Stop> {
        self.checker.spend(self.checker.registry.borrow().cost(reference))?;
        self.checker.registry.borrow_mut().resolve(self.scope.schema.resource, reference).map_err(Stop::Fatal)
    }

    /// Applies what a reference leads to; several failures there stand below one of its own.
    fn follow(&mut self, keyword: &'static str, target: &Schema, value: &Value) -> Result<(), Stop> {
        self.same(target, keyword, value).map_err(|stop| match stop {
            Stop::Failed(Failure { kind: Kind::Group, causes, .. }) => {
                Stop::Failed(self.scope.failure(Kind::Reference, causes))
            }
            stop => stop,
        })
    }

    /// `$recursiveRef` and `$dynamicRef`: the outermost schema of that name among those being applied.
    fn check_dynamic(&mut self, value: &Value) -> Result<(), Stop> {
        if let Some(reference) = self.text("$recursiveRef") {
            let mut target = self.resolve(&reference)?;
            if is_recursive(&target.value) {
                // What was applied there, which may be a part of the schema that has the anchor (validator.go).
                target = self.outermost(target, |registry, schema| {
                    is_recursive(&registry.resource(schema.resource).root).then(|| schema.clone())
                })?;
            }
            let outcome = self.follow("$recursiveRef", &target, value);
            self.gather(outcome)?;
        }
        if let Some(reference) = self.text("$dynamicRef").filter(|_| self.dialect.draft >= Draft::V2020) {
            let mut target = self.resolve(&reference)?;
            let name = reference.split_once('#').map_or("", |(_, name)| name).to_owned();
            let anchor = target.value.as_map().and_then(|map| string(map, "$dynamicAnchor"));
            if !name.is_empty() && anchor.as_ref() == Some(&name) {
                target = self.outermost(target, |registry, schema| {
                    registry.resource(schema.resource).dynamic(&name).cloned()
                })?;
            }
            let outcome = self.follow("$dynamicRef", &target, value);
            self.gather(outcome)?;
        }
        Ok(())
    }

    /// What the outermost scope has by a name; what is `first` if none has it.
    fn outermost(
        &self,
        first: Schema,
        named: impl Fn(&Registry, &Schema) -> Option<Schema>,
    ) -> Result<Schema, Stop> {
        self.checker.spend(self.scope.entries().count().saturating_mul(SCHEMA))?;
        let registry = self.checker.registry.borrow();
        Ok(self.scope.entries().filter_map(|scope| named(&registry, scope.schema)).last().unwrap_or(first))
    }
}

fn is_recursive(schema: &Value) -> bool {
    schema.at(&["$recursiveAnchor"]).and_then(|v| v.as_bool()).unwrap_or(false)
}
