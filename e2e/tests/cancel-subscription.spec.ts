import type { Locator } from "@playwright/test";
import type { Stripe } from "stripe";

import { expectAccessible } from "../support/axe.ts";
import type { Merchant } from "../support/merchant.ts";
import { Portal } from "../support/portal.ts";
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

test("with the keyboard alone, in German, on a phone", async ({ page, merchant }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const portal = new Portal(page, "de");
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    features: {
      subscription_cancel: { enabled: true, mode: "at_period_end", cancellation_reason: { enabled: true, options: ["unused", "other"] } },
      payment_method_update: { enabled: true },
    },
  });
  await portal.open(merchant, customer.id, { configuration: configuration.id, locale: "de" });
  const follow = async (wanted: Locator, key: string) => {
    await portal.tabTo(wanted);
    await page.keyboard.press(key);
  };
  await follow(cancelLink(portal), "Enter");
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
  await expectAccessible(page);
  await follow(confirm(portal), "Enter");
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.done_title") })).toBeFocused();
  await follow(page.getByRole("radio").first(), "Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: portal.words("cancel.reason_other") })).toBeChecked();
  await portal.tabTo(page.getByRole("textbox"));
  await page.keyboard.type("Zu teuer für uns");
  await expectAccessible(page);
  await follow(page.getByRole("button", { name: portal.words("cancel.send") }), "Enter");
  await expect(page.getByText(portal.words("cancel.thanks"))).toBeVisible();
  await follow(page.getByRole("link", { name: portal.words("add_payment_method.back") }), "Enter");
  await expect(portal.paymentMethods).toBeVisible();
  const [id = ""] = customer.subscriptions;
  const ended = await merchant.stripe.subscriptions.retrieve(id);
  expect(endOf(ended)).not.toBeNull();
  expect(ended.cancellation_details).toMatchObject({ feedback: "other", comment: "Zu teuer für uns" });
  await follow(page.getByRole("button", { name: portal.words("subscriptions.renew") }), "Enter");
  await expect(portal.said(portal.words("subscriptions.renewed", { product: "Team plan" }))).toBeVisible();
  expect(endOf(await merchant.stripe.subscriptions.retrieve(id))).toBeNull();
});

test("a reason in the merchant’s own words is told", async ({ page, portal, merchant }) => {
  const { stripe } = merchant;
  const description = "We merged with another team";
  const option = (await stripe.rawRequest("POST", "/v1/billing/feedback_options", { description })) as unknown as { id: string };
  const reason = "features[subscription_cancel][cancellation_reason]";
  const configuration = (await stripe.rawRequest("POST", "/v1/billing_portal/configurations", {
    "features[payment_method_update][enabled]": true,
    "features[subscription_cancel][enabled]": true,
    [`${reason}[enabled]`]: true,
    [`${reason}[options][0]`]: "other",
    [`${reason}[feedback_options][0]`]: option.id,
  })) as unknown as { id: string };
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  await portal.open(merchant, customer.id, { configuration: configuration.id });
  await cancelLink(portal).click();
  await confirm(portal).click();
  const reasons = page.getByRole("group", { name: portal.words("cancel.why") }).getByRole("radio");
  await expect(reasons).toHaveCount(2);
  await page.getByRole("radio", { name: description }).check();
  await expect(page.getByRole("textbox", { name: portal.words("cancel.comment") })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: portal.words("cancel.send") }).click();
  await expect(page.getByText(portal.words("cancel.thanks"))).toBeVisible();
  const { cancellation_details } = await stripe.subscriptions.retrieve(customer.subscriptions[0] ?? "");
  expect(cancellation_details).toMatchObject({ feedback: null, feedback_option: option.id });
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

/** A configuration that offers a coupon for staying. */
async function offering(merchant: Merchant, coupon: Stripe.CouponCreateParams): Promise<string> {
  const { id } = await merchant.stripe.coupons.create(coupon);
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    features: {
      subscription_cancel: { enabled: true, mode: "at_period_end", cancellation_reason: { enabled: true, options: ["unused", "other"] } },
      payment_method_update: { enabled: true },
    },
  });
  await merchant.stripe.rawRequest("POST", `/v1/portico/configurations/${configuration.id}`, { retention_coupon: id });
  return configuration.id;
}

function accept(portal: Portal) {
  return portal.page.getByRole("button", { name: portal.words("cancel.offer_accept") });
}

test("who stays for the offer keeps the subscription, with the coupon, once", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const id = customer.subscriptions[0] ?? "";
  const configuration = await offering(merchant, { percent_off: 12.5, duration: "repeating", duration_in_months: 3 });
  await portal.open(merchant, customer.id, { configuration });
  await cancelLink(portal).click();
  await expect(page.getByRole("main")).toContainText("Keep Team plan and get 12.5% off for 3 months.");
  // Both answers stand side by side, and one is not larger than the other.
  await expect(confirm(portal)).toBeVisible();
  await expect(page.getByRole("link", { name: portal.words("cancel.keep") })).toBeVisible();
  const height = async (button: Locator) => (await button.boundingBox())?.height;
  expect(await height(accept(portal))).toBe(await height(confirm(portal)));
  await expectAccessible(page);
  await accept(portal).click();
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.offer_done_title") })).toBeFocused();
  await expectAccessible(page);
  const kept = await merchant.stripe.subscriptions.retrieve(id, { expand: ["discounts"] });
  expect(endOf(kept)).toBeNull();
  expect(kept.discounts).toHaveLength(1);

  await page.goto(`${merchant.server.origin}/activity`);
  await expect(page.getByRole("listitem").filter({ hasText: portal.words("activity.offer_accepted") })).toContainText("Team plan");
  await page.getByRole("link", { name: portal.words("add_payment_method.back") }).click();
  await cancelLink(portal).click();
  await expect(confirm(portal)).not.toHaveAttribute("aria-disabled", "true");
  await expect(accept(portal)).toHaveCount(0);
});

test("the offer is declined in one press", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const id = customer.subscriptions[0] ?? "";
  const configuration = await offering(merchant, { amount_off: 500, currency: "eur", duration: "once" });
  await portal.open(merchant, customer.id, { configuration });
  await cancelLink(portal).click();
  await expect(page.getByRole("main")).toContainText("Keep Team plan and get €5.00 off your next invoice.");
  await confirm(portal).click();
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.done_title") })).toBeFocused();
  const gone = await merchant.stripe.subscriptions.retrieve(id);
  expect(endOf(gone)).not.toBeNull();
  expect(gone.discounts).toHaveLength(0);
});

test("an offer that somebody else has taken gives way, and both answers stay", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const other = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const coupon = { id: `LAST-${customer.id}`, percent_off: 50, duration: "forever", max_redemptions: 1 } as const;
  const configuration = await offering(merchant, coupon);
  await portal.open(merchant, customer.id, { configuration });
  await cancelLink(portal).click();
  await expect(page.getByRole("main")).toContainText("50% off for as long as you stay subscribed");
  await merchant.stripe.subscriptions.update(other.subscriptions[0] ?? "", { discounts: [{ coupon: coupon.id }] });
  await accept(portal).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("cancel.offer_gone") })).toBeVisible();
  await expect(accept(portal)).toHaveCount(0);
  await confirm(portal).click();
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.done_title") })).toBeFocused();
});

// Another language builds the page anew. After cancelling, that took the stage for a new visit: the reasons gave way to
// "has ended, or is being canceled already", and what the customer had written was lost.
test("another language keeps where the page stands and what was written", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  const id = customer.subscriptions[0] ?? "";
  await portal.open(merchant, customer.id);
  await cancelLink(portal).click();
  await confirm(portal).click();
  await page.getByRole("radio", { name: portal.words("cancel.reason_other") }).check();
  await page.getByRole("textbox", { name: portal.words("cancel.comment") }).fill("Too many meetings.");
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("de");
  const german = new Portal(page, "de");
  await expect(page.getByRole("heading", { level: 1, name: german.words("cancel.done_title") })).toBeVisible();
  await expect(page.getByRole("radio", { name: german.words("cancel.reason_other") })).toBeChecked();
  await expect(page.getByRole("textbox", { name: german.words("cancel.comment") })).toHaveValue("Too many meetings.");
  await page.getByRole("button", { name: german.words("cancel.send") }).click();
  await expect(page.getByText(german.words("cancel.thanks"))).toBeVisible();
  const { cancellation_details } = await merchant.stripe.subscriptions.retrieve(id);
  expect(cancellation_details).toMatchObject({ feedback: "other", comment: "Too many meetings." });
});
