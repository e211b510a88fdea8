//! How big what the browser loads is: raw, gzip, brotli.

use std::path::Path;

use crate::context::Context;
use crate::page;
use crate::process::{Failure, Run};

/// Node has both compressors; prints `name raw gzip brotli` for each file of a folder, tab between.
const SCRIPT: &str = "
const fs = require('fs'), path = require('path'), zlib = require('zlib');
const [root] = process.argv.slice(1);
for (const file of fs.readdirSync(root, { recursive: true }).sort()) {
  const full = path.join(root, file);
  if (!fs.statSync(full).isFile()) continue;
  const bytes = fs.readFileSync(full);
  const gzip = zlib.gzipSync(bytes, { level: 9 }).length;
  console.log([file, bytes.length, gzip, zlib.brotliCompressSync(bytes).length].join('\\t'));
}";

/// One file of the built page, sizes in bytes.
pub(crate) struct Size {
    pub(crate) file: String,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// What the page asks for later: for visits without a network, when a tab needs it, or on another page.
const LATER: &[&str] = &["embed.js", "full.js", "full_bg.wasm", "sw.js"];

impl Size {
    /// Of several files.
    pub(crate) fn sum<'s>(name: &str, sizes: impl IntoIterator<Item = &'s Self>) -> Self {
        let sizes: Vec<&Self> = sizes.into_iter().collect();
        let sum = |of: fn(&Self) -> u64| sizes.iter().map(|size| of(size)).sum();
        Self { file: name.to_owned(), raw: sum(|s| s.raw), gzip: sum(|s| s.gzip), brotli: sum(|s| s.brotli) }
    }

    /// Whether the first visit loads it for manifests and the editor.
    pub(crate) fn is_first(&self) -> bool {
        let is_example = self.file.starts_with("examples/") && self.file != "examples/index.json";
        !is_example && !LATER.contains(&self.file.as_str())
    }
}

/// Every file of the built page; empty when it is not built.
pub(crate) fn measure(context: &Context) -> Result<Vec<Size>, Failure> {
    let folder = page::folder(context);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let text = Run::new(context, "node").args([Path::new("-e"), Path::new(SCRIPT), &folder]).text()?;
    Ok(text.lines().filter_map(size).collect())
}

fn size(line: &str) -> Option<Size> {
    let mut cells = line.split('\t');
    let file = without_hash(cells.next()?);
    let mut number = || cells.next()?.parse().ok();
    Some(Size { file, raw: number()?, gzip: number()?, brotli: number()? })
}

/// `app-0123456789abcdef_bg.wasm` → `app_bg.wasm`: the table stays readable from build to build.
fn without_hash(file: &str) -> String {
    let is_hash = |part: &str| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = file.split('-').map(|part| {
        let end = part.find(['.', '_', '/']).unwrap_or(part.len());
        if is_hash(&part[..end]) { (true, &part[end..]) } else { (false, part) }
    });
    let glue = |text: String, (hash, part): (bool, &str)| {
        let dash = if hash || text.is_empty() { "" } else { "-" };
        text + dash + part
    };
    parts.fold(String::new(), glue)
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn hashes_leave_file_names() {
        let cases = [
            ("app-eb1935bba2676079_bg.wasm", "app_bg.wasm"),
            ("style-c920ca43256fdcb9.css", "style.css"),
            ("snippets/periplus-web-0123456789abcdef/inline0.js", "snippets/periplus-web/inline0.js"),
            ("packs/1.30.3.tgz", "packs/1.30.3.tgz"),
        ];
        for (file, want) in cases {
            assert_eq!(without_hash(file), want);
        }
    }
}
