// A merchant's backend: Stripe's official SDK, unchanged, with another host.

import { Stripe } from "stripe";

import type { Server } from "./server.ts";

export const demoKey = "sk_test_portico";

export interface CustomerWishes {
  name?: string;
  email?: string;
  /** Stripe's names of test methods; the first becomes the default. */
  methods?: string[];
  /** A subscription for each entry. */
  subscriptions?: SubscriptionWishes[];
  /** Languages the customer prefers. */
  languages?: string[];
  /** Further parameters of the customer. */
  more?: Stripe.CustomerCreateParams;
}

export interface SubscriptionWishes {
  product?: string;
  amount?: number;
  currency?: string;
  interval?: "month" | "year";
  trialDays?: number;
}

/** A customer as the test made it, with the ids of what it made. */
export interface MadeCustomer {
  id: string;
  /** In the order of the wishes. */
  methods: string[];
  subscriptions: string[];
}

export class Merchant {
  readonly stripe: Stripe;
  readonly server: Server;
  #prices = new Map<string, Promise<string>>();

  /** `connection` says how the server is reached, where that is not by its port on this machine. */
  constructor(server: Server, key = demoKey, connection: Stripe.StripeConfig = {}) {
    this.server = server;
    this.stripe = new Stripe(key, {
      host: "localhost",
      port: server.port,
      protocol: "http",
      maxNetworkRetries: 0,
      telemetry: false,
      ...connection,
    });
  }

  async customerWith(wishes: CustomerWishes = {}): Promise<MadeCustomer> {
    const { name = "Robin Example", email = "robin@example.com", methods = ["pm_card_visa"], subscriptions = [] } = wishes;
    const customer = await this.stripe.customers.create({
      name,
      email,
      ...(wishes.languages ? { preferred_locales: wishes.languages } : {}),
      ...wishes.more,
    });
    const made: MadeCustomer = { id: customer.id, methods: [], subscriptions: [] };
    for (const method of methods) {
      const attached = await this.stripe.paymentMethods.attach(method, { customer: customer.id });
      made.methods.push(attached.id);
    }
    const [first] = made.methods;
    if (first) {
      await this.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: first } });
    }
    for (const wish of subscriptions) {
      const subscription = await this.stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: await this.price(wish) }],
        ...(wish.trialDays ? { trial_period_days: wish.trialDays } : {}),
      });
      made.subscriptions.push(subscription.id);
    }
    return made;
  }

  /** A recurring price; made once for each set of wishes. */
  price(wishes: SubscriptionWishes = {}): Promise<string> {
    const { product = "Team plan", amount = 2900, currency = "eur", interval = "month" } = wishes;
    const key = [product, amount, currency, interval].join();
    const known = this.#prices.get(key);
    if (known) return known;
    const made = this.stripe.products
      .create({ name: product })
      .then(({ id }) => this.stripe.prices.create({ product: id, unit_amount: amount, currency, recurring: { interval } }))
      .then(({ id }) => id);
    this.#prices.set(key, made);
    return made;
  }

  /** A fresh link into the customer's portal. */
  async linkFor(customer: string, params: Partial<Stripe.BillingPortal.SessionCreateParams> = {}): Promise<string> {
    const session = await this.stripe.billingPortal.sessions.create({
      customer,
      return_url: "https://shop.example.com/account",
      ...params,
    });
    return session.url;
  }

  /** What the billing system holds, newest first. */
  async methodsOf(customer: string): Promise<Stripe.PaymentMethod[]> {
    return (await this.stripe.customers.listPaymentMethods(customer, { limit: 100 })).data;
  }

  /** The id of the default method. */
  async defaultOf(customer: string): Promise<string | undefined> {
    const found = await this.stripe.customers.retrieve(customer);
    if (found.deleted) return undefined;
    const method = found.invoice_settings.default_payment_method;
    return typeof method === "string" ? method : method?.id;
  }
}
