//! From an IstioOperator to Helm releases, with both sides held against each other.

use crate::ledger::{self, Entry};
use crate::missed::{MissedOverlay, missed};
use crate::names;
use crate::proof::Pair;
use crate::release::{self, Release};
use crate::source::Source;
use periplus_istio::{Error, OperatorRequest, Pack, Warning, installation};

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
    /// What istioctl and charts warn about.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// Where the charts are: `oci://registry.istio.io/release/charts`.
    pub fn charts(&self) -> String {
        format!("oci://{}/charts", self.chart_repository)
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
        let site = release::Site { pack, request, instance, name: names.of(instance) };
        let release = site.release(&source, with_reasons)?;
        built.push((release, site));
    }
    built.sort_by_key(|(release, _)| names::order(release.component));
    let views: Vec<_> =
        built.iter().map(|(release, site)| (release.name.clone(), site.view(release))).collect();
    let ledger = ledger::ledger(&source, &views);
    drop(views);
    Ok(Plan {
        version: pack.version().to_owned(),
        chart_repository: installation.chart_repository,
        releases: built.into_iter().map(|(release, _)| release).collect(),
        ledger,
        missed: installation.instances.iter().flat_map(missed).collect(),
        warnings: installation.warnings,
    })
}
