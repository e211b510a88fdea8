//! What somebody pasted, for the page.

use crate::wire::{Offer, Recognised, Release};
use periplus_istio::recognise::{Offered, recognise as look};

/// What a text is; `None`: nothing that Periplus knows.
#[inline(never)]
pub(crate) fn recognise(text: &str) -> Option<Recognised> {
    let found = look(text)?;
    let offer = |offer: periplus_istio::recognise::Offer| {
        let (operator, release) = match offer.input {
            Offered::Operator(text) => (Some(text), None),
            Offered::Helm { chart, release, namespace, values } => {
                (None, Some(Release { name: release, chart, namespace, values }))
            }
        };
        Offer { version: offer.version, operator, release }
    };
    let offers = found.offers.into_iter().map(offer).collect();
    Some(Recognised { what: found.what, is_input: found.is_input, offers })
}
