// Customers, and what hangs on them: balance, tax ids, payment methods.

import { unique } from "../support/unique.ts";
import { expect, test } from "./support/test.ts";

test("a customer from creation to deletion", async ({ stripe }) => {
  const customer = await stripe.customers.create({
    name: "Robin Example",
    email: "robin@example.com",
    phone: "+31 20 123 4567",
    description: "From the shop",
    address: { line1: "Herengracht 1", city: "Amsterdam", postal_code: "1015 BA", country: "NL" },
    shipping: { name: "Robin", address: { line1: "Dam 1", city: "Amsterdam", country: "NL" } },
    preferred_locales: ["nl", "en"],
    metadata: { shop: "12", group: "a" },
  });
  expect(customer).toMatchObject({ object: "customer", name: "Robin Example", address: { city: "Amsterdam" }, metadata: { shop: "12" } });

  const updated = await stripe.customers.update(customer.id, { metadata: { group: "", plan: "team" }, phone: "" });
  expect(updated.metadata).toEqual({ shop: "12", plan: "team" });
  expect(updated.phone).toBeNull();
  expect((await stripe.customers.update(customer.id, { metadata: "" })).metadata).toEqual({});

  const found = await stripe.customers.retrieve(customer.id, { expand: ["tax_ids", "subscriptions"] });
  expect(found).toMatchObject({ id: customer.id, tax_ids: { object: "list", data: [] }, subscriptions: { data: [] } });

  expect(await stripe.customers.del(customer.id)).toMatchObject({ id: customer.id, object: "customer", deleted: true });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ id: customer.id, deleted: true });
});

test("lists are walked to their end, in both directions and through filters", async ({ stripe }) => {
  const email = `walk-${unique()}@example.com`;
  const made: string[] = [];
  for (let index = 0; index < 12; index += 1) made.push((await stripe.customers.create({ email })).id);
  made.reverse();

  const walked: string[] = [];
  for await (const customer of stripe.customers.list({ email, limit: 5 })) walked.push(customer.id);
  expect(walked).toEqual(made);

  const each: string[] = [];
  await stripe.customers.list({ email, limit: 3 }).autoPagingEach((customer) => {
    each.push(customer.id);
    return each.length < 7;
  });
  expect(each).toEqual(made.slice(0, 7));
  expect(await stripe.customers.list({ email, limit: 4 }).autoPagingToArray({ limit: 10 })).toHaveLength(10);

  const back = await stripe.customers.list({ email, limit: 3, ending_before: made[8]! });
  expect(back.data.map(({ id }) => id)).toEqual(made.slice(5, 8));
  expect(back.has_more).toBe(true);
});

test("the balance and its transactions", async ({ stripe }) => {
  const { id } = await stripe.customers.create();
  const credit = await stripe.customers.createBalanceTransaction(id, { amount: -1500, currency: "eur", description: "Sorry", metadata: { a: "b" } });
  expect(credit).toMatchObject({ object: "customer_balance_transaction", amount: -1500, ending_balance: -1500, type: "adjustment" });
  await stripe.customers.createBalanceTransaction(id, { amount: 500, currency: "eur" });
  expect(await stripe.customers.retrieve(id)).toMatchObject({ balance: -1000, currency: "eur" });
  const list = await stripe.customers.listBalanceTransactions(id, { limit: 10 });
  expect(list.data.map(({ amount }) => amount)).toEqual([500, -1500]);
  expect(await stripe.customers.retrieveBalanceTransaction(id, credit.id)).toMatchObject({ id: credit.id, description: "Sorry" });
});

test("tax ids", async ({ stripe }) => {
  const { id } = await stripe.customers.create({ tax_exempt: "none", tax_id_data: [{ type: "eu_vat", value: "NL123456789B01" }] });
  const more = await stripe.customers.createTaxId(id, { type: "gb_vat", value: "GB123456789" });
  expect(more).toMatchObject({ object: "tax_id", country: "GB", customer: id, type: "gb_vat", verification: {} });
  const all = [];
  for await (const taxId of stripe.customers.listTaxIds(id)) all.push(taxId.value);
  expect(all.sort()).toEqual(["GB123456789", "NL123456789B01"]);
  expect(await stripe.customers.retrieveTaxId(id, more.id)).toMatchObject({ id: more.id });
  expect(await stripe.customers.deleteTaxId(id, more.id)).toMatchObject({ id: more.id, object: "tax_id", deleted: true });
});
