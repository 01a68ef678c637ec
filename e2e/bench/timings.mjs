// @ts-check
// How long a customer with a cheap phone waits: cold visits to the home page, by DevTools' own throttling.
//
// usage: node timings.mjs <report.json>, with PORTICO_ORIGIN, PORTICO_CUSTOMER and PORTICO_CHROMIUM in the environment.
// `cargo xtask bench` starts the server, compares the report with the bars and prints the table.

import { writeFileSync } from "node:fs";

import { chromium } from "@playwright/test";

import { calibrate, probe } from "./probe.mjs";

const { PORTICO_ORIGIN: origin = "", PORTICO_CUSTOMER: customer = "", PORTICO_CHROMIUM: executablePath = "" } = process.env;
const [report = ""] = process.argv.slice(2);
const key = "sk_test_portico";
const visits = Number(process.env["PORTICO_VISITS"] ?? 9);
/** After so many milliseconds a click is lost. */
const patience = 20_000;
/** How many times slower the phone's processor is. */
const slower = 4;
/** Bits per second, and milliseconds each request waits, as DevTools and Lighthouse apply them. */
const networks = {
  "fast 4G": { bits: 9_000_000, latency: 165 },
  "slow 4G": { bits: 1_600_000, latency: 562 },
};
const phone = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true, locale: "en-GB" };

/** @typedef {{url: string, at: number, bytes: number}} Load */
/** @typedef {import("@playwright/test").Browser} Browser */

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** A fresh link into the customer's portal. */
async function link() {
  const answer = await fetch(`${origin}/v1/billing_portal/sessions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}` },
    body: new URLSearchParams({ customer }),
  });
  const session = /** @type {{url?: string}} */ (await answer.json());
  if (!session.url) throw new Error(`no link: ${answer.status} ${JSON.stringify(session)}`);
  return session.url;
}

/** Speed of this machine at this moment: milliseconds of a fixed loop in an unhindered page. @param {Browser} browser */
async function machine(browser) {
  const page = await browser.newPage();
  const time = await page.evaluate(calibrate);
  await page.close();
  return time;
}

/**
 * One visit with an empty cache.
 * @param {Browser} browser @param {{bits: number, latency: number}} network
 */
async function visit(browser, { bits, latency }) {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  /** @type {Map<string, Load>} */
  const loads = new Map();
  devtools.on("Network.requestWillBeSent", ({ requestId, request, wallTime }) => {
    loads.set(requestId, { url: request.url, at: wallTime * 1000, bytes: 0 });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const load = loads.get(requestId);
    if (load) load.bytes = encodedDataLength;
  });
  // What can be seen is clicked at once, as an impatient finger would.
  await page.exposeBinding("porticoSeen", async (_, x, y) => {
    for (const type of /** @type {const} */ (["mousePressed", "mouseReleased"])) {
      await devtools.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  });
  const done = new Promise((clicked) => void page.exposeBinding("porticoDone", clicked));
  await page.addInitScript(probe);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: bits / 8,
    uploadThroughput: bits / 8,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });

  await page.goto(await link(), { waitUntil: "commit" });
  await Promise.race([done, new Promise((given) => setTimeout(given, patience, "up"))]);
  const { paint = NaN, content = NaN, click = NaN, early = [] } = await page.evaluate(() => window.porticoMarks);
  const timeOrigin = await page.evaluate(() => performance.timeOrigin);
  await page.waitForLoadState("networkidle");
  const throttled = await page.evaluate(calibrate);
  const all = [...loads.values()];
  const before = all.filter(({ url, at }) => at < timeOrigin + content && !url.endsWith("/favicon.svg"));
  await context.close();
  return {
    paint,
    content,
    click,
    early,
    throttled,
    requests: before.length,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    strangers: all.filter(({ url }) => new URL(url).origin !== origin).length,
  };
}

/** What the home page holds in memory, in bytes, after the garbage is collected. @param {Browser} browser */
async function memory(browser) {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(await link(), { waitUntil: "networkidle" });
  const devtools = await context.newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { result: prototype } = await devtools.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId ?? "" });
  const { result: wasm } = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId ?? "",
    functionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
  });
  await context.close();
  return { heap: usedSize, wasm: Number(wasm.value) };
}

const browser = await chromium.launch({
  executablePath,
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  // The first visit of a browser pays for what a phone has had running for days; it is not counted.
  await visit(browser, networks["fast 4G"]);
  /** @type {Record<string, Awaited<ReturnType<typeof visit>>[]>} */
  const seen = { "fast 4G": [], "slow 4G": [] };
  const speeds = [];
  for (let round = 1; round <= visits; round += 1) {
    for (const [name, network] of Object.entries(networks)) {
      speeds.push(await machine(browser));
      const one = await visit(browser, network);
      seen[name]?.push(one);
      const { paint, content, click } = one;
      console.log(`visit ${round} of ${visits}, ${name}: ${[paint, content, click].map((time) => `${Math.round(time)} ms`).join(", ")}`);
    }
  }
  const everyone = Object.values(seen).flat();
  /** @param {(one: Awaited<ReturnType<typeof visit>>) => number} of */
  const medians = (of) => Object.fromEntries(Object.entries(seen).map(([name, list]) => [name, median(list.map(of))]));
  writeFileSync(
    report,
    JSON.stringify({
      machine_ms: median(speeds),
      throttled_ms: median(everyone.map(({ throttled }) => throttled)),
      paint_ms: medians(({ paint }) => paint),
      content_ms: medians(({ content }) => content),
      click_ms: medians(({ click }) => click),
      requests: Math.max(...everyone.map(({ requests }) => requests)),
      bytes: Math.max(...everyone.map(({ bytes }) => bytes)),
      strangers: Math.max(...everyone.map(({ strangers }) => strangers)),
      lost_clicks: everyone.filter(({ click }) => !(click > 0)).length,
      clickable_before: [...new Set(everyone.flatMap(({ early }) => early))],
      memory: await memory(browser),
    }),
  );
} finally {
  await browser.close();
}
