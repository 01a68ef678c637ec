// Every page there is, each as somebody comes to it: in the language of the browser, with what it shows when there is something.

import { expect } from "@playwright/test";

import { invoiceFor } from "./invoices.ts";
import type { Merchant } from "./merchant.ts";
import type { Portal } from "./portal.ts";

export interface Place {
  name: string;
  /** Goes there with a session of its own, if it needs one, and waits until the page has come to rest. */
  go: (portal: Portal, merchant: Merchant) => Promise<void>;
}

export const places: Place[] = [
  {
    name: "home",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({
        methods: ["pm_card_visa", "pm_card_mastercard", "pm_sepaDebit"],
        subscriptions: [{ product: "Team plan" }, { product: "Trial plan", trialDays: 10 }],
      });
      await portal.open(merchant, customer.id);
    },
  },
  {
    name: "home of a customer with nothing",
    go: async (portal, merchant) => portal.open(merchant, (await merchant.customerWith({ methods: [] })).id),
  },
  {
    name: "menu of a method that is held",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
      await portal.openOptions(portal.method("Visa", "4242"));
    },
  },
  {
    name: "dialog that explains why it is held",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
      await portal.openOptions(portal.method("Visa", "4242"));
      await portal.menuItem("remove").click({ force: true });
      await expect(portal.heldDialog).toBeVisible();
    },
  },
  {
    name: "dialog before removing",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.openOptions(portal.method("Visa", "4242"));
      await portal.menuItem("remove").click();
      await expect(portal.removeDialog).toBeVisible();
    },
  },
  {
    name: "add payment method",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.startAdding();
    },
  },
  {
    name: "all invoices",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await invoiceFor(merchant, customer.id, { amount: 4_900 });
      await portal.open(merchant, customer.id);
      await portal.page.goto(`${merchant.server.origin}/invoices`);
      await expect(portal.page.getByRole("main").getByRole("listitem")).toHaveCount(2);
    },
  },
  {
    name: "no invoice found",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
      await portal.page.goto(`${merchant.server.origin}/invoices?search=nothing`);
      await expect(portal.page.getByText(portal.words("invoice_search.none"), { exact: true })).toBeVisible();
    },
  },
  {
    name: "an open invoice",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
      const invoice = await invoiceFor(merchant, customer.id, { amount: 4_900 });
      await portal.open(merchant, customer.id);
      await portal.page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
      await expect(portal.page.getByRole("group", { name: portal.words("invoice.pay_with") })).toBeVisible();
    },
  },
  {
    name: "cancel subscription",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await portal.open(merchant, customer.id);
      await portal.page.goto(`${merchant.server.origin}/subscriptions/${customer.subscriptions[0]}/cancel`);
      await expect(portal.page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true })).toBeVisible();
    },
  },
  {
    name: "why a subscription was cancelled",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await portal.open(merchant, customer.id);
      await portal.page.goto(`${merchant.server.origin}/subscriptions/${customer.subscriptions[0]}/cancel`);
      await portal.page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
      await expect(portal.page.getByRole("group", { name: portal.words("cancel.why") })).toBeVisible();
    },
  },
  {
    name: "update subscription",
    go: async (portal, merchant) => {
      await choosePlan(portal, merchant);
    },
  },
  {
    name: "confirm your updates",
    go: async (portal, merchant) => {
      await choosePlan(portal, merchant);
      await portal.page.getByRole("radio", { name: "Crowd" }).check();
      await portal.page.getByRole("button", { name: portal.words("update.continue"), exact: true }).click();
      await expect(portal.page.getByRole("heading", { level: 1, name: portal.words("update.confirm_title") })).toBeFocused();
      await portal.page.getByText(portal.words("update.lines_now")).click();
    },
  },
  {
    name: "recent activity",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
      await portal.open(merchant, customer.id);
      await portal.makeDefault(portal.method("Mastercard", "4444"));
      await portal.page.goto(`${merchant.server.origin}/activity`);
      await expect(portal.page.getByText(portal.words("activity.default_changed"))).toBeVisible();
    },
  },
  {
    name: "a flow that is done",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      const flow_data = {
        type: "subscription_cancel" as const,
        subscription_cancel: { subscription: customer.subscriptions[0] ?? "" },
        after_completion: { type: "hosted_confirmation" as const, hosted_confirmation: { custom_message: "See you soon" } },
      };
      await portal.page.goto(await merchant.linkFor(customer.id, { flow_data }));
      await portal.page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
      await portal.page.getByRole("link", { name: portal.words("cancel.skip") }).click();
      await expect(portal.page.getByRole("heading", { name: portal.words("done.subscription_cancel") })).toBeVisible();
    },
  },
  {
    name: "login link",
    go: async (portal, merchant) => {
      const { login_page } = await merchant.stripe.billingPortal.configurations.create({
        features: { payment_method_update: { enabled: true } },
        login_page: { enabled: true },
      });
      await portal.page.goto(login_page.url ?? "");
      await expect(portal.page.getByRole("heading", { level: 1, name: portal.words("login.title") })).toBeVisible();
    },
  },
  {
    name: "billing information, with what is wrong",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.page.goto(`${merchant.server.origin}/billing-information`);
      await portal.page.getByRole("textbox", { name: portal.words("billing_information.email") }).fill("nobody");
      await portal.page.getByRole("button", { name: portal.words("details.save"), exact: true }).click();
      await expect(portal.page.getByRole("textbox", { name: portal.words("billing_information.email") })).toHaveAttribute("aria-invalid", "true");
    },
  },
  {
    name: "a link that no longer works",
    go: async (portal, merchant) => {
      await portal.page.goto(`${merchant.server.origin}/p/session#pcs_invented`);
      await expect(portal.page.getByRole("heading", { name: portal.words("ended.link_title") })).toBeVisible();
    },
  },
  {
    name: "no session",
    go: async (portal, merchant) => {
      await portal.page.goto(merchant.server.origin);
      await expect(portal.page.getByRole("heading", { name: portal.words("ended.expired_title") })).toBeVisible();
    },
  },
  {
    name: "signed out",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.page.getByRole("button", { name: portal.words("shell.sign_out") }).click();
      await expect(portal.page.getByRole("heading", { name: portal.words("ended.signed_out_title") })).toBeVisible();
    },
  },
  {
    name: "dialog over a page whose session ended",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] })).id);
      await portal.page.context().clearCookies();
      await portal.openOptions(portal.method("Mastercard", "4444"));
      await portal.menuItem("make_default").click();
      await expect(portal.page.getByRole("dialog", { name: portal.words("ended.expired_title") })).toBeVisible();
    },
  },
  {
    name: "switching accounts",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(portal.page.getByRole("heading", { name: portal.words("switch.title") })).toBeVisible();
    },
  },
  {
    name: "page not found",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.page.goto(`${merchant.server.origin}/no-such-page`);
      await expect(portal.page.getByRole("heading", { name: portal.words("not_found.title") })).toBeVisible();
    },
  },
  {
    name: "failure panel of the document",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.page.evaluate(() => (window as unknown as { portico: { fail(kind: string): void } }).portico.fail("crash"));
      await expect(portal.page.getByText(portal.words("trouble.crash"))).toBeVisible();
    },
  },
];

/** The page that changes a plan, with two of them on sale. */
async function choosePlan(portal: Portal, merchant: Merchant): Promise<void> {
  const { stripe } = merchant;
  const sold = [];
  for (const [name, unit_amount] of [["Team", 2000], ["Crowd", 5000]] as const) {
    const product = await stripe.products.create({ name, unit_label: "seat" });
    const price = await stripe.prices.create({ product: product.id, unit_amount, currency: "eur", recurring: { interval: "month" } });
    sold.push({ product: product.id, prices: [price.id], adjustable_quantity: { enabled: true } });
  }
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity", "promotion_code"],
        proration_behavior: "always_invoice",
        products: sold,
      },
    },
  });
  const customer = await merchant.customerWith();
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: sold[0]?.prices[0] ?? "", quantity: 2 }] });
  await portal.open(merchant, customer.id, { configuration: configuration.id });
  await portal.page.goto(`${merchant.server.origin}/subscriptions/${subscription.id}/update`);
  await expect(portal.page.getByRole("radio", { name: "Crowd" })).toBeVisible();
}
