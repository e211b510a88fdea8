//! Pike's machine: all ways to go on at once, in order of preference, each character of the text looked at once.

use super::program::{Assertion, Instruction, Program};
use super::{Captures, Meter};
use periplus_value::unicode;

/// As many positions are copied in the time of a step.
const SLOTS_A_STEP: usize = 4;

/// Ways to go on from one position: a set of instructions in order, each with the positions noted on its way.
struct Threads {
    order: Vec<u32>,
    /// For each instruction its place in `order`, if that place names it.
    place: Vec<u32>,
    noted: Vec<Option<usize>>,
}

impl Threads {
    fn new(program: &Program, slots: usize) -> Self {
        let size = program.len();
        Self { order: Vec::with_capacity(size), place: vec![0; size], noted: vec![None; size * slots] }
    }

    fn has(&self, at: u32) -> bool {
        self.order.get(self.place[at as usize] as usize) == Some(&at)
    }

    fn add(&mut self, at: u32) {
        self.place[at as usize] = self.order.len() as u32;
        self.order.push(at);
    }
}

/// A position with the characters on both sides.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    before: Option<char>,
    after: Option<char>,
}

struct Machine<'a> {
    program: &'a Program,
    slots: usize,
    stack: Vec<Step>,
    /// Positions noted on the way that is being followed.
    noted: Captures,
}

/// A program at work, with the first `slots` positions that it notes; with none of them a search ends as soon as it
/// is clear that there is a match. Its memory serves one search after the other.
pub(crate) struct Search<'a> {
    machine: Machine<'a>,
    now: Threads,
    next: Threads,
}

enum Step {
    Go(u32),
    /// Forgets a noted position when its branch has been followed.
    Restore(usize, Option<usize>),
}

impl<'a> Search<'a> {
    /// `None` when the meter has not enough left for its memory.
    pub(crate) fn new(program: &'a Program, slots: usize, meter: Meter<'_>) -> Option<Self> {
        if !meter(program.len().saturating_mul(slots + 1)) {
            return None;
        }
        let machine = Machine { program, slots, stack: Vec::new(), noted: vec![None; slots] };
        Some(Self { machine, now: Threads::new(program, slots), next: Threads::new(program, slots) })
    }

    /// The leftmost match at or after `start`.
    pub(crate) fn run(&mut self, text: &[u8], start: usize, meter: Meter<'_>) -> Option<Captures> {
        self.now.order.clear();
        self.next.order.clear();
        let mut found: Option<Captures> = None;
        let before = last_char(&text[..start]);
        let (after, mut width) = char_at(text, start);
        let mut place = Place { at: start, before, after };
        loop {
            if found.is_none() {
                self.machine.noted.fill(None);
                self.machine.follow(&mut self.now, 0, place);
            }
            let work = self.now.order.len() * (1 + self.machine.slots / SLOTS_A_STEP);
            if self.now.order.is_empty() || !meter(work) {
                return found;
            }
            let (after, next_width) = char_at(text, place.at + width);
            let next_place = Place { at: place.at + width, before: place.after, after };
            found = self.advance(place.after, next_place).or(found);
            if place.after.is_none() || (self.machine.slots == 0 && found.is_some()) {
                return found;
            }
            std::mem::swap(&mut self.now, &mut self.next);
            self.next.order.clear();
            (place, width) = (next_place, next_width);
        }
    }

    /// All ways one character on; a match, unless a way that is preferred goes on.
    fn advance(&mut self, c: Option<char>, place: Place) -> Option<Captures> {
        let (program, slots) = (self.machine.program, self.machine.slots);
        for n in 0..self.now.order.len() {
            let at = self.now.order[n];
            let from = at as usize * slots;
            match program.code[at as usize] {
                Instruction::Class(class)
                    if c.is_some_and(|c| program.classes[class as usize].contains(c)) =>
                {
                    self.machine.noted.copy_from_slice(&self.now.noted[from..from + slots]);
                    self.machine.follow(&mut self.next, at + 1, place);
                }
                Instruction::Match => return Some(self.now.noted[from..from + slots].to_vec()),
                _ => {}
            }
        }
        None
    }
}

fn char_at(text: &[u8], at: usize) -> (Option<char>, usize) {
    match unicode::decode(text.get(at..).unwrap_or(&[])) {
        (_, 0) => (None, 0),
        (c, width) => (Some(c.unwrap_or(char::REPLACEMENT_CHARACTER)), width),
    }
}

fn last_char(text: &[u8]) -> Option<char> {
    let tail = &text[text.len().saturating_sub(4)..];
    (0..tail.len())
        .find_map(|n| {
            let (c, width) = unicode::decode(&tail[n..]);
            c.filter(|_| n + width == tail.len())
        })
        .or_else(|| tail.last().map(|_| char::REPLACEMENT_CHARACTER))
}

impl Machine<'_> {
    /// Adds an instruction and everything reached from it without taking a character.
    fn follow(&mut self, threads: &mut Threads, at: u32, place: Place) {
        self.stack.push(Step::Go(at));
        while let Some(step) = self.stack.pop() {
            let at = match step {
                Step::Go(at) => at,
                Step::Restore(slot, position) => {
                    self.noted[slot] = position;
                    continue;
                }
            };
            if threads.has(at) {
                continue;
            }
            threads.add(at);
            match self.program.code[at as usize] {
                Instruction::Jump(to) => self.stack.push(Step::Go(to)),
                Instruction::Split(first, second) => {
                    self.stack.extend([Step::Go(second), Step::Go(first)]);
                }
                Instruction::Save(slot) => {
                    if let Some(noted) = self.noted.get_mut(slot as usize) {
                        self.stack.push(Step::Restore(slot as usize, *noted));
                        *noted = Some(place.at);
                    }
                    self.stack.push(Step::Go(at + 1));
                }
                Instruction::Assert(assertion) => {
                    if place.holds(assertion) {
                        self.stack.push(Step::Go(at + 1));
                    }
                }
                Instruction::Class(_) | Instruction::Match => {
                    let from = at as usize * self.slots;
                    threads.noted[from..from + self.slots].copy_from_slice(&self.noted);
                }
            }
        }
    }
}

impl Place {
    fn holds(self, assertion: Assertion) -> bool {
        let is_word = |c: Option<char>| c.is_some_and(|c| c == '_' || c.is_ascii_alphanumeric());
        let boundary = is_word(self.before) != is_word(self.after);
        match assertion {
            Assertion::TextStart => self.at == 0,
            Assertion::TextEnd => self.after.is_none(),
            Assertion::LineStart => matches!(self.before, None | Some('\n')),
            Assertion::LineEnd => matches!(self.after, None | Some('\n')),
            Assertion::WordBoundary => boundary,
            Assertion::NoWordBoundary => !boundary,
        }
    }
}
