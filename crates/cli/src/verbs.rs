//! Which verbs there are.

use crate::failure::{Failure, print};
use crate::{
    completion, diff, manifest, migrate, pack, profile, schema, share, tag, template, version, view,
};

/// A verb: its name, what it does in one line, and the function that takes the rest of the command line and gives
/// the exit code.
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&[String]) -> Result<u8, Failure>,
}

/// All verbs, in the order in which help lists them.
pub(crate) const VERBS: &[Verb] = &[
    Verb { name: "template", about: "render a chart, as helm template does", run: template::run },
    Verb {
        name: "manifest",
        about: "manifests from an IstioOperator, as istioctl manifest does",
        run: manifest::run,
    },
    Verb {
        name: "diff",
        about: "what changes between inputs, releases, profiles, revisions",
        run: diff::run,
    },
    Verb { name: "migrate", about: "an IstioOperator as Helm releases, proven", run: migrate::run },
    Verb { name: "profile", about: "profiles: list, dump, diff", run: profile::run },
    Verb {
        name: "view",
        about: "what an input comes to: mesh, proxy, revisions, compatibility, gateways",
        run: view::run,
    },
    Verb { name: "tag", about: "revision tags: generate, as istioctl does; diff", run: tag::run },
    Verb {
        name: "schema",
        about: "JSON Schemas of the IstioOperator and of charts' values",
        run: schema::run,
    },
    Verb { name: "share", about: "an input as a link to the page", run: share::run },
    Verb { name: "pack", about: "packs of charts: pull, build, list, verify", run: pack::run },
    Verb { name: "completion", about: "print a completion script for a shell", run: completion::run },
    Verb { name: "version", about: "print the version", run: version::run },
];

/// Runs a command line.
pub(crate) fn run(args: &[String]) -> Result<u8, Failure> {
    let Some((name, rest)) = args.split_first() else { return usage() };
    if let Some(verb) = VERBS.iter().find(|verb| verb.name == name) {
        return (verb.run)(rest);
    }
    match name.as_str() {
        "-h" | "--help" | "help" => usage(),
        "--version" => version::run(rest),
        _ => Err(Failure::new(format!(
            "unknown command {name:?} for \"periplus\"\nRun 'periplus --help' for usage."
        ))),
    }
}

fn usage() -> Result<u8, Failure> {
    let mut text = "What an Istio installation will be, before it touches a cluster.\n\nUsage:\n  periplus [command]\n\nCommands:\n".to_owned();
    for verb in VERBS {
        text.push_str(&format!("  {:<12} {}\n", verb.name, verb.about));
    }
    text.push_str("\nUse \"periplus [command] --help\" for more about a command.\n");
    print(text.as_bytes())?;
    Ok(0)
}
