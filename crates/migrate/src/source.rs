//! Where in the user's files a value comes from, with the comments that stand beside it.

use periplus_istio::OperatorRequest;
use periplus_value::Value;
use periplus_yaml::{Options, Spans};

/// Paths of an IstioOperator that end up in values under another path (operator/pkg/render/manifest.go).
const ELSEWHERE: [(&str, &str); 6] = [
    ("global hub", "spec hub"),
    ("global tag", "spec tag"),
    ("revision", "spec revision"),
    ("compatibilityVersion", "spec compatibilityVersion"),
    ("meshConfig", "spec meshConfig"),
    ("global istioNamespace", "metadata namespace"),
];

/// A place in a file of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file, or a flag as it was given.
    pub file: String,
    /// From 1; 0 for a flag.
    pub line: usize,
    /// The path there: `spec.values.pilot.env`.
    pub path: String,
    /// Comments above it, with their `#`.
    pub above: Vec<String>,
    /// A comment behind it, with its `#`.
    pub beside: Option<String>,
}

/// The user's files and flags.
#[derive(Debug)]
pub(crate) struct Source {
    files: Vec<File>,
    flags: Vec<String>,
}

#[derive(Debug)]
struct File {
    name: String,
    value: Value,
    lines: Vec<String>,
    spans: Spans,
}

impl Source {
    pub(crate) fn new(request: &OperatorRequest) -> Self {
        let read = |input: &periplus_istio::Input| {
            let options = Options { spans: true, ..Options::default() };
            let parsed = periplus_yaml::parse_with(&input.text, &options).ok()?;
            let (value, spans) = (parsed.value, parsed.spans?);
            let lines = String::from_utf8_lossy(&input.text).lines().map(str::to_owned).collect();
            Some(File { name: input.name.clone(), value, lines, spans })
        };
        Self { files: request.files.iter().filter_map(read).collect(), flags: request.set.clone() }
    }

    /// Where the user gave a value of a chart. `root` is the key under which the component's own values stand, for
    /// charts that have them at the top.
    pub(crate) fn of_value(&self, path: &[&str], root: Option<&str>) -> Option<Origin> {
        let below = |start: &[&str]| {
            let full: Vec<&str> = start.iter().chain(path).copied().collect();
            self.at(&full)
        };
        let own = below(&["spec", "values"]).or_else(|| below(&["spec", "values", root?]));
        own.or_else(|| {
            ELSEWHERE.iter().find_map(|(value, place)| {
                let value: Vec<&str> = value.split(' ').collect();
                let rest = path.strip_prefix(&value[..])?;
                let full: Vec<&str> = place.split(' ').chain(rest.iter().copied()).collect();
                self.at(&full)
            })
        })
    }

    /// Where a path of the IstioOperator was given: flags win over files, later files over earlier ones.
    pub(crate) fn at(&self, path: &[&str]) -> Option<Origin> {
        self.flag(path).or_else(|| self.files.iter().rev().find_map(|file| file.at(path)))
    }

    /// The place of the last item with a name in a list.
    pub(crate) fn place_of(&self, path: &[&str], name: &str) -> Option<usize> {
        self.files.iter().rev().find_map(|file| {
            let list = file.value.at(path)?;
            let named = |item: &Value| crate::data::text_at(item, "name").as_deref() == Some(name);
            list.as_list()?.iter().position(named)
        })
    }

    /// Scalars and lists that become values, in all files, each path once.
    pub(crate) fn values(&self) -> Vec<Given> {
        let mut found: Vec<Given> = Vec::new();
        let places = [("", "spec values")].into_iter().chain(ELSEWHERE);
        for (file, (start, place)) in
            self.files.iter().flat_map(|file| places.clone().map(move |p| (file, p)))
        {
            for given in file.given(&words(start), &words(place)) {
                match found.iter_mut().find(|known| known.path == given.path) {
                    Some(known) => *known = given,
                    None => found.push(given),
                }
            }
        }
        found
    }

    fn flag(&self, path: &[&str]) -> Option<Origin> {
        let dotted = path.strip_prefix(&["spec"])?.join(".");
        let sets = |flag: &&String| flag.split_once('=').is_some_and(|(key, _)| key.trim() == dotted);
        let flag = self.flags.iter().rev().find(sets)?;
        let file = format!("--set {flag}");
        Some(Origin { file, line: 0, path: path.join("."), above: Vec::new(), beside: None })
    }
}

/// A value of the user's.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// Its path in the IstioOperator.
    pub(crate) place: Vec<String>,
    /// Its path among the values.
    pub(crate) path: Vec<String>,
    pub(crate) value: Value,
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl File {
    /// What stands at a place, as values that start with some keys.
    fn given(&self, start: &[String], place: &[String]) -> Vec<Given> {
        let keys: Vec<&str> = place.iter().map(String::as_str).collect();
        let leaves = match self.value.at(&keys) {
            Some(Value::Map(map)) => crate::values_text::leaves(&map),
            Some(Value::Nil) | None => Vec::new(),
            Some(value) => vec![(Vec::new(), value)],
        };
        let given = |(rest, value): (Vec<String>, Value)| Given {
            place: [place, &rest].concat(),
            path: [start, &rest].concat(),
            value,
        };
        leaves.into_iter().map(given).collect()
    }

    fn at(&self, path: &[&str]) -> Option<Origin> {
        let span = self.spans.get(path)?;
        let at = span.key?.start.line as usize;
        let text = self.lines.get(at)?;
        let is_comment = |line: &&String| line.trim_start().starts_with('#');
        let above: Vec<String> =
            self.lines[..at].iter().rev().take_while(is_comment).map(|l| l.trim().to_owned()).collect();
        // Behind the value, or behind the key of one that starts on a later line.
        let key = span.key?;
        let end = if span.value.start.line == key.start.line { span.value.end } else { key.end + 1 };
        let behind = text.get((key.start.column + end.saturating_sub(key.start.offset)) as usize..);
        let beside = behind.map(str::trim).filter(|rest| rest.starts_with('#')).map(str::to_owned);
        Some(Origin {
            file: self.name.clone(),
            line: at + 1,
            path: path.join("."),
            above: above.into_iter().rev().collect(),
            beside,
        })
    }
}
