//! Kubernetes' strategic merge patch: maps merge, lists merge by the keys that a kind's Go struct declares
//! (apimachinery/pkg/util/strategicpatch/patch.go, with its options for applying a patch).

use crate::schema::{Kubernetes, shape};
use crate::tree::text_of;
use periplus_value::{List, Map, Str, Value, sorting};
use std::fmt;

const PATCH: &str = "$patch";
const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList";
const ELEMENT_ORDER: &str = "$setElementOrder";

/// Why a patch can't be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StrategicError {
    /// A list element without the key that elements are matched by.
    NoMergeKey {
        /// The element as Go prints it.
        element: String,
        /// The key.
        key: String,
    },
    /// `$patch` with something else than replace, delete or merge.
    BadDirective {
        /// What it says.
        directive: String,
        /// The map it is in.
        map: String,
    },
    /// A field that the kind doesn't have.
    UnknownField {
        /// The Go struct.
        go_struct: String,
        /// The field.
        field: String,
    },
    /// `$patch: merge` in a list.
    MergeInList,
    /// A list of lists, which nothing can match.
    ListOfLists,
    /// A list whose elements are of several types.
    MixedList {
        /// Both lists as Go prints them.
        lists: String,
    },
    /// A list of maps that are matched by no key.
    NoKey,
    /// An element that is no map where one is wanted.
    NotAMap {
        /// Its index.
        index: usize,
    },
    /// A directive whose value has the wrong form.
    BadFormat {
        /// `$retainKeys`, `$setElementOrder` or `$deleteFromPrimitiveList`.
        directive: &'static str,
    },
}

impl fmt::Display for StrategicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMergeKey { element, key } => {
                write!(f, "map: {element} does not contain declared merge key: {key}")
            }
            Self::BadDirective { directive, map } => {
                write!(f, "unknown patch type: {directive} in map: {map}")
            }
            Self::UnknownField { go_struct, field } => {
                write!(f, "unable to find api field in struct {go_struct} for the json field \"{field}\"")
            }
            Self::MergeInList => f.write_str("merging lists cannot yet be specified in the patch"),
            Self::ListOfLists => f.write_str("lists of lists are not supported"),
            Self::MixedList { lists } => write!(f, "list element types are not identical: {lists}"),
            Self::NoKey => f.write_str("cannot merge lists without merge key for struct"),
            Self::NotAMap { index } => write!(f, "value for key {index} is not a map"),
            Self::BadFormat { directive } => write!(f, "invalid patch format of {directive}"),
        }
    }
}

type Merged<T> = Result<T, StrategicError>;

/// The Go struct of a kind that can be patched.
pub(crate) fn struct_of(api_version: &str, kind: &str) -> Option<&'static str> {
    Some(match (api_version, kind) {
        ("apps/v1", "Deployment") => "v1.Deployment",
        ("apps/v1", "DaemonSet") => "v1.DaemonSet",
        ("v1", "Service") => "v1.Service",
        ("policy/v1", "PodDisruptionBudget") => "v1.PodDisruptionBudget",
        ("autoscaling/v2", "HorizontalPodAutoscaler") => "v2.HorizontalPodAutoscaler",
        _ => return None,
    })
}

/// Applies a patch to an object of a Go struct, in place. The patch is used up.
pub(crate) fn apply(original: &Map, patch: &Map, go_struct: &'static str) -> Merged<()> {
    let merged = Merge(Kubernetes::get()).map(original, patch, go_struct)?;
    if !merged.same(original) {
        original.keys().iter().for_each(|key| drop(original.remove(key)));
        merged.entries().into_iter().for_each(|(key, value)| drop(original.insert(key, value)));
    }
    Ok(())
}

struct Merge(&'static Kubernetes);

/// What a field's declaration says about patching it.
struct Meta {
    ty: &'static str,
    merges: bool,
    replaces: bool,
    key: &'static str,
}

impl Merge {
    fn meta(&self, go_struct: &str, field: &Str) -> Merged<Meta> {
        let unknown = || StrategicError::UnknownField {
            go_struct: go_struct.rsplit('.').next().unwrap_or(go_struct).to_owned(),
            field: field.to_string(),
        };
        let found = self.0.field(go_struct, field.as_bytes()).ok_or_else(unknown)?;
        let strategy = found.strategies.split(',').find(|s| *s != "retainKeys").unwrap_or_default();
        Ok(Meta {
            ty: shape(found.ty),
            merges: strategy == "merge",
            replaces: strategy == "replace",
            key: found.merge_key,
        })
    }

    fn map(&self, original: &Map, patch: &Map, go_struct: &'static str) -> Merged<Map> {
        if let Some(directive) = patch.get(PATCH) {
            return match directive.as_string().map(ToString::to_string).as_deref() {
                Some("replace") => {
                    patch.remove(PATCH);
                    Ok(patch.clone())
                }
                Some("delete") => Ok(Map::new()),
                _ => Err(bad_directive(&directive, patch)),
            };
        }
        retain_keys(original, patch)?;
        self.ordered_lists(original, patch, go_struct)?;
        for (key, value) in patch.entries() {
            if let Some(list) = key.to_str_lossy().strip_prefix(DELETE_FROM_LIST) {
                delete_from_list(original, list, &value)?;
                continue;
            }
            self.entry(original, &key, value, go_struct)?;
        }
        Ok(original.clone())
    }

    fn entry(&self, original: &Map, key: &Str, patch: Value, go_struct: &'static str) -> Merged<()> {
        if patch.is_nil() {
            original.remove(key);
            return Ok(());
        }
        let merged = match (original.get(key), patch) {
            (Some(Value::Map(below)), Value::Map(above)) => {
                let meta = self.meta(go_struct, key)?;
                Value::Map(if meta.replaces { above } else { self.map(&below, &above, meta.ty)? })
            }
            (Some(Value::List(below)), Value::List(above)) => {
                let meta = self.meta(go_struct, key)?;
                Value::List(if meta.merges { self.list(&below, &above, &meta)? } else { above })
            }
            (_, patch) => {
                let Some(value) = without_directives(&patch, true) else {
                    original.remove(key);
                    return Ok(());
                };
                value
            }
        };
        original.insert(key.clone(), merged);
        Ok(())
    }

    fn list(&self, original: &List, patch: &List, meta: &Meta) -> Merged<List> {
        if original.is_empty() && patch.is_empty() {
            return Ok(original.clone());
        }
        let of_maps = element_kind(original, patch)?;
        if !of_maps {
            let mut merged: Vec<Value> = Vec::new();
            for value in original.iter().chain(patch.iter()) {
                if !merged.iter().any(|seen| same_scalar(seen, value)) {
                    merged.push(value.clone());
                }
            }
            return Ok(order(merged, patch, original, ""));
        }
        if meta.key.is_empty() {
            return Err(StrategicError::NoKey);
        }
        let (mut items, patch) = special_elements(original, patch, meta.key)?;
        let server: List = items.iter().cloned().collect();
        let element = meta.ty.trim_start_matches("[]").trim_start_matches('*');
        for value in patch.iter() {
            let map = value.as_map().cloned().unwrap_or_default();
            let key = map.get(meta.key).ok_or_else(|| no_merge_key(&map, meta.key))?;
            match position(&items, meta.key, &key) {
                Some((at, below)) => items[at] = Value::Map(self.map(&below, &map, element)?),
                None => items.push(Value::Map(map)),
            }
        }
        for item in &items {
            let map = item.as_map().cloned().unwrap_or_default();
            if !map.contains(meta.key) {
                return Err(no_merge_key(&map, meta.key));
            }
        }
        Ok(order(items, &patch, &server, meta.key))
    }

    /// `$setElementOrder/<list>`: the list is merged here, in the order given.
    fn ordered_lists(&self, original: &Map, patch: &Map, go_struct: &'static str) -> Merged<()> {
        for (directive, value) in patch.entries() {
            let name = directive.to_str_lossy().into_owned();
            let Some(list) = name.strip_prefix(ELEMENT_ORDER) else { continue };
            let bad = || StrategicError::BadFormat { directive: ELEMENT_ORDER };
            let field = Str::from(list.strip_prefix('/').ok_or_else(bad)?);
            let wanted = value.as_list().cloned().ok_or_else(bad)?;
            patch.remove(&directive);
            let meta = self.meta(go_struct, &field)?;
            let (below, above) = (original.get(&field), patch.remove(&field));
            let merged = match (&below, &above) {
                (None, None) => continue,
                (Some(Value::List(list)), None) => list.clone(),
                (Some(Value::List(below)), Some(Value::List(above))) => self.list(below, above, &meta)?,
                (None, Some(value @ Value::List(_))) => match without_directives(value, false) {
                    Some(Value::List(list)) => list,
                    _ => continue,
                },
                _ => return Err(bad()),
            };
            let server = below.and_then(|v| v.as_list().cloned()).unwrap_or_else(|| List::new(Vec::new()));
            original.insert(field, order(merged.to_vec(), &wanted, &server, meta.key));
        }
        Ok(())
    }
}

fn bad_directive(directive: &Value, map: &Map) -> StrategicError {
    StrategicError::BadDirective { directive: text_of(directive), map: text_of(&Value::Map(map.clone())) }
}

fn no_merge_key(map: &Map, key: &str) -> StrategicError {
    StrategicError::NoMergeKey { element: text_of(&Value::Map(map.clone())), key: key.to_owned() }
}

/// `$retainKeys`: what isn't listed goes from the original.
fn retain_keys(original: &Map, patch: &Map) -> Merged<()> {
    let Some(directive) = patch.remove(RETAIN_KEYS) else { return Ok(()) };
    let bad = || StrategicError::BadFormat { directive: RETAIN_KEYS };
    let keep = directive.as_list().cloned().ok_or_else(bad)?;
    let kept = |key: &Str| keep.iter().any(|k| k.as_string() == Some(key));
    let special = |key: &Str| {
        let key = key.to_str_lossy();
        key.starts_with(DELETE_FROM_LIST) || key.starts_with(ELEMENT_ORDER)
    };
    if patch.entries().iter().any(|(key, value)| !value.is_nil() && !special(key) && !kept(key)) {
        return Err(bad());
    }
    original.keys().iter().filter(|key| !kept(key)).for_each(|key| drop(original.remove(key)));
    Ok(())
}

/// `$deleteFromPrimitiveList/<list>`: these elements go.
fn delete_from_list(original: &Map, list: &str, gone: &Value) -> Merged<()> {
    let bad = || StrategicError::BadFormat { directive: DELETE_FROM_LIST };
    let field = list.strip_prefix('/').ok_or_else(bad)?;
    let gone = gone.as_list().ok_or_else(bad)?;
    if let Some(Value::List(items)) = original.get(field) {
        let left: List = items.iter().filter(|v| !gone.iter().any(|g| same_scalar(g, v))).cloned().collect();
        original.insert(field, left);
    }
    Ok(())
}

/// A value of the patch as it goes into the result: no directives, and no nulls below its top when it is new there.
fn without_directives(value: &Value, drop_nulls: bool) -> Option<Value> {
    match value {
        Value::Map(map) if map.contains(PATCH) => None,
        Value::Map(map) => {
            let kept = map.entries().into_iter().filter(|(_, v)| !(drop_nulls && v.is_nil()));
            let clean = kept.filter_map(|(k, v)| without_directives(&v, drop_nulls).map(|v| (k, v)));
            Some(Value::Map(clean.collect()))
        }
        // Nulls within lists stay (discardNullValuesFromPatch goes into maps alone).
        Value::List(list) => {
            let clean: List = list.iter().filter_map(|v| without_directives(v, drop_nulls)).collect();
            Some(Value::List(clean))
        }
        other => Some(other.clone()),
    }
}

fn same_scalar(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a.get() == b.get(),
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Int(n), Value::Float(x)) | (Value::Float(x), Value::Int(n)) => n.get() as f64 == *x,
        (Value::Nil, Value::Nil) => true,
        _ => false,
    }
}

/// Whether the elements are maps; all must be of one type.
fn element_kind(original: &List, patch: &List) -> Merged<bool> {
    let mut kinds = original.iter().chain(patch.iter()).map(std::mem::discriminant);
    let first = kinds.next();
    if original.iter().chain(patch.iter()).any(|v| matches!(v, Value::List(_))) {
        return Err(StrategicError::ListOfLists);
    }
    if kinds.any(|kind| Some(kind) != first) {
        let lists = List::new(vec![Value::List(original.clone()), Value::List(patch.clone())]);
        return Err(StrategicError::MixedList { lists: text_of(&Value::List(lists)) });
    }
    Ok(matches!(original.first().or(patch.first()), Some(Value::Map(_))))
}

/// The element with a value under the merge key.
fn position(items: &[Value], key: &str, wanted: &Value) -> Option<(usize, Map)> {
    items.iter().enumerate().find_map(|(at, item)| {
        let map = item.as_map()?;
        same_scalar(&map.get(key)?, wanted).then(|| (at, map.clone()))
    })
}

/// Carries out `$patch` in list elements: what is left of the original, and of the patch.
fn special_elements(original: &List, patch: &List, key: &str) -> Merged<(Vec<Value>, List)> {
    let (mut items, mut plain, mut replace) = (original.to_vec(), Vec::new(), false);
    for (index, value) in patch.iter().enumerate() {
        let map = value.as_map().ok_or(StrategicError::NotAMap { index })?;
        let Some(directive) = map.get(PATCH) else {
            plain.push(value.clone());
            continue;
        };
        match directive.as_string().map(ToString::to_string).as_deref() {
            Some("delete") => {
                let wanted = map.get(key).ok_or_else(|| no_merge_key(map, key))?;
                while let Some((at, _)) = position(&items, key, &wanted) {
                    items.remove(at);
                }
            }
            Some("replace") => replace = true,
            Some("merge") => return Err(StrategicError::MergeInList),
            _ => return Err(bad_directive(&directive, map)),
        }
    }
    if replace { Ok((plain, List::new(Vec::new()))) } else { Ok((items, List::new(plain))) }
}

/// Elements of the patch in its order, among the others in theirs (normalizeElementOrder).
fn order(merged: Vec<Value>, patch: &List, server: &List, key: &str) -> List {
    let index = |list: &List, item: &Value| match item {
        Value::Map(map) if !key.is_empty() => {
            map.get(key).and_then(|v| position(list, key, &v)).map(|(at, _)| at)
        }
        _ => list.iter().position(|v| same_scalar(v, item)),
    };
    let (mut ours, mut theirs): (Vec<Value>, Vec<Value>) =
        merged.into_iter().partition(|item| index(patch, item).is_some());
    sorting::sort_by_key(&mut ours, |item| index(patch, item));
    sorting::sort_by_key(&mut theirs, |item| index(server, item).unwrap_or(usize::MAX));
    let mut out = Vec::with_capacity(ours.len() + theirs.len());
    let (mut left, mut right) = (theirs.into_iter().peekable(), ours.into_iter().peekable());
    while let (Some(l), Some(r)) = (left.peek(), right.peek()) {
        let before = matches!((index(server, l), index(server, r)), (Some(a), Some(b)) if a < b);
        out.extend(if before { left.next() } else { right.next() });
    }
    out.extend(left);
    out.extend(right);
    List::new(out)
}
