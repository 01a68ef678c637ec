import type { Stripe } from "stripe";

import { expectAccessible } from "../support/axe.ts";
import type { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";

/** The link of a subscription's card that leads to the question. */
function cancelLink(portal: Portal, product = "Team plan") {
  return portal.page.getByRole("link", { name: `${portal.words("subscriptions.cancel")} (${product})` });
}

function confirm(portal: Portal) {
  return portal.page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true });
}

/** When it will end, in either billing mode (classic: with the period; flexible: at an instant). */
function endOf(subscription: Stripe.Subscription): number | null {
  return subscription.cancel_at ?? (subscription.cancel_at_period_end ? (subscription.items.data[0]?.current_period_end ?? null) : null);
}

test("a subscription is cancelled at the period's end, the reason given, and renewed again", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const id = customer.subscriptions[0] ?? "";
  await portal.open(merchant, customer.id);
  await cancelLink(portal).click();

  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(/Team plan stays available until \d+ \w+ \d{4}\./);
  expect(endOf(await merchant.stripe.subscriptions.retrieve(id)), "asking changes nothing").toBeNull();
  await expectAccessible(page);
  await confirm(portal).click();

  const done = page.getByRole("heading", { level: 1, name: portal.words("cancel.done_title") });
  await expect(done).toBeFocused();
  expect(endOf(await merchant.stripe.subscriptions.retrieve(id))).not.toBeNull();
  await expectAccessible(page);

  // Nobody has to say why, and nothing is chosen for the customer.
  const reasons = page.getByRole("group", { name: portal.words("cancel.why") }).getByRole("radio");
  expect(await reasons.count()).toBeGreaterThan(1);
  for (const reason of await reasons.all()) await expect(reason).not.toBeChecked();
  await page.getByRole("radio", { name: portal.words("cancel.reason_other") }).check();
  await page.getByRole("textbox", { name: portal.words("cancel.comment") }).fill("Invoices in \"PDF\" only,\nplease.");
  await page.getByRole("button", { name: portal.words("cancel.send") }).click();
  await expect(page.getByText(portal.words("cancel.thanks"))).toBeVisible();
  const { cancellation_details } = await merchant.stripe.subscriptions.retrieve(id);
  expect(cancellation_details).toMatchObject({ feedback: "other", comment: "Invoices in \"PDF\" only,\nplease.", reason: "cancellation_requested" });

  await page.getByRole("link", { name: portal.words("add_payment_method.back") }).click();
  await expect(page.getByRole("main")).toContainText(portal.words("subscriptions.status_canceling"));
  await expect(cancelLink(portal)).toHaveCount(0);
  await page.getByRole("button", { name: `${portal.words("subscriptions.renew")} (Team plan)` }).click();
  await expect(portal.said(portal.words("subscriptions.renewed", { product: "Team plan" }))).toBeVisible();
  await expect(cancelLink(portal)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Current subscription", exact: true })).toBeFocused();
  expect(endOf(await merchant.stripe.subscriptions.retrieve(id))).toBeNull();
});

test("keeping it changes nothing, and saying nothing is one press", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const id = customer.subscriptions[0] ?? "";
  await portal.open(merchant, customer.id);
  await cancelLink(portal).click();
  await page.getByRole("link", { name: portal.words("cancel.keep") }).click();
  await expect(portal.paymentMethods).toBeVisible();
  expect(endOf(await merchant.stripe.subscriptions.retrieve(id))).toBeNull();

  await cancelLink(portal).click();
  await confirm(portal).click();
  await page.getByRole("link", { name: portal.words("cancel.skip") }).click();
  await expect(portal.paymentMethods).toBeVisible();
  expect((await merchant.stripe.subscriptions.retrieve(id)).cancellation_details?.feedback).toBeNull();
});

test("what was cancelled elsewhere meanwhile is noticed", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  await portal.open(merchant, customer.id);
  await cancelLink(portal).click();
  await expect(confirm(portal)).not.toHaveAttribute("aria-disabled", "true");
  await merchant.stripe.subscriptions.cancel(customer.subscriptions[0] ?? "");
  await confirm(portal).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("errors.not_found") })).toBeVisible();
});

test("somebody else's subscription cannot be asked about", async ({ page, portal, merchant }) => {
  const other = await merchant.customerWith({ subscriptions: [{ product: "Secret plan" }] });
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  await portal.open(merchant, customer.id);
  await page.goto(`${merchant.server.origin}/subscriptions/${other.subscriptions[0] ?? ""}/cancel`);
  await expect(page.getByRole("main")).toContainText(portal.words("cancel.gone"));
  await expect(page.getByRole("main")).not.toContainText("Secret plan");
});
