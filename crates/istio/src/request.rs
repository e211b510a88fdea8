//! What a caller asks for: inputs as text, flags, facts about the cluster.

use periplus_helm::{FixedHost, Host, Limits, Timestamp};
use std::fmt;
use std::rc::Rc;

/// An IstioOperator file. `name` is what messages call it; nothing is opened by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// `iop.yaml`, or `-` for standard input.
    pub name: String,
    /// The YAML text.
    pub text: Vec<u8>,
    /// Why it can't be read, in the operating system's words (`open x.yaml: no such file or directory`); said when its
    /// turn comes.
    pub unreadable: Option<String>,
}

/// What istioctl would learn from a cluster it can reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterFacts {
    /// The API server's version (`v1.33.4-gke.1245000`); `-gke` selects the settings for GKE. `None`: no cluster, and
    /// charts see the oldest Kubernetes version that the release supports.
    pub kube_version: Option<String>,
    /// Sets `values.global.platform` below the user's own input, as a detected setting.
    pub platform: Option<String>,
}

/// The input of `manifest generate` and `manifest translate`.
#[derive(Clone)]
pub struct OperatorRequest {
    /// `-f`, in order; later ones win.
    pub files: Vec<Input>,
    /// `--set`, in order, `path=value` with paths below `spec`; they win over files.
    pub set: Vec<String>,
    /// `--revision`
    pub revision: Option<String>,
    /// `--force`: validation errors become warnings.
    pub force: bool,
    /// Go on with the other components when one fails, and report its error beside the documents.
    pub keep_going: bool,
    /// The cluster, if one is assumed.
    pub cluster: ClusterFacts,
    /// How much the input may ask for.
    pub limits: Limits,
    /// Clock and random bytes for templates.
    pub host: Rc<dyn Host>,
}

impl Default for OperatorRequest {
    /// No input; the clock stands still, random bytes are always the same.
    fn default() -> Self {
        Self {
            files: Vec::new(),
            set: Vec::new(),
            revision: None,
            force: false,
            keep_going: false,
            cluster: ClusterFacts::default(),
            limits: Limits::default(),
            host: Rc::new(FixedHost::new(Timestamp::default(), 0)),
        }
    }
}

impl fmt::Debug for OperatorRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperatorRequest")
            .field("files", &self.files)
            .field("set", &self.set)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}
