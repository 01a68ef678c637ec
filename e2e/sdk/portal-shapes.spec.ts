// What Portico answers is exactly what Stripe describes, in every variant there is: no member less, none more.

import type { Stripe } from "stripe";

import { unique } from "../support/unique.ts";
import { locales } from "./support/locales.ts";
import { configuration, faults, session } from "./support/shapes.ts";
import { monthly, payer } from "./support/shop.ts";
import { expect, sdkFor, test } from "./support/test.ts";

type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features;

/** Every feature with everything it can be told. */
async function everything(stripe: Stripe): Promise<{ features: Features; price: Stripe.Price }> {
  const price = await monthly(stripe);
  const features: Features = {
    customer_update: { enabled: true, allowed_updates: ["address", "email", "name", "phone", "shipping", "tax_id"] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: {
      enabled: true,
      mode: "immediately",
      proration_behavior: "create_prorations",
      cancellation_reason: {
        enabled: true,
        options: ["customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive", "unused"],
      },
    },
    subscription_update: {
      enabled: true,
      billing_cycle_anchor: "now",
      default_allowed_updates: ["price", "promotion_code", "quantity"],
      proration_behavior: "always_invoice",
      products: [{ product: price.product as string, prices: [price.id], adjustable_quantity: { enabled: true, minimum: 2, maximum: 20 } }],
      schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }, { type: "shortening_interval" }] },
      trial_update_behavior: "continue_trial",
    },
  };
  return { features, price };
}

test("configurations, from the least to the most they can say", async ({ server }) => {
  const stripe = sdkFor(server);
  const { configurations } = stripe.billingPortal;
  const { features } = await everything(stripe);
  const products = "features.subscription_update.products";
  const least = await configurations.create({ features: { invoice_history: { enabled: false } } });
  const most = await configurations.create({
    name: "Everything",
    business_profile: { headline: "Fernhill", privacy_policy_url: "https://shop.example.com/privacy", terms_of_service_url: "https://shop.example.com/terms" },
    default_return_url: "https://shop.example.com/account",
    features,
    login_page: { enabled: true },
    metadata: { a: "b" },
    expand: [products],
  });
  expect(most.features.subscription_update.products).toHaveLength(1);
  const answers = {
    least,
    most,
    updated: await configurations.update(most.id, { metadata: { a: "" }, login_page: { enabled: false } }),
    cleared: await configurations.update(most.id, { metadata: "", name: "", default_return_url: "", business_profile: { headline: "", privacy_policy_url: "", terms_of_service_url: "" } }),
    inactive: await configurations.update(most.id, { active: false }),
    retrieved: await configurations.retrieve(most.id),
    "retrieved with products": await configurations.retrieve(most.id, { expand: [products] }),
  };
  for (const [name, answer] of Object.entries(answers)) expect(faults(answer, configuration), name).toEqual([]);
  // Shown when asked for and never else.
  expect("products" in answers.retrieved.features.subscription_update).toBe(false);
  expect(answers["retrieved with products"].features.subscription_update.products).toHaveLength(1);

  const list = await configurations.list({ limit: 100, expand: [`data.${products}`] });
  expect(Object.keys(list).sort()).toEqual(["data", "has_more", "object", "url"]);
  for (const answer of list.data) expect(faults(answer, configuration), answer.id).toEqual([]);
});

test("sessions, for every task and every end of it", async ({ server }) => {
  const stripe = sdkFor(server);
  const { features, price } = await everything(stripe);
  const other = await stripe.prices.create({ product: price.product as string, currency: "eur", unit_amount: 29000, recurring: { interval: "year" } });
  features.subscription_update = {
    enabled: true, default_allowed_updates: ["price", "quantity", "promotion_code"],
    products: [{ product: price.product as string, prices: [price.id, other.id] }],
  };
  const { id: configured } = await stripe.billingPortal.configurations.create({ features, default_return_url: "https://shop.example.com/account" });
  const customer = await payer(stripe);
  const held = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const [subscription, item] = [held.id, held.items.data[0]!.id];
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: "once" });
  const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: `SHAPE${unique().toUpperCase()}` });

  type Flow = Stripe.BillingPortal.SessionCreateParams.FlowData;
  const flows: Flow[] = [
    { type: "payment_method_update" },
    { type: "customer_update", after_completion: { type: "portal_homepage" } },
    { type: "subscription_cancel", subscription_cancel: { subscription }, after_completion: { type: "hosted_confirmation" } },
    {
      type: "subscription_cancel",
      subscription_cancel: { subscription, retention: { type: "coupon_offer", coupon_offer: { coupon: coupon.id } } },
      after_completion: { type: "hosted_confirmation", hosted_confirmation: { custom_message: "Bye" } },
    },
    { type: "subscription_update", subscription_update: { subscription }, after_completion: { type: "redirect", redirect: { return_url: "https://shop.example.com/done" } } },
    { type: "subscription_update_confirm", subscription_update_confirm: { subscription, items: [{ id: item, price: other.id }] } },
    { type: "subscription_update_confirm", subscription_update_confirm: { subscription, items: [{ id: item, price: other.id, quantity: 2 }], discounts: [{ coupon: coupon.id }] } },
    { type: "subscription_update_confirm", subscription_update_confirm: { subscription, items: [{ id: item, quantity: 3 }], discounts: [{ promotion_code: code.id }] } },
  ];
  const least: Stripe.BillingPortal.SessionCreateParams = { customer: customer.id };
  const variants = [
    least,
    { ...least, configuration: configured, return_url: "https://shop.example.com/account", locale: "fr-CA" },
    { ...least, configuration: configured, expand: ["configuration"] },
    ...flows.map((flow_data) => ({ ...least, configuration: configured, flow_data })),
    ...locales.map((locale) => ({ ...least, locale })),
  ];
  for (const variant of variants) {
    const answer = await stripe.billingPortal.sessions.create(variant);
    expect(faults(answer, session), JSON.stringify(variant)).toEqual([]);
    expect(answer.flow?.type).toBe("flow_data" in variant ? variant.flow_data?.type : undefined);
  }
});

test("a shape notices what is missing, what is too many and what is mistyped", () => {
  const right = { id: "a", object: "billing_portal.session", configuration: "bpc_1", created: 1, customer: "c", customer_account: null, flow: null, livemode: false, locale: "nl", on_behalf_of: null, return_url: null, url: "u" };
  expect(faults(right, session)).toEqual([]);
  const { url: _, ...missing } = right;
  expect(faults(missing, session)).toEqual([".url is missing"]);
  expect(faults({ ...right, token: "x" }, session)).toEqual([".token is too many"]);
  expect(faults({ ...right, created: "1", locale: "xx" }, session)).toHaveLength(2);
});
