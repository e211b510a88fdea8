// Archives that the user added, kept in the browser from visit to visit. Nothing is ever sent anywhere.

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const archives = async (mode) => {
  const opening = indexedDB.open("periplus", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("archives", { keyPath: "source" });
  return (await done(opening)).transaction("archives", mode).objectStore("archives");
};

// [{ source, file, bytes }], as they were when the page was loaded: read before its wasm is there.
const found = archives("readonly").then((all) => done(all.getAll()));
found.catch(() => {}); // Storage may be switched off: who asks hears of it.
export const kept = () => found;
export const keep = async (source, file, bytes) => done((await archives("readwrite")).put({ source, file, bytes }));
export const forget = async (source) => done((await archives("readwrite")).delete(source));

// Hands a file out, as a download.
export function download(name, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Notes the time when something first happened, for those who measure and for those who wait for it.
export function mark(name) {
  if (performance.getEntriesByName(name).length) return;
  performance.mark(name);
  dispatchEvent(new Event(name));
}

// What start.js has begun already: the first who asks gets it.
const started = globalThis.periplusStarted ?? { files: new Map() };

// The engine's worker and what it has said until now.
export function startedEngine() {
  const { engine } = started;
  started.engine = undefined;
  return engine;
}

const read = async (path, as) => {
  const response = await fetch(path);
  return response.ok ? response[as]() : Promise.reject(response.status);
};

export function load(path, as) {
  const early = started.files.get(path);
  started.files.delete(path);
  return early?.catch(() => read(path, as)) ?? read(path, as);
}
