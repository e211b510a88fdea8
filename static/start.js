// Starts the page: what Trunk would write as an inline script.
const { app, wasm } = document.getElementById("start").dataset;
const { default: init } = await import(new URL(app, document.baseURI));
await init({ module_or_path: new URL(wasm, document.baseURI) });
