// What is sold: products, prices, discounts and taxes.

import { Stripe } from "stripe";

import { unique } from "../support/unique.ts";
import { expect, test } from "./support/test.ts";

test("products", async ({ stripe }) => {
  const product = await stripe.products.create({
    name: "Team plan",
    description: "For teams",
    unit_label: "seat",
    metadata: { tier: "2" },
    default_price_data: { currency: "eur", unit_amount: 2900, recurring: { interval: "month" } },
    expand: ["default_price"],
  });
  expect(product.default_price).toMatchObject({ object: "price", unit_amount: 2900, product: product.id });
  const updated = await stripe.products.update(product.id, { name: "Team", description: "", metadata: { tier: "" } });
  expect(updated).toMatchObject({ name: "Team", description: null, metadata: {} });
  expect(await stripe.products.retrieve(product.id)).toMatchObject({ id: product.id, active: true, object: "product" });
  await stripe.products.update(product.id, { active: false });
  const inactive = await stripe.products.list({ active: false, limit: 100 }).autoPagingToArray({ limit: 1000 });
  expect(inactive.map(({ id }) => id)).toContain(product.id);

  const bare = await stripe.products.create({ name: "Without a price" });
  expect(bare.default_price ?? null).toBeNull();
  expect(await stripe.products.del(bare.id)).toMatchObject({ id: bare.id, object: "product", deleted: true });
});

test("prices of every kind", async ({ stripe }) => {
  const { id: product } = await stripe.products.create({ name: "Team plan" });
  const key = unique();
  const flat = await stripe.prices.create({
    product, currency: "eur", unit_amount: 2900, recurring: { interval: "month" }, lookup_key: key, nickname: "Monthly", tax_behavior: "exclusive",
  });
  expect(flat).toMatchObject({ object: "price", type: "recurring", billing_scheme: "per_unit", lookup_key: key });
  expect(flat.unit_amount_decimal?.toString()).toBe("2900");
  const yearly = await stripe.prices.create({ product, currency: "usd", unit_amount: 29000, recurring: { interval: "year", interval_count: 1 } });
  const once = await stripe.prices.create({ product, currency: "usd", unit_amount_decimal: Stripe.Decimal.from("0.5") });
  expect(once).toMatchObject({ type: "one_time", recurring: null, unit_amount: null });
  expect(once.unit_amount_decimal?.toString()).toBe("0.5");
  const tiered = await stripe.prices.create({
    product, currency: "eur", billing_scheme: "tiered", tiers_mode: "graduated", recurring: { interval: "month" },
    tiers: [{ up_to: 10, unit_amount: 500 }, { up_to: "inf", unit_amount: 400, flat_amount: 100 }],
    expand: ["tiers"],
  });
  expect(tiered.tiers).toHaveLength(2);
  expect((await stripe.prices.retrieve(tiered.id)).tiers).toBeUndefined();

  expect(await stripe.prices.update(flat.id, { nickname: "", metadata: { a: "1" } })).toMatchObject({ nickname: null, metadata: { a: "1" } });
  await stripe.prices.update(yearly.id, { active: false });
  const found = await stripe.prices.list({ product, active: true, expand: ["data.product"] });
  expect(found.data.map(({ id }) => id)).toEqual([tiered.id, once.id, flat.id]);
  expect(found.data[0]!.product).toMatchObject({ id: product, object: "product" });
  expect((await stripe.prices.list({ lookup_keys: [key] })).data).toHaveLength(1);
});

test("coupons and promotion codes", async ({ stripe }) => {
  const percent = await stripe.coupons.create({ percent_off: 25, duration: "repeating", duration_in_months: 3, name: "A quarter" });
  expect(percent).toMatchObject({ object: "coupon", percent_off: 25, amount_off: null, valid: true, times_redeemed: 0 });
  const amount = await stripe.coupons.create({ id: `off-${unique()}`, amount_off: 500, currency: "eur", duration: "once", max_redemptions: 5 });
  expect(await stripe.coupons.update(amount.id, { name: "Five", metadata: { a: "b" } })).toMatchObject({ name: "Five", metadata: { a: "b" } });
  expect(await stripe.coupons.retrieve(percent.id)).toMatchObject({ id: percent.id });
  const all = await stripe.coupons.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([percent.id, amount.id]));

  const text = `HELLO${unique().toUpperCase()}`;
  const code = await stripe.promotionCodes.create({
    promotion: { type: "coupon", coupon: percent.id }, code: text, max_redemptions: 2, restrictions: { first_time_transaction: true },
  });
  expect(code).toMatchObject({ object: "promotion_code", code: text, active: true, promotion: { type: "coupon", coupon: percent.id } });
  const expanded = await stripe.promotionCodes.retrieve(code.id, { expand: ["promotion.coupon"] });
  expect(expanded.promotion.coupon).toMatchObject({ id: percent.id, object: "coupon" });
  expect(await stripe.promotionCodes.update(code.id, { active: false, metadata: { a: "b" } })).toMatchObject({ active: false });
  expect((await stripe.promotionCodes.list({ code: text })).data.map(({ id }) => id)).toEqual([code.id]);

  expect(await stripe.coupons.del(amount.id)).toMatchObject({ id: amount.id, object: "coupon", deleted: true });
});

test("tax rates", async ({ stripe }) => {
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 21, inclusive: false, country: "NL", jurisdiction: "NL", tax_type: "vat" });
  expect(rate).toMatchObject({ object: "tax_rate", percentage: 21, active: true });
  expect(await stripe.taxRates.update(rate.id, { active: false, metadata: { a: "b" } })).toMatchObject({ active: false, metadata: { a: "b" } });
  expect(await stripe.taxRates.retrieve(rate.id)).toMatchObject({ id: rate.id });
  expect((await stripe.taxRates.list({ active: false })).data.map(({ id }) => id)).toContain(rate.id);
});
