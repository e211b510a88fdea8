//! Whether output is coloured: `--color`, `NO_COLOR`, a terminal.

use crate::failure::Failure;
use periplus_istio::diff::Palette;
use std::io::IsTerminal;

/// The colours for standard output. `auto`: on a terminal that has them, unless `NO_COLOR` is set.
pub(crate) fn palette(flag: Option<&str>) -> Result<Palette, Failure> {
    let coloured = match flag.unwrap_or("auto") {
        "always" => true,
        "never" => false,
        "auto" => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
            !refused && !dumb && std::io::stdout().is_terminal()
        }
        other => {
            return Err(Failure::new(format!("invalid value {other:?} for --color"))
                .help("auto, always and never are known"));
        }
    };
    Ok(if coloured { Palette::COLOURED } else { Palette::PLAIN })
}
