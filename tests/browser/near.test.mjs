// The engine in the page's own thread: it answers in turns with the worker, and nobody sees which of both did.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { open, start } from "./browser.mjs";
import { chartArchive } from "./archives.mjs";
import { clipboard, drop, editor, item, letterShows, ready, tree, write } from "./visit.mjs";

const operator = (lines) => `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${lines}`;
// More than the page's own thread takes.
const LONG = `# ${"long ".repeat(15_000)}\n`;

let world;
let opened;
before(async () => { world = await start(); });
after(() => world.stop());

// What the page's own thread answers is there with the letter.
async function untilNear(page) {
  for (let n = 0; n < 60; n += 1) if (await letterShows(page)) return;
  assert.fail("after sixty letters the worker still answers");
}

// All manifests, as the page has them.
async function shown(page) {
  await page.getByRole("button", { name: "Copy all" }).first().click();
  await page.getByText("Copied").first().waitFor();
  return (await clipboard(page)).split("\n");
}

describe("the near engine", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("answers with the letter, once it has given what the worker gave", async () => {
    await editor(opened.page).press("ControlOrMeta+End");
    await untilNear(opened.page);
  });

  test("in turns with the worker it shows what a fresh page shows", { timeout: 60_000 }, async () => {
    const { page } = opened;
    const last = operator("  revision: last\n  hub: example.com/last\n");
    await editor(page).press("ControlOrMeta+End");
    await untilNear(page);
    await write(page, operator("  revision: near\n"));
    await item(page, "istiod-near").first().waitFor();
    await write(page, LONG + operator("  revision: far\n"));
    await item(page, "istiod-far").first().waitFor();
    await write(page, last);
    await item(page, "istiod-last").first().waitFor();
    await editor(page).press("ControlOrMeta+End");
    await untilNear(page);
    const turns = await shown(page);
    const fresh = await open(world);
    await ready(fresh.page);
    await write(fresh.page, last);
    await item(fresh.page, "istiod-last").first().waitFor();
    assert.deepEqual(await shown(fresh.page), turns);
    assert.ok(turns.some((line) => line.includes("example.com/last")));
    await fresh.close();
  });

  test("leaves to the worker what it lacks and what takes long", { timeout: 60_000 }, async () => {
    const { page } = opened;
    const template = `kind: Secret\nmetadata:\n  name: {{ if eq .Values.how "keys" }}{{ genPrivateKey "ed25519" | len }}{{ else if eq .Values.how "long" }}{{ range until 200000 }}{{ end }}loop{{ else }}{{ .Values.how }}{{ end }}\n`;
    await drop(page, "ways.tgz", chartArchive("ways", { "templates/a.yaml": template }, "how: plain\n"));
    await item(page, "plain").waitFor();
    await write(page, "how: near\n");
    await item(page, "near").waitFor();
    await editor(page).press("ControlOrMeta+End");
    await untilNear(page);
    await write(page, "how: long\n");
    await item(page, "loop").waitFor({ timeout: 10_000 });
    await write(page, "how: again\n");
    await item(page, "again").waitFor();
    await editor(page).press("ControlOrMeta+End");
    await untilNear(page);
    await write(page, "how: keys\n");
    await item(page, "\\d+").waitFor({ timeout: 20_000 });
    await write(page, "how: after\n");
    await item(page, "after").waitFor({ timeout: 10_000 });
  });

  test("after a mistake the last good result stays", async () => {
    const { page } = opened;
    await editor(page).press("ControlOrMeta+End");
    await untilNear(page);
    const before = await tree(page).getByRole("treeitem").count();
    await page.keyboard.type("\nbroken: [");
    await page.getByText("showing the last good result").first().waitFor();
    assert.equal(await tree(page).getByRole("treeitem").count(), before);
  });
});
