//! Keys and certificates: the rest of Sprig's page "Cryptographic and Security Functions", mirrors `crypto.go`.
//!
//! With the feature `crypto` off, the functions keep their signatures and say that this build hasn't got them.

#[cfg(feature = "crypto")]
mod certificate;
#[cfg(feature = "crypto")]
mod der;
#[cfg(feature = "crypto")]
mod dsa;
#[cfg(feature = "crypto")]
mod functions;
#[cfg(feature = "crypto")]
mod keys;
#[cfg(feature = "crypto")]
mod pem;
#[cfg(feature = "crypto")]
mod primes;

#[cfg(not(feature = "crypto"))]
use absent as functions;

use crate::rows::{HostRow, INT, STR, hosted};
use periplus_value::{Kind, Object, Str, Type, Value};
use std::any::Any;

/// `sprig.certificate`
const CERTIFICATE: Type = Type::Named("sprig.certificate", Kind::Struct);
const LIST: Type = Type::LIST;

pub(crate) const HOST_TABLE: &[HostRow] = &[
    hosted("genPrivateKey", &[STR], functions::private_key),
    hosted("buildCustomCert", &[STR, STR], functions::custom),
    hosted("genCA", &[STR, INT], functions::authority),
    hosted("genCAWithKey", &[STR, INT, STR], functions::authority_with_key),
    hosted("genSelfSignedCert", &[STR, LIST, LIST, INT], functions::self_signed),
    hosted("genSelfSignedCertWithKey", &[STR, LIST, LIST, INT, STR], functions::self_signed_with_key),
    hosted("genSignedCert", &[STR, LIST, LIST, INT, CERTIFICATE], functions::signed),
    hosted("genSignedCertWithKey", &[STR, LIST, LIST, INT, CERTIFICATE, STR], functions::signed_with_key),
];

/// A certificate with its key, both in PEM.
#[cfg_attr(not(feature = "crypto"), expect(dead_code, reason = "nothing makes one in this build"))]
#[derive(Debug)]
pub(crate) struct Certificate {
    cert: Str,
    key: Str,
}

impl Object for Certificate {
    fn go_type(&self) -> Type {
        CERTIFICATE
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(self.cert.clone().into()),
            "Key" => Some(self.key.clone().into()),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        [b"{", self.cert.as_bytes(), b" ", self.key.as_bytes(), b"}"].concat().into()
    }

    fn data(&self) -> Option<Value> {
        let fields = [("Cert", self.cert.clone()), ("Key", self.key.clone())];
        Some(periplus_value::Map::from_iter(fields).into())
    }

    fn go_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(vec![("Cert", self.cert.clone().into()), ("Key", self.key.clone().into())])
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What the functions answer in a build without cryptography.
#[cfg(not(feature = "crypto"))]
mod absent {
    use crate::Host;
    use periplus_template::{Engine, FuncError, FuncResult};
    use periplus_value::Value;

    pub(crate) fn refused(_: &dyn Host, _: &mut dyn Engine, _: &[Value]) -> FuncResult {
        Err(FuncError::absent("keys and certificates are not part of this build"))
    }

    pub(crate) use refused as private_key;
    pub(crate) use refused as custom;
    pub(crate) use refused as authority;
    pub(crate) use refused as authority_with_key;
    pub(crate) use refused as self_signed;
    pub(crate) use refused as self_signed_with_key;
    pub(crate) use refused as signed;
    pub(crate) use refused as signed_with_key;
}
