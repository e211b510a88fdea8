//! The functions that Helm adds to Sprig's (pkg/engine/funcs.go, engine.go).

use crate::cache::LastRead;
use crate::reread::Reread;
use crate::written::{Written, without_line_end};
use periplus_sprig::Host;
use periplus_template::{Body, Engine, FuncError, FuncResult, Function, Functions};
use periplus_value::{List, Map, Str, Type, Value};
#[cfg(feature = "toml")]
use periplus_yaml::toml;
use periplus_yaml::{Numbers, Options, json};
use std::cell::RefCell;
use std::rc::Rc;

const ANY: &[Type] = &[Type::Any];
const STRING: &[Type] = &[Type::String];
const STRING_ANY: &[Type] = &[Type::String, Type::Any];
const FOUR_STRINGS: &[Type] = &[Type::String, Type::String, Type::String, Type::String];

/// About the bytes that a value read from a text takes.
const VALUE: usize = 64;

/// As many bytes are copied in the time of writing one of a document, and of reading one.
const WRITING: usize = 4;
const READING: usize = 8;

/// The same for reading a byte of TOML, and for one of the whole names of its keys.
#[cfg(feature = "toml")]
const READING_TOML: usize = 16;
#[cfg(feature = "toml")]
const NAMING: usize = 12;

const fn plain(name: &'static str, params: &'static [Type], run: fn(&[Value]) -> FuncResult) -> Function {
    Function { name, params, variadic: false, body: Body::Plain(run) }
}

const fn engine(
    name: &'static str,
    params: &'static [Type],
    run: fn(&mut dyn Engine, &[Value]) -> FuncResult,
) -> Function {
    Function { name, params, variadic: false, body: Body::Engine(run) }
}

const TABLE: &[Function] = &[
    engine("include", STRING_ANY, |engine, args| {
        engine.include(&text(args, 0), &value(args, 1)).map(Value::String)
    }),
    engine("tpl", STRING_ANY, |engine, args| engine.tpl(&text(args, 0), &value(args, 1)).map(Value::String)),
    plain("required", STRING_ANY, required),
    plain("fail", STRING, |args| Err(FuncError::by_author(text(args, 0).to_str_lossy()))),
    plain("lookup", FOUR_STRINGS, |_| Ok(Value::Map(Map::new()))),
    plain("getHostByName", STRING, |_| Ok(Value::string(""))),
    engine("mustToYaml", ANY, |engine, args| {
        let text = periplus_yaml::emit(&sized(engine, args)?).map_err(|e| yaml_fault(&e))?;
        engine.charge(text.len())?;
        Ok(Value::String(without_line_end(text)))
    }),
    engine("toYamlPretty", ANY, |engine, args| {
        let value = sized(engine, args)?;
        let text =
            or_nothing(periplus_yaml::emit_pretty(&value).map(without_line_end).map_err(|e| yaml_fault(&e)))?;
        engine.charge(text.len())?;
        Ok(Value::String(text))
    }),
    engine("fromYamlArray", STRING, |engine, args| {
        parsed(engine, args, |text| {
            let list = periplus_yaml::parse_list(text.as_bytes(), &Options::default());
            Ok(Value::List(or_told(list.map_err(|e| yaml_fault(&e)), error_list)?))
        })
    }),
    engine("toJson", ANY, |engine, args| {
        Ok(Value::string(or_nothing(json::emit(&sized(engine, args)?).map_err(|e| json_fault(&e)))?))
    }),
    engine("mustToJson", ANY, |engine, args| {
        Ok(Value::string(json::emit(&sized(engine, args)?).map_err(|e| json_fault(&e))?))
    }),
    engine("fromJson", STRING, |engine, args| parsed(engine, args, |text| Ok(Value::Map(from_json(text)?)))),
    engine("toToml", ANY, to_toml),
    engine("fromToml", STRING, from_toml),
    // The rest of the family is Sprig's (sprig defaults.go).
    engine("toPrettyJson", ANY, |engine, args| {
        Ok(Value::string(or_nothing(json::emit_pretty(&sized(engine, args)?).map_err(|e| json_fault(&e)))?))
    }),
    engine("mustToPrettyJson", ANY, |engine, args| {
        Ok(Value::string(json::emit_pretty(&sized(engine, args)?).map_err(|e| json_fault(&e))?))
    }),
    engine("toRawJson", ANY, raw_json),
    engine("mustToRawJson", ANY, raw_json),
    engine("mustFromJson", STRING, |engine, args| {
        parsed(engine, args, |text| json::parse(text.as_bytes()).map_err(|e| json_fault(&e)))
    }),
    engine("fromJsonArray", STRING, |engine, args| {
        parsed(engine, args, |text| {
            let list = json::parse_list(text.as_bytes());
            Ok(Value::List(or_told(list.map_err(|e| json_fault(&e)), error_list)?))
        })
    }),
];

#[cfg(feature = "toml")]
fn to_toml(engine: &mut dyn Engine, args: &[Value]) -> FuncResult {
    let text = match toml::emit(&sized(engine, args)?) {
        Ok(text) => Str::from(text),
        Err(error @ (toml::EncodeError::TooDeep(_) | toml::EncodeError::TooLong(_))) => {
            return Err(FuncError::limit(error.to_string()));
        }
        Err(toml::EncodeError::Nil) => return Err(toml::EncodeError::Nil.to_string().into()),
        Err(error) => error.to_string().into(),
    };
    engine.charge(text.len())?;
    Ok(Value::String(text))
}

#[cfg(feature = "toml")]
fn from_toml(engine: &mut dyn Engine, args: &[Value]) -> FuncResult {
    let text = text(args, 0);
    engine.charge(text.len().saturating_mul(READING_TOML))?;
    let (map, named) = toml::parse_counting(text.as_bytes());
    let value = Value::Map(map.unwrap_or_else(|error| error_map(error.to_string())));
    engine.charge(count(&value).saturating_mul(VALUE).saturating_add(named.saturating_mul(NAMING)))?;
    Ok(value)
}

#[cfg(not(feature = "toml"))]
fn no_toml(_: &mut dyn Engine, _: &[Value]) -> FuncResult {
    Err(periplus_template::FuncError::absent("TOML is not part of this build"))
}
#[cfg(not(feature = "toml"))]
use {no_toml as from_toml, no_toml as to_toml};

/// A value that is to be written, accounted for before it is: shared parts can make it grow without bounds.
fn sized(engine: &mut dyn Engine, args: &[Value]) -> FuncResult {
    let value = value(args, 0);
    engine.charge(value.expanded_size().saturating_mul(WRITING))?;
    Ok(value)
}

/// What is read from a text: its bytes are accounted for before, the values it holds after.
fn parsed(engine: &mut dyn Engine, args: &[Value], parse: fn(&Str) -> FuncResult) -> FuncResult {
    let text = text(args, 0);
    engine.charge(text.len().saturating_mul(READING))?;
    let value = parse(&text)?;
    engine.charge(count(&value).saturating_mul(VALUE))?;
    Ok(value)
}

/// How many values a parsed value holds. Parsers limit their depth, and how often aliases repeat what they stand for.
fn count(value: &Value) -> usize {
    match value {
        Value::Map(map) => 1 + map.borrow().values().map(count).sum::<usize>(),
        Value::List(list) => 1 + list.iter().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// Writers whose names have no `must` write nothing where Go's libraries fail. Where a limit of ours is what made them
/// fail the render ends: Go's may have written it.
fn or_nothing<T: Default>(written: Result<T, FuncError>) -> Result<T, FuncError> {
    written.or_else(|error| if error.limit { Err(error) } else { Ok(T::default()) })
}

/// Readers tell what is wrong in place of what they read. Where it is a limit of ours the render ends.
fn or_told<T>(read: Result<T, FuncError>, told: fn(String) -> T) -> Result<T, FuncError> {
    read.or_else(|error| if error.limit { Err(error) } else { Ok(told(error.message)) })
}

fn yaml_fault(error: &periplus_yaml::Error) -> FuncError {
    FuncError { message: error.to_string(), limit: error.is_limit(), ..FuncError::default() }
}

fn json_fault(error: &json::JsonError) -> FuncError {
    FuncError { message: error.to_string(), limit: error.is_limit(), ..FuncError::default() }
}

/// JSON whose `<`, `>` and `&` are themselves; Sprig's function without `must` panics with the same words.
fn raw_json(engine: &mut dyn Engine, args: &[Value]) -> FuncResult {
    let style = json::Style { escape_html: false, ..json::Style::COMPACT };
    Ok(Value::string(json::write(&sized(engine, args)?, style).map_err(|e| json_fault(&e))?))
}

/// Sprig's functions and Helm's; what `toYaml` writes is kept.
pub(crate) fn functions(host: &Rc<dyn Host>, written: &Written, reread: &Reread) -> Functions {
    let sprig = periplus_sprig::functions(Rc::clone(host)).into_iter();
    Functions::new(
        sprig.chain(TABLE.iter().cloned()).chain([from_yaml(reread.clone()), to_yaml(written.clone())]),
    )
}

/// The same functions without the texts and values that a render left in them.
pub(crate) fn fresh(functions: &Functions) -> Functions {
    functions.with(&[from_yaml(Reread::default()), to_yaml(Written::default())])
}

/// `toYaml`: YAML without its last line end; nothing when the value can't be written.
fn to_yaml(written: Written) -> Function {
    let run = move |engine: &mut dyn Engine, args: &[Value]| {
        let value = sized(engine, args)?;
        let emitted = periplus_yaml::emit_known(&value).map_err(|e| yaml_fault(&e));
        let text = or_nothing(emitted.map(|emitted| written.keep(&value, emitted)))?;
        engine.charge(text.len())?;
        Ok(Value::String(text))
    };
    Function { name: "toYaml", params: ANY, variadic: false, body: Body::Shared(Rc::new(run)) }
}

/// `fromYaml`, which remembers its last text, and long ones from render to render.
fn from_yaml(reread: Reread) -> Function {
    let last = RefCell::new(LastRead::default());
    let run = move |engine: &mut dyn Engine, args: &[Value]| {
        let text = text(args, 0);
        engine.charge(text.len())?;
        let known = last.borrow_mut().take(&text);
        if let Some((value, size)) = known.or_else(|| reread.give(&text)) {
            engine.charge(size)?;
            return Ok(value);
        }
        let map = periplus_yaml::parse_map(text.as_bytes(), &Options::default());
        let map = or_told(map.map_err(|e| yaml_fault(&e)), error_map)?;
        let size = count(&Value::Map(map.clone())).saturating_mul(VALUE);
        engine.charge(size)?;
        let value = Value::Map(reread.keep(&text, map, size));
        last.borrow_mut().keep(&text, &value, size);
        Ok(value)
    };
    Function { name: "fromYaml", params: STRING, variadic: false, body: Body::Shared(Rc::new(run)) }
}

fn error_map(message: String) -> Map {
    let map = Map::new();
    map.insert("Error", message);
    map
}

/// `fromJson`: what could be read stays beside the error, as in Go's map.
fn from_json(text: &Str) -> Result<Map, FuncError> {
    let decoded = json::decode(text.as_bytes(), Numbers::Float).and_then(json::Decoded::into_map);
    let read = decoded.map(|(map, error)| match error {
        None => map.unwrap_or_else(|| Map::nil(&Type::Any)),
        Some(error) => {
            let map = map.unwrap_or_default();
            map.insert("Error", error.to_string());
            map
        }
    });
    or_told(read.map_err(|e| json_fault(&e)), error_map)
}

fn error_list(message: String) -> List {
    List::new(vec![Value::string(message)])
}

fn required(args: &[Value]) -> FuncResult {
    let value = value(args, 1);
    let missing = value.is_nil() || value.as_string().is_some_and(Str::is_empty);
    if missing { Err(FuncError::by_author(text(args, 0).to_str_lossy())) } else { Ok(value) }
}

fn text(args: &[Value], index: usize) -> Str {
    args.get(index).and_then(|v| v.as_string().cloned()).unwrap_or_default()
}

fn value(args: &[Value], index: usize) -> Value {
    args.get(index).cloned().unwrap_or_default()
}
