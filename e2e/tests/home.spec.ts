import { expect, test } from "../support/test.ts";

test("the first screen shows what the customer has", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({
    name: "Ada Lovelace",
    email: "ada@example.com",
    methods: ["pm_card_visa", "pm_card_mastercard"],
    subscriptions: [{ product: "Team plan", amount: 2900 }],
  });
  await portal.open(merchant, customer.id);

  for (const key of ["payment_methods", "billing_information", "invoices"]) {
    await expect(portal.heading(`${key}.heading`)).toBeVisible();
  }
  await expect(page.getByRole("heading", { name: "Current subscription", exact: true })).toBeVisible();
  const main = page.getByRole("main");
  for (const text of ["Team plan", "€29.00", "Active", "Ada Lovelace", "ada@example.com"]) {
    await expect(main).toContainText(text);
  }
  await expect(portal.rows).toHaveCount(2);
  await expect(portal.row(portal.method("Visa", "4242"))).toContainText("Default");
  await expect(page.getByText("Test mode", { exact: true })).toBeVisible();
  await expect(page).toHaveURL((url) => url.pathname === "/" && url.hash === "");
});

test("assistive technology finds the sections in order", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({
    methods: ["pm_card_visa", "pm_card_mastercard"],
    subscriptions: [{ product: "Team plan" }],
  });
  await portal.open(merchant, customer.id);
  await expect(page.getByRole("main")).toMatchAriaSnapshot({ name: "home.aria.yml" });
});

test("several subscriptions share one heading", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({
    subscriptions: [{ product: "Team plan" }, { product: "Archive", amount: 500 }],
  });
  await portal.open(merchant, customer.id);
  await expect(page.getByRole("heading", { name: "Current subscriptions", exact: true })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Archive");
});

test("a trial says when it ends", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Trial plan", trialDays: 14 }] });
  await portal.open(merchant, customer.id);
  await expect(page.getByRole("main")).toContainText("Trial");
  await expect(page.getByRole("main")).toContainText(/Your trial ends on/);
});

test("a customer with nothing is told so and shown the way on", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  for (const key of ["subscriptions.none", "payment_methods.none", "invoices.none"]) {
    await expect(page.getByText(portal.words(key))).toBeVisible();
  }
  await expect(portal.addLink).toBeVisible();
});

test("yen have no decimals", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Tokyo", amount: 4800, currency: "jpy" }] });
  await portal.open(merchant, customer.id);
  await expect(page.getByRole("main")).toContainText(/¥4,800(?!\.)/);
});

test("the way back leads to the merchant", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id, { return_url: "https://shop.example.com/account?from=portal" });
  await expect(page.getByRole("link", { name: /^Return to/ }).first()).toHaveAttribute(
    "href",
    "https://shop.example.com/account?from=portal",
  );
});

test("an address that does not exist says so, with status 404", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*404/);
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  const answer = await page.goto(`${merchant.server.origin}/no-such-page`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await page.getByRole("link", { name: "Go to billing" }).click();
  await expect(portal.paymentMethods).toBeVisible();
});
