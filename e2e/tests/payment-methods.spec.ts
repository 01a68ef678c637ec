import { expectAccessible } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

const visa = "Visa ending in 4242";
const mastercard = "Mastercard ending in 4444";

test("the merchant's SDK and the customer's browser see the same", async ({ portal, merchant }) => {
  const { stripe } = merchant;
  // A merchant's backend, line by line as in Stripe's documentation.
  const customer = await stripe.customers.create({ name: "Robin Example", email: "robin@example.com" });
  const first = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: first.id } });
  const product = await stripe.products.create({ name: "Team plan" });
  const price = await stripe.prices.create({
    product: product.id,
    unit_amount: 2900,
    currency: "eur",
    recurring: { interval: "month" },
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: first.id,
  });
  expect(subscription.status).toBe("active");

  await portal.open(merchant, customer.id);
  await portal.add(/^Mastercard ending in 4444/);
  await portal.makeDefault(visa);
  await portal.makeDefault(mastercard);
  await portal.remove(visa);

  const methods = await merchant.methodsOf(customer.id);
  expect(methods.map((method) => method.card?.last4)).toEqual(["4444"]);
  expect(await merchant.defaultOf(customer.id)).toBe(methods[0]?.id);
  const after = await stripe.subscriptions.retrieve(subscription.id);
  expect(after.status).toBe("active");
  // What pointed at the removed method moved on first.
  expect(after.default_payment_method).not.toBe(first.id);
  const detached = await stripe.paymentMethods.retrieve(first.id);
  expect(detached.customer).toBeNull();
});

test("the same with SEPA Direct Debit", async ({ portal, merchant }) => {
  const customer = await merchant.customerWith({
    name: "Sofie Muster",
    methods: ["pm_sepaDebit"],
    subscriptions: [{ currency: "eur" }],
  });
  const [sepa] = await merchant.methodsOf(customer.id);
  const old = portal.method("SEPA Direct Debit", sepa?.sepa_debit?.last4 ?? "");

  await portal.open(merchant, customer.id);
  await portal.add(/^Visa ending in 4242/);
  await portal.makeDefault(old);
  await portal.makeDefault(visa);
  await portal.remove(old);

  const methods = await merchant.methodsOf(customer.id);
  expect(methods.map((method) => method.type)).toEqual(["card"]);
  expect(await merchant.defaultOf(customer.id)).toBe(methods[0]?.id);
});

test("focus stays where the customer is when the list changes", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await portal.makeDefault(mastercard);
  // The row moves to the top, and the button the menu was opened with moves with it.
  await expect(portal.rows.first()).toContainText("4444");
  await expect(portal.options(mastercard)).toBeFocused();
  await portal.remove(visa);
  // The row is gone with its button: the list's heading is the nearest that is left.
  await expect(portal.paymentMethods).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(portal.addLink).toBeFocused();
});

test("making default is announced and survives a reload", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await portal.makeDefault(mastercard);
  await expect(page.getByText(portal.words("payment_methods.made_default", { method: mastercard }))).toBeVisible();
  await page.reload();
  await expect(portal.row(mastercard)).toContainText("Default");
  expect(await merchant.defaultOf(customer.id)).toBe(customer.methods[1]);
});

test("two quick clicks make one request", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  const requests: string[] = [];
  page.on("request", (request) => request.method() === "DELETE" && requests.push(request.url()));
  await portal.openOptions(mastercard);
  await portal.menuItem("remove").click();
  await portal.removeDialog.getByRole("button", { name: "Remove", exact: true }).dblclick();
  await expect(portal.options(mastercard)).toHaveCount(0);
  expect(requests).toHaveLength(1);
});

test("keeping it changes nothing and focus returns to its button", async ({ portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await portal.openOptions(mastercard);
  await portal.menuItem("remove").click();
  await portal.removeDialog.getByRole("button", { name: "Keep it" }).click();
  await expect(portal.removeDialog).toBeHidden();
  await expect(portal.options(mastercard)).toBeFocused();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(2);
});

test("what another tab changed is noticed and said", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*409/);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  const other = await context.newPage();
  await other.goto(merchant.server.origin);
  const { Portal } = await import("../support/portal.ts");
  await new Portal(other).makeDefault(mastercard);

  // This tab still believes that the Visa card is the default.
  await portal.openOptions(mastercard);
  await portal.menuItem("make_default").click();
  await expect(page.getByText(portal.words("errors.state_changed"))).toBeVisible();
  await expect(portal.row(mastercard)).toContainText("Default");
});

test("a method that cannot be detached upstream stays, and the reason is said", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*404/);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await merchant.stripe.paymentMethods.detach(customer.methods[1] ?? "");
  await portal.openOptions(mastercard);
  await portal.menuItem("remove").click();
  await portal.removeDialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText(/(no longer exists|changed in the meantime)/)).toBeVisible();
});

test("a card says when it expires soon", async ({ portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  const now = new Date();
  await merchant.stripe.paymentMethods.update(customer.methods[0] ?? "", {
    card: { exp_month: now.getUTCMonth() + 1, exp_year: now.getUTCFullYear() },
  });
  await portal.open(merchant, customer.id);
  await expect(portal.row(visa)).toContainText(portal.words("payment_methods.expires_soon_badge"));
  await expect(portal.row(mastercard)).not.toContainText(portal.words("payment_methods.expires_soon_badge"));
});

test("a new default is offered for a subscription that has its own card", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{ product: "Team plan" }] });
  const id = customer.subscriptions[0] ?? "";
  await merchant.stripe.subscriptions.update(id, { default_payment_method: customer.methods[0] ?? "" });
  await portal.open(merchant, customer.id);
  const question = page.getByText(portal.words("use_default.one", { product: "Team plan", method: visa }));
  await expect(question, "nothing is asked before something changed").toHaveCount(0);

  await portal.makeDefault(mastercard);
  await expect(page.getByRole("alert").filter({ has: question })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: portal.words("use_default.decline") }).press("Enter");
  await expect(question).toHaveCount(0);
  await expect(portal.paymentMethods).toBeFocused();
  expect((await merchant.stripe.subscriptions.retrieve(id)).default_payment_method).toBe(customer.methods[0]);

  await portal.makeDefault(visa);
  await expect(question, "it is charged to the default already").toHaveCount(0);
  await portal.makeDefault(mastercard);
  await page.getByRole("button", { name: portal.words("use_default.accept") }).press("Enter");
  await expect(page.getByText(portal.words("use_default.done", { method: mastercard, products: "Team plan" }))).toBeVisible();
  await expect(question).toHaveCount(0);
  await expect(portal.paymentMethods).toBeFocused();
  await expect(page.getByRole("main")).toContainText(`Paid with ${mastercard}`);
  expect((await merchant.stripe.subscriptions.retrieve(id)).default_payment_method).toBeNull();
});

test("an added method becomes the default and is offered, too, where it can be charged", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }, { product: "Archive", amount: 500 }] });
  for (const id of customer.subscriptions) {
    await merchant.stripe.subscriptions.update(id, { default_payment_method: customer.methods[0] ?? "" });
  }
  await portal.open(merchant, customer.id);
  await portal.add(/^Mastercard ending in 4444/);
  await expect(page.getByRole("alert").filter({ hasText: "Team plan" })).toContainText(/(Team plan and Archive|Archive and Team plan) are still charged to other payment methods\./);
  await page.getByRole("button", { name: portal.words("use_default.accept") }).click();
  await expect(page.getByText(/is now charged for/)).toBeVisible();
  for (const id of customer.subscriptions) {
    expect((await merchant.stripe.subscriptions.retrieve(id)).default_payment_method).toBeNull();
  }
});
