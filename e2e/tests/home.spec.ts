import { expectAccessible } from "../support/axe.ts";
import { meteredSubscription, pastDueCustomer } from "../support/billing.ts";
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
  // The amounts come after the first screen.
  await expect(page.getByRole("main")).toContainText("Next charge");
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

test("each subscription says what is charged next, and several are listed in order", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({
    subscriptions: [{ product: "Business", amount: 49900, interval: "year" }, { product: "Team plan" }],
  });
  await portal.open(merchant, customer.id);
  const main = page.getByRole("main");
  await expect(main).toContainText(/Next charge on \d+ \w+ \d{4}: €29\.00\./);
  await expect(main).toContainText(/Next charge on \d+ \w+ \d{4}: €499\.00\./);
  await expect(portal.heading("upcoming.heading")).toBeVisible();
  const lines = main.getByRole("list").filter({ hasNot: page.getByRole("heading") }).first().getByRole("listitem");
  await expect(lines).toHaveCount(2);
  await expect(lines.nth(0)).toContainText(/Team plan\s*€29\.00/);
  await expect(lines.nth(1)).toContainText(/Business\s*€499\.00/);
});

test("a trial says what it will cost", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Trial plan", trialDays: 14 }] });
  await portal.open(merchant, customer.id);
  await expect(page.getByRole("main")).toContainText(/Your trial ends on .+\. Then €29\.00 is charged\./);
  await expect(portal.heading("upcoming.heading")).toHaveCount(0);
});

test("usage so far and what it would cost are shown, and by when a sent invoice is to be paid", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await meteredSubscription(merchant, customer.id, 12_400);
  await merchant.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: await merchant.price({ product: "Business", amount: 49900, interval: "year" }) }],
    collection_method: "send_invoice",
    days_until_due: 30,
  });
  await portal.open(merchant, customer.id);
  const card = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await expect(card("API calls")).toContainText(/Next charge on .+: €49\.60 so far\./);
  await card("API calls").getByText(portal.words("subscriptions.details")).click();
  await expect(card("API calls")).toContainText("12,400 used so far: €49.60");
  await expect(card("Business")).toContainText(/Next invoice on .+: €499\.00, due by .+\./);
  await expect(card("Business")).toContainText("Paid by invoice");
  // Neither can be changed here, but each can be cancelled.
  for (const name of ["API calls", "Business"]) {
    await expect(card(name).getByRole("link", { name: `Cancel subscription (${name})` })).toBeVisible();
  }
});

test("what is unpaid is said on every page, with the ways to pay it", async ({ page, portal, merchant }) => {
  const { id, invoice } = await pastDueCustomer(merchant);
  await portal.open(merchant, id);
  const banner = page.getByRole("complementary", { name: portal.words("past_due.label") });
  await expect(banner).toContainText("Payment for Team plan is overdue: €29.00 is unpaid.");
  const pay = { name: "Pay now (Team plan)" };
  const update = { name: "Update payment method (Team plan)" };
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Team plan" }) });
  for (const place of [banner, card]) {
    await expect(place.getByRole("link", pay)).toHaveAttribute("href", `/invoices/${invoice}`);
    await expect(place.getByRole("link", update)).toHaveAttribute("href", "/add-payment-method");
  }
  await expectAccessible(page);
  await page.getByRole("link", { name: portal.words("shell.activity") }).click();
  await expect(portal.heading("activity.title")).toBeVisible();
  await expect(banner.getByRole("link", pay)).toBeVisible();
  await banner.getByRole("link", update).click();
  await expect(portal.heading("add_payment_method.title")).toBeVisible();
  await expect(banner).toContainText("Team plan");
  await expect(banner.getByRole("link", update), "a link to where one is leads nowhere").toHaveCount(0);

  const other = await merchant.stripe.paymentMethods.attach("pm_card_mastercard", { customer: id });
  await merchant.stripe.invoices.pay(invoice, { payment_method: other.id });
  await page.goto(await merchant.linkFor(id));
  await expect(portal.paymentMethods).toBeVisible();
  await expect(banner).toHaveCount(0);
});

test("portal_trap_3 collection paused by the merchant leaves the status active, and nothing here controls it", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  await merchant.stripe.subscriptions.update(customer.subscriptions[0] ?? "", { pause_collection: { behavior: "void" } });
  await portal.open(merchant, customer.id);
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Team plan" }) });
  await expect(card).toContainText(portal.words("subscriptions.collection_paused"));
  await expect(card).not.toContainText(/Next charge/);
  await expect(page.getByRole("button", { name: /pause|resume/i })).toHaveCount(0);
  await expect(page.getByRole("link", { name: /pause|resume/i })).toHaveCount(0);
  const found = await merchant.stripe.subscriptions.retrieve(customer.subscriptions[0] ?? "");
  expect(found.status).toBe("active");
});
