//! The planned releases turned back into an IstioOperator: does istioctl render from it what Helm renders?

use crate::cases::Case;
use periplus_migrate::{HelmInput, Plan, back};

/// What was found out.
#[derive(Default)]
pub(crate) struct ThereAndBack {
    tried: usize,
    proven: usize,
    /// Of what is not: the installation, and the first resource that differs or the error.
    pub(crate) open: Vec<String>,
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
        let first = match back(&case.pack, &case.request, &inputs) {
            Ok(back) => back.plan.unexplained().next().map(|(_, pair)| pair.id().to_string()),
            Err(error) => Some(error.to_string()),
        };
        match first {
            None => self.proven += 1,
            Some(first) => self.open.push(format!("not back: {}: {first}", case.name)),
        }
    }

    /// One sentence.
    pub(crate) fn text(&self) -> String {
        format!("Back to an IstioOperator, proven: {} of {} installations.", self.proven, self.tried)
    }
}
