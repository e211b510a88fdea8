//! Go's integer types: a kind and 64 bits.

/// Which of Go's integer types a number has; Sprig mixes `int`, `int64` and others, and `%T` shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntKind {
    /// `int` (64 bits)
    Int,
    /// `int8`
    Int8,
    /// `int16`
    Int16,
    /// `int32`, also `rune`
    Int32,
    /// `int64`
    Int64,
    /// `uint` (64 bits)
    Uint,
    /// `uint8`, also `byte`
    Uint8,
    /// `uint16`
    Uint16,
    /// `uint32`
    Uint32,
    /// `uint64`
    Uint64,
}

impl IntKind {
    /// Whether values of this kind can't be negative.
    pub const fn is_unsigned(self) -> bool {
        matches!(self, Self::Uint | Self::Uint8 | Self::Uint16 | Self::Uint32 | Self::Uint64)
    }

    /// Go's name of the type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint => "uint",
            Self::Uint8 => "uint8",
            Self::Uint16 => "uint16",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
        }
    }
}

/// An integer with its Go type. `bits` holds the two's complement value, sign- or zero-extended to 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Integer {
    /// The Go type.
    pub kind: IntKind,
    bits: u64,
}

impl Integer {
    /// A value of a signed or unsigned kind, wrapped to its width as a Go conversion would.
    pub const fn new(kind: IntKind, bits: i64) -> Self {
        let bits = match kind {
            IntKind::Int8 => bits as i8 as i64 as u64,
            IntKind::Int16 => bits as i16 as i64 as u64,
            IntKind::Int32 => bits as i32 as i64 as u64,
            IntKind::Uint8 => bits as u8 as u64,
            IntKind::Uint16 => bits as u16 as u64,
            IntKind::Uint32 => bits as u32 as u64,
            IntKind::Int | IntKind::Int64 | IntKind::Uint | IntKind::Uint64 => bits as u64,
        };
        Self { kind, bits }
    }

    /// The number; an `i128` holds every kind.
    pub const fn get(self) -> i128 {
        if self.kind.is_unsigned() { self.bits as i128 } else { self.bits as i64 as i128 }
    }

    /// The number as Go's `int64(x)` conversion gives it (large unsigned numbers wrap).
    pub const fn as_i64(self) -> i64 {
        self.bits as i64
    }

    /// The number as Go's `uint64(x)` conversion gives it (negative numbers wrap).
    pub const fn as_u64(self) -> u64 {
        self.bits
    }
}
