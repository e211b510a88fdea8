//! Patterns as instructions for the machine.

use super::parse::Node;
use super::{Class, RegexpError};

/// More instructions than this are `expression too large`.
const MAX_INSTRUCTIONS: usize = 1 << 19;

/// So are more pieces of the pattern, repeated ones counted as often: there are some that make no instruction.
const MAX_NODES: usize = 1 << 22;

/// What must hold between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assertion {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Instruction {
    /// Takes a character of a class.
    Class(u32),
    /// Goes on in two places, the first one preferred.
    Split(u32, u32),
    Jump(u32),
    /// Notes the position.
    Save(u32),
    Assert(Assertion),
    Match,
}

/// A compiled pattern.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) code: Vec<Instruction>,
    pub(crate) classes: Vec<Class>,
    nodes: usize,
    /// Names of the groups, the whole match first; empty for those without.
    pub(crate) names: Vec<String>,
}

impl Program {
    pub(crate) fn new(source: &str, node: Node) -> Result<Self, RegexpError> {
        let mut program = Self::default();
        let whole = Node::Group { number: 0, name: String::new(), node: Box::new(node) };
        program.emit(&whole).ok_or_else(|| RegexpError::new("expression too large", source))?;
        program.push(Instruction::Match);
        Ok(program)
    }

    pub(crate) fn len(&self) -> usize {
        self.code.len()
    }

    /// Positions that a full match notes: two for each group.
    pub(crate) fn slots(&self) -> usize {
        2 * self.names.len()
    }

    fn here(&self) -> u32 {
        self.code.len() as u32
    }

    fn push(&mut self, instruction: Instruction) -> usize {
        self.code.push(instruction);
        self.code.len() - 1
    }

    /// A choice between going on here and a place that is set later.
    fn split(&mut self) -> usize {
        self.push(Instruction::Split(0, 0))
    }

    fn set_split(&mut self, at: usize, inner: u32, outer: u32, greedy: bool) {
        let (first, second) = if greedy { (inner, outer) } else { (outer, inner) };
        self.code[at] = Instruction::Split(first, second);
    }

    /// `None`: too large.
    fn emit(&mut self, node: &Node) -> Option<()> {
        self.nodes += 1;
        if self.code.len() > MAX_INSTRUCTIONS || self.nodes > MAX_NODES {
            return None;
        }
        match node {
            Node::Empty => {}
            Node::Class(class) => {
                let number = self.class(class);
                self.push(Instruction::Class(number));
            }
            Node::Assert(assertion) => {
                self.push(Instruction::Assert(*assertion));
            }
            Node::Sequence(nodes) => nodes.iter().try_for_each(|node| self.emit(node))?,
            Node::Choice(nodes) => self.choice(nodes)?,
            Node::Group { number, name, node } => {
                if self.names.len() <= *number {
                    self.names.resize(number + 1, String::new());
                }
                self.names[*number].clone_from(name);
                self.push(Instruction::Save(2 * *number as u32));
                self.emit(node)?;
                self.push(Instruction::Save(2 * *number as u32 + 1));
            }
            Node::Repeat { node, min, max, greedy } => self.repeat(node, *min, *max, *greedy)?,
        }
        Some(())
    }

    /// Copies of a class that repetitions make are one.
    fn class(&mut self, class: &Class) -> u32 {
        let found = self.classes.iter().rev().take(8).position(|known| known == class);
        if let Some(back) = found {
            return (self.classes.len() - 1 - back) as u32;
        }
        self.classes.push(class.clone());
        (self.classes.len() - 1) as u32
    }

    fn choice(&mut self, nodes: &[Node]) -> Option<()> {
        let mut ends = Vec::new();
        for (n, node) in nodes.iter().enumerate() {
            if n + 1 == nodes.len() {
                self.emit(node)?;
                break;
            }
            let split = self.split();
            let inner = self.here();
            self.emit(node)?;
            ends.push(self.push(Instruction::Jump(0)));
            let outer = self.here();
            self.set_split(split, inner, outer, true);
        }
        let end = self.here();
        for at in ends {
            self.code[at] = Instruction::Jump(end);
        }
        Some(())
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool) -> Option<()> {
        if let Some(max) = max {
            (0..min).try_for_each(|_| self.emit(node))?;
            return self.optional(node, max.saturating_sub(min), greedy);
        }
        if min == 0 {
            return self.star(node, greedy);
        }
        (1..min).try_for_each(|_| self.emit(node))?;
        self.plus(node, greedy)
    }

    /// `(x(x(x)?)?)?`
    fn optional(&mut self, node: &Node, count: u32, greedy: bool) -> Option<()> {
        let mut splits = Vec::new();
        for _ in 0..count {
            let split = self.split();
            splits.push((split, self.here()));
            self.emit(node)?;
        }
        let end = self.here();
        for (split, inner) in splits {
            self.set_split(split, inner, end, greedy);
        }
        Some(())
    }

    fn plus(&mut self, node: &Node, greedy: bool) -> Option<()> {
        let start = self.here();
        self.emit(node)?;
        let split = self.split();
        let end = self.here();
        self.set_split(split, start, end, greedy);
        Some(())
    }

    /// What can match nothing is `(x+)?`, so that the order of preference comes out right.
    fn star(&mut self, node: &Node, greedy: bool) -> Option<()> {
        let split = self.split();
        let inner = self.here();
        if nullable(node) {
            self.plus(node, greedy)?;
        } else {
            self.emit(node)?;
            self.push(Instruction::Jump(split as u32));
        }
        let end = self.here();
        self.set_split(split, inner, end, greedy);
        Some(())
    }
}

/// Whether a node can match without taking a character.
fn nullable(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Assert(_) => true,
        Node::Class(_) => false,
        Node::Sequence(nodes) => nodes.iter().all(nullable),
        Node::Choice(nodes) => nodes.iter().any(nullable),
        Node::Repeat { node, min, .. } => *min == 0 || nullable(node),
        Node::Group { node, .. } => nullable(node),
    }
}
