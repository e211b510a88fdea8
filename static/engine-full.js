// Starts the engine with keys, certificates and the way to Helm, as engine.js starts the other.
importScripts("./full.js");
wasm_bindgen({ module_or_path: "./full_bg.wasm" });
