//! The examples by task that the site serves, `examples/index.json`.

use crate::draft::{Draft, Mode, ReleaseDraft, unix_lines};

/// An entry of the list, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The kind of input.
    pub mode: Mode,
    /// For Helm: the release it is the values of.
    pub release: String,
    /// For Helm: the chart's folder in a pack.
    pub chart: String,
    /// For Helm: the namespace.
    pub namespace: String,
    /// The input.
    pub text: String,
}

impl Draft {
    /// Takes an example over: the IstioOperator, or the values of one release, which is added if there is none for the chart.
    pub fn take(&mut self, example: Example) {
        self.epoch += 1;
        self.mode = example.mode;
        if example.mode == Mode::Operator {
            self.operator = unix_lines(example.text);
            return;
        }
        let known = self.releases.iter().position(|r| r.chart == example.chart);
        let index = known.unwrap_or(self.releases.len());
        let Example { release: name, chart, namespace, text, .. } = example;
        let release = ReleaseDraft { name, chart, namespace, values: unix_lines(text), on: true };
        match self.releases.get_mut(index) {
            Some(slot) => *slot = release,
            None => self.releases.push(release),
        }
        self.active = index;
    }
}
