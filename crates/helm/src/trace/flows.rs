//! What the result of each function is made of. A function that is in no table uses all of its arguments.

use super::merge::{Manner, Side};
use super::recorder::Recorder;
use super::sets::Mark;
use super::shadow::{Container, Shadow, Step};
use super::texts::{Shift, shifted};
use periplus_template::Called;
use periplus_value::{Str, Value};

pub(crate) type Call<'c> = Called<'c, Mark>;

type Flow = fn(&mut Recorder, &Call<'_>) -> Mark;

/// Functions, and how marks flow through them, sorted by name.
const FLOWS: &[(&str, Flow)] = &[
    ("append", append),
    ("coalesce", coalesce),
    ("concat", concat),
    ("deepCopy", deep_copy),
    ("default", default),
    ("dict", dict),
    ("dig", dig),
    ("empty", shape),
    ("first", first),
    ("fromJson", read),
    ("fromJsonArray", read),
    ("fromYaml", read),
    ("fromYamlArray", read),
    ("get", index),
    ("hasKey", index),
    ("include", inner),
    ("indent", indent),
    ("index", index),
    ("keys", shape),
    ("kindIs", shape),
    ("kindOf", shape),
    ("last", last),
    ("len", shape),
    ("list", list),
    ("lower", same_lines),
    ("merge", merge),
    ("mergeOverwrite", merge),
    ("mustAppend", append),
    ("mustDeepCopy", deep_copy),
    ("mustFirst", first),
    ("mustLast", last),
    ("mustMerge", merge),
    ("mustMergeOverwrite", merge),
    ("mustPrepend", prepend),
    ("mustPush", append),
    ("mustToJson", write),
    ("mustToPrettyJson", write),
    ("mustToRawJson", write),
    ("mustToYaml", write),
    ("nindent", nindent),
    ("not", shape),
    ("omit", omit),
    ("pick", pick),
    ("prepend", prepend),
    ("push", append),
    ("replace", same_lines),
    ("required", second),
    ("set", set),
    ("ternary", ternary),
    ("toJson", write),
    ("toPrettyJson", write),
    ("toRawJson", write),
    ("toString", same_lines),
    ("toYaml", write),
    ("toYamlPretty", write),
    ("tpl", inner),
    ("trim", part),
    ("trimAll", part),
    ("trimPrefix", part),
    ("trimSuffix", part),
    ("trunc", part),
    ("tuple", list),
    ("typeIs", shape),
    ("typeOf", shape),
    ("unset", unset),
    ("upper", same_lines),
];

/// Functions that change their first argument.
const CHANGING: &[&str] = &["merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite", "set", "unset"];

/// Whether a function changes its first argument.
pub(crate) fn changes_first(function: &str) -> bool {
    CHANGING.contains(&function)
}

impl Recorder {
    /// The mark of a function's result.
    pub(crate) fn flow(&mut self, call: &Call<'_>) -> Mark {
        match FLOWS.binary_search_by(|(name, _)| (*name).cmp(call.function)) {
            Ok(at) => FLOWS[at].1(self, call),
            Err(_) => everything(self, call),
        }
    }

    fn decided_by(&mut self, call: &Call<'_>, index: usize) -> Mark {
        let mark = self.shallow(value(call, index), mark(call, index));
        self.sets.deciding(mark)
    }

    /// The mark of what is under keys or indices of a value, one after the other.
    fn follow(&mut self, container: &Value, owner: Mark, steps: &[(&Value, Mark)]) -> Mark {
        let (mut at, mut mark) = (container.clone(), owner);
        for (step, step_mark) in steps {
            let step = match step {
                Value::String(key) => Step::Key(key.clone()),
                Value::Int(index) => Step::Item(index.get() as usize),
                _ => return mark,
            };
            if let Some(container) = Container::of(&at) {
                mark = self.entry(&container, &step, mark);
                at = container.get(&step).unwrap_or_default();
            }
            let decided = self.sets.deciding(*step_mark);
            mark = self.sets.join(mark, decided);
        }
        mark
    }
}

const NIL: &Value = &Value::Nil;

fn value<'c>(call: &Call<'c>, index: usize) -> &'c Value {
    call.args.get(index).unwrap_or(NIL)
}

fn mark(call: &Call<'_>, index: usize) -> Mark {
    call.marks.get(index).copied().unwrap_or_default()
}

fn everything(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let mut all = *call.inner;
    for (value, mark) in call.args.iter().zip(call.marks) {
        let mark = recorder.deep(value, *mark);
        all = recorder.sets.join(all, mark);
    }
    all
}

fn shape(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let mut all = Mark::default();
    for (value, mark) in call.args.iter().zip(call.marks) {
        let mark = recorder.shallow(value, *mark);
        all = recorder.sets.join(all, mark);
    }
    all
}

fn inner(_: &mut Recorder, call: &Call<'_>) -> Mark {
    *call.inner
}

fn second(_: &mut Recorder, call: &Call<'_>) -> Mark {
    mark(call, 1)
}

/// `default FALLBACK VALUE`
fn default(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    if call.args.len() < 2 || value(call, 1).truth() {
        return mark(call, call.args.len().saturating_sub(1));
    }
    let decided = recorder.decided_by(call, 1);
    recorder.sets.join(mark(call, 0), decided)
}

fn coalesce(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let mut passed = Mark::default();
    for (index, value) in call.args.iter().enumerate() {
        if value.truth() {
            return recorder.sets.join(passed, mark(call, index));
        }
        let decided = recorder.decided_by(call, index);
        passed = recorder.sets.join(passed, decided);
    }
    passed
}

/// `ternary YES NO CONDITION`
fn ternary(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let taken = usize::from(!value(call, 2).truth());
    let decided = recorder.decided_by(call, 2);
    recorder.sets.join(mark(call, taken), decided)
}

/// `index`, `get` and `hasKey`: a container, then keys.
fn index(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let steps: Vec<_> = call.args.iter().zip(call.marks.iter().copied()).skip(1).collect();
    recorder.follow(value(call, 0), mark(call, 0), &steps)
}

/// `dig KEY... FALLBACK DICT`
fn dig(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let Some(last) = call.args.len().checked_sub(1).filter(|last| *last > 0) else { return Mark::default() };
    let steps: Vec<_> = call.args.iter().zip(call.marks.iter().copied()).take(last - 1).collect();
    let found = recorder.follow(value(call, last), mark(call, last), &steps);
    if call.result.deep_equal(value(call, last - 1)) {
        return recorder.sets.join(found, mark(call, last - 1));
    }
    found
}

fn first(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    item(recorder, call, |_| 0)
}

fn last(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    item(recorder, call, |length| length.saturating_sub(1))
}

/// An item of the list; which one it is depends on the list's length.
fn item(recorder: &mut Recorder, call: &Call<'_>, index: fn(usize) -> usize) -> Mark {
    let Some(container) = Container::of(value(call, 0)) else { return mark(call, 0) };
    let step = Step::Item(index(container.len()));
    let item = recorder.entry(&container, &step, mark(call, 0));
    let decided = recorder.decided_by(call, 0);
    recorder.sets.join(item, decided)
}

fn dict(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let pairs = call.args.chunks(2).zip(call.marks.chunks(2));
    let slots = pairs.filter_map(|(args, marks)| {
        let key = args.first()?.as_string()?.clone();
        Some((Step::Key(key), marks.get(1).copied().unwrap_or_default()))
    });
    recorder.made(call.result, slots.collect::<Vec<_>>());
    Mark::default()
}

fn list(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    recorder.made(call.result, call.marks.iter().enumerate().map(|(i, mark)| (Step::Item(i), *mark)));
    Mark::default()
}

/// The marks of a list's items.
fn items(recorder: &mut Recorder, list: &Value, owner: Mark) -> Vec<Mark> {
    let Some(container) = Container::of(list) else { return Vec::new() };
    let entries = container.entries();
    entries.iter().map(|(step, _)| recorder.entry(&container, step, owner)).collect()
}

fn append(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let mut marks = items(recorder, value(call, 0), mark(call, 0));
    marks.push(mark(call, 1));
    listed(recorder, call, marks)
}

fn prepend(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let mut marks = vec![mark(call, 1)];
    marks.extend(items(recorder, value(call, 0), mark(call, 0)));
    listed(recorder, call, marks)
}

fn concat(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let lists = call.args.iter().zip(call.marks);
    let marks = lists.flat_map(|(list, mark)| items(recorder, list, *mark)).collect();
    listed(recorder, call, marks)
}

/// A list from others: how many items it has depends on how many they have.
fn listed(recorder: &mut Recorder, call: &Call<'_>, marks: Vec<Mark>) -> Mark {
    recorder.made(call.result, marks.into_iter().enumerate().map(|(i, mark)| (Step::Item(i), mark)));
    let lengths = shape(recorder, call);
    recorder.sets.deciding(lengths)
}

fn deep_copy(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    recorder.copied(value(call, 0), call.result, 0);
    mark(call, 0)
}

fn pick(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let Some(from) = Container::of(value(call, 0)) else { return everything(recorder, call) };
    let keys = call.args.iter().skip(1).filter_map(Value::as_string);
    let steps: Vec<_> = keys.map(|key| Step::Key(key.clone())).collect();
    let slots = steps.into_iter().map(|step| {
        let mark = recorder.entry(&from, &step, mark(call, 0));
        (step, mark)
    });
    let slots = slots.collect::<Vec<_>>();
    recorder.made(call.result, slots);
    Mark::default()
}

fn omit(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let (from, to) = (Container::of(value(call, 0)), Container::of(call.result));
    let known = from.and_then(|from| recorder.shadows.get(&from).cloned());
    let (Some(known), Some(container)) = (known, to) else { return everything(recorder, call) };
    recorder.shadows.put(Shadow { container: container.clone(), ..known });
    for key in call.args.iter().skip(1).filter_map(Value::as_string) {
        recorder.set_slot(&container, Step::Key(key.clone()), Mark::default());
    }
    mark(call, 0)
}

/// `set DICT KEY VALUE`
fn set(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    if let (Some(dict), Some(key)) = (Container::of(value(call, 0)), value(call, 1).as_string()) {
        recorder.shadows.of(&dict, mark(call, 0));
        let name = recorder.sets.deciding(mark(call, 1));
        let all = recorder.sets.join(mark(call, 2), name);
        let all = recorder.sets.join(all, *call.control);
        recorder.set_slot(&dict, Step::Key(key.clone()), all);
    }
    mark(call, 0)
}

/// `unset DICT KEY`
fn unset(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    if let (Some(dict), Some(key)) = (Container::of(value(call, 0)), value(call, 1).as_string()) {
        recorder.shadows.of(&dict, mark(call, 0));
        recorder.set_slot(&dict, Step::Key(key.clone()), *call.control);
    }
    mark(call, 0)
}

/// `merge TARGET SOURCE...`
fn merge(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    let side = |index| match Container::of(value(call, index)) {
        Some(Container::Map(map)) => Some(Side { map, mark: mark(call, index) }),
        _ => None,
    };
    let control = recorder.sets.deciding(*call.control);
    let manner = Manner { overwrite: call.function.ends_with("Overwrite"), control };
    if let Some(target) = side(0) {
        for source in (1..call.args.len()).filter_map(side) {
            recorder.merged(&target, &source, manner);
        }
    }
    mark(call, 0)
}

fn write(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    match call.result {
        Value::String(text) => recorder.wrote_value(value(call, 0), mark(call, 0), text),
        _ => everything(recorder, call),
    }
}

fn read(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    match value(call, 0) {
        Value::String(text) => recorder.read_value(text, mark(call, 0), call.result),
        _ => mark(call, 0),
    }
}

fn indent(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    text(recorder, call, |_, _| Some(Shift::Lines(0)))
}

fn nindent(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    text(recorder, call, |_, _| Some(Shift::Lines(1)))
}

fn same_lines(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    text(recorder, call, |_, _| Some(Shift::Lines(0)))
}

fn part(recorder: &mut Recorder, call: &Call<'_>) -> Mark {
    text(recorder, call, |old, new| memchr::memmem::find(old, new).map(Shift::Part))
}

/// A text made from the last argument, whose pieces stay apart.
fn text(recorder: &mut Recorder, call: &Call<'_>, shift: fn(&[u8], &[u8]) -> Option<Shift>) -> Mark {
    let all = everything(recorder, call);
    let (Some(Value::String(old)), Value::String(new)) = (call.args.last(), call.result) else { return all };
    if old.identity() != new.identity() {
        keep_pieces(recorder, old, new, all, shift);
    }
    all
}

fn keep_pieces(
    recorder: &mut Recorder,
    old: &Str,
    new: &Str,
    all: Mark,
    shift: fn(&[u8], &[u8]) -> Option<Shift>,
) {
    let Some(known) = recorder.texts.get(old) else { return };
    let (pieces, total) = (known.pieces.clone(), known.total);
    let Some(shift) = shift(old.as_bytes(), new.as_bytes()) else { return };
    if let Some(mut pieces) = shifted(&pieces, old.as_bytes(), new.as_bytes(), &shift) {
        let others = recorder.sets.without(all, total);
        for piece in &mut pieces {
            piece.mark = recorder.sets.join(piece.mark, others);
        }
        recorder.texts.put(new, pieces, all);
    }
}
