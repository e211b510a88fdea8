//! shopspring/decimal v1.4.0, as far as Sprig's float arithmetic goes: exact sums and products, 16 digits of quotients.

use std::cmp::Ordering;

/// Digits after the point that a division keeps.
const DIVISION_PRECISION: i64 = 16;

/// `sign × digits × 10^exponent`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decimal {
    negative: bool,
    digits: Natural,
    exponent: i64,
}

impl Decimal {
    /// The shortest decimal that reads back as this number; `None` for what is no number.
    pub(crate) fn from_float(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let text = format!("{:e}", number.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.parse::<i64>().ok()? - fraction.len() as i64;
        let digits = Natural::parse(&format!("{whole}{fraction}"));
        Some(Self { negative: number < 0.0, digits, exponent })
    }

    /// The nearest `float64`; too large is infinite.
    pub(crate) fn to_float(&self) -> f64 {
        let text = format!("{}e{}", self.digits.text(), self.exponent);
        let number: f64 = text.parse().unwrap_or(0.0);
        if self.negative && number != 0.0 { -number } else { number }
    }

    /// How many decimal digits are kept of it.
    pub(crate) fn size(&self) -> usize {
        self.digits.0.len() * LIMB_DIGITS
    }

    pub(crate) fn add(self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let (x, y) = (self.digits_at(exponent), other.digits_at(exponent));
        let (negative, digits) = match (self.negative == other.negative, x.cmp(&y)) {
            (true, _) => (self.negative, x.add(&y)),
            (false, Ordering::Less) => (other.negative, y.sub(&x)),
            (false, _) => (self.negative, x.sub(&y)),
        };
        Self { negative, digits, exponent }
    }

    pub(crate) fn sub(self, other: Self) -> Self {
        self.add(&Self { negative: !other.negative, ..other })
    }

    pub(crate) fn mul(self, other: &Self) -> Self {
        Self {
            negative: self.negative != other.negative,
            digits: self.digits.mul(&other.digits),
            exponent: self.exponent + other.exponent,
        }
    }

    /// Rounded half away from zero after 16 digits.
    pub(crate) fn div(self, other: Self) -> Result<Self, &'static str> {
        if other.digits.is_zero() {
            return Err("decimal division by 0");
        }
        let shift = self.exponent - other.exponent + DIVISION_PRECISION;
        let (numerator, denominator) = match shift {
            0.. => (self.digits.shifted(shift), other.digits),
            _ => (self.digits, other.digits.shifted(-shift)),
        };
        let (quotient, rest) = numerator.div(&denominator);
        let up = rest.add(&rest).cmp(&denominator) != Ordering::Less;
        let digits = if up { quotient.add(&Natural::parse("1")) } else { quotient };
        Ok(Self { negative: self.negative != other.negative, digits, exponent: -DIVISION_PRECISION })
    }

    fn digits_at(&self, exponent: i64) -> Natural {
        self.digits.shifted(self.exponent - exponent)
    }
}

const LIMB: u64 = 1_000_000_000;
const LIMB_DIGITS: usize = 9;

/// A natural number in limbs of nine digits, least first, no zero limb on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Natural(Vec<u32>);

impl Natural {
    /// A number from decimal digits.
    fn parse(digits: &str) -> Self {
        let limbs = digits.as_bytes().rchunks(LIMB_DIGITS);
        let value = |chunk: &[u8]| chunk.iter().fold(0, |n, d| n * 10 + u32::from(d.wrapping_sub(b'0')));
        Self(limbs.map(value).collect()).trimmed()
    }

    fn text(&self) -> String {
        let mut limbs = self.0.iter().rev();
        let first = limbs.next().map_or_else(|| "0".to_owned(), u32::to_string);
        limbs.fold(first, |text, limb| format!("{text}{limb:09}"))
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn limb(&self, index: usize) -> u64 {
        self.0.get(index).copied().unwrap_or(0).into()
    }

    fn add(&self, other: &Self) -> Self {
        let mut carry = 0;
        let limbs = (0..=self.0.len().max(other.0.len())).map(|n| {
            let sum = self.limb(n) + other.limb(n) + carry;
            carry = sum / LIMB;
            (sum % LIMB) as u32
        });
        Self(limbs.collect()).trimmed()
    }

    /// The other number must not be larger.
    fn sub(&self, other: &Self) -> Self {
        let mut borrow = 0;
        let limbs = (0..self.0.len()).map(|n| {
            let rest = LIMB + self.limb(n) - other.limb(n) - borrow;
            borrow = u64::from(rest < LIMB);
            (rest % LIMB) as u32
        });
        Self(limbs.collect()).trimmed()
    }

    fn mul(&self, other: &Self) -> Self {
        let mut product = vec![0u32; self.0.len() + other.0.len() + 1];
        for (i, x) in self.0.iter().enumerate() {
            let mut carry = 0;
            for (j, slot) in product[i..].iter_mut().enumerate() {
                let sum = u64::from(*slot) + u64::from(*x) * other.limb(j) + carry;
                *slot = (sum % LIMB) as u32;
                carry = sum / LIMB;
            }
        }
        Self(product).trimmed()
    }

    /// Times 10^n; exponents of floats and their products stay in the thousands.
    fn shifted(&self, n: i64) -> Self {
        let n = usize::try_from(n).unwrap_or(0);
        let zeros = std::iter::repeat_n(0, n / LIMB_DIGITS);
        let whole = Self(zeros.chain(self.0.iter().copied()).collect()).trimmed();
        whole.mul(&Self(vec![10u32.pow((n % LIMB_DIGITS) as u32)]))
    }

    /// Quotient and rest: long division, each limb of the quotient found by halving.
    fn div(&self, other: &Self) -> (Self, Self) {
        let (mut quotient, mut rest) = (Vec::new(), Self::default());
        for limb in self.0.iter().rev() {
            rest.0.insert(0, *limb);
            rest = rest.trimmed();
            let (mut low, mut high) = (0u32, LIMB as u32);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                let fits = other.mul(&Self(vec![middle])).cmp(&rest) != Ordering::Greater;
                *(if fits { &mut low } else { &mut high }) = middle;
            }
            rest = rest.sub(&other.mul(&Self(vec![low]).trimmed()));
            quotient.insert(0, low);
        }
        (Self(quotient).trimmed(), rest)
    }
}
