// Starts the page: what Trunk would write as an inline script. The engine takes longest and needs nothing of the page, so
// it comes first, and what the page will ask for in any case is fetched beside it. `store.js` hands all of it over.
const heard = []; // what the engine says before the page listens; null is its end
const worker = new Worker("./engine.js");
worker.onmessage = ({ data }) => {
  performance.mark("periplus-engine");
  heard.push(data);
};
worker.onerror = (event) => {
  event.preventDefault();
  heard.push(null);
};
const files = new Map();
const early = (path) => files.set(path, fetch(path)).get(path);
globalThis.periplusStarted = { engine: { worker, heard }, files };
early("packs/index.json")
  .then(async (response) => (await response.clone().json()).packs.slice(0, 1).map(({ file }) => early(`packs/${file}`))[0])
  .catch(() => {}); // The page fetches again, and says what is missing.

const { app, wasm } = document.getElementById("start").dataset;
const { default: init } = await import(new URL(app, document.baseURI));
await init({ module_or_path: new URL(wasm, document.baseURI) });

// For the next visit without a network: what this one is made of, the engines' own files, and the examples. The second
// engine is larger than all the rest: who saves data gets it only when a tab asks for it.
const FIRST = ["engine.js", "worker.js", "worker_bg.wasm"];
const SECOND = ["engine-full.js", "full.js", "full_bg.wasm"];
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
  navigator.serviceWorker.register("sw.js").then(keep).catch(() => {}); // Storage may be off: then there is no second visit.
}
