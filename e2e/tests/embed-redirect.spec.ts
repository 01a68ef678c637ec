import { expectAccessible } from "../support/axe.ts";
import { embedded, expect, listen, shopPage, test } from "../support/embedding.ts";
import { Portal } from "../support/portal.ts";

// Where methods are entered on a page of the processor's, which no frame shows.
test.use({ settings: { public_url: "https://billing.shop.test", add_payment_method: "redirect" } });

test("a method that is added on the processor's page is added in a tab, and seen in the frame", async ({ page, context, sites, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa"], subscriptions: [{}] });
  shopPage(sites, merchant, "elsewhere.test", customer.id, `<billing-portal session-url="/billing-session"></billing-portal>`);
  await page.goto("https://elsewhere.test/");
  const portal = embedded(page);
  await expect(portal.rows).toHaveCount(1);
  const opened = context.waitForEvent("page");
  await portal.addLink.first().click();
  const tab = new Portal(await opened);
  await tab.page.getByRole("button", { name: tab.words("add_payment_method.continue_there"), exact: true }).click();
  const choice = tab.page.locator("iframe").first().contentFrame().getByRole("radio", { name: /Mastercard/ }).first();
  await choice.focus();
  await choice.press("Space");
  await tab.page.getByRole("button").first().click();
  await expect(tab.page).toHaveURL(/\/done$/);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(2);
  await tab.page.close();
  // The frame has the focus again, and shows how things are.
  await expect(portal.rows).toHaveCount(2);
});

for (const locale of ["en", "ar"] as const) {
  test(`where the browser lets no tab open, the frame says so: ${locale}`, async ({ page, sites, merchant, complaints }) => {
    // Nothing at all came of the press, and nobody knew why.
    complaints.expect(/Blocked opening '.*' in a new window/, /both allow-scripts and allow-same-origin/);
    const customer = await merchant.customerWith({ methods: ["pm_card_visa"] });
    shopPage(sites, merchant, "elsewhere.test", customer.id, `<billing-portal session-url="/billing-session" locale="${locale}"></billing-portal>`);
    const shop = sites.pages.get("elsewhere.test/");
    // What a page in a sandbox may not do, the frames in it may not do either.
    if (shop) shop.headers = { "Content-Security-Policy": "sandbox allow-scripts allow-same-origin allow-forms" };
    await page.goto("https://elsewhere.test/");
    const heard = await listen(page);
    const portal = embedded(page, locale);
    await portal.addLink.first().click();
    await expect(portal.said(portal.words("document.popup"))).toBeVisible();
    await expectAccessible(page);
    expect((await heard()).filter(([event]) => event === "error")).toEqual([["error", { code: "popup" }]]);
    // It stands until something else is pressed.
    await portal.heading("payment_methods.heading").click();
    await expect(portal.said(portal.words("document.popup"))).toBeHidden();
  });
}
