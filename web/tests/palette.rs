//! What a few letters mean in the palette.

use periplus_web::palette::{Entry, matching};

#[test]
fn every_word_must_occur_and_a_start_goes_first() {
    let entry = |label: &str| Entry { label: label.to_owned(), keys: "", action: () };
    let all = ["Example: Demo on a laptop", "Profile: demo", "Demo", "Copy the share link"].map(entry);
    let labels = |text: &str| matching(&all, text).into_iter().map(|e| e.label).collect::<Vec<_>>();
    assert_eq!(labels("demo"), ["Demo", "Example: Demo on a laptop", "Profile: demo"]);
    assert_eq!(labels("LINK share"), ["Copy the share link"]);
    assert_eq!(labels("").len(), 4);
    assert!(labels("nothing such").is_empty());
}
