// Starts an engine in its worker: the one with all there is if the worker is called so, else the one that the page starts
// with. The wasm is on its way before the script is, and what is asked before it runs is answered then. The page may have
// the same engine for its own thread.
const engine = name === "full" ? "full" : "worker";
const WASM = `./${engine}_bg.wasm`;
const compiled = WebAssembly.compileStreaming(fetch(WASM)).catch(async () => WebAssembly.compile(await read(WASM, "arrayBuffer")));
const asked = [];
const page = new Promise((found) => {
  addEventListener("message", (event) => {
    const [port] = event.ports;
    if (!port) return;
    event.stopImmediatePropagation(); // What listens behind this takes all it hears for requests.
    if (event.data === "module") compiled.then((module) => port.postMessage(module));
    else found(port);
  });
});
onmessage = (event) => asked.push(event);

const read = async (path, as) => {
  const response = await fetch(path);
  return response.ok ? response[as]() : Promise.reject(response.status);
};
// The page needs the same files: it gets them from here, or hears that it has to look for them itself.
const readForPage = (path, as) => {
  const reading = read(path, as);
  reading.catch(() => {}).then(async (body) => (await page).postMessage({ path, body }));
  return reading;
};

// The page takes as long to start as the engine does. What it will ask first is asked here, as generation 0, and the
// answers wait for it: to open the site's release and, on a first visit, to render what such a visit shows.
async function ahead({ link, last, first }) {
  const { packs: [pack] } = await readForPage("packs/index.json", "json");
  const archive = readForPage(`packs/${pack.file}`, "arrayBuffer");
  const source = pack.version + (pack.official ? "" : "-builtin");
  if (link || (last && last !== source)) return;
  const ask = (job) => onmessage({ data: { generation: 0, job } });
  const [bytes, text] = await Promise.all([archive, first && read("operator.yaml", "text")]);
  ask({ open: { source, file: pack.file, official: Boolean(pack.official), bytes: new Uint8Array(bytes) } });
  if (first) ask({ generate: { source, text, kubeVersion: "" } });
}
if (name.startsWith("{")) ahead(JSON.parse(name)).catch(() => {}); // The page asks in any case.

importScripts(`./${engine}.js`);
compiled.then((module) => wasm_bindgen({ module_or_path: module })).then(() => {
  const tell = (what) => what === undefined || postMessage(what);
  onmessage = ({ data }) => {
    tell(wasm_bindgen.respond(data));
    tell(wasm_bindgen.later());
  };
  tell("ready");
  asked.forEach((event) => onmessage(event));
}).catch(reportError);
