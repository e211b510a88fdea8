//! `periplus version`

use crate::failure::{Failure, print};

/// What the rendering follows to the byte.
const MIRRORS: &str = "Helm 4.1.4, istioctl 1.30";

pub(crate) fn run(args: &[String]) -> Result<u8, Failure> {
    let short = args.iter().any(|arg| arg == "--short");
    let version = env!("CARGO_PKG_VERSION");
    let text =
        if short { format!("v{version}\n") } else { format!("periplus v{version} (renders as {MIRRORS})\n") };
    print(text.as_bytes())?;
    Ok(0)
}
