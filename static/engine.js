// Starts the engine in its worker: what Trunk's loader shim does, with the call that wasm-bindgen wants today.
importScripts("./worker.js");
wasm_bindgen({ module_or_path: "./worker_bg.wasm" });
