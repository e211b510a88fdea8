//! The tab for MeshConfig and ProxyConfig: every field with where it was set.

use super::{Forms, Origin, Pending, State, TextField, follow};
use leptos::prelude::*;
use periplus_wasm::wire::views::{Aspect, MeshConfig, Pod, ProxyConfig, ProxyInput, Setting, Viewed};

/// Both configurations.
#[component]
pub(crate) fn Mesh() -> impl IntoView {
    let state = follow(|| Some(Aspect::Mesh));
    let found = Memo::new(move |_| match state.get() {
        State::Done(Viewed::Mesh(all)) => all,
        _ => Vec::new(),
    });
    let is_nothing = move || matches!(state.get(), State::Done(_)) && found.with(Vec::is_empty);
    view! {
        <section class="view" aria-label="Mesh and proxy config" tabindex="0">
            <Pending state/>
            <p hidden=move || !is_nothing()>"The input installs no istiod, and so no MeshConfig."</p>
            {move || found.get().into_iter().map(|mesh| view! { <OneMesh mesh/> }).collect_view()}
            <Proxy/>
        </section>
    }
}

#[component]
fn OneMesh(mesh: MeshConfig) -> impl IntoView {
    let MeshConfig { revision, config_map, settings } = mesh;
    view! {
        <h2>{format!("MeshConfig of revision {revision}")}</h2>
        <p class="about">
            "No resource of its own: the key "<code>"mesh"</code>" of ConfigMap "<code>{config_map}</code>
            ", written from "<code>"meshConfig"</code>" of your input. Change it there: an edit in the cluster is lost at the next install. "
            "What is in neither, istiod decides."
        </p>
        <Settings caption="MeshConfig" settings/>
    }
}

/// Fields as a table; of a ProxyConfig with the resource's field.
#[component]
fn Settings(
    caption: &'static str,
    settings: Vec<Setting>,
    #[prop(optional)] of_proxy: bool,
) -> impl IntoView {
    let row = move |setting: Setting| {
        let Setting { path, value, set_by, made_of, resource_field } = setting;
        let made_of = (!made_of.is_empty()).then(|| view! { <span class="hint">"made of "{made_of}</span> });
        let field = of_proxy.then(|| {
            if resource_field.is_empty() {
                view! { <td class="no">"no field"</td> }.into_any()
            } else {
                view! { <td><code>{resource_field}</code></td> }.into_any()
            }
        });
        view! {
            <tr><th scope="row"><code>{path}</code></th><td><pre>{value}</pre></td><td><Origin set_by/>{made_of}</td>{field}</tr>
        }
    };
    let field = of_proxy.then(|| view! { <th scope="col">"In a ProxyConfig resource"</th> });
    view! {
        <div class="scroll" role="group" aria-label=caption tabindex="0">
            <table>
                <caption class="unseen">{caption}</caption>
                <thead><tr><th scope="col">"Field"</th><th scope="col">"Value"</th><th scope="col">"Set by"</th>{field}</tr></thead>
                <tbody>{settings.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What a pod's proxy gets through the three doors.
#[component]
fn Proxy() -> impl IntoView {
    let forms = expect_context::<Forms>();
    let state = follow(move || Some(Aspect::Proxy(forms.pod.get())));
    let found = Memo::new(move |_| match state.get() {
        State::Done(Viewed::Proxy(found)) if !found.revision.is_empty() => Some(found),
        _ => None,
    });
    view! {
        <h2>"ProxyConfig of a pod"</h2>
        <p class="about">
            "Three doors, each over the one before: "<code>"meshConfig.defaultConfig"</code>" for all, the pod's annotation "
            <code>"proxy.istio.io/config"</code>" with the same fields, and a "<code>"ProxyConfig"</code>
            " resource, which has three. One for the mesh or a namespace comes before the annotation, one with a selector after it. "
            "What to use: the default for the mesh; the resource where its fields do, as it needs no change of the workload; else the annotation."
        </p>
        <PodForm/>
        <Pending state/>
        {move || found.get().map(|found| view! { <Merged found/> })}
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
                <textarea rows="5" spellcheck="false" autocomplete="off" placeholder=hint prop:value=move || pod.with(read)
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
            {area("Annotation proxy.istio.io/config", "concurrency: 2\ntracing:\n  sampling: 10", |p| p.annotation.clone(), |p, text| p.annotation = text)}
            {area("ProxyConfig resource", "kind: ProxyConfig\nmetadata: {name: web, namespace: default}\nspec:\n  selector: {matchLabels: {app: web}}\n  concurrency: 4",
                |p| p.resources.clone(), |p, text| p.resources = text)}
        </div>
    }
}

#[component]
fn Merged(found: ProxyConfig) -> impl IntoView {
    let ProxyConfig { settings, inputs, .. } = found;
    let without = settings.iter().filter(|s| s.resource_field.is_empty()).count();
    let words = format!(
        "{without} of {} fields have no place in a ProxyConfig resource: they need the annotation or meshConfig.defaultConfig.",
        settings.len()
    );
    view! {
        <ul class="verdicts">{inputs.into_iter().map(|input| view! { <Verdict input/> }).collect_view()}</ul>
        <p class="about">{words}</p>
        <Settings caption="ProxyConfig" settings of_proxy=true/>
    }
}

#[component]
fn Verdict(input: ProxyInput) -> impl IntoView {
    let ProxyInput { name, applies, reason, lost } = input;
    let (class, word) = if applies { ("mark after", "applies") } else { ("mark before", "doesn't apply") };
    let lost = (!lost.is_empty()).then(|| {
        let fields = lost.join(", ");
        view! { <p class="warn">"Lost: "<code>{fields}</code>". The resource has no such field."</p> }
    });
    view! { <li><span class=class>{word}</span>" "<strong>{name}</strong>": "{reason}{lost}</li> }
}
