//! An IstioOperator as Helm releases, for the page.

use crate::compare;
use crate::handle::operator_request;
use crate::problems::{self, count};
use crate::session::{Opened, Session};
use crate::wire::{
    Fate, File, Finding, LedgerEntry, Migrate, MigratedRelease, Migration, Operator, Problem, Proven, Verdict,
};
use periplus_migrate::{
    self as migrate, Entry, Idle, OutputFile, Pair, Patches, Plan, Release, Target, Verb,
};

/// The migration, or why there is none.
pub(crate) fn migrate(session: &Session, asked: &Migrate) -> Result<Migration, Problem> {
    let Operator { source, .. } = &asked.operator;
    let Some(Opened::Pack { pack, .. }) = session.sources.get(source) else {
        return Err(problems::error(&format!("no release {source:?} is open")));
    };
    let request = operator_request(&asked.operator);
    let plan = migrate::plan(pack, &request, asked.reasons).map_err(|error| problems::istio(&error))?;
    let known = Target::ALL.iter().find(|(name, _)| *name == asked.target);
    let (target, kind) = known.unwrap_or(&Target::ALL[0]);
    let files = migrate::migration_files(&plan, *kind).map_err(|error| problems::error(&error))?;
    Ok(Migration {
        targets: Target::ALL.iter().map(|(name, _)| (*name).to_owned()).collect(),
        target: (*target).to_owned(),
        releases: plan.releases.iter().map(|release| of_release(&plan, release)).collect(),
        ledger: ledger(&plan),
        proof: plan.releases.iter().flat_map(|r| r.proof.iter().map(|pair| proven(r, pair))).collect(),
        warnings: plan.warnings.iter().map(problems::istio_warning).collect(),
        files: files.into_iter().map(file).collect(),
    })
}

fn of_release(plan: &Plan, release: &Release) -> MigratedRelease {
    MigratedRelease {
        name: release.name.clone(),
        namespace: release.namespace.clone(),
        chart: release.chart.to_owned(),
        version: plan.version.clone(),
        instance: release.instance.clone(),
        moved: release.moved,
        lines: count(release.lines()),
        full_lines: count(release.full_lines()),
        patches: count(release.patches.len()),
    }
}

fn file(file: OutputFile) -> File {
    let text = String::from_utf8_lossy(&file.text).into_owned();
    File { path: file.name, text, executable: file.executable }
}

/// Overlays, patches, settings and values; what is lost comes first.
fn ledger(plan: &Plan) -> Vec<LedgerEntry> {
    let missed = plan.missed.iter().map(|overlay| LedgerEntry {
        setting: format!("overlay of {} for {} {}", overlay.component, overlay.kind, overlay.name),
        line: 0,
        fate: Fate::Lost,
        place: String::new(),
        reason: overlay.to_string(),
    });
    let settings = plan.releases.iter().flat_map(settings);
    let mut all: Vec<LedgerEntry> = missed.chain(settings).chain(plan.ledger.iter().map(value)).collect();
    all.sort_by_key(|entry| entry.fate);
    all
}

/// What became of a value of the user's.
fn value(entry: &Entry) -> LedgerEntry {
    let (fate, place, reason) = match &entry.fate {
        migrate::Fate::Kept(releases) => {
            (Fate::Kept, format!("values of {}", releases.join(", ")), "the charts need it".to_owned())
        }
        migrate::Fate::Idle(idle) => {
            let fate = if *idle == Idle::Unread { Fate::Lost } else { Fate::Idle };
            (fate, String::new(), idle.text().to_owned())
        }
    };
    let line = entry.origin.as_ref().map_or(0, |origin| count(origin.line));
    LedgerEntry { setting: entry.path.clone(), line, fate, place, reason }
}

/// What became of settings that are no values with istioctl.
fn settings(release: &Release) -> Vec<LedgerEntry> {
    let entry = |setting: String, fate, place, reason: &str| LedgerEntry {
        setting,
        line: 0,
        fate,
        place,
        reason: reason.to_owned(),
    };
    let values = release.settings.iter().map(|setting| {
        let field = [setting.kind, &setting.field.replace(' ', ".")].join(" ");
        let place = format!("value {} of {}", setting.value.join("."), release.name);
        entry(field.trim().to_owned(), Fate::Moved, place, &setting.reason())
    });
    let place = format!("patch of {}", release.name);
    let patched = patched(&release.patches);
    let patches = patched.map(|(what, why)| entry(what, Fate::Patch, place.clone(), why));
    values.chain(patches).collect()
}

/// What patches change, and why values don't.
fn patched(patches: &Patches) -> impl Iterator<Item = (String, &'static str)> {
    let changed = patches.changed.iter().flat_map(|patch| {
        let operations = patch.operations.iter().filter(|operation| operation.verb != Verb::Test);
        operations.map(|operation| format!("{} {}", patch.target, operation.pointer()))
    });
    let changed = changed.map(|what| (what, "the chart has no value that sets it"));
    let deleted =
        patches.deleted.iter().map(|id| (id.to_string(), "the chart makes it, and istioctl doesn't"));
    let added =
        patches.added.iter().map(|doc| (doc.id().to_string(), "istioctl makes it, and the chart doesn't"));
    changed.chain(deleted).chain(added)
}

/// A resource with its verdict.
fn proven(release: &Release, pair: &Pair) -> Proven {
    let id = pair.id();
    let helm_name = pair.helm.as_ref().map(|doc| doc.id().name.clone()).filter(|name| *name != id.name);
    let finding = |finding: &migrate::Finding| Finding {
        field: compare::field(&finding.change),
        reason: finding.rule.map(|rule| rule.reason.to_owned()).unwrap_or_default(),
    };
    Proven {
        release: release.name.clone(),
        kind: id.kind.clone(),
        namespace: id.namespace.clone(),
        name: id.name.clone(),
        helm_name: helm_name.unwrap_or_default(),
        moved: release.moved,
        verdict: match release.verdict(pair) {
            migrate::Verdict::Different => Verdict::Different,
            migrate::Verdict::Patched => Verdict::Patched,
            migrate::Verdict::Explained => Verdict::Explained,
            migrate::Verdict::Equal => Verdict::Equal,
        },
        limit: pair.limit().unwrap_or_default().to_owned(),
        findings: pair.findings.iter().map(finding).collect(),
        injected: pair.injected.as_ref().map(|doc| doc.text().to_string()).unwrap_or_default(),
    }
}
