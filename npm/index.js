// The engine for programs: plain objects in and out, in Node and in browsers.
import start, { Engine } from "./engine.js";

const WASM = new URL("engine_bg.wasm", import.meta.url);
let started;

// Loads the engine, once: from `source` (bytes, a Response, a URL), else from the file beside this one.
export function init(source) {
  started ??= load(source).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function load(source) {
  await start({ module_or_path: source ?? (WASM.protocol === "file:" ? await file(WASM) : WASM) });
}

async function file(url) {
  const { readFile } = await import("node:fs/promises");
  return readFile(url);
}

// What can't be done, with every reason and its place in `problems`.
export class PeriplusError extends Error {
  constructor(problems) {
    super(problems[0]?.message ?? "no reason is known");
    this.name = "PeriplusError";
    this.problems = problems;
  }
}

// Opened packs and charts, and the last results: what is asked again costs only what changed.
export class Session {
  #engine = new Engine();
  // Documents that didn't change come without their texts.
  #texts = new Map();

  open(source, bytes, { file = `${source}.tgz`, official = true } = {}) {
    return this.#ask("open", { source, file, official, bytes }, "opened");
  }

  generate({ source, text, kubeVersion = "" }) {
    return this.#whole(this.#ask("generate", { source, text, kubeVersion }, "rendered"));
  }

  template({ source, releases, kubeVersion = "" }) {
    return this.#whole(this.#ask("template", { source, releases, kubeVersion }, "rendered"));
  }

  compare(before, after) {
    return this.#ask("compare", { before: input(before), after: input(after) }, "compared");
  }

  migrate({ source, text, kubeVersion = "" }, { target = "", reasons = false } = {}) {
    return this.#ask("migrate", { operator: { source, text, kubeVersion }, target, reasons }, "migrated");
  }

  view(what, aspect) {
    const { [kind(aspect)]: seen } = this.#ask("view", { input: input(what), aspect }, "viewed");
    return seen;
  }

  complete({ source, text, chart = null }, offset) {
    return this.#ask("assist", { source, chart, text, offset, question: "complete" }, "completions");
  }

  describe({ source, text, chart = null }, offset) {
    return this.#ask("assist", { source, chart, text, offset, question: "describe" }, "description");
  }

  recognise(text) {
    return this.#ask("recognise", text, "recognised");
  }

  zip(files) {
    return this.#ask("zip", files, "zip");
  }

  close() {
    this.#engine.free();
  }

  #ask(job, what, wanted) {
    const answer = this.#engine.ask({ [job]: what });
    if ("refused" in answer) throw new PeriplusError(answer.refused);
    return answer[wanted];
  }

  #whole(rendered) {
    const before = this.#texts;
    this.#texts = new Map();
    for (const document of rendered.documents) {
      document.text ??= before.get(document.id);
      this.#texts.set(document.id, document.text);
    }
    return rendered;
  }
}

// An aspect is its name, or its name with what it asks about.
const kind = (aspect) => (typeof aspect === "string" ? aspect : Object.keys(aspect)[0]);

const input = ({ releases, source, text, kubeVersion = "" }) =>
  releases ? { releases: { source, kubeVersion, releases } } : { operator: { source, text, kubeVersion } };
