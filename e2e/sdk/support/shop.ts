// What most tests begin with: a plan, and a customer who can pay for it.

import type { Stripe } from "stripe";

/** A recurring price of a product of its own, by the month. */
export async function monthly(stripe: Stripe, amount = 2900, currency = "eur"): Promise<Stripe.Price> {
  const { id: product } = await stripe.products.create({ name: "Team plan" });
  return stripe.prices.create({ product, currency, unit_amount: amount, recurring: { interval: "month" } });
}

/** A customer with a default payment method, by Stripe's name of a test method. */
export async function payer(stripe: Stripe, method = "pm_card_visa", more: Stripe.CustomerCreateParams = {}): Promise<Stripe.Customer> {
  const { id } = await stripe.customers.create({ name: "Robin Example", email: "robin@example.com", ...more });
  const attached = await stripe.paymentMethods.attach(method, { customer: id });
  return stripe.customers.update(id, { invoice_settings: { default_payment_method: attached.id } });
}

/** Lets a test clock run to a moment. */
export async function advance(stripe: Stripe, clock: string, to: number): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
  while ((await stripe.testHelpers.testClocks.retrieve(clock)).status !== "ready");
}
