//! Functions that templates call: their Go signature as data, and what they may ask of the engine.

use crate::error::FuncError;
use periplus_value::{Str, Type, Value, sorting};
use std::fmt;
use std::rc::Rc;

/// What a function returns: a value, or the Go error it returned (or the panic that text/template recovered).
pub type FuncResult = Result<Value, FuncError>;

/// What an item of a list or an entry of a map is charged: about the bytes that it takes.
pub(crate) const ITEM: usize = 64;

/// What a running function may ask of the engine that runs it.
pub trait Engine {
    /// Executes a named template with a dot, as Helm's `include` does: depth is counted, errors keep their position.
    fn include(&mut self, name: &Str, dot: &Value) -> Result<Str, FuncError>;

    /// Parses text and executes it with a dot, as Helm's `tpl` does; its definitions vanish afterwards.
    fn tpl(&mut self, text: &Str, dot: &Value) -> Result<Str, FuncError>;

    /// Accounts for work or memory (in bytes or elements) before it is done; the error when a limit is reached.
    fn charge(&mut self, amount: usize) -> Result<(), FuncError>;

    /// How much can still be charged: a bound for text whose size is not known beforehand.
    fn budget(&self) -> usize;
}

/// A function with state of its own.
pub type SharedBody = dyn Fn(&mut dyn Engine, &[Value]) -> FuncResult;

/// How a function is run. Arguments have been counted and converted to the parameter types by the caller.
#[derive(Clone)]
pub enum Body {
    /// Depends on its arguments alone. Their length is charged before it runs: the bytes of texts, the items of lists.
    Plain(fn(&[Value]) -> FuncResult),
    /// Needs the engine: limits, `include`, `tpl`.
    Engine(fn(&mut dyn Engine, &[Value]) -> FuncResult),
    /// Carries state of its own, such as the host's clock.
    Shared(Rc<SharedBody>),
}

/// A function with its Go signature.
#[derive(Clone)]
pub struct Function {
    /// The name templates call it by.
    pub name: &'static str,
    /// The parameter types, in order.
    pub params: &'static [Type],
    /// Whether the last parameter repeats (Go's `...T`).
    pub variadic: bool,
    /// The code.
    pub body: Body,
}

/// All functions of an engine beside those built in, which they may replace. Cheap to clone.
#[derive(Clone, Default)]
pub struct Functions(Rc<[Function]>);

/// Room for Sprig's functions and Helm's.
const USUAL: usize = 320;

/// The first letters of a name, which are ordered as the names are.
fn start(name: &str) -> u64 {
    let mut letters = [0; 8];
    letters.iter_mut().zip(name.bytes()).for_each(|(letter, byte)| *letter = byte);
    u64::from_be_bytes(letters)
}

impl Functions {
    /// A table; of functions with the same name the last one counts.
    pub fn new(functions: impl IntoIterator<Item = Function>) -> Self {
        let mut all = Vec::with_capacity(USUAL);
        all.extend(functions);
        // Nearly all names differ in their first letters.
        let starts: Vec<u64> = all.iter().map(|function| start(function.name)).collect();
        let compare =
            |a: usize, b: usize| starts[a].cmp(&starts[b]).then_with(|| all[a].name.cmp(all[b].name));
        let mut places = sorting::order(all.len(), &compare);
        places.dedup_by(|later, kept| {
            let same = all[*later].name == all[*kept].name;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Self(places.into_iter().map(|place| all[place].clone()).collect())
    }

    /// The same table, but for some of its functions.
    #[must_use]
    pub fn with(&self, others: &[Function]) -> Self {
        let with =
            |known: &Function| others.iter().find(|other| other.name == known.name).unwrap_or(known).clone();
        Self(self.0.iter().map(with).collect())
    }

    /// The functions, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.0.iter()
    }

    /// Whether both have the same names, so that what was parsed with one can be executed with the other.
    pub fn same_names(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.iter().map(|f| f.name).eq(other.iter().map(|f| f.name))
    }

    pub(crate) fn find(&self, name: &[u8]) -> Option<(usize, &Function)> {
        let index = self.0.binary_search_by(|function| function.name.as_bytes().cmp(name)).ok()?;
        Some((index, &self.0[index]))
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Function> {
        self.0.get(index)
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|function| function.name)).finish()
    }
}
