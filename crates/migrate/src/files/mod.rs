//! The files of a plan: values, patches, scripts, a runbook and the proof, for plain Helm or for a tool that runs it.

mod rows;
mod sail;

use crate::plan::{Beside, Plan};
use crate::quoted::{hcl, quoted};
use crate::report::{after_injection, counts, refused, report};
use crate::shell::{argument, shown};
use crate::translate::{Error, OutputFile};
pub use rows::slugs;
use rows::{Row, lost, rows};
use tera::{Context, Tera};

/// What the files are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// A script that runs Helm 3 or 4.
    #[default]
    Helm,
    /// Applications for Argo CD.
    ArgoCd,
    /// `HelmRelease`s for Flux.
    Flux,
    /// `helmfile.yaml`.
    Helmfile,
    /// `helm_release`s for Terraform.
    Terraform,
    /// A kustomization for each release.
    Kustomize,
    /// `Istio`, `IstioCNI` and `ZTunnel` for the Sail operator; gateways stay releases of Helm.
    Sail,
}

impl Target {
    /// All, with the names that command lines use.
    pub const ALL: [(&'static str, Target); 7] = [
        ("helm", Self::Helm),
        ("argocd", Self::ArgoCd),
        ("flux", Self::Flux),
        ("helmfile", Self::Helmfile),
        ("terraform", Self::Terraform),
        ("kustomize", Self::Kustomize),
        ("sail", Self::Sail),
    ];

    /// The target of a name.
    pub fn named(name: &str) -> Option<Target> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, target)| *target == self).map_or("", |(name, _)| name)
    }

    /// Whether a person's Helm has releases afterwards.
    fn has_releases(self) -> bool {
        !matches!(self, Self::ArgoCd | Self::Kustomize)
    }

    /// Where a release's patches are.
    fn folder(self) -> &'static str {
        if self.is_rendered_by_helm() { "plugins" } else { "kustomize" }
    }

    /// Whether Helm's post-renderers apply the patches.
    fn is_rendered_by_helm(self) -> bool {
        matches!(self, Self::Helm | Self::Terraform | Self::Sail)
    }

    /// The file that has a release's values.
    fn file(self, slug: &str) -> String {
        match self {
            Self::ArgoCd => format!("argocd/{slug}.yaml"),
            Self::Flux => format!("flux/{slug}.yaml"),
            Self::Kustomize => format!("kustomize/{slug}/values.yaml"),
            Self::Helm | Self::Helmfile | Self::Terraform | Self::Sail => format!("values/{slug}.yaml"),
        }
    }

    /// The file that has a release's patches, given the folder of patches and the file of values.
    fn patch_file(self, folder: &str, file: &str) -> String {
        match self {
            Self::Flux => file.to_owned(),
            Self::Helmfile => "helmfile.yaml".to_owned(),
            _ => format!("{folder}/kustomization.yaml"),
        }
    }
}

const TEMPLATES: [(&str, &str); 15] = [
    ("README.md", include_str!("../../templates/migrate/README.md.tera")),
    ("install.sh", include_str!("../../templates/migrate/install.sh.tera")),
    ("adopt.sh", include_str!("../../templates/migrate/adopt.sh.tera")),
    ("post-render.sh", include_str!("../../templates/migrate/post-render.sh.tera")),
    ("plugin.yaml", include_str!("../../templates/migrate/plugin.yaml.tera")),
    ("patches.yaml", include_str!("../../templates/migrate/patches.yaml.tera")),
    ("kustomization.yaml", include_str!("../../templates/migrate/kustomization.yaml.tera")),
    ("chart-kustomization.yaml", include_str!("../../templates/migrate/chart-kustomization.yaml.tera")),
    ("argocd.yaml", include_str!("../../templates/migrate/argocd.yaml.tera")),
    ("flux.yaml", include_str!("../../templates/migrate/flux.yaml.tera")),
    ("helmfile.yaml", include_str!("../../templates/migrate/helmfile.yaml.tera")),
    ("main.tf", include_str!("../../templates/migrate/main.tf.tera")),
    ("flux-repository.yaml", include_str!("../../templates/migrate/flux-repository.yaml.tera")),
    ("REVISION.md", include_str!("../../templates/migrate/REVISION.md.tera")),
    ("sail.yaml", include_str!("../../templates/migrate/sail.yaml.tera")),
];

/// All files, with folders in their names.
pub fn migration_files(plan: &Plan, target: Target) -> Result<Vec<OutputFile>, Error> {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::new());
    tera.register_filter("quoted", |value: &tera::Value, _: &_| {
        Ok(quoted(value.as_str().unwrap_or_default()).into())
    });
    tera.add_raw_templates(TEMPLATES)?;
    let rows = rows(plan, target);
    let mut writer = Writer { context: context(plan, target, &rows), tera, files: Vec::new() };
    for (at, row) in rows.iter().enumerate() {
        writer.release(target, row, at, at.checked_sub(1).map(|before| rows[before].slug.as_str()))?;
    }
    writer.whole(target, rows.iter().any(|row| !row.by_operator))?;
    if let (Target::Helm, Some(beside)) = (target, &plan.beside) {
        writer.revision(plan, &rows, beside)?;
    }
    writer.plain("README.md", "README.md")?;
    writer.text("proof.txt", report(plan) + &after_injection(plan));
    Ok(writer.files)
}

fn context(plan: &Plan, target: Target, rows: &[Row]) -> Context {
    let warnings: Vec<String> = plan.told().iter().chain(&refused(plan)).map(|text| shown(text)).collect();
    let charts = plan.charts();
    let mut context = Context::new();
    context.insert("target", target.name());
    context.insert("has_releases", &target.has_releases());
    context.insert("version", &shown(&plan.version));
    context.insert("version_word", &argument(&plan.version));
    context.insert("version_raw", &plan.version);
    context.insert("hcl_version", &hcl(&plan.version));
    context.insert("hcl_charts", &hcl(&charts));
    context.insert("repository", charts.trim_start_matches("oci://"));
    context.insert("charts", &charts);
    context.insert("releases", rows);
    let [by_operator, by_helm]: [Vec<&Row>; 2] =
        [true, false].map(|wanted| rows.iter().filter(|row| row.by_operator == wanted).collect());
    context.insert("adopting", if target == Target::Sail { &by_operator } else { &by_helm });
    context.insert("by_operator", &by_operator);
    context.insert("by_helm", &by_helm);
    context.insert("operator_namespace", sail::OPERATOR_NAMESPACE);
    context.insert("sail_version", &format!("v{}", plan.version));
    context.insert("summary", &counts(plan).to_string());
    context.insert("warnings", &warnings);
    context.insert("patched", &rows.iter().any(|row| row.is_patched() && !row.by_operator));
    context.insert("gateways", &plan.releases.iter().any(|release| release.moved));
    context.insert("leftovers", &rows::leftovers(plan));
    context.insert("legacy_secrets", &rows::legacy_secrets(plan));
    context.insert("by_revision", &(target == Target::Helm && plan.beside.is_some()));
    context.insert("lost", &lost(plan, target, rows));
    context
}

struct Writer {
    tera: Tera,
    context: Context,
    files: Vec<OutputFile>,
}

impl Writer {
    /// The files that are there once.
    fn whole(&mut self, target: Target, with_helm: bool) -> Result<(), Error> {
        match target {
            Target::ArgoCd | Target::Kustomize => return Ok(()),
            Target::Helm => return self.script("install.sh", "install.sh"),
            Target::Flux => return self.plain("flux/repository.yaml", "flux-repository.yaml"),
            Target::Helmfile => self.plain("helmfile.yaml", "helmfile.yaml")?,
            Target::Terraform => self.plain("main.tf", "main.tf")?,
            Target::Sail if with_helm => self.script("install.sh", "install.sh")?,
            Target::Sail => {}
        }
        self.script("adopt.sh", "adopt.sh")
    }

    /// The second runbook: istiod beside istioctl's.
    fn revision(&mut self, plan: &Plan, rows: &[Row], beside: &Beside) -> Result<(), Error> {
        let all = || plan.releases.iter().zip(rows);
        let Some((_, istiod)) = all().find(|(release, _)| release.component == "Pilot") else {
            return Ok(());
        };
        let shared = all().filter(|(release, _)| !release.moved && release.component != "Pilot");
        let context = &mut self.context;
        context.insert("shared_releases", &shared.map(|(_, row)| row).collect::<Vec<_>>());
        context.insert("istiod", istiod);
        context.insert("istiod_namespace_annotation", &istiod.annotation());
        context.insert("revision", &beside.revision);
        context.insert("own", &beside.own.iter().map(|id| shown(&id.to_string())).collect::<Vec<_>>());
        context.insert("shared", &beside.shared.iter().map(|id| shown(&id.to_string())).collect::<Vec<_>>());
        context.insert("shared_words", &beside.shared.iter().map(rows::resource).collect::<Vec<_>>());
        self.plain("REVISION.md", "REVISION.md")
    }

    fn text(&mut self, name: &str, text: String) {
        self.files.push(OutputFile { name: name.to_owned(), text: text.into_bytes(), executable: false });
    }

    fn plain(&mut self, name: &str, template: &str) -> Result<(), Error> {
        let text = self.tera.render(template, &self.context)?;
        self.text(name, text);
        Ok(())
    }

    fn script(&mut self, name: &str, template: &str) -> Result<(), Error> {
        let text = self.tera.render(template, &self.context)?.into_bytes();
        self.files.push(OutputFile { name: name.to_owned(), text, executable: true });
        Ok(())
    }

    /// The files of one release.
    fn release(&mut self, target: Target, row: &Row, wave: usize, before: Option<&str>) -> Result<(), Error> {
        self.context.insert("release", row);
        self.context.insert("wave", &wave);
        self.context.insert("before", &before.unwrap_or_default());
        self.context.insert("plugin", &row.plugin_plain);
        self.context.insert("patches", &row.patches);
        self.context.insert("deleted", &row.deleted);
        self.context.insert("added", &!row.added.is_empty());
        let list = self.tera.render("patches.yaml", &self.context)?;
        self.context.insert("patch_list", list.trim_matches('\n'));
        let path = |name: &str| format!("{}/{}/{name}", target.folder(), row.slug);
        match target {
            Target::Flux => {
                self.plain(&format!("flux/{}.yaml", row.slug), "flux.yaml")?;
                self.added(&format!("flux/{}-added.yaml", row.slug), row);
            }
            Target::ArgoCd => self.plain(&format!("argocd/{}.yaml", row.slug), "argocd.yaml")?,
            _ if row.by_operator => return self.by_operator(row),
            Target::Helm | Target::Helmfile | Target::Terraform | Target::Sail => {
                self.text(&row.values_file_plain, format!("{}\n", row.values_text).trim_start().to_owned());
            }
            Target::Kustomize => {}
        }
        if target == Target::Kustomize || target == Target::ArgoCd && row.is_patched() {
            self.plain(&path("kustomization.yaml"), "chart-kustomization.yaml")?;
            self.text(&path("values.yaml"), format!("{}\n", row.values_text).trim_start().to_owned());
            self.added(&path("added.yaml"), row);
        }
        if target.is_rendered_by_helm() && row.is_patched() {
            self.plain(&path("kustomization.yaml"), "kustomization.yaml")?;
            self.plain(&path("plugin.yaml"), "plugin.yaml")?;
            self.script(&path("post-render.sh"), "post-render.sh")?;
            self.added(&path("added.yaml"), row);
        }
        Ok(())
    }

    /// The resource that tells the Sail operator of a release.
    fn by_operator(&mut self, row: &Row) -> Result<(), Error> {
        let Some(sail) = &row.sail else { return Ok(()) };
        self.context.insert("sail", sail);
        self.plain(&format!("sail/{}.yaml", sail.kind.to_lowercase()), "sail.yaml")
    }

    fn added(&mut self, name: &str, row: &Row) {
        if !row.added.is_empty() {
            self.text(name, row.added.clone());
        }
    }
}
