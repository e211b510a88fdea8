//! The written files in the hands of the real programs: Helm 4 with its post-renderers, which run kubectl's Kustomize, and
//! Kustomize with its charts, which runs Helm, must give the documents that were proven.

use crate::cases::Case;
use periplus_istio::diff::{self, ChangeKind, Doc};
use periplus_migrate::{Plan, Release, Target, migration_files};
use periplus_value::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What charts see without a cluster, as the recorded runs do.
const KUBERNETES: &str = "1.32.0";

/// What the real programs were given already: many installations have the same releases.
#[derive(Default)]
pub(crate) struct Programs {
    seen: BTreeSet<String>,
    /// Releases that Helm rendered, and that Kustomize built.
    pub(crate) releases: usize,
}

impl Programs {
    /// Runs both for every release of a plan; what went wrong.
    pub(crate) fn check(&mut self, case: &Case, plan: &Plan, helm: &str) -> Vec<String> {
        let folder = env::temp_dir().join(format!("periplus-proof-{}", std::process::id()));
        let mut faults = Vec::new();
        for target in [Target::Helm, Target::Kustomize] {
            if let Err(why) = write(plan, target, &folder) {
                faults.push(format!("{}: {why}", case.name));
            }
        }
        for release in plan.releases.iter().filter(|release| self.is_new(case, plan, release, &folder)) {
            let built = run(release, helm, &case.folder, &folder)
                .and_then(|()| kustomize(&plan.version, release, helm, &case.folder, &folder));
            if let Err(why) = built {
                faults.push(format!("{}: {}: {why}", case.name, release.name));
            }
        }
        fs::remove_dir_all(&folder).unwrap_or(());
        faults
    }

    /// Whether this very release wasn't tried yet. Releases of one name would write over each other's files.
    fn is_new(&mut self, case: &Case, plan: &Plan, release: &Release, folder: &Path) -> bool {
        if plan.releases.iter().filter(|other| other.name == release.name).count() > 1 {
            return false;
        }
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let patches = read(&format!("kustomize/{}/kustomization.yaml", release.name));
        let key = [case.pack.version(), &release.namespace, release.folder, &release.values_text, &patches];
        let is_new = self.seen.insert(key.join("\n"));
        self.releases += usize::from(is_new);
        is_new
    }
}

fn write(plan: &Plan, target: Target, folder: &Path) -> Result<(), String> {
    for file in migration_files(plan, target).map_err(|why| why.to_string())? {
        let path = folder.join(&file.name);
        let made =
            path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, &file.text));
        made.map_err(|why| format!("{}: {why}", path.display()))?;
        if file.executable {
            set_executable(&path)?;
        }
    }
    Ok(())
}

fn set_executable(path: &Path) -> Result<(), String> {
    let done = Command::new("chmod").arg("+x").arg(path).status();
    done.map(|_| ()).map_err(|why| why.to_string())
}

/// What a program prints.
fn output(command: &mut Command) -> Result<Vec<u8>, String> {
    let ran =
        command.output().map_err(|why| format!("{}: {why}", command.get_program().to_string_lossy()))?;
    if ran.status.success() {
        Ok(ran.stdout)
    } else {
        Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned())
    }
}

/// `helm template` with the release's post-renderer.
fn run(release: &Release, helm: &str, charts: &Path, folder: &Path) -> Result<(), String> {
    let values = folder.join(format!("values/{}.yaml", release.name));
    let mut command = Command::new(helm);
    command.args(["template", &release.name]).arg(charts.join(release.folder)).arg("--values").arg(values);
    command.args(["--namespace", &release.namespace, "--kube-version", KUBERNETES, "--include-crds"]);
    command.env("HELM_PLUGINS", folder.join("plugins"));
    if !release.patches.is_empty() {
        command.args(["--post-renderer", &format!("periplus-{}", release.name)]);
    }
    compare(release, &output(&mut command)?)
}

/// `kubectl kustomize --enable-helm` on the release's folder, with the chart where Kustomize keeps those it fetched.
/// It asks Helm for its version by a flag that only Helm 3 has, and tells it no version of Kubernetes.
fn kustomize(
    version: &str,
    release: &Release,
    helm: &str,
    charts: &Path,
    folder: &Path,
) -> Result<(), String> {
    let program = folder.join("helm");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = version ] && echo v3.0.0 && exit\nexec '{helm}' \"$@\" --kube-version {KUBERNETES}\n"
    );
    fs::write(&program, script).map_err(|why| why.to_string())?;
    set_executable(&program)?;
    let here = folder.join("kustomize").join(&release.name);
    let fetched = here.join(format!("charts/{}-{version}", release.chart));
    fs::create_dir_all(&fetched).map_err(|why| why.to_string())?;
    let chart = charts.join(release.folder);
    output(Command::new("cp").arg("-r").arg(chart).arg(fetched.join(release.chart)))?;
    let mut command = Command::new("kubectl");
    command.args(["kustomize", "--enable-helm", "--helm-command"]).arg(&program).arg(here);
    compare(release, &output(&mut command)?).map_err(|why| format!("kustomize: {why}"))
}

/// Whether documents are those that were proven.
fn compare(release: &Release, printed: &[u8]) -> Result<(), String> {
    let given = Doc::read(printed).map_err(|why| why.to_string())?;
    let proven: Vec<Doc> = release.proof.iter().filter_map(|pair| pair.helm.clone()).collect();
    // Kustomize makes texts of labels that are none; what no cluster takes is left out.
    let limited = |doc: &Doc| {
        release
            .proof
            .iter()
            .any(|pair| pair.limit().is_some() && pair.id().to_string() == doc.id().to_string())
    };
    let known =
        |doc: &Doc| !periplus_migrate::is_values_record(&doc.id().kind, &doc.id().name) && !limited(doc);
    let [proven, given] = [proven, given].map(|docs| docs.into_iter().filter(known).collect::<Vec<_>>());
    let mut differing = diff::compare(&proven, &given);
    for resource in &mut differing {
        // Kustomize drops empty maps of annotations and nulls.
        resource.changes.retain(|change| !(blank(change.old.as_ref()) && blank(change.new.as_ref())));
        // It names the namespace of a binding's accounts, which is the binding's own when nothing is said.
        let namespace = resource.after.as_ref().map(|doc| doc.id().namespace.clone());
        resource.changes.retain(|change| {
            let path = change.path.to_string();
            let is_subject = path.starts_with("subjects.") && path.ends_with(".namespace");
            !(is_subject && change.old.is_none() && text(change.new.as_ref()) == namespace)
        });
    }
    let whole = |kind| matches!(kind, ChangeKind::Added | ChangeKind::Removed);
    let first = differing.iter().find(|resource| whole(resource.kind) || !resource.changes.is_empty());
    first.map_or(Ok(()), |resource| {
        let id = resource.before.as_ref().or(resource.after.as_ref()).map(|doc| doc.id().to_string());
        Err(format!("{:?} {}: {:?}", resource.kind, id.unwrap_or_default(), resource.changes.first()))
    })
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(|value| value.as_string().map(|text| text.to_str_lossy().into_owned()))
}

fn blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Nil) => true,
        Some(Value::Map(map)) => map.borrow().values().all(|value| blank(Some(value))),
        _ => false,
    }
}
