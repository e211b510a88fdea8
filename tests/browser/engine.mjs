// The engine alone, in Chromium: how long it needs to start, to open a pack and to render each chart in it.
// Usage: node engine.mjs PACK.tgz. Prints lines `what<TAB>milliseconds`, medians.
import { readFileSync } from "node:fs";
import { open, start } from "./browser.mjs";

const RUNS = Number(process.env.RUNS ?? 30);
const STARTS = 5;
const CHARTS = ["istio-control/istio-discovery", "base", "istio-cni", "ztunnel", "gateway"];

// Runs in the page: answers what the worker answers, and when.
async function inPage({ bytes, charts, runs, starts }) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  // Marks come after the answer that they belong to.
  const hear = (worker) => new Promise((done, failed) => {
    worker.onmessage = ({ data }) => { if (!data.answer?.marked) done(data); };
    worker.onerror = ({ message }) => failed(new Error(message));
  });
  const begin = async () => {
    const from = performance.now();
    const worker = new Worker("./engine.js");
    await hear(worker);
    return { worker, millis: performance.now() - from };
  };
  const started = [];
  for (let n = 0; n < starts; n += 1) {
    const { worker, millis } = await begin();
    worker.terminate();
    started.push(millis);
  }
  const { worker } = await begin();
  let generation = 0;
  const ask = async (job) => {
    const heard = hear(worker);
    worker.postMessage({ generation: ++generation, job });
    const { answer, millis } = await heard;
    if (answer.refused) throw new Error(answer.refused[0].message);
    for (const problem of answer.rendered?.problems ?? []) if (problem.severity === "error") throw new Error(problem.message);
    return millis;
  };
  const source = "pack";
  const archive = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const rows = [["start, to ready", median(started)]];
  rows.push(["open the pack", await ask({ open: { source, file: "pack.tgz", official: true, bytes: archive } })]);
  for (const chart of charts) {
    const render = (turn) => ask({ template: { source, kubeVersion: "", releases: [
      { name: "istio", chart, namespace: "istio-system", values: `global:\n  hub: "hub${turn}"\n` },
    ] } });
    rows.push([`${chart}: load and render`, await render(0)]);
    const times = [];
    for (let turn = 1; turn <= runs; turn += 1) times.push(await render(turn));
    rows.push([`${chart}: render`, median(times)]);
  }
  worker.terminate();
  return rows;
}

const bytes = readFileSync(process.argv[2]).toString("base64");
const world = await start();
// A file of the site that starts nothing: the page itself has an engine, and would start it meanwhile.
const { page, close } = await open({ ...world, url: new URL("icon.svg", world.url).href });
const rows = await page.evaluate(inPage, { bytes, charts: CHARTS, runs: RUNS, starts: STARTS });
await close();
await world.stop();
for (const [what, millis] of rows) console.log(`${what}\t${millis.toFixed(2)}`);
