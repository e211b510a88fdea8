//! Helm's errors in the words of the Helm library that a release of istioctl is built with.

use periplus_helm::Error;

/// `render chart: …` goes in front of it.
pub(crate) fn text(error: &Error, helm4: bool) -> String {
    let text = if helm4 { error.to_string() } else { error.helm3_text() };
    match error {
        Error::Schema { .. } => format!("converting values: {text}"),
        _ => text,
    }
}
