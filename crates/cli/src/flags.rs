//! Command line flags as Go's pflag reads them, with its error texts: Helm and istioctl both use it.

use periplus_value::quote;
use std::fmt;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing, or `=true`, `=false`.
    Bool,
    /// A text; the last one counts.
    Text,
    /// A text that may be left out (`--dry-run`), and what it is then.
    OptionalText(&'static str),
    /// Texts as they are (`--set`).
    Texts,
    /// Texts separated by commas (`--values`).
    List,
}

/// A flag of a verb.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    pub(crate) name: &'static str,
    pub(crate) short: Option<char>,
    pub(crate) kind: Kind,
    pub(crate) about: &'static str,
    /// What to say when a deprecated flag is used.
    pub(crate) deprecated: Option<&'static str>,
    /// What is wrong with a value, where not every text will do.
    pub(crate) check: Option<Check>,
    /// What to say when a value is used that is deprecated.
    pub(crate) note: Option<Note>,
}

/// Says why a value is refused.
pub(crate) type Check = fn(&str) -> Result<(), String>;

/// A line on a value, for standard error.
pub(crate) type Note = fn(&str) -> Option<String>;

/// A flag with a name only.
pub(crate) const fn flag(name: &'static str, kind: Kind, about: &'static str) -> Flag {
    Flag { name, short: None, kind, about, deprecated: None, check: None, note: None }
}

impl Flag {
    /// The flag with a letter.
    pub(crate) const fn short(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    /// The flag marked as deprecated: `use --other instead`.
    pub(crate) const fn deprecated(self, advice: &'static str) -> Self {
        Self { deprecated: Some(advice), ..self }
    }

    /// The flag with a check of its values.
    pub(crate) const fn checked(self, check: Check) -> Self {
        Self { check: Some(check), ..self }
    }

    /// The flag with a line on some of its values.
    pub(crate) const fn noted(self, note: Note) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// The flags as help lists them, deprecated ones left out.
pub(crate) fn table(flags: &[&[Flag]]) -> String {
    let shown = flags.iter().copied().flatten().filter(|flag| flag.deprecated.is_none());
    let width = shown.clone().map(|flag| flag.name.len()).max().unwrap_or_default();
    shown.fold(String::new(), |text, flag| {
        let short = flag.short.map_or("    ".to_owned(), |letter| format!("-{letter}, "));
        text + &format!("  {short}--{:<width$}  {}\n", flag.name, flag.about)
    })
}

/// The flag that every verb has.
const HELP: Flag = flag("help", Kind::Bool, "").short('h');

/// What is wrong with a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FlagError {
    /// `--x`
    Unknown(String),
    /// A letter, and the word it is in.
    UnknownShort(char, String),
    /// `--=x`
    Syntax(String),
    /// A flag without its value: as written.
    MissingValue(String),
    /// A value that doesn't fit: it, the flag, the reason.
    Invalid(String, String, String),
    /// `-h`, and nothing that is wrong.
    Help,
}

impl fmt::Display for FlagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "unknown flag: --{name}"),
            Self::UnknownShort(letter, word) => write!(f, "unknown shorthand flag: '{letter}' in -{word}"),
            Self::Syntax(word) => write!(f, "bad flag syntax: {word}"),
            Self::MissingValue(flag) => write!(f, "flag needs an argument: {flag}"),
            Self::Invalid(value, flag, reason) => {
                let [value, flag] = [value, flag].map(|text| quote(text.as_bytes()));
                write!(f, "invalid argument {value} for {flag} flag: {reason}")
            }
            Self::Help => f.write_str("help requested"),
        }
    }
}

impl std::error::Error for FlagError {}

/// A parsed command line.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// What is no flag.
    pub(crate) args: Vec<String>,
    /// Lines on deprecated flags for standard error.
    pub(crate) notices: Vec<String>,
    given: Vec<(&'static str, String)>,
}

impl Parsed {
    /// The value of a bool flag.
    pub(crate) fn bool(&self, name: &str) -> bool {
        self.text(name).is_some_and(|value| value == "true")
    }

    /// The last value of a flag.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// All values of a flag, in order.
    pub(crate) fn texts<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.given.iter().filter(move |(given, _)| *given == name).map(|(_, value)| value.as_str())
    }
}

/// Parses a verb's command line; flags and arguments may be mixed, `--` ends the flags.
pub(crate) fn parse(flags: &[&[Flag]], words: &[String]) -> Result<Parsed, FlagError> {
    parse_noting(flags, words, &mut Vec::new())
}

/// The same; lines on values, up to the first fault, are for standard error, and those on flags when help is asked for.
pub(crate) fn parse_noting(
    flags: &[&[Flag]],
    words: &[String],
    notes: &mut Vec<String>,
) -> Result<Parsed, FlagError> {
    let mut parser = Parser { flags, words: words.iter(), parsed: Parsed::default(), notes };
    while let Some(word) = parser.words.next() {
        if word == "--" {
            parser.parsed.args.extend(parser.words.cloned());
            break;
        } else if let Some(rest) = word.strip_prefix("--") {
            parser.long(word, rest)?;
        } else if word.len() > 1 && word.starts_with('-') {
            parser.shorts(&word[1..])?;
        } else {
            parser.parsed.args.push(word.clone());
        }
    }
    if parser.parsed.bool(HELP.name) {
        parser.notes.append(&mut parser.parsed.notices);
        return Err(FlagError::Help);
    }
    Ok(parser.parsed)
}

struct Parser<'a> {
    flags: &'a [&'a [Flag]],
    words: std::slice::Iter<'a, String>,
    parsed: Parsed,
    notes: &'a mut Vec<String>,
}

impl<'a> Parser<'a> {
    fn find(&self, test: impl Fn(&Flag) -> bool) -> Option<&'a Flag> {
        self.flags.iter().copied().flatten().chain([&HELP]).find(|flag| test(flag))
    }

    fn long(&mut self, word: &str, rest: &str) -> Result<(), FlagError> {
        if rest.starts_with(['-', '=']) {
            return Err(FlagError::Syntax(word.to_owned()));
        }
        let (name, value) = rest.split_once('=').map_or((rest, None), |(name, value)| (name, Some(value)));
        let flag = self.find(|flag| flag.name == name).ok_or_else(|| FlagError::Unknown(name.to_owned()))?;
        let value = match (value, flag.kind) {
            (Some(value), _) => value.to_owned(),
            (None, Kind::Bool) => "true".to_owned(),
            (None, Kind::OptionalText(value)) => value.to_owned(),
            (None, _) => {
                self.words.next().cloned().ok_or_else(|| FlagError::MissingValue(word.to_owned()))?
            }
        };
        self.set(flag, value)
    }

    /// Letters in one word: all but the last take nothing, or the rest of the word is a value.
    fn shorts(&mut self, word: &str) -> Result<(), FlagError> {
        let mut rest = word;
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            let unknown = || FlagError::UnknownShort(letter, rest.to_owned());
            let flag = self.find(|flag| flag.short == Some(letter)).ok_or_else(unknown)?;
            let value = match (after.strip_prefix('='), flag.kind) {
                (Some(value), _) if !value.is_empty() => value.to_owned(),
                (_, Kind::Bool | Kind::OptionalText(_)) => {
                    let value = if let Kind::OptionalText(value) = flag.kind { value } else { "true" };
                    self.set(flag, value.to_owned())?;
                    rest = after;
                    continue;
                }
                _ if !after.is_empty() => after.to_owned(),
                _ => {
                    let missing = || FlagError::MissingValue(format!("'{letter}' in -{rest}"));
                    self.words.next().cloned().ok_or_else(missing)?
                }
            };
            return self.set(flag, value);
        }
        Ok(())
    }

    fn set(&mut self, flag: &'a Flag, value: String) -> Result<(), FlagError> {
        if let Some(advice) = flag.deprecated {
            self.parsed.notices.push(format!("Flag --{} has been deprecated, {advice}", flag.name));
        }
        if let Some(check) = flag.check {
            check(&value).map_err(|reason| invalid(flag, &value, reason))?;
        }
        self.notes.extend(flag.note.and_then(|note| note(&value)));
        let mut push = |value: String| self.parsed.given.push((flag.name, value));
        match flag.kind {
            Kind::Bool => push(bool_text(flag, &value)?),
            Kind::List => comma_list(flag, &value)?.into_iter().for_each(push),
            _ => push(value),
        }
        Ok(())
    }
}

fn invalid(flag: &Flag, value: &str, reason: String) -> FlagError {
    let name = match flag.short {
        Some(letter) => format!("-{letter}, --{}", flag.name),
        None => format!("--{}", flag.name),
    };
    FlagError::Invalid(value.to_owned(), name, reason)
}

/// Go's `strconv.ParseBool`.
pub(crate) fn parse_bool(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

fn bool_text(flag: &Flag, value: &str) -> Result<String, FlagError> {
    let reason = || format!("strconv.ParseBool: parsing {}: invalid syntax", quote(value.as_bytes()));
    parse_bool(value).map(|parsed| parsed.to_string()).ok_or_else(|| invalid(flag, value, reason()))
}

fn comma_list(flag: &Flag, value: &str) -> Result<Vec<String>, FlagError> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    csv(value).map_err(|reason| invalid(flag, value, reason))
}

/// One line of CSV: `a,"b,c"`; only the first line counts.
fn csv(text: &str) -> Result<Vec<String>, String> {
    let line = text.lines().next().unwrap_or_default();
    fields(line).map_err(|(left, reason)| {
        format!("parse error on line 1, column {}: {reason}", line.len() - left.len() + 1)
    })
}

/// The names of `name=value,name=value`; a single pair may have commas in its value.
pub(crate) fn pairs(text: &str) -> Result<Vec<String>, String> {
    let pairs = match text.matches('=').count() {
        0 => vec![text.to_owned()],
        1 => vec![text.trim_matches('"').to_owned()],
        _ => csv(text)?,
    };
    let name = |pair: &String| match pair.split_once('=') {
        Some((name, _)) => Ok(name.to_owned()),
        None => Err(format!("{pair} must be formatted as key=value")),
    };
    pairs.iter().map(name).collect()
}

/// What is left of a line where it goes wrong, and Go's words for it.
type Wrong<'a> = (&'a str, &'static str);

fn fields(line: &str) -> Result<Vec<String>, Wrong<'_>> {
    let (mut fields, mut rest) = (Vec::new(), line);
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => plain_field(rest)?,
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}

fn plain_field(text: &str) -> Result<(String, &str), Wrong<'_>> {
    let (field, after) = text.split_at(text.find(',').unwrap_or(text.len()));
    match field.find('"') {
        Some(at) => Err((&text[at..], "bare \" in non-quoted-field")),
        None => Ok((field.to_owned(), after)),
    }
}

/// What is in quotes, `""` being a quote, and what follows: nothing or a comma.
fn quoted_field(text: &str) -> Result<(String, &str), Wrong<'_>> {
    const WRONG: &str = "extraneous or missing \" in quoted-field";
    let mut field = String::new();
    let mut rest = text;
    loop {
        let Some(at) = rest.find('"') else { return Err(("", WRONG)) };
        let (before, closing) = rest.split_at(at);
        field.push_str(before);
        let after = &closing[1..];
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None if after.is_empty() || after.starts_with(',') => return Ok((field, after)),
            None => return Err((closing, WRONG)),
        }
    }
}
