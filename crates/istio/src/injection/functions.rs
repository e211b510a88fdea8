//! The functions of injection templates beside Sprig's (template.go, `InjectionFuncmap`).

use super::json;
use crate::tree::text_of;
use periplus_helm::{Body, FuncResult, Function};
use periplus_value::{List, Map, Type, Value};

/// The table.
pub(super) const TABLE: &[Function] = &[
    function("isset", TWO, |args| Ok(args[0].at(&[&*words(&args[1])]).is_some().into())),
    function("annotation", THREE, |args| {
        let given = args[0].at(&["Annotations", &*words(&args[1])]);
        Ok(Value::string(words(given.as_ref().unwrap_or(&args[2]))))
    }),
    function("valueOrDefault", TWO, |args| {
        let is_empty = matches!(&args[0], Value::String(text) if text.is_empty());
        Ok(if args[0].is_nil() || is_empty { args[1].clone() } else { args[0].clone() })
    }),
    function("toLower", ONE, |args| Ok(Value::string(words(&args[0]).to_lowercase()))),
    function("toJSON", ONE, |args| Ok(Value::string(json::plain(&args[0])))),
    function("fromJSON", ONE, |args| {
        Ok(periplus_yaml::parse(words(&args[0]).as_bytes()).unwrap_or_else(|_| Value::string("{}")))
    }),
    function("structToJSON", ONE, |args| Ok(Value::string(json::of_struct(&args[0], json::PORT)))),
    function("protoToJSON", ONE, |args| {
        Ok(args[0].at(&[json::WRITTEN]).unwrap_or_else(|| Value::string("{}")))
    }),
    function("toYaml", ONE, |args| Ok(Value::string(periplus_yaml::emit(&args[0]).unwrap_or_default()))),
    function("indent", TWO, |args| {
        let width = words(&args[0]).parse().unwrap_or(0).min(WIDEST);
        Ok(Value::string(words(&args[1]).replace('\n', &format!("\n{}", " ".repeat(width)))))
    }),
    // istiod's own variables are unknown here but for those of its Deployment.
    function("env", TWO, |args| Ok(args[1].clone())),
    variadic("omit", |args| {
        let gone: Vec<String> = args.iter().skip(1).map(words).collect();
        let kept = entries(&args[0]).into_iter().filter(|(key, _)| !gone.contains(key));
        Ok(Value::Map(kept.collect()))
    }),
    variadic("strdict", |args| {
        let pair = |pair: &[Value]| (words(&pair[0]), pair.get(1).map(words).unwrap_or_default());
        Ok(Value::Map(args.chunks(2).map(pair).collect()))
    }),
    variadic("mergeMaps", |args| Ok(merged(args).into())),
    variadic("toJsonMap", |args| Ok(Value::string(json::plain(&merged(args).into())))),
    function("omitNil", ONE, |args| Ok(without_nil(&args[0]).unwrap_or_default())),
    function("includeInboundPorts", ONE, |args| Ok(ports(&args[0], |_| true))),
    function("applicationPorts", ONE, |args| Ok(ports(&args[0], |name| name != super::PROXY))),
];

/// More blanks than any template asks for.
const WIDEST: usize = 100;

const ONE: &[Type] = &[Type::Any];
const TWO: &[Type] = &[Type::Any, Type::Any];
const THREE: &[Type] = &[Type::Any, Type::Any, Type::Any];

const fn function(name: &'static str, params: &'static [Type], run: fn(&[Value]) -> FuncResult) -> Function {
    Function { name, params, variadic: false, body: Body::Plain(run) }
}

const fn variadic(name: &'static str, run: fn(&[Value]) -> FuncResult) -> Function {
    Function { name, params: ONE, variadic: true, body: Body::Plain(run) }
}

/// A value as `fmt.Sprint` prints it; nothing for nil.
fn words(value: &Value) -> String {
    match value {
        Value::Nil => String::new(),
        Value::Object(object) => object.text().to_str_lossy().into_owned(),
        other => text_of(other),
    }
}

fn entries(map: &Value) -> Vec<(String, Value)> {
    let entries = map.as_map().map(Map::entries).unwrap_or_default();
    entries.into_iter().map(|(key, value)| (key.to_str_lossy().into_owned(), value)).collect()
}

/// Later maps win.
fn merged(maps: &[Value]) -> Map {
    maps.iter().flat_map(entries).collect()
}

/// A value without nil in maps and lists, and without what is empty then; `None`: nothing is left.
fn without_nil(value: &Value) -> Option<Value> {
    match value {
        Value::Nil => None,
        Value::Map(map) if !map.is_empty() => {
            let kept: Map =
                entries(value).into_iter().filter_map(|(k, v)| Some((k, without_nil(&v)?))).collect();
            (!kept.is_empty()).then(|| kept.into())
        }
        Value::List(list) if !list.is_empty() => {
            let kept: Vec<Value> = list.iter().filter_map(without_nil).collect();
            (!kept.is_empty()).then(|| List::new(kept).into())
        }
        other => Some(other.clone()),
    }
}

/// The TCP ports of containers, joined by commas.
fn ports(containers: &Value, wanted: fn(&str) -> bool) -> Value {
    let named = super::items(Some(containers.clone()));
    let of = |container: &Map| super::items(container.get("Ports"));
    let tcp = |port: &Map| {
        !["UDP", "SCTP"].contains(&&*port.get("protocol").map(|p| text_of(&p)).unwrap_or_default())
    };
    let numbers = named.iter().filter(|c| wanted(&c.get("Name").map(|n| text_of(&n)).unwrap_or_default()));
    let numbers =
        numbers.flat_map(of).filter(tcp).filter_map(|port| Some(text_of(&port.get("containerPort")?)));
    Value::string(numbers.collect::<Vec<_>>().join(","))
}
