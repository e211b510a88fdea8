// The page within pages of another origin: the element, the protocol, and who is not heard.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SHOTS, open, start } from "./browser.mjs";
import { editor, item, ready, text, typeBelowSpec } from "./visit.mjs";

const SHORTCODE = fileURLToPath(new URL("../../docs/hugo/periplus.html", import.meta.url));
const EXAMPLE = "kind: IstioOperator\nspec:\n  revision: embedded # <b>\n";
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

let world;
let host;
let opened;

// A site of another origin, with a policy that allows scripts and frames of the page, and no inline styles.
async function site(pages, page) {
  const policy = `default-src 'self'; script-src 'self' ${page}; frame-src ${page}; img-src data:`;
  const server = createServer((request, response) => {
    const body = pages[new URL(request.url, "http://site").pathname];
    response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    response.end(body && `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="data:,">${body}`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, pages, close: () => server.close() };
}

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  world = await start();
  const page = new URL(world.url).origin;
  const script = `<script async src="${world.url}embed.js"></script>`;
  host = await site({
    "/": `${script}<h1>Docs</h1><periplus-example tab="Manifests"><pre><code>${escaped(EXAMPLE)}</code></pre></periplus-example>`,
    "/helm": `${script}<periplus-example open kind="helmValues" chart="istiod" release="mesh" namespace="mesh" theme="dark"><pre>revision: helm\n</pre></periplus-example>`,
    "/named": `<iframe src="${world.url}?embed=${encodeURIComponent("http://docs.example")}" title="theirs" width="1200" height="600"></iframe>`,
    "/plain": `<iframe src="${world.url}?embed" title="plain" width="1200" height="600"></iframe>`,
  }, page);
});
after(async () => { host.close(); await world.stop(); });

const element = (page) => page.locator("periplus-example");
const frame = (page) => page.frameLocator("iframe");
const visit = async (path, options) => {
  opened = await open({ ...world, url: host.url + path }, options);
  return opened.page;
};
// Records the element's events from now on.
const record = (page) => element(page).evaluate((element) => {
  window.heard = [];
  for (const type of ["ready", "rendered", "state", "refused"])
    element.addEventListener(`periplus-${type}`, ({ detail }) => window.heard.push({ type, ...detail }));
});
const heard = (page, test) => page.waitForFunction(test, undefined, { timeout: 20_000 });

describe("embedding", () => {
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("the text is there without JavaScript, and nothing is loaded before it is wanted", async () => {
    const without = await visit("/", { javaScriptEnabled: false });
    await without.getByText("revision: embedded # <b>").waitFor();
    await opened.close();
    const page = await visit("/");
    await page.getByRole("button", { name: "Try it in Periplus" }).waitFor();
    await page.getByText("revision: embedded # <b>").waitFor();
    assert.equal(await page.locator("iframe").count(), 0);
  });

  test("a button opens the text in its place; what the frame says are events", { timeout: 60_000 }, async () => {
    const page = await visit("/");
    await record(page);
    await page.getByRole("button", { name: "Try it in Periplus" }).click();
    await item(frame(page), "istiod-embedded").first().waitFor({ timeout: 20_000 });
    assert.equal(await page.getByText("revision: embedded").isVisible(), false);
    await heard(page, () => window.heard.some((m) => m.type === "rendered" && m.text.includes("embedded") && m.documents > 10 && m.errors === 0));
    await page.screenshot({ path: `${SHOTS}/embedded.png` });
    const state = await element(page).evaluate((element) => element.state());
    assert.equal(state.text, EXAMPLE);
    assert.match(state.manifests, /name: istiod-embedded\n/);
    assert.ok(state.link.startsWith(`${world.url}#istio=`), state.link);
    await page.getByRole("button", { name: "Show the text" }).click();
    await page.getByText("revision: embedded").waitFor();
    assert.equal(await page.locator("iframe").count(), 0);
  });

  test("what a reader types is told, and errors with their lines; the site's history stays as it is", { timeout: 60_000 }, async () => {
    const page = await visit("/");
    await record(page);
    await page.getByRole("button", { name: "Try it in Periplus" }).click();
    await item(frame(page), "istiod-embedded").first().waitFor({ timeout: 20_000 });
    const steps = await page.evaluate(() => history.length);
    await frame(page).getByRole("combobox", { name: "Profile" }).selectOption("demo");
    await heard(page, () => window.heard.some((m) => m.type === "rendered" && m.text.includes("profile: demo")));
    await editor(frame(page)).click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("  hub: [");
    await heard(page, () => window.heard.some((m) => m.errors > 0 && m.problems[0].line > 0));
    assert.equal(await page.evaluate(() => history.length), steps);
  });

  test("Helm values, a theme, and what can't be done", { timeout: 60_000 }, async () => {
    const page = await visit("/helm");
    await item(frame(page), "istiod-helm").first().waitFor({ state: "attached", timeout: 20_000 });
    assert.equal(await frame(page).locator("html").getAttribute("data-theme"), "dark");
    await record(page);
    await element(page).evaluate((element) => { element.setAttribute("tab", "Nonsense"); });
    await heard(page, () => window.heard.some((m) => m.type === "refused" && m.reason.includes("Nonsense")));
    const post = (message) => element(page).evaluate((element, message) =>
      element.shadowRoot.querySelector("iframe").contentWindow.postMessage(message, element.page.origin), message);
    await post({ periplus: 2, type: "load", text: "" });
    await heard(page, () => window.heard.some((m) => m.type === "refused" && m.reason.includes("version 1")));
    await post({ periplus: 1, type: "load", text: "x".repeat(5 << 20) });
    await heard(page, () => window.heard.some((m) => m.type === "refused" && m.reason.includes("too long")));
    await post({ type: "load", text: "kind: of another script" });
    assert.match((await element(page).evaluate((element) => element.state())).text, /^revision: helm/);
  });

  test("only the parent window of the named origin is heard", { timeout: 60_000 }, async () => {
    for (const [path, title] of [["/named", "theirs"], ["/plain", "plain"]]) {
      const page = await visit(path);
      await item(frame(page), "istiod").first().waitFor({ state: "attached", timeout: 20_000 });
      const told = await page.evaluate(async (title) => {
        const told = [];
        addEventListener("message", ({ data }) => told.push(data));
        const { contentWindow } = document.querySelector(`iframe[title=${title}]`);
        contentWindow.postMessage({ periplus: 1, type: "load", text: "spec:\n  revision: taken\n" }, "*");
        contentWindow.postMessage({ periplus: 1, type: "get" }, "*");
        await new Promise((done) => setTimeout(done, 700));
        return told;
      }, title);
      assert.deepEqual(told, [], path);
      assert.equal(await item(frame(page), "istiod-taken").count(), 0);
      // The browser says that it does not deliver what is meant for the named origin.
      if (path === "/named") opened.complaints = opened.complaints.filter((line) => !line.includes("docs.example"));
      await opened.close();
      assert.deepEqual(opened.complaints, []);
    }
    // The right origin, but not the parent: the frame's own window.
    const page = await visit("/helm");
    await item(frame(page), "istiod-helm").first().waitFor({ state: "attached", timeout: 20_000 });
    const inner = page.frames().find((one) => one.url().includes("embed="));
    await inner.evaluate(() => postMessage({ periplus: 1, type: "load", text: "revision: taken\n" }, "*"));
    await page.waitForTimeout(700);
    assert.equal(await item(frame(page), "istiod-taken").count(), 0);
  });

  test("a page that is in no other doesn't talk to itself", { timeout: 60_000 }, async () => {
    opened = await open(world);
    const { page } = opened;
    await page.addInitScript(() => {
      window.told = 0;
      addEventListener("message", () => { window.told += 1; });
    });
    await page.goto(`${world.url}?embed=${encodeURIComponent(new URL(world.url).origin)}`);
    await ready(page);
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => window.told), 0);
  });

  test("within another page a visitor's draft is neither shown nor changed", { timeout: 60_000 }, async () => {
    opened = await open(world);
    const { page } = opened;
    await ready(page);
    await typeBelowSpec(page, "revision: mine");
    await page.waitForFunction(() => localStorage.getItem("periplus.draft"));
    const draft = await page.evaluate(() => localStorage.getItem("periplus.draft"));
    await page.goto("about:blank");
    await page.goto(`${world.url}?embed`);
    await ready(page);
    await page.getByRole("button", { name: "Open in Periplus" }).waitFor();
    assert.equal(await item(page, "istiod-mine").count(), 0);
    await page.getByRole("combobox", { name: "Profile" }).selectOption("demo");
    await page.waitForFunction(() => location.hash.includes("code="));
    await page.waitForTimeout(400);
    assert.equal(await page.evaluate(() => localStorage.getItem("periplus.draft")), draft);
    const popup = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Open in Periplus" }).click();
    const other = await popup;
    await ready(other);
    assert.match(await text(other), /profile: demo/);
    assert.equal(new URL(other.url()).search, "");
  });

  test("Hugo's shortcode makes the element", { timeout: 60_000 }, async (t) => {
    if (spawnSync("hugo", ["version"]).error) {
      opened = await open(world);
      return t.skip("no Hugo here");
    }
    const folder = mkdtempSync(join(tmpdir(), "hugo-"));
    mkdirSync(join(folder, "layouts/shortcodes"), { recursive: true });
    mkdirSync(join(folder, "content"));
    cpSync(SHORTCODE, join(folder, "layouts/shortcodes/periplus.html"));
    writeFileSync(join(folder, "config.yaml"), `baseURL: /\ndisableKinds: [taxonomy, term, RSS, sitemap]\nparams:\n  periplus: ${world.url}\n`);
    writeFileSync(join(folder, "layouts/index.html"), "{{ .Content }}");
    const call = `{{< periplus tab="Helm values" title="a \\"b\\" & c" >}}\n${EXAMPLE}{{< /periplus >}}\n`;
    writeFileSync(join(folder, "content/_index.md"), `---\ntitle: Docs\n---\n${call}\n${call}`);
    execFileSync("hugo", ["--quiet", "--source", folder]);
    const html = readFileSync(join(folder, "public/index.html"), "utf8");
    assert.equal(html.split("embed.js").length, 2, "the script is there once");
    host.pages["/hugo"] = html;
    const page = await visit("/hugo");
    assert.equal(await element(page).count(), 2);
    assert.equal(await element(page).first().getAttribute("title"), `a "b" & c`);
    await page.getByRole("button", { name: "Try it in Periplus" }).first().click();
    await frame(page).getByRole("tab", { name: "Helm values", selected: true }).waitFor({ timeout: 20_000 });
    const state = await element(page).first().evaluate((element) => element.state());
    assert.equal(state.text.trimEnd(), EXAMPLE.trimEnd());
  });
});
