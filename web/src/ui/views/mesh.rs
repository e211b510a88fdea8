//! The tab for MeshConfig and ProxyConfig: every field with where it was set.

use super::parts::{details, name_cell, origin, pressed, table};
use super::{Forms, Pending, TextField, follow, viewed};
use crate::outcome::plural;
use crate::ui::dom::{Fill, el, fill, words};
use crate::ui::page::Page;
use leptos::html::Div;
use leptos::prelude::*;
use periplus_wasm::wire::views::{Aspect, MeshConfig, Pod, ProxyConfig, ProxyInput, Setting, Viewed};
use web_sys::Element;

/// Both configurations.
#[component]
pub(crate) fn Mesh() -> impl IntoView {
    let page = Page::of_context();
    let known = follow(|| Some(Aspect::Mesh));
    let host = NodeRef::<Div>::new();
    fill(host, move || known.with(|last| meshes(viewed(last))));
    view! {
        <section class="view" aria-label="Mesh and proxy config" tabindex="0" on:click=move |event| pressed(page, &event)>
            <Pending known/>
            <div node_ref=host></div>
            <Proxy/>
        </section>
    }
}

fn meshes(viewed: Option<&Viewed>) -> Vec<Element> {
    match viewed {
        Some(Viewed::Mesh(all)) if all.is_empty() => {
            vec![words("p", "about", "The input installs no istiod, and so no MeshConfig.")]
        }
        Some(Viewed::Mesh(all)) => all.iter().flat_map(mesh).collect(),
        _ => Vec::new(),
    }
}

fn mesh(mesh: &MeshConfig) -> [Element; 4] {
    let about = el("p", "about")
        .text("No resource of its own: the key ")
        .child(&words("code", "", "mesh"))
        .text(" of ConfigMap ")
        .child(&words("code", "", &mesh.config_map))
        .text(", written from ")
        .child(&words("code", "", "meshConfig"))
        .text(" of your input. Change it there: an edit in the cluster is lost at the next install. For what is not in it, istiod has defaults.");
    let title = format!("MeshConfig of revision {}", mesh.revision);
    let (set, assumed) = tables("MeshConfig", &["Field", "Value", "Set by"], &mesh.settings, row);
    [words("h2", "", &title), about, set, assumed]
}

/// What is set, and what istiod takes for all other fields.
fn tables(
    label: &str,
    columns: &[&str],
    settings: &[Setting],
    row: fn(&Setting) -> Vec<Element>,
) -> (Element, Element) {
    let (assumed, set): (Vec<_>, Vec<_>) = settings.iter().partition(|s| s.assumed);
    let others =
        format!("{} that are set nowhere, and what istiod takes for them", plural(assumed.len(), "field"));
    let rows = |all: Vec<&Setting>| all.into_iter().map(row).collect::<Vec<_>>();
    let defaults = table(&format!("{label}, istiod's defaults"), columns, rows(assumed));
    (table(label, columns, rows(set)), details(&others, false, [defaults]))
}

fn row(setting: &Setting) -> Vec<Element> {
    let mut by = el("td", "").child(&origin(&setting.set_by));
    if !setting.made_of.is_empty() {
        by = by.child(&words("span", "hint", &format!("made of {}", setting.made_of)));
    }
    let value = el("td", "").child(&words("pre", "", &setting.value));
    vec![name_cell(&setting.path), value, by]
}

/// The same with the field of a resource.
fn proxy_row(setting: &Setting) -> Vec<Element> {
    let field = match setting.resource_field.as_str() {
        "" => words("td", "no", "no field"),
        field => el("td", "").child(&words("code", "", field)),
    };
    let mut cells = row(setting);
    cells.push(field);
    cells
}

/// What a pod's proxy gets through the three doors.
#[component]
fn Proxy() -> impl IntoView {
    let forms = expect_context::<Forms>();
    let known = follow(move || Some(Aspect::Proxy(forms.pod.get())));
    let host = NodeRef::<Div>::new();
    fill(host, move || {
        known.with(|last| match viewed(last) {
            Some(Viewed::Proxy(found)) if !found.revision.is_empty() => merged(found),
            _ => Vec::new(),
        })
    });
    view! {
        <h2>"ProxyConfig of a pod"</h2>
        <p class="about">
            "Three doors: "<code>"meshConfig.defaultConfig"</code>" for all, the pod's annotation "
            <code>"proxy.istio.io/config"</code>" with the same fields, and a "<code>"ProxyConfig"</code>
            " resource, which has three. One for the mesh or a namespace comes before the annotation, one with a selector after it. "
            "What to use: the default for the mesh; the resource where its fields do, as no workload changes; else the annotation."
        </p>
        <PodForm/>
        <Pending known/>
        <div node_ref=host></div>
    }
}

#[component]
fn PodForm() -> impl IntoView {
    let pod = expect_context::<Forms>().pod;
    let area = move |label: &'static str,
                     hint: &'static str,
                     read: fn(&Pod) -> String,
                     write: fn(&mut Pod, String)| {
        view! {
            <label class="area"><span>{label}</span>
                <textarea rows="6" spellcheck="false" autocomplete="off" placeholder=hint prop:value=move || pod.with(read)
                    on:input=move |event| pod.update(|pod| write(pod, event_target_value(&event)))></textarea>
            </label>
        }
    };
    view! {
        <div class="form" role="group" aria-label="The pod">
            <TextField label="Namespace" value=Signal::derive(move || pod.with(|p| p.namespace.clone()))
                on_input=move |text| pod.update(|p| p.namespace = text)/>
            <TextField label="Labels" value=Signal::derive(move || pod.with(|p| p.labels.clone()))
                on_input=move |text| pod.update(|p| p.labels = text)/>
            {area("Annotation proxy.istio.io/config", "concurrency: 2\ntracing:\n  sampling: 10",
                |p| p.annotation.clone(), |p, text| p.annotation = text)}
            {area("ProxyConfig resource", "kind: ProxyConfig\nmetadata: {name: web, namespace: default}\nspec:\n  selector: {matchLabels: {app: web}}\n  concurrency: 4",
                |p| p.resources.clone(), |p, text| p.resources = text)}
        </div>
    }
}

fn merged(found: &ProxyConfig) -> Vec<Element> {
    let set = || found.settings.iter().filter(|s| !s.assumed);
    let without = set().filter(|s| s.resource_field.is_empty()).count();
    let told = format!(
        "{without} of {} fields have no place in a ProxyConfig resource: they need the annotation or meshConfig.defaultConfig.",
        set().count()
    );
    let columns = ["Field", "Value", "Set by", "In a ProxyConfig resource"];
    let (set, assumed) = tables("ProxyConfig", &columns, &found.settings, proxy_row);
    vec![
        el("ul", "verdicts").children(found.inputs.iter().map(verdict)),
        words("p", "about", &told),
        set,
        assumed,
    ]
}

fn verdict(input: &ProxyInput) -> Element {
    let (class, word) =
        if input.applies { ("mark after", "applies") } else { ("mark before", "doesn't apply") };
    let line =
        el("li", "").child(&words("span", class, word)).text(" ").child(&words("strong", "", &input.name));
    let line = line.text(&format!(": {}", input.reason));
    if input.lost.is_empty() {
        return line;
    }
    let lost = el("p", "warn").text("Lost: ").child(&words("code", "", &input.lost.join(", ")));
    line.child(&lost.text(". The resource has no such field."))
}
