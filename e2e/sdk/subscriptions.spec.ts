// Subscriptions, their items and schedules, and the clocks that let a month pass.

import { advance, monthly, payer } from "./support/shop.ts";
import { expect, test } from "./support/test.ts";

const day = 86_400;

test("a subscription from creation to cancellation", async ({ stripe }) => {
  const [price, other, customer] = [await monthly(stripe), await monthly(stripe, 4900), await payer(stripe)];
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id, quantity: 2 }],
    metadata: { team: "7" },
    description: "Two seats",
    expand: ["latest_invoice.payments", "default_payment_method", "customer"],
  });
  expect(subscription).toMatchObject({ object: "subscription", status: "active", customer: { id: customer.id, object: "customer" } });
  expect(subscription.latest_invoice).toMatchObject({ object: "invoice", status: "paid", amount_paid: 5800 });

  const item = subscription.items.data[0]!;
  const changed = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item.id, price: other.id, quantity: 1 }],
    proration_behavior: "create_prorations",
    metadata: { team: "" },
  });
  expect(changed.items.data[0]).toMatchObject({ id: item.id, quantity: 1, price: { id: other.id } });
  expect(changed.metadata).toEqual({});

  const paused = await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: "void" } });
  expect(paused).toMatchObject({ status: "active", pause_collection: { behavior: "void", resumes_at: null } });
  expect((await stripe.subscriptions.update(subscription.id, { pause_collection: "" })).pause_collection).toBeNull();

  const ending = await stripe.subscriptions.update(subscription.id, {
    cancel_at_period_end: true, cancellation_details: { comment: "Too many tools", feedback: "unused" },
  });
  // With flexible billing the end of the period is a date like any other.
  expect(ending).toMatchObject({ cancel_at: item.current_period_end, cancellation_details: { comment: "Too many tools", feedback: "unused" } });
  expect((await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })).cancel_at).toBeNull();

  const canceled = await stripe.subscriptions.cancel(subscription.id, { cancellation_details: { feedback: "other" }, prorate: true, invoice_now: true });
  expect(canceled).toMatchObject({ status: "canceled", cancellation_details: { reason: "cancellation_requested", feedback: "other" } });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ id: subscription.id, status: "canceled" });
});

test("lists, by status, price and customer", async ({ stripe }) => {
  const [price, customer] = [await monthly(stripe), await payer(stripe)];
  const made: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    made.unshift((await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] })).id);
  }
  await stripe.subscriptions.cancel(made[0]!);
  const walked: string[] = [];
  for await (const { id } of stripe.subscriptions.list({ customer: customer.id, status: "all", limit: 2 })) walked.push(id);
  expect(walked).toEqual(made);
  expect((await stripe.subscriptions.list({ price: price.id })).data.map(({ id }) => id)).toEqual(made.slice(1));
  const expanded = await stripe.subscriptions.list({ customer: customer.id, limit: 1, expand: ["data.customer", "data.latest_invoice", "data.items.data.price"] });
  expect(expanded.data[0]).toMatchObject({ customer: { id: customer.id }, latest_invoice: { object: "invoice" } });
  expect((await stripe.subscriptions.retrieve(made[1]!, { expand: ["items.data.price.product"] })).items.data[0]!.price.product).toMatchObject({ object: "product" });
});

test("items are added, changed and removed", async ({ stripe }) => {
  const [first, second, customer] = [await monthly(stripe), await monthly(stripe, 900), await payer(stripe)];
  const { id: subscription } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: first.id }] });
  const item = await stripe.subscriptionItems.create({ subscription, price: second.id, quantity: 3, metadata: { a: "b" } });
  expect(item).toMatchObject({ object: "subscription_item", quantity: 3, subscription });
  expect(await stripe.subscriptionItems.update(item.id, { quantity: 5, proration_behavior: "none" })).toMatchObject({ quantity: 5 });
  expect(await stripe.subscriptionItems.retrieve(item.id)).toMatchObject({ id: item.id, price: { id: second.id } });
  const all = await stripe.subscriptionItems.list({ subscription }).autoPagingToArray({ limit: 10 });
  expect(all).toHaveLength(2);
  expect(await stripe.subscriptionItems.del(item.id)).toMatchObject({ id: item.id, object: "subscription_item", deleted: true });
});

test("a trial, a discount and tax", async ({ stripe }) => {
  const [price, customer] = [await monthly(stripe), await payer(stripe)];
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: "forever" });
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 21, inclusive: false });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_period_days: 14,
    discounts: [{ coupon: coupon.id }],
    default_tax_rates: [rate.id],
    trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
    expand: ["discounts.source.coupon", "latest_invoice.lines"],
  });
  expect(subscription).toMatchObject({ status: "trialing", default_tax_rates: [{ id: rate.id }] });
  expect(subscription.discounts[0]).toMatchObject({ object: "discount", source: { coupon: { id: coupon.id }, type: "coupon" } });
  expect(await stripe.subscriptions.update(subscription.id, { trial_end: "now" })).toMatchObject({ status: "active" });
});

test("schedules", async ({ stripe }) => {
  const [price, other, customer] = [await monthly(stripe), await monthly(stripe, 900), await payer(stripe)];
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  expect(schedule).toMatchObject({ object: "subscription_schedule", status: "active", subscription: subscription.id });
  const current = schedule.phases[0]!;
  const planned = await stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: "release",
    phases: [
      { items: [{ price: price.id, quantity: 1 }], start_date: current.start_date, end_date: current.end_date },
      { items: [{ price: other.id, quantity: 1 }], duration: { interval: "month", interval_count: 1 } },
    ],
    metadata: { by: "test" },
  });
  expect(planned.phases).toHaveLength(2);
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id, { expand: ["subscription"] })).toMatchObject({ subscription: { id: subscription.id } });
  expect((await stripe.subscriptionSchedules.list({ customer: customer.id })).data.map(({ id }) => id)).toEqual([schedule.id]);
  expect(await stripe.subscriptionSchedules.release(schedule.id)).toMatchObject({ status: "released", released_subscription: subscription.id });

  const again = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  expect(await stripe.subscriptionSchedules.cancel(again.id)).toMatchObject({ status: "canceled" });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: "canceled" });
});

test("a test clock lets months pass", async ({ stripe }) => {
  const start = Math.floor(Date.now() / 1000) - 70 * day;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: "Months" });
  expect(clock).toMatchObject({ object: "test_helpers.test_clock", status: "ready", frozen_time: start });
  const [price, customer] = [await monthly(stripe), await payer(stripe, "pm_card_visa", { test_clock: clock.id })];
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await advance(stripe, clock.id, start + 65 * day);
  const invoices = await stripe.invoices.list({ subscription: id });
  expect(invoices.data.map(({ billing_reason, status }) => `${billing_reason} ${status}`)).toEqual([
    "subscription_cycle paid", "subscription_cycle paid", "subscription_create paid",
  ]);
  const clocks = await stripe.testHelpers.testClocks.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  expect(clocks.map((found) => found.id)).toContain(clock.id);
  expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ id: clock.id, deleted: true });
});

test("a trial that ends without a payment method pauses and is resumed", async ({ stripe }) => {
  const start = Math.floor(Date.now() / 1000) - 20 * day;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const price = await monthly(stripe);
  const customer = await stripe.customers.create({ test_clock: clock.id });
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: "pause" } },
    payment_settings: { save_default_payment_method: "on_subscription" },
  });
  await advance(stripe, clock.id, start + 10 * day);
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: "paused" });
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.subscriptions.update(id, { default_payment_method: method.id });
  expect(await stripe.subscriptions.resume(id, { billing_cycle_anchor: { type: "now" } })).toMatchObject({ id, status: "active" });
});
