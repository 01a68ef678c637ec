import type { Browser } from "@playwright/test";

import { expect, test } from "../support/test.ts";

// One flipped bit in what a customer downloads must never run, and must never end in a blank page.
const full = process.env["PORTICO_LADDER"] === "full";
const rounds = full ? 100 : 3;
// On a machine that runs other tests at the same time, only that it comes is tested.
const shownWithin = full ? 2_000 : 8_000;

const assets = {
  js: { pattern: "**/assets/*.js", ending: ".js" },
  wasm: { pattern: "**/assets/*.wasm", ending: ".wasm" },
  css: { pattern: "**/assets/*.css", ending: ".css" },
} as const;

/** Opens a link in a fresh browser profile, with one asset as `change` makes it. */
async function visit(browser: Browser, link: string, pattern: string, change: (body: Buffer) => void) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  // What the browser has taken as a script, a module of WebAssembly or a style sheet. What it refuses never gets there.
  const used: string[] = [];
  const devtools = await context.newCDPSession(page);
  devtools.on("Debugger.scriptParsed", ({ url }) => used.push(url));
  devtools.on("CSS.styleSheetAdded", ({ header }) => used.push(header.sourceURL));
  for (const domain of ["Debugger", "DOM", "CSS"] as const) await devtools.send(`${domain}.enable`);
  let delivered = 0;
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    change(body);
    delivered += 1;
    const { "content-encoding": _, "content-length": __, ...headers } = response.headers();
    await route.fulfill({ response, headers, body });
  });
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector("#trouble:not([hidden])")) Object.assign(window, { shownAt: performance.timeOrigin + performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const started = Date.now();
  await page.goto(link);
  const shownAfter = async () => (await page.evaluate(() => (window as unknown as { shownAt: number }).shownAt)) - started;
  return { page, context, used, delivered: () => delivered, shownAfter };
}

for (const [kind, { pattern, ending }] of Object.entries(assets)) {
  test(`ladder row 10: a flipped bit in the ${kind} is not used and is explained`, async ({ browser, portal, merchant, complaints }) => {
    test.setTimeout(40_000 + rounds * 10_000);
    complaints.expect(/./);
    const customer = await merchant.customerWith();
    const tookPart = (used: string[]) => used.filter((url) => url.endsWith(ending)).length;

    // As it is, the asset is used: what is watched for below can be seen.
    const whole = await visit(browser, await merchant.linkFor(customer.id), pattern, () => undefined);
    await expect(whole.page.getByRole("heading", { name: portal.words("payment_methods.heading") })).toBeVisible();
    expect(tookPart(whole.used), whole.used.join("\n")).toBeGreaterThan(0);
    await whole.context.close();

    let slowest = 0;
    for (let round = 0; round < rounds; round += 1) {
      let flipped = "";
      const { page, context, used, delivered, shownAfter } = await visit(browser, await merchant.linkFor(customer.id), pattern, (body) => {
        const at = Math.floor((body.length * (round + Math.random())) / rounds);
        body[at] = (body[at] ?? 0) ^ (1 << (round % 8));
        flipped = `bit ${round % 8} of byte ${at}`;
      });
      const alert = page.getByRole("alert").filter({ hasText: portal.words("trouble.title") });
      await expect(alert.getByRole("button", { name: portal.words("trouble.reload") }), flipped).toBeVisible();
      await expect(portal.paymentMethods).toHaveCount(0);
      expect(tookPart(used), `${flipped} was used`).toBe(0);
      expect(delivered()).toBeGreaterThan(0);
      slowest = Math.max(slowest, await shownAfter());
      await context.close();
    }
    console.log(`row 10, ${kind}: 0 of ${rounds} used, ${rounds} of ${rounds} explained, the slowest after ${Math.round(slowest)} ms`);
    expect(slowest).toBeLessThan(shownWithin);
  });
}
