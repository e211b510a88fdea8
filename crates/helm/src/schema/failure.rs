//! What is wrong with a value, as a tree, and the words of the library that Helm validates with
//! (santhosh-tekuri/jsonschema v6, `kind/kind.go` and `output.go`).

use super::number::{count_text, float_text};
use periplus_value::{Str, Value, quote};
use std::fmt;
use std::rc::Rc;

/// Ours: what a check answers that would go on for too long.
pub(super) const TOO_MUCH: &str = "schema: nested too deep or too much work";

/// More text than this is not written: what is wrong deep inside is told with each place above it.
const MAX_TEXT: usize = 64 << 20;

/// Where in the values: the steps down to it, shared by all that is said of what is below.
pub(super) type Place = Option<Rc<Step>>;

/// One step down in the values.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: Str,
    pub(super) from: Place,
}

/// One failed keyword, where in the values, and what failed below it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) at: Place,
    pub(super) kind: Kind,
    pub(super) causes: Vec<Failure>,
}

/// Which keyword failed, and with what.
#[derive(Debug)]
pub(super) enum Kind {
    /// Several keywords of one schema
    Group,
    /// Several keywords of what a `$ref` leads to
    Reference,
    /// The schema `false`
    False,
    Not,
    AllOf,
    AnyOf,
    /// The two subschemas that match, if any do
    OneOf(Option<(usize, usize)>),
    Type {
        got: String,
        want: Vec<&'static str>,
    },
    Enum(Vec<Value>),
    Const(Value),
    Format {
        got: Value,
        want: String,
        why: String,
    },
    /// `minLength` and the like: keyword, got, want
    Count(&'static str, usize, i64),
    /// `minimum` and the like: keyword, got, want
    Bound(&'static str, f64, f64),
    AdditionalItems(usize),
    Required(Vec<Str>),
    /// Missing properties, and the one that asks for them
    Dependency(Vec<Str>, Str),
    AdditionalProperties(Vec<Str>),
    PropertyName(Str),
    Duplicate(usize, usize),
    Contains,
    /// Which items match, and how many should
    MinContains(Vec<usize>, i64),
    MaxContains(Vec<usize>, i64),
    Pattern {
        got: Str,
        want: Str,
    },
    /// A value of a Go type that JSON doesn't have
    NotJson(String),
    /// A schema that refers to itself without end: two keyword locations, and the schema's
    Cycle(String, String, String),
}

impl Failure {
    /// Writes this and what is below, each on a line of its own behind `- `. Not if there is too much already.
    pub(super) fn write(&self, out: &mut String, indent: usize) -> Result<(), &'static str> {
        if out.len() > MAX_TEXT {
            return Err(TOO_MUCH);
        }
        out.push('\n');
        (1..indent).for_each(|_| out.push_str("  "));
        out.push_str("- at ");
        out.push_str(&quoted(pointer(&self.at).as_bytes()));
        out.push_str(": ");
        out.push_str(&self.kind.to_string());
        self.causes.iter().try_for_each(|cause| cause.write(out, indent + 1))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Group | Kind::Reference => f.write_str("validation failed"),
            Kind::False => f.write_str("false schema"),
            Kind::Not => f.write_str("'not' failed"),
            Kind::AllOf => f.write_str("'allOf' failed"),
            Kind::AnyOf => f.write_str("'anyOf' failed"),
            Kind::OneOf(None) => f.write_str("'oneOf' failed, none matched"),
            Kind::OneOf(Some((a, b))) => write!(f, "'oneOf' failed, subschemas {a}, {b} matched"),
            Kind::Type { got, want } => write!(f, "got {got}, want {}", want.join(" or ")),
            Kind::Enum(values) => write_enum(f, values),
            Kind::Const(Value::List(_) | Value::Map(_)) => f.write_str("'const' failed"),
            Kind::Const(value) => write!(f, "value must be {}", shown(value)),
            Kind::Format { got, want, why } => write!(f, "{} is not valid {want}: {why}", shown(got)),
            Kind::Count(keyword, got, want) => {
                write!(f, "{keyword}: got {}, want {}", count_text(*got as i64), count_text(*want))
            }
            Kind::Bound(keyword, got, want) => {
                write!(f, "{keyword}: got {}, want {}", float_text(*got), float_text(*want))
            }
            Kind::AdditionalItems(count) => {
                write!(f, "last {} additionalItem(s) not allowed", count_text(*count as i64))
            }
            Kind::Pattern { got, want } => {
                write!(f, "{} does not match pattern {}", quoted(got.as_bytes()), quoted(want.as_bytes()))
            }
            Kind::Duplicate(a, b) => write!(f, "items at {a} and {b} are equal"),
            Kind::Contains => f.write_str("no items match contains schema"),
            Kind::MinContains(..) | Kind::MaxContains(..) => self.write_contains(f),
            Kind::NotJson(name) => write!(f, "invalid jsonType {name}"),
            Kind::Cycle(first, second, url) => {
                write!(
                    f,
                    "both {first} and {second} resolve to {} causing reference cycle",
                    quote(url.as_bytes())
                )
            }
            Kind::Required(_)
            | Kind::Dependency(..)
            | Kind::AdditionalProperties(_)
            | Kind::PropertyName(_) => self.write_properties(f),
        }
    }
}

impl Kind {
    fn write_properties(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Required(names) if names.len() == 1 => write!(f, "missing property {}", listed(names)),
            Kind::Required(names) => write!(f, "missing properties {}", listed(names)),
            Kind::Dependency(names, by) => {
                write!(f, "properties {} required, if {} exists", listed(names), quoted(by.as_bytes()))
            }
            Kind::AdditionalProperties(names) => {
                write!(f, "additional properties {} not allowed", listed(names))
            }
            Kind::PropertyName(name) => write!(f, "invalid propertyName {}", quoted(name.as_bytes())),
            _ => Ok(()),
        }
    }

    fn write_contains(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, matched, want) = match self {
            Kind::MinContains(matched, want) => ("min", matched, *want),
            Kind::MaxContains(matched, want) => ("max", matched, *want),
            _ => return Ok(()),
        };
        write!(f, "{word} {} items required to match contains schema, but ", count_text(want))?;
        if matched.is_empty() && word == "min" {
            return f.write_str("none matched");
        }
        let at = matched.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        write!(f, "matched {} items at {at}", count_text(matched.len() as i64))
    }
}

fn write_enum(f: &mut fmt::Formatter<'_>, values: &[Value]) -> fmt::Result {
    if values.iter().any(|v| matches!(v, Value::List(_) | Value::Map(_))) {
        return f.write_str("'enum' failed");
    }
    let shown: Vec<String> = values.iter().map(shown).collect();
    let lead = if shown.len() == 1 { "value must be" } else { "value must be one of" };
    write!(f, "{lead} {}", shown.join(", "))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text.as_bytes()),
        Value::List(_) | Value::Map(_) => "value".to_owned(),
        other => other.to_text(usize::MAX).unwrap_or_default().to_string(),
    }
}

fn listed(names: &[Str]) -> String {
    names.iter().map(|name| quoted(name.as_bytes())).collect::<Vec<_>>().join(", ")
}

/// Go's `%q`, with single quotes around it.
fn quoted(text: &[u8]) -> String {
    let double = quote(text).replace("\\\"", "\"").replace('\'', "\\'");
    format!("'{}'", double.get(1..double.len().saturating_sub(1)).unwrap_or_default())
}

/// The JSON pointer to a place.
fn pointer(at: &Place) -> String {
    let steps = std::iter::successors(at.as_deref(), |step| step.from.as_deref());
    let names: Vec<&Str> = steps.map(|step| &step.name).collect();
    names.into_iter().rev().fold(String::new(), |out, name| out + "/" + &escape(&name.to_str_lossy()))
}

/// One token of a JSON pointer.
pub(super) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}
