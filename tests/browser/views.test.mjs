// The tabs that look at the input from one side: mesh and proxy config, revisions and tags, gateways; and the pictures.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { SHOTS, open, start } from "./browser.mjs";
import { clipboard, editor, item, mode, ready, tab, typeBelowSpec, write } from "./visit.mjs";

let world;
let opened;
before(async () => { world = await start(); });
after(() => world.stop());

const region = (page, name) => page.getByRole("region", { name });
const table = (page, name) => page.getByRole("table", { name, exact: true });
// The row of a table that has a cell or a heading with this text.
const row = (page, name, text) => table(page, name).getByRole("row").filter({ hasText: text });
// Where the cursor of the editor is.
const cursorLine = (page) => editor(page).evaluate((e) => e.getRootNode().querySelector(".cm-activeLine")?.textContent);
const LATE = { timeout: 20_000 };

describe("views", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("mesh config: a field says what set it, and leads to its line", async () => {
    const { page } = opened;
    await tab(page, "Mesh & proxy config").click();
    await region(page, "Mesh and proxy config").getByRole("heading", { name: "MeshConfig of revision default" }).waitFor(LATE);
    await row(page, "MeshConfig", "accessLogFile").getByText("/dev/stdout").waitFor();
    await row(page, "MeshConfig", "accessLogFile").getByRole("button", { name: "line 7" }).click();
    assert.match(await cursorLine(page), /accessLogFile: \/dev\/stdout/);
    await row(page, "MeshConfig", "rootNamespace").getByText("made of global.istioNamespace").waitFor();
  });

  test("mesh config follows what is typed", async () => {
    const { page } = opened;
    await tab(page, "Mesh & proxy config").click();
    await row(page, "MeshConfig", "accessLogFile").first().waitFor(LATE);
    await typeBelowSpec(page, "revision: canary");
    await region(page, "Mesh and proxy config").getByRole("heading", { name: "MeshConfig of revision canary" }).waitFor();
    await row(page, "MeshConfig", "accessLogFile").getByRole("button", { name: "line 8" }).waitFor();
  });

  test("proxy config: the annotation counts, the resource says what it can't hold", async () => {
    const { page } = opened;
    await tab(page, "Mesh & proxy config").click();
    await row(page, "MeshConfig", "accessLogFile").first().waitFor(LATE);
    await page.getByRole("textbox", { name: "Annotation proxy.istio.io/config" }).fill("concurrency: 3\ndrainDuration: 5s\n");
    await row(page, "ProxyConfig", "concurrency").getByText("annotation of the pod").waitFor();
    await row(page, "ProxyConfig", "drainDuration").getByText("no field").waitFor();
    await page.getByRole("textbox", { name: "ProxyConfig resource" })
      .fill("kind: ProxyConfig\nmetadata: {name: web, namespace: default}\nspec: {selector: {matchLabels: {app: web}}, concurrency: 4, drainDuration: 9s}\n");
    await row(page, "ProxyConfig", "concurrency").getByText("ProxyConfig default/web").waitFor();
    await page.getByText("its selector matches the workload's labels").waitFor();
    await page.getByText("The resource has no such field.").waitFor();
    await page.getByRole("textbox", { name: "Labels" }).fill("app=other");
    await page.getByText("the workload has no label app=web").waitFor();
    await row(page, "ProxyConfig", "concurrency").getByText("annotation of the pod").waitFor();
    await tab(page, "Manifests").click();
    await tab(page, "Mesh & proxy config").click();
    assert.equal(await page.getByRole("textbox", { name: "Labels" }).inputValue(), "app=other", "what was typed stays");
  });

  test("revisions: two side by side, who is the default, and what moving a tag changes", async () => {
    const { page } = opened;
    await tab(page, "Revisions & tags").click();
    const own = () => page.getByText(/that each has for itself$/);
    await own().waitFor(LATE);
    await row(page, "Resources of both revisions", "Deployment").getByText("istiod-canary").first().waitFor();
    await page.getByText("namespace istio-injection=enabled").first().waitFor();
    await page.getByRole("textbox", { name: "Beside it, revision" }).fill("1-31");
    await row(page, "Resources of both revisions", "istiod-1-31").first().waitFor();
    await page.getByRole("textbox", { name: "Tag", exact: true }).fill("stable");
    await page.getByRole("heading", { name: "Tag stable, moved from default to 1-31" }).waitFor();
    await page.getByText("name: istio-revision-tag-stable").first().waitFor({ state: "attached" });
    await row(page, "What the move changes", "server").first().getByText("istio-system/istiod-1-31:443/inject").waitFor();
    await page.getByText(/^periplus tag generate stable --revision 1-31/).waitFor();
    await page.getByText("The tag's objects").click();
    await page.getByRole("button", { name: "Copy objects" }).click();
    await page.getByText("Copied").first().waitFor();
    assert.match(await clipboard(page), /name: istio-revision-tag-stable\n/);
  });

  test("gateways: four ways, each a file to copy, the way at hand marked", async () => {
    const { page } = opened;
    await tab(page, "Gateways").click();
    const file = (name) => page.getByRole("group", { name: `${name}, YAML` });
    await file("istio-ingressgateway-gateway.yaml").getByText("kind: Gateway").first().waitFor(LATE);
    await page.getByRole("radio", { name: /^IstioOperator\s*as it is now/ }).waitFor();
    await region(page, "Gateways").getByRole("button", { name: "line 15" }).waitFor();
    await page.getByRole("radio", { name: /^Helm chart/ }).check();
    await file("istio-ingressgateway-values.yaml").getByText("maxReplicas: 6").waitFor();
    await page.getByText(/^helm upgrade --install istio-ingressgateway gateway --repo/).waitFor();
    await page.getByRole("button", { name: "Copy file" }).click();
    await page.getByText("Copied").first().waitFor();
    assert.match(await clipboard(page), /^autoscaling:\n/);
    await page.keyboard.press("Tab");
    await page.getByRole("radio", { name: /^Helm chart/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await file("istio-ingressgateway.yaml").getByText("image: auto").waitFor();
  });

  test("gateways: the injected preview shows what runs, with istiod's lines marked", async () => {
    const { page } = opened;
    await tab(page, "Gateways").click();
    const preview = (text) => page.getByText(text, { exact: true });
    const running = (name) => page.getByRole("group", { name: `${name}, as it runs` });
    await region(page, "Gateways").getByRole("radio", { name: /^IstioOperator/ }).check();
    await preview("Injected preview of istio-ingressgateway").click();
    await page.getByText("The workload is complete as it is: its pods don't ask for injection.").waitFor();
    await page.getByRole("radio", { name: /^Helm chart/ }).check();
    await preview("Injected preview of istio-ingressgateway: what istiod adds by its template gateway").click();
    const pod = running("Deployment istio-ingressgateway");
    await pod.getByText("+after          - name: PROXY_CONFIG").waitFor();
    await pod.getByText("-before        - image: auto").waitFor();
    await page.getByRole("radio", { name: /^Gateway API/ }).check();
    await preview("Injected preview of istio-ingressgateway: what istiod adds by its template kube-gateway").click();
    await running("ServiceAccount istio-ingressgateway-istio").waitFor();
    await running("Service istio-ingressgateway-istio").getByText("PreferDualStack").waitFor();
    await page.screenshot({ path: `${SHOTS}/gateways-injected.png` });
  });

  test("what is broken keeps the last answer; what has no gateways says so", async () => {
    const { page } = opened;
    await tab(page, "Gateways").click();
    await page.getByRole("heading", { name: "istio-ingressgateway" }).waitFor(LATE);
    await typeBelowSpec(page, "hub: [broken");
    await page.getByText("showing the last good result").first().waitFor();
    await page.getByRole("heading", { name: "istio-ingressgateway" }).waitFor();
    await write(page, "kind: IstioOperator\nspec:\n  profile: minimal\n");
    await page.getByText("The input makes no gateways.").waitFor();
  });

  test("a choice says what it is for, and a compatibility version what it changes", async () => {
    const { page } = opened;
    const about = (name) => page.getByRole("note", { name: `About ${name}` });
    await page.getByRole("button", { name: "About Profile" }).click();
    await about("Profile").getByText(/default is for production/).waitFor();
    await page.keyboard.press("Escape");
    await about("Profile").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "About Compatibility" }).click();
    await about("Compatibility").getByText("A new installation needs none.").waitFor();
    await page.keyboard.press("Escape");
    const versions = await page.getByRole("combobox", { name: "Compatibility" }).getByRole("option").allTextContents();
    await page.getByRole("combobox", { name: "Compatibility" }).selectOption(versions[1]);
    await page.getByRole("button", { name: "About Compatibility" }).click();
    await page.getByRole("button", { name: "Show what it changes" }).click();
    await about("Compatibility").waitFor({ state: "hidden" });
    await page.getByRole("article").filter({ hasText: "Deployment istiod" }).getByText(/env/).first().waitFor();
  });

  test("what can't be read is named with its place, above the last answer", async () => {
    const { page } = opened;
    await tab(page, "Mesh & proxy config").click();
    await table(page, "ProxyConfig").waitFor(LATE);
    await page.getByRole("textbox", { name: "Annotation proxy.istio.io/config" }).fill("concurrency: [2");
    await page.getByText(/istiod ignores it, as it can't be read/).waitFor();
    await page.getByRole("textbox", { name: "ProxyConfig resource" }).fill("kind: [ProxyConfig");
    const mesh = region(page, "Mesh and proxy config");
    await mesh.getByRole("status").getByText(/unable to parse file/).waitFor();
    await mesh.getByText(/^What is shown is older/).waitFor();
    await table(page, "ProxyConfig").waitFor();
  });

  test("Helm values are looked at alike", async () => {
    const { page } = opened;
    await mode(page, "Helm values").check();
    await item(page, "istiod").first().waitFor();
    await write(page, "revision: canary\nmeshConfig:\n  accessLogFile: /dev/stdout\n");
    await item(page, "istiod-canary").first().waitFor();
    await page.getByRole("tab", { name: "istio-base" }).click();
    await tab(page, "Mesh & proxy config").click();
    await row(page, "MeshConfig", "accessLogFile").getByRole("button", { name: "line 3" }).click(LATE);
    await page.getByRole("tab", { name: "istiod", selected: true }).waitFor();
    assert.match(await cursorLine(page), /accessLogFile/);
    await tab(page, "Revisions & tags").click();
    await row(page, "Resources of both revisions", "istiod-canary").first().waitFor();
    await page.getByRole("tab", { name: "istio-ingress" }).click();
    await page.getByLabel("Installed").check();
    await tab(page, "Gateways").click();
    await page.getByRole("radio", { name: /^Helm chart\s*as it is now/ }).waitFor();
  });

  test("the overview draws ways to install, and the revisions of the input", async () => {
    const { page } = opened;
    await tab(page, "Overview").click();
    const told = (text) => page.getByRole("listitem").filter({ hasText: text }).first().waitFor({ ...LATE, state: "attached" });
    await page.getByRole("group", { name: "Ways to install, drawn" }).waitFor();
    await told("istioctl (nothing runs in the cluster) leads to");
    await told("enabled (istio-injection · default) leads to revision default");
    await typeBelowSpec(page, "revision: canary");
    await told("canary (istio.io/rev) leads to revision canary");
    await page.getByRole("button", { name: "Put a second revision beside it" }).click();
    assert.equal(await tab(page, "Revisions & tags").getAttribute("aria-selected"), "true");
  });

  test("without a network the tabs say that they need it once, and the page goes on", async () => {
    await opened.close();
    opened = await open(world, { serviceWorkers: "block" }); // A visitor whose browser keeps nothing.
    const { page } = opened;
    await ready(page);
    await page.context().setOffline(true);
    await tab(page, "Gateways").click();
    await page.getByText("needs the network once").waitFor(LATE);
    await tab(page, "Manifests").click();
    await typeBelowSpec(page, "revision: canary");
    await item(page, "istiod-canary").first().waitFor(LATE);
    opened.complaints.length = 0; // The refused download is in the console.
  });
});
