//! A request to its answer.

#[cfg(feature = "migrate")]
use crate::compare;
use crate::hand_over;
use crate::marks::{Later, Texts};
#[cfg(feature = "migrate")]
use crate::migrate;
use crate::problems;
use crate::recognise;
use crate::session::{Kept, Manifest, Opened, Session, chart_files, chart_folders};
#[cfg(feature = "migrate")]
use crate::views;
use crate::wire::{
    Answer, Archive, Document, Job, Operator, Problem, Release, ReleaseValues, Releases, Rendered,
};
use crate::wire::{Request, Response, Source};
use periplus_helm::{Capabilities, Chart, KubeVersion, Limits, RenderRequest, archive, values};
use periplus_istio::{ClusterFacts, Input, OperatorRequest, Pack};
use periplus_value::{Map, Str};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Answers one request, all of it.
pub fn handle(session: &mut Session, request: Request) -> Response {
    whole(session, request, answer)
}

/// The same, with what [`answer`] leaves out.
#[cfg(feature = "migrate")]
pub fn handle_all(session: &mut Session, request: Request) -> Response {
    whole(session, request, answer_all)
}

/// What answers one request; what nobody waits for comes later.
pub type Answering = fn(&mut Session, Request) -> (Response, Option<Later>);

fn whole(session: &mut Session, request: Request, answer: Answering) -> Response {
    let (mut response, later) = answer(session, request);
    if let Some(later) = later
        && let Answer::Marked(all) = later.finish(session).answer
        && let Answer::Rendered(Rendered { problems, .. }) | Answer::Refused(problems) = &mut response.answer
    {
        *problems = all;
    }
    response
}

/// Answers one request, with comparisons, views and migrations.
#[cfg(feature = "migrate")]
pub fn answer_all(session: &mut Session, request: Request) -> (Response, Option<Later>) {
    session.absent = false;
    let answered = match &request.job {
        Job::Compare(two) => compare::compare(session, two).map(Answer::Compared),
        Job::View(view) => views::view(session, view).map(Answer::Viewed),
        Job::Migrate(asked) => migrate::migrate(session, asked).map(Answer::Migrated),
        _ => return answer(session, request),
    };
    let answer = answered.unwrap_or_else(|problem| Answer::Refused(vec![problem]));
    (Response { generation: request.generation, millis: 0.0, answer, absent: session.absent }, None)
}

/// Answers one request. Comparisons, views and migrations are left out: the page starts sooner without them.
pub fn answer(session: &mut Session, request: Request) -> (Response, Option<Later>) {
    session.absent = false;
    let Request { generation, fresh, job } = request;
    if fresh {
        session.forget_sent();
    }
    let texts = Texts::of(&job);
    let mut answer = act(session, job);
    let later = texts.mark(session, generation, &mut answer);
    (Response { generation, millis: 0.0, answer, absent: session.absent }, later)
}

/// What each kind of work needs stays in functions of its own: a browser compiles a function whole when it is first
/// called, and the first manifests wait for it.
fn act(session: &mut Session, job: Job) -> Answer {
    let refused = |problem| Answer::Refused(vec![problem]);
    match job {
        Job::Open(archive) => open(session, &archive).map_or_else(refused, Answer::Opened),
        Job::Generate(operator) => generate(session, &operator).map_or_else(refused, Answer::Rendered),
        Job::Template(releases) => Answer::Rendered(template(session, &releases)),
        Job::Assist(ask) => ask.question.answer(session, &ask),
        Job::Link(work) => Answer::Link(hand_over::link(work)),
        Job::Follow(fragment) => hand_over::follow(&fragment),
        Job::Zip(files) => Answer::Zip(hand_over::zip(files)),
        Job::Recognise(text) => Answer::Recognised(recognise::recognise(&text)),
        Job::Compare(_) | Job::View(_) | Job::Migrate(_) => {
            session.absent = true;
            Answer::Refused(Vec::new())
        }
    }
}

#[inline(never)]
fn open(session: &mut Session, archive: &Archive) -> Result<Source, Problem> {
    let limits = Limits::default();
    let opened = match Pack::open_archive(&archive.bytes, &limits, archive.official) {
        Ok(pack) => Opened::Pack { pack, charts: BTreeMap::default() },
        Err(not_a_pack) => match open_chart(&archive.bytes, &limits) {
            Ok(chart) => Opened::Chart(Rc::new(chart)),
            Err(periplus_helm::Error::MissingChartYaml | periplus_helm::Error::NoChartVersion) => {
                return Err(problems::istio(&not_a_pack));
            }
            Err(error) => return Err(problems::helm(&error, "")),
        },
    };
    let source = describe(&archive.source, &opened);
    session.sources.insert(archive.source.clone(), opened);
    session.kept.clear();
    session.schemas.retain(|(source, _), _| *source != archive.source);
    Ok(source)
}

fn open_chart(bytes: &[u8], limits: &Limits) -> Result<Chart, periplus_helm::Error> {
    let is_zip = bytes.starts_with(b"PK");
    let files = if is_zip { archive::read_zip(bytes, limits) } else { archive::read_tgz(bytes, limits) };
    Chart::from_archive(files?)
}

fn describe(source: &str, opened: &Opened) -> Source {
    let source = source.to_owned();
    match opened {
        Opened::Pack { pack, .. } => {
            let choices = periplus_istio::choices(pack);
            Source {
                source,
                is_pack: true,
                version: pack.version().to_owned(),
                official: pack.official(),
                profiles: choices.profiles,
                chart_profiles: choices.chart_profiles,
                platforms: choices.platforms,
                compatibility_versions: choices.compatibility_versions,
                charts: chart_folders(pack),
            }
        }
        Opened::Chart(chart) => {
            let about = chart.metadata();
            let (version, charts) = (about.version.clone(), vec![about.name.clone()]);
            Source {
                source,
                is_pack: false,
                version,
                official: false,
                profiles: Vec::new(),
                chart_profiles: Vec::new(),
                platforms: Vec::new(),
                compatibility_versions: Vec::new(),
                charts,
            }
        }
    }
}

/// An IstioOperator's result.
#[inline(never)]
fn generate(session: &mut Session, operator: &Operator) -> Result<Rendered, Problem> {
    let Some(Opened::Pack { pack, .. }) = session.sources.get(&operator.source) else {
        return Err(problems::error(&format!("no release {:?} is open", operator.source)));
    };
    let request = OperatorRequest { limits: session.limits.clone(), ..operator_request(operator) };
    let result = periplus_istio::generate(pack, &request).map_err(|e| problems::istio(&e))?;
    let mut failed = result.components.iter().filter_map(|c| c.error.as_ref());
    session.absent = failed.any(|error| error.is_absent() || session.is_brief && error.is_limit());
    let values =
        result.components.iter().map(|c| values_of(&c.name, c.component, c.chart, &c.values)).collect();
    let errors = result.components.iter().filter_map(|c| c.error.as_ref()).map(problems::istio);
    let problems = errors.chain(result.warnings.iter().map(problems::istio_warning)).collect();
    let manifests: Vec<Manifest> = result.documents.into_iter().map(istio_manifest).collect();
    Ok(session
        .finish(manifests.iter().map(|m| (m, false)), Rendered { documents: Vec::new(), values, problems }))
}

pub(crate) fn operator_request(operator: &Operator) -> OperatorRequest {
    OperatorRequest {
        files: vec![Input { text: operator.text.clone().into_bytes(), ..Input::default() }],
        cluster: ClusterFacts {
            kube_version: Some(operator.kube_version.clone()).filter(|version| !version.is_empty()),
            platform: None,
        },
        keep_going: true,
        ..OperatorRequest::default()
    }
}

#[inline(never)]
fn template(session: &mut Session, request: &Releases) -> Rendered {
    let mut rest = Rendered::default();
    let mut shown = Vec::new();
    for release in &request.releases {
        match release_of(session, request, release, &mut rest) {
            Ok(manifests) => shown.push((manifests, false)),
            Err(problem) => {
                rest.problems.push(problem);
                shown.extend(session.kept.get(&release.name).map(|kept| (kept.manifests.clone(), true)));
            }
        }
    }
    session.finish(shown.iter().flat_map(|(all, stale)| all.iter().map(move |m| (m, *stale))), rest)
}

/// One release, from the last response when nothing about it is new.
fn release_of(
    session: &mut Session,
    request: &Releases,
    release: &Release,
    rest: &mut Rendered,
) -> Result<Rc<Vec<Manifest>>, Problem> {
    let source = &request.source;
    let asked = (source.clone(), request.kube_version.clone(), release.clone());
    if let Some(kept) = session.kept.get(&release.name).filter(|kept| kept.asked == asked) {
        rest.problems.extend_from_slice(&kept.problems);
        rest.values.push(kept.values.clone());
        return Ok(kept.manifests.clone());
    }
    let failed = |error: periplus_helm::Error| problems::helm(&error, &release.name);
    let chart = chart_of(session, source, &release.chart).map_err(failed)?;
    let file = format!("{}-values.yaml", release.name);
    let user = values::parse_file(&file, release.values.as_bytes())
        .map_err(|e| problems::in_editor(problems::helm(&e, &release.name), &file))?;
    let asked_for = helm_request(release, user.clone(), &request.kube_version).map_err(failed)?;
    let asked_for = RenderRequest { limits: session.limits.clone(), ..asked_for };
    let rendered = periplus_helm::render(&chart, &asked_for);
    let is_brief = session.is_brief;
    session.absent |= rendered.as_ref().is_err_and(|error| error.is_absent() || is_brief && error.is_limit());
    let rendered = rendered.map_err(failed)?;
    let problems: Vec<Problem> =
        rendered.warnings.iter().map(|w| problems::helm_warning(w, &release.name)).collect();
    let values =
        values_of(&release.name, &release.name, &release.chart, &values::merge(chart.values(), &user));
    rest.problems.extend_from_slice(&problems);
    rest.values.push(values.clone());
    let hooks = rendered.hooks.into_iter().map(|hook| hook.document);
    let crds = periplus_helm::crd_documents(&chart, &rendered.crds).map_err(failed)?;
    let manifests = crds
        .into_iter()
        .chain(rendered.documents)
        .chain(hooks)
        .map(|d| helm_manifest(&release.name, d))
        .collect();
    let kept = Kept { asked, problems, values, manifests: Rc::new(manifests) };
    let manifests = kept.manifests.clone();
    session.kept.insert(release.name.clone(), kept);
    Ok(manifests)
}

/// A chart of a source, parsed once.
pub(crate) fn chart_of(
    session: &mut Session,
    source: &str,
    folder: &str,
) -> Result<Rc<Chart>, periplus_helm::Error> {
    match session.sources.get_mut(source) {
        Some(Opened::Chart(chart)) => Ok(chart.clone()),
        Some(Opened::Pack { pack, charts }) => {
            if let Some(chart) = charts.get(folder) {
                return Ok(chart.clone());
            }
            let chart = Rc::new(Chart::load(chart_files(pack, folder))?);
            charts.insert(folder.to_owned(), chart.clone());
            Ok(chart)
        }
        None => Err(periplus_helm::Error::MissingChartYaml),
    }
}

pub(crate) fn helm_request(
    release: &Release,
    values: Map,
    kube_version: &str,
) -> Result<RenderRequest, periplus_helm::Error> {
    let mut capabilities = Capabilities::default();
    if !kube_version.is_empty() {
        capabilities.kube_version = KubeVersion::parse(kube_version)?;
    }
    let Release { name, namespace, .. } = release.clone();
    Ok(RenderRequest { capabilities, include_crds: true, ..RenderRequest::new(name, namespace, values) })
}

/// Values that YAML can't hold (they come from no YAML) show the reason as a comment.
fn values_of(release: &str, component: &str, chart: &str, values: &Map) -> ReleaseValues {
    let text = periplus_yaml::emit(&values.clone().into()).unwrap_or_else(|error| format!("# {error}\n"));
    let (release, component, chart) = (release.to_owned(), component.to_owned(), chart.to_owned());
    ReleaseValues { release, component, chart, text }
}

fn istio_manifest(document: periplus_istio::Document) -> Manifest {
    let periplus_istio::Document { component, template, kind, namespace, name, text, .. } = document;
    manifest(component, template, kind, namespace, name, text)
}

fn helm_manifest(release: &str, document: periplus_helm::Document) -> Manifest {
    let periplus_helm::Document { template, kind, namespace, name, text, .. } = document;
    manifest(release, template, kind, namespace, name, text)
}

fn manifest(
    component: &str,
    template: String,
    kind: String,
    namespace: String,
    name: String,
    text: Str,
) -> Manifest {
    let id = format!("{component}/{kind}/{namespace}/{name}");
    let component = component.to_owned();
    Manifest {
        document: Document { id, component, template, kind, namespace, name, text: None, stale: false },
        text,
    }
}
