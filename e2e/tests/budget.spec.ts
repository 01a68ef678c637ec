import { expect, failedRequest, test } from "../support/test.ts";

// DESIGN: what a customer downloads before the first useful paint.
const kB = 1000;
const budget = { requests: 5, all: 220 * kB, css: 16 * kB, script: 12 * kB, memory: 4 * 1024 * kB };

test("the first screen takes five requests, all of them ours, within the budget", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const link = await merchant.linkFor(customer.id);
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const loads = new Map<string, { url: string; type: string; bytes: number }>();
  network.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
    loads.set(requestId, { url: request.url, type: type ?? "", bytes: 0 });
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const load = loads.get(requestId);
    if (load) load.bytes = encodedDataLength;
  });
  await page.addInitScript(() => {
    // When the first screen takes the skeleton's place; what is asked for later competes with nothing.
    const look = () => {
      if (document.querySelector("#app:not([hidden])")) Object.assign(window, { shownAt: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(link);
  await expect(portal.paymentMethods).toBeVisible();
  await expect(page.getByText(/^Next charge|will be charged/).first()).toBeVisible();

  // The tab's icon is fetched when the browser likes; the page does not wait for it.
  const all = [...loads.values()].filter(({ url }) => !url.endsWith("/favicon.svg"));
  const list = all.map(({ url, type, bytes }) => `${type} ${new URL(url).pathname} ${bytes}`).join("\n");
  console.log(list);
  expect(all.map(({ url }) => new URL(url).origin).filter((origin) => origin !== merchant.server.origin)).toEqual([]);
  const early = await page.evaluate(() => {
    const { shownAt } = window as unknown as { shownAt: number };
    const resources = performance.getEntriesByType("resource").filter(({ startTime }) => startTime < shownAt);
    return resources.map(({ name }) => new URL(name).pathname).filter((path) => path !== "/favicon.svg");
  });
  // The document is no resource of its own.
  expect(early.length + 1, `${early.join("\n")}\nof\n${list}`).toBe(budget.requests);
  const bytes = (wanted: RegExp) => all.filter(({ url }) => wanted.test(url)).reduce((sum, load) => sum + load.bytes, 0);
  expect(bytes(/./), list).toBeLessThanOrEqual(budget.all);
  expect(bytes(/\.css$/), list).toBeLessThanOrEqual(budget.css);
  expect(bytes(/\.js$/), list).toBeLessThanOrEqual(budget.script);
});

test("what never changes is kept, the document is not", async ({ page, portal, merchant }) => {
  const answers = new Map<string, string>();
  page.on("response", (response) => {
    answers.set(new URL(response.url()).pathname, response.headers()["cache-control"] ?? "");
  });
  await portal.open(merchant, (await merchant.customerWith()).id);
  for (const [path, cache] of answers) {
    if (path.startsWith("/assets/")) expect(cache, path).toContain("immutable");
    else expect(cache, path).toMatch(/no-(store|cache)/);
  }
});

test("home takes little memory", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
  const debuggerSession = await page.context().newCDPSession(page);
  await debuggerSession.send("HeapProfiler.collectGarbage");
  const heap = (await debuggerSession.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
  const used = heap.usedSize + (heap.backingStorageSize ?? 0);
  console.log(`JS heap ${heap.usedSize} + buffers ${heap.backingStorageSize ?? 0}`);
  expect(used).toBeLessThanOrEqual(budget.memory);
});

test("home loads nothing of the processor, and a second visit only the document and the session", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith()).id);
  const asked: string[] = [];
  page.on("response", (response) => {
    asked.push(new URL(response.url()).pathname);
  });
  const cached = new Set<string>();
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const urls = new Map<string, string>();
  network.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, new URL(request.url).pathname));
  network.on("Network.requestServedFromCache", ({ requestId }) => cached.add(urls.get(requestId) ?? ""));
  network.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.fromDiskCache || response.fromPrefetchCache) cached.add(urls.get(requestId) ?? "");
  });
  await page.reload();
  await expect(portal.paymentMethods).toBeVisible();
  const fresh = asked.filter((path) => !cached.has(path) && path !== "/favicon.svg");
  expect(fresh.sort()).toEqual(["/", "/api/session"]);
});

test("nothing of the dashboard comes to customers", async ({ complaints, page, portal, merchant }) => {
  complaints.expect(failedRequest);
  const files: string[] = [];
  page.on("request", (request) => files.push(new URL(request.url()).pathname));
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  await portal.open(merchant, customer.id);
  for (const path of ["/invoices", "/activity", "/billing-information"]) {
    await page.goto(merchant.server.origin + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  expect(files.some((file) => file.startsWith("/assets/") && file.endsWith(".wasm"))).toBe(true);
  expect(files.filter((file) => /dashboard/.test(file))).toEqual([]);
  // The same names tell where there is one.
  files.length = 0;
  await page.goto(`${merchant.server.origin}/dashboard`);
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  expect(files.filter((file) => file.startsWith("/assets/") && /dashboard/.test(file))).not.toEqual([]);
});
