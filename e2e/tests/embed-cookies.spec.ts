import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { embedded, expect, isPortal, listed, portalOrigin, shopPage, test } from "../support/embedding.ts";
import { Portal } from "../support/portal.ts";
import { type LocaleTag, locales, words } from "../support/words.ts";

test.use({ strictCookies: true });

const full = process.env["PORTICO_LADDER"] === "full";
const inline = `<billing-portal session-url="/billing-session"></billing-portal>`;

function report(figure: string, bar: string, measured: string): void {
  console.log(`ladder row 6 | ${figure} | ${bar} | ${measured} | held`);
}

/** The frame of the portal in a page. */
function inside(page: Page) {
  const frame = page.frames().find(isPortal);
  if (!frame) throw new Error("there is no frame of the portal");
  return frame;
}

test("ladder row 6: a sign-in survives reloads without cookies of third parties", async ({ page, sites, merchant, complaints }) => {
  test.setTimeout(full ? 600_000 : 60_000);
  const count = full ? 100 : 4;
  // That they are blocked is seen at a cookie without a partition.
  const seen: (string | undefined)[] = [];
  sites.pages.set("tracker.test/", {
    body: ({ cookie }) => {
      seen.push(cookie);
      return "a frame";
    },
    headers: { "Set-Cookie": "plain=1; Path=/; Secure; SameSite=None" },
  });
  complaints.expect(/third-party cookie/i);
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "elsewhere.test", customer.id, `${inline}<iframe src="https://tracker.test/" title="another"></iframe>`);
  let asked = 0;
  sites.pages.set("elsewhere.test/billing-session", {
    type: "text/plain",
    body: () => {
      asked += 1;
      return merchant.linkFor(customer.id);
    },
  });
  await page.goto("https://elsewhere.test/");
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  let survived = 0;
  for (let round = 0; round < count; round += 1) {
    await page.frameLocator("iframe[title=another]").locator("body").evaluate(() => location.reload());
    const again = inside(page).waitForNavigation();
    await inside(page).evaluate(() => location.reload());
    await again;
    await expect(portal.paymentMethods).toBeVisible();
    survived += 1;
  }
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.filter(Boolean), "a plain cookie came back: they are not blocked").toEqual([]);
  expect(asked, "links that were needed").toBe(1);
  report("reloads of a frame that its sign-in survives, cookies of third parties blocked", `${count} of ${count}`, `${survived} of ${count}`);
});

test("ladder row 6: a sign-in is not there under another site", async ({ page, context, sites, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*(401|404)/);
  test.setTimeout(full ? 1_200_000 : 60_000);
  const count = full ? 200 : 12;
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "elsewhere.test", customer.id, inline);
  await page.goto("https://elsewhere.test/");
  await expect(embedded(page).paymentMethods).toBeVisible();
  sites.pages.set("other.test/", { body: `<iframe src="${portalOrigin}/" title="billing"></iframe>` });
  let answered = 0;
  const other = await context.newPage();
  for (let round = 0; round < count / 2; round += 1) {
    await other.goto("https://other.test/");
    const status = await inside(other).evaluate(() => fetch("/api/session", { headers: { "X-Portal-Frame": "?" } }).then((answer) => answer.status));
    if (status !== 401) answered += 1;
    await other.goto(`${portalOrigin}/nothing`);
    for (const headers of [{}, { "X-Portal-Frame": "?" }]) {
      const tab = await other.evaluate((headers) => fetch("/api/session", { headers: headers as Record<string, string> }).then((answer) => answer.status), headers);
      if (tab !== 401) answered += 1;
    }
  }
  expect(answered).toBe(0);
  // It was there all the time.
  expect(await inside(page).evaluate(() => fetch("/api/session").then((answer) => answer.status))).toBe(200);
  report("sign-ins of a frame seen under another site or in a tab", "0", `0 of ${(count / 2) * 3}`);
});

test("ladder row 6: only listed pages show the portal", async ({ page, sites, merchant, complaints }) => {
  // Whoever has the merchant has listed the origins: alone, this test saw none of them listed.
  expect(merchant.server.origin).not.toBe("");
  test.setTimeout(90_000);
  complaints.expect(/./);
  const frame = `<iframe src="${portalOrigin}/" title="billing"></iframe>`;
  const inner = (content: string) => `data:text/html,${encodeURIComponent(content)}`;
  for (const host of ["shop.test", "evil.test", "evil.shop.test", "billing.shop.test.evil.test", "shop.test.evil.test", "xshop.test"]) {
    sites.pages.set(`${host}/frame`, { body: frame });
  }
  // A page that is listed, in one that is not.
  sites.pages.set("evil.test/nested", { body: `<iframe src="https://shop.test/frame" title="good"></iframe>` });
  sites.pages.set("shop.test/between", { body: `<iframe src="https://evil.test/frame" title="evil"></iframe>` });
  sites.pages.set("shop.test/blank", { body: `<iframe sandbox="allow-scripts" src="/frame" title="sandboxed"></iframe>` });
  sites.pages.set("shop.test/data", { body: `<iframe src="${inner(frame).replaceAll('"', "&quot;")}" title="data"></iframe>` });
  sites.pages.set("shop.test/object", { body: `<object data="https://evil.test/frame" type="text/html"></object>` });
  const unlisted = [
    ...["evil.test", "evil.shop.test", "shop.test.evil.test", "xshop.test", "billing.shop.test.evil.test"].flatMap((host) => [
      `https://${host}/frame`,
      `http://${host}/frame`,
    ]),
    "http://shop.test/frame",
    "https://shop.test:8443/frame",
    "https://elsewhere.test:8443/frame",
    "https://evil.test/nested",
    "https://evil.test:444/nested",
    "http://evil.test/nested",
    "https://shop.test/between",
    "https://shop.test/blank",
    "https://shop.test/data",
    "https://shop.test/object",
  ];
  sites.pages.set("elsewhere.test/frame", { body: frame });
  const shows = async (address: string) => {
    await page.goto(address, { waitUntil: "load" });
    return page.frames().some(isPortal);
  };
  const wrong: string[] = [];
  for (const address of unlisted) if (await shows(address)) wrong.push(address);
  expect(wrong).toEqual([]);
  const paths = ["/", "/invoices", "/activity", "/billing-information", "/nothing"];
  let shown = 0;
  for (const origin of listed) {
    for (const path of paths) {
      sites.pages.set(`${new URL(origin).host}/listed`, { body: `<iframe src="${portalOrigin}${path}" title="billing"></iframe>` });
      if (await shows(`${origin}/listed`)) shown += 1;
    }
  }
  expect(shown).toBe(listed.length * paths.length);
  report("pages that show the portal without being listed; listed ones", "0 of 20; 20 of 20", `${wrong.length} of ${unlisted.length}; ${shown} of 20`);
});

test("where the browser keeps no cookies in frames, the portal opens in a tab", async ({ browser, sites, merchant, complaints }) => {
  test.setTimeout(90_000);
  complaints.expect(/Failed to load resource.*403/);
  sites.losesCookies = true;
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "elsewhere.test", customer.id, inline);
  for (const locale of full ? locales : (["en", "de"] as const)) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale });
    const page = await context.newPage();
    await page.goto("https://elsewhere.test/");
    const frame = page.frameLocator("billing-portal iframe");
    await expect(frame.getByRole("heading", { name: words(locale, "document.elsewhere_title"), exact: true })).toBeVisible();
    if (locale === "en") await expectAccessible(page);
    const tab = context.waitForEvent("page");
    await frame.getByRole("link", { name: words(locale, "document.elsewhere_link"), exact: true }).click();
    await expect(embeddedIn(await tab, locale)).toBeVisible();
    await context.close();
  }
  sites.losesCookies = false;
});

/** The first screen in a tab. */
const embeddedIn = (tab: Page, locale: LocaleTag) => new Portal(tab, locale).paymentMethods;
