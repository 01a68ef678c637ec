// What Portico answers itself: portal configurations, portal sessions, and the reasons customers may give.

import type { Answers } from "./support/answers.ts";
import { monthly, payer } from "./support/shop.ts";
import { expect, test } from "./support/test.ts";

/** Customers cannot pause in the portal, so nothing is said about it; Stripe's own portal can since 2026-10-28. */
function expectNoPause(answers: Answers): void {
  answers.expect(/'subscription_pause' is missing/);
}

test("configurations", async ({ stripe, answers }) => {
  expectNoPause(answers);
  const price = await monthly(stripe);
  const product = price.product as string;
  const configuration = await stripe.billingPortal.configurations.create({
    name: "Teams",
    business_profile: { headline: "Fernhill for teams", privacy_policy_url: "https://shop.example.com/privacy", terms_of_service_url: "https://shop.example.com/terms" },
    default_return_url: "https://shop.example.com/account",
    metadata: { group: "teams" },
    login_page: { enabled: true },
    features: {
      customer_update: { enabled: true, allowed_updates: ["email", "address", "tax_id"] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: "immediately", proration_behavior: "create_prorations", cancellation_reason: { enabled: true, options: ["too_expensive", "other"] } },
      subscription_update: {
        enabled: true, default_allowed_updates: ["price", "quantity"], proration_behavior: "always_invoice",
        products: [{ product, prices: [price.id], adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } }],
        schedule_at_period_end: { conditions: [{ type: "shortening_interval" }] },
      },
    },
    expand: ["features.subscription_update.products"],
  });
  expect(configuration).toMatchObject({ object: "billing_portal.configuration", name: "Teams", active: true, metadata: { group: "teams" } });
  expect(configuration.features.subscription_update.products).toEqual([
    { product, prices: [price.id], adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } },
  ]);
  expect(configuration.login_page.url).toMatch(/^http/);

  const updated = await stripe.billingPortal.configurations.update(configuration.id, {
    metadata: "", name: "", default_return_url: "", active: false, features: { subscription_cancel: { enabled: false } },
  });
  expect(updated).toMatchObject({ active: false, metadata: {}, name: null, default_return_url: null, features: { subscription_cancel: { enabled: false } } });
  expect(await stripe.billingPortal.configurations.retrieve(configuration.id)).toMatchObject({ id: configuration.id });
  const walked: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    await stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
  }
  for await (const { id } of stripe.billingPortal.configurations.list({ limit: 2 })) walked.push(id);
  expect(walked).toContain(configuration.id);
  expect(new Set(walked).size).toBe(walked.length);
});

test("sessions, for the whole portal and for one task", async ({ stripe, server, answers }) => {
  expectNoPause(answers);
  const [price, customer] = [await monthly(stripe), await payer(stripe)];
  const { id: subscription } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const session = await stripe.billingPortal.sessions.create({
    customer: customer.id, return_url: "https://shop.example.com/account", locale: "nl", expand: ["configuration"],
  });
  expect(session).toMatchObject({ object: "billing_portal.session", customer: customer.id, locale: "nl", configuration: { object: "billing_portal.configuration" } });
  expect(session.url.startsWith(`${server.origin}/p/session#`)).toBe(true);

  const cancel = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    flow_data: {
      type: "subscription_cancel",
      subscription_cancel: { subscription },
      after_completion: { type: "redirect", redirect: { return_url: "https://shop.example.com/bye" } },
    },
  });
  expect(cancel.flow).toMatchObject({ type: "subscription_cancel", subscription_cancel: { subscription, retention: null } });
});

test("reasons for cancelling", async ({ stripe }) => {
  const option = await stripe.billing.feedbackOptions.create({ description: "We moved to paper" });
  expect(option).toMatchObject({ object: "billing.feedback_option", status: "active", description: "We moved to paper" });
  expect(await stripe.billing.feedbackOptions.update(option.id, { description: "Paper" })).toMatchObject({ description: "Paper" });
  expect(await stripe.billing.feedbackOptions.retrieve(option.id)).toMatchObject({ id: option.id });
  expect(await stripe.billing.feedbackOptions.deactivate(option.id)).toMatchObject({ status: "inactive" });
  const inactive = await stripe.billing.feedbackOptions.list({ status: "inactive", limit: 100 });
  expect(inactive.data.map(({ id }) => id)).toContain(option.id);
});
