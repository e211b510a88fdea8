//! The character tables against what Rust knows of the same characters.

use periplus_value::unicode;

#[test]
fn categories_agree_with_rust_on_simple_properties() {
    // U+0295 became a letter without case in Unicode 16.
    let assigned = |c: &char| *c != 'ʕ' && !unicode::category(*c).is_empty();
    for c in ('\0'..='\u{24ff}').filter(assigned) {
        assert_eq!(unicode::category(c) == "Cc", c.is_control(), "{c:?}");
        assert_eq!(unicode::is_number(c), c.is_numeric(), "{c:?}");
        assert!(!unicode::is_lower(c) || c.is_lowercase(), "{c:?}");
        assert!(!unicode::is_upper(c) || c.is_uppercase(), "{c:?}");
        assert!(!unicode::is_letter(c) || c.is_alphabetic(), "{c:?}");
    }
}

#[test]
fn classes_are_found_by_category_group_and_script() {
    assert_eq!(unicode::class("Zl"), Some(vec![(0x2028, 0x2028)]));
    assert_eq!(unicode::class("Z").map(|r| r.len()), Some(8));
    assert_eq!(unicode::class("Greek").map(|r| r[0]), Some((0x370, 0x373)));
    assert_eq!(unicode::class("Klingon"), None);
}

#[test]
fn bytes_that_are_no_character_count_one_by_one() {
    let found: Vec<_> = unicode::chars(b"a\xe2\x82b\xff\xe2\x82\xac").collect();
    let bad = char::REPLACEMENT_CHARACTER;
    assert_eq!(found, [(0, 'a'), (1, bad), (2, bad), (3, 'b'), (4, bad), (5, '€')]);
}

#[test]
fn case_is_mapped_one_to_one() {
    assert_eq!(unicode::to_upper('ß'), 'ß');
    assert_eq!(unicode::to_upper('ᾳ'), 'ᾼ');
    assert_eq!(unicode::to_lower('İ'), 'i');
    assert_eq!(unicode::to_title('ǆ'), 'ǅ');
}

#[test]
fn characters_are_found_from_the_end() {
    assert_eq!(unicode::decode_last("a€".as_bytes()), (Some('€'), 3));
    assert_eq!(unicode::decode_last(b"a"), (Some('a'), 1));
    assert_eq!(unicode::decode_last(b"a\xe2\x82"), (None, 1));
    assert_eq!(unicode::decode_last(b""), (None, 0));
}
