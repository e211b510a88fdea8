//! ASN.1 in its distinguished encoding: as much as keys and certificates need.

/// Tags.
pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERAL_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// A value with its tag and length.
pub(crate) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let size = content.len();
    if size < 0x80 {
        out.push(size as u8);
    } else {
        let bytes = size.to_be_bytes();
        let used = bytes.iter().position(|b| *b != 0).map_or(&[][..], |at| &bytes[at..]);
        out.push(0x80 | used.len() as u8);
        out.extend_from_slice(used);
    }
    out.extend_from_slice(content);
    out
}

/// Several values in a row under one tag.
pub(crate) fn all(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    value(tag, &parts.concat())
}

/// A number that isn't negative, from its bytes, highest first.
pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let used = bytes.iter().position(|b| *b != 0).map_or(&[0][..], |at| &bytes[at..]);
    let sign: &[u8] = if used[0] >= 0x80 { &[0] } else { &[] };
    all(INTEGER, &[sign, used])
}

/// Whole bytes as a bit string.
pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    all(BIT_STRING, &[&[0], bytes])
}

/// A value and what follows it.
pub(crate) struct Item<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// With tag and length.
    pub(crate) whole: &'a [u8],
}

/// Takes the next value off the front.
pub(crate) fn take<'a>(rest: &mut &'a [u8]) -> Option<Item<'a>> {
    let [tag, length, after @ ..] = *rest else { return None };
    let (length, body) = if *length < 0x80 {
        (usize::from(*length), after)
    } else {
        let (bytes, body) = after.split_at_checked(usize::from(length & 0x7f))?;
        let small = bytes.len() <= 4;
        (small.then(|| bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)))?, body)
    };
    let (content, tail) = body.split_at_checked(length)?;
    let whole = &rest[..rest.len() - tail.len()];
    *rest = tail;
    Some(Item { tag: *tag, content, whole })
}

/// Takes the next value, which must have a tag; its content.
pub(crate) fn expect<'a>(rest: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    take(rest).filter(|item| item.tag == tag).map(|item| item.content)
}
