import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const noSession = /Failed to load resource.*(401|409|410)/;

test("a link opens once", async ({ page, browser, portal, merchant, complaints }) => {
  const customer = await merchant.customerWith();
  const link = await merchant.linkFor(customer.id);
  await page.goto(link);
  await expect(portal.paymentMethods).toBeVisible();

  const elsewhere = await browser.newContext();
  const second = await elsewhere.newPage();
  complaints.expect(noSession);
  await second.goto(link);
  await expect(second.getByRole("heading", { name: portal.words("ended.link_title") })).toBeVisible();
  await expect(second.getByRole("main")).not.toContainText("4242");
  await elsewhere.close();
});

test("the token leaves no trace in the page", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  const link = await merchant.linkFor(customer.id);
  const token = link.split("#")[1] ?? "";
  expect(token).toMatch(/^pcs_/);
  await page.goto(link);
  await expect(portal.paymentMethods).toBeVisible();
  const traces = await page.evaluate(() => [location.href, document.referrer, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })].join());
  expect(traces).not.toContain(token);
  expect(merchant.server.log()).not.toContain(token);
});

test("an invented link is refused in words", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  await page.goto(`${merchant.server.origin}/p/session#pcs_invented`);
  await expect(page.getByRole("heading", { name: portal.words("ended.link_title") })).toBeVisible();
});

test("a new link opens in the tab that still shows an old one", async ({ page, portal, merchant, complaints }) => {
  // A customer pasted the link that was sent to replace a dead one into the same tab. Only the fragment of the address
  // changed, so the browser loaded nothing, and the page went on saying that the link no longer worked.
  complaints.expect(noSession);
  await page.goto(`${merchant.server.origin}/p/session#pcs_invented`);
  await expect(page.getByRole("heading", { name: portal.words("ended.link_title") })).toBeVisible();
  await portal.open(merchant, (await merchant.customerWith()).id);
  expect(new URL(page.url()).pathname).toBe("/");
});

test("without a session the page says where to come from", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  await page.goto(merchant.server.origin);
  await expect(page.getByRole("heading", { name: portal.words("ended.expired_title") })).toBeVisible();
});

test("a session that ends is noticed at the next action", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await context.clearCookies();
  await portal.openOptions("Mastercard ending in 4444");
  await portal.menuItem("make_default").click();
  await expect(page.getByText(portal.words("ended.expired_title"))).toBeVisible();
  expect(await merchant.defaultOf(customer.id)).toBe(customer.methods[0]);
});

test("a session that ended goes on in the same tab once billing is open again", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await context.clearCookies();
  await portal.openOptions("Mastercard ending in 4444");
  await portal.menuItem("make_default").click();
  const over = page.getByRole("dialog", { name: portal.words("ended.expired_title") });
  const goOn = over.getByRole("button", { name: portal.words("ended.over_continue") });
  await goOn.click();
  await expect(over).toContainText(portal.words("ended.still_ended"));

  const elsewhere = new Portal(await context.newPage());
  await elsewhere.open(merchant, customer.id);
  await goOn.click();
  await expect(over).toHaveCount(0);
  await portal.makeDefault("Mastercard ending in 4444");
  expect(await merchant.defaultOf(customer.id)).toBe(customer.methods[1]);
});

test("another customer's new session is not taken over by a tab that ended", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  const other = await merchant.customerWith({ name: "Bob Second" });
  await portal.open(merchant, customer.id);
  await context.clearCookies();
  await portal.openOptions("Mastercard ending in 4444");
  await portal.menuItem("make_default").click();
  const elsewhere = new Portal(await context.newPage());
  await elsewhere.open(merchant, other.id);
  await page.getByRole("button", { name: portal.words("ended.over_continue") }).click();
  await expect(page.getByRole("heading", { name: portal.words("ended.changed_title") })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Bob Second");
});

test("signing out ends it here, on the server and in the history", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const customer = await merchant.customerWith({ email: "ada@example.com" });
  await portal.open(merchant, customer.id);
  const cookies = await context.cookies();
  await page.getByRole("button", { name: portal.words("shell.sign_out") }).click();
  await expect(page.getByRole("heading", { name: portal.words("ended.signed_out_title") })).toBeVisible();
  await expect(page.locator("body")).not.toContainText("ada@example.com");

  await context.addCookies(cookies);
  await page.goto(merchant.server.origin);
  await expect(page.getByRole("heading", { name: portal.words("ended.expired_title") })).toBeVisible();
  await page.goBack();
  await expect(page.locator("body")).not.toContainText("ada@example.com");
});

test("another customer's link asks before it switches", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const first = await merchant.customerWith({ name: "Ada First", email: "ada@example.com" });
  const second = await merchant.customerWith({ name: "Bob Second", email: "bob@example.com" });
  await portal.open(merchant, first.id);

  const other = new Portal(await context.newPage());
  await other.page.goto(await merchant.linkFor(second.id));
  await expect(other.page.getByRole("heading", { name: portal.words("switch.title") })).toBeVisible();
  await expect(other.page.getByRole("main")).toContainText("@example.com");
  await expect(other.page.getByRole("main")).not.toContainText("ada@example.com");
  await other.page.getByRole("button", { name: portal.words("switch.confirm") }).click();
  await expect(other.paymentMethods).toBeVisible();
  await expect(other.page.getByRole("main")).toContainText("Bob Second");

  // The first tab acts for nobody now.
  await portal.openOptions("Visa ending in 4242");
  await portal.menuItem("remove").click();
  await portal.removeDialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("heading", { name: portal.words("ended.changed_title") })).toBeVisible();
  expect(await merchant.methodsOf(first.id)).toHaveLength(1);
  expect(await merchant.methodsOf(second.id)).toHaveLength(1);
});

test("staying keeps the first customer, and the link still works", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const first = await merchant.customerWith({ name: "Ada First" });
  const second = await merchant.customerWith({ name: "Bob Second" });
  await portal.open(merchant, first.id);
  const link = await merchant.linkFor(second.id);
  await page.goto(link);
  await page.getByRole("button", { name: portal.words("switch.keep") }).or(page.getByRole("link", { name: portal.words("switch.keep") })).click();
  await expect(page.getByRole("main")).toContainText("Ada First");

  await context.clearCookies();
  await page.goto(link);
  await expect(page.getByRole("main")).toContainText("Bob Second");
});

test("the same customer's second link just opens", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ name: "Ada First" });
  await portal.open(merchant, customer.id);
  await portal.open(merchant, customer.id);
  await expect(page.getByRole("main")).toContainText("Ada First");
});
