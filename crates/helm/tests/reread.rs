//! A chart that is rendered again gives what a new one gives, whatever its templates do with the long texts they read.

use periplus_helm::{Chart, ChartFile, RenderRequest, render};
use periplus_value::{Map, Str, Value};

/// What templates do with `$doc`, a long text that was read. The way is chosen by a value, so that each may follow each.
const WAYS: &[(&str, &str)] = &[
    ("nothing", "{{ toYaml $doc }}"),
    ("labels", r#"{{ $_ := set $doc.metadata "labels" (dict "way" .Values.turn) }}{{ toYaml $doc }}"#),
    (
        "before and after",
        r#"a: {{ toYaml $doc | sha256sum }}{{ $_ := set $doc.spec.deep.er "turn" .Values.turn }}
b: {{ toYaml $doc | nindent 2 }}"#,
    ),
    ("an item", r#"{{ $_ := set (index $doc.spec.items 3) "name" .Values.turn }}{{ toYaml $doc }}"#),
    (
        "the whole",
        r#"{{ $_ := set $doc "spec" .Values.turn }}{{ $_ := unset $doc "metadata" }}{{ toYaml $doc }}"#,
    ),
    ("a part goes", r#"{{ $_ := unset $doc.spec.deep "er" }}{{ toYaml $doc.spec }}"#),
    ("elsewhere", r#"{{ dict "one" (dict "two" $doc.spec) "spec" $doc.spec | toYaml }}"#),
    (
        "twice",
        r#"{{ $_ := set $doc.metadata "x" "y" }}{{ $other := fromYaml (.Files.Get "long.yaml") }}
a: {{ $other.metadata | toYaml | nindent 2 }}
b: {{ $doc.metadata | toYaml | nindent 2 }}"#,
    ),
    (
        "two at once",
        r#"{{ $other := fromYaml (.Files.Get "long.yaml") }}{{ $_ := set $other.spec.deep "x" "y" }}{{ toYaml $doc }}"#,
    ),
    ("itself", r#"{{ $_ := set $doc.spec "doc" $doc }}{{ $doc.metadata | toYaml }}"#),
    (
        "merged",
        r#"{{ merge $doc.spec (dict "deep" (dict "new" .Values.turn)) | toYaml }}{{ $_ := mergeOverwrite $doc (dict "metadata" (dict "name" "m")) }}
c: {{ toYaml $doc | nindent 2 }}"#,
    ),
    (
        "written otherwise",
        "a: {{ toJson $doc | quote }}\nb: {{ toYamlPretty $doc | nindent 2 }}\nc: {{ toYaml $doc | nindent 2 }}",
    ),
    (
        "an error",
        r#"{{ $_ := set $doc.spec.deep "er" .Values.turn }}{{ if eq .Values.turn "3" }}{{ fail "third" }}{{ end }}{{ toYaml $doc }}"#,
    ),
];

/// More than 2 kB, with a block scalar at the end.
fn long() -> String {
    let item = |n: u32| format!("  - name: item-{n}\n    text: some words of item {n}\n");
    let items = (0..60).map(item).collect::<Vec<_>>().concat();
    format!(
        "metadata:\n  name: long\nspec:\n  deep:\n    er:\n      est: 1\n  items:\n{items}  last: |\n    two\n    lines\n"
    )
}

fn chart() -> Chart {
    let way =
        |(name, text): &(&str, &str)| format!("{{{{- if eq .Values.way {name:?} }}}}{text}{{{{ end }}}}");
    let read = r#"{{- $doc := fromYaml (.Files.Get "long.yaml") }}"#;
    chart_of(&format!("{read}{}", WAYS.iter().map(way).collect::<String>()), &long())
}

fn chart_of(template: &str, long: &str) -> Chart {
    let file = |path: &str, text: &str| ChartFile { path: path.to_owned(), bytes: Str::from(text) };
    let files = [
        ("Chart.yaml", "apiVersion: v2\nname: again\nversion: 1.0.0\n"),
        ("long.yaml", long),
        ("templates/a.yaml", template),
    ];
    Chart::load(files.iter().map(|(path, text)| file(path, text)).collect()).expect("a chart")
}

fn rendered(chart: &Chart, way: &str, turn: usize) -> Result<Vec<String>, String> {
    let values = Map::new();
    values.insert("way", Value::string(way));
    values.insert("turn", Value::string(turn.to_string()));
    let request = RenderRequest::new("r".into(), "n".into(), values);
    let rendered = render(chart, &request).map_err(|error| error.to_string())?;
    Ok(rendered.documents.iter().map(|document| document.text.to_string()).collect())
}

#[test]
fn a_chart_that_is_rendered_again_gives_what_a_new_one_gives() {
    let names: Vec<&str> = WAYS.iter().map(|(name, _)| *name).collect();
    for first in &names {
        let kept = chart();
        for turn in 0..4 {
            assert_eq!(rendered(&kept, first, turn), rendered(&chart(), first, turn), "{first}, turn {turn}");
        }
        for then in &names {
            for (turn, way) in [(4, then), (5, first)] {
                assert_eq!(rendered(&kept, way, turn), rendered(&chart(), way, turn), "{first}, then {way}");
            }
        }
    }
}

#[test]
fn every_way_renders_something_but_the_one_that_fails() {
    for (name, _) in WAYS {
        let fails = *name == "an error";
        assert_eq!(rendered(&chart(), name, 3).is_err(), fails, "{name}");
    }
}

#[test]
fn each_render_is_allowed_as_much_as_the_first() {
    let template = r#"{{ range until 20 }}{{ $doc := fromYaml ($.Files.Get "long.yaml") }}{{ end }}"#;
    let long = (0..2_000).map(|n| format!("key{n}: {n}\n")).collect::<Vec<_>>().concat();
    let mut allowed = Vec::new();
    for work in (500_000..8_000_000).step_by(250_000) {
        let chart = chart_of(template, &long);
        let renders = |_| {
            let mut request = RenderRequest::new("r".into(), "n".into(), Map::new());
            request.limits.template.work = work;
            render(&chart, &request).is_ok()
        };
        let each: Vec<bool> = (0..4).map(renders).collect();
        assert!(each.iter().all(|one| *one == each[0]), "{work}: {each:?}");
        allowed.push(each[0]);
    }
    assert!(allowed.contains(&true) && allowed.contains(&false), "the limits are around what it takes");
}
