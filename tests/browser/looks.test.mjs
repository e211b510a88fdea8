// Every tab in both themes: what axe finds (nothing), and pictures of it for people to look at.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { brotliCompressSync } from "node:zlib";
import { DIST, SHOTS, open, start } from "./browser.mjs";
import { editor, item, mode, paste, ready, tab, typeBelowSpec } from "./visit.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TABS = [
  "Manifests", "Helm values", "Diff", "Migrate", "Mesh & proxy config", "Revisions & tags", "Gateways", "Overview", "Problems",
];
const LOOKS = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 390, height: 844 } }],
  ["narrow", { viewport: { width: 320, height: 640 } }],
];
// What is there once a tab has its answer.
const SETTLED = {
  "Mesh & proxy config": (page) => page.getByRole("table", { name: "ProxyConfig", exact: true }),
  "Revisions & tags": (page) => page.getByRole("table", { name: "What the move changes" }),
  Gateways: (page) => page.getByRole("button", { name: "Copy file" }).first(),
  Overview: (page) => page.getByRole("group", { name: "Revisions and tags, drawn" }),
};

let world;
before(async () => { mkdirSync(SHOTS, { recursive: true }); world = await start(); });
after(() => world.stop());

// What axe finds, as lines that say what and where. It is given to the page past the page's policy, by the debugger.
async function findings(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: `${AXE};0` });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }).then((found) => JSON.stringify(
      found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.split("\\n").slice(1).join(" ")))))`,
    awaitPromise: true,
  });
  await session.detach();
  return JSON.parse(result.value);
}

describe("the looks of every tab", () => {
  for (const [look, options] of LOOKS) {
    test(look, { timeout: 120_000 }, async () => {
      const { page, complaints, close } = await open(world, options);
      await page.getByText("documents").first().waitFor({ state: "attached", timeout: 20_000 });
      if (options.viewport) await page.getByRole("button", { name: "Show result" }).click();
      const found = [];
      for (const name of TABS) {
        if (name === "Problems" && !options.viewport) await mistake(page);
        await tab(page, name).click();
        if (name === "Diff") await page.getByLabel("Compare with").selectOption("profile demo");
        if (name === "Diff") await page.getByRole("heading", { name: /egressgateway/ }).first().waitFor();
        if (name === "Migrate") await migrated(page, look, found);
        await SETTLED[name]?.(page).waitFor({ timeout: 20_000 });
        found.push(...(await findings(page)).map((line) => `${name}: ${line}`));
        await page.screenshot({ path: `${SHOTS}/tab-${name.toLowerCase().replaceAll(/\W+/g, "-")}-${look}.png` });
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${name} sticks out sideways by ${wider}`);
      }
      await close();
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
    });
  }

  test("dialogs, menu and offers", { timeout: 120_000 }, async () => {
    for (const colorScheme of ["light", "dark"]) {
      const { page, complaints, close } = await open(world, { colorScheme });
      await item(page, "istiod").first().waitFor();
      const found = [];
      const look = async (name) => {
        found.push(...(await findings(page)).map((line) => `${name}, ${colorScheme}: ${line}`));
        await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}.png` });
      };
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("dialog", { name: "Command palette" }).waitFor();
      await look("palette");
      await page.keyboard.press("Escape");
      await tab(page, "Manifests").focus();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await look("help");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Share" }).click();
      await look("menu");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "About Revision" }).click();
      await look("about");
      await page.keyboard.press("Escape");
      await paste(page, "istioctl install --set profile=demo\n");
      await page.getByRole("group", { name: "Recognised" }).waitFor();
      await look("offers");
      await mode(page, "Helm values").check();
      await page.getByRole("tab", { name: "ztunnel" }).waitFor();
      await look("helm");
      await close();
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
    }
  });
});

// So that Problems has something to show.
async function mistake(page) {
  await typeBelowSpec(page, "revison: canary");
  await page.getByRole("alert").getByRole("button").waitFor();
}

// Each view of the migration.
async function migrated(page, look, found) {
  await page.getByText(/resources, rendered by both/).waitFor({ timeout: 40_000 });
  for (const part of ["Settings", "Proof", "Files", "Plan"]) {
    await page.getByRole("tablist", { name: "Migration" }).getByRole("tab", { name: part }).click();
    found.push(...(await findings(page)).map((line) => `Migrate, ${part}: ${line}`));
    await page.screenshot({ path: `${SHOTS}/tab-migrate-${part.toLowerCase()}-${look}.png` });
  }
}

describe("keys", () => {
  test("the palette finds what there is, and does it", async () => {
    const { page, complaints, close } = await open(world);
    await item(page, "istiod").first().waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "What to do" }).fill("profile demo");
    await page.keyboard.press("Enter");
    await item(page, "istio-egressgateway").first().waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "What to do" }).fill("show");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "Show Helm values", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await tab(page, "Helm values").getAttribute("aria-selected"), "true");
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await close();
    assert.deepEqual(complaints, []);
  });

  test("Ctrl S copies the link, ? helps, but not while typing", async () => {
    const { page, complaints, close } = await open(world);
    await item(page, "istiod").first().waitFor();
    await page.getByRole("textbox", { name: "Input, YAML" }).click();
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByText("Copied").first().waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /#istio=.*code=/);
    await page.keyboard.type("?");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await tab(page, "Manifests").focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Command palette").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    assert.equal(await page.getByRole("dialog").count(), 0);
    await close();
    assert.deepEqual(complaints, []);
  });
});

describe("what a first visit loads", () => {
  const compressed = (path) => brotliCompressSync(readFileSync(`${DIST}/${path}`)).length;

  test("is at most a megabyte, its engine at most half of one", async () => {
    const { page, requests, close } = await open(world);
    await ready(page);
    await editor(page).waitFor();
    await close();
    const paths = new Set(requests.map((address) => decodeURI(new URL(address).pathname).slice(1) || "index.html"));
    assert.ok(paths.has("worker_bg.wasm") && paths.has("editor.js") && !paths.has("full_bg.wasm"), [...paths].join(" "));
    const sizes = new Map([...paths].map((path) => [path, compressed(path)]));
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(bytes <= 1_000_000, `${bytes} bytes`);
    assert.ok(sizes.get("worker_bg.wasm") <= 500_000, `${sizes.get("worker_bg.wasm")} bytes`);
  });
});

describe("without a network", () => {
  test("the page works after the first visit, and can be installed", async () => {
    const { page, close } = await open(world);
    await item(page, "istiod").first().waitFor();
    await page.locator("html[data-offline=ready]").waitFor({ state: "attached" });
    const manifest = await page.evaluate(async () => (await fetch(document.querySelector("link[rel=manifest]").href)).json());
    assert.equal(manifest.display, "standalone");
    await page.context().setOffline(true);
    await page.reload();
    await item(page, "istiod").first().waitFor({ timeout: 20_000 });
    await page.getByRole("combobox", { name: "Example" }).selectOption("ambient");
    await item(page, "ztunnel").first().waitFor();
    await tab(page, "Migrate").click();
    await page.getByRole("region", { name: "Migration to Helm" }).getByRole("table").first().waitFor({ timeout: 40_000 });
    await tab(page, "Diff").click();
    await page.getByRole("status", { name: "Differences" }).getByText(/changed|added/).waitFor({ timeout: 20_000 });
    await close();
  });
});
