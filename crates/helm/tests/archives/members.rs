//! What gzip files have beside deflated bytes: headers of every kind, several members, sums (Go's `compress/gzip`).

use super::pack::{file, gzip, tar};
use super::{CHART, small, soon};
use periplus_helm::archive;

/// The paths in an archive, or the error.
fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
    soon(|| archive::read_tgz(bytes, &small())).map(|files| files.into_iter().map(|file| file.path).collect())
}

/// Two files, so many bytes that the reader gets to the end of a member.
fn plain() -> Vec<u8> {
    tar(&[file("c/Chart.yaml", CHART), file("c/values.yaml", &vec![b'#'; 100_000])])
}

/// A gzip file whose header has these flags, and these bytes behind the fixed part.
fn with_header(flags: u8, fields: &[u8]) -> Vec<u8> {
    let mut bytes = gzip(&plain());
    bytes[3] = flags;
    bytes.splice(10..10, fields.iter().copied());
    bytes
}

#[test]
fn fields_of_headers_are_passed_over() {
    let long = [[b'n'; 511].as_slice(), &[0]].concat();
    let cases: [(u8, &[u8]); 5] =
        [(0, b""), (8, b"chart.tar\0"), (16, b"a comment\0"), (4, b"\x03\0abc"), (8, &long)];
    for (flags, fields) in cases {
        assert_eq!(
            read(&with_header(flags, fields)).expect("a header"),
            ["Chart.yaml", "values.yaml"],
            "{flags}"
        );
    }
    assert_eq!(read(&with_header(4 | 8 | 16, b"\x01\0xname\0comment\0")).map(|files| files.len()), Ok(2));
}

#[test]
fn headers_that_are_wrong_are_refused() {
    let unending = [b'n'; 600];
    let cases: [(u8, &[u8], &str); 3] = [
        (8, &unending, "gzip: invalid header"),
        (2, b"\xff\xff", "gzip: invalid header"),
        (4, b"\xff\xff", "unexpected EOF"),
    ];
    for (flags, fields, want) in cases {
        let error = read(&with_header(flags, fields)).expect_err("a wrong header");
        assert!(error.contains(want), "{flags}: {error}");
    }
}

#[test]
fn a_header_may_have_its_own_sum() {
    let bytes = with_header(2, b"");
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bytes[..10]).to_le_bytes();
    assert_eq!(read(&with_header(2, &sum[..2])).map(|files| files.len()), Ok(2));
}

#[test]
fn members_behind_each_other_are_one_text() {
    let plain = plain();
    let (one, two) = plain.split_at(700);
    assert_eq!(read(&[gzip(one), gzip(two)].concat()).map(|files| files.len()), Ok(2));
    let error = read(&[gzip(one), b"something else".to_vec()].concat()).expect_err("no second member");
    assert!(error.contains("gzip: invalid header"), "{error}");
}

#[test]
fn a_sum_that_is_wrong_is_found_out() {
    let plain = plain();
    let (one, two) = plain.split_at(700);
    let mut first = gzip(one);
    let sum = first.len() - 8;
    first[sum] ^= 1;
    let error = read(&[first, gzip(two)].concat()).expect_err("a wrong sum");
    assert!(error.contains("gzip: invalid checksum"), "{error}");
}
