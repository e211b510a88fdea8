//! Durations are read and written as Go's package time does; what stands here is what Go 1.25 answers.

use periplus_value::duration;

type Answer = Result<(i64, &'static str), &'static str>;

const CASES: &[(&[u8], Answer)] = &[
    (b"", Err(r#"time: invalid duration """#)),
    (b"0", Ok((0, "0s"))),
    (b"-0", Ok((0, "0s"))),
    (b"+0", Ok((0, "0s"))),
    (b"+", Err(r#"time: invalid duration "+""#)),
    (b"-", Err(r#"time: invalid duration "-""#)),
    (b".", Err(r#"time: invalid duration ".""#)),
    (b"1", Err(r#"time: missing unit in duration "1""#)),
    (b"1.", Err(r#"time: missing unit in duration "1.""#)),
    (b"1.s", Ok((1_000_000_000, "1s"))),
    (b".5s", Ok((500_000_000, "500ms"))),
    (b"-.5s", Ok((-500_000_000, "-500ms"))),
    (b"1h15m30.5s", Ok((4_530_500_000_000, "1h15m30.5s"))),
    (b"1.s2.ms", Ok((1_002_000_000, "1.002s"))),
    (b"3000000h", Err(r#"time: invalid duration "3000000h""#)),
    (b"2562047h47m16.854775807s", Ok((9_223_372_036_854_775_807, "2562047h47m16.854775807s"))),
    (b"2562047h47m16.854775808s", Err(r#"time: invalid duration "2562047h47m16.854775808s""#)),
    (b"-2562047h47m16.854775808s", Ok((-9_223_372_036_854_775_808, "-2562047h47m16.854775808s"))),
    (b"-2562047h47m16.854775809s", Err(r#"time: invalid duration "-2562047h47m16.854775809s""#)),
    (b"9223372036854775808ns9223372036854775808ns", Ok((0, "0s"))),
    (b"9223372036854775809ns", Err(r#"time: invalid duration "9223372036854775809ns""#)),
    (b"0.9223372036854775807h", Ok((3_320_413_933_267, "55m20.413933267s"))),
    (b"0.100000000000000000000h", Ok((360_000_000_000, "6m0s"))),
    (b"0.9223372036854775809h", Ok((3_320_413_933_267, "55m20.413933267s"))),
    (b"1us1\xc2\xb5s1\xce\xbcs", Ok((3000, "3µs"))),
    (b"1d", Err(r#"time: unknown unit "d" in duration "1d""#)),
    (b"1 s", Err(r#"time: unknown unit " s" in duration "1 s""#)),
    (b"1s ", Err(r#"time: unknown unit "s " in duration "1s ""#)),
    (b"1e3s", Err(r#"time: unknown unit "e" in duration "1e3s""#)),
    (b"1\xffs", Err(r#"time: unknown unit "\xffs" in duration "1\xffs""#)),
    (b"\xc2\xb51s", Err(r#"time: invalid duration "\xc2\xb51s""#)),
    (b"0.3333333333333333333h", Ok((1_200_000_000_000, "20m0s"))),
    (b"-1ns", Ok((-1, "-1ns"))),
    (b"1h-1m", Err(r#"time: unknown unit "h-" in duration "1h-1m""#)),
    (b"12345678901234567890s", Err(r#"time: invalid duration "12345678901234567890s""#)),
];

#[test]
fn durations_are_those_of_go() {
    for (text, expected) in CASES {
        let read = duration::parse(text);
        let told = read.map(|nanos| (nanos, duration::text(nanos))).map_err(|error| error.to_string());
        assert_eq!(told, expected.map(|(n, text)| (n, text.to_owned())).map_err(str::to_owned), "{text:?}");
    }
}
