// The engine a second time, in the page's own thread: the near engine. It is what the worker runs, compiled once for both.
/* global wasm_bindgen -- what worker.js defines */

const script = (src) => new Promise((done, failed) => {
  const element = Object.assign(document.createElement("script"), { src, onload: done, onerror: failed });
  document.head.append(element);
});

// A worker that was given up meanwhile never answers.
const PATIENCE = 10_000;

// Promises the engine, as functions that throw where it breaks.
export async function loadNear(worker) {
  if (!navigator.onLine && document.documentElement.dataset.offline !== "ready") throw new Error("no network");
  const { port1: port, port2 } = new MessageChannel();
  const module = new Promise((found, failed) => {
    port.onmessage = ({ data }) => found(data);
    setTimeout(failed, PATIENCE);
  });
  worker.postMessage("module", [port2]);
  const compiled = await module;
  port.close();
  if (typeof wasm_bindgen === "undefined") await script("./worker.js");
  await wasm_bindgen({ module_or_path: compiled });
  wasm_bindgen.brief();
  return wasm_bindgen;
}

// Calls back when there is nothing to do for some milliseconds.
export const whenIdle = (act) => (globalThis.requestIdleCallback ?? ((later) => setTimeout(later, 200)))(() => act());
