//! Semantic versions: Sprig's page "Semantic Version Functions", mirrors Masterminds/semver v3.4.0 `version.go`.

use crate::args::Args;
use crate::rows::{STR, charged};
use crate::semver_constraint::Constraints;
use crate::text::{READING, read};
use periplus_template::Function;
use periplus_value::{IntKind, Integer, Kind, NumberError, Object, Str, Type, Value, parse_uint};
use std::any::Any;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

const INVALID: &str = "invalid semantic version";
const INVALID_PRERELEASE: &str = "invalid prerelease string";
const INVALID_METADATA: &str = "invalid metadata string";
const STARTS_WITH_ZERO: &str = "version segment starts with 0";

/// `*semver.Version`
const VERSION: Type = Type::Named("*semver.Version", Kind::Ptr);
/// `semver.Version`, what the `Inc…` and `Set…` methods return
const VERSION_VALUE: Type = Type::Named("semver.Version", Kind::Struct);

pub(crate) const TABLE: &[Function] = &[
    charged("semver", &[STR], |e, a| Ok(Version::parse(read(e, a, 0)?)?.held(true))),
    charged("semverCompare", &[STR, STR], |e, a| {
        // A range may begin anywhere, and is looked for everywhere.
        let length = a.text(0).len();
        e.charge(length.saturating_mul(READING).saturating_add(length.saturating_mul(length) / 8))?;
        let constraints = Constraints::parse(a.text(0))?;
        Ok(constraints.check(&Version::parse(read(e, a, 1)?)?).into())
    }),
];

/// A version; the text it was read from is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Version {
    pub(crate) numbers: [u64; 3],
    pub(crate) prerelease: String,
    metadata: String,
    original: Str,
}

/// A version as templates have it.
#[derive(Debug)]
pub(crate) struct Held {
    version: RefCell<Version>,
    pointer: bool,
}

impl Held {
    /// The version that a value is.
    pub(crate) fn of(value: &Value) -> Option<&Self> {
        match value {
            Value::Object(object) => object.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// The zero version.
    pub(crate) fn zero(&self) -> Value {
        Version::default().held(self.pointer)
    }

    /// Whoever has this one sees the other from now on.
    pub(crate) fn become_another(&self, other: &Self) {
        let other = other.version.borrow().clone();
        self.version.replace(other);
    }
}

impl Version {
    fn held(self, pointer: bool) -> Value {
        Value::Object(Rc::new(Held { version: RefCell::new(self), pointer }))
    }

    /// `semver.NewVersion`: missing minor and patch numbers are 0, a `v` may stand in front.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, String> {
        let plain = std::str::from_utf8(text).map_err(|_| INVALID)?;
        let (core, metadata) = split_off(plain.strip_prefix('v').unwrap_or(plain), '+')?;
        let (core, prerelease) = split_off(core, '-')?;
        let parts: Vec<&str> = core.split('.').collect();
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if parts.len() > 3 || !parts.iter().all(digits) {
            return Err(INVALID.to_owned());
        }
        let mut numbers = [0; 3];
        for (number, part) in numbers.iter_mut().zip(parts) {
            *number = parse_uint(part.as_bytes(), 10, 64).map_err(|(_, fault)| {
                let error = NumberError::new("ParseUint", part.as_bytes(), fault);
                format!("error parsing version segment: {error}")
            })?;
        }
        check_prerelease(prerelease)?;
        let (prerelease, metadata) = (prerelease.to_owned(), metadata.to_owned());
        Ok(Self { numbers, prerelease, metadata, original: text.into() })
    }

    /// By numbers, then a release after its prereleases; metadata doesn't count.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| compare_prerelease(&self.prerelease, &other.prerelease))
    }

    fn string(&self) -> String {
        let [major, minor, patch] = self.numbers;
        let part =
            |mark: &str, text: &str| if text.is_empty() { String::new() } else { format!("{mark}{text}") };
        format!("{major}.{minor}.{patch}{}{}", part("-", &self.prerelease), part("+", &self.metadata))
    }

    /// A changed version, whose original is its text with the `v` there was.
    fn changed(&self, numbers: [u64; 3], prerelease: &str, metadata: &str) -> Value {
        let (prerelease, metadata) = (prerelease.to_owned(), metadata.to_owned());
        let mut next = Self { numbers, prerelease, metadata, ..self.clone() };
        let v = if self.original.as_bytes().starts_with(b"v") { "v" } else { "" };
        next.original = format!("{v}{}", next.string()).into();
        next.held(false)
    }
}

/// What stands before and after a mark; after it there must be dot-separated words of letters, digits and hyphens.
fn split_off(text: &str, mark: char) -> Result<(&str, &str), &'static str> {
    let Some((before, after)) = text.split_once(mark) else { return Ok((text, "")) };
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if after.split('.').all(word) { Ok((before, after)) } else { Err(INVALID) }
}

fn check_prerelease(text: &str) -> Result<(), &'static str> {
    let zero =
        |part: &str| part.len() > 1 && part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit());
    if text.split('.').any(zero) { Err(STARTS_WITH_ZERO) } else { Ok(()) }
}

/// What `SetPrerelease` and `SetMetadata` accept.
fn check_words(text: &str, error: &'static str) -> Result<(), String> {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if text.is_empty() || text.split('.').all(word) { Ok(()) } else { Err(error.to_owned()) }
}

/// Part by part: numbers by size and below words, words by bytes, less parts first; none at all is last.
pub(crate) fn compare_prerelease(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => compare_part(a, b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Different texts are never equal, not even `1` and `01`.
fn compare_part(a: &str, b: &str) -> Ordering {
    let number = |part: &str| parse_uint(part.as_bytes(), 10, 64).ok();
    match (number(a), number(b)) {
        _ if a == b => Ordering::Equal,
        (None, None) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(a), Some(b)) if a > b => Ordering::Greater,
        (Some(_), Some(_)) => Ordering::Less,
    }
}

type Method = fn(&Version, &[Value]) -> Result<Value, String>;

/// Names, parameters and code; the comparisons are methods of the pointer alone.
const METHODS: &[(&str, &[Type], Method)] = &[
    ("Major", &[], |v, _| Ok(uint64(v.numbers[0]))),
    ("Minor", &[], |v, _| Ok(uint64(v.numbers[1]))),
    ("Patch", &[], |v, _| Ok(uint64(v.numbers[2]))),
    ("Prerelease", &[], |v, _| Ok(v.prerelease.clone().into())),
    ("Metadata", &[], |v, _| Ok(v.metadata.clone().into())),
    ("String", &[], |v, _| Ok(v.string().into())),
    ("IncPatch", &[], |v, _| {
        let [major, minor, patch] = v.numbers;
        let next = if v.prerelease.is_empty() { patch.wrapping_add(1) } else { patch };
        Ok(v.changed([major, minor, next], "", ""))
    }),
    ("IncMinor", &[], |v, _| Ok(v.changed([v.numbers[0], v.numbers[1].wrapping_add(1), 0], "", ""))),
    ("IncMajor", &[], |v, _| Ok(v.changed([v.numbers[0].wrapping_add(1), 0, 0], "", ""))),
    ("SetPrerelease", &[STR], |v, a| {
        let text = String::from_utf8_lossy(a.text(0));
        check_words(&text, INVALID_PRERELEASE)?;
        check_prerelease(&text)?;
        Ok(v.changed(v.numbers, &text, &v.metadata))
    }),
    ("SetMetadata", &[STR], |v, a| {
        let text = String::from_utf8_lossy(a.text(0));
        check_words(&text, INVALID_METADATA)?;
        Ok(v.changed(v.numbers, &v.prerelease, &text))
    }),
    ("Original", &[], |v, _| Ok(v.original.clone().into())),
    ("Compare", &[VERSION], |v, a| Ok(Value::int(order(v, a)? as i64))),
    ("Equal", &[VERSION], |v, a| Ok((order(v, a)? == Ordering::Equal).into())),
    ("LessThan", &[VERSION], |v, a| Ok((order(v, a)? == Ordering::Less).into())),
    ("LessThanEqual", &[VERSION], |v, a| Ok((order(v, a)? != Ordering::Greater).into())),
    ("GreaterThan", &[VERSION], |v, a| Ok((order(v, a)? == Ordering::Greater).into())),
    ("GreaterThanEqual", &[VERSION], |v, a| Ok((order(v, a)? != Ordering::Less).into())),
];

fn uint64(n: u64) -> Value {
    Value::Int(Integer::new(IntKind::Uint64, n as i64))
}

/// A nil version is a nil pointer.
fn order(version: &Version, args: &[Value]) -> Result<Ordering, String> {
    let other = Held::of(args.at(0)).map(|other| other.version.borrow());
    other.map(|other| version.compare(&other)).ok_or_else(|| crate::args::NIL_POINTER.to_owned())
}

impl Object for Held {
    fn go_type(&self) -> Type {
        if self.pointer { VERSION } else { VERSION_VALUE }
    }

    fn has_method(&self, name: &str) -> bool {
        let found = METHODS.iter().position(|(method, ..)| *method == name);
        let first_of_pointer = METHODS.iter().position(|(method, ..)| *method == "Original");
        found.is_some() && (self.pointer || found < first_of_pointer)
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let method = METHODS.iter().find(|(method, ..)| *method == name);
        method.map_or_else(
            || Err(format!("no method {name}")),
            |(_, _, body)| body(&self.version.borrow(), args),
        )
    }

    fn method_params(&self, name: &str) -> (&'static [Type], bool) {
        (METHODS.iter().find(|(method, ..)| *method == name).map_or(&[], |(_, params, _)| params), false)
    }

    fn text(&self) -> Str {
        self.version.borrow().string().into()
    }

    /// What `MarshalJSON` writes.
    fn data(&self) -> Option<Value> {
        Some(self.version.borrow().string().into())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
