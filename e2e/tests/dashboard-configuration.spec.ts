import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import type { Merchant } from "../support/merchant.ts";
import { expect, failedRequest, test } from "../support/test.ts";

// A server of its own: the default configuration is what every test sees.
test.use({ settings: { name: "Configured Ltd" } });

test("what customers may do is changed, a refusal loses nothing, and customers see it", async ({ browser, complaints, merchant, page }) => {
  complaints.expect(failedRequest);
  await merchant.stripe.billingPortal.configurations.create({ name: "For resellers", features: { invoice_history: { enabled: true } } });
  await signIn(page, merchant, "merchant", "/dashboard/configuration");
  const headline = page.getByLabel("Headline", { exact: true });
  await expect(headline).toBeVisible();
  await expect(page.getByRole("list", { name: "Other configurations" }).getByText("Managed by the API")).toBeVisible();
  await expectSound(page);

  await headline.fill("Everything about your plan");
  const terms = page.getByLabel("Terms of service", { exact: true });
  await terms.fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(terms).toBeFocused();
  await expect(terms).toHaveAttribute("aria-invalid", "true");
  await expect(headline, "nothing typed is lost").toHaveValue("Everything about your plan");

  await terms.fill("https://example.com/terms");
  await page.getByLabel("Customers see their invoices").uncheck();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Save" }).click();
  // Enter has saved it, too, if it was quick.
  await expect(page.getByText(/^Saved\./).first()).toBeVisible();
  await page.reload();
  await expect(headline).toHaveValue("Everything about your plan");
  await expect(page.getByLabel("Customers see their invoices")).not.toBeChecked();

  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const context = await browser.newContext();
  const portal = await context.newPage();
  await portal.goto(await merchant.linkFor(customer.id));
  await expect(portal.getByText("Everything about your plan")).toBeVisible();
  await expect(portal.getByRole("heading", { name: "Invoice history" })).toHaveCount(0);
  await context.close();
});

// The product's FAQ: the same product with the same interval and currency cannot be offered twice.
test("the catalogue is checked while it is ticked", async ({ merchant, page }) => {
  const product = await merchant.stripe.products.create({ name: "Twice plan" });
  for (const unit_amount of [1000, 2000]) {
    await merchant.stripe.prices.create({ product: product.id, unit_amount, currency: "eur", recurring: { interval: "month" } });
  }
  await signIn(page, merchant, "merchant", "/dashboard/configuration");
  const update = page.getByLabel("Customers change their plan");
  await update.check();
  const plan = page.getByRole("group", { name: "Twice plan" });
  await plan.getByLabel("€10.00 per month").check();
  const checks = page.getByRole("region", { name: "Checks" });
  await expect(checks).not.toContainText("Twice plan");
  await plan.getByLabel("€20.00 per month").check();
  await expect(checks).toContainText("Twice plan has two prices with the same interval and the same currency.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(checks).toBeFocused();

  await plan.getByLabel("€20.00 per month").uncheck();
  await page.getByRole("group", { name: "What can be changed" }).getByLabel("Plan", { exact: true }).check();
  await plan.getByLabel("Customers choose the quantity").check();
  await plan.getByLabel("At most").fill("0");
  await expect(checks).toContainText("The quantity of Twice plan");
  await plan.getByLabel("At most").fill("5");
  await page.getByRole("button", { name: "Save" }).click();
  // Enter has saved it, too, if it was quick.
  await expect(page.getByText(/^Saved\./).first()).toBeVisible();
  const { data } = await merchant.stripe.billingPortal.configurations.list({ is_default: true, expand: ["data.features.subscription_update.products"] });
  expect(data[0]?.features.subscription_update.products).toContainEqual(
    expect.objectContaining({ product: product.id, adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 } }),
  );
});

test("reasons of the merchant's own, the billing date and the payment methods are chosen", async ({ browser, complaints, merchant, page }) => {
  complaints.expect(failedRequest);
  const options = "/v1/billing/feedback_options";
  const make = async (description: string): Promise<string> => {
    const made = (await merchant.stripe.rawRequest("POST", options, { description })) as unknown as { id: string };
    return made.id;
  };
  const takeAway = (id: string): Promise<unknown> => merchant.stripe.rawRequest("POST", `${options}/${id}/deactivate`);
  const first = await make("We closed the shop");
  const second = await make("Our budget was cut");
  await takeAway(await make("Out of use"));
  await letThemChoose(merchant);
  await signIn(page, merchant, "merchant", "/dashboard/configuration");
  const own = page.getByRole("group", { name: "Reasons of your own" });
  await expect(own.getByRole("checkbox")).toHaveCount(2);
  await own.getByLabel("We closed the shop").check();
  await own.getByLabel("Our budget was cut").check();
  const methods = page.getByLabel("Payment method configuration");
  await methods.fill("pmc_portico");
  await page.getByLabel("Billing date after a change of plan").selectOption("Moves to the day of the change");
  await expectSound(page);

  // Somebody takes one out of use in the meantime.
  await takeAway(second);
  const save = page.getByRole("button", { name: "Save" });
  await save.click();
  await expect(own).toContainText("Deactivated feedback options cannot be used in portal configurations");
  await own.getByLabel("Our budget was cut").uncheck();
  await save.click();
  await expect(page.getByText(/^Saved\./).first()).toBeVisible();
  const { data } = await merchant.stripe.billingPortal.configurations.list({ is_default: true });
  expect(data[0]?.features.subscription_cancel.cancellation_reason).toMatchObject({ enabled: true, feedback_options: [first] });
  expect(data[0]?.features.subscription_update.billing_cycle_anchor).toBe("now");
  expect(data[0]?.features.payment_method_update.payment_method_configuration).toBe("pmc_portico");

  await methods.fill("");
  await page.getByLabel("Billing date after a change of plan").selectOption("Stays as it is");
  await save.click();
  await expect
    .poll(async () => (await merchant.stripe.billingPortal.configurations.list({ is_default: true })).data[0]?.features.payment_method_update)
    .toMatchObject({ payment_method_configuration: null });
  await page.reload();
  await expect(own.getByLabel("We closed the shop")).toBeChecked();

  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const context = await browser.newContext();
  const portal = await context.newPage();
  await portal.goto(await merchant.linkFor(customer.id, { flow_data: { type: "subscription_cancel", subscription_cancel: { subscription: customer.subscriptions[0] ?? "" } } }));
  await portal.getByRole("button", { name: "Cancel subscription" }).click();
  await expect(portal.getByText("We closed the shop")).toBeVisible();
  await context.close();
});

/** Lets customers cancel and say why, and change to a plan of its own. Returns the default configuration's id. */
async function letThemChoose({ stripe }: Merchant): Promise<string> {
  const recurring = { interval: "month" } as const;
  const product = await stripe.products.create({ name: "Chosen plan", default_price_data: { unit_amount: 900, currency: "eur", recurring } });
  const { data } = await stripe.billingPortal.configurations.list({ is_default: true });
  const id = data[0]?.id ?? "";
  await stripe.billingPortal.configurations.update(id, {
    features: {
      subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: ["unused"] } },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price"],
        products: [{ product: product.id, prices: [String(product.default_price)] }],
      },
    },
  });
  return id;
}

// The coupon was saved before the rest: when that was refused, customers were offered it all the same.
test("a coupon for staying is not offered when the rest is refused", async ({ complaints, merchant, page }) => {
  complaints.expect(failedRequest);
  const coupon = await merchant.stripe.coupons.create({ percent_off: 20, duration: "once" });
  const configuration = await letThemChoose(merchant);
  const offered = async (): Promise<unknown> => {
    const answer = await merchant.stripe.rawRequest("GET", `/v1/portico/configurations/${configuration}`);
    return (answer as unknown as { retention_coupon: string | null }).retention_coupon;
  };
  await signIn(page, merchant, "merchant", "/dashboard/configuration");
  const field = page.getByLabel("Coupon for staying");
  const terms = page.getByLabel("Terms of service", { exact: true });
  const save = page.getByRole("button", { name: "Save" });
  await field.fill(coupon.id);
  await terms.fill("javascript:alert(1)");
  await save.click();
  await expect(terms).toBeFocused();
  expect(await offered()).toBeNull();
  await terms.fill("https://example.com/terms");
  await field.fill("NOWHERE");
  await save.click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  // Once it was refused where it could be said nowhere, and nothing was saved any more.
  const cancelling = page.getByLabel("Customers cancel their subscriptions");
  await cancelling.uncheck();
  await expect(field).toBeHidden();
  await save.click();
  await expect(page.getByText(/^Saved\./).first()).toBeVisible();
  expect(await offered()).toBeNull();
  await cancelling.check();
  await field.fill(coupon.id);
  await save.click();
  // What was said of the save before may still be there.
  await expect.poll(offered).toBe(coupon.id);
});

// The page read a hundred products and as many prices: what was older could not be offered.
test("everything that is sold can be offered, however much it is", async ({ merchant, page }) => {
  const make = (name: string): Promise<unknown> =>
    merchant.stripe.products.create({ name, default_price_data: { unit_amount: 700, currency: "eur", recurring: { interval: "month" } } });
  await make("The oldest plan");
  for (let made = 0; made < 100; made += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, place) => make(`Plan ${made + place}`)));
  }
  await signIn(page, merchant, "merchant", "/dashboard/configuration");
  await page.getByLabel("Customers change their plan").check();
  await expect(page.getByRole("group", { name: "The oldest plan" }).getByLabel("€7.00 per month")).toBeVisible();
  await expect(page.getByRole("group", { name: /^Plan \d+$/ })).toHaveCount(100);
});
