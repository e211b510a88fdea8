//! Two inputs compared by what they install.

use crate::handle::{chart_of, helm_request, operator_request};
use crate::problems;
use crate::session::{Opened, Session};
use crate::wire::{
    Change, Comparison, FieldDifference, Hunk, HunkLine, Input, Operator, Problem, Release, Releases,
    ResourceDifference,
};
use periplus_helm::values;
use periplus_istio::diff::{self, ChangeKind, Doc, Id, ResourceChange, Side};
use periplus_value::Value;

/// The resources that differ.
pub(crate) fn compare(
    session: &mut Session,
    comparison: &Comparison,
) -> Result<Vec<ResourceDifference>, Problem> {
    let before = docs(session, &comparison.before)?;
    let after = docs(session, &comparison.after)?;
    Ok(diff::compare(&before, &after).iter().map(|change| resource(&diff::redacted(change))).collect())
}

fn docs(session: &mut Session, input: &Input) -> Result<Vec<Doc>, Problem> {
    match input {
        Input::Operator(operator) => generated(session, operator),
        Input::Releases(releases) => {
            let mut docs = Vec::new();
            for release in &releases.releases {
                let failed = |error: periplus_helm::Error| problems::helm(&error, &release.name);
                docs.extend(templated(session, releases, release).map_err(failed)?);
            }
            Ok(docs)
        }
    }
}

fn generated(session: &Session, operator: &Operator) -> Result<Vec<Doc>, Problem> {
    let Some(Opened::Pack { pack, .. }) = session.sources.get(&operator.source) else {
        return Err(problems::error(&format!("no release {:?} is open", operator.source)));
    };
    let result = periplus_istio::generate(pack, &operator_request(operator))
        .map_err(|error| problems::istio(&error))?;
    Ok(result.documents.iter().map(Doc::from).collect())
}

fn templated(
    session: &mut Session,
    all: &Releases,
    release: &Release,
) -> Result<Vec<Doc>, periplus_helm::Error> {
    let chart = chart_of(session, &all.source, &release.chart)?;
    let user = values::parse_file(&release.name, release.values.as_bytes())?;
    let rendered = periplus_helm::render(&chart, &helm_request(release, user, &all.kube_version)?)?;
    let crds = periplus_helm::crd_documents(&chart, &rendered.crds)?;
    let hooks = rendered.hooks.into_iter().map(|hook| hook.document);
    let doc = |document: periplus_helm::Document| {
        let periplus_helm::Document { api_version, kind, namespace, name, text, .. } = document;
        Doc::new(Id { api_version, kind, namespace, name }, text)
    };
    Ok(crds.into_iter().chain(rendered.documents).chain(hooks).map(doc).collect())
}

fn resource(change: &ResourceChange) -> ResourceDifference {
    let id = |doc: &Option<Doc>| doc.as_ref().map(|doc| doc.id().clone());
    let (before, after) = (id(&change.before), id(&change.after));
    let shown = after.clone().or_else(|| before.clone()).unwrap_or_default();
    let whole = change.changes.is_empty();
    let text = change.after.as_ref().or(change.before.as_ref()).filter(|_| whole);
    ResourceDifference {
        change: word(change.kind),
        kind: shown.kind,
        namespace: shown.namespace,
        name: shown.name.clone(),
        name_before: before.map(|id| id.name).filter(|name| *name != shown.name).unwrap_or_default(),
        fields: change.changes.iter().map(field).collect(),
        text: text.map(|doc| doc.text().to_str_lossy().into_owned()).unwrap_or_default(),
    }
}

/// One field; of two long texts only what differs.
pub(crate) fn field(change: &diff::Change) -> FieldDifference {
    let (old, new) = (change.old.as_ref().map(yaml), change.new.as_ref().map(yaml));
    let hunks = match (&old, &new) {
        (Some(old), Some(new)) if old.contains('\n') || new.contains('\n') => {
            diff::hunks(old, new, CONTEXT).iter().map(hunk).collect()
        }
        _ => Vec::new(),
    };
    // Two texts may differ in their last line feed alone: then there are no lines to show.
    let whole = hunks.is_empty();
    FieldDifference {
        change: word(change.kind),
        path: change.path.to_string(),
        old: old.filter(|_| whole),
        new: new.filter(|_| whole),
        hunks,
    }
}

/// Lines shown around those that differ.
const CONTEXT: usize = 1;

fn hunk(hunk: &diff::Hunk<'_>) -> Hunk {
    let line = |line: &diff::Line<'_>| HunkLine {
        change: match line.side {
            Side::Old => Some(Change::Removed),
            Side::New => Some(Change::Added),
            Side::Both => None,
        },
        text: line.text.to_owned(),
    };
    Hunk { line: problems::count(hunk.after.start + 1), lines: hunk.lines.iter().map(line).collect() }
}

fn word(kind: ChangeKind) -> Change {
    match kind {
        ChangeKind::Added => Change::Added,
        ChangeKind::Removed => Change::Removed,
        ChangeKind::Changed => Change::Changed,
        ChangeKind::Renamed => Change::Renamed,
        ChangeKind::Reordered => Change::Reordered,
    }
}

/// A value as YAML; a text of several lines as it is.
fn yaml(value: &Value) -> String {
    if let Value::String(text) = value {
        return text.to_str_lossy().into_owned();
    }
    periplus_yaml::emit(value).map(|text| text.trim_end().to_owned()).unwrap_or_default()
}
