//! DSA keys of 2048 and 256 bits (Go's `crypto/dsa`, FIPS 186-3 without the seed).

use super::keys::DsaKey;
use num_bigint_dig::prime::probably_prime;
use num_bigint_dig::{BigUint, RandBigInt, RandPrime};
use rand_core::{CryptoRng, RngCore};

const P_BITS: usize = 2048;
const Q_BITS: usize = 256;
/// Rounds of the primality test: the same as Go's.
const ROUNDS: usize = 64;

/// Parameters and a key.
#[expect(clippy::many_single_char_names, reason = "the standard's names")]
pub(crate) fn generate(random: &mut (impl RngCore + CryptoRng)) -> DsaKey {
    let one = BigUint::from(1u8);
    let (p, q) = primes(random);
    let exponent = (&p - &one) / &q;
    let mut h = BigUint::from(2u8);
    let g = loop {
        let g = h.modpow(&exponent, &p);
        if g != one {
            break g;
        }
        h += &one;
    };
    let x = random.gen_biguint_range(&one, &q);
    let y = g.modpow(&x, &p);
    DsaKey { p, q, g, y, x }
}

/// A prime of 256 bits, and one of 2048 that leaves 1 when divided by it.
fn primes(random: &mut (impl RngCore + CryptoRng)) -> (BigUint, BigUint) {
    let top = BigUint::from(1u8) << (P_BITS - 1);
    loop {
        let q: BigUint = random.gen_prime(Q_BITS);
        for _ in 0..4 * P_BITS {
            let candidate = random.gen_biguint(P_BITS - 1) + &top;
            let p = &candidate - (&candidate % (&q << 1)) + BigUint::from(1u8);
            if p.bits() == P_BITS && probably_prime(&p, 0) && probably_prime(&p, ROUNDS) {
                return (p, q);
            }
        }
    }
}
