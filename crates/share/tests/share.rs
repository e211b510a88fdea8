//! Links: what comes back, what is refused, and that old ones are read for ever.

use periplus_share::{
    LinkError, Shared, SharedInput, SharedRelease, ZipFile, decode, encode, nearest_version, zip,
};

fn operator(text: &str) -> Shared {
    Shared { source: "1.30.3".into(), kubernetes: "1.33".into(), input: SharedInput::Operator(text.into()) }
}

fn release(name: &str, values: &str) -> SharedRelease {
    SharedRelease {
        name: name.into(),
        chart: "istio-control/istio-discovery".into(),
        namespace: "istio-system".into(),
        on: true,
        values: values.into(),
    }
}

/// Links as they were once given out. Never change one: add a line for each new version.
const GOLDEN: &str = include_str!("golden.txt");

const TYPICAL: &str = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: ambient\n  revision: canary\n  meshConfig:\n    accessLogFile: /dev/stdout\n";

#[test]
fn old_links_are_read_as_they_were_meant() {
    let helm = SharedInput::Helm(
        vec![release("istiod", "revision: canary\n"), release("second", "")],
        "second".into(),
    );
    let expected = [
        operator(TYPICAL),
        Shared { source: "added:my chart&.tgz".into(), kubernetes: String::new(), input: helm },
        operator("# é𝄞\nspec: {}\n"),
    ];
    let links: Vec<&str> = GOLDEN.lines().collect();
    assert_eq!(links.len(), expected.len());
    for (link, expected) in links.iter().zip(expected) {
        assert_eq!(decode(link), Ok(expected.clone()), "{link}");
        assert_eq!(decode(&encode(&expected)), Ok(expected));
    }
}

#[test]
fn what_goes_in_comes_out() {
    let long = "values:\n  key: value number one\n".repeat(5_000);
    for text in ["", "\n", "spec: {}", "\0\u{1}", "kind: IstioOperator\r\n", &long] {
        let shared = operator(text);
        assert_eq!(decode(&encode(&shared)), Ok(shared));
    }
}

#[test]
fn a_typical_link_is_short_and_says_its_settings() {
    let link = encode(&operator(TYPICAL));
    assert!(link.starts_with("istio=1.30.3&kubernetes=1.33&code="), "{link}");
    assert!(link.len() < 120, "{} characters: {link}", link.len());
    assert!(link.chars().all(|c| c.is_ascii_alphanumeric() || "-_=&.~:/%".contains(c)), "{link}");
}

#[test]
fn a_link_that_cannot_be_read_says_why() {
    let good = encode(&operator(TYPICAL));
    assert_eq!(decode(""), Err(LinkError::Empty));
    assert_eq!(decode("istio=1.30.3"), Err(LinkError::Empty));
    assert_eq!(decode("code="), Err(LinkError::Broken));
    assert_eq!(decode("code=!!!"), Err(LinkError::Broken));
    assert_eq!(decode(&good[..good.len() - 12]), Err(LinkError::Broken));
    assert_eq!(decode("code=Ag"), Err(LinkError::Version(2)));
    assert_eq!(decode("helm=AQMA"), decode("helm=AQMA"));
    let bomb = encode(&operator(&"a".repeat(5 << 20)));
    assert!(bomb.len() < 20_000, "it packs well: {}", bomb.len());
    assert_eq!(decode(&bomb), Err(LinkError::TooLarge));
}

#[test]
fn every_cut_of_a_link_is_an_answer() {
    let helm = SharedInput::Helm(vec![release("istiod", "a: 1\n")], "istiod".into());
    let link = encode(&Shared { source: String::new(), kubernetes: String::new(), input: helm });
    for end in 0..link.len() {
        assert!(decode(&link[..end]).is_err(), "{}", &link[..end]);
    }
}

#[test]
fn the_nearest_version_is_of_the_same_minor_or_below() {
    let known = ["1.28.10", "1.30.3", "1.31.0-rc.0"];
    for (wanted, expected) in [
        ("1.30.3", "1.30.3"),
        ("1.30.9", "1.30.3"),
        ("1.29.0", "1.28.10"),
        ("1.24.6", "1.28.10"),
        ("2.0.0", "1.31.0-rc.0"),
        ("nonsense", "1.28.10"),
    ] {
        assert_eq!(nearest_version(wanted, known.into_iter()), Some(expected), "{wanted}");
    }
}

#[test]
fn a_zip_is_read_by_helms_reader() {
    let files = [
        ZipFile { path: "all/istio.yaml".into(), text: TYPICAL.into(), executable: false },
        ZipFile { path: "all/values/istiod.yaml".into(), text: "é: 1\n".repeat(1000), executable: true },
    ];
    let read =
        periplus_helm::archive::read_zip(&zip(&files), &periplus_helm::Limits::default()).expect("a zip");
    let read: Vec<(String, String)> =
        read.into_iter().map(|f| (f.path, f.bytes.to_str_lossy().into_owned())).collect();
    assert_eq!(read, files.map(|f| (f.path.replacen("all/", "", 1), f.text)));
}
