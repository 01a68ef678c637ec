import type { Page } from "@playwright/test";

import type { Merchant } from "../support/merchant.ts";
import type { Portal } from "../support/portal.ts";
import { expectAccessible } from "../support/axe.ts";
import { expect, failedRequest, test } from "../support/test.ts";

// The server out of reach, and an app too old for it: what is shown stays, and nothing is changed behind one's back.

const visa = "Visa ending in 4242";
const mastercard = "Mastercard ending in 4444";

test.beforeEach(({ complaints }) => complaints.expect(failedRequest));

async function atHome(portal: Portal, merchant: Merchant): Promise<string> {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  return customer.id;
}

function banner(page: Page) {
  return page.getByRole("status").filter({ hasText: /Offline since \d/ });
}

test("offline: what is there can be read, nothing can be changed, and it passes by itself", async ({ page, context, portal, merchant }) => {
  await atHome(portal, merchant);
  const changes: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && changes.push(request.url()));

  await context.setOffline(true);
  await expect(banner(page)).toBeVisible();
  await expect(portal.rows).toHaveCount(2);
  await portal.openOptions(mastercard);
  for (const item of ["make_default", "remove"] as const) {
    await expect(portal.menuItem(item)).toHaveAttribute("aria-disabled", "true");
    await expect(portal.menuItem(item)).toHaveAccessibleDescription(portal.words("errors.offline_held"));
  }
  await portal.menuItem("make_default").click({ force: true });
  await expect(portal.said(portal.words("errors.offline_held"))).toBeVisible();
  await portal.addLink.first().click({ force: true });
  await expect(page).toHaveURL(`${merchant.server.origin}/`);
  await expect(page.getByRole("combobox", { name: portal.words("shell.language") })).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(page);
  expect(changes).toEqual([]);

  await context.setOffline(false);
  await expect(banner(page)).toHaveCount(0);
  await portal.makeDefault(mastercard);
});

test("the browser believes to be online, a failed request knows better", async ({ page, portal, merchant }) => {
  await atHome(portal, merchant);
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await portal.openOptions(mastercard);
  await portal.menuItem("make_default").click();
  await expect(banner(page)).toBeVisible();
  const asked = page.waitForRequest("**/api/session");
  await banner(page).getByRole("button", { name: portal.words("way.retry") }).click();
  await asked;
  await expect(banner(page)).toBeVisible();
  // Every ten seconds it is looked for without being asked.
  await page.unroute("**/api/**");
  await expect(banner(page)).toHaveCount(0, { timeout: 20_000 });
  await portal.makeDefault(mastercard);
});

// It did nothing and said nothing, though the item was there to be chosen.
test("a change that is chosen while another is on its way says that it has to wait", async ({ page, portal, merchant }) => {
  await atHome(portal, merchant);
  let arrive = (): void => {};
  const arrived = new Promise<void>((done) => (arrive = done));
  await page.route("**/api/payment-methods/*/default", async (route) => {
    await arrived;
    await route.continue();
  });
  await portal.openOptions(mastercard);
  await portal.menuItem("make_default").click();
  await portal.openOptions(visa);
  await portal.menuItem("remove").click();
  await expect(portal.said(portal.words("errors.busy"))).toBeVisible();
  await expect(portal.removeDialog).toBeHidden();
  arrive();
  await expect(portal.defaultBadge(mastercard)).toBeVisible();
  await portal.remove(visa);
});

test("a dialog that was open stays, and removes once the connection is back", async ({ context, portal, merchant }) => {
  const customer = await atHome(portal, merchant);
  await portal.openOptions(visa);
  await portal.menuItem("remove").click();
  const confirm = portal.removeDialog.getByRole("button", { name: portal.words("payment_methods.remove"), exact: true });
  await context.setOffline(true);
  await expect(portal.removeDialog).toContainText(portal.words("errors.offline_held"));
  await expect(confirm).toHaveAttribute("aria-disabled", "true");
  await context.setOffline(false);
  await expect(confirm).not.toHaveAttribute("aria-disabled", "true");
  await confirm.click();
  await expect(portal.options(visa)).toHaveCount(0);
  expect(await merchant.methodsOf(customer)).toHaveLength(1);
});

test("what was changed elsewhere meanwhile is there when the connection is back", async ({ page, context, portal, merchant }) => {
  const customer = await atHome(portal, merchant);
  await context.setOffline(true);
  await expect(banner(page)).toBeVisible();
  await merchant.stripe.paymentMethods.attach("pm_card_amex", { customer });
  await context.setOffline(false);
  await expect(portal.rows).toHaveCount(3);
});

test("a server that speaks another version asks for a reload, and waits for it", async ({ page, portal, merchant }) => {
  await atHome(portal, merchant);
  await page.route("**/api/payment-methods/**", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "x-app-min": "9999" } });
  });
  await portal.makeDefault(mastercard);
  const notice = page.getByRole("status").filter({ hasText: portal.words("shell.outdated") });
  await expect(notice).toBeVisible();
  await expectAccessible(page);
  await page.unroute("**/api/payment-methods/**");
  const loaded = page.waitForEvent("load");
  await notice.getByRole("button", { name: portal.words("way.reload") }).click();
  await loaded;
  await expect(portal.paymentMethods).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test("the billing system out of reach: what is shown says from when it is, and it passes by itself", async ({ page, portal, merchant, server }) => {
  const customer = await atHome(portal, merchant);
  // After a change that may concern anybody everything is read anew, where it can be.
  await merchant.stripe.products.create({ name: "Another plan" });
  server.pauseSandbox();
  const notice = page.getByRole("status").filter({ hasText: /Billing cannot be reached just now/ });
  try {
    await page.reload();
    await expect(notice).toBeVisible();
    await expect(notice).toContainText(/at \d/);
    await expect(portal.rows).toHaveCount(2);
    await expectAccessible(page);
  } finally {
    server.resumeSandbox();
  }
  await merchant.stripe.paymentMethods.attach("pm_card_amex", { customer });
  await expect(notice).toHaveCount(0, { timeout: 30_000 });
  await expect(portal.rows).toHaveCount(3);
});
