//! The planned releases turned back into an IstioOperator: does istioctl render from it what Helm renders?

use super::cases::Case;
use periplus_migrate::{HelmInput, Plan, back};

/// What was found out.
#[derive(Default)]
pub(crate) struct ThereAndBack {
    tried: usize,
    proven: usize,
    limited: usize,
    /// Of what is not proven: the installation, and each thing that an IstioOperator can't say, or what is open.
    pub(crate) told: Vec<String>,
}

impl ThereAndBack {
    /// Turns one plan back.
    pub(crate) fn add(&mut self, case: &Case, plan: &Plan) {
        let inputs: Vec<HelmInput> = plan
            .releases
            .iter()
            .map(|release| HelmInput {
                file: release.name.clone(),
                chart: release.chart.to_owned(),
                release: release.name.clone(),
                namespace: release.namespace.clone(),
                values: release.values_text.clone(),
            })
            .collect();
        if inputs.is_empty() {
            return;
        }
        self.tried += 1;
        let found = match back(&case.pack, &case.request, &inputs) {
            Ok(back) => back,
            Err(error) => return self.told.push(format!("not back: {}: {error}", case.name)),
        };
        let open: Vec<String> = found.plan.unexplained().map(|(_, pair)| pair.id().to_string()).collect();
        let is_told = |id: &String| found.notes.iter().any(|note| note.contains(id.as_str()));
        match open.iter().find(|id| !is_told(id)) {
            _ if open.is_empty() => self.proven += 1,
            None => {
                self.limited += 1;
                self.told.extend(found.notes.iter().map(|note| format!("told: {}: {note}", case.name)));
            }
            Some(first) => self.told.push(format!("not back: {}: {first}", case.name)),
        }
    }

    /// One sentence.
    pub(crate) fn text(&self) -> String {
        let Self { tried, proven, limited, .. } = self;
        format!(
            "Back to an IstioOperator: {proven} of {tried} installations proven, {limited} with a note for all that one can't say, {} open.",
            tried - proven - limited
        )
    }
}
