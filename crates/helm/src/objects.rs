//! What templates see that is more than data: `.Values`, `.Files`, `.Capabilities`, with their Go types and methods.

use crate::Capabilities;
use crate::glob::Glob;
use crate::text::quote;
use crate::written::without_line_end;
use periplus_value::{Kind, List, Map, Object, Str, Type, Value};
use std::any::Any;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const ONE_STRING: &[Type] = &[Type::String];

/// How much text `%v` may make of an object here.
const MAX_TEXT: usize = 64 << 20;

/// About what a file costs beside its bytes, and a byte when each may be a line.
const ENTRY: usize = 64;
const LINE: usize = 8;

fn text_of(data: &Value) -> Str {
    data.to_text(MAX_TEXT).unwrap_or_default()
}

fn argument(args: &[Value]) -> Str {
    args.first().and_then(|v| v.as_string().cloned()).unwrap_or_default()
}

/// `common.Values`: a table with methods (pkg/chart/common/values.go).
#[derive(Debug)]
pub(crate) struct Values(pub(crate) Map);

impl Values {
    pub(crate) fn value(map: Map) -> Value {
        Value::Object(Rc::new(Self(map)))
    }

    fn table(&self, path: &str) -> Result<Map, String> {
        path.split('.').try_fold(self.0.clone(), |table, name| {
            table.get_map(name).ok_or_else(|| format!("{} is not a table", quote(name)))
        })
    }

    fn path_value(&self, path: &str) -> Result<Value, String> {
        if path.is_empty() {
            return Err("YAML path cannot be empty".to_owned());
        }
        let (table, key) = match path.rsplit_once('.') {
            Some((tables, key)) => (self.table(tables).ok(), key),
            None => (Some(self.0.clone()), path),
        };
        let value = table.and_then(|table| table.get(key)).filter(|value| value.as_map().is_none());
        value.ok_or_else(|| format!("{} is not a value", quote(key)))
    }
}

impl Object for Values {
    fn go_type(&self) -> Type {
        Type::Named("common.Values", Kind::Map)
    }

    fn has_method(&self, name: &str) -> bool {
        matches!(name, "AsMap" | "Encode" | "PathValue" | "Table" | "YAML")
    }

    fn method_params(&self, name: &str) -> (&'static [Type], bool) {
        match name {
            "PathValue" | "Table" => (ONE_STRING, false),
            "Encode" => (&[Type::Named("io.Writer", Kind::Interface)], false),
            _ => (&[], false),
        }
    }

    fn work(&self, name: &str, args: &[Value]) -> usize {
        if name == "YAML" { Value::Map(self.0.clone()).expanded_size() } else { argument(args).len() }
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let path = argument(args);
        let path = path.to_str_lossy();
        match name {
            "AsMap" => Ok(Value::Map(self.0.clone())),
            "Table" => self.table(&path).map(Values::value),
            "PathValue" => self.path_value(&path),
            _ => {
                periplus_yaml::emit(&Value::Map(self.0.clone())).map(Value::string).map_err(|e| e.to_string())
            }
        }
    }

    fn text(&self) -> Str {
        text_of(&Value::Map(self.0.clone()))
    }

    fn data(&self) -> Option<Value> {
        Some(Value::Map(self.0.clone()))
    }

    fn with_data(&self, data: Value) -> Option<Value> {
        data.as_map().cloned().map(Values::value)
    }

    fn truth(&self) -> bool {
        !self.0.is_empty()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `engine.files`: a chart's files by path (pkg/engine/files.go).
#[derive(Debug)]
pub(crate) struct Files {
    files: Rc<BTreeMap<Str, Str>>,
    /// The same as a map, once it is asked for; a merge can add to it.
    data: OnceCell<Map>,
}

impl Files {
    pub(crate) fn value(files: Rc<BTreeMap<Str, Str>>) -> Value {
        Value::Object(Rc::new(Self { files, data: OnceCell::new() }))
    }

    /// The files that a pattern takes; all of them when it is malformed.
    fn glob(&self, pattern: &str) -> Value {
        let all = self.all();
        let files = match Glob::compile(pattern) {
            None => all,
            Some(glob) => {
                let matching = all.iter().filter(|(path, _)| glob.matches(&path.to_str_lossy()));
                Rc::new(matching.map(|(path, bytes)| (path.clone(), bytes.clone())).collect())
            }
        };
        Files::value(files)
    }

    /// The files under their bare names, as YAML; of equal names the last path wins.
    fn as_yaml(&self, text: fn(&Str) -> Str) -> Result<Value, String> {
        let map = Map::typed(&Type::String);
        for (path, bytes) in self.all().iter() {
            let name = path.as_bytes().rsplit(|b| *b == b'/').next().unwrap_or_default();
            map.insert(name, text(bytes));
        }
        let text = periplus_yaml::emit(&Value::Map(map)).map_or_else(|_| Str::default(), without_line_end);
        Ok(Value::String(text))
    }

    fn lines(&self, path: &Str) -> Result<Value, String> {
        let Some(bytes) = self.get(path) else { return Ok(Value::strings::<Str>([])) };
        let bytes = bytes.as_bytes();
        // files.go looks at the last byte without asking whether there is one.
        let last = bytes.last().ok_or("runtime error: index out of range [-1]")?;
        let end = bytes.len() - usize::from(*last == b'\n');
        Ok(Value::strings(bytes[..end].split(|b| *b == b'\n').map(Str::from)))
    }

    fn get(&self, path: &Str) -> Option<Str> {
        match self.data.get() {
            Some(map) => map.get(path).as_ref().and_then(bytes_of),
            None => self.files.get(path).cloned(),
        }
    }

    fn all(&self) -> Rc<BTreeMap<Str, Str>> {
        let Some(map) = self.data.get() else { return Rc::clone(&self.files) };
        let map = map.borrow();
        Rc::new(map.iter().filter_map(|(path, value)| Some((path.clone(), bytes_of(value)?))).collect())
    }

    fn map(&self) -> &Map {
        self.data.get_or_init(|| {
            let map = Map::typed(&Type::BYTES);
            for (path, bytes) in self.files.iter() {
                map.insert(path.clone(), Value::Bytes(bytes.clone()));
            }
            map
        })
    }
}

fn bytes_of(value: &Value) -> Option<Str> {
    match value {
        Value::Bytes(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

impl Object for Files {
    fn go_type(&self) -> Type {
        Type::Named("engine.files", Kind::Map)
    }

    fn has_method(&self, name: &str) -> bool {
        matches!(name, "AsConfig" | "AsSecrets" | "Get" | "GetBytes" | "Glob" | "Lines")
    }

    fn method_params(&self, name: &str) -> (&'static [Type], bool) {
        match name {
            "AsConfig" | "AsSecrets" => (&[], false),
            _ => (ONE_STRING, false),
        }
    }

    fn work(&self, name: &str, args: &[Value]) -> usize {
        let path = argument(args);
        match name {
            // The pattern is compiled, and then held against each name.
            "Glob" => {
                let names: usize = self.all().keys().map(|name| name.len() + ENTRY).sum();
                names.saturating_add(ENTRY).saturating_mul(path.len())
            }
            "Lines" => self.get(&path).map_or(0, |bytes| bytes.len()).saturating_mul(LINE),
            "AsConfig" | "AsSecrets" => self.all().values().map(|bytes| bytes.len() + ENTRY).sum(),
            _ => path.len(),
        }
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let path = argument(args);
        let bytes = || self.get(&path).unwrap_or_default();
        match name {
            "Get" => Ok(Value::String(bytes())),
            "GetBytes" => Ok(Value::Bytes(bytes())),
            "Glob" => Ok(self.glob(&path.to_str_lossy())),
            "Lines" => self.lines(&path),
            "AsConfig" => self.as_yaml(Str::clone),
            _ => self.as_yaml(|bytes| periplus_yaml::base64::encode(bytes.as_bytes()).into()),
        }
    }

    fn text(&self) -> Str {
        text_of(&Value::Map(self.map().clone()))
    }

    fn data(&self) -> Option<Value> {
        Some(Value::Map(self.map().clone()))
    }

    fn truth(&self) -> bool {
        self.data.get().map_or_else(|| !self.files.is_empty(), |map| !map.is_empty())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A Go struct whose fields are fixed: `*common.Capabilities`, `common.KubeVersion`, `version.BuildInfo`.
#[derive(Debug)]
struct Record {
    go_type: Type,
    /// Go's name, the name in JSON (none when unexported), and the value.
    fields: Vec<(&'static str, Option<&'static str>, Value)>,
    /// The methods that take nothing, and what they return.
    methods: Vec<(&'static str, Str)>,
    /// What a template prints when it is given the struct itself; `text` is what functions print.
    shown: Option<Str>,
}

impl Object for Record {
    fn go_type(&self) -> Type {
        self.go_type
    }

    fn field(&self, name: &str) -> Option<Value> {
        let exported = self.fields.iter().filter(|(_, json, _)| json.is_some());
        exported.into_iter().find(|(field, _, _)| *field == name).map(|(_, _, value)| value.clone())
    }

    fn has_method(&self, name: &str) -> bool {
        self.methods.iter().any(|(method, _)| *method == name)
    }

    fn call(&self, name: &str, _args: &[Value]) -> Result<Value, String> {
        let method = self.methods.iter().find(|(method, _)| *method == name);
        method.map(|(_, text)| Value::String(text.clone())).ok_or_else(|| format!("no method {name}"))
    }

    fn text(&self) -> Str {
        let values: Vec<Value> = self.fields.iter().map(|(_, _, value)| value.clone()).collect();
        let texts: Vec<String> = values.iter().map(crate::text::percent_v).collect();
        let and = if self.go_type.kind() == Kind::Ptr { "&" } else { "" };
        format!("{and}{{{}}}", texts.join(" ")).into()
    }

    fn shown(&self) -> Option<Str> {
        self.shown.clone()
    }

    fn passed(&self) -> Option<Value> {
        self.shown.as_ref()?;
        let fields = self.fields.clone();
        Some(Value::Object(Rc::new(Self { go_type: self.go_type, fields, methods: Vec::new(), shown: None })))
    }

    fn go_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(self.fields.iter().map(|(name, _, value)| (*name, value.clone())).collect())
    }

    /// A copy has the fields that are exported, and the others empty.
    fn with_data(&self, data: Value) -> Option<Value> {
        let data = data.as_map()?.clone();
        let value = |json: Option<&str>| json.map_or_else(|| Some(Value::string("")), |json| data.get(json));
        let fields = self.fields.iter().map(|(name, json, _)| Some((*name, *json, value(*json)?)));
        Some(record(self.go_type, fields.collect::<Option<_>>()?, self.methods.clone()))
    }

    fn json_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(
            self.fields
                .iter()
                .filter_map(|(_, json, value)| json.map(|json| (json, value.clone())))
                .collect(),
        )
    }

    fn data(&self) -> Option<Value> {
        let fields = self.fields.iter().filter_map(|(_, json, value)| json.map(|json| (json, value.clone())));
        Some(Value::Map(fields.collect()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `common.VersionSet`: a slice with `Has`.
#[derive(Debug)]
struct VersionSet(List);

impl Object for VersionSet {
    fn go_type(&self) -> Type {
        Type::Named("common.VersionSet", Kind::Slice)
    }

    fn has_method(&self, name: &str) -> bool {
        name == "Has"
    }

    fn method_params(&self, _name: &str) -> (&'static [Type], bool) {
        (ONE_STRING, false)
    }

    fn work(&self, _name: &str, _args: &[Value]) -> usize {
        self.0.len()
    }

    fn call(&self, _name: &str, args: &[Value]) -> Result<Value, String> {
        let wanted = argument(args);
        Ok(Value::Bool(self.0.iter().any(|version| version.as_string() == Some(&wanted))))
    }

    fn text(&self) -> Str {
        text_of(&Value::List(self.0.clone()))
    }

    fn data(&self) -> Option<Value> {
        Some(Value::List(self.0.clone()))
    }

    fn truth(&self) -> bool {
        !self.0.is_empty()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Capabilities`
pub(crate) fn capabilities(capabilities: &Capabilities) -> Value {
    let versions = capabilities.all_api_versions().map(Value::string).collect();
    let versions = VersionSet(List::typed(&Type::String, versions));
    record(
        Type::Named("*common.Capabilities", Kind::Ptr),
        vec![
            ("KubeVersion", Some("KubeVersion"), kube_version(capabilities)),
            ("APIVersions", Some("APIVersions"), Value::Object(Rc::new(versions))),
            ("HelmVersion", Some("HelmVersion"), helm_version()),
        ],
        Vec::new(),
    )
}

fn kube_version(capabilities: &Capabilities) -> Value {
    let kube = &capabilities.kube_version;
    let text = |text: &String| Value::string(text.as_str());
    record(
        Type::Named("common.KubeVersion", Kind::Struct),
        vec![
            ("Version", Some("Version"), text(&kube.version)),
            ("normalizedVersion", None, text(&kube.normalized)),
            ("Major", Some("Major"), text(&kube.major)),
            ("Minor", Some("Minor"), text(&kube.minor)),
        ],
        vec![("String", kube.normalized.as_str().into()), ("GitVersion", kube.version.as_str().into())],
    )
}

/// What Helm 4.1.4 says of itself (internal/version/version.go).
fn helm_version() -> Value {
    let fields = [
        ("Version", "version", "v4.1.4"),
        ("GitCommit", "git_commit", "05fa37973dc9e42b76e1d2883494c87174b6074f"),
        ("GitTreeState", "git_tree_state", "clean"),
        ("GoVersion", "go_version", "go1.25.9"),
        ("KubeClientVersion", "kube_client_version", "v1.35"),
    ];
    let fields = fields.map(|(name, json, text)| (name, Some(json), Value::string(text)));
    record(Type::Named("version.BuildInfo", Kind::Struct), fields.into(), Vec::new())
}

fn record(
    go_type: Type,
    fields: Vec<(&'static str, Option<&'static str>, Value)>,
    methods: Vec<(&'static str, Str)>,
) -> Value {
    let shown = methods.iter().find(|(name, _)| *name == "String").map(|(_, text)| text.clone());
    Value::Object(Rc::new(Record { go_type, fields, methods, shown }))
}
