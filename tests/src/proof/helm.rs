//! The written files in the hands of the real programs: Helm 4 with its post-renderers, which run kubectl's Kustomize,
//! must give the documents that were proven.

use crate::cases::Case;
use periplus_istio::diff::{self, ChangeKind, Doc};
use periplus_migrate::{Plan, Release, Target, migration_files};
use periplus_value::Value;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What charts see without a cluster, as the recorded runs do.
const KUBERNETES: &str = "1.32.0";

/// Runs Helm for every release of a plan; what went wrong.
pub(crate) fn check(case: &Case, plan: &Plan, helm: &str) -> Vec<String> {
    let folder = env::temp_dir().join(format!("periplus-proof-{}", std::process::id()));
    let mut faults = Vec::new();
    if let Err(why) = write(plan, &folder) {
        faults.push(format!("{}: {why}", case.name));
    }
    for release in &plan.releases {
        if let Err(why) = run(plan, release, helm, &case.folder, &folder) {
            faults.push(format!("{}: {}: {why}", case.name, release.name));
        }
    }
    fs::remove_dir_all(&folder).unwrap_or(());
    faults
}

fn write(plan: &Plan, folder: &Path) -> Result<(), String> {
    for file in migration_files(plan, Target::Helm).map_err(|why| why.to_string())? {
        let path = folder.join(&file.name);
        let made =
            path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, &file.text));
        made.map_err(|why| format!("{}: {why}", path.display()))?;
        if file.executable {
            let done = Command::new("chmod").arg("+x").arg(&path).status();
            done.map_err(|why| why.to_string())?;
        }
    }
    Ok(())
}

fn run(plan: &Plan, release: &Release, helm: &str, charts: &Path, folder: &Path) -> Result<(), String> {
    let shares_name = plan.releases.iter().filter(|other| other.name == release.name).count() > 1;
    if shares_name {
        return Ok(());
    }
    let values = folder.join(format!("values/{}.yaml", release.name));
    let mut command = Command::new(helm);
    command.args(["template", &release.name]).arg(charts.join(release.folder)).arg("--values").arg(values);
    command.args(["--namespace", &release.namespace, "--kube-version", KUBERNETES, "--include-crds"]);
    command.env("HELM_PLUGINS", folder.join("plugins"));
    if !release.patches.is_empty() {
        command.args(["--post-renderer", &format!("periplus-{}", release.name)]);
    }
    let ran = command.output().map_err(|why| format!("{helm}: {why}"))?;
    if !ran.status.success() {
        return Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned());
    }
    let given = Doc::read(&ran.stdout).map_err(|why| why.to_string())?;
    let proven: Vec<Doc> = release.proof.iter().filter_map(|pair| pair.helm.clone()).collect();
    let known = |doc: &Doc| !periplus_migrate::is_values_record(&doc.id().kind, &doc.id().name);
    let [proven, given] = [proven, given].map(|docs| docs.into_iter().filter(known).collect::<Vec<_>>());
    let mut differing = diff::compare(&proven, &given);
    for resource in &mut differing {
        // Kustomize drops empty maps of annotations and nulls.
        resource.changes.retain(|change| !(blank(change.old.as_ref()) && blank(change.new.as_ref())));
    }
    let whole = |kind| matches!(kind, ChangeKind::Added | ChangeKind::Removed);
    let first = differing.iter().find(|resource| whole(resource.kind) || !resource.changes.is_empty());
    first.map_or(Ok(()), |resource| {
        let id = resource.before.as_ref().or(resource.after.as_ref()).map(|doc| doc.id().to_string());
        Err(format!("{:?} {}: {:?}", resource.kind, id.unwrap_or_default(), resource.changes.first()))
    })
}

fn blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Nil) => true,
        Some(Value::Map(map)) => map.borrow().values().all(|value| blank(Some(value))),
        _ => false,
    }
}
