// Invoices, what is on them, how they are paid, and what is given back.

import { monthly, payer } from "./support/shop.ts";
import { expect, test } from "./support/test.ts";

test("an invoice from its items to its payment", async ({ stripe }) => {
  const customer = await payer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id, currency: "eur", collection_method: "charge_automatically", auto_advance: false, description: "Work", metadata: { job: "3" } });
  expect(draft).toMatchObject({ object: "invoice", status: "draft", number: null });
  const item = await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 4500, currency: "eur", description: "Three hours" });
  expect(item).toMatchObject({ object: "invoiceitem", amount: 4500, invoice: draft.id });
  expect(await stripe.invoiceItems.update(item.id, { amount: 6000, metadata: { a: "b" } })).toMatchObject({ amount: 6000 });
  expect(await stripe.invoiceItems.retrieve(item.id)).toMatchObject({ id: item.id });
  const spare = await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 100, currency: "eur" });
  expect((await stripe.invoiceItems.list({ invoice: draft.id })).data).toHaveLength(2);
  expect(await stripe.invoiceItems.del(spare.id)).toMatchObject({ id: spare.id, object: "invoiceitem", deleted: true });

  expect(await stripe.invoices.update(draft.id, { description: "", metadata: { job: "" } })).toMatchObject({ description: null, metadata: {} });
  const open = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false });
  expect(open).toMatchObject({ status: "open", amount_due: 6000 });
  expect(open.number).toMatch(/^.+-\d{4}$/);
  const lines = await stripe.invoices.listLineItems(open.id);
  expect(lines.data).toEqual([expect.objectContaining({ object: "line_item", amount: 6000, description: "Three hours" })]);

  const paid = await stripe.invoices.pay(open.id, { expand: ["payments.data.payment.payment_intent", "customer"] });
  expect(paid).toMatchObject({ status: "paid", amount_paid: 6000, amount_remaining: 0 });
  expect(await stripe.invoices.retrieve(open.id)).toMatchObject({ id: open.id, status: "paid" });
});

test("drafts are deleted, open ones voided or written off", async ({ stripe }) => {
  const customer = await payer(stripe);
  const make = async () => {
    const invoice = await stripe.invoices.create({ customer: customer.id, currency: "eur", collection_method: "send_invoice", days_until_due: 30 });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 1000, currency: "eur" });
    return invoice.id;
  };
  const draft = await make();
  expect(await stripe.invoices.del(draft)).toMatchObject({ id: draft, object: "invoice", deleted: true });
  const open = await stripe.invoices.finalizeInvoice(await make());
  expect(await stripe.invoices.voidInvoice(open.id)).toMatchObject({ status: "void" });
  const lost = await stripe.invoices.finalizeInvoice(await make());
  expect(await stripe.invoices.markUncollectible(lost.id)).toMatchObject({ status: "uncollectible" });
  const elsewhere = await stripe.invoices.finalizeInvoice(await make());
  expect(await stripe.invoices.pay(elsewhere.id, { paid_out_of_band: true })).toMatchObject({ status: "paid" });
  const statuses = [];
  for await (const { status } of stripe.invoices.list({ customer: customer.id, limit: 2 })) statuses.push(status);
  expect(statuses).toEqual(["paid", "uncollectible", "void"]);
});

test("previews say what a change will cost", async ({ stripe }) => {
  const [price, other, customer] = [await monthly(stripe), await monthly(stripe, 4900), await payer(stripe)];
  const { id: subscription, items } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const next = await stripe.invoices.createPreview({ subscription });
  expect(next).toMatchObject({ object: "invoice", status: "draft", total: 2900 });
  const changed = await stripe.invoices.createPreview({
    customer: customer.id,
    subscription,
    subscription_details: { items: [{ id: items.data[0]!.id, price: other.id }], proration_behavior: "always_invoice", billing_cycle_anchor: { type: "unchanged" } },
  });
  expect(changed.lines.data.length).toBeGreaterThan(1);
  const fresh = await stripe.invoices.createPreview({ customer: customer.id, subscription_details: { items: [{ price: other.id, quantity: 2 }] } });
  expect(fresh).toMatchObject({ total: 9800 });
});

test("payments, their charges and what is given back", async ({ stripe }) => {
  const [price, customer] = [await monthly(stripe), await payer(stripe)];
  const { latest_invoice: invoice } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const intents = await stripe.paymentIntents.list({ customer: customer.id });
  expect(intents.data).toEqual([expect.objectContaining({ object: "payment_intent", status: "succeeded", amount_received: 2900 })]);
  const intent = await stripe.paymentIntents.retrieve(intents.data[0]!.id, { expand: ["latest_charge", "payment_method"] });
  expect(intent).toMatchObject({ payment_method: { object: "payment_method" }, latest_charge: { object: "charge", paid: true } });

  const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
  expect(await stripe.charges.retrieve(charge!.id, { expand: ["customer", "payment_intent"] })).toMatchObject({ amount: 2900, captured: true });
  const refund = await stripe.refunds.create({ charge: charge!.id, amount: 900, reason: "requested_by_customer" });
  expect(refund).toMatchObject({ object: "refund", amount: 900, status: "succeeded" });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ id: refund.id });
  expect((await stripe.refunds.list({ charge: charge!.id })).data).toHaveLength(1);

  const note = await stripe.creditNotes.create({ invoice: invoice as string, amount: 500, credit_amount: 500, reason: "order_change", memo: "Sorry" });
  expect(note).toMatchObject({ object: "credit_note", amount: 500, status: "issued", type: "post_payment" });
  expect(await stripe.creditNotes.retrieve(note.id)).toMatchObject({ id: note.id, memo: "Sorry" });
  expect(await stripe.creditNotes.listLineItems(note.id)).toMatchObject({ object: "list", data: [] });
  const pdf = await fetch(note.pdf);
  expect(`${pdf.headers.get("content-type")} ${(await pdf.text()).slice(0, 5)}`).toBe("application/pdf %PDF-");
  expect((await stripe.creditNotes.list({ invoice: invoice as string })).data.map(({ id }) => id)).toEqual([note.id]);
});

test("an invoice with everything that can be expanded", async ({ stripe }) => {
  const [price, customer] = [await monthly(stripe), await payer(stripe)];
  const coupon = await stripe.coupons.create({ amount_off: 100, currency: "eur", duration: "forever" });
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 21, inclusive: false });
  await stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "NL123456789B01" });
  const { latest_invoice: id } = await stripe.subscriptions.create({
    customer: customer.id, items: [{ price: price.id, tax_rates: [rate.id] }], discounts: [{ coupon: coupon.id }],
  });
  const invoice = await stripe.invoices.retrieve(id as string, {
    expand: ["customer", "discounts", "payments.data.payment.payment_intent", "lines.data.discounts", "confirmation_secret", "total_discount_amounts.discount"],
  });
  expect(invoice).toMatchObject({ customer: { id: customer.id }, total: 3388, total_discount_amounts: [{ amount: 100 }], total_taxes: [{ amount: 588 }] });
  expect(invoice.payments?.data[0]?.payment.payment_intent).toMatchObject({ object: "payment_intent", status: "succeeded" });
});

test("a payment that the bank wants authenticated", async ({ stripe }) => {
  const price = await monthly(stripe);
  const customer = await payer(stripe, "pm_card_authenticationRequired");
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    payment_behavior: "default_incomplete",
    expand: ["latest_invoice.confirmation_secret"],
  });
  expect(subscription.status).toBe("incomplete");
  const [intent] = (await stripe.paymentIntents.list({ customer: customer.id })).data;
  const confirmed = await stripe.paymentIntents.confirm(intent!.id, { payment_method: "pm_card_visa" });
  expect(confirmed.status).toBe("succeeded");
});
