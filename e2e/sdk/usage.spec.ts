// Usage: meters and what is reported to them. And the account itself.

import { monthly, payer } from "./support/shop.ts";
import { expect, test } from "./support/test.ts";

test("a meter, its events and their sums", async ({ stripe }) => {
  const customer = await payer(stripe);
  const name = `calls-${customer.id}`;
  const meter = await stripe.billing.meters.create({
    display_name: "Calls", event_name: name, default_aggregation: { formula: "sum" }, value_settings: { event_payload_key: "value" },
    customer_mapping: { event_payload_key: "stripe_customer_id", type: "by_id" },
  });
  expect(meter).toMatchObject({ object: "billing.meter", status: "active", event_name: name });
  expect(await stripe.billing.meters.update(meter.id, { display_name: "API calls" })).toMatchObject({ display_name: "API calls" });
  expect(await stripe.billing.meters.retrieve(meter.id)).toMatchObject({ id: meter.id });
  const { product } = await monthly(stripe);
  const price = await stripe.prices.create({ product: product as string, currency: "eur", unit_amount: 2, recurring: { interval: "month", usage_type: "metered", meter: meter.id } });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });

  const event = await stripe.billing.meterEvents.create({ event_name: name, payload: { stripe_customer_id: customer.id, value: "12" }, identifier: `one-${customer.id}` });
  expect(event).toMatchObject({ object: "billing.meter_event", event_name: name, payload: { value: "12" } });
  await stripe.billing.meterEvents.create({ event_name: name, payload: { stripe_customer_id: customer.id, value: "30" } });
  const hour = 3600;
  const now = Math.floor(Date.now() / 1000 / hour) * hour;
  const sums = await stripe.billing.meters.listEventSummaries(meter.id, { customer: customer.id, start_time: now - hour, end_time: now + 2 * hour });
  expect(sums.data.reduce((sum, { aggregated_value }) => sum + aggregated_value, 0)).toBe(42);

  expect(await stripe.billing.meters.deactivate(meter.id)).toMatchObject({ status: "inactive" });
  expect(await stripe.billing.meters.reactivate(meter.id)).toMatchObject({ status: "active" });
  const all = await stripe.billing.meters.list({ status: "active", limit: 100 }).autoPagingToArray({ limit: 1000 });
  expect(all.map(({ id }) => id)).toContain(meter.id);
});

test("the account behind the key", async ({ stripe, answers }) => {
  // Stripe documents this capability; its description of the API does not name it.
  answers.expect(/"paypal_payments"' does not exist/);
  expect(await stripe.accounts.retrieveCurrent()).toMatchObject({ object: "account" });
});
