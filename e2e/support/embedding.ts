// The test of the portal inside merchants' pages: the portal on https, shops on sites of their own, and a browser that
// finds them all.

import { Agent } from "node:https";
import { connect } from "node:tls";

import { type Browser, type Frame, type Page, expect } from "@playwright/test";

import { Merchant, demoKey } from "./merchant.ts";
import { Portal } from "./portal.ts";
import { type Sites, startSites } from "./sites.ts";
import { test as base } from "./test.ts";
import type { LocaleTag } from "./words.ts";

/** Where the portal is. `shop.test` and its other hosts are of the same site, all other names are not. */
export const portalHost = "billing.shop.test";
export const portalOrigin = `https://${portalHost}`;

/** Whose pages may show it. */
export const listed = ["https://shop.test", "https://app.shop.test", "https://elsewhere.test", "https://other.test"];

interface WorkerFixtures {
  sites: Sites;
  /** Whether the browser keeps no cookies of third parties. */
  strictCookies: boolean;
}

export const test = base.extend<object, WorkerFixtures>({
  settings: [{ public_url: portalOrigin }, { scope: "worker" }],
  strictCookies: [false, { scope: "worker", option: true }],
  sites: [
    async ({ server }, use) => {
      const sites = await startSites({ host: portalHost, port: server.port });
      await use(sites);
      await sites.stop();
    },
    { scope: "worker" },
  ],
  merchant: [
    async ({ server, sites }, use) => {
      const merchant = new Merchant(server, demoKey, {
        host: portalHost,
        port: 443,
        protocol: "https",
        httpAgent: agentTo(sites.port),
      });
      for (const origin of listed) await allow(merchant, origin);
      await use(merchant);
    },
    { scope: "worker" },
  ],
  browser: [
    async ({ playwright, sites, strictCookies, launchOptions }, use) => {
      const strict = strictCookies ? ["--test-third-party-cookie-phaseout"] : [];
      const args = [...(launchOptions.args ?? []), ...sites.args, ...strict];
      const browser: Browser = await playwright.chromium.launch({ ...launchOptions, args });
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],
  ignoreHTTPSErrors: true,
  complaints: async ({ complaints }, use) => {
    // The browser says of every element in a frame that wants the focus when it is inserted that it does not get it. A
    // dialog gives it when it is opened, as always.
    complaints.expect(/Blocked autofocusing/);
    await use(complaints);
  },
});

export { expect };

function agentTo(port: number): Agent {
  const agent = new Agent({ keepAlive: false });
  // The certificate is made for the test, and the name is known to nobody but the proxy.
  agent.createConnection = () => connect({ host: "127.0.0.1", port, servername: portalHost, rejectUnauthorized: false });
  return agent;
}

/** Lets the pages of an origin show the portal, and returns the id of that. */
export async function allow(merchant: Merchant, origin: string): Promise<string> {
  const made = (await merchant.stripe.rawRequest("POST", "/v1/portico/embed_origins", { origin })) as { id: string };
  return made.id;
}

/** Puts a page on a site that shows the portal of a customer, and the server behind it that makes the links. */
export function shopPage(sites: Sites, merchant: Merchant, host: string, customer: string, content: string, root = `lang="en"`): void {
  sites.pages.set(`${host}/`, {
    body: `<!doctype html><html ${root}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Your account</title>
      <style>body{font-family:system-ui,sans-serif;max-inline-size:64rem;margin:2rem auto;padding-inline:1rem}</style>
      <script type="module" src="${portalOrigin}/embed/v1.js"></script></head><body><main><h1>Your account</h1>${content}</main></body></html>`,
  });
  sites.pages.set(`${host}/billing-session`, { type: "text/plain", body: () => merchant.linkFor(customer) });
}

/** The portal inside a shop's page. */
export function embedded(page: Page, locale: LocaleTag = "en"): Portal {
  return new Portal(page, locale, page.frameLocator("billing-portal iframe"));
}

/** Whether a frame holds the portal; one that was refused holds the browser's own page. */
export function isPortal(frame: Frame): boolean {
  return URL.canParse(frame.url()) && new URL(frame.url()).origin === portalOrigin;
}

/** Notes what the element on a page tells, by its name and details. */
export async function listen(page: Page): Promise<() => Promise<[string, Record<string, unknown>][]>> {
  await page.evaluate(() => {
    const heard: [string, unknown][] = [];
    Object.assign(window, { heard });
    const names = ["ready", "resize", "navigate", "session.expired", "subscription.updated", "payment_method.updated", "invoice.paid", "error", "close"];
    for (const name of names) {
      document.addEventListener(name, (event) => heard.push([name, (event as CustomEvent).detail]), true);
    }
  });
  return () => page.evaluate(() => (window as unknown as { heard: [string, Record<string, unknown>][] }).heard);
}
