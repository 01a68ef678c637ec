// Events, where they are delivered, and their signatures in both directions.

import { Stripe } from "stripe";

import { monthly, payer } from "./support/shop.ts";
import { startProduction, webhookSecret } from "./support/production.ts";
import { type Receiver, openReceiver } from "./support/receiver.ts";
import { expect, sdkFor, test } from "./support/test.ts";

/** Verifies deliveries as merchants do, until the event of this kind and object. */
async function awaited(stripe: Stripe, receiver: Receiver, secret: string, type: string, id: string): Promise<Stripe.Event> {
  for (;;) {
    const { body, signature } = await receiver.next();
    const event = stripe.webhooks.constructEvent(body, signature, secret);
    const object = event.data.object as { id?: string };
    if (event.type === type && object.id === id) return event;
  }
}

test("webhook endpoints, and events the SDK verifies", async ({ stripe }) => {
  const receiver = await openReceiver();
  const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["customer.created", "customer.updated"], description: "Shop", metadata: { a: "b" } });
  expect(endpoint).toMatchObject({ object: "webhook_endpoint", status: "enabled", url: receiver.url });
  expect(endpoint.secret).toMatch(/^whsec_/);
  expect((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();

  const customer = await stripe.customers.create({ name: "Robin", metadata: { shop: "1" } });
  const created = await awaited(stripe, receiver, endpoint.secret!, "customer.created", customer.id);
  expect(created).toMatchObject({ object: "event", data: { object: { id: customer.id, name: "Robin" } } });
  await stripe.customers.update(customer.id, { name: "Kim" });
  const updated = await awaited(stripe, receiver, endpoint.secret!, "customer.updated", customer.id);
  expect(updated.data.previous_attributes).toEqual({ name: "Robin" });

  const header = stripe.webhooks.generateTestHeaderString({ payload: "{}", secret: "whsec_another" });
  expect(() => stripe.webhooks.constructEvent("{}", header, endpoint.secret!)).toThrow(Stripe.errors.StripeSignatureVerificationError);

  expect(await stripe.webhookEndpoints.update(endpoint.id, { disabled: true, enabled_events: ["*"], description: "" })).toMatchObject({ status: "disabled", enabled_events: ["*"], description: null });
  expect((await stripe.webhookEndpoints.list({ limit: 100 })).data.map(({ id }) => id)).toContain(endpoint.id);
  expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ id: endpoint.id, object: "webhook_endpoint", deleted: true });
  await receiver.close();
});

test("events are listed, by kind and to the end", async ({ stripe }) => {
  const [price, customer] = [await monthly(stripe), await payer(stripe)];
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await stripe.subscriptions.cancel(id);
  const kinds = ["customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted"];
  const seen: string[] = [];
  for await (const event of stripe.events.list({ types: kinds, limit: 3 })) {
    const object = event.data.object as Stripe.Subscription;
    if (object.id === id) seen.push(event.type);
  }
  expect(seen.reverse()).toEqual(kinds);
  const [paid] = (await stripe.events.list({ type: "invoice.paid", limit: 1 })).data;
  expect(await stripe.events.retrieve(paid!.id)).toMatchObject({ id: paid!.id, type: "invoice.paid", data: { object: { object: "invoice" } } });
  // Each kind there is, for the sake of its types.
  await stripe.events.list({ limit: 100 });
});

test("events the SDK signs are taken, others are not", async ({ stripe, server }) => {
  const production = await startProduction(`http://127.0.0.1:${new URL(server.sandboxOrigin).port}`);
  try {
    const merchant = sdkFor(production);
    const customer = await merchant.customers.create();
    await merchant.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
    await merchant.billingPortal.sessions.create({ customer: customer.id });
    const sessions = async (): Promise<{ status: string }[]> => {
      const list = (await merchant.rawRequest("GET", `/v1/portico/sessions?customer=${customer.id}`)) as { data: { status: string }[] };
      return list.data;
    };
    const before = await sessions();
    const payload = JSON.stringify({ id: "evt_1", object: "event", type: "customer.deleted", data: { object: customer } });
    const send = (body: string, header: string) =>
      fetch(`${production.origin}/webhooks/stripe`, { method: "POST", body, headers: { "stripe-signature": header } });

    const now = Math.floor(Date.now() / 1000);
    const sign = (secret: string, timestamp = now) => stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
    expect((await send(payload, sign("whsec_another"))).status).toBe(400);
    expect((await send(payload, sign(webhookSecret, now - 3600))).status).toBe(400);
    expect((await send(payload.replace("evt_1", "evt_2"), sign(webhookSecret))).status).toBe(400);
    expect(await sessions()).toEqual(before);
    expect((await send(payload, sign(webhookSecret))).status).toBe(200);
    // The customer is gone, and so is the way in.
    await expect.poll(async () => (await sessions()).map(({ status }) => status)).toEqual(["revoked"]);
  } finally {
    await production.stop();
  }
});
