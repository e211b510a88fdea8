// Starts the page: what Trunk would write as an inline script. The engine takes longest and needs nothing of the page, so
// it comes first, and what the page will ask for in any case is fetched beside it. `store.js` hands all of it over.

// By this the engine's worker knows what it can ask itself ahead of the page; what a link holds only the page can read.
const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const visit = { link: Boolean(location.hash), last: stored("periplus.source"), first: !stored("periplus.draft") };
const heard = []; // what the engine says before the page listens; null is its end
const worker = new Worker("./engine.js", { name: JSON.stringify(visit) });
worker.onmessage = ({ data }) => {
  if (data === "ready") performance.mark("periplus-engine");
  heard.push(data);
};
worker.onerror = (event) => {
  event.preventDefault();
  heard.push(null);
};

// What the worker fetches the page gets from it. What doesn't come the page fetches by itself.
const INDEX = "packs/index.json";
const [files, waiting] = [new Map(), []];
const expect = (path) => {
  const file = new Promise((found, failed) => waiting.push({ path, found, failed }));
  file.catch(() => {});
  files.set(path, file);
};
expect(INDEX);
const { port1: port, port2: workersPort } = new MessageChannel();
port.onmessage = ({ data: { path, body } }) => {
  if (path === INDEX && body) expect(`packs/${body.packs[0]?.file}`);
  for (const { found, failed } of waiting.filter((file) => file.path === path)) body ? found(body) : failed();
};
worker.postMessage(null, [workersPort]);
worker.addEventListener("error", () => waiting.forEach(({ failed }) => failed()));

// What is not for the first manifests waits until they, or why there are none, are shown, or for so many milliseconds.
const event = (name) => new Promise((done) => addEventListener(name, done, { once: true }));
const answer = Promise.race([event("periplus-manifests"), event("periplus-refused")]);
const shown = (millis) => Promise.race([answer, new Promise((done) => setTimeout(done, millis))]);
globalThis.periplusStarted = { engine: { worker, heard }, files, shown };

// This script runs as soon as it is there, which may be before the page's body is.
const { app, wasm } = document.getElementById("start").dataset;
const { default: init } = await import(new URL(app, document.baseURI));
if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));
await init({ module_or_path: new URL(wasm, document.baseURI) });

// For the next visit without a network: what this one is made of, the engines' own files, and the examples. The second
// engine is larger than all the rest: who saves data gets it only when a tab asks for it.
const FIRST = ["editor.js", "engine.js", "operator.yaml", "worker.js", "worker_bg.wasm"];
const SECOND = ["full.js", "full_bg.wasm"];
async function keep() {
  const { active } = await navigator.serviceWorker.ready;
  const listed = async (index) => (await fetch(index)).json();
  const [{ examples }, { packs }] = await Promise.all([listed("examples/index.json"), listed("packs/index.json")]);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const engines = navigator.connection?.saveData ? FIRST : [...FIRST, ...SECOND];
  const files = ["./", ...engines, ...examples.map(({ file }) => `examples/${file}`)];
  files.push(...packs.slice(0, 1).map(({ file }) => `packs/${file}`));
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: all }) => {
    document.documentElement.dataset.offline = all ? "ready" : "incomplete";
  };
  active.postMessage([...loaded, ...files.map((file) => new URL(file, document.baseURI).href)], [port2]);
}
if ("serviceWorker" in navigator) {
  await shown(10_000); // Nothing of it is for this visit: it must not get in the way.
  navigator.serviceWorker.register("sw.js").then(keep).catch(() => {}); // Storage may be off: then there is no second visit.
}
