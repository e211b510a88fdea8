//! What a tracer is told: which keys each piece of output was made from.

use crate::common::functions;
use periplus_template::{Executor, Limits, MissingKey, Options, Place, Set, Tracer};
use periplus_value::{Map, Str, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Bytes of output, the place that wrote them, and their marks.
type Piece = (Range<usize>, String, BTreeSet<String>);

/// Marks are sets of paths; only maps that hang on the root are followed.
#[derive(Default)]
struct Recorder {
    paths: BTreeMap<usize, String>,
    /// One list for each output that is open.
    outputs: Vec<Vec<Piece>>,
    captured: Vec<String>,
}

impl Recorder {
    fn follow(&mut self, map: &Map, path: &str) {
        self.paths.insert(map.identity(), path.to_owned());
        for (key, value) in map.entries() {
            if let Value::Map(inner) = value {
                self.follow(&inner, &format!("{path}.{key}"));
            }
        }
    }
}

impl Tracer for Recorder {
    type Mark = BTreeSet<String>;

    fn read(&mut self, container: &Value, key: &[u8], owner: &Self::Mark) -> Self::Mark {
        let path = container.as_map().and_then(|map| self.paths.get(&map.identity()));
        match path {
            Some(path) => BTreeSet::from([format!("{path}.{}", String::from_utf8_lossy(key))]),
            None => owner.clone(),
        }
    }

    fn join(&mut self, a: &Self::Mark, b: &Self::Mark) -> Self::Mark {
        a | b
    }

    fn wrote(
        &mut self,
        output: Range<usize>,
        place: Place<'_>,
        control: &Self::Mark,
        written: Option<(&Value, &Self::Mark)>,
    ) {
        let (line, column) = place.line_column();
        let place = format!("{}:{line}:{column}", place.template);
        let mark = written.map_or(control.clone(), |(_, mark)| control | mark);
        self.outputs.last_mut().expect("an output").push((output, place, mark));
    }

    fn begin_output(&mut self) {
        self.outputs.push(Vec::new());
    }

    fn end_output(&mut self, text: &Str) -> Self::Mark {
        self.captured.push(text.to_string());
        let pieces = self.outputs.pop().expect("an output");
        pieces.into_iter().flat_map(|(_, _, mark)| mark).collect()
    }
}

/// Each piece of output with its place and its marks.
fn trace(template: &str) -> Vec<String> {
    let limits = Limits::default();
    let mut set = Set::new(functions());
    set.parse("t", template, &limits).expect("a template");
    let inner = Map::from_iter([("x", Value::int(1)), ("y", Value::from("why"))]);
    let on = Map::from_iter([
        ("on", Value::Bool(true)),
        ("l", Value::List([1, 2].map(Value::int).into_iter().collect())),
    ]);
    on.insert("m", inner);
    let mut tracer = Recorder { outputs: vec![Vec::new()], ..Recorder::default() };
    tracer.follow(&on, "");
    let options = Options { missing_key: MissingKey::Zero, root: "gotpl".into(), limits };
    let text = Executor::new(&set, &options, &mut tracer).execute("t", Value::Map(on)).expect("text");
    let pieces = tracer.outputs.pop().expect("an output").into_iter();
    let shown = |(range, place, mark): Piece| {
        let text = String::from_utf8_lossy(&text.as_bytes()[range]).into_owned();
        format!("{text:?} {place} {}", mark.into_iter().collect::<Vec<_>>().join(" "))
    };
    pieces.map(shown).collect()
}

#[test]
fn text_and_fields() {
    assert_eq!(trace("a{{ .m.x }}"), ["\"a\" t:1:0 ", "\"1\" t:1:4 .m.x"]);
}

#[test]
fn variables_and_functions_carry_marks() {
    let template = "{{ $v := .m.y }}{{ $d := dict \"k\" $v }}{{ upper $d.k | printf \"%d %s\" .m.x }}";
    assert_eq!(trace(template), ["\"1 WHY\" t:1:42 .m.x .m.y"]);
}

#[test]
fn conditions_mark_what_they_decide() {
    assert_eq!(trace("{{ if .on }}a{{ end }}b"), ["\"a\" t:1:12 .on", "\"b\" t:1:22 "]);
    assert_eq!(trace("{{ with .m }}{{ .x }}{{ end }}"), ["\"1\" t:1:16 .m .m.x"]);
    assert_eq!(trace("{{ if .nope }}a{{ else }}b{{ end }}"), ["\"b\" t:1:25 .nope"]);
    assert_eq!(trace("{{ $v := 1 }}{{ if .on }}{{ $v = 2 }}{{ end }}{{ $v }}"), ["\"2\" t:1:49 .on"]);
}

#[test]
fn loops_mark_each_turn() {
    assert_eq!(trace("{{ range .l }}{{ . }}{{ end }}"), ["\"1\" t:1:17 .l", "\"2\" t:1:17 .l"]);
    let template = "{{ range $k, $e := .m }}{{ $e }}{{ end }}";
    assert_eq!(trace(template), ["\"1\" t:1:27 .m .m.x", "\"why\" t:1:27 .m .m.y"]);
}

#[test]
fn included_text_has_the_marks_of_what_was_written() {
    let template = "{{ define \"d\" }}<{{ .x }}>{{ end }}{{ include \"d\" .m }}{{ tpl \"{{ .y }}\" .m }}";
    assert_eq!(trace(template), ["\"<1>\" t:1:38 .m .m.x", "\"why\" t:1:58 .m .m.y"]);
}

#[test]
fn and_or_carry_what_they_looked_at() {
    assert_eq!(trace("{{ or .nope .m.x }}"), ["\"1\" t:1:3 .m.x .nope"]);
}
