//! Flow control: Sprig's page "Flow Control Functions", and what is on no page: `hello`, `getHostByName`.

use crate::args::Args;
use crate::rows::{STR, row};
use periplus_template::{FuncError, Function};

pub(crate) const TABLE: &[Function] = &[
    row("fail", &[STR], |a| Err(FuncError::by_author(String::from_utf8_lossy(a.text(0))))),
    row("hello", &[], |_| Ok("Hello!".into())),
    // Helm answers with nothing unless DNS look-ups are allowed (helm pkg/engine/engine.go).
    row("getHostByName", &[STR], |_| Ok("".into())),
];
