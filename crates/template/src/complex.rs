//! Go's `complex128`, which only a literal such as `2i` can make.

use periplus_value::{Kind, Object, Str, Type, Value, append_float};
use std::any::Any;
use std::rc::Rc;

/// A complex number.
#[derive(Debug)]
pub(crate) struct Complex {
    real: f64,
    imaginary: f64,
}

impl Complex {
    pub(crate) fn value(real: f64, imaginary: f64) -> Value {
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

    fn text(&self) -> Str {
        let mut text = String::from("(");
        append_float(&mut text, self.real, b'g', None, 64);
        if !(self.imaginary.is_sign_negative() || self.imaginary.is_infinite()) {
            text.push('+');
        }
        append_float(&mut text, self.imaginary, b'g', None, 64);
        text.push_str("i)");
        text.into()
    }

    fn truth(&self) -> bool {
        self.real != 0.0 || self.imaginary != 0.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
