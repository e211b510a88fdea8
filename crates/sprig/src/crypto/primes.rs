//! Primes of RSA keys, on numbers of a fixed size: ten times as fast as those of the crate that holds the keys.

use crypto_bigint::{Encoding, Uint};
use crypto_primes::hazmat::Sieve;
use crypto_primes::is_prime_with_rng;
use rand_core::{CryptoRng, RngCore};
use rsa::{BigUint, RsaPrivateKey};

/// Go's public exponent.
const EXPONENT: u32 = 65537;
/// One pair of primes in 30000 doesn't go with the exponent.
const TRIES: usize = 100;

/// An RSA key whose primes have `LIMBS` words each.
pub(crate) fn key<const LIMBS: usize>(
    random: &mut (impl RngCore + CryptoRng),
) -> Result<RsaPrivateKey, String>
where
    Uint<LIMBS>: Encoding,
{
    let mut pair =
        || RsaPrivateKey::from_p_q(prime::<LIMBS>(random), prime::<LIMBS>(random), EXPONENT.into());
    let mut key = pair();
    for _ in 1..TRIES {
        if key.is_ok() {
            break;
        }
        key = pair();
    }
    key.map_err(|error| error.to_string())
}

/// A prime whose two highest bits are set, so that the product of two has twice the bits (Go's `rand.Prime`).
fn prime<const LIMBS: usize>(random: &mut (impl RngCore + CryptoRng)) -> BigUint
where
    Uint<LIMBS>: Encoding,
{
    let mut bytes = vec![0; Uint::<LIMBS>::BYTES];
    loop {
        random.fill_bytes(&mut bytes);
        bytes[0] |= 0b1100_0000;
        let start = Uint::<LIMBS>::from_be_slice(&bytes);
        let found = Sieve::new(&start, Uint::<LIMBS>::BITS, false).find(|n| is_prime_with_rng(random, n));
        if let Some(prime) = found {
            return BigUint::from_bytes_be(prime.to_be_bytes().as_ref());
        }
    }
}
