// What tests do on the page, in a visitor's words.
export const input = (page) => page.getByRole("textbox", { name: "Input, YAML" });
// The same once it completes and marks: until then it is plain.
export const editor = (page) => input(page).and(page.locator(".cm-content"));
export const tree = (page) => page.getByRole("tree", { name: "Manifests" });
// A row says its name, and whether it changed or is older.
export const item = (page, name) => tree(page).getByRole("treeitem", { name: new RegExp(`^${name}( changed)?( last good)?$`) });
export const mode = (page, name) => page.getByRole("radio", { name });
export const alert = (page) => page.getByRole("alert");
export const version = (page) => page.getByLabel("Istio version");
export const view = (page) => page.getByRole("textbox", { name: "Manifest, YAML" });
export const tab = (page, name) => page.getByRole("tab", { name: new RegExp(`^${name}`) });

// The example is rendered: its istiod is in the tree.
export const ready = (page) => item(page, "istiod").first().waitFor({ timeout: 20_000 });

// Types a line below `spec:` of the example.
export async function typeBelowSpec(page, line) {
  await editor(page).getByText("spec:", { exact: true }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(`\n  ${line}`);
}

// Replaces the whole text.
export async function write(page, text) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

// The whole text, from the editor's own state.
export async function text(page) {
  await editor(page).waitFor();
  return (await editor(page).locator(".cm-line").allTextContents()).join("\n");
}

export async function drop(page, name, bytes) {
  const data = await page.evaluateHandle(([name, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
  }, [name, [...bytes]]);
  for (const kind of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("body", kind, { dataTransfer: data });
}

// Pastes a text as the browser does when somebody presses the keys.
export async function paste(page, text) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+v");
}

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

// The tab of the migration is open, and there is a plan.
export async function plan(page) {
  await tab(page, "Migrate").click();
  const migration = page.getByRole("region", { name: "Migration to Helm" });
  await migration.getByRole("table").first().waitFor({ timeout: 40_000 });
  await settled(page);
  return migration;
}
export const settled = (page) => page.locator("[aria-label='Migration to Helm'][aria-busy=false]").waitFor({ timeout: 40_000 });

// Types a letter; whether what it changes is there in the first frame after it.
export async function letterShows(page) {
  await page.evaluate(() => {
    const status = document.querySelector("[data-generation]");
    const before = status.dataset.generation;
    window.shows = new Promise((done) => addEventListener("keydown", () => {
      requestAnimationFrame(() => done(status.dataset.generation !== before));
    }, { capture: true, once: true }));
  });
  await page.keyboard.press("#");
  const shows = await page.evaluate(() => window.shows);
  await page.waitForTimeout(50);
  return shows;
}
