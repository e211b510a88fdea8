//! From an IstioOperator to Helm releases, with both sides held against each other.

use crate::ledger::{self, Entry};
use crate::missed::{MissedOverlay, idle, missed};
use crate::names;
use crate::proof::Pair;
use crate::release::{self, Release};
use crate::source::Source;
use periplus_istio::diff::Id;
use periplus_istio::{Error, Installation, OperatorRequest, Pack, Warning, installation};

/// The plan of a migration.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The release of Istio, and version of its charts.
    pub version: String,
    /// Where its charts are, without `oci://` and `/charts/…`.
    pub chart_repository: &'static str,
    /// In the order in which they are to be installed.
    pub releases: Vec<Release>,
    /// What became of the user's values.
    pub ledger: Vec<Entry>,
    /// Overlays without effect.
    pub missed: Vec<MissedOverlay>,
    /// What istiod's release is under a revision of its own, beside istioctl's.
    pub beside: Option<Beside>,
    /// What istioctl and charts warn about, and settings without effect.
    pub warnings: Vec<Warning>,
}

/// istiod once more, under another revision.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The revision.
    pub revision: String,
    /// Resources that istioctl made and this release has as well.
    pub shared: Vec<Id>,
    /// Resources that only this release has.
    pub own: Vec<Id>,
}

impl Plan {
    /// Where the charts are: `oci://registry.istio.io/release/charts`.
    pub fn charts(&self) -> String {
        format!("oci://{}/charts", self.chart_repository)
    }

    /// What people are to read before anything else, a line each.
    pub(crate) fn told(&self) -> Vec<String> {
        let one_line = |warning: &Warning| {
            let words = warning.message.split_whitespace().filter(|word| *word != "*");
            words.collect::<Vec<_>>().join(" ")
        };
        // istioctl's side names the overlays that match nothing too.
        let known = |warning: &&Warning| {
            let told =
                |missed: &MissedOverlay| format!("overlay of {} {}: nothing has", missed.kind, missed.name);
            self.missed.iter().any(|missed| warning.message.starts_with(&told(missed)))
        };
        let warnings = self.warnings.iter().filter(|warning| !known(warning)).map(one_line);
        let unasked = self.releases.iter().filter(|release| release.skip_schema_validation).map(|release| {
            let Release { name, chart, .. } = release;
            format!("release {name}: the schema of chart {chart} refuses the chart's own values, so Helm isn't to ask it")
        });
        self.missed.iter().map(ToString::to_string).chain(unasked).chain(warnings).collect()
    }

    /// Resources that differ, and no rule says why that does no harm.
    pub fn unexplained(&self) -> impl Iterator<Item = (&Release, &Pair)> {
        let pairs =
            self.releases.iter().flat_map(|release| release.proof.iter().map(move |pair| (release, pair)));
        pairs.filter(|(_, pair)| pair.unexplained().next().is_some())
    }
}

/// Plans the migration of what `manifest generate` renders. `with_reasons`: each line of the values says why it is there.
pub fn plan(pack: &Pack, request: &OperatorRequest, with_reasons: bool) -> Result<Plan, Error> {
    let installation = installation(pack, request)?;
    let source = Source::new(request);
    let mut names = names::Names::default();
    let mut built = Vec::new();
    for instance in &installation.instances {
        let name = names.of(instance);
        let mut site = release::Site { pack, request, instance, name, skip_schema_validation: false };
        site.skip_unusable_schema();
        let release = site.release(&source, with_reasons)?;
        built.push((release, site));
    }
    built.sort_by_key(|(release, _)| names::order(release.component));
    let views: Vec<_> =
        built.iter().map(|(release, site)| (release.name.clone(), site.view(release))).collect();
    let ledger = ledger::ledger(&source, &views);
    drop(views);
    let istiod = built.iter().find(|(release, _)| release.component == "Pilot");
    let beside = istiod.and_then(|(release, site)| site.beside(release));
    Ok(Plan {
        version: pack.version().to_owned(),
        chart_repository: installation.chart_repository,
        releases: built.into_iter().map(|(release, _)| release).collect(),
        ledger,
        beside,
        missed: installation.instances.iter().flat_map(missed).collect(),
        warnings: warnings(&installation),
    })
}

/// What istioctl and charts warn about, each once, then settings without effect.
fn warnings(installation: &Installation) -> Vec<Warning> {
    let idle = installation.instances.iter().flat_map(idle);
    let mut all: Vec<Warning> = Vec::new();
    for warning in installation.warnings.iter().cloned().chain(idle) {
        if !all.iter().any(|known| known.message == warning.message) {
            all.push(warning);
        }
    }
    all
}
