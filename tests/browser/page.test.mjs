// What a visitor does, by role and text, on the page as it is built.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { SHOTS, open, start } from "./browser.mjs";
import { chartArchive, packArchive } from "./archives.mjs";
import { alert, drop, editor, input, item, mode, ready, tab, text, tree, typeBelowSpec, version, view, write } from "./visit.mjs";

let world;
let opened;
before(async () => { mkdirSync(SHOTS, { recursive: true }); world = await start(); });
after(() => world.stop());

describe("the page", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("typing a revision renames istiod", async () => {
    const { page } = opened;
    await typeBelowSpec(page, "revision: canary");
    await item(page, "istiod-canary").first().waitFor();
    assert.equal(await page.getByRole("textbox", { name: "Revision", exact: true }).inputValue(), "canary");
    await page.getByRole("tab", { name: "Helm values" }).click();
    await page.getByRole("textbox", { name: "Helm values, YAML" }).getByText(/^revision: canary$/).waitFor();
  });

  test("the bar edits the text: demo adds the egress gateway, comments stay", async () => {
    const { page } = opened;
    assert.equal(await item(page, "istio-egressgateway").count(), 0);
    await page.getByRole("combobox", { name: "Profile" }).selectOption("demo");
    await item(page, "istio-egressgateway").first().waitFor();
    await editor(page).getByText("profile: demo").waitFor();
    await editor(page).getByText("# Edit this, and the manifests follow.").waitFor();
    await page.getByRole("textbox", { name: "Revision", exact: true }).fill("canary");
    await editor(page).getByText("revision: canary").waitFor();
    await item(page, "istiod-canary").first().waitFor();
    await page.getByRole("textbox", { name: "Revision", exact: true }).fill("");
    await item(page, "istiod").first().waitFor();
    assert.equal(await editor(page).getByText("revision:").count(), 0);
  });

  test("a syntax error shows its line, and the last good result stays", async () => {
    const { page } = opened;
    const before = await tree(page).getByRole("treeitem").count();
    await typeBelowSpec(page, "hub: [broken");
    await alert(page).getByText(/^Line \d+$/).waitFor();
    await page.getByText("showing the last good result").first().waitFor();
    assert.equal(await tree(page).getByRole("treeitem").count(), before);
    await page.screenshot({ path: `${SHOTS}/error.png` });
    for (const _ of "hub: [broken") await page.keyboard.press("Backspace");
    await alert(page).getByRole("button").waitFor({ state: "detached" });
  });

  test("a dropped pack appears in the version picker and renders, and is there after a reload", async () => {
    const { page } = opened;
    await drop(page, "my-release.tgz", packArchive("9.9.9"));
    await version(page).getByRole("option", { name: "9.9.9 · added" }).waitFor({ state: "attached" });
    assert.equal(await version(page).locator("option:checked").textContent(), "9.9.9 · added");
    await item(page, "istiod").first().waitFor();
    await page.reload();
    await ready(page);
    assert.equal(await version(page).locator("option:checked").textContent(), "9.9.9 · added");
  });

  test("a dropped chart is a Helm release of its own", async () => {
    const { page } = opened;
    await drop(page, "web.tgz", chartArchive("web", { "templates/a.yaml": "kind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n" }, "name: from-values\n"));
    await item(page, "from-values").waitFor();
    await editor(page).getByText("# Values for web").waitFor();
    assert.ok(await mode(page, "Helm values").isChecked());
    await write(page, "name: typed\n");
    await item(page, "typed").waitFor();
  });

  test("a chart that makes certificates loads the engine that has them", async () => {
    const { page } = opened;
    const template = "kind: ConfigMap\nmetadata:\n  name: {{ (genCA \"ca\" 30).Cert | trunc 27 | kebabcase | trim }}\n";
    const requested = page.waitForRequest(/full_bg\.wasm$/);
    await drop(page, "keys.tgz", chartArchive("keys", { "templates/a.yaml": template }, ""));
    await requested;
    await item(page, "-----begin-certificate-----").waitFor({ timeout: 40_000 });
  });

  test("the text can be written before the editor is there, which takes over the text and the cursor", async () => {
    const other = await open(world, { serviceWorkers: "block" });
    let arrive;
    const arrived = new Promise((done) => { arrive = done; });
    await other.page.route("**/editor.js", async (route) => { await arrived; await route.continue(); });
    await other.page.reload();
    await ready(other.page);
    const first = await input(other.page).inputValue();
    await input(other.page).click();
    await other.page.keyboard.press("ControlOrMeta+a");
    await other.page.keyboard.type("kind: IstioOperator\nspec: {revision: early}");
    await other.page.keyboard.press("ArrowLeft");
    await item(other.page, "istiod-early").first().waitFor();
    arrive();
    await editor(other.page).waitFor();
    await other.page.keyboard.type("-bird");
    await item(other.page, "istiod-early-bird").first().waitFor();
    assert.equal(await text(other.page), "kind: IstioOperator\nspec: {revision: early-bird}");
    for (let n = 0; n < 9 && (await text(other.page)) !== first; n += 1) await other.page.keyboard.press("ControlOrMeta+z");
    assert.equal(await text(other.page), first, "undo leads back to the text before");
    await item(other.page, "istiod").first().waitFor();
    await other.close();
  });

  test("problems are corrected and led to before the editor is there, too", async () => {
    const other = await open(world, { serviceWorkers: "block" });
    await other.page.route("**/editor.js", () => {});
    await other.page.reload();
    await ready(other.page);
    await input(other.page).fill("kind: IstioOperator\nspec:\n  profle: demo\n");
    await tab(other.page, "Problems").click();
    await other.page.getByRole("button", { name: /^Change to/ }).first().click();
    assert.equal(await input(other.page).inputValue(), "kind: IstioOperator\nspec:\n  profile: demo\n");
    await input(other.page).fill("kind: IstioOperator\nspec:\n  revision: {}\n");
    await alert(other.page).getByRole("button").click();
    await other.page.keyboard.type("#");
    assert.equal(await input(other.page).inputValue(), "kind: IstioOperator\nspec:\n  revision: #{}\n");
    await other.close();
  });

  test("manifests follow the text, and it is said, where the editor can't be loaded", async () => {
    const other = await open(world, { serviceWorkers: "block" });
    await other.page.route("**/editor.js", (route) => route.abort());
    await other.page.reload();
    await other.page.getByRole("alert").getByText("The editor could not be loaded").waitFor();
    await item(other.page, "istiod").first().waitFor();
    await input(other.page).press("ControlOrMeta+End");
    await other.page.keyboard.insertText("\n  revision: plain\n");
    await item(other.page, "istiod-plain").first().waitFor();
    await other.close();
  });

  for (const [what, file, act, complaint] of [
    ["fails", "operator.yaml", (route) => route.abort(), /ERR_FAILED/],
    ["is about another text", "operator.yaml", (route) => route.fulfill({ body: "spec: {profile: empty}" }), /^$/],
    ["doesn't come through once", "packs/index.json", (route, asked) => (asked === 1 ? route.abort() : route.continue()), /ERR_FAILED/],
  ]) {
    test(`a first visit shows its own text's manifests where what the engine asks ahead ${what}`, async () => {
      const other = await open(world, { serviceWorkers: "block" });
      let asked = 0;
      await other.page.route(`**/${file}`, (route) => { asked += 1; return act(route, asked); });
      await other.page.evaluate(() => localStorage.clear());
      await other.page.reload();
      await item(other.page, "istiod").first().waitFor();
      await other.close();
      assert.ok(asked > 0);
      const expected = [complaint, /Service Worker registration blocked/];
      assert.deepEqual(other.complaints.filter((line) => !expected.some((known) => known.test(line))), []);
    });
  }

  test("what engine and page both need on a first visit is fetched once", async () => {
    const other = await open(world, { serviceWorkers: "block" });
    await item(other.page, "istiod").first().waitFor();
    const fetched = other.requests.filter((address) => address.includes("/packs/")).map((address) => address.split(".").at(-1));
    assert.deepEqual(fetched, ["json", "tgz"]);
    await other.close();
  });

  test("what is no archive is said in words, and nothing changes", async () => {
    const { page } = opened;
    await drop(page, "notes.tgz", new TextEncoder().encode("not an archive"));
    await alert(page).getByText("notes.tgz").waitFor();
    await drop(page, "none.tgz", Buffer.of());
    await alert(page).getByText("none.tgz is empty.").waitFor();
    await item(page, "istiod").first().waitFor();
    await typeBelowSpec(page, "revision: canary");
    await item(page, "istiod-canary").first().waitFor();
  });

  test("a template that never ends leaves the page usable", { timeout: 90_000 }, async () => {
    const { page } = opened;
    const ranges = 7;
    const endless = `{{- range until 9999 }}`.repeat(ranges) + "{{- end }}".repeat(ranges) + "\n";
    await drop(page, "endless.tgz", chartArchive("endless", { "templates/a.yaml": endless }));
    await alert(page).getByRole("button").waitFor({ timeout: 30_000 });
    await page.screenshot({ path: `${SHOTS}/endless.png` });
    const first = await version(page).locator("option").first().getAttribute("value");
    await version(page).selectOption(first);
    await mode(page, "IstioOperator").check();
    await item(page, "istiod").first().waitFor({ timeout: 30_000 });
  });

  test("a template that includes itself leaves the page usable", { timeout: 90_000 }, async () => {
    const { page } = opened;
    const deep = `{{ define "again" }}{{ include "again" . }}{{ end }}{{ include "again" . }}\n`;
    await drop(page, "deep.tgz", chartArchive("deep", { "templates/a.yaml": deep }));
    await alert(page).getByRole("button").waitFor({ timeout: 30_000 });
    await write(page, "a: 1\n");
    await alert(page).getByRole("button").waitFor({ timeout: 30_000 });
    const first = await version(page).locator("option").first().getAttribute("value");
    await version(page).selectOption(first);
    await item(page, "istiod").first().waitFor({ timeout: 30_000 });
  });

  test("Helm values: a tab per release, and one that fails hides no other", async () => {
    const { page } = opened;
    await mode(page, "Helm values").check();
    await item(page, "istiod").first().waitFor();
    await editor(page).getByText("# Values for the istiod chart.").waitFor();
    await write(page, "revision: canary\n");
    await item(page, "istiod-canary").first().waitFor();
    await write(page, "profile: nosuch\n");
    await alert(page).getByText(/nosuch/).waitFor();
    await item(page, "istiod-canary").first().waitFor();
    await page.getByRole("tab", { name: "ztunnel" }).click();
    await editor(page).getByText("# Values for the ztunnel chart.").waitFor();
    await page.getByLabel("Installed").check();
    await item(page, "ztunnel").first().waitFor();
    await page.screenshot({ path: `${SHOTS}/helm.png` });
  });

  test("the tree and the tabs obey the keyboard, and Escape then Tab leaves the editor", async () => {
    const { page } = opened;
    await editor(page).click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.ok(!await editor(page).evaluate((e) => e === e.getRootNode().activeElement), "the focus left the editor");
    await page.getByRole("tab", { name: "Manifests" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name: "Helm values" }).getAttribute("aria-selected"), "true");
    await page.keyboard.press("Home");
    await tree(page).getByRole("treeitem", { name: /^Pilot/ }).first().focus();
    await page.keyboard.press("ArrowLeft");
    await tree(page).getByRole("treeitem", { name: /^Pilot/, expanded: false }).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-expanded") === "false");
    await page.keyboard.press("ArrowRight");
    await tree(page).getByRole("treeitem", { name: /^Pilot/, expanded: true }).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-expanded") === "true");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    const last = await tree(page).getByRole("treeitem", { selected: true }).textContent();
    await view(page).getByText(`name: ${last}`, { exact: true }).first().waitFor();
  });

  test("the filter finds text within manifests, and a manifest is copied as it is shown", async () => {
    const { page } = opened;
    await page.getByRole("searchbox", { name: "Filter manifests" }).fill("deployment istiod");
    await item(page, "istiod").first().click();
    await page.getByRole("button", { name: "Copy", exact: true }).first().click();
    await page.getByText("Copied").first().waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^apiVersion: apps\/v1\nkind: Deployment\n/);
    await page.getByRole("searchbox", { name: "Filter manifests" }).fill("no such thing");
    await page.getByText("Nothing matches the filter.").waitFor();
  });

  test("an example is taken over, and the tree follows", async () => {
    const { page } = opened;
    await page.getByRole("combobox", { name: "Example" }).selectOption("ambient");
    await item(page, "ztunnel").first().waitFor();
    await page.getByRole("combobox", { name: "Example" }).selectOption("canary-revision");
    await item(page, "istiod-canary").first().waitFor();
    await page.getByRole("combobox", { name: "Example" }).selectOption("helm-gateway");
    await item(page, "payments-gateway").first().waitFor();
    await page.getByRole("tab", { name: "payments-gateway" }).waitFor();
  });

  test("markup in names and messages is text", async () => {
    const { page } = opened;
    await write(page, `kind: IstioOperator\nspec:\n  profile: "<img src=x onerror=alert(1)>"\n`);
    await alert(page).getByText("<img src=x onerror=alert(1)>").waitFor();
    await write(page, `kind: IstioOperator\n<script>alert(1)</script>: [`);
    await alert(page).getByText(/^Line \d+$/).waitFor();
    assert.equal(await page.locator("img[src=x]").count(), 0);
  });
});

describe("the looks", () => {
  const looks = [
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 390, height: 844 } }],
    ["narrow", { viewport: { width: 320, height: 640 } }],
  ];
  for (const [name, options] of looks) {
    test(name, async () => {
      const { page, complaints, close } = await open(world, options);
      if (options.viewport) {
        await page.getByText("documents").first().waitFor({ state: "attached", timeout: 20_000 });
        await page.screenshot({ path: `${SHOTS}/${name}-input.png` });
        const wider = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        await page.getByRole("button", { name: "Settings" }).click();
        assert.ok((await wider()) <= 0, "no setting sticks out sideways");
        await page.screenshot({ path: `${SHOTS}/${name}-settings.png` });
        await page.getByRole("button", { name: "Settings" }).click();
        await page.getByRole("button", { name: "Show result" }).click();
        assert.ok((await wider()) <= 0, "nothing sticks out sideways");
      }
      await ready(page);
      await page.locator(".cm-content").first().waitFor({ state: "attached" });
      await page.screenshot({ path: `${SHOTS}/${name}.png` });
      await close();
      assert.deepEqual(complaints, []);
    });
  }

  test("the theme button goes from the system's to light to dark, and stays", async () => {
    const { page, close } = await open(world);
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? "");
    const button = page.getByRole("button", { name: /theme/ });
    const seen = [await theme()];
    for (let n = 0; n < 2; n += 1) { await button.click(); seen.push(await theme()); }
    assert.deepEqual(seen, ["", "light", "dark"]);
    await page.reload();
    assert.equal(await theme(), "dark");
    await close();
  });
});
