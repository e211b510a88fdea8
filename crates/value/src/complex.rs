//! Go's `complex128`, which only a literal such as `2i` can make.

use crate::{Kind, Object, Str, Type, Value};
use std::any::Any;
use std::rc::Rc;

/// A complex number. JSON, YAML and TOML can't have it.
#[derive(Debug)]
pub struct Complex {
    pub(crate) real: f64,
    pub(crate) imaginary: f64,
}

impl Complex {
    /// `real + imaginary i`
    pub fn value(real: f64, imaginary: f64) -> Value {
        Value::Object(Rc::new(Self { real, imaginary }))
    }
}

impl PartialEq for Complex {
    fn eq(&self, other: &Self) -> bool {
        self.real == other.real && self.imaginary == other.imaginary
    }
}

impl Object for Complex {
    fn go_type(&self) -> Type {
        Type::Named("complex128", Kind::Complex128)
    }

    /// Without a width or precision; `print` writes it by all verbs.
    fn text(&self) -> Str {
        crate::print::sprintf(b"(%g%+gi)", &[Value::Float(self.real), Value::Float(self.imaginary)], 100)
            .unwrap_or_default()
            .into()
    }

    fn truth(&self) -> bool {
        self.real != 0.0 || self.imaginary != 0.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
