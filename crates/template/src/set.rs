//! Named templates, in layers.

use crate::error::Error;
use crate::funcs::Functions;
use crate::limits::Limits;
use crate::node::Tree;
use crate::parser::{self, Parsed};
use periplus_value::Str;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The templates that know each other, and the functions they may call. A clone shares all trees and is cheap;
/// what is added to it is unknown to the original (Go's `Template.Clone`).
#[derive(Clone, Debug)]
pub struct Set {
    functions: Functions,
    layer: Rc<Layer>,
}

#[derive(Clone, Debug, Default)]
struct Layer {
    below: Option<Rc<Layer>>,
    trees: BTreeMap<Str, Rc<Tree>>,
}

impl Set {
    /// No templates.
    pub fn new(functions: Functions) -> Self {
        Self { functions, layer: Rc::default() }
    }

    /// The same templates with other functions of the same names (another clock, another host). `None`: the names differ.
    pub fn with_functions(&self, functions: Functions) -> Option<Self> {
        self.functions.same_names(&functions).then(|| Self { functions, layer: Rc::clone(&self.layer) })
    }

    /// Parses a text under a name, which errors show, and adds what it defines. Later definitions replace earlier
    /// ones of the same name, but blank ones don't. After an error nothing is added.
    pub fn parse(
        &mut self,
        name: impl Into<Str>,
        text: impl Into<Str>,
        limits: &Limits,
    ) -> Result<(), Box<Error>> {
        let parsed = self.parse_only(name, text, limits)?;
        self.add(&parsed);
        Ok(())
    }

    /// Parses a text without adding it; [`Set::add`] adds it to this set or any other with the same functions.
    pub fn parse_only(
        &self,
        name: impl Into<Str>,
        text: impl Into<Str>,
        limits: &Limits,
    ) -> Result<Parsed, Box<Error>> {
        parser::parse(name.into(), &text.into(), &self.functions, limits.nesting)
    }

    /// Adds the templates of a parsed text.
    pub fn add(&mut self, parsed: &Parsed) {
        for tree in parsed.trees.iter() {
            if tree.is_blank() && self.lookup(tree.name.as_bytes()).is_some() {
                continue;
            }
            Rc::make_mut(&mut self.layer).trees.insert(tree.name.clone(), Rc::clone(tree));
        }
    }

    /// Whether there is a template of this name.
    pub fn contains(&self, name: impl AsRef<[u8]>) -> bool {
        self.lookup(name.as_ref()).is_some()
    }

    /// The functions.
    pub fn functions(&self) -> &Functions {
        &self.functions
    }

    /// A set on top of this one.
    pub(crate) fn layered(&self) -> Self {
        let layer = Layer { below: Some(Rc::clone(&self.layer)), trees: BTreeMap::new() };
        Self { functions: self.functions.clone(), layer: Rc::new(layer) }
    }

    pub(crate) fn lookup(&self, name: &[u8]) -> Option<Rc<Tree>> {
        let mut layer = &self.layer;
        loop {
            if let Some(tree) = layer.trees.get(name) {
                return Some(Rc::clone(tree));
            }
            layer = layer.below.as_ref()?;
        }
    }
}
