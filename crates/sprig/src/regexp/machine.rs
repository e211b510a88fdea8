//! Pike's machine: all ways to go on at once, in order of preference, each character of the text looked at once.

use super::program::{Assertion, Instruction, Program};
use super::{Captures, Meter};
use periplus_value::unicode;

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

enum Step {
    Go(u32),
    /// Forgets a noted position when its branch has been followed.
    Restore(usize, Option<usize>),
}

/// The leftmost match at or after `start`, with the first `slots` noted positions; with none of them as soon as it is
/// clear that there is a match.
pub(crate) fn search(
    program: &Program,
    text: &[u8],
    start: usize,
    slots: usize,
    meter: Meter<'_>,
) -> Option<Captures> {
    let mut machine = Machine { program, slots, stack: Vec::new(), noted: vec![None; slots] };
    let (mut now, mut next) = (Threads::new(program, slots), Threads::new(program, slots));
    let mut found: Option<Captures> = None;
    let before = last_char(&text[..start]);
    let (after, mut width) = char_at(text, start);
    let mut place = Place { at: start, before, after };
    loop {
        if found.is_none() {
            machine.noted.fill(None);
            machine.follow(&mut now, 0, place);
        }
        if now.order.is_empty() || !meter(now.order.len()) {
            return found;
        }
        let (after, next_width) = char_at(text, place.at + width);
        let next_place = Place { at: place.at + width, before: place.after, after };
        for n in 0..now.order.len() {
            let at = now.order[n];
            let from = at as usize * slots;
            match program.code[at as usize] {
                Instruction::Class(class) => {
                    let fits = place.after.is_some_and(|c| program.classes[class as usize].contains(c));
                    if fits {
                        machine.noted.copy_from_slice(&now.noted[from..from + slots]);
                        machine.follow(&mut next, at + 1, next_place);
                    }
                }
                Instruction::Match => {
                    found = Some(now.noted[from..from + slots].to_vec());
                    break;
                }
                _ => {}
            }
        }
        let exhausted = place.after.is_none() || (slots == 0 && found.is_some());
        if exhausted {
            return found;
        }
        std::mem::swap(&mut now, &mut next);
        next.order.clear();
        (place, width) = (next_place, next_width);
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
