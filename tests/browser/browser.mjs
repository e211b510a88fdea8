// One Chromium for all tests, and a fresh page for each that fails its test on any console error or policy violation.
import { chromium } from "playwright-core";
import { fileURLToPath } from "node:url";
import { serve } from "./server.mjs";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
export const SHOTS = fileURLToPath(new URL("./shots", import.meta.url));

// Starts the browser, and a server unless PERIPLUS_URL names one.
export async function start() {
  const server = process.env.PERIPLUS_URL ? { url: process.env.PERIPLUS_URL, close() {} } : await serve(DIST);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  return { url: server.url, browser, stop: async () => { await browser.close(); server.close(); } };
}

// A page in a context of its own; `complaints` collects what must not happen, `requests` the addresses of what is loaded.
export async function open({ browser, url }, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 860 }, colorScheme: "light", permissions: ["clipboard-read", "clipboard-write"], ...options,
  });
  const page = await context.newPage();
  const [complaints, requests] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(url);
  return { page, complaints, requests, close: () => context.close() };
}
