// Starts the engine in its worker: what Trunk's loader shim does, with the call that wasm-bindgen wants today. The wasm
// is on its way before the script is, and what is asked before the wasm runs is asked again then.
const wasm = fetch("./worker_bg.wasm");
const asked = [];
onmessage = (event) => asked.push(event);
importScripts("./worker.js");
wasm_bindgen({ module_or_path: wasm }).then(() => asked.forEach((event) => onmessage(event))).catch(reportError);
