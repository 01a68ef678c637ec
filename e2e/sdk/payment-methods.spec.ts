// Payment methods, and the intents that save them.

import { advance, monthly, payer } from "./support/shop.ts";
import { expect, test } from "./support/test.ts";

test("a card is attached, changed, listed and detached", async ({ stripe }) => {
  const customer = await payer(stripe);
  const card = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: customer.id });
  expect(card).toMatchObject({ object: "payment_method", type: "card", customer: customer.id, card: { brand: "mastercard", last4: "4444" } });
  const changed = await stripe.paymentMethods.update(card.id, {
    billing_details: { name: "Robin", address: { country: "NL", postal_code: "1015 BA" } }, card: { exp_month: 12, exp_year: 2039 }, metadata: { a: "b" },
  });
  expect(changed).toMatchObject({ billing_details: { name: "Robin" }, card: { exp_month: 12, exp_year: 2039 }, metadata: { a: "b" } });
  expect(await stripe.paymentMethods.retrieve(card.id, { expand: ["customer"] })).toMatchObject({ id: card.id, customer: { id: customer.id } });

  const walked: string[] = [];
  for await (const { id } of stripe.customers.listPaymentMethods(customer.id, { limit: 1 })) walked.push(id);
  expect(walked).toHaveLength(2);
  expect((await stripe.paymentMethods.list({ customer: customer.id, type: "card" })).data.map(({ id }) => id)).toEqual(walked);
  expect(await stripe.customers.retrievePaymentMethod(customer.id, card.id)).toMatchObject({ id: card.id });
  expect(await stripe.paymentMethods.detach(card.id)).toMatchObject({ id: card.id, customer: null });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
});

test("other kinds of methods", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create({ name: "Robin Example", email: "robin@example.com" });
  const debit = await stripe.paymentMethods.create({
    type: "sepa_debit", sepa_debit: { iban: "DE89370400440532013000" }, billing_details: { name: "Robin", email: "robin@example.com" },
  });
  expect(await stripe.paymentMethods.attach(debit.id, { customer })).toMatchObject({ type: "sepa_debit", sepa_debit: { country: "DE", last4: "3000" } });
  for (const method of ["pm_usBankAccount", "pm_card_amex", "pm_card_jcb"]) await stripe.paymentMethods.attach(method, { customer });
  const list = await stripe.customers.listPaymentMethods(customer, { limit: 100 });
  expect(list.data.map(({ type }) => type)).toEqual(["card", "card", "us_bank_account", "sepa_debit"]);
});

test("a setup intent saves a method", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create();
  const intent = await stripe.setupIntents.create({ customer, usage: "off_session", allowed_payment_method_types: ["card"], metadata: { a: "b" } });
  expect(intent).toMatchObject({ object: "setup_intent", status: "requires_payment_method", usage: "off_session" });
  expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_`));
  expect(await stripe.setupIntents.update(intent.id, { metadata: { a: "" } })).toMatchObject({ metadata: {} });
  const done = await stripe.setupIntents.confirm(intent.id, { payment_method: "pm_card_visa", expand: ["payment_method"] });
  expect(done).toMatchObject({ status: "succeeded", payment_method: { customer, type: "card" } });
  expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({ id: intent.id, status: "succeeded" });

  const authenticated = await stripe.setupIntents.create({
    customer, confirm: true, payment_method: "pm_card_authenticationRequired", return_url: "https://shop.example.com/", automatic_payment_methods: { enabled: true },
  });
  expect(authenticated).toMatchObject({ status: "requires_action" });
  expect(await stripe.setupIntents.cancel(authenticated.id, { cancellation_reason: "abandoned" })).toMatchObject({ status: "canceled" });
  const all = [];
  for await (const { id } of stripe.setupIntents.list({ customer, limit: 1 })) all.push(id);
  expect(all).toEqual([authenticated.id, intent.id]);
});

test("a mandate says what was agreed", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create({ name: "Robin Example", email: "robin@example.com" });
  const intent = await stripe.setupIntents.create({
    customer,
    confirm: true,
    allowed_payment_method_types: ["sepa_debit"],
    payment_method_data: { type: "sepa_debit", sepa_debit: { iban: "DE89370400440532013000" }, billing_details: { name: "Robin", email: "robin@example.com" } },
    mandate_data: { customer_acceptance: { type: "offline" } },
  });
  expect(intent.status).toBe("succeeded");
  expect(await stripe.mandates.retrieve(intent.mandate as string)).toMatchObject({ object: "mandate", status: "active", type: "multi_use" });
});

test("every kind of method is charged", async ({ stripe }) => {
  const start = Math.floor(Date.now() / 1000) - 20 * 86_400;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const kinds = {
    pm_card_amex: "usd", pm_usBankAccount: "usd", pm_sepaDebit: "eur", pm_bacsDebit: "gbp", pm_auBecsDebit: "aud", pm_acssDebit: "cad",
    pm_link: "eur", pm_paypal: "eur", pm_cashapp: "usd", pm_amazonPay: "usd", pm_boleto: "brl",
  };
  const customers: string[] = [];
  for (const [method, currency] of Object.entries(kinds)) {
    const price = await monthly(stripe, 5000, currency);
    const customer = await payer(stripe, method, { test_clock: clock.id });
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    customers.push(customer.id);
  }
  // Bank debits take days.
  await advance(stripe, clock.id, start + 15 * 86_400);
  for (const customer of customers) {
    const { data } = await stripe.charges.list({ customer });
    expect(data.map(({ status, amount }) => ({ status, amount }))).toEqual([{ status: "succeeded", amount: 5000 }]);
  }
});

test("mandates of every kind of debit", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create({ name: "Robin Example", email: "robin@example.com" });
  for (const method of ["pm_usBankAccount", "pm_sepaDebit", "pm_bacsDebit", "pm_auBecsDebit", "pm_acssDebit"]) {
    const intent = await stripe.setupIntents.create({
      customer, confirm: true, payment_method: method, return_url: "https://shop.example.com/", mandate_data: { customer_acceptance: { type: "offline" } },
    });
    expect(await stripe.mandates.retrieve(intent.mandate as string, { expand: ["payment_method"] })).toMatchObject({ status: "active" });
  }
});
