//! What the repository has of texts, for tests that hold two ways against each other.

use std::fs;
use std::path::Path;

/// The files below some folders whose names end so, in the order of their paths.
pub(crate) fn texts(folders: &[&str], endings: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = Vec::new();
    for folder in folders {
        collect(&root.join(folder), endings, &mut texts);
    }
    texts
}

fn collect(folder: &Path, endings: &[&str], texts: &mut Vec<String>) {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("it is there").filter_map(Result::ok).map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            collect(&path, endings, texts);
        } else if endings.iter().any(|known| *known == ending) {
            texts.extend(fs::read_to_string(&path));
        }
    }
}
