//! `periplus pack pull` against a site on this machine: what it brings, what it refuses, and what it leaves behind.

mod archives;
mod site;

use archives::{VERSION, chart, digest, release, small_pack};
use site::{Pages, Site};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use std::{env, fs};

static RELEASE: LazyLock<Vec<u8>> = LazyLock::new(release);

/// Where a release is on its site.
const ARCHIVE: &str = "/1.30.9/istio-1.30.9-linux-amd64.tar.gz";

/// Where it is if it is elsewhere.
const OBJECT: &str = "/objects/7";

/// A site with the release and its digest.
fn pages() -> Pages {
    let mut pages = Pages::default();
    pages.files.insert(ARCHIVE.to_owned(), RELEASE.clone());
    let beside = format!("{}  istio-1.30.9-linux-amd64.tar.gz\n", digest(&RELEASE));
    pages.files.insert(format!("{ARCHIVE}.sha256"), beside.into_bytes());
    pages
}

/// The same where the files are elsewhere, as on GitHub.
fn redirected() -> Pages {
    let mut pages = pages();
    for end in ["", ".sha256"] {
        let file = pages.files.remove(&format!("{ARCHIVE}{end}")).expect("it was just put there");
        pages.files.insert(format!("{OBJECT}{end}"), file);
        pages.redirects.insert(format!("{ARCHIVE}{end}"), format!("{OBJECT}{end}"));
    }
    pages
}

/// The packs folder of one test.
struct Packs(PathBuf);

impl Packs {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pull").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder is ours");
        }
        fs::create_dir_all(&folder).expect("the target folder can be written to");
        Self(folder)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_periplus"));
        for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(proxy).env_remove(proxy.to_lowercase());
        }
        command.env("PERIPLUS_PACKS", &self.0).args(words);
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the binary was built for this test")
    }

    fn pull(&self, from: &str, more: &[&str]) -> Output {
        self.run(&[&["pack", "pull", VERSION, "--from", from], more].concat())
    }

    /// The names of all that is there, but for the lock.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder is ours");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.retain(|name| name != ".lock");
        names.sort();
        names
    }
}

/// What is there after a pull that succeeded.
const WHOLE: [&str; 2] = ["1.30.9.tgz", "index.json"];

/// What is there after a download that broke.
const PARTIAL: [&str; 1] = [".istio-1.30.9-linux-amd64.tar.gz.part"];

#[track_caller]
fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn fails(output: &Output, parts: &[&str]) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for part in parts {
        assert!(text.contains(part), "{part:?} in {text}");
    }
}

#[test]
fn a_release_becomes_a_pack_that_other_commands_find() {
    let (site, packs) = (Site::serve(pages()), Packs::new("release"));
    let told = succeeds(&packs.pull(&site.url, &[]));
    assert!(told.starts_with("1.30.9: ") && told.ends_with("1.30.9.tgz (sha256 verified)\n"), "{told}");
    assert_eq!(packs.names(), WHOLE);
    let generated = succeeds(&packs.run(&["manifest", "generate", "--istio-version", VERSION]));
    let small = small_pack().to_string_lossy().into_owned();
    for place in [VERSION, &small] {
        assert_eq!(generated, succeeds(&packs.run(&["manifest", "generate", "-d", place])), "{place}");
    }
    assert_eq!(succeeds(&packs.run(&["pack", "verify"])), "1.30.9.tgz: ok\n");
    assert!(succeeds(&packs.run(&["pack", "list"])).starts_with("1.30.9"));
    let same = succeeds(&packs.run(&["diff", "1.30", &small, "--exit-code"]));
    assert_eq!(same, "no differences\n");
}

#[test]
fn what_is_there_is_pulled_again_only_by_force() {
    let (site, packs) = (Site::serve(pages()), Packs::new("again"));
    succeeds(&packs.pull(&site.url, &[]));
    let asked = site.asked().len();
    assert!(succeeds(&packs.pull(&site.url, &[])).contains("is there already"));
    assert_eq!(site.asked().len(), asked);
    succeeds(&packs.pull(&site.url, &["--force"]));
    assert_eq!(site.asked().len(), 2 * asked);
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn redirects_are_followed() {
    let packs = Packs::new("redirects");
    succeeds(&packs.pull(&Site::serve(redirected()).url, &[]));
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn a_broken_download_goes_on_where_it_ended() {
    let mut pages = redirected();
    pages.cut.insert(OBJECT.to_owned(), 1_000_000);
    let (site, packs) = (Site::serve(pages), Packs::new("broken"));
    let broken = packs.pull(&site.url, &[]);
    fails(&broken, &["after 1000000 of ", "help: the same command goes on from there"]);
    assert_eq!(packs.names(), PARTIAL);
    succeeds(&packs.pull(&site.url, &[]));
    assert_eq!(packs.names(), WHOLE);
    assert_eq!(site.asked().last(), Some(&format!("GET {OBJECT} bytes=1000000-")));
}

#[test]
fn a_site_that_knows_no_parts_sends_the_whole_again() {
    let mut pages = pages();
    pages.cut.insert(ARCHIVE.to_owned(), 1_000_000);
    pages.without_ranges = true;
    let (site, packs) = (Site::serve(pages), Packs::new("no-ranges"));
    fails(&packs.pull(&site.url, &[]), &["after 1000000 of "]);
    succeeds(&packs.pull(&site.url, &[]));
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn a_complete_download_that_was_never_unpacked_is_not_downloaded_again() {
    let (site, packs) = (Site::serve(pages()), Packs::new("complete"));
    fs::write(packs.0.join(PARTIAL[0]), &*RELEASE).expect("the folder is ours");
    succeeds(&packs.pull(&site.url, &[]));
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn another_digest_than_the_published_one_is_refused() {
    let mut pages = pages();
    pages.files.insert(format!("{ARCHIVE}.sha256"), format!("{}\n", digest(b"other")).into_bytes());
    let packs = Packs::new("digest");
    fails(&packs.pull(&Site::serve(pages).url, &[]), &["sha256 is ", "is published"]);
    assert!(packs.names().is_empty(), "{:?}", packs.names());
}

#[test]
fn without_a_published_digest_one_must_be_given() {
    let mut pages = pages();
    pages.files.remove(&format!("{ARCHIVE}.sha256"));
    let (site, packs) = (Site::serve(pages), Packs::new("no-digest"));
    fails(&packs.pull(&site.url, &[]), &[".sha256: 404 Not Found", "--sha256"]);
    assert!(packs.names().is_empty());
    succeeds(&packs.pull(&site.url, &["--sha256", &digest(&RELEASE)]));
    fails(&packs.pull(&site.url, &["--sha256", "no-digest", "--force"]), &["no sha256 digest"]);
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn a_page_instead_of_a_digest_is_refused() {
    let mut pages = pages();
    pages.files.insert(format!("{ARCHIVE}.sha256"), b"<html>Please log in</html>".to_vec());
    let packs = Packs::new("login");
    fails(&packs.pull(&Site::serve(pages).url, &[]), &[".sha256: that is no sha256 digest"]);
    assert!(packs.names().is_empty());
}

#[test]
fn a_release_that_is_not_there_is_told_with_its_address() {
    let (site, packs) = (Site::serve(Pages::default()), Packs::new("missing"));
    fails(
        &packs.pull(&site.url, &[]),
        &[&format!("{}{ARCHIVE}: 404 Not Found", site.url), "a release of Istio?"],
    );
    assert!(packs.names().is_empty());
}

#[test]
fn a_slow_site_is_waited_for() {
    let mut pages = pages();
    pages.pause = Duration::from_millis(2);
    let (site, packs, start) = (Site::serve(pages), Packs::new("slow"), Instant::now());
    succeeds(&packs.pull(&site.url, &["--timeout", "1"]));
    assert!(start.elapsed() > Duration::from_secs(1), "the site was not slow");
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn a_site_that_stalls_is_given_up_and_what_came_is_kept() {
    let mut pages = pages();
    pages.stalled.insert(ARCHIVE.to_owned());
    let (site, packs) = (Site::serve(pages), Packs::new("stalled"));
    let start = Instant::now();
    fails(&packs.pull(&site.url, &["--timeout", "1"]), &["after 4096 of "]);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(packs.names(), PARTIAL);
    succeeds(&packs.pull(&site.url, &["--timeout", "10"]));
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn nobody_there_is_told_with_a_way_out() {
    let packs = Packs::new("nobody");
    fails(&packs.pull("http://127.0.0.1:1", &[]), &["http://127.0.0.1:1/1.30.9/", "help: without a way"]);
    assert!(packs.names().is_empty());
}

#[test]
fn a_proxy_of_the_environment_is_used() {
    let (proxy, packs) = (Site::serve(pages()), Packs::new("proxy"));
    let pull = |packs: &Packs| {
        let mut command = packs.command(&["pack", "pull", VERSION, "--from", "http://releases.example"]);
        command.env("HTTP_PROXY", &proxy.url);
        command
    };
    succeeds(&pull(&packs).output().expect("the binary was built for this test"));
    assert_eq!(packs.names(), WHOLE);
    assert!(proxy.asked().iter().any(|line| line.contains("releases.example")), "{:?}", proxy.asked());
    let asked = proxy.asked().len();
    let mut without = pull(&packs);
    without.args(["--force", "--timeout", "5"]).env("NO_PROXY", "releases.example");
    fails(&without.output().expect("the binary was built for this test"), &["http://releases.example/"]);
    assert_eq!(proxy.asked().len(), asked);
}

#[test]
fn archives_and_folders_of_this_machine_are_taken() {
    let (packs, mirror) = (Packs::new("local"), Packs::new("mirror"));
    let archive = mirror.0.join("istio-1.30.9-linux-amd64.tar.gz");
    fs::write(&archive, &*RELEASE).expect("the folder is ours");
    let told = succeeds(&packs.pull(&archive.to_string_lossy(), &[]));
    assert!(told.ends_with("(not held against any digest)\n"), "{told}");
    let beside = mirror.0.join("istio-1.30.9-linux-amd64.tar.gz.sha256");
    fs::write(&beside, digest(&RELEASE)).expect("the folder is ours");
    let told = succeeds(&packs.pull(&mirror.0.to_string_lossy(), &["--force"]));
    assert!(told.ends_with("(sha256 verified)\n"), "{told}");
    fs::write(&beside, digest(b"other")).expect("the folder is ours");
    fails(&packs.pull(&archive.to_string_lossy(), &["--force"]), &["sha256 is "]);
    assert!(archive.exists());
    succeeds(&packs.pull(&small_pack().to_string_lossy(), &["--force"]));
    assert_eq!(packs.names(), WHOLE);
}

#[test]
fn charts_of_a_checkout_get_the_version_that_was_asked_for() {
    let (packs, checkout) = (Packs::new("checkout"), Packs::new("checked-out"));
    for (path, text) in archives::unreleased() {
        let path = checkout.0.join("manifests").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is ours");
        fs::write(path, text).expect("it is ours");
    }
    let output = packs.pull(&checkout.0.to_string_lossy(), &[]);
    succeeds(&output);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("note: a checkout"));
    assert!(succeeds(&packs.run(&["pack", "list"])).starts_with("1.30.9       checkout of Istio"));
    succeeds(&packs.run(&["pack", "verify"]));
}

#[test]
fn what_is_no_release_of_that_version_is_refused() {
    let packs = Packs::new("refused");
    let pull = |version: &str, from: &str| packs.run(&["pack", "pull", version, "--from", from]);
    let small = small_pack().to_string_lossy().into_owned();
    fails(&pull("1.30.8", &small), &["the charts are those of 1.30.9, not of 1.30.8"]);
    fails(&pull("1.30", &small), &["\"1.30\" is no version of a release"]);
    fails(&pull("../1.30.9", &small), &["is no version of a release"]);
    fails(&pull(VERSION, "nowhere"), &["open nowhere: no such file or directory"]);
    fails(&pull(VERSION, "oci://registry.example/charts"), &["oci is not supported"]);
    let mut pages = Pages::default();
    pages.files.insert(ARCHIVE.to_owned(), b"no archive".to_vec());
    pages.files.insert(format!("{ARCHIVE}.sha256"), digest(b"no archive").into_bytes());
    fails(&pull(VERSION, &Site::serve(pages).url), &["gzip: invalid header"]);
    assert!(!packs.0.join(WHOLE[0]).exists());
}

/// Name and folder of the charts that the small pack has.
const CHARTS: [(&str, &str); 3] =
    [("base", "base"), ("istiod", "istio-control/istio-discovery"), ("ztunnel", "ztunnel")];

fn repository() -> Pages {
    let (mut pages, mut index) = (Pages::default(), "apiVersion: v1\nentries:\n".to_owned());
    for (name, folder) in CHARTS {
        let archive = chart(name, folder);
        let digest = digest(&archive);
        index.push_str(&format!("  {name}:\n  - {{version: 1.0.0, urls: [old.tgz], digest: x}}\n"));
        index.push_str(&format!(
            "  - {{version: {VERSION}, urls: [{name}-{VERSION}.tgz], digest: {digest}}}\n"
        ));
        pages.files.insert(format!("/charts/{name}-{VERSION}.tgz"), archive);
    }
    pages.files.insert("/charts/index.yaml".to_owned(), index.into_bytes());
    pages
}

#[test]
fn published_charts_are_a_pack_without_gateways() {
    let (site, packs) = (Site::serve(repository()), Packs::new("charts"));
    let told = succeeds(&packs.pull(&format!("{}/charts", site.url), &["--charts"]));
    assert!(told.ends_with("(sha256 verified)\n"), "{told}");
    assert_eq!(packs.names(), WHOLE);
    assert!(succeeds(&packs.run(&["pack", "list"])).contains("published Helm charts"));
    let settings = ["--set", "hub=h", "--set", "tag=t"];
    let generate = |more: &[&str]| packs.run(&[&["manifest", "generate"], &settings[..], more].concat());
    let manifests = succeeds(&generate(&["--set", "profile=minimal"]));
    assert!(manifests.contains("image: h/pilot:t"), "{manifests}");
    let absent = "help: the pack has no charts/gateways/istio-ingress; the published Helm charts leave out";
    fails(&generate(&[]), &["component does not exist", absent, "periplus pack pull VERSION"]);
}

#[test]
fn published_charts_in_a_folder_are_taken() {
    let (packs, folder) = (Packs::new("chart-folder"), Packs::new("chart-files"));
    for (name, place) in CHARTS {
        fs::write(folder.0.join(format!("{name}-{VERSION}.tgz")), chart(name, place)).expect("it is ours");
    }
    let from = folder.0.to_string_lossy().into_owned();
    assert!(succeeds(&packs.pull(&from, &["--charts"])).ends_with("(not held against any digest)\n"));
    fs::write(folder.0.join(format!("base-{VERSION}.tgz")), chart("istiod", "base")).expect("it is ours");
    fails(&packs.pull(&from, &["--charts", "--force"]), &["it is istiod 1.30.9, not base 1.30.9"]);
    fs::remove_file(folder.0.join(format!("base-{VERSION}.tgz"))).expect("it is ours");
    fails(&packs.pull(&from, &["--charts", "--force"]), &["there is no base-1.30.9.tgz"]);
}

#[test]
fn published_charts_with_another_digest_are_refused() {
    let mut pages = repository();
    pages.files.insert(format!("/charts/istiod-{VERSION}.tgz"), chart("istiod", "base"));
    let packs = Packs::new("chart-digest");
    fails(&packs.pull(&format!("{}/charts", Site::serve(pages).url), &["--charts"]), &["sha256 is "]);
    assert!(packs.names().is_empty());
}

/// CVE-2022-23525: an index that lacks what one should have.
#[test]
fn an_index_of_another_shape_is_no_panic() {
    let entries =
        ["", "null", "[]", "{}", "1", "{base: null}", "{base: [null]}", "{base: [{version: null}]}"];
    let at = |rest: &str| format!("{{base: [{{version: {VERSION}{rest}}}]}}");
    let found =
        ["", ", urls: null", ", urls: [null]", ", urls: [a.tgz]", ", urls: [a.tgz], digest: [1]"].map(at);
    let packs = Packs::new("chart-index");
    for entries in entries.into_iter().chain(found.iter().map(String::as_str)) {
        let mut pages = Pages::default();
        pages.files.insert("/charts/index.yaml".to_owned(), format!("entries: {entries}\n").into_bytes());
        fails(&packs.pull(&format!("{}/charts", Site::serve(pages).url), &["--charts"]), &["index.yaml: "]);
    }
    for text in ["", "null", "- a", "a", "0: [:!00 \\xef"] {
        let mut pages = Pages::default();
        pages.files.insert("/charts/index.yaml".to_owned(), text.as_bytes().to_vec());
        fails(&packs.pull(&format!("{}/charts", Site::serve(pages).url), &["--charts"]), &["index.yaml: "]);
    }
}
