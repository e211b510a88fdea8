//! Where lines come from: the cases of `provenance.txt`.
//!
//! `=== name`, then the files of a chart, each after a line `--- path`; `--- user` has the user's values. What is expected
//! is either `--- lines`, each line of output as `text <- what it is made of ? what decided ~ what was layered`, or
//! `--- places`, as `text @ place > place in what it included`. `path.*` is a path of which only keys were read.

use periplus_helm::{Chart, ChartFile, LineTrace, PathRead, RenderRequest, Trace, render, render_traced};
use periplus_value::Str;
use std::collections::BTreeMap;

const CASES: &str = include_str!("provenance.txt");

struct Case<'c> {
    name: &'c str,
    parts: BTreeMap<&'c str, String>,
}

fn cases() -> Vec<Case<'static>> {
    let case = |text: &'static str| {
        let mut parts = text.split("\n--- ");
        let name = parts.next().unwrap_or_default().trim();
        let part = |part: &'static str| {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            (path, format!("{text}\n"))
        };
        Case { name, parts: parts.map(part).collect() }
    };
    CASES.split("\n=== ").skip(1).map(case).collect()
}

fn chart(case: &Case<'_>) -> Chart {
    let own = |path: &&&str| path.contains('.');
    let mut files: Vec<ChartFile> = case
        .parts
        .keys()
        .filter(own)
        .map(|path| ChartFile { path: (*path).to_owned(), bytes: Str::from(case.parts[path].as_str()) })
        .collect();
    if !case.parts.contains_key("Chart.yaml") {
        let text = "apiVersion: v2\nname: top\nversion: 1.0.0\n";
        files.push(ChartFile { path: "Chart.yaml".to_owned(), bytes: text.into() });
    }
    Chart::load(files).unwrap_or_else(|why| panic!("{}: {why}", case.name))
}

fn request(case: &Case<'_>) -> RenderRequest {
    let user = case.parts.get("user").map_or("", String::as_str);
    let values = periplus_yaml::parse_map(user.as_bytes(), &periplus_yaml::Options::default());
    let values = values.unwrap_or_else(|why| panic!("{}: {why}", case.name));
    RenderRequest::new("r".to_owned(), "n".to_owned(), values)
}

fn reads(trace: &Trace, sign: &str, reads: &[PathRead]) -> String {
    let name = |read: &PathRead| {
        let keys = if read.keys_only { ".*" } else { "" };
        format!("{}{keys}", trace.paths[read.path as usize])
    };
    let mut names: Vec<String> = reads.iter().map(name).collect();
    names.sort();
    if names.is_empty() { String::new() } else { format!(" {sign} {}", names.join(" ")) }
}

fn origins(trace: &Trace, line: &LineTrace) -> String {
    reads(trace, "<-", &line.made_of)
        + &reads(trace, "?", &line.decided_by)
        + &reads(trace, "~", &line.layered_by)
}

fn places(trace: &Trace, line: &LineTrace) -> String {
    let place = |at: &u32| {
        let place = &trace.places[*at as usize];
        let file = place.template.rsplit('/').next().unwrap_or_default();
        format!("{file}:{}:{}", place.line, place.column)
    };
    let chains = line.written_by.iter().map(|chain| chain.iter().map(place).collect::<Vec<_>>().join(" > "));
    chains.fold(String::new(), |all, chain| all + " @ " + &chain)
}

/// Every line with what `tell` says of it.
fn told(case: &Case<'_>, tell: fn(&Trace, &LineTrace) -> String) -> String {
    let (chart, request) = (chart(case), request(case));
    let (traced, plain) = match (render_traced(&chart, &request), render(&chart, &request)) {
        (Ok(traced), Ok(plain)) => (traced, plain),
        (Err(why), _) | (_, Err(why)) => return format!("{why}\n"),
    };
    let mut out = String::new();
    for (at, document) in traced.rendered.documents.iter().enumerate() {
        assert_eq!(document.text, plain.documents[at].text, "{}: traced and not", case.name);
        let text = document.text.to_string();
        let lines = &traced.trace.documents[at];
        assert_eq!(lines.len(), text.split('\n').count(), "{}: lines", case.name);
        for (text, line) in text.split('\n').zip(lines) {
            out += &format!("{text}{}\n", tell(&traced.trace, line));
        }
    }
    out
}

#[test]
fn lines_are_made_of_values_and_decided_by_them() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (part, tell) in [("lines", origins as fn(&Trace, &LineTrace) -> String), ("places", places)] {
            let Some(want) = case.parts.get(part) else { continue };
            let got = told(&case, tell);
            if got.trim_end() != want.trim_end() {
                wrong.push(format!("=== {}\n--- expected\n{want}--- got\n{got}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn more_than_can_be_told_ends_and_says_so() {
    let twice =
        "{{ define \"twice\" }}{{ .t }}{{ .t }}{{ end }}{{ define \"gap\" }}{{ if .no }}x{{ end }}{{ end }}";
    let loops = "{{ $t := include \"gap\" . }}{{ range until 60 }}{{ $t = include \"twice\" (dict \"t\" $t) }}{{ end }}";
    let case = Case {
        name: "doubling",
        parts: BTreeMap::from([("templates/t.yaml", format!("{twice}{loops}a: {{{{ $t }}}}"))]),
    };
    let traced = render_traced(&chart(&case), &request(&case)).expect("a render");
    assert!(traced.trace.incomplete);
    assert_eq!(traced.trace.documents[0].len(), 1);
}

#[test]
fn values_of_the_caller_are_not_changed() {
    let case = Case {
        name: "unchanged",
        parts: BTreeMap::from([
            ("templates/t.yaml", "{{ $_ := set .Values \"a\" \"b\" }}a: {{ .Values.a }}".to_owned()),
            ("user", "a: c".to_owned()),
        ]),
    };
    let request = request(&case);
    render_traced(&chart(&case), &request).expect("a render");
    assert_eq!(request.values.get("a").and_then(|a| a.as_string().cloned()), Some("c".into()));
}
