// Links, history, draft, and what can be pasted or dropped.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { SHOTS, open, start } from "./browser.mjs";
import { alert, clipboard, drop, editor, item, mode, paste, ready, tab, text, typeBelowSpec, version, write } from "./visit.mjs";

let world;
let opened;
before(async () => { mkdirSync(SHOTS, { recursive: true }); world = await start(); });
after(() => world.stop());

// "Copied" may still stand there from the last time: the clipboard itself tells.
const share = async (page, name) => {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
  await page.getByText("Copied").first().waitFor();
  await page.waitForFunction(async () => await navigator.clipboard.readText() !== "");
  return clipboard(page);
};
const hash = (page) => page.evaluate(() => location.hash);
const offer = (page, name) => page.getByRole("group", { name: "Recognised" }).getByRole("button", { name });
const recognised = (page, what) => page.getByRole("group", { name: "Recognised" }).getByText(what).waitFor();

describe("sharing", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("a link opens what was shared, in another browser", async () => {
    const { page } = opened;
    await typeBelowSpec(page, "revision: shared");
    await item(page, "istiod-shared").first().waitFor();
    const link = await share(page, "Link");
    assert.ok(link.length < 400, `${link.length} characters: ${link}`);
    const other = await open(world);
    await other.page.goto(link);
    await other.page.reload();
    await item(other.page, "istiod-shared").first().waitFor();
    assert.equal(await text(other.page), await text(page));
    await other.close();
    assert.deepEqual(other.complaints, []);
  });

  test("Helm releases are shared with what is installed", async () => {
    const { page } = opened;
    await mode(page, "Helm values").check();
    await page.getByRole("tab", { name: "ztunnel" }).click();
    await page.getByLabel("Installed").check();
    await item(page, "ztunnel").first().waitFor();
    await page.goto(await share(page, "Link"));
    await page.reload();
    await item(page, "ztunnel").first().waitFor();
    assert.ok(await mode(page, "Helm values").isChecked());
    assert.equal(await page.getByRole("tab", { name: "ztunnel" }).getAttribute("aria-selected"), "true");
  });

  test("the menu hands out Markdown, YAML, a command, an embed and a zip; arrows and Escape work in it", async () => {
    const { page } = opened;
    assert.match(await share(page, "Markdown"), /^\[IstioOperator on Istio \S+ in Periplus\]\(http.*#istio=.*\)$/);
    assert.match(await share(page, "Markdown with the YAML"), /```yaml\n# Edit this/);
    assert.match(await share(page, "Command line"), /^istioctl manifest generate/);
    assert.match(await share(page, "Embed code"), /^<iframe src="http.*\?embed#istio=/);
    await page.getByRole("button", { name: "Share" }).click();
    await page.screenshot({ path: `${SHOTS}/share.png` });
    await page.keyboard.press("End");
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    const bytes = readFileSync(await (await download).path());
    assert.ok(bytes.includes("periplus/manifests.yaml") && bytes.includes("periplus/istio.yaml"));
    await page.getByRole("button", { name: "Share" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Share");
  });

  test("back and forward lead through choices, typing does not", async () => {
    const { page } = opened;
    await page.getByRole("combobox", { name: "Profile" }).selectOption("demo");
    await item(page, "istio-egressgateway").first().waitFor();
    await page.waitForFunction(() => location.hash.includes("code="));
    const demo = await hash(page);
    await typeBelowSpec(page, "revision: typed");
    await page.waitForFunction((before) => location.hash !== before, demo);
    const typed = await hash(page);
    await page.getByRole("combobox", { name: "Profile" }).selectOption("minimal");
    await editor(page).getByText("profile: minimal").waitFor();
    await page.waitForFunction((before) => location.hash !== before, typed);
    await page.goBack();
    await editor(page).getByText("profile: demo").waitFor();
    await editor(page).getByText("revision: typed").waitFor();
    await page.goForward();
    await editor(page).getByText("profile: minimal").waitFor();
  });

  test("a draft is there at the next visit, and a link does not touch it", async () => {
    const { page } = opened;
    const first = await page.evaluate(() => location.href);
    await typeBelowSpec(page, "revision: draft");
    const link = await share(page, "Link");
    await page.waitForFunction((whole) => localStorage.getItem("periplus.draft") === whole, new URL(link).hash.slice(1));
    await page.goto("about:blank");
    await page.goto(first);
    await item(page, "istiod-draft").first().waitFor();
    await page.goto("about:blank");
    await page.goto(link.replace(/code=.*/, "code=AVNWOLzyw9yWeZDSGTSfCgA"));
    await editor(page).getByText("spec: {}").waitFor();
    await write(page, "kind: IstioOperator\nspec:\n  revision: visitor\n");
    await item(page, "istiod-visitor").first().waitFor();
    await page.waitForTimeout(600);
    await page.goto("about:blank");
    await page.goto(first);
    await item(page, "istiod-draft").first().waitFor();
  });

  test("a damaged link, a newer one and one of a missing release are said in words", async () => {
    const { page } = opened;
    const [base, good] = (await share(page, "Link")).split("#");
    for (const [fragment, words] of [
      ["code=Aa3W", /damaged/], ["code=Ag", /version 2/], ["code=%00<script>alert(1)</script>", /damaged/],
      [good.replace(/istio=[^&]*/, "istio=1.30.99"), /made with 1\.30\.99, which is not here/],
    ]) {
      await page.goto("about:blank");
      await page.goto(`${base}#${fragment}`);
      await alert(page).getByText(words).waitFor();
      await item(page, "istiod").first().waitFor();
    }
  });

  test("an Argo CD Application that is pasted becomes Helm values", async () => {
    const { page } = opened;
    await paste(page, "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: istiod\nspec:\n  destination:\n    namespace: mesh\n  source:\n    chart: istiod\n    targetRevision: 1.30.3\n    helm:\n      values: |\n        # theirs\n        revision: argo\n");
    await recognised(page, "an Argo CD Application");
    await page.screenshot({ path: `${SHOTS}/recognised.png` });
    await offer(page, /Helm values of istiod/).click();
    await item(page, "istiod-argo").first().waitFor();
    assert.equal(await text(page), "# theirs\nrevision: argo\n");
    assert.equal(await page.getByLabel("Namespace").inputValue(), "mesh");
  });

  test("a command line, a ConfigMap and a Sail Istio are recognised; what is an input already is just pasted", async () => {
    const { page } = opened;
    await paste(page, "istioctl install --set profile=minimal -r pasted");
    await recognised(page, "an istioctl command line");
    await offer(page, "Edit as IstioOperator").click();
    await item(page, "istiod-pasted").first().waitFor();
    await paste(page, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\ndata:\n  mesh: |-\n    accessLogFile: /dev/stderr\n");
    await recognised(page, "a ConfigMap with mesh configuration");
    await offer(page, "Edit as IstioOperator").click();
    await editor(page).getByText("accessLogFile: /dev/stderr").waitFor();
    await item(page, "istiod").first().waitFor();
    await paste(page, "apiVersion: sailoperator.io/v1\nkind: Istio\nspec:\n  values:\n    revision: sail\n");
    await recognised(page, "a Sail Operator Istio");
    await offer(page, "Leave it").click();
    await paste(page, "kind: IstioOperator\nspec:\n  revision: plain\n");
    await item(page, "istiod-plain").first().waitFor();
    assert.equal(await page.getByRole("group", { name: "Recognised" }).count(), 0);
  });

  test("a dropped file is looked at", async () => {
    const { page } = opened;
    await drop(page, "mine.yaml", Buffer.from("kind: IstioOperator\nspec:\n  revision: dropped\n"));
    await recognised(page, "an IstioOperator");
    await offer(page, "Edit as IstioOperator").click();
    await item(page, "istiod-dropped").first().waitFor();
    await drop(page, "notes.txt", Buffer.from("nothing much"));
    await recognised(page, "nothing that Periplus knows");
  });

  test("the difference to another profile, and to nothing", async () => {
    const { page } = opened;
    await tab(page, "Diff").click();
    const told = page.getByRole("status", { name: "Differences" });
    await told.getByText("Nothing differs.").waitFor();
    await page.getByLabel("Compare with").selectOption("profile demo");
    await told.getByText(/removed/).waitFor();
    await page.getByRole("heading", { name: /removed Deployment istio-egressgateway/ }).waitFor();
    await page.screenshot({ path: `${SHOTS}/diff.png` });
    await page.getByLabel("Compare with").selectOption("pure");
    await page.getByRole("heading", { name: /changed ConfigMap istio / }).first().waitFor();
    await typeBelowSpec(page, "hub: example.com/new");
    await page.getByText(/example\.com\/new/).first().waitFor();
  });

  test("of a long text the lines that differ are shown, not the text", async () => {
    const { page } = opened;
    await tab(page, "Diff").click();
    await page.getByLabel("Compare with").selectOption("pure");
    const mesh = page.getByRole("article").filter({ hasText: /ConfigMap istio / }).first();
    await mesh.getByText(/^line \d+$/).first().waitFor();
    await mesh.getByText("accessLogFile: /dev/stdout").waitFor();
    assert.ok((await mesh.locator(".hunk").allTextContents()).join("").split("\n").length < 30, "a few lines around each");
  });

  test("the difference to another revision by its name, to a compatibility version, and to no input at all", async () => {
    const { page } = opened;
    await tab(page, "Diff").click();
    const choice = page.getByLabel("Compare with");
    await choice.selectOption({ label: "another revision…" });
    const renamed = (name) => page.getByRole("heading", { name: new RegExp(`renamed Deployment istiod was ${name}|renamed Deployment istiod.*${name}`) });
    await renamed("istiod-canary").waitFor();
    await page.getByLabel("named").fill("1-31");
    await renamed("istiod-1-31").waitFor();
    const versions = await choice.locator("optgroup[label='Compatibility version'] option").allTextContents();
    await choice.selectOption({ label: versions[0] });
    await page.getByRole("article").filter({ hasText: "Deployment istiod" }).getByText(/env/).first().waitFor();
    await write(page, "kind: IstioOperator\nspec:\n  hub: [broken\n");
    const difference = page.getByRole("region", { name: "Difference" });
    await difference.getByText("What is shown is older").waitFor();
    await difference.getByRole("article").first().waitFor();
  });

  test("the overview follows the input and leads to the resources", async () => {
    const { page } = opened;
    await tab(page, "Overview").click();
    const pictured = page.getByRole("region", { name: "Overview" });
    await pictured.getByText(/^IstioOperator \(profile default · \d+ lines\) leads to base/).waitFor({ state: "attached" });
    await page.getByRole("combobox", { name: "Profile" }).selectOption("ambient");
    await pictured.getByText(/^ztunnel \(.*\) leads to Ztunnel: \d+/).waitFor({ state: "attached" });
    await page.screenshot({ path: `${SHOTS}/overview.png` });
    await pictured.locator("svg text").filter({ hasText: /^Ztunnel: \d+/ }).click();
    await tab(page, "Manifests").and(page.locator("[aria-selected=true]")).waitFor();
    assert.match(await page.getByRole("region", { name: "Manifest", exact: true }).textContent(), /ztunnel/);
  });
});
