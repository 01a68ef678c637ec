import { devices } from "@playwright/test";

import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch } = devices["Pixel 7"];
test.use({
  viewport,
  userAgent,
  deviceScaleFactor,
  isMobile,
  hasTouch,
  locale: "nl-NL",
  colorScheme: "dark",
});

test("in Dutch, on a phone, in the dark, without a mouse: the only card is held, another is added, the first removed", async ({
  page,
  merchant,
}) => {
  const portal = new Portal(page, "nl");
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const visa = portal.method("Visa", "4242");
  await portal.open(merchant, customer.id);
  expect(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(true);

  // Held, with its reason.
  await portal.tabTo(portal.options(visa));
  await page.keyboard.press("Enter");
  await expect(portal.menuItem("remove")).toBeFocused();
  await expect(portal.menuItem("remove")).toHaveAccessibleDescription(portal.words("payment_methods.held"));
  await page.keyboard.press("Enter");
  await expect(portal.heldDialog).toContainText(portal.words("payment_methods.held"));

  // The way on.
  await portal.tabTo(portal.heldDialog.getByRole("link", { name: portal.words("payment_methods.add_another") }), 5);
  await page.keyboard.press("Enter");
  const adding = await portal.adding();
  const first = adding.frame.getByRole("radio").first();
  await portal.tabTo(first);
  await page.keyboard.press("Space");
  const mastercard = adding.choice(/^Mastercard/).first();
  for (let presses = 0; presses < 30 && !(await mastercard.isChecked()); presses += 1) {
    await page.keyboard.press("ArrowDown");
  }
  await expect(mastercard).toBeChecked();
  await portal.tabTo(adding.submit);
  await page.keyboard.press("Enter");
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.rows).toHaveCount(2);

  // Now it may go.
  await portal.tabTo(portal.options(visa));
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await expect(portal.menuItem("remove")).toBeFocused();
  await page.keyboard.press("Enter");
  const confirm = portal.removeDialog.getByRole("button", { name: portal.words("payment_methods.remove"), exact: true });
  await portal.tabTo(confirm, 5);
  await page.keyboard.press("Enter");
  await expect(portal.options(visa)).toHaveCount(0);
  // Focus is not lost with the row.
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  expect((await merchant.methodsOf(customer.id)).map((method) => method.card?.brand)).toEqual(["mastercard"]);
});

test("Escape closes the menu and the dialog, and focus returns", async ({ page, merchant }) => {
  const portal = new Portal(page, "nl");
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  const mastercard = portal.method("Mastercard", "4444");
  await portal.open(merchant, customer.id);
  await portal.tabTo(portal.options(mastercard));
  await page.keyboard.press("ArrowDown");
  await expect(portal.menuItem("make_default")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(portal.options(mastercard)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(portal.menuItem("remove")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(portal.removeDialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(portal.removeDialog).toBeHidden();
  await expect(portal.options(mastercard)).toBeFocused();
});

test("the first Tab offers to skip to the content", async ({ page, merchant }) => {
  const portal = new Portal(page, "nl");
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  const skip = page.getByRole("link", { name: portal.words("shell.skip") });
  await portal.tabTo(skip, 3);
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});
