// What the editor knows: completion, documentation, marks with fixes; and the bar's edits of the text.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { SHOTS, open, start } from "./browser.mjs";
import { clipboard, editor, item, mode, ready, tab, text, typeBelowSpec, write } from "./visit.mjs";

let world;
let opened;
before(async () => { mkdirSync(SHOTS, { recursive: true }); world = await start(); });
after(() => world.stop());

const option = (page, name) => page.getByRole("listbox", { name: "Completions" }).getByRole("option", { name });

describe("the editor", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("completes keys from the release's schema, then their values", async () => {
    const { page } = opened;
    await typeBelowSpec(page, "rev");
    await option(page, /^revision/).waitFor();
    await page.screenshot({ path: `${SHOTS}/completion.png` });
    await page.keyboard.press("Enter");
    await page.keyboard.type("canary");
    await item(page, "istiod-canary").first().waitFor();
    await write(page, "kind: IstioOperator\nspec:\n  ");
    await page.keyboard.type("prof");
    await option(page, /^profile/).waitFor();
    await page.waitForTimeout(150); // a list that has just opened takes no key yet, so that nobody accepts by accident
    await page.keyboard.press("Enter");
    await option(page, /^ambient/).waitFor();
    await page.keyboard.type("amb");
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await item(page, "ztunnel").first().waitFor();
    assert.match(await text(page), /profile: ambient$/);
  });

  test("completes Helm values of the release that is edited", async () => {
    const { page } = opened;
    await mode(page, "Helm values").check();
    await item(page, "istiod").first().waitFor();
    await write(page, "autoscaleE");
    await page.keyboard.press("Control+Space");
    await option(page, /^autoscaleEnabled/).click();
    await option(page, /^false/).click();
    assert.equal(await text(page), "autoscaleEnabled: false");
  });

  test("explains a key under the pointer", async () => {
    const { page } = opened;
    await editor(page).getByText("accessLogFile", { exact: true }).hover();
    await page.getByText("spec.meshConfig.accessLogFile").waitFor();
    await page.getByText(/Where proxies write access logs/).waitFor();
    await page.screenshot({ path: `${SHOTS}/hover.png` });
  });

  test("the line that is written stays in sight when an error comes up, and what it offers lies above all else", async () => {
    const { page } = opened;
    await page.setViewportSize({ width: 1100, height: 620 });
    await write(page, `kind: IstioOperator\nspec:\n${"  # a line\n".repeat(30)}  meshConfig:\n    a`);
    await page.getByRole("alert").getByText(/cannot unmarshal string/).waitFor();
    await page.keyboard.press("Control+Space");
    await option(page, /^accessLogFile/).click({ trial: true });
    await page.getByText("Access logs as text or as JSON.").click({ trial: true });
  });

  test("marks a slip, and one press corrects it", async () => {
    const { page } = opened;
    await write(page, "kind: IstioOperator\nspec:\n  values:\n    global:\n      hubb: example.com/istio\n");
    await page.getByRole("alert").getByText(/unknown field "hubb"/).waitFor();
    await tab(page, "Problems").click();
    await page.screenshot({ path: `${SHOTS}/problems.png` });
    await page.getByRole("button", { name: "Change to hub", exact: true }).click();
    assert.match(await text(page), /^ {6}hub: example\.com\/istio$/m);
    await page.getByText("No errors, no warnings.").waitFor();
  });

  test("the keyboard corrects at the cursor, and undo takes it back", async () => {
    const { page } = opened;
    await write(page, "kind: IstioOperator\nspec:\n  compatibilityVersion: 1.28");
    await page.getByRole("alert").getByText(/compatibilityVersion of type string/).waitFor();
    await page.keyboard.press("Control+.");
    await page.getByRole("alert").getByRole("button").waitFor({ state: "detached" });
    assert.match(await text(page), /compatibilityVersion: "1\.28"$/);
    await page.keyboard.press("Control+z");
    await page.getByRole("alert").getByText(/compatibilityVersion of type string/).waitFor();
  });

  test("platform, compatibility version, namespace and Kubernetes version are one choice each", async () => {
    const { page } = opened;
    await page.getByRole("combobox", { name: "Platform" }).selectOption("openshift");
    await editor(page).getByText("platform: openshift").waitFor();
    await editor(page).getByText("# Edit this, and the manifests follow.").waitFor();
    await page.getByRole("combobox", { name: "Compatibility" }).selectOption("1.28");
    await editor(page).getByText('compatibilityVersion: "1.28"').waitFor();
    await page.getByLabel("Namespace").fill("mesh");
    await editor(page).getByText("istioNamespace: mesh").waitFor();
    await page.getByLabel("Namespace").fill("");
    await page.getByRole("combobox", { name: "Compatibility" }).selectOption("");
    await page.getByRole("combobox", { name: "Platform" }).selectOption("");
    assert.equal(await editor(page).getByText("compatibilityVersion").count(), 0);
    await page.getByLabel("Kubernetes").fill("nonsense");
    await page.getByRole("alert").getByRole("button").waitFor();
    await page.getByLabel("Kubernetes").fill("1.33");
    await page.getByRole("alert").getByRole("button").waitFor({ state: "detached" });
  });

  test("the command line follows, and is copied", async () => {
    const { page } = opened;
    const line = page.getByLabel("Command", { exact: true });
    assert.match(await line.textContent(), /^istioctl manifest generate -f istio\.yaml/);
    await page.getByLabel("Kubernetes").fill("1.33");
    await page.getByRole("group", { name: "Command line" }).getByRole("button", { name: "periplus" }).click();
    await line.getByText(/^periplus manifest generate -f istio\.yaml --istio-version \S+ --kube-version 1\.33$/).waitFor();
    await mode(page, "Helm values").check();
    await page.getByRole("group", { name: "Command line" }).getByRole("button", { name: "helm" }).click();
    await line.getByText(/^helm template istiod istiod --repo \S+ --version \S+ -n istio-system -f istiod-values\.yaml/).waitFor();
    await page.getByRole("button", { name: "Copy command" }).click();
    await page.getByText("Copied").first().waitFor();
    assert.equal(await clipboard(page), await line.textContent());
  });
});
