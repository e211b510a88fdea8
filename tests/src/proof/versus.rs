//! Beside `istioctl manifest translate`, on the same inputs: how long the values are, which resources get a release, and
//! how many differences are left for a person to compare. `periplus manifest translate` writes the same bytes, which the
//! recorded runs show; so it stands for istioctl here.

use super::cases::Case;
use periplus_istio::diff::{self, Doc};
use periplus_istio::{Translated, translate};
use periplus_migrate::{Plan, Verdict};

/// What one program makes of all inputs.
#[derive(Clone, Copy, Default)]
struct Side {
    /// Inputs for which it writes values.
    inputs: usize,
    /// Lines of values files, without comments; those of gateways apart.
    lines: usize,
    gateway_lines: usize,
    /// Resources of istioctl's that a release of Helm has afterwards.
    resources: usize,
    /// Of these, the ones that Helm renders as istioctl does, or with a reason for each difference.
    settled: usize,
    /// Differences without a reason, counted by field; a whole resource counts once.
    open: usize,
    /// Resources with such differences that no cluster takes as istioctl renders them.
    limited: usize,
}

/// Both programs on the same inputs.
#[derive(Default)]
pub(crate) struct Versus {
    inputs: usize,
    /// Resources that istioctl renders.
    resources: usize,
    translate: Side,
    migrate: Side,
}

impl Versus {
    /// Adds an input that has a plan.
    pub(crate) fn add(&mut self, case: &Case, plan: &Plan) {
        self.inputs += 1;
        let rendered = plan.releases.iter().flat_map(|release| &release.proof);
        self.resources += rendered.filter(|pair| pair.operator.is_some()).count();
        self.migrate.add_plan(plan);
        if let Ok(translated) = translate(&case.pack, &case.request) {
            self.translate.inputs += 1;
            translated.iter().filter(|one| one.release.is_some()).for_each(|one| self.translate.add(one));
        }
    }

    /// The table, as Markdown.
    pub(crate) fn table(&self) -> String {
        let Self { inputs, resources, translate, migrate } = self;
        let row = |what: &str, of: &str, get: fn(&Side) -> usize| {
            format!("| {what} | {}{of} | {}{of} |\n", get(translate), get(migrate))
        };
        let head = "| | `istioctl manifest translate` | `periplus migrate` |\n| --- | ---: | ---: |\n";
        [
            head.to_owned(),
            row("installations with values for Helm", &format!(" of {inputs}"), |side| side.inputs),
            row("lines of values for base, istiod, cni and ztunnel", "", |side| side.lines),
            row("lines of values for gateways", "", |side| side.gateway_lines),
            row("resources that get a release", &format!(" of {resources}"), |side| side.resources),
            row("of these, the same or explained", "", |side| side.settled),
            row("differences left to compare by hand", "", |side| side.open),
            format!("\nOf `periplus migrate`, all of them in {} resources", migrate.limited),
            " that no cluster takes as istioctl renders them.\n".to_owned(),
        ]
        .concat()
    }
}

impl Side {
    fn add(&mut self, one: &Translated) {
        self.lines += one.values_text.to_str_lossy().lines().count();
        let [helm, istioctl] = [&one.helm_output, &one.istioctl_output]
            .map(|documents| documents.iter().map(Doc::from).collect::<Vec<_>>());
        let differing = diff::compare(&istioctl, &helm);
        let ours = differing.iter().filter(|resource| resource.before.is_some()).count();
        self.resources += istioctl.len();
        self.settled += istioctl.len() - ours;
        self.open += differing.iter().map(|resource| resource.changes.len().max(1)).sum::<usize>();
    }

    fn add_plan(&mut self, plan: &Plan) {
        self.inputs += 1;
        for release in &plan.releases {
            let is_value = |line: &&str| !line.trim_start().starts_with('#');
            let lines = if release.moved { &mut self.gateway_lines } else { &mut self.lines };
            *lines += release.values_text.lines().filter(is_value).count();
            for pair in &release.proof {
                let has_both = pair.operator.is_some() && pair.helm.is_some();
                self.resources += usize::from(has_both);
                self.settled += usize::from(has_both && release.verdict(pair) != Verdict::Different);
                let open = pair.unexplained().count();
                self.open += open;
                self.limited += usize::from(open > 0 && pair.limit().is_some());
            }
        }
    }
}
