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
  verdict: "different" | "patched" | "explained" | "equal"; limit: string; findings: Finding[];
}
export interface Finding { field: FieldDifference; reason: string }
export interface File { path: string; text: string; executable: boolean }

export interface Recognised { what: string; isInput: boolean; offers: Offer[] }
export interface Offer { version: string; operator: string | null; release: Release | null }
