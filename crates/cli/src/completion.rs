//! `periplus completion`: scripts that complete verbs and flags.

use crate::failure::{Failure, print};
use crate::flags::Flag;
use crate::template_flags::{GLOBAL, TEMPLATE};
use crate::verbs::VERBS;

pub(crate) fn run(args: &[String]) -> Result<u8, Failure> {
    let script = match args.first().map(String::as_str) {
        Some("bash") => bash(),
        Some("zsh") => format!("#compdef periplus\nautoload -U bashcompinit && bashcompinit\n{}", bash()),
        Some("fish") => fish(),
        Some(shell) => {
            return Err(Failure::new(format!("unknown shell {shell:?}")).help("bash, zsh and fish are known"));
        }
        None => return Err(Failure::new("completion needs a shell: bash, zsh or fish")),
    };
    print(script.as_bytes())?;
    Ok(0)
}

fn flags() -> impl Iterator<Item = &'static Flag> {
    TEMPLATE.iter().chain(GLOBAL).filter(|flag| flag.deprecated.is_none())
}

fn bash() -> String {
    let verbs: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
    let flags: Vec<String> = flags().map(|flag| format!("--{}", flag.name)).collect();
    format!(
        "_periplus() {{\n  local word=${{COMP_WORDS[COMP_CWORD]}}\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n  elif [[ $word == -* && ${{COMP_WORDS[1]}} == template ]]; then\n    COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}}\ncomplete -o filenames -F _periplus periplus\n",
        verbs.join(" "),
        flags.join(" ")
    )
}

fn fish() -> String {
    let mut script = String::new();
    for verb in VERBS {
        script.push_str(&format!(
            "complete -c periplus -n __fish_use_subcommand -a {} -d '{}'\n",
            verb.name, verb.about
        ));
    }
    for flag in flags() {
        let about = flag.about.replace('\'', "\\'");
        script.push_str(&format!(
            "complete -c periplus -n '__fish_seen_subcommand_from template' -l {} -d '{about}'\n",
            flag.name
        ));
    }
    script
}
