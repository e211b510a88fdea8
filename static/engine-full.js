// Starts the engine with keys and certificates, as engine.js starts the other.
importScripts("./full.js");
wasm_bindgen({ module_or_path: "./full_bg.wasm" });
