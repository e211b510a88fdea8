//! From an IstioOperator to Helm releases, with both sides held against each other.

use crate::fit::{self, Setting};
use crate::names;
use crate::patch::Patches;
use crate::proof::{self, Pair, Sides};
use periplus_istio::diff::Doc;
use periplus_istio::{
    Error, HelmRelease, Instance, OperatorRequest, Pack, Warning, installation, release_documents,
};
use periplus_value::Map;

/// A Helm release that takes the place of a component, or of a gateway.
#[derive(Clone, Debug)]
pub struct Release {
    /// The release's name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The chart's name in Istio's chart repository.
    pub chart: &'static str,
    /// The chart's folder in the pack.
    pub folder: &'static str,
    /// The component it takes the place of (`Pilot`).
    pub component: &'static str,
    /// A gateway's name, else the key under `spec.components`.
    pub instance: String,
    /// Whether Helm's chart is another one than istioctl's.
    pub moved: bool,
    /// The values.
    pub values: Map,
    /// Values that stand for settings of the IstioOperator which are no values there.
    pub settings: Vec<Setting>,
    /// What values can't express.
    pub patches: Patches,
    /// Every resource on both sides, after the patches.
    pub proof: Vec<Pair>,
}

/// The plan of a migration.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The release of Istio, and version of its charts.
    pub version: String,
    /// Where its charts are, without `oci://` and `/charts/…`.
    pub chart_repository: &'static str,
    /// In the order in which they are to be installed.
    pub releases: Vec<Release>,
    /// What istioctl and charts warn about.
    pub warnings: Vec<Warning>,
}

/// Plans the migration of what `manifest generate` renders.
pub fn plan(pack: &Pack, request: &OperatorRequest) -> Result<Plan, Error> {
    let installation = installation(pack, request)?;
    let mut names = names::Names::default();
    let mut releases = Vec::new();
    for instance in &installation.instances {
        releases.push(release(pack, request, instance, &mut names)?);
    }
    releases.sort_by_key(|release| names::order(release.component));
    Ok(Plan {
        version: pack.version().to_owned(),
        chart_repository: installation.chart_repository,
        releases,
        warnings: installation.warnings,
    })
}

fn release(
    pack: &Pack,
    request: &OperatorRequest,
    instance: &Instance,
    names: &mut names::Names,
) -> Result<Release, Error> {
    let sides = Sides::new(instance);
    let (chart, folder) =
        instance.release.map_or(("gateway", "gateway"), |release| (release, instance.chart));
    let helm = HelmRelease {
        component: instance.component,
        name: names.of(instance),
        namespace: instance.namespace.clone(),
        chart: folder,
        values: if instance.gateway { Map::new() } else { instance.values.clone() },
    };
    let render = |values: &Map| {
        let release = HelmRelease { values: values.deep_copy(), ..helm.clone() };
        release_documents(pack, request, &release).map(|documents| proof::docs(&documents))
    };
    let fitted = fit::fit(&sides, folder, helm.values.clone(), &render)?;
    let (patches, proof) = patched(&sides, &fitted.helm, fitted.pairs);
    Ok(Release {
        name: helm.name,
        namespace: helm.namespace,
        chart,
        folder,
        component: instance.component,
        instance: instance.name.clone(),
        moved: instance.gateway,
        values: fitted.values,
        settings: fitted.settings,
        patches,
        proof,
    })
}

/// How often patches may be added to: what one brings may be in the wrong order of a list.
const PATCH_ROUNDS: usize = 3;

/// The patches that a release needs, and both sides after them.
fn patched(sides: &Sides, helm: &[Doc], mut pairs: Vec<Pair>) -> (Patches, Vec<Pair>) {
    let mut patches = Patches::default();
    for _ in 0..PATCH_ROUNDS {
        let more = Patches::of(&pairs);
        if more.is_empty() {
            break;
        }
        patches.extend(more);
        pairs = sides.compare(&patches.apply(helm));
    }
    (patches, pairs)
}
