//! The flags of `template`: all of `helm template`, also those that change nothing here.

use crate::failure::Failure;
use crate::flags::Kind::{Bool, List, OptionalText, Text, Texts};
use crate::flags::{Flag, Parsed, flag, pairs};
use periplus_helm::{Level, Warning};
use periplus_value::{NumberError, NumberFault, Parsed as Number, duration, parse_float, parse_int, quote};

/// Flags of the verb. Some of Helm's speak of clusters, repositories and releases, of which there are none here:
/// they are taken and mean nothing, unless [`REFUSED`] names them.
pub(crate) const TEMPLATE: &[Flag] = &[
    flag("api-versions", List, "Kubernetes API versions for .Capabilities.APIVersions").short('a'),
    flag("ca-file", Text, "not used"),
    flag("cert-file", Text, "not used"),
    flag("create-namespace", Bool, "not used"),
    flag("dependency-update", Bool, "not here"),
    flag("description", Text, "not used"),
    flag("devel", Bool, "not used"),
    flag("disable-openapi-validation", Bool, "not used"),
    flag("dry-run", OptionalText("unset"), "only \"client\""),
    flag("enable-dns", Bool, "not here"),
    flag("force-conflicts", Bool, "not used"),
    flag("force-replace", Bool, "not used"),
    flag("force", Bool, "not used").deprecated("use --force-replace instead"),
    flag("generate-name", Bool, "make up the release's name (leave NAME out)").short('g'),
    flag("hide-notes", Bool, "not used"),
    flag("include-crds", Bool, "print the chart's CRDs as well"),
    flag("insecure-skip-tls-verify", Bool, "not used"),
    flag("is-upgrade", Bool, "set .Release.IsUpgrade instead of .Release.IsInstall"),
    flag("key-file", Text, "not used"),
    flag("keyring", Text, "not used"),
    flag("kube-version", Text, "Kubernetes version for .Capabilities.KubeVersion"),
    flag("labels", Texts, "not used").short('l').checked(label),
    flag("name-template", Text, "a template for the release's name"),
    flag("no-hooks", Bool, "leave hooks out"),
    flag("output-dir", Text, "write the manifests to files in this folder"),
    flag("pass-credentials", Bool, "not used"),
    flag("password", Text, "not used"),
    flag("plain-http", Bool, "not used"),
    flag("post-renderer", Text, "not here"),
    flag("post-renderer-args", Texts, "not used"),
    flag("release-name", Bool, "put the release's name into the path of --output-dir"),
    flag("render-subchart-notes", Bool, "not used"),
    flag("replace", Bool, "not used"),
    flag("repo", Text, "not here"),
    flag("rollback-on-failure", Bool, "not used"),
    flag("atomic", Bool, "not used").deprecated("use --rollback-on-failure instead"),
    flag("server-side", Bool, "not used"),
    flag("set", Texts, "set values: a.b=1,c[0]=x"),
    flag("set-file", Texts, "set values to the text of files: a=path"),
    flag("set-json", Texts, "set JSON values: a={\"b\":1}"),
    flag("set-literal", Texts, "set one text, as it is: a=x,y"),
    flag("set-string", Texts, "set texts: a=1"),
    flag("show-only", Texts, "print only what these templates give").short('s'),
    flag("skip-crds", Bool, "not used"),
    flag("skip-schema-validation", Bool, "don't hold values against values.schema.json"),
    flag("skip-tests", Bool, "leave tests out"),
    flag("take-ownership", Bool, "not used"),
    flag("timeout", Text, "not used").checked(timeout),
    flag("username", Text, "not used"),
    flag("validate", Bool, "not here").deprecated("use '--dry-run=server' instead"),
    flag("values", List, "values from a file, or - for standard input").short('f'),
    flag("verify", Bool, "not here"),
    flag("version", Text, "not used"),
    flag("wait", OptionalText("watcher"), "not used").checked(wait_strategy).noted(wait_advice),
    flag("wait-for-jobs", Bool, "not used"),
];

/// Flags that Helm has for all its verbs.
pub(crate) const GLOBAL: &[Flag] = &[
    flag("burst-limit", Text, "not used").checked(integer),
    flag("color", Text, "not used"),
    flag("colour", Text, "not used"),
    flag("content-cache", Text, "not used"),
    flag("debug", Bool, "tell more, and print what was rendered even when it isn't YAML"),
    flag("kube-apiserver", Text, "not used"),
    flag("kube-as-group", Texts, "not used"),
    flag("kube-as-user", Text, "not used"),
    flag("kube-ca-file", Text, "not used"),
    flag("kube-context", Text, "not used"),
    flag("kube-insecure-skip-tls-verify", Bool, "not used"),
    flag("kube-tls-server-name", Text, "not used"),
    flag("kube-token", Text, "not used"),
    flag("kubeconfig", Text, "not used"),
    flag("namespace", Text, "the release's namespace").short('n'),
    flag("qps", Text, "not used").checked(float),
    flag("registry-config", Text, "not used"),
    flag("repository-cache", Text, "not used"),
    flag("repository-config", Text, "not used"),
];

/// Flags that ask for what needs a cluster, a network or other programs, and why there is none.
pub(crate) const REFUSED: &[(&str, &str)] = &[
    ("dependency-update", "Periplus doesn't download charts; run `helm dependency update` before"),
    ("enable-dns", "Periplus asks no name server, so that the same inputs give the same bytes"),
    ("post-renderer", "pipe the output into the program instead"),
    ("repo", "Periplus doesn't download charts; `helm pull` does"),
    ("validate", "Periplus talks to no cluster; pipe the output into `kubectl apply --dry-run=server -f -`"),
    ("verify", "Periplus doesn't check provenance files; `helm verify` does"),
];

fn label(text: &str) -> Result<(), String> {
    pairs(text).map(|_| ())
}

fn timeout(text: &str) -> Result<(), String> {
    duration::parse(text.as_bytes()).map(|_| ()).map_err(|error| error.to_string())
}

fn wait_strategy(text: &str) -> Result<(), String> {
    match text {
        "watcher" | "hookOnly" | "legacy" | "true" | "false" => Ok(()),
        _ => Err(format!(
            "invalid wait input {}. Valid inputs are watcher, hookOnly, and legacy",
            quote(text.as_bytes())
        )),
    }
}

/// `--wait` used to be a switch.
fn wait_advice(text: &str) -> Option<String> {
    let strategy = match text {
        "true" => "watcher",
        "false" => "hookOnly",
        _ => return None,
    };
    let advice =
        format!("--wait={text} is deprecated (boolean value) and can be replaced with --wait={strategy}");
    Some(Warning::new(Level::Warn, advice).to_string())
}

fn integer(text: &str) -> Result<(), String> {
    number("ParseInt", text, &parse_int(text.as_bytes(), 0, 64))
}

fn float(text: &str) -> Result<(), String> {
    let fits = |n: f64| if (n as f32).is_infinite() { Err((n, NumberFault::Range)) } else { Ok(n) };
    let is_named = text.trim_start_matches(['+', '-']).starts_with(['i', 'I']);
    let parsed = parse_float(text.as_bytes()).and_then(|n| if is_named { Ok(n) } else { fits(n) });
    number("ParseFloat", text, &parsed)
}

fn number<N>(function: &'static str, text: &str, parsed: &Number<N>) -> Result<(), String> {
    match parsed {
        Ok(_) => Ok(()),
        Err((_, fault)) => Err(NumberError::new(function, text.as_bytes(), *fault).to_string()),
    }
}

/// Labels that Helm writes itself (pkg/storage/driver/labels.go).
const SYSTEM_LABELS: [&str; 6] = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

/// Flags that don't go together, in the order in which they are looked at, and both again by their names.
const EXCLUSIVE: [([&str; 2], &str); 3] = [
    (["force", "force-conflicts"], "force force-conflicts"),
    (["force-replace", "force-conflicts"], "force-conflicts force-replace"),
    (["validate", "dry-run"], "dry-run validate"),
];

/// What Helm says of flags that don't go together.
pub(crate) fn check_groups(parsed: &Parsed) -> Result<(), Failure> {
    let both = EXCLUSIVE.iter().find(|(group, _)| group.iter().all(|name| parsed.text(name).is_some()));
    let Some((group, sorted)) = both else { return Ok(()) };
    Err(Failure::new(format!(
        "if any flags in the group [{}] are set none of the others can be; [{sorted}] were all set",
        group.join(" ")
    )))
}

/// What Helm says of labels that are its own.
pub(crate) fn check_labels(parsed: &Parsed) -> Result<(), Failure> {
    let mut names = parsed.texts("labels").flat_map(|text| pairs(text).unwrap_or_default());
    if !names.any(|name| SYSTEM_LABELS.contains(&name.as_str())) {
        return Ok(());
    }
    let list = SYSTEM_LABELS.join(" ");
    Err(Failure::new(format!(
        "user supplied labels contains system reserved label name. System labels: [{list}]"
    )))
}
