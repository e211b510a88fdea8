//! `periplus tag generate`, as istioctl has it (istioctl/pkg/tag/tag.go), and `tag diff`: what moving a tag changes.
//!
//! istioctl looks at a cluster for the revision's webhooks; Periplus renders them from the same flags and files as
//! `manifest generate`.

use crate::failure::{Failure, print, print_error};
use crate::flags::{self, Flag, FlagError, Kind, Parsed, flag};
use crate::manifest::{INPUT, failure, pack, request};
use crate::tables::columns;
use crate::view::{json, json_wanted};
use periplus_istio::views::{self, TagDiff, TagError, TagRequest};

const FLAGS: &[Flag] = &[
    flag("overwrite", Kind::Bool, "the input may have the tag already"),
    flag("webhook-name", Kind::Text, "another name for the mutating webhook configuration"),
    flag("auto-inject-namespaces", Kind::Bool, "inject into all namespaces that don't refuse"),
    flag("skip-confirmation", Kind::Bool, "don't tell of webhooks that serve the same pods").short('y'),
    flag("output", Kind::Text, "json instead of YAML (generate) or a table (diff)").short('o'),
];

const HELP: &str = "\
Revision tags: names that point to a control plane's revision.

Usage:
  periplus tag generate TAG --revision REVISION [flags]   the tag's objects
  periplus tag diff TAG FROM TO [flags]                   what moving it between revisions changes

Flags:
";

/// Dispatches to the verbs.
pub(crate) fn run(words: &[String]) -> Result<u8, Failure> {
    let parsed = match flags::parse(&[INPUT, FLAGS], words) {
        Err(FlagError::Help) => return help(),
        parsed => parsed?,
    };
    let names: Vec<&str> = parsed.args.iter().map(String::as_str).collect();
    match names[..] {
        ["generate", name] => run_generate(&parsed, name),
        ["generate"] => Err(Failure::new("must provide a tag for modification")),
        ["generate", ..] => Err(Failure::new("must provide a single tag for creation")),
        ["diff", name, from, to] => run_diff(&parsed, name, from, to),
        ["diff", ..] => Err(Failure::new("diff requires a tag and two revisions")),
        [] => help(),
        [name, ..] => Err(Failure::new(format!("unknown subcommand {name:?}"))),
    }
}

fn help() -> Result<u8, Failure> {
    print(format!("{HELP}{}", flags::table(&[INPUT, FLAGS])).as_bytes())?;
    Ok(0)
}

fn asked(parsed: &Parsed, name: &str, revision: &str) -> TagRequest {
    TagRequest {
        name: name.to_owned(),
        revision: revision.to_owned(),
        webhook_name: parsed.text("webhook-name").filter(|name| !name.is_empty()).map(str::to_owned),
        overwrite: parsed.bool("overwrite"),
        auto_inject_namespaces: parsed.bool("auto-inject-namespaces"),
    }
}

fn told(error: &TagError) -> Failure {
    let start = match error {
        TagError::Render { tag: false, error } => return failure(error),
        error => Failure::new(error.to_string()),
    };
    error.help().into_iter().fold(start, Failure::help)
}

fn run_generate(parsed: &Parsed, name: &str) -> Result<u8, Failure> {
    let Some(revision) = parsed.text("revision") else {
        return Err(Failure::new("required flag(s) \"revision\" not set"));
    };
    let request = request(parsed);
    let pack = pack(parsed, &request)?;
    let tag = views::tag(&pack, &request, &asked(parsed, name, revision)).map_err(|error| told(&error))?;
    if !tag.conflicts.is_empty() && !parsed.bool("skip-confirmation") {
        print_error("warning: creating tag would conflict, pass --skip-confirmation to proceed:\n");
        let served = tag.conflicts.iter().flat_map(|found| found.servers.iter().map(move |s| (found, s)));
        served.for_each(|(found, s)| print_error(&format!("warning: {}: {}\n", found.labels, s.webhook)));
    }
    print(if json_wanted(parsed)? { json(&tag)? } else { tag.manifest() }.as_bytes())?;
    Ok(0)
}

fn run_diff(parsed: &Parsed, name: &str, from: &str, to: &str) -> Result<u8, Failure> {
    let as_json = json_wanted(parsed)?;
    let request = request(parsed);
    let pack = pack(parsed, &request)?;
    let asked = TagRequest { overwrite: true, ..asked(parsed, name, from) };
    let found = views::tag_diff(&pack, &request, &asked, to).map_err(|error| told(&error))?;
    print(if as_json { json(&found)? } else { text(&found) }.as_bytes())?;
    Ok(0)
}

fn text(found: &TagDiff) -> String {
    let rows = found.changes.iter().map(|change| {
        let object = [change.object.as_str(), change.webhook.as_str()];
        let object: Vec<_> = object.into_iter().filter(|part| !part.is_empty()).collect();
        [object.join("/"), change.field.clone(), change.from.clone(), change.to.clone()]
    });
    let mut text = format!("tag {} from revision {} to {}\n\n", found.tag, found.from, found.to);
    text += &columns(["OBJECT", "FIELD", &found.from, &found.to], rows);
    text += "\nPods that get their sidecar from the other istiod at their next start:\n";
    let affected = found.affected.iter().map(|pods| [pods.namespaces.clone(), pods.pods.clone()]);
    text + &columns(["NAMESPACES", "PODS"], affected)
}
