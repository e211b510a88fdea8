//! The draft in links and in what the share menu hands out.

use periplus_web::draft::{Draft, Mode};
use periplus_web::outcome::Outcome;
use periplus_web::share::{Form, files, hand_out, source_of};
use periplus_web::sources::{Listing, Origin};

fn release() -> Listing {
    Listing {
        id: "1.30.3".into(),
        origin: Origin::Site("istio.tgz".into()),
        version: "1.30.3".into(),
        official: true,
        opened: None,
    }
}

fn helm() -> Draft {
    let mut draft = Draft { mode: Mode::Helm, kubernetes: "1.33".into(), ..Draft::default() };
    draft.set_text("revision: a\n".into());
    draft
}

#[test]
fn a_draft_comes_back_from_its_link() {
    for draft in [Draft { operator: "spec: {}\n".into(), ..Draft::default() }, helm()] {
        let mut other = Draft::default();
        other.take_work(draft.work());
        assert_eq!(
            (other.mode, other.text(), &other.kubernetes),
            (draft.mode, draft.text(), &draft.kubernetes)
        );
        assert_eq!((other.releases, other.active), (draft.releases, draft.active));
    }
}

#[test]
fn a_link_names_its_source() {
    assert_eq!(source_of("#istio=1.30.3&code=x"), Some("1.30.3"));
    assert_eq!(source_of("code=x"), None);
}

#[test]
fn every_form_carries_the_link_or_the_command() {
    let draft = Draft { operator: "a: \"```\"\n".into(), ..Draft::default() };
    let out = |form| hand_out(form, &draft, &release(), "https://x/", "istio=1&code=y");
    assert_eq!(out(Form::Link), "https://x/#istio=1&code=y");
    assert_eq!(out(Form::Markdown), "[IstioOperator on Istio 1.30.3 in Periplus](https://x/#istio=1&code=y)");
    assert!(out(Form::MarkdownWithYaml).ends_with(")\n\n````yaml\na: \"```\"\n````\n"));
    assert!(out(Form::Command).starts_with("istioctl manifest generate"));
    assert!(out(Form::Embed).contains("src=\"https://x/?embed#istio=1&amp;code=y\""));
    assert!(out(Form::Element).starts_with("<script async src=\"https://x/embed.js\"></script>\n"));
}

#[test]
fn an_element_has_the_text_as_html_and_what_it_is() {
    let mut draft = helm();
    draft.releases[draft.active].name = "\"><script>".into();
    draft.set_text("a: <b> & \"c\"\n".into());
    let html = hand_out(Form::Element, &draft, &release(), "https://x/periplus/index.html", "");
    let (script, element) = html.split_once('\n').expect("two lines");
    assert_eq!(script, "<script async src=\"https://x/periplus/embed.js\"></script>");
    let attributes = "istio=\"1.30.3\" kubernetes=\"1.33\" kind=\"helmValues\" chart=\"istiod\" \
                      release=\"&quot;&gt;&lt;script&gt;\" namespace=\"istio-system\"";
    let text = "a: &lt;b&gt; &amp; &quot;c&quot;\n";
    let want = format!("<periplus-example {attributes}><pre><code>{text}</code></pre></periplus-example>");
    assert_eq!(element, want);
}

#[test]
fn a_download_has_input_output_and_command_and_stays_in_its_folder() {
    let mut draft = helm();
    draft.releases[0].name = "../../etc/x".into();
    let paths: Vec<String> =
        files(&draft, &Outcome::default(), &release()).into_iter().map(|f| f.path).collect();
    assert_eq!(
        paths,
        [
            "periplus/manifests.yaml",
            "periplus/______etc_x-values.yaml",
            "periplus/istiod-values.yaml",
            "periplus/command.sh"
        ]
    );
}
