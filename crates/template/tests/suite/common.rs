//! Case files and a few functions with plain Go signatures.

use periplus_template::{Body, Engine, FuncError, FuncResult, Function, Functions};
use periplus_value::{IntKind, Integer, List, Map, Str, Type, Value, print};

/// One case of a file: template, data, and the text or error that Go's text/template gives.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) template: String,
    pub(crate) data: Value,
    pub(crate) expected: Result<String, String>,
}

/// The cases of a file: `=== name`, the template, then `--- data` (JSON), `--- text` or `--- error`.
/// Data before the first case is for all that have none.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or_default();
    let data = head.split_once("\n--- data\n").map_or("null", |(_, data)| data);
    parts.map(|part| case(part, data)).collect()
}

fn case(text: &str, common: &str) -> Case {
    let (name, body) = text.split_once('\n').expect("a name on a line of its own");
    let (head, expected) = match (body.split_once("\n--- text\n"), body.split_once("\n--- error\n")) {
        (Some((head, text)), _) => (head, Ok(text.to_owned())),
        (_, Some((head, error))) => (head, Err(error.to_owned())),
        _ => panic!("{name}: neither text nor error"),
    };
    let (template, data) = head.split_once("\n--- data\n").unwrap_or((head, common));
    let data = serde_json::from_str(data).unwrap_or_else(|error| panic!("{name}: {error}"));
    Case { name: name.to_owned(), template: template.to_owned(), data: value(&data), expected }
}

/// JSON as values; `{"$number": "1"}` and its like are Go types that JSON hasn't.
pub(crate) fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => match n.as_i64() {
            Some(n) => Value::int(n),
            None => Value::Float(n.as_f64().expect("a number")),
        },
        serde_json::Value::String(s) => Value::string(s.as_str()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(value).collect()),
        serde_json::Value::Object(entries) => {
            let only = entries.iter().next().filter(|_| entries.len() == 1);
            only.and_then(|(key, inner)| typed(key, inner)).unwrap_or_else(|| {
                Value::Map(entries.iter().map(|(key, inner)| (key.as_str(), value(inner))).collect())
            })
        }
    }
}

fn typed(key: &str, inner: &serde_json::Value) -> Option<Value> {
    let text = inner.as_str().unwrap_or_default();
    let integer = |kind| Value::Int(Integer::new(kind, inner.as_i64().unwrap_or_default()));
    Some(match key {
        "$number" => Value::Number(text.into()),
        "$bytes" => Value::Bytes(text.into()),
        "$strings" => Value::strings(inner.as_array()?.iter().filter_map(serde_json::Value::as_str)),
        "$int64" => integer(IntKind::Int64),
        "$uint8" => integer(IntKind::Uint8),
        "$uint64" => integer(IntKind::Uint64),
        "$stringmap" => {
            let map = Map::typed(&Type::String);
            for (key, inner) in inner.as_object()? {
                map.insert(key.as_str(), inner.as_str()?);
            }
            Value::Map(map)
        }
        _ => return None,
    })
}

const ANY: Type = Type::Any;
const STRING: Type = Type::String;

/// Functions with parameters of the types that conversion treats differently.
pub(crate) fn functions() -> Functions {
    let row = |name, params, variadic, body| Function { name, params, variadic, body: Body::Plain(body) };
    Functions::new([
        row("list", &[ANY], true, |args| Ok(Value::List(args.iter().cloned().collect()))),
        row("dict", &[ANY], true, dict),
        row("upper", &[STRING], false, |args| Ok(text(&args[0]).to_uppercase().into())),
        row("repeat", &[Type::INT, STRING], false, repeat),
        row("half", &[Type::Float64], false, |args| match args[0] {
            Value::Float(n) => Ok(Value::Float(n / 2.0)),
            _ => Err("no float".into()),
        }),
        row("flip", &[Type::Bool], false, |args| Ok(Value::Bool(!args[0].truth()))),
        row("short", &[Type::Int(IntKind::Uint8)], false, |args| Ok(args[0].clone())),
        row("keys", &[Type::MAP], false, |args| Ok(Value::int(args[0].as_map().map_or(0, Map::len) as i64))),
        row("join", &[STRING, Type::STRINGS], false, |args| Ok(join(args))),
        row("inf", &[Type::INT], false, |args| Ok(Value::Float(infinity(&args[0])))),
        row("give", &[ANY], false, |args| Ok(args[0].clone())),
        row("fails", &[STRING], false, |args| Err(format!("it failed: {}", text(&args[0])).into())),
        Function { name: "include", params: &[STRING, ANY], variadic: false, body: Body::Engine(include) },
        Function { name: "tpl", params: &[STRING, ANY], variadic: false, body: Body::Engine(tpl) },
    ])
}

fn text(value: &Value) -> String {
    value.as_string().map(Str::to_string).unwrap_or_default()
}

/// An infinity with the sign of an integer; of zero no number.
fn infinity(sign: &Value) -> f64 {
    match sign.as_int().map_or(0, Integer::as_i64) {
        0 => f64::NAN,
        n if n < 0 => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    }
}

fn dict(args: &[Value]) -> FuncResult {
    let map = Map::new();
    for pair in args.chunks_exact(2) {
        map.insert(pair[0].to_text(print::DEFAULT_LIMIT).map_err(FuncError::from)?, pair[1].clone());
    }
    Ok(map.into())
}

fn repeat(args: &[Value]) -> FuncResult {
    let count = args[0].as_int().map_or(0, Integer::as_i64);
    let count = usize::try_from(count).map_err(|_| FuncError::from("strings: negative Repeat count"))?;
    Ok(text(&args[1]).repeat(count).into())
}

fn join(args: &[Value]) -> Value {
    let items: Vec<String> =
        args[1].as_list().map_or(Vec::new(), |list: &List| list.iter().map(text).collect());
    items.join(&text(&args[0])).into()
}

fn include(engine: &mut dyn Engine, args: &[Value]) -> FuncResult {
    let name = args[0].as_string().cloned().unwrap_or_default();
    engine.include(&name, &args[1]).map(Value::String)
}

fn tpl(engine: &mut dyn Engine, args: &[Value]) -> FuncResult {
    let source = args[0].as_string().cloned().unwrap_or_default();
    engine.tpl(&source, &args[1]).map(Value::String)
}
