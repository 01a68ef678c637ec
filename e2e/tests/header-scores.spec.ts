import type { Page } from "@playwright/test";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";

import { signIn } from "../support/dashboard.ts";
import { startDemo } from "../support/demo.ts";
import { test as base, expect, portalHost, portalOrigin, shopPage } from "../support/embedding.ts";
import type { Merchant } from "../support/merchant.ts";
import { scoresOf } from "../support/observatory.ts";
import type { Sites } from "../support/sites.ts";

/** With the policy of production: Stripe's script may run where a payment method is entered. */
const test = base.extend({
  server: [
    async ({ settings }, use) => {
      const server = await startDemo(settings, "", "production");
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

type Arrival = (page: Page, merchant: Merchant, sites: Sites) => Promise<void>;

const alone: Arrival = async (page, merchant) => {
  await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
};
const framed: Arrival = async (page, merchant, sites) => {
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "shop.test", customer.id, `<billing-portal session-url="/billing-session"></billing-portal>`);
  await page.goto("https://shop.test/");
};
const dashboard: Arrival = (page, merchant) => signIn(page, merchant, "merchant");

const processor = ["https://js.stripe.com", "https://*.js.stripe.com"];
const inFrame = { "sec-fetch-dest": "iframe" };
// The ideal is 140. Ten less may be lost to frames of merchants and to the processor's script.
const documents = [
  { name: "the portal", path: "/", headers: {}, arrive: alone, scripts: [], bar: 135 },
  { name: "the portal in a merchant's page", path: "/", headers: inFrame, arrive: framed, scripts: [], bar: 130 },
  { name: "adding a payment method", path: "/add-payment-method", headers: {}, arrive: alone, scripts: processor, bar: 130 },
  { name: "adding a payment method in a merchant's page", path: "/add-payment-method", headers: inFrame, arrive: framed, scripts: processor, bar: 130 },
  { name: "the dashboard", path: "/dashboard", headers: {}, arrive: dashboard, scripts: [], bar: 135 },
];

for (const { name, path, headers, arrive, scripts, bar } of documents) {
  test(`ladder row 8: headers and cookies of ${name}`, async ({ page, server, merchant, sites }) => {
    const arrived = page.waitForResponse((answer) => answer.url().startsWith(portalOrigin) && answer.request().method() === "POST");
    await arrive(page, merchant, sites);
    const lines = await (await arrived).headersArray();
    const cookies = lines.filter((line) => line.name.toLowerCase() === "set-cookie").map((line) => line.value);
    expect(cookies.length, "signing in sets a cookie").toBeGreaterThan(0);

    const { grade, score, points, policy } = await scoresOf({ port: server.port, host: portalHost, path, headers, cookies });
    const found = new CspEvaluator(new CspParser(policy).csp).evaluate();
    // Lower is worse.
    const high = found.filter(({ severity }) => severity < Severity.MEDIUM_MAYBE);
    expect(grade, JSON.stringify(points)).toBe("A+");
    expect(score, JSON.stringify(points)).toBeGreaterThanOrEqual(bar);
    expect(policy).toContain("default-src 'none'");
    expect(high).toEqual([]);
    // It doubts every origin that scripts may come from, as it cannot know what they serve: our own, and the processor's
    // where its form is shown.
    const doubted = found.filter(({ severity }) => severity === Severity.MEDIUM_MAYBE).map(({ value }) => value);
    expect(doubted).toEqual(["'self'", ...scripts]);
    console.log(`ladder row 8 | ${name}: Observatory; findings of csp_evaluator | A+ >= ${bar}; 0 | ${grade} ${score}; ${high.length} | held`);
  });
}
