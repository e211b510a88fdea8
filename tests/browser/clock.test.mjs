// What looks at the clock: run when nothing runs beside it.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { SHOTS, open, start } from "./browser.mjs";
import { chartArchive } from "./archives.mjs";
import { drop, editor, item, mode, plan, ready, tab, typeBelowSpec, version, view } from "./visit.mjs";

let world;
let opened;
before(async () => { mkdirSync(SHOTS, { recursive: true }); world = await start(); });
after(() => world.stop());

describe("the clock", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("opens with an example already rendered", async () => {
    const { page } = opened;
    await item(page, "istio-ingressgateway").first().waitFor();
    await page.getByText(/^\d+\.\d ms$/).waitFor();
    await view(page).getByText("kind: Deployment").waitFor();
    // The picture shows what a keystroke takes, not the first render with all that is loaded for it.
    await editor(page).press("ControlOrMeta+End");
    for (const key of ["#", "Backspace", "#", "Backspace"]) {
      const before = await page.locator("[data-generation]").getAttribute("data-generation");
      await page.keyboard.press(key);
      await page.locator(`[data-generation]:not([data-generation="${before}"])`).waitFor({ state: "attached" });
    }
    await editor(page).press("ControlOrMeta+Home");
    await page.screenshot({ path: process.env.PERIPLUS_SCREENSHOT ?? `${SHOTS}/light.png` });
  });

  test("typing stays quick while a plan is made", { timeout: 90_000 }, async () => {
    const { page } = opened;
    await plan(page);
    await typeBelowSpec(page, "revision: quick");
    await tab(page, "Manifests").click();
    await item(page, "istiod-quick").first().waitFor({ timeout: 2_000 });
    await view(page).getByText("istiod-quick").first().waitFor();
  });

  test("ten thousand documents are shown, and the page stays quick", { timeout: 120_000 }, async () => {
    const { page } = opened;
    const many = `{{- range $i := until 10000 }}\n---\nkind: ConfigMap\nmetadata:\n  name: m{{ $i }}-{{ $.Values.tail }}\n{{- end }}\n`;
    await drop(page, "many.tgz", chartArchive("many", { "templates/a.yaml": many }, "tail: a\n"));
    await page.getByText(/^10000 documents/).first().waitFor({ timeout: 60_000 });
    const start = Date.now();
    await page.getByRole("searchbox", { name: "Filter manifests" }).fill("m9999-");
    await item(page, "m9999-a").first().waitFor();
    assert.ok(Date.now() - start < 10_000, "the filter answers");
    await mode(page, "IstioOperator").check();
    await page.getByRole("searchbox", { name: "Filter manifests" }).fill("");
    await item(page, "istiod").first().waitFor({ timeout: 20_000 });
    assert.ok(await version(page).isVisible());
  });
});
