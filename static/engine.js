// Starts the engine in its worker: what Trunk's loader shim does, with the call that wasm-bindgen wants today. The wasm
// is on its way before the script is, and what is asked before the wasm runs is asked again then.
const wasm = fetch("./worker_bg.wasm");
const asked = [];
onmessage = (event) => asked.push(event);

// The page takes as long to start as the engine does. What it will ask first is asked here, as generation 0, and the
// answers wait for it: to open the site's release and, on a first visit, to render what such a visit shows.
async function ahead({ last, first }) {
  const read = async (path, as) => (await fetch(path))[as]();
  const text = first && read("operator.yaml", "text");
  const { packs: [pack] } = await read("packs/index.json", "json");
  const source = pack.version + (pack.official ? "" : "-builtin");
  if (last && last !== source) return;
  const bytes = new Uint8Array(await read(`packs/${pack.file}`, "arrayBuffer"));
  const ask = (job) => onmessage({ data: { generation: 0, job } });
  ask({ open: { source, file: pack.file, official: Boolean(pack.official), bytes } });
  if (text) ask({ generate: { source, text: await text, kubeVersion: "" } });
}
if (name) ahead(JSON.parse(name)).catch(() => {}); // The page asks for the same, and says what is missing.

importScripts("./worker.js");
wasm_bindgen({ module_or_path: wasm }).then(() => asked.forEach((event) => onmessage(event))).catch(reportError);
