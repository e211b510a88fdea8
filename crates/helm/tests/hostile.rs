//! Schemas and rules that would keep an engine busy for minutes or fill its memory: each is answered soon, mostly with
//! an error. What a check against schemas may cost is a [`SCALE`]th of what the command line allows, so that debug builds are quick.

use periplus_helm::{Chart, ChartFile, Error, Limits, RenderRequest};
use periplus_value::Map;
use std::time::{Duration, Instant};

const CHART_YAML: &str = "apiVersion: v2\nname: c\nversion: 0.1.0\n";

const SCALE: usize = 50;

/// The call stack that the command line gives an engine.
const STACK: usize = 512 << 20;

/// Loads and renders a chart of these files beside a plain `Chart.yaml`; the text of its first document, or the error.
fn render(files: &[(&str, String)]) -> Result<String, String> {
    render_within(files, Limits { schema: Limits::default().schema / SCALE, ..Limits::default() })
}

fn render_within(files: &[(&str, String)], limits: Limits) -> Result<String, String> {
    let files: Vec<_> = [("Chart.yaml", CHART_YAML.to_owned())].iter().chain(files).cloned().collect();
    let files: Vec<(String, String)> =
        files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    let run = move || {
        let files = files.into_iter().map(|(path, text)| ChartFile { path, bytes: text.into() }).collect();
        let rendered = Chart::load(files).and_then(|chart| periplus_helm::render(&chart, &request(limits)));
        rendered.map(|r| r.documents.first().map(|d| d.text.to_string()).unwrap_or_default())
    };
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let done = thread.spawn(move || run().map_err(|error: Error| error.to_string()));
    let done = done.expect("a thread").join().expect("no panic");
    assert!(start.elapsed() < Duration::from_mins(1), "took {:?}", start.elapsed());
    done
}

fn request(limits: Limits) -> RenderRequest {
    RenderRequest { limits, ..RenderRequest::new("r".to_owned(), "default".to_owned(), Map::new()) }
}

/// The answer to values under a schema.
fn schema(schema: String, values: String) -> Result<String, String> {
    render(&[("values.schema.json", schema), ("values.yaml", values)])
}

fn too_much(answer: Result<String, String>) {
    let error = answer.expect_err("is too much");
    assert!(error.contains("nested too deep or too much work"), "{}", &error[..error.len().min(300)]);
}

/// `"d0": {"anyOf": [d1, d1]}, "d1": …`: the last one is looked at 2^depth times.
fn doubled(keyword: &str, depth: usize, last: &str) -> String {
    let level = |n: usize| {
        let next = format!("{{\"$ref\":\"#/definitions/d{}\"}}", n + 1);
        format!("\"d{n}\":{{\"{keyword}\":[{next},{next}]}}")
    };
    let levels: Vec<_> = (0..depth).map(level).collect();
    let last = format!("\"d{depth}\":{last}");
    format!("{{\"$ref\":\"#/definitions/d0\",\"definitions\":{{{},{last}}}}}", levels.join(","))
}

#[test]
fn schema_combinations_that_multiply() {
    for keyword in ["anyOf", "oneOf", "allOf"] {
        too_much(schema(doubled(keyword, 60, "{\"type\":\"string\"}"), "a: 1\n".to_owned()));
    }
}

/// CVE-2025-32387: schemas nested without end.
#[test]
fn schemas_that_are_nested_too_deep() {
    let deep = |n: usize| "{\"not\":".repeat(n) + "{}" + &"}".repeat(n);
    let error = schema(deep(20_000), "a: 1\n".to_owned()).expect_err("is too deep");
    assert!(error.contains("exceeded max depth"), "{error}");
    let chain: Vec<_> =
        (0..5000).map(|n| format!("\"d{n}\":{{\"$ref\":\"#/definitions/d{}\"}}", n + 1)).collect();
    let chain =
        format!("{{\"$ref\":\"#/definitions/d0\",\"definitions\":{{{},\"d5000\":{{}}}}}}", chain.join(","));
    too_much(schema(chain, "a: 1\n".to_owned()));
}

/// Schemas within each other, a keyword between them or none; references lead to all of them, the innermost first.
fn referred_to(depth: usize, keyword: &str, innermost: &str) -> String {
    let step = |n: usize| format!("{keyword}/k{n}");
    let places: Vec<String> =
        (0..depth).map(|n| "#/x".to_owned() + &(0..n).map(step).collect::<String>()).collect();
    let reference = |(n, place): (usize, &String)| format!("\"q{n:03}\":{{\"$ref\":\"{place}\"}}");
    let references: Vec<String> = places.iter().rev().enumerate().map(reference).collect();
    let within = |inner: String, n: usize| match keyword {
        "" => format!("{{\"k{n}\":{inner}}}"),
        _ => format!("{{\"properties\":{{\"k{n}\":{inner}}}}}"),
    };
    let nested = (0..depth).rev().fold(innermost.to_owned(), within);
    format!("{{\"x\":{nested},\"properties\":{{{}}}}}", references.join(","))
}

#[test]
fn schemas_around_others_cost_what_is_looked_at() {
    let names: Vec<String> = (0..3000).map(|n| format!("\"p{n}\":{{\"type\":\"string\"}}")).collect();
    let large = format!("{{\"properties\":{{{}}}}}", names.join(","));
    assert_eq!(schema(referred_to(100, "", &large), "a: 1\n".to_owned()), Ok(String::new()));
    // Each of them is held against the metaschema with all that is in it.
    let unusual = large.replace("\"string\"", "\"string\",\"minLength\":1");
    too_much(schema(referred_to(100, "/properties", &unusual), "a: 1\n".to_owned()));
}

#[test]
fn schema_references_in_a_circle() {
    let circle = "{\"$ref\":\"#/definitions/a\",\"definitions\":{\"a\":{\"$ref\":\"#/definitions/b\"},\
                  \"b\":{\"$ref\":\"#/definitions/a\"}}}";
    let error = schema(circle.to_owned(), "a: 1\n".to_owned()).expect_err("is a circle");
    assert!(error.contains("causing reference cycle"), "{error}");
    let circles = vec!["{\"$ref\":\"#\"}"; 20_000].join(",");
    too_much(schema(format!("{{\"anyOf\":[{circles}]}}"), "a: 1\n".to_owned()));
}

/// CVE-2025-55199: a reference to what never ends is not followed.
#[test]
fn schema_references_to_files_and_addresses() {
    for reference in
        ["file:///dev/zero", "file:///etc/passwd", "https://example.com/s.json", "../../../etc/passwd"]
    {
        let answer = schema(format!("{{\"$ref\":\"{reference}\"}}"), "a: 1\n".to_owned());
        let error = answer.expect_err("is not fetched");
        assert!(error.contains("failing loading"), "{error}");
        assert!(!error.contains("root:"), "{error}");
    }
}

#[test]
fn schema_patterns_on_long_texts() {
    let pattern = "{\"properties\":{\"a\":{\"pattern\":\"^((x{1,30}){1,30})*y$\"}}}";
    too_much(schema(pattern.to_owned(), format!("a: {}\n", "x".repeat(400_000))));
    let patterns: Vec<_> = (0..3000).map(|n| format!("\"^x*{n}$\":{{}}")).collect();
    let values: Vec<_> = (0..3000).map(|n| format!("{}{n}: 1\n", "x".repeat(30))).collect();
    too_much(schema(format!("{{\"patternProperties\":{{{}}}}}", patterns.join(",")), values.concat()));
}

#[test]
fn schema_patterns_that_are_long_programs() {
    let patterns: Vec<_> = (0..2000).map(|n| format!("\"a{{1000}}{n}\":{{}}")).collect();
    too_much(schema(format!("{{\"patternProperties\":{{{}}}}}", patterns.join(",")), "a: 1\n".to_owned()));
    let pattern = |n| format!("{{\"pattern\":\"a{{1000}}{n}\"}}");
    let never: Vec<_> = (0..2000).map(pattern).collect();
    too_much(schema(
        format!("{{\"definitions\":{{\"a\":{{\"anyOf\":[{}]}}}}}}", never.join(",")),
        "a: 1\n".to_owned(),
    ));
}

#[test]
fn schema_lists_against_lists() {
    let numbers = |n: usize| (0..n).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let all = format!("{{\"items\":{{\"enum\":[{}]}}}}", numbers(30_000));
    let values = format!("a: [{}]\n", vec!["-1"; 30_000].join(","));
    too_much(schema(format!("{{\"properties\":{{\"a\":{all}}}}}"), values));
}

#[test]
fn schemas_with_many_addresses() {
    let ids: Vec<_> =
        (0..20_000).map(|n| format!("\"d{n}\":{{\"$id\":\"https://a.example/{n}\"}}")).collect();
    too_much(schema(format!("{{\"$defs\":{{{}}}}}", ids.join(",")), "a: 1\n".to_owned()));
}

/// They are found one by one, and each is compared with those before it.
#[test]
fn schemas_with_many_addresses_behind_a_pointer() {
    let ids: Vec<_> = (0..60_000).map(|n| format!("\"d{n}\":{{\"$id\":\"http://e.example/{n}\"}}")).collect();
    let start = Instant::now();
    let behind = format!("\"x\":{{\"all\":{{\"$defs\":{{{}}}}}}}", ids.join(","));
    too_much(schema(
        format!("{{\"properties\":{{\"a\":{{\"$ref\":\"#/x/all\"}}}},{behind}}}"),
        "a: 1\n".to_owned(),
    ));
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn failures_by_the_hundred_thousand() {
    let values = format!("a: [{}]\n", vec!["1"; 200_000].join(","));
    let items = "{\"properties\":{\"a\":{\"items\":{\"type\":\"string\"}}}}";
    too_much(schema(items.to_owned(), values));
}

#[test]
fn schema_lists_that_are_looked_through_again_and_again() {
    let numbers = (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let values = || format!("a: [{numbers}]\n");
    let all = |keywords: &str, times: usize| {
        let all = vec![format!("{{{keywords}}}"); times].join(",");
        format!("{{\"properties\":{{\"a\":{{\"allOf\":[{all}],\"unevaluatedItems\":true}}}}}}")
    };
    assert_eq!(schema(all("\"uniqueItems\":true", 1), values()), Ok(String::new()));
    too_much(schema(all("\"uniqueItems\":true", 4), values()));
    too_much(schema(all("\"minItems\":1", 20), values()));
    too_much(schema(all(&format!("\"const\":[{numbers}]"), 10), values()));
    too_much(schema(all("\"items\":{\"minimum\":0}", 1), values()));
}

/// Each is read anew when it is compared.
#[test]
fn schemas_with_long_numbers() {
    let digits = "1".repeat(300_000);
    let values = || format!("a: [{}]\n", vec!["5"; 1_000].join(","));
    let items = |keyword: &str| {
        format!("{{\"properties\":{{\"a\":{{\"items\":{{\"anyOf\":[{{{keyword}}},true]}}}}}}}}")
    };
    too_much(schema(items(&format!("\"enum\":[\"{digits}\"]")), values()));
    too_much(schema(items(&format!("\"const\":{digits}")), values()));
    too_much(schema(items(&format!("\"maximum\":{digits}")), values()));
}

/// What Helm holds against a schema in about a second, within the limits of the command line.
#[test]
fn schemas_of_long_lists() {
    let values = format!("a: [{}]\n", (0..100_000).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
    let schema = "{\"properties\":{\"a\":{\"uniqueItems\":true,\"contains\":{\"const\":99999}}}}";
    let files = [("values.schema.json", schema.to_owned()), ("values.yaml", values)];
    assert_eq!(render_within(&files, Limits::default()), Ok(String::new()));
}

#[test]
fn ignored_files_by_patterns_that_are_tried_everywhere() {
    let rules = format!("*{}b\n", "a".repeat(1_100_000));
    let name = format!("templates/{}", "a".repeat(4000));
    let error = render(&[(".helmignore", rules), (&name, String::new())]).expect_err("is too much");
    assert_eq!(error, ".helmignore: limit reached: too much work");
}

/// Each of them alone would be answered.
#[test]
fn schemas_of_many_charts_share_what_they_may_cost() {
    let answer = |count: usize| {
        let mut files = Vec::new();
        for n in 0..count {
            let chart = CHART_YAML.replace("name: c", &format!("name: c{n}"));
            files.push((format!("charts/c{n}/Chart.yaml"), chart));
            let schema = doubled("anyOf", 5, "{\"type\":\"string\"}");
            files.push((format!("charts/c{n}/values.schema.json"), schema));
        }
        render(&files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect::<Vec<_>>())
    };
    assert!(!answer(1).expect_err("no schema holds").contains("too much work"));
    too_much(answer(100));
}

#[test]
fn charts_inside_charts_end() {
    let files: Vec<_> =
        (1..200).map(|n| (format!("{}Chart.yaml", "charts/c/".repeat(n)), CHART_YAML.to_owned())).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    assert_eq!(render(&files[..60]), Ok(String::new()));
    let error = render(&files).expect_err("is too deep");
    assert!(error.ends_with("charts are nested more than 64 deep"), "{error}");
}
