import type { Page, Route } from "@playwright/test";

import type { Merchant } from "../support/merchant.ts";
import type { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";

// What security.md calls the fourteen failure modes: each says something specific and shows a way on.

const mastercard = "Mastercard ending in 4444";

async function reloadIsOffered(page: Page, portal: Portal): Promise<void> {
  const name = portal.words("trouble.reload");
  await expect(page.getByRole("button", { name }).or(page.getByRole("link", { name })).first()).toBeVisible();
}

/** A customer with two cards, at home. */
async function atHome(portal: Portal, merchant: Merchant): Promise<string> {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  return customer.id;
}

async function tryMakeDefault(portal: Portal): Promise<void> {
  await portal.openOptions(mastercard);
  await portal.menuItem("make_default").click();
}

/** What the server would answer, with another answer in its place. */
const answer = (status: number, code: string, headers: Record<string, string> = {}) => (route: Route) =>
  route.fulfill({ status, headers, contentType: "application/json", body: JSON.stringify({ error: { code, message: "provoked by a test" } }) });

for (const [layout, viewport] of Object.entries({ desktop: { width: 1280, height: 900 }, phone: { width: 320, height: 640 } })) {
  test.describe(layout, () => {
    test.use({ viewport });

    test("JavaScript is off", async ({ browser, portal, merchant }) => {
      const context = await browser.newContext({ javaScriptEnabled: false, viewport, locale: "en-GB" });
      const page = await context.newPage();
      await page.goto(merchant.server.origin);
      await expect(page.getByRole("heading", { name: portal.words("document.noscript_title") })).toBeVisible();
      await context.close();
    });

    test("the browser knows no WebAssembly", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(page.getByText(portal.words("trouble.no_wasm"))).toBeVisible();
    });

    test("a newer version was deployed: one reload, then words", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(/./);
      let documents = 0;
      page.on("request", (request) => (documents += Number(request.isNavigationRequest())));
      await page.route("**/assets/*.wasm", (route) => route.fulfill({ status: 404 }));
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(page.getByText(portal.words("trouble.stale"))).toBeVisible();
      await reloadIsOffered(page, portal);
      expect(documents).toBeLessThanOrEqual(2);
    });

    test("the app crashed", async ({ page, portal, merchant }) => {
      await atHome(portal, merchant);
      await page.evaluate(() => (window as unknown as { portico: { fail(kind: string): void } }).portico.fail("crash"));
      await expect(page.getByText(portal.words("trouble.crash"))).toBeVisible();
      await reloadIsOffered(page, portal);
    });

    test("the first answer does not come", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await page.clock.install();
      await page.route("**/api/session", () => undefined);
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await page.clock.fastForward(11_000);
      await expect(page.getByText(portal.words("trouble.timeout"))).toBeVisible();
      await reloadIsOffered(page, portal);
    });

    test("offline at the start", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await page.route("**/api/session", (route) => route.abort("internetdisconnected"));
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(page.getByText(portal.words("trouble.offline"))).toBeVisible();
      await reloadIsOffered(page, portal);
    });

    test("the server fails at the start", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await page.route("**/api/session", answer(503, "upstream_unavailable"));
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(page.getByText(portal.words("trouble.server"))).toBeVisible();
      await reloadIsOffered(page, portal);
    });

    test("the billing system is slow at the start: asked once more, and the link still opens", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      let asked = 0;
      await page.route("**/api/session", (route) => {
        asked += 1;
        return asked === 1 ? answer(503, "upstream_unavailable", { "retry-after": "1" })(route) : route.continue();
      });
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(portal.paymentMethods).toBeVisible();
      expect(asked).toBe(2);
    });

    test("too many requests at the start", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await page.route("**/api/session", answer(429, "rate_limited", { "retry-after": "30" }));
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(page.getByText(portal.words("trouble.busy"))).toBeVisible();
    });

    const refused: [string, number, string, string][] = [
      ["the session is over", 401, "session_expired", "ended.expired_title"],
      ["the method no longer exists", 404, "not_found", "errors.not_found"],
      ["the configuration forbids it", 403, "feature_disabled", "errors.feature_disabled"],
      ["the request is not accepted", 422, "invalid_request", "errors.invalid_request"],
      ["too many requests", 429, "rate_limited", "errors.rate_limited"],
      ["the server fails", 500, "internal", "errors.internal"],
      ["the billing system does not answer", 503, "upstream_unavailable", "errors.upstream"],
    ];
    for (const [name, status, code, key] of refused) {
      test(`a change is refused: ${name}`, async ({ page, portal, merchant, complaints }) => {
        complaints.expect(failedRequest);
        await atHome(portal, merchant);
        await page.route("**/api/payment-methods/**", answer(status, code));
        await tryMakeDefault(portal);
        await expect(page.getByText(portal.words(key)).first()).toBeVisible();
      });
    }

    test("a wait is named", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await atHome(portal, merchant);
      await page.route("**/api/payment-methods/**", answer(429, "rate_limited", { "retry-after": "7" }));
      await tryMakeDefault(portal);
      await expect(page.getByText(/Try again in 7 seconds\./)).toBeVisible();
    });

    test("the connection is lost during a change: what is shown is what is true", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await atHome(portal, merchant);
      await page.route("**/api/payment-methods/**", async (route) => {
        // The change happens; only its answer gets lost.
        await route.fetch();
        await route.abort("connectionreset");
      });
      await tryMakeDefault(portal);
      await expect(page.getByText(portal.words("errors.unconfirmed"))).toBeVisible();
      await expect(portal.row(mastercard)).toContainText("Default");
    });

    test("an answer is cut off", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await atHome(portal, merchant);
      await page.route("**/api/payment-methods/**", (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"version":"x","payme' }));
      await tryMakeDefault(portal);
      await expect(page.getByText(portal.words("errors.unconfirmed"))).toBeVisible();
    });

    test("offline during a change", async ({ page, portal, merchant, complaints }) => {
      complaints.expect(failedRequest);
      await atHome(portal, merchant);
      await page.route("**/api/**", (route) => route.abort("internetdisconnected"));
      await tryMakeDefault(portal);
      await expect(page.getByText(portal.words("errors.offline"))).toBeVisible();
      await expect(portal.rows).toHaveCount(2);
      await expect(page.getByRole("button", { name: portal.words("way.retry") })).toBeVisible();
    });
  });
}

test("the processor's form does not load", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/./);
  await atHome(portal, merchant);
  await page.route(`${merchant.server.sandboxOrigin}/**`, (route) => route.abort());
  await portal.addLink.first().click();
  // The page gives a slow script ten seconds.
  await expect(page.getByText(portal.words("add_payment_method.no_form"))).toBeVisible({ timeout: 20_000 });
});
