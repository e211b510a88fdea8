//! What to choose in the bar, and when: shown beside each choice, for what is chosen.

use crate::draft::Setting;

/// The words about a setting, for its value; `None`: it needs none.
pub fn guidance(setting: Setting, value: &str) -> Option<&'static str> {
    let words = match (setting, value) {
        (Setting::Profile, "demo") => {
            "demo has both gateways, logs and traces of every request, and asks for little memory: to look around. For production take default or ambient."
        }
        (Setting::Profile, "ambient") => {
            "ambient runs without sidecars: CNI and ztunnel on every node. What to use for new meshes where its features do; both kinds can live in one mesh."
        }
        (Setting::Profile, "empty" | "minimal" | "remote" | "preview" | "stable") => {
            "For a special case: minimal is istiod without gateways, remote has its istiod in another cluster, preview switches on what is not ready, empty installs nothing until you say so."
        }
        (Setting::Profile, _) => {
            "A profile is a values file below yours: every setting of your own goes before it. default is for production with sidecars, ambient for production without."
        }
        (Setting::Platform, "") => {
            "Needed where nodes keep CNI plugins elsewhere, or secure what pods may do: GKE, OpenShift, k3s and a few more. Leave it unset on others."
        }
        (Setting::Platform, _) => {
            "Brings the settings that this platform's nodes need. A wrong one leaves the CNI plugin where no node looks for it."
        }
        (Setting::Compatibility, "") => {
            "For when a change of behaviour blocks an upgrade: it sets what brings the older behaviour back, without an older binary. A new installation needs none."
        }
        (Setting::Compatibility, _) => {
            "Brings an older release's behaviour back in a few settings. Deal with what it holds back before the next upgrade: old versions are dropped with each release."
        }
        (Setting::Revision, "") => {
            "A name for this istiod. Without one an upgrade replaces it in place; with one the next version is installed beside it, and namespaces move one by one."
        }
        (Setting::Revision, _) => {
            "Namespaces choose it by the label istio.io/rev. Give them a tag to name instead: then an upgrade moves the tag, and no label."
        }
        _ => return None,
    };
    Some(words)
}
