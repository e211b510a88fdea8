// Start and keystroke times of the page as it is built, with the built-in charts and with a pack that is named.
// Usage: node measure.mjs [PACK.tgz]. Prints lines of cells with a tab between: what, then the median, the 99th percentile
// and the maximum in milliseconds.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { open, start } from "./browser.mjs";
import { drop, version } from "./visit.mjs";

const EDITS = Number(process.env.EDITS ?? 200);
const STARTS = Number(process.env.STARTS ?? 5);

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: at(sorted, 0.5), p99: at(sorted, 0.99), max: sorted.at(-1) };
};

// First contentful paint and first manifests, from the start of navigation and from when the engine runs, with an empty
// cache each time.
async function startTimes(world) {
  const [paints, manifests, after] = [[], [], []];
  for (let n = 0; n < STARTS; n += 1) {
    const { page, close } = await open(world);
    await page.getByRole("treeitem", { name: /^istiod/ }).first().waitFor();
    const marks = await page.evaluate(() => {
      const at = (name) => performance.getEntriesByName(name)[0].startTime;
      return [at("first-contentful-paint"), at("periplus-manifests"), at("periplus-engine")];
    });
    paints.push(marks[0]);
    manifests.push(marks[1]);
    after.push(marks[1] - marks[2]);
    await close();
  }
  return { "first contentful paint": spread(paints), "first manifests": spread(manifests), "of it, after the engine runs": spread(after) };
}

// A hand holds a key about as long. It matters: browsers show what a key changed, coming and going, before they pass on
// what a worker says.
const HELD = 80;

// Nor is a hand in step with the screen: keys come at every moment between two frames alike.
const moment = (n) => (n * 7) % 17;

// One character typed, to the manifests in the page and to the frame that shows them: each edit changes a label value
// that many manifests show.
async function keystrokes(world, profile, pack) {
  const { page, close } = await open(world);
  await page.getByRole("treeitem", { name: /^istiod/ }).first().waitFor();
  if (pack) {
    await drop(page, basename(pack), readFileSync(pack));
    while (!(await version(page).inputValue()).startsWith("added:")) await page.waitForTimeout(100);
  }
  await page.getByRole("combobox", { name: "Profile" }).selectOption(profile);
  await page.getByRole("textbox", { name: "Input, YAML" }).getByText(`profile: ${profile}`).click();
  await page.keyboard.press("End");
  await page.keyboard.type("\nrevision: r");
  await page.getByRole("treeitem", { name: /^istiod-r/ }).first().waitFor();
  await page.keyboard.press("Escape"); // the list of completions
  await page.evaluate(() => {
    const status = document.querySelector("[data-generation]");
    [window.times, window.frames] = [[], []];
    addEventListener("keydown", () => { window.typed = performance.now(); }, { capture: true });
    // A message that is posted in a frame is heard once the frame is done.
    const painted = (typed) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.frames.push(performance.now() - typed);
      port2.postMessage(null);
    });
    new MutationObserver(() => {
      if (!window.typed) return;
      window.times.push(performance.now() - window.typed);
      painted(window.typed);
      window.typed = 0;
    }).observe(status, { attributes: true });
  });
  const engine = [];
  for (let n = 0; n < EDITS; n += 1) {
    await page.waitForTimeout(moment(n));
    await page.keyboard.press(n % 2 ? "Backspace" : "x", { delay: HELD });
    await page.waitForFunction((count) => window.frames.length >= count, n + 1);
    engine.push(Number.parseFloat(await page.locator(".status .number").textContent()));
  }
  const { times, frames } = await page.evaluate(() => ({ times: window.times, frames: window.frames }));
  await close();
  const what = pack ? `${basename(pack, ".tgz")}, ${profile}` : profile;
  return {
    [`${what}: keystroke to manifests`]: spread(times),
    [`${what}: of it, in the engine`]: spread(engine),
    [`${what}: keystroke to the frame that shows them`]: spread(frames),
  };
}

const world = await start();
const times = await startTimes(world);
for (const pack of [undefined, ...process.argv.slice(2)]) {
  for (const profile of ["default", "demo", "ambient"]) Object.assign(times, await keystrokes(world, profile, pack));
}
await world.stop();
for (const [what, { median, p99, max }] of Object.entries(times)) {
  console.log([what, ...[median, p99, max].map((value) => value.toFixed(1))].join("\t"));
}
