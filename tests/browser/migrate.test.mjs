// The way from an IstioOperator to Helm: plan, settings, proof, files.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHOTS, open, start } from "./browser.mjs";
import { editor, item, mode, plan, ready, settled, tab, typeBelowSpec, write } from "./visit.mjs";

let world;
let opened;
before(async () => { mkdirSync(SHOTS, { recursive: true }); world = await start(); });
after(() => world.stop());

const OVERLAYS = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  revision: canary
  components:
    pilot:
      k8s:
        replicaCount: 2
        overlays:
        - kind: Deployment
          name: istiod-canary
          patches:
          - path: spec.template.spec.dnsPolicy
            value: ClusterFirst
        - kind: Deployment
          name: istiod
          patches:
          - path: spec.template.spec.hostNetwork
            value: true
  values:
    pilot:
      traceSampling: 5
    global:
      logging:
        level: default:info
`;

const part = (page, name) => page.getByRole("tablist", { name: "Migration" }).getByRole("tab", { name }).click();

describe("migration", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("the plan names the releases in order; the engine for it is loaded only now", { timeout: 90_000 }, async () => {
    const { page } = opened;
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").filter((e) => e.name.includes("full")).length);
    assert.equal(await loaded(), 0);
    const migration = await plan(page);
    const names = await migration.getByRole("rowheader").allTextContents();
    assert.deepEqual(names, ["istio-base", "istiod", "istio-ingressgateway"]);
    await migration.getByText(/^\d+ resources, rendered by both$/).waitFor();
    await page.screenshot({ path: `${SHOTS}/migrate-plan.png` });
  });

  test("each setting says where it went, lost ones first, and leads to its line", { timeout: 90_000 }, async () => {
    const { page } = opened;
    await write(page, OVERLAYS);
    await item(page, "istiod-canary").first().waitFor();
    await plan(page);
    await part(page, "Settings");
    const settings = page.getByRole("group", { name: "Settings" });
    const titles = await settings.getByRole("heading").allTextContents();
    assert.match(titles[0], /^lost Without effect: 1 setting$/);
    await settings.getByText(/under the revision it is istiod-canary/).waitFor();
    const row = (name) => settings.getByRole("row").filter({ hasText: name });
    assert.match(await row("traceSampling").textContent(), /values of istiod-canary/);
    assert.match(await row("dnsPolicy").textContent(), /patch of istiod-canary.*no value/);
    assert.match(await row("logging.level").textContent(), /nowhere.*what the chart does anyway/);
    await page.screenshot({ path: `${SHOTS}/migrate-settings.png` });
    await row("traceSampling").getByRole("button", { name: "line 22" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.ariaLabel), "Input, YAML");
  });

  test("the proof tells of each resource why it is the same", { timeout: 90_000 }, async () => {
    const { page } = opened;
    await write(page, OVERLAYS);
    await item(page, "istiod-canary").first().waitFor();
    await plan(page);
    await part(page, "Proof");
    const proof = page.getByRole("group", { name: "Proof" });
    await proof.getByRole("heading", { name: /the same by a patch/ }).waitFor();
    await proof.getByText(/names the Helm release/).first().waitFor();
    const service = proof.getByRole("listitem").filter({ hasText: "Service istiod-canary" }).first();
    await service.locator("summary").click();
    await service.getByText("metadata.labels.release").waitFor();
    const gateway = proof.getByRole("listitem").filter({ hasText: "Deployment istio-ingressgateway" }).first();
    await gateway.locator("summary").first().click();
    await gateway.getByText("After injection, as it was compared").click();
    await gateway.getByRole("group", { name: "Deployment istio-ingressgateway after injection" }).getByText("PROXY_CONFIG").waitFor();
    await page.screenshot({ path: `${SHOTS}/migrate-proof.png` });
  });

  test("files are shown, copied, and handed out as one archive that unpacks to programs", { timeout: 90_000 }, async () => {
    const { page } = opened;
    await plan(page);
    await part(page, "Files");
    await page.getByRole("navigation", { name: "Files" }).getByRole("button", { name: "install.sh" }).click();
    await page.getByRole("textbox", { name: "File, text" }).getByText("helm upgrade --install").first().waitFor();
    await page.getByRole("region", { name: "File", exact: true }).getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^#!/);
    await page.screenshot({ path: `${SHOTS}/migrate-files.png` });
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download zip" }).click();
    const archive = await (await download).path();
    const listed = execFileSync("python3", ["-c", LIST, archive], { encoding: "utf8" });
    assert.match(listed, /istio-migration\/install\.sh 755/);
    assert.match(listed, /istio-migration\/values\/istiod\.yaml 644/);
    const folder = mkdtempSync(join(tmpdir(), "migration-"));
    execFileSync("python3", ["-m", "zipfile", "-e", archive, folder]);
    execFileSync("bash", ["-n", join(folder, "istio-migration/install.sh")]);
  });

  test("files are written for every tool that the engine knows", { timeout: 120_000 }, async () => {
    const { page } = opened;
    const migration = await plan(page);
    await part(page, "Files");
    const tools = page.getByLabel("Files for");
    const files = () => page.getByRole("navigation", { name: "Files" }).getByRole("button").allTextContents();
    const lists = new Set();
    const names = await tools.getByRole("option").allTextContents();
    assert.ok(names.includes("helm") && names.includes("argocd"), names.join());
    for (const name of names) {
      await tools.selectOption(name);
      await settled(page);
      await migration.locator(`[data-target="${name}"]`).waitFor({ timeout: 40_000 });
      lists.add((await files()).join());
    }
    assert.equal(lists.size, names.length, "each has files of its own");
  });

  test("the plan follows the input and its release; reasons are written when wanted", { timeout: 90_000 }, async () => {
    const { page } = opened;
    const migration = await plan(page);
    await page.getByRole("combobox", { name: "Profile" }).selectOption("ambient");
    await migration.getByRole("rowheader", { name: "ztunnel" }).waitFor({ timeout: 40_000 });
    await typeBelowSpec(page, "revision: next");
    await migration.getByRole("rowheader", { name: "istiod-next" }).waitFor({ timeout: 40_000 });
    await page.getByLabel("Reasons in values").check();
    await part(page, "Files");
    await page.getByRole("navigation", { name: "Files" }).getByRole("button", { name: "values/istiod-next.yaml" }).click();
    await page.getByRole("textbox", { name: "File, text" }).getByText("# why:").first().waitFor({ timeout: 40_000 });
  });

  test("an input that fails keeps the last plan; Helm values have none", { timeout: 90_000 }, async () => {
    const { page } = opened;
    const migration = await plan(page);
    await typeBelowSpec(page, "hub: [broken");
    await migration.getByRole("status").getByText(/^What is shown is older/).waitFor({ timeout: 40_000 });
    await migration.getByRole("rowheader", { name: "istiod" }).waitFor();
    await mode(page, "Helm values").check();
    await page.getByText("they are where it leads").waitFor();
    await page.getByRole("button", { name: "Edit the IstioOperator" }).click();
    await editor(page).getByText("hub: [broken").waitFor();
    await migration.getByRole("rowheader", { name: "istiod" }).waitFor();
  });

  test("an input that never had a plan says what is wrong with it, and leads there", { timeout: 90_000 }, async () => {
    const { page } = opened;
    await write(page, "kind: IstioOperator\nspec:\n  components:\n    pilot:\n      k8s:\n        replicas: 2\n");
    await tab(page, "Migrate").click();
    const migration = page.getByRole("region", { name: "Migration to Helm" });
    await migration.getByText(/unknown field "?replicas/).waitFor({ timeout: 40_000 });
    await migration.getByRole("button", { name: "Go to line 6" }).click();
    assert.match(await page.evaluate(() => document.activeElement.shadowRoot?.querySelector(".cm-activeLine")?.textContent), /replicas: 2/);
  });
});

// Names and modes in an archive.
const LIST = `
import sys, zipfile
for entry in zipfile.ZipFile(sys.argv[1]).infolist():
    print(entry.filename, oct(entry.external_attr >> 16)[-3:])
`;
