/** The engine of Periplus: Istio's Helm charts rendered from an IstioOperator or Helm values. */

/** Loads the engine, once. Without a source, from the file beside the module. */
export function init(source?: BufferSource | Response | URL | string | Promise<Response>): Promise<void>;

/** What can't be done. */
export class PeriplusError extends Error {
  readonly problems: Problem[];
}

/** Opened packs and charts, and the last results. Methods throw {@link PeriplusError}. */
export class Session {
  /** Opens a pack, a release download or a chart (`.tgz`, `.tar.gz`, `.zip`) under a name. */
  open(source: string, bytes: Uint8Array, about?: { file?: string; official?: boolean }): Source;
  /** `istioctl manifest generate` */
  generate(operator: OperatorInput): Rendered;
  /** `helm template` for some releases of one source. */
  template(releases: ReleasesInput): Rendered;
  /** Two inputs by what they install: the resources that differ. */
  compare(before: OperatorInput | ReleasesInput, after: OperatorInput | ReleasesInput): ResourceDifference[];
  /** `periplus migrate` */
  migrate(operator: OperatorInput, how?: { target?: string; reasons?: boolean }): Migration;
  /** `periplus view`: MeshConfig per revision, and where each field was set. */
  view(input: OperatorInput | ReleasesInput, aspect: "mesh"): MeshConfig[];
  /** `periplus view`: the gateways, in four ways. */
  view(input: OperatorInput | ReleasesInput, aspect: "gateways"): Gateway[];
  /** `periplus view`: what a pod's proxy is configured with. */
  view(input: OperatorInput | ReleasesInput, aspect: { proxy: Pod }): ProxyConfig;
  /** `periplus view`: the input beside itself as another revision, `default` for the one without a name. */
  view(input: OperatorInput | ReleasesInput, aspect: { revisions: string }): Revisions;
  /** `periplus tag`: what a tag comes to. */
  view(input: OperatorInput | ReleasesInput, aspect: { tag: TagMove }): Tag;
  /** What can be written at a place, in UTF-16 units, of an IstioOperator or of a chart's values. */
  complete(text: Edited, offset: number): Completions;
  /** What stands at a place; null: nobody knows. */
  describe(text: Edited, offset: number): Description | null;
  /** What a text is; null: nothing that Periplus knows. */
  recognise(text: string): Recognised | null;
  /** A zip archive. */
  zip(files: File[]): Uint8Array;
  /** Frees the memory. */
  close(): void;
}

/** An IstioOperator. */
export interface OperatorInput { source: string; text: string; kubeVersion?: string }
/** Helm releases of one source. */
export interface ReleasesInput { source: string; releases: Release[]; kubeVersion?: string }
/** `helm template NAME CHART -n NAMESPACE -f VALUES`; the chart by its folder, as {@link Source} names it. */
export interface Release { name: string; chart: string; namespace: string; values: string }

/** A text that somebody writes: an IstioOperator, or with `chart`, by its folder, that chart's values. */
export interface Edited { source: string; text: string; chart?: string }

/** An opened archive. */
export interface Source {
  source: string; isPack: boolean; version: string; official: boolean; profiles: string[]; chartProfiles: string[];
  platforms: string[]; compatibilityVersions: string[]; charts: string[];
}
export interface Rendered { documents: Document[]; values: ReleaseValues[]; problems: Problem[] }
/** One manifest. `stale`: from an earlier result, because its release fails now. */
export interface Document {
  id: string; component: string; template: string; kind: string; namespace: string; name: string; text: string; stale: boolean;
}
export interface ReleaseValues { release: string; component: string; chart: string; text: string }
/** Lines and columns count from 1, columns in UTF-16 units; 0 when unknown. */
export interface Problem {
  severity: "error" | "warning"; message: string; release: string; file: string; line: number; column: number;
  length: number; fixes: Fix[];
}
export interface Fix { title: string; insert: string }

export type Change = "added" | "removed" | "changed" | "renamed" | "reordered";
export interface ResourceDifference {
  change: Change; kind: string; namespace: string; name: string; nameBefore: string; fields: FieldDifference[]; text: string;
}
/** Of two texts with several lines, `hunks` has where they differ, and `old` and `new` are null. */
export interface FieldDifference { change: Change; path: string; old: string | null; new: string | null; hunks: Hunk[] }
export interface Hunk { line: number; lines: HunkLine[] }
export interface HunkLine { change: "added" | "removed" | null; text: string }

export interface Migration {
  targets: string[]; target: string; releases: MigratedRelease[]; ledger: LedgerEntry[]; proof: Proven[];
  warnings: Problem[]; files: File[];
}
export interface MigratedRelease {
  name: string; namespace: string; chart: string; version: string; instance: string; moved: boolean; lines: number;
  fullLines: number; patches: number;
}
export interface LedgerEntry {
  setting: string; line: number; fate: "lost" | "patch" | "moved" | "kept" | "idle"; place: string; reason: string;
}
export interface Proven {
  release: string; kind: string; namespace: string; name: string; helmName: string; moved: boolean;
  verdict: "different" | "patched" | "explained" | "equal"; limit: string; findings: Finding[]; injected: string;
}
export interface Finding { field: FieldDifference; reason: string }
export interface File { path: string; text: string; executable: boolean }

export interface Recognised { what: string; isInput: boolean; offers: Offer[] }
export interface Offer { version: string; operator: string | null; release: Release | null }

export interface Completions { from: number; items: Completion[] }
export interface Completion { label: string; insert: string; detail: string; about: string; isKey: boolean }
export interface Description {
  from: number; to: number; path: string; types: string; default: string; values: string[]; about: string;
}

/** `line` is 0 unless it is a line of the input; `file` is one of the pack. */
export interface SetBy { words: string; file: string; line: number; column: number; release: string }
export interface MeshConfig { revision: string; configMap: string; settings: Setting[] }
/** `assumed`: set nowhere, istiod takes this. `resourceField`: where a `ProxyConfig` resource has it. */
export interface Setting {
  path: string; value: string; setBy: SetBy; madeOf: string; assumed: boolean; resourceField: string;
}
/** `labels` as in `app=web,version=v1`; `annotation` is the text of `proxy.istio.io/config`, `resources` YAML. */
export interface Pod { namespace: string; labels: string; annotation: string; resources: string }
export interface ProxyConfig { revision: string; settings: Setting[]; inputs: ProxyInput[] }
export interface ProxyInput { name: string; applies: boolean; reason: string; lost: string[] }
export interface Revisions { first: string; second: string; resources: Shared[]; webhooks: Webhook[]; serves: Served[] }
export interface Shared {
  scope: "revision" | "shared" | "lastWins"; kind: string; namespace: string; first: string; second: string;
}
export interface Webhook {
  name: string; revision: string; tag: string; server: string; namespaces: string; objects: string;
}
export interface Served {
  subject: "namespace" | "pod" | "configuration"; default: boolean; labels: string; servers: [string, string][];
}
export interface TagMove { tag: string; from: string; to: string }
export interface Tag {
  manifest: string; changes: [string, string, string, string][]; affected: [string, string][]; conflicts: string[];
}
export type Way = "operator" | "chart" | "gatewayApi" | "injected";
export interface Gateway {
  name: string; namespace: string; isEgress: boolean; workload: string; serviceType: string; ports: string[];
  replicas: string; setBy: SetBy | null; now: Way; forms: Form[];
}
export interface Form { way: Way; file: string; text: string; notes: string[]; running: Running }
/** As the cluster runs it: `objects` are kind and name, and lines, those that istiod adds or takes the place of marked. */
export interface Running { templates: string[]; notes: string[]; objects: [string, HunkLine[]][] }
