//! The built-in pack, and plans made with it.

#![allow(dead_code, reason = "each file of tests uses a part")]

use periplus_istio::{Input, OperatorRequest, Pack};
use periplus_migrate::{Plan, Release, plan};
use periplus_value::Str;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The built-in pack.
pub(crate) fn pack() -> Pack {
    pack_with(None)
}

/// The built-in pack with a file of another text, or one more.
pub(crate) fn pack_with(file: Option<(&str, &str)>) -> Pack {
    let mut files = Vec::new();
    gather(&repository("static/packs/builtin"), "", &mut files);
    if let Some((path, text)) = file {
        files.retain(|(known, _)| known != path);
        files.push((path.to_owned(), Str::from(text)));
    }
    Pack::from_files(files, false).expect("the built-in pack opens")
}

fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, Str)>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push((path, Str::from(fs::read(entry.path()).expect("the file can be read"))));
        }
    }
}

/// What asks for an IstioOperator.
pub(crate) fn request(text: &str) -> OperatorRequest {
    let input = Input { name: "iop.yaml".to_owned(), text: text.as_bytes().to_vec(), unreadable: None };
    OperatorRequest { files: vec![input], ..OperatorRequest::default() }
}

/// The plan for what stands below `spec`, as YAML in flow style or with two blanks in front.
pub(crate) fn planned(pack: &Pack, spec: &str) -> Plan {
    let text = format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {spec}\n");
    plan(pack, &request(&text), false).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The release of a component.
pub(crate) fn release<'p>(plan: &'p Plan, component: &str) -> &'p Release {
    plan.releases.iter().find(|release| release.component == component).expect("the component is planned")
}
