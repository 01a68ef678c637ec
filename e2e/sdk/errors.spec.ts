// Every class of error the SDK has a name for, with the members merchants' code looks at.

import { Stripe } from "stripe";

import { monthly, payer } from "./support/shop.ts";
import { expect, sdkFor, test } from "./support/test.ts";

/** What a call fails with. */
async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const failure: unknown = await call.then(() => "no failure", (error: unknown) => error);
  expect(failure).toBeInstanceOf(Stripe.errors.StripeError);
  return failure as Stripe.errors.StripeError;
}

test("a request that is wrong names the parameter", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create();
  const cases: [() => Promise<unknown>, Partial<Stripe.errors.StripeError>][] = [
    [() => stripe.subscriptions.create({ items: [] } as unknown as Stripe.SubscriptionCreateParams), { param: "customer", code: "parameter_missing" }],
    [() => stripe.customers.create({ nickname: "x" } as Stripe.CustomerCreateParams), { param: "nickname", code: "parameter_unknown" }],
    [() => stripe.prices.create({ currency: "eur", unit_amount: 1, product: "prod_none" }), { param: "product", code: "resource_missing" }],
    [() => stripe.customers.list({ limit: 101 }), { param: "limit" }],
    [() => stripe.billingPortal.sessions.create({ customer: "cus_none" }), { param: "customer", code: "resource_missing" }],
    [() => stripe.billingPortal.sessions.create({ customer, locale: "xx" }), { param: "locale" }],
    [() => stripe.billingPortal.sessions.create({ customer, flow_data: { type: "subscription_cancel" } }), { param: "flow_data[subscription_cancel]" }],
    [() => stripe.billingPortal.configurations.create({} as Stripe.BillingPortal.ConfigurationCreateParams), { param: "features", code: "parameter_missing" }],
    [() => stripe.billingPortal.configurations.create({ features: { subscription_cancel: { mode: "immediately" } } } as unknown as Stripe.BillingPortal.ConfigurationCreateParams), { param: "features[subscription_cancel][enabled]", code: "parameter_missing" }],
  ];
  for (const [call, expected] of cases) {
    const failure = await failureOf(call());
    expect(failure).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(failure).toMatchObject({ type: "StripeInvalidRequestError", rawType: "invalid_request_error", statusCode: 400, ...expected });
    expect(failure.requestId).toMatch(/^req_/);
  }
});

test("what does not exist is not found", async ({ stripe }) => {
  for (const call of [
    () => stripe.customers.retrieve("cus_none"),
    () => stripe.subscriptions.update("sub_none", {}),
    () => stripe.coupons.del("none"),
    () => stripe.billingPortal.configurations.retrieve("bpc_none"),
    () => stripe.billingPortal.configurations.update("bpc_none", {}),
  ]) {
    const failure = await failureOf(call());
    expect(failure).toMatchObject({ type: "StripeInvalidRequestError", statusCode: 404, code: "resource_missing" });
    expect(failure.message).toMatch(/^No such /);
  }
  const unknown = await failureOf(stripe.rawRequest("GET", "/v1/nothing"));
  expect(unknown).toMatchObject({ type: "StripeInvalidRequestError", statusCode: 404 });
});

test("a declined card says why", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create();
  const saving = await failureOf(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer }));
  expect(saving).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(saving).toMatchObject({ statusCode: 402, code: "card_declined", decline_code: "generic_decline" });

  const [price, payerWithoutMoney] = [await monthly(stripe), await payer(stripe, "pm_card_chargeCustomerFail")];
  const paying = await failureOf(stripe.subscriptions.create({ customer: payerWithoutMoney.id, items: [{ price: price.id }], payment_behavior: "error_if_incomplete" }));
  expect(paying).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(paying).toMatchObject({ statusCode: 402, code: "card_declined" });
});

test("a wrong key is refused, here and upstream", async ({ server }) => {
  for (const key of ["sk_test_other", "sk_live_portico", "pk_test_portico"]) {
    const stripe = sdkFor(server, key);
    for (const call of [() => stripe.customers.list(), () => stripe.billingPortal.configurations.list()]) {
      const failure = await failureOf(call());
      expect(failure).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
      expect(failure).toMatchObject({ statusCode: 401, rawType: "invalid_request_error" });
    }
  }
});

test("a publishable key may not do what a secret one may", async ({ server }) => {
  const port = Number(new URL(server.sandboxOrigin).port);
  const failure = await failureOf(sdkFor({ port }, "pk_test_portico").customers.list());
  expect(failure).toBeInstanceOf(Stripe.errors.StripePermissionError);
  expect(failure).toMatchObject({ statusCode: 403, code: "secret_key_required" });
});

test("a key that was used for something else", async ({ stripe }) => {
  const { id: customer } = await stripe.customers.create();
  const idempotencyKey = `key-${customer}`;
  const calls: [() => Promise<unknown>, () => Promise<unknown>][] = [
    [() => stripe.customers.create({ name: "A" }, { idempotencyKey }), () => stripe.customers.create({ name: "B" }, { idempotencyKey })],
    [
      () => stripe.billingPortal.sessions.create({ customer }, { idempotencyKey: `${idempotencyKey}-s` }),
      () => stripe.billingPortal.sessions.create({ customer, locale: "nl" }, { idempotencyKey: `${idempotencyKey}-s` }),
    ],
  ];
  for (const [first, second] of calls) {
    expect(await first()).toEqual(await first());
    const failure = await failureOf(second());
    expect(failure).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(failure).toMatchObject({ statusCode: 400, rawType: "idempotency_error" });
  }
});
