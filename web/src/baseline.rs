//! What the Diff tab compares the draft with: the same draft with one thing other than it is.

use crate::draft::{Draft, Mode, Setting};
use periplus_wasm::wire::{Comparison, Input, Job};

/// The other side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Baseline {
    /// The draft as the page was opened, or as it was last shared.
    #[default]
    Opened,
    /// Nothing but the profile.
    Pure,
    /// The same on another release of Istio, by the source's id.
    Version(String),
    /// The same with another profile.
    Profile(String),
    /// The same with another compatibility version; empty for none.
    Compatibility(String),
    /// The same as another revision; empty for none.
    Revision(String),
}

impl Baseline {
    /// The value of its entry in a list.
    pub fn id(&self) -> String {
        match self {
            Baseline::Opened => "opened".to_owned(),
            Baseline::Pure => "pure".to_owned(),
            Baseline::Version(name) => format!("version {name}"),
            Baseline::Profile(name) => format!("profile {name}"),
            Baseline::Compatibility(name) => format!("compatibility {name}"),
            Baseline::Revision(name) => format!("revision {name}"),
        }
    }

    /// The entry with this value.
    pub fn of_id(id: &str) -> Self {
        match id.split_once(' ') {
            Some(("version", name)) => Baseline::Version(name.to_owned()),
            Some(("profile", name)) => Baseline::Profile(name.to_owned()),
            Some(("compatibility", name)) => Baseline::Compatibility(name.to_owned()),
            Some(("revision", name)) => Baseline::Revision(name.to_owned()),
            _ if id == "pure" => Baseline::Pure,
            _ => Baseline::Opened,
        }
    }

    /// The draft on the other side.
    pub fn draft(&self, now: &Draft, opened: &Draft) -> Draft {
        let mut other = now.clone();
        match self {
            Baseline::Opened => {
                other = opened.clone();
                if other.source.is_empty() {
                    other.source.clone_from(&now.source);
                }
            }
            Baseline::Pure => other.reduce_to_profile(),
            Baseline::Version(id) => id.clone_into(&mut other.source),
            Baseline::Profile(name) => other.set_everywhere(Setting::Profile, name),
            Baseline::Compatibility(name) => other.set_everywhere(Setting::Compatibility, name),
            Baseline::Revision(name) => other.set_everywhere(Setting::Revision, name),
        }
        other
    }
}

impl Draft {
    /// The comparison of another draft with this one.
    pub fn compared_with(&self, before: &Draft) -> Option<Job> {
        Some(Job::Compare(Comparison { before: before.input()?, after: self.input()? }))
    }

    /// What is worked on; `None` before a source is open.
    pub fn input(&self) -> Option<Input> {
        match self.job()? {
            Job::Generate(operator) => Some(Input::Operator(operator)),
            Job::Template(releases) => Some(Input::Releases(releases)),
            _ => None,
        }
    }

    /// Makes a setting so in every text of the mode.
    fn set_everywhere(&mut self, setting: Setting, value: &str) {
        if self.mode == Mode::Operator {
            return self.set_here(setting, value);
        }
        let active = self.active;
        for index in 0..self.releases.len() {
            self.active = index;
            self.set_here(setting, value);
        }
        self.active = active;
    }

    fn set_here(&mut self, setting: Setting, value: &str) {
        if let Some(edit) = self.set(setting, value) {
            let text = edit.apply(self.text());
            self.set_text(text);
        }
    }

    /// Leaves nothing but the profile.
    fn reduce_to_profile(&mut self) {
        if self.mode == Mode::Operator {
            let profile = self.setting(Setting::Profile).unwrap_or_else(|| "default".to_owned());
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {}\n"
                .clone_into(&mut self.operator);
            return self.set_here(Setting::Profile, &profile);
        }
        let active = self.active;
        for index in 0..self.releases.len() {
            self.active = index;
            let profile = self.setting(Setting::Profile).unwrap_or_default();
            self.set_text(String::new());
            self.set_here(Setting::Profile, &profile);
        }
        self.active = active;
    }
}
