// Archives for the tests, made in memory: a gzipped tar of a few files.
import { gzipSync } from "node:zlib";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, relative } from "node:path";

const BLOCK = 512;
const BUILTIN = fileURLToPath(new URL("../../static/packs/builtin", import.meta.url));

function header(name, size) {
  const block = Buffer.alloc(BLOCK);
  const field = (text, at) => block.write(text, at, "latin1");
  const split = name.length > 99 ? name.lastIndexOf("/", name.length - 2) : -1; // long paths: prefix and name
  field(name.slice(split + 1), 0);
  field("0000644\0", 100); field("0000000\0", 108); field("0000000\0", 116);
  field(`${size.toString(8).padStart(11, "0")}\0`, 124); field("00000000000\0", 136);
  field("        ", 148); field("0", 156); field("ustar\0", 257); field("00", 263);
  if (split > 0) field(name.slice(0, split), 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  field(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

// `files` maps paths to texts.
export function archive(files) {
  const parts = Object.entries(files).flatMap(([name, text]) => {
    const body = Buffer.from(text);
    return [header(name, body.length), body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]));
}

export function chartArchive(name, files, values = "") {
  const chart = { "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`, "values.yaml": values, ...files };
  return archive(Object.fromEntries(Object.entries(chart).map(([path, text]) => [`${name}/${path}`, text])));
}

// The built-in pack as somebody's release of another version.
export function packArchive(version) {
  const paths = readdirSync(BUILTIN, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.path, e.name));
  const entries = paths.map((path) => [`istio-${version}/manifests/${relative(BUILTIN, path)}`, readFileSync(path, "utf8")]);
  const files = Object.fromEntries(entries.filter(([path]) => !path.endsWith("/pack.yaml")));
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith("/Chart.yaml")) files[path] = text.replace(/^(version|appVersion): .*$/gm, `$1: ${version}`);
  }
  return archive(files);
}
