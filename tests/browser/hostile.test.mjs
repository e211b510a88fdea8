// Input that means harm: nothing of it runs, nothing hangs, and what is wrong is said.
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { open, start } from "./browser.mjs";
import { archive, chartArchive } from "./archives.mjs";
import { alert, drop, editor, item, ready, tab, tree, typeBelowSpec, write } from "./visit.mjs";

const EVIL = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

let world;
let opened;
before(async () => { world = await start(); });
after(() => world.stop());

// Nothing ran, and the page still renders what is typed.
async function unharmed(page) {
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.locator("img[src=x]").count(), 0);
}

describe("hostile input", () => {
  beforeEach(async () => { opened = await open(world); await ready(opened.page); });
  afterEach(async () => {
    await unharmed(opened.page);
    await opened.close();
    assert.deepEqual(opened.complaints, [], "no console errors, no policy violations");
  });

  test("markup in values, in every tab", async () => {
    const { page } = opened;
    await write(page, `kind: IstioOperator\nspec:\n  hub: |-\n    ${EVIL}\n  unvalidatedValues:\n    a: '${EVIL}'\n`);
    for (const name of ["Manifests", "Helm values", "Diff", "Overview", "Problems"]) await tab(page, name).click();
    await write(page, `kind: IstioOperator\nspec:\n  profile: '${EVIL}'\n`);
    await alert(page).getByText(/onerror/).waitFor();
    await tab(page, "Problems").click();
    await page.getByText(/not found/).first().waitFor();
  });

  test("markup in a chart's names, notes and file names", async () => {
    const { page } = opened;
    const files = {
      "templates/a.yaml": `kind: ConfigMap\nmetadata:\n  name: '${EVIL}'\n  namespace: '${EVIL}'\n`,
      "templates/NOTES.txt": `WARNING: ${EVIL}`, [`templates/${"<b>x"}.yaml`]: `kind: Secret\nmetadata: {name: b}\n`,
    };
    await drop(page, `${"<b>chart"}.tgz`, chartArchive("web", files));
    await tree(page).getByRole("treeitem", { name: /onerror/ }).first().click();
    await drop(page, `<img src=x onerror=alert(1)>.tgz`, Buffer.from("no archive"));
    await alert(page).getByText(/onerror/).waitFor();
  });

  test("markup in a link", async () => {
    const { page } = opened;
    const base = (await page.evaluate(() => location.href)).replace(/#.*/, "");
    await page.goto("about:blank");
    await page.goto(`${base}#istio=${encodeURIComponent(EVIL)}&kubernetes=${encodeURIComponent(EVIL)}&code=AVNWOLzyw9yWeZDSGTSfCgA`);
    await alert(page).getByText(/onerror/).waitFor();
  });

  test("a paste of 50 MB is refused at once, and the text stays", { timeout: 90_000 }, async () => {
    const { page } = opened;
    await editor(page).waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "a: b\n".repeat(10_000_000));
      const target = document.querySelector(".editor").shadowRoot.querySelector("[contenteditable]");
      target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
    });
    await alert(page).getByText(/longer than 4 MB/).waitFor();
    await editor(page).getByText("profile: default").waitFor();
    await typeBelowSpec(page, "revision: after");
    await item(page, "istiod-after").first().waitFor();
  });

  test("a bomb in an archive is refused", { timeout: 90_000 }, async () => {
    const { page } = opened;
    const bomb = gzipSync(Buffer.alloc(400 << 20), { level: 9 });
    await drop(page, "bomb.tgz", bomb);
    await alert(page).getByText(/bomb\.tgz/).waitFor({ timeout: 40_000 });
    await typeBelowSpec(page, "revision: after");
    await item(page, "istiod-after").first().waitFor({ timeout: 20_000 });
  });

  test("an archive that climbs out of its folder is refused", async () => {
    const { page } = opened;
    await drop(page, "climb.tgz", archive({ "../../etc/passwd": "x", "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n" }));
    await alert(page).getByText(/climb\.tgz/).waitFor();
  });

  test("a YAML text that doubles itself is refused", { timeout: 60_000 }, async () => {
    const { page } = opened;
    const levels = Array.from({ length: 30 }, (_, n) => `  a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}, *a${n}]`).join("\n");
    await write(page, `kind: IstioOperator\nspec:\n  unvalidatedValues:\n    a0: &a0 [x]\n${levels.replaceAll(/^ {2}/gm, "    ")}\n`);
    await alert(page).getByRole("button").waitFor({ timeout: 30_000 });
  });
});
