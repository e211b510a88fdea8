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

// [{ source, file, bytes }]
export const kept = async () => done((await archives("readonly")).getAll());
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

// Notes the time, for those who measure.
export const mark = (name) => void performance.mark(name);
