//! What a file that is no archive looks like (Go's net/http `DetectContentType`, for what people pass by mistake).

/// What bytes begin with, and what that is.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"Rar!\x1a\x07", "application/x-rar-compressed"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xfe\xff", "text/plain; charset=utf-16be"),
    (b"\xff\xfe", "text/plain; charset=utf-16le"),
    (b"\xef\xbb\xbf", "text/plain; charset=utf-8"),
    (b"\0asm", "application/wasm"),
];

/// The first words of HTML and XML, in capitals, blanks in front not counted.
const MARKUP: &[(&[u8], &str)] = &[
    (b"<!DOCTYPE HTML", "text/html; charset=utf-8"),
    (b"<HTML", "text/html; charset=utf-8"),
    (b"<HEAD", "text/html; charset=utf-8"),
    (b"<BODY", "text/html; charset=utf-8"),
    (b"<?XML", "text/xml; charset=utf-8"),
];

/// The content type. archive.go hands over a block of 512 bytes, so a shorter file has zeros behind it and is no text.
pub(super) fn content_type(bytes: &[u8]) -> &'static str {
    let mut block = bytes.iter().copied().take(512).collect::<Vec<u8>>();
    block.resize(512, 0);
    if let Some((_, found)) = SIGNATURES.iter().find(|(start, _)| block.starts_with(start)) {
        return found;
    }
    let text = block.trim_ascii_start();
    let is_markup = |start: &[u8]| {
        let head = text.get(..start.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(start) && matches!(text.get(start.len()), Some(b' ' | b'>'))
    };
    if let Some((_, found)) = MARKUP.iter().find(|(start, _)| is_markup(start)) {
        return found;
    }
    let binary = |b: &u8| matches!(b, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f);
    if block.iter().any(binary) { "application/octet-stream" } else { "text/plain; charset=utf-8" }
}
