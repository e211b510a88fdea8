//! Go's `complex128`, which only a literal such as `2i` can make.

use periplus_value::{Kind, Object, Str, Type, Value};
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
        Str::default()
    }

    /// The real and the imaginary part, which `fmt` writes.
    fn data(&self) -> Option<Value> {
        Some(Value::List([self.real, self.imaginary].map(Value::Float).into_iter().collect()))
    }

    fn truth(&self) -> bool {
        self.real != 0.0 || self.imaginary != 0.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
