// The npm package as it is built, in Node: PERIPLUS_NPM names its folder.
import { before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const FOLDER = process.env.PERIPLUS_NPM ?? fileURLToPath(new URL("../../target/npm", import.meta.url));
const WIRE = fileURLToPath(new URL("../../crates/wasm/src/", import.meta.url));

const operator = (spec) => ({
  source: "preview", text: `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${spec.map((line) => `  ${line}\n`).join("")}`,
});

let periplus;
let session;
before(async () => {
  periplus = await import(pathToFileURL(join(FOLDER, "index.js")));
  await periplus.init();
  session = new periplus.Session();
  const [pack] = (await readdir(join(FOLDER, "packs"))).filter((name) => name.endsWith(".tgz"));
  const source = session.open("preview", await readFile(join(FOLDER, "packs", pack)), { official: false });
  assert.ok(source.isPack && source.profiles.includes("ambient"));
});

describe("the package", () => {
  test("renders an IstioOperator, whole each time", () => {
    for (const _ of [1, 2]) {
      const { documents, problems } = session.generate(operator(["profile: minimal", "revision: npm"]));
      assert.deepEqual(problems, []);
      assert.ok(documents.some(({ kind, name }) => kind === "Deployment" && name === "istiod-npm"));
      assert.ok(documents.every(({ text }) => text.includes("kind: ")));
    }
  });

  test("renders Helm releases", () => {
    const release = { name: "istiod", chart: "istio-control/istio-discovery", namespace: "mesh", values: "revision: helm\n" };
    const { documents, values } = session.template({ source: "preview", releases: [release] });
    assert.ok(documents.some(({ name, namespace }) => name === "istiod-helm" && namespace === "mesh"));
    assert.match(values[0].text, /^revision: helm$/m);
  });

  test("compares, migrates, packs files", () => {
    const input = (revision) => operator(["profile: minimal", `revision: ${revision}`]);
    const changes = session.compare(input("a"), input("b"));
    assert.ok(changes.some(({ change, nameBefore }) => change === "renamed" && nameBefore === "istiod-a"));
    const migration = session.migrate(input("a"));
    assert.deepEqual(migration.releases.map(({ name }) => name), ["istio-base", "istiod-a"]);
    assert.ok(migration.proof.length > 0 && migration.proof.every(({ verdict }) => verdict !== "different"));
    const archive = session.zip(migration.files);
    assert.ok(archive instanceof Uint8Array && archive[0] === 0x50 && archive[1] === 0x4b);
  });

  test("looks at an input from each side", () => {
    const input = operator(["profile: default", "meshConfig:", "  accessLogFile: /dev/stdout"]);
    const [mesh] = session.view(input, "mesh");
    const set = mesh.settings.find(({ path }) => path === "accessLogFile");
    assert.deepEqual([set.value, set.setBy.line], ["/dev/stdout", 6]);
    assert.deepEqual(session.view(input, "gateways").map(({ name, now }) => [name, now]), [["istio-ingressgateway", "operator"]]);
    const pod = { namespace: "default", labels: "app=web", annotation: "concurrency: 3", resources: "" };
    assert.ok(session.view(input, { proxy: pod }).settings.some(({ path, value }) => path === "concurrency" && value === "3"));
    assert.equal(session.view(input, { revisions: "canary" }).second, "canary");
    assert.match(session.view(input, { tag: { tag: "prod", from: "default", to: "canary" } }).manifest, /istio-revision-tag-prod/);
  });

  test("completes and describes what is written", () => {
    const edited = { source: "preview", text: "spec:\n  prof\n  revision: a\n" };
    assert.ok(session.complete(edited, 12).items.some(({ label, isKey }) => label === "profile" && isKey));
    assert.equal(session.describe(edited, 16).path, "spec.revision");
    const values = { source: "preview", chart: "gateway", text: "replicaC" };
    assert.ok(session.complete(values, 8).items.some(({ label }) => label === "replicaCount"));
  });

  test("what can't be done is thrown with its place; the session goes on", () => {
    assert.throws(() => session.generate(operator(["hub: ["])), (error) =>
      error instanceof periplus.PeriplusError && error.problems[0].line > 0 && error.message === error.problems[0].message);
    assert.throws(() => session.open("bad", new Uint8Array([1, 2, 3])), periplus.PeriplusError);
    assert.equal(session.recognise("nothing much"), null);
    assert.equal(session.recognise("istioctl install --set profile=demo").offers.length > 0, true);
  });

  test("results are plain JSON", () => {
    const { documents } = session.generate(operator(["profile: minimal"]));
    assert.deepEqual(JSON.parse(JSON.stringify(documents)), documents);
    const migration = session.migrate(operator(["profile: minimal"]));
    assert.deepEqual(JSON.parse(JSON.stringify(migration)), migration);
  });

  test("every type has the fields that the engine has", async () => {
    const types = new Map([...(await readFile(join(FOLDER, "index.d.ts"), "utf8")).matchAll(/interface (\w+) \{([^}]*)\}/g)]
      .map(([, name, body]) => [name, [...body.matchAll(/(\w+)\??:/g)].map(([, field]) => field).sort()]));
    const sources = await Promise.all(["wire.rs", "wire/difference.rs", "wire/migration.rs", "wire/views.rs"].map((file) => readFile(join(WIRE, file), "utf8")));
    const structs = [...sources.join("\n").matchAll(/pub struct (\w+) \{([^}]*)\}/g)];
    const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
    let compared = 0;
    for (const [, name, body] of structs.filter(([, name]) => types.has(name))) {
      assert.deepEqual(types.get(name), [...body.matchAll(/pub (\w+):/g)].map(([, field]) => camel(field)).sort(), name);
      compared += 1;
    }
    assert.ok(compared >= 30, `${compared} types compared`);
  });
});
