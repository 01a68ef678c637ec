// Situations that take time to come about: a payment that failed, usage that was reported.

import { Stripe } from "stripe";

import type { Merchant } from "./merchant.ts";

const day = 86_400;

/** A customer whose renewal of a subscription to "Team plan" was not paid. Returns its id and the open invoice's. */
export async function pastDueCustomer(merchant: Merchant): Promise<{ id: string; invoice: string }> {
  const { stripe } = merchant;
  const now = Math.floor(Date.now() / 1000);
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: now - 40 * day });
  const customer = await stripe.customers.create({ name: "Robin Example", email: "robin@example.com", test_clock: clock.id });
  const good = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: await merchant.price({ product: "Team plan" }) }] });
  const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: now - 8 * day });
  while ((await stripe.testHelpers.testClocks.retrieve(clock.id)).status !== "ready");
  const open = await stripe.invoices.list({ customer: customer.id, status: "open" });
  const invoice = open.data[0]?.id;
  if (!invoice) throw new Error("the renewal was paid");
  return { id: customer.id, invoice };
}

/** Subscribes a customer to calls at 0.4 cents each, and reports so many of them. Returns the subscription's id. */
export async function meteredSubscription(merchant: Merchant, customer: string, calls: number): Promise<string> {
  const { stripe } = merchant;
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: `calls of ${customer}`,
    default_aggregation: { formula: "sum" },
  });
  const product = await stripe.products.create({ name: "API calls", unit_label: "call" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount_decimal: Stripe.Decimal.from("0.4"),
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
  });
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  await stripe.billing.meterEvents.create({
    event_name: meter.event_name,
    payload: { stripe_customer_id: customer, value: `${calls}` },
  });
  return subscription.id;
}
