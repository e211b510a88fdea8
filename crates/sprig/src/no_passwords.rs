//! What stands in for passwords and symmetric encryption in a build without cryptography: functions that say so.

use crate::rows::{HostRow, STR, charged, hosted};
use periplus_template::{FuncError, FuncResult, Function};
use periplus_value::{IntKind, Type};

pub(crate) const TABLE: &[Function] = &[
    charged("derivePassword", &[Type::Int(IntKind::Uint32), STR, STR, STR, STR], |_, _| refused()),
    charged("decryptAES", &[STR, STR], |_, _| refused()),
];

pub(crate) const HOST_TABLE: &[HostRow] = &[
    hosted("bcrypt", &[STR], |_, _, _| refused()),
    hosted("htpasswd", &[STR, STR], |_, _, _| refused()),
    hosted("encryptAES", &[STR, STR], |_, _, _| refused()),
];

fn refused() -> FuncResult {
    Err(FuncError::absent("passwords are not part of this build"))
}
