//! The written files in the hands of the real programs: Helm 4 with its post-renderers, which run kubectl's Kustomize, and
//! Kustomize with its charts, which runs Helm, must give the documents that were proven.

use super::cases::Case;
use periplus_istio::diff::{self, ChangeKind, Doc};
use periplus_migrate::{Pair, Plan, Release, Target, migration_files, slugs};
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
    /// Releases of all installations, repeated ones too.
    all: usize,
    helm: Count,
    kustomize: Count,
    /// What is refused as no cluster takes it, a line each.
    pub(crate) limits: Vec<String>,
}

/// What one program made of the releases it was given.
#[derive(Clone, Copy, Default)]
struct Count {
    releases: usize,
    documents: usize,
    different: usize,
    refused: usize,
}

/// A release with the files that were written for it.
struct Written<'a> {
    release: &'a Release,
    slug: String,
    version: &'a str,
    charts: &'a Path,
    helm: &'a str,
    folder: &'a Path,
}

/// Why a program's result isn't the proven one.
enum Fault {
    /// It gave none.
    Refused(String),
    /// A document differs.
    Different(String),
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Self::Refused(why)
    }
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
        for (release, slug) in plan.releases.iter().zip(slugs(plan)) {
            let (version, charts) = (plan.version.as_str(), case.folder.as_path());
            let one = Written { release, slug, version, charts, helm, folder: &folder };
            self.all += 1;
            if self.is_new(case, &one) {
                faults.extend(self.release(&one).into_iter().map(|why| format!("{}: {why}", case.name)));
            }
        }
        fs::remove_dir_all(&folder).unwrap_or(());
        faults
    }

    /// Gives one release to both.
    fn release(&mut self, one: &Written<'_>) -> Vec<String> {
        let limited =
            one.release.proof.iter().find_map(|pair| Some(format!("{} ({})", pair.id(), pair.limit()?)));
        let limited = limited.or_else(|| {
            let why = "its schema refuses the chart's own values, and Kustomize can't pass it over";
            one.release.skip_schema_validation.then(|| why.to_owned())
        });
        let runs =
            [("helm", one.template(), &mut self.helm), ("kustomize", one.build(), &mut self.kustomize)];
        let mut faults = Vec::new();
        for (program, result, count) in runs {
            count.releases += 1;
            match (result, &limited) {
                (Ok(documents), _) => count.documents += documents,
                (Err(Fault::Refused(_)), Some(why)) => {
                    count.refused += 1;
                    self.limits.push(format!("refused: {}: {program}: {why}", one.slug));
                }
                (Err(Fault::Refused(why) | Fault::Different(why)), _) => {
                    count.different += 1;
                    faults.push(format!("{}: {program}: {why}", one.slug));
                }
            }
        }
        faults
    }

    /// Whether this very release wasn't tried yet.
    fn is_new(&mut self, case: &Case, one: &Written<'_>) -> bool {
        let read = |name: &str| fs::read_to_string(one.folder.join(name)).unwrap_or_default();
        let patches = read(&format!("kustomize/{}/kustomization.yaml", one.slug));
        let Release { namespace, folder, values_text, .. } = one.release;
        self.seen.insert([case.pack.version(), namespace, folder, values_text, &patches].join("\n"))
    }

    /// The table, as Markdown; nothing if no program ran.
    pub(crate) fn table(&self) -> String {
        if self.helm.releases == 0 {
            return String::new();
        }
        let head = "| the written files given to | releases | documents compared | releases that differ | refused, with a reason |\n| --- | ---: | ---: | ---: | ---: |\n";
        let row = |name: &str, count: Count| {
            let Count { releases, documents, different, refused } = count;
            format!("| {name} | {releases} | {documents} | {different} | {refused} |\n")
        };
        let rows = [
            ("Helm 4: `lint`, and `template` with post-renderers", self.helm),
            ("Kustomize of kubectl, with Helm's charts", self.kustomize),
        ];
        let rows = rows.map(|(name, count)| row(name, count)).concat();
        format!("{head}{rows}\nThese are the different ones of {} releases.\n", self.all)
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

impl Written<'_> {
    /// A command of Helm for the release's chart and values.
    fn helm(&self, words: &[&str]) -> Command {
        let Self { release, slug, folder, .. } = self;
        let mut command = Command::new(self.helm);
        command.args(words).arg(self.charts.join(release.folder));
        command.arg("--values").arg(folder.join(format!("values/{slug}.yaml")));
        command.args(["--namespace", &release.namespace, "--kube-version", KUBERNETES]);
        command.env("HELM_PLUGINS", folder.join("plugins"));
        if release.skip_schema_validation {
            command.arg("--skip-schema-validation");
        }
        command
    }

    /// `helm lint`, then `helm template` with the release's post-renderer: how many documents are as proven.
    fn template(&self) -> Result<usize, Fault> {
        let Self { release, slug, .. } = self;
        output(&mut self.helm(&["lint"]))?;
        let mut command = self.helm(&["template", &release.name]);
        command.arg("--include-crds");
        if !release.patches.is_empty() {
            command.args(["--post-renderer", &format!("periplus-{slug}")]);
        }
        compare(&release.proof, &output(&mut command)?)
    }

    /// `kubectl kustomize --enable-helm` on the release's folder, with the chart where Kustomize keeps those it fetched.
    /// It asks Helm for its version by a flag that only Helm 3 has, and tells it no version of Kubernetes.
    fn build(&self) -> Result<usize, Fault> {
        let Self { release, slug, version, helm, folder, .. } = self;
        let program = folder.join("helm");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = version ] && echo v3.0.0 && exit\nexec '{helm}' \"$@\" --kube-version {KUBERNETES}\n"
        );
        fs::write(&program, script).map_err(|why| why.to_string())?;
        set_executable(&program)?;
        let here = folder.join("kustomize").join(slug);
        let fetched = here.join(format!("charts/{}-{version}", release.chart));
        fs::create_dir_all(&fetched).map_err(|why| why.to_string())?;
        let chart = self.charts.join(release.folder);
        output(Command::new("cp").arg("-r").arg(chart).arg(fetched.join(release.chart)))?;
        let mut command = Command::new("kubectl");
        command.args(["kustomize", "--enable-helm", "--helm-command"]).arg(&program).arg(here);
        let proof = release.for_kustomize.as_ref().map_or(&release.proof, |other| &other.proof);
        compare(proof, &output(&mut command)?)
    }
}

/// How many documents there are, if they are those that were proven.
fn compare(proof: &[Pair], printed: &[u8]) -> Result<usize, Fault> {
    let given = Doc::read(printed).map_err(|why| why.to_string())?;
    let proven: Vec<Doc> = proof.iter().filter_map(|pair| pair.helm.clone()).collect();
    // Kustomize makes texts of labels that are none; what no cluster takes is left out.
    let limited = |doc: &Doc| {
        proof.iter().any(|pair| pair.limit().is_some() && pair.id().to_string() == doc.id().to_string())
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
    first.map_or(Ok(proven.len()), |resource| {
        let id = resource.before.as_ref().or(resource.after.as_ref()).map(|doc| doc.id().to_string());
        let (id, change) = (id.unwrap_or_default(), resource.changes.first());
        Err(Fault::Different(format!("{:?} {id}: {change:?}", resource.kind)))
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
