// What the SDK does by itself when the way to Portico, or Portico's way to the billing system, is bad.

import { Stripe } from "stripe";

import { type Passed, openProxy, passes } from "./support/proxy.ts";
import { startProduction } from "./support/production.ts";
import { expect, sdkFor, test } from "./support/test.ts";

const full = process.env["PORTICO_LADDER"] === "full";

test("ladder row 19: intents the SDK repeats by itself", async ({ server, stripe }) => {
  test.setTimeout(full ? 600_000 : 120_000);
  const intents = full ? 1_000 : 40;
  const { id: customer } = await stripe.customers.create();
  const proxy = await openProxy(server.port);
  const answers = new Map<string, string[]>();
  let [deliveries, dropped, waiting] = [0, 0, 0];

  // Every try of the SDK reaches the server four times. The answers to the first one are lost after the server has worked.
  proxy.course = async ({ headers }, deliver) => {
    const key = `${headers["idempotency-key"]}`;
    const isFirst = !answers.has(key);
    const known = answers.get(key) ?? [];
    answers.set(key, known);
    const passed = await Promise.all([deliver(), deliver(), deliver(), deliver()]);
    deliveries += passed.length;
    if (isFirst) {
      dropped += passed.length;
      return undefined;
    }
    // 409: another delivery is being worked on. The SDK asks again.
    const settled = passed.filter(({ status }) => status !== 409);
    waiting += passed.length - settled.length;
    known.push(...settled.map(({ status, body }) => `${status} ${body.toString()}`));
    return settled[0] ?? passed[0];
  };

  const merchant = sdkFor(proxy, undefined, { maxNetworkRetries: 5 });
  const one = async (number: number) => {
    if (number % 2) await merchant.billingPortal.sessions.create({ customer });
    else await merchant.customers.createBalanceTransaction(customer, { amount: 1, currency: "eur" });
  };
  const lanes = Array.from({ length: 20 }, async (_, lane) => {
    for (let number = lane; number < intents; number += 20) await one(number);
  });
  await Promise.all(lanes);
  await proxy.close();

  const { balance } = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
  const effects = balance + (await sessionsOf(stripe, customer));
  const differing = [...answers.values()].filter((known) => new Set(known).size !== 1).length;
  const held = effects === intents && answers.size === intents && differing === 0;
  const measured = `${intents} intents, ${deliveries} deliveries: ${effects} effects, ${dropped} answers dropped, ${waiting} told to wait, ${differing} differ`;
  console.log(`ladder row 19 | stripe-node's own retries, 8 deliveries each, half the answers dropped | one effect each, 0 differing answers | ${measured} | ${held ? "held" : "SLIPPED"}`);
  expect({ effects, answered: answers.size, differing }).toEqual({ effects: intents, answered: intents, differing: 0 });
});

/** How many sessions a customer was given. */
async function sessionsOf(stripe: Stripe, customer: string): Promise<number> {
  for (let [count, after] = [0, ""]; ; ) {
    const path = `/v1/portico/sessions?customer=${customer}&limit=100${after}`;
    const { data, has_more } = (await stripe.rawRequest("GET", path)) as { data: { id: string }[]; has_more: boolean };
    count += data.length;
    if (!has_more) return count;
    after = `&starting_after=${data.at(-1)?.id}`;
  }
}

test("a billing system that is busy is a rate limit, here as there", async ({ server }) => {
  const upstream = await openProxy(Number(new URL(server.sandboxOrigin).port));
  const production = await startProduction(upstream.origin);
  try {
    const merchant = sdkFor(production, undefined, { maxNetworkRetries: 0 });
    const { id: customer } = await merchant.customers.create();
    await merchant.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
    // What Stripe answers when it is asked too often.
    const busy: Passed = {
      status: 429,
      headers: { "content-type": "application/json", "request-id": "req_busy" },
      body: Buffer.from(JSON.stringify({ error: { type: "invalid_request_error", code: "rate_limit", message: "Request rate limit exceeded." } })),
    };
    upstream.course = async () => busy;
    for (const call of [() => merchant.customers.retrieve(customer), () => merchant.billingPortal.sessions.create({ customer })]) {
      const failure: unknown = await call().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
      expect(failure).toMatchObject({ statusCode: 429, code: "rate_limit" });
    }
    upstream.course = passes;
    expect(await merchant.billingPortal.sessions.create({ customer })).toMatchObject({ customer });
  } finally {
    await production.stop();
    await upstream.close();
  }
});

test("a billing system that does not answer is a connection the SDK tries again", async ({ server }) => {
  const upstream = await openProxy(Number(new URL(server.sandboxOrigin).port));
  const production = await startProduction(upstream.origin);
  try {
    const merchant = sdkFor(production, undefined, { maxNetworkRetries: 3 });
    let broken = 1;
    upstream.course = async (_, deliver) => (broken-- > 0 ? undefined : deliver());
    const customer = await merchant.customers.create({ name: "Robin" });
    expect(customer.name).toBe("Robin");
    upstream.course = async () => undefined;
    const failure: unknown = await merchant.customers.create({}, { maxNetworkRetries: 0 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Stripe.errors.StripeAPIError);
    expect(failure).toMatchObject({ statusCode: 502, rawType: "api_error" });
  } finally {
    await production.stop();
    await upstream.close();
  }
});
