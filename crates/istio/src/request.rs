//! What a caller asks for: inputs as text, flags, facts about the cluster.

/// An IstioOperator file. `name` is what messages call it; nothing is opened by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// `iop.yaml`, or `-` for standard input.
    pub name: String,
    /// The YAML text.
    pub text: Vec<u8>,
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
#[derive(Clone, Debug, Default)]
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
    pub limits: periplus_helm::Limits,
}
