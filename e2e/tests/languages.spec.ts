import { expectAccessible } from "../support/axe.ts";
import { invoiceFor } from "../support/invoices.ts";
import { places } from "../support/places.ts";
import { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";
import { locales, texts, words } from "../support/words.ts";

for (const locale of locales) {
  test(`the portal speaks ${locale}`, async ({ page, merchant }) => {
    const portal = new Portal(page, locale);
    const customer = await merchant.customerWith({ subscriptions: [{ amount: 123_456, currency: "eur" }] });
    await portal.open(merchant, customer.id, { locale });
    await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${locale}\\b`));
    await expect(portal.options(portal.method("Visa", "4242"))).toBeVisible();
    for (const key of ["billing_information.heading", "invoices.heading"]) {
      await expect(portal.heading(key)).toBeVisible();
    }
    // The browser's own data decides how money looks.
    const amount = await page.evaluate(
      (tag) => new Intl.NumberFormat(tag, { style: "currency", currency: "EUR" }).format(1234.56),
      locale,
    );
    const plain = (text: string) => text.replaceAll(/\s/gu, " ");
    expect(plain(await page.getByRole("main").innerText())).toContain(plain(amount).replace(/^[€\s]+|[€\s]+$/gu, ""));
    expect(await page.getByRole("main").innerText()).not.toMatch(/\{\w+\}/);
  });
}

// English is looked at in every scheme and width by a11y.spec.ts.
for (const [index, locale] of locales.filter((tag) => tag !== "en").entries()) {
  test.describe(`in ${locale}, on a phone`, () => {
    test.use({ locale, viewport: { width: 320, height: 900 }, colorScheme: index % 2 ? "dark" : "light" });

    test(`every page is whole and accessible in ${locale}`, async ({ page, merchant, complaints }) => {
      test.setTimeout(240_000);
      complaints.expect(/Failed to load resource.*(401|404|409|410)/);
      const portal = new Portal(page, locale);
      for (const { name, go } of places) {
        await test.step(name, async () => {
          await page.context().clearCookies();
          await go(portal, merchant);
          await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${locale}\\b`));
          expect(await page.locator("body").innerText()).not.toMatch(/\{\w+\}/);
          await expectAccessible(page);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
        });
      }
    });
  });
}

test.describe("in Arabic", () => {
  test.use({ locale: "ar", viewport: { width: 390, height: 844 } });

  test("every page is read from the right, and no English is left on it", async ({ page, merchant, complaints }) => {
    test.setTimeout(180_000);
    complaints.expect(/Failed to load resource.*(401|404|409|410)/);
    const portal = new Portal(page, "ar");
    // A short word may be what somebody is called, and the chooser calls every language by its own name.
    const english = texts("en").filter((text) => text.length > 5 && text !== words("en", "language.name"));
    for (const { name, go } of places) {
      await test.step(name, async () => {
        await page.context().clearCookies();
        await go(portal, merchant);
        await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
        const seen = (await page.locator("body").innerText()).split("\n").map((line) => line.trim());
        expect(seen.filter((line) => english.includes(line))).toEqual([]);
        const heading = page.getByRole("heading", { level: 1 }).first();
        expect(await heading.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
      });
    }
  });

  test("a name that begins an Arabic phrase stands at its right", async ({ page, merchant }) => {
    // <bdi> asks the first letter of all for its direction, and "Mastercard" turned the phrase behind it round: its number
    // stood where it begins.
    const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
    const invoice = await invoiceFor(merchant, customer.id, { amount: 4_900 });
    const portal = new Portal(page, "ar");
    await portal.open(merchant, customer.id);
    await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
    const choice = page.getByText(portal.method("Mastercard", "4444"), { exact: true });
    const [name, number] = await choice.evaluate((element) => {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
      return ["Mastercard", "4444"].map((part) => {
        const range = document.createRange();
        const at = text?.textContent?.indexOf(part) ?? 0;
        range.setStart(text ?? element, at);
        range.setEnd(text ?? element, at + part.length);
        return range.getBoundingClientRect().x;
      });
    });
    expect(name).toBeGreaterThan(number ?? Infinity);
  });

  test("a customer without subscriptions is not told of two", async ({ page, merchant }) => {
    // None were counted as two, which other languages do not tell from many.
    await new Portal(page, "ar").open(merchant, (await merchant.customerWith()).id);
    await expect(page.getByRole("heading", { name: words("ar", "subscriptions.heading.few"), exact: true })).toBeVisible();
  });

  test("a menu opens on the side where lines end, and the arrows that lead back point to the right", async ({ page, merchant }) => {
    const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
    const portal = new Portal(page, "ar");
    await portal.open(merchant, customer.id);
    await portal.openOptions(portal.method("Mastercard", "4444"));
    const menu = await page.getByRole("menu").boundingBox();
    const opener = await portal.options(portal.method("Mastercard", "4444")).boundingBox();
    expect(menu?.x).toBeGreaterThanOrEqual(0);
    expect(Math.abs((menu?.x ?? 0) - (opener?.x ?? 0))).toBeLessThanOrEqual(2);
    // In the menu the keys go up and down, whichever way lines are read.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    await expect(portal.options(portal.method("Mastercard", "4444"))).toBeFocused();
  });
});

test("the customer's language comes before the browser's", async ({ page, merchant }) => {
  const customer = await merchant.customerWith({ languages: ["nl"] });
  await new Portal(page, "nl").open(merchant, customer.id);
});

test.describe("in a Swedish browser", () => {
  test.use({ locale: "sv-SE" });

  test("the browser's language is used when nobody names one", async ({ page, merchant }) => {
    const customer = await merchant.customerWith();
    await new Portal(page, "sv").open(merchant, customer.id);
  });

  test("a dead link is explained in it", async ({ page, merchant, complaints }) => {
    complaints.expect(/Failed to load resource.*410/);
    await page.goto(`${merchant.server.origin}/p/session#pcs_invented`);
    await expect(page.getByRole("heading", { name: words("sv", "ended.link_title") })).toBeVisible();
  });
});

test("the chooser changes the words in place and for good", async ({ page, merchant, portal }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption({ label: words("nl", "language.name") });
  const dutch = new Portal(page, "nl");
  await expect(dutch.paymentMethods).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", /^nl/);
  await page.reload();
  await expect(dutch.paymentMethods).toBeVisible();
});

test("a language that could not be chosen is not shown as chosen", async ({ page, merchant, portal, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  await page.route("**/api/session/locale", (route) => route.fulfill({ status: 500, contentType: "application/json", body: '{"error":{"code":"internal","message":"provoked by a test"}}' }));
  const chooser = page.getByRole("combobox", { name: portal.words("shell.language") });
  await chooser.selectOption({ label: words("nl", "language.name") });
  await expect(page.getByText(portal.words("errors.internal"))).toBeVisible();
  await expect(chooser).toHaveValue("en");
});
