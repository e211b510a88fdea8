// Starts the engine in its worker: what Trunk's loader shim does, with the call that wasm-bindgen wants today. The wasm
// is on its way before the script is.
const wasm = fetch("./worker_bg.wasm");
importScripts("./worker.js");
wasm_bindgen({ module_or_path: wasm });
