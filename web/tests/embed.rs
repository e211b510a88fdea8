//! Who may talk to an embedded page.

use periplus_web::embed::{host, is_embedded};

#[test]
fn the_query_says_whether_the_page_is_embedded_and_who_may_talk_to_it() {
    let cases: [(&str, bool, Option<&str>); 9] = [
        ("", false, None),
        ("?theme=dark", false, None),
        ("?embedded", false, None),
        ("?embed", true, None),
        ("?embed=https%3A%2F%2Fdocs.example.com", true, Some("https://docs.example.com")),
        ("?x=1&embed=http://127.0.0.1:8080", true, Some("http://127.0.0.1:8080")),
        ("?embed=*", true, None),
        ("?embed=https://docs.example.com/path", true, None),
        ("?embed=https%3A%2", true, None),
    ];
    for (query, embedded, origin) in cases {
        assert_eq!(is_embedded(query), embedded, "{query}");
        assert_eq!(host(query).as_deref(), origin, "{query}");
    }
}
