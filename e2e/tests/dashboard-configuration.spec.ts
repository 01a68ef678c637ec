import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
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
