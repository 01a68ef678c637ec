import type { Page } from "@playwright/test";
import type { Stripe } from "stripe";

import type { Merchant } from "../support/merchant.ts";
import { Portal } from "../support/portal.ts";
import { type Shop, openShop } from "../support/shop.ts";
import { expect, failedRequest, test } from "../support/test.ts";

type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData;
type After = NonNullable<FlowData["after_completion"]>;
type ShownFlow = Omit<Stripe.BillingPortal.Session.Flow, "subscription_pause">;

const noSession = /Failed to load resource.*(401|410)/;
const followUps: After["type"][] = ["hosted_confirmation", "redirect", "portal_homepage"];
const message = "Thank you <b>so</b> much.\nSee you soon!";

let shop: Shop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(() => shop.close());

function after(type: After["type"], path = "/thanks"): After {
  if (type === "redirect") return { type, redirect: { return_url: `${shop.origin}${path}` } };
  if (type === "hosted_confirmation") return { type, hosted_confirmation: { custom_message: message } };
  return { type };
}

/** Opens a link and tells which documents were loaded, what was asked of the session, and which pages were ever shown. */
async function follow(page: Page, link: string): Promise<{ documents: string[]; sessions: string[]; shown: string[] }> {
  const seen = { documents: [] as string[], sessions: [] as string[], shown: [] as string[] };
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) seen.documents.push(path);
    if (path === "/api/session") seen.sessions.push(request.method());
  });
  page.on("console", (entry) => {
    const text = entry.text();
    if (text.startsWith("shown: ")) seen.shown.push(text.slice(7));
  });
  // Whatever is put into the app's place is noted at once, before anybody could see it.
  await page.addInitScript(() => {
    let last = "";
    new MutationObserver(() => {
      const heading = document.querySelector("#app h1")?.textContent ?? "";
      if (heading && heading !== last) console.info(`shown: ${location.pathname} ${heading}`);
      last = heading;
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(link);
  return seen;
}

/** The merchant's follow-up has come. */
async function expectFollowUp(portal: Portal, merchant: Merchant, type: After["type"], title: string): Promise<void> {
  const { page } = portal;
  if (type === "redirect") {
    await expect(page.getByRole("heading", { name: "Welcome back to the shop" })).toBeVisible();
    expect(page.url()).toBe(`${shop.origin}/thanks`);
  } else if (type === "hosted_confirmation") {
    // The page that asks why has the same heading.
    await expect(page).toHaveURL(`${merchant.server.origin}/done`);
    await expect(page.getByRole("heading", { level: 1, name: portal.words(title) })).toBeVisible();
    await expect(page.getByText("Thank you <b>so</b> much.")).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: /^Return to/ })).toHaveAttribute("href", "https://shop.example.com/account");
  } else {
    await expect(portal.heading("billing_information.heading")).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/");
  }
}

async function subscriber(merchant: Merchant): Promise<{ id: string; subscription: string }> {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan" }] });
  return { id: customer.id, subscription: customer.subscriptions[0] ?? "" };
}

function cancelFlow(subscription: string, type: After["type"] = "hosted_confirmation"): FlowData {
  return { type: "subscription_cancel", subscription_cancel: { subscription }, after_completion: after(type) };
}

test("Stripe's SDK gets a flow of Stripe's own type", async ({ merchant }) => {
  const { id, subscription } = await subscriber(merchant);
  const session = await merchant.stripe.billingPortal.sessions.create({
    customer: id,
    return_url: "https://shop.example.com/account",
    flow_data: cancelFlow(subscription),
  });
  const expected = {
    type: "subscription_cancel",
    after_completion: { type: "hosted_confirmation", hosted_confirmation: { custom_message: message }, redirect: null },
    customer_update: null,
    subscription_cancel: { subscription, retention: null },
    subscription_update: null,
    subscription_update_confirm: null,
  } satisfies ShownFlow;
  expect(session.flow).toEqual(expected);
});

for (const type of followUps) {
  test(`a payment method is added, then: ${type}`, async ({ page, portal, merchant }) => {
    const customer = await merchant.customerWith();
    const link = await merchant.linkFor(customer.id, { flow_data: { type: "payment_method_update", after_completion: after(type) } });
    const seen = await follow(page, link);
    const adding = await portal.adding();
    expect(seen.documents).toEqual(["/p/session", "/add-payment-method"]);
    expect(seen.sessions, "the token is used once").toEqual(["POST", "GET"]);
    expect(seen.shown, "home is never shown").toEqual([`/add-payment-method ${portal.words("add_payment_method.title")}`]);
    expect(page.url()).not.toContain("#");
    await expect(page.getByRole("main").getByRole("link", { name: portal.words("add_payment_method.cancel") })).toHaveCount(0);
    await expect(page.getByRole("link", { name: /^Return to/ }).first()).toHaveAttribute("href", "https://shop.example.com/account");

    await adding.choose(/^Mastercard/);
    await adding.submit.click();
    await expectFollowUp(portal, merchant, type, "done.payment_method_update");
    const [newest] = await merchant.methodsOf(customer.id);
    expect(newest?.card?.brand).toBe("mastercard");
    expect(await merchant.defaultOf(customer.id)).toBe(newest?.id);
  });

  test(`a subscription is cancelled, then: ${type}`, async ({ page, portal, merchant }) => {
    const { id, subscription } = await subscriber(merchant);
    const seen = await follow(page, await merchant.linkFor(id, { flow_data: cancelFlow(subscription, type) }));
    await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
    expect(seen.documents).toEqual(["/p/session", `/subscriptions/${subscription}/cancel`]);
    expect(seen.sessions).toEqual(["POST", "GET"]);
    expect(seen.shown).toEqual([`/subscriptions/${subscription}/cancel ${portal.words("cancel.title")}`]);
    await expect(page.getByRole("link", { name: portal.words("cancel.keep") })).toHaveCount(0);

    await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.done_title") })).toBeFocused();
    const held = await merchant.stripe.subscriptions.retrieve(subscription);
    expect(held.cancel_at_period_end || held.cancel_at !== null).toBe(true);
    await page.getByRole("radio", { name: portal.words("cancel.reason_unused") }).check();
    await page.getByRole("button", { name: portal.words("cancel.send") }).click();
    await expectFollowUp(portal, merchant, type, "done.subscription_cancel");
    expect((await merchant.stripe.subscriptions.retrieve(subscription)).cancellation_details?.feedback).toBe("unused");
  });
}

/** A configuration that lets a plan be changed, and the plan's price by the month. */
async function plans(merchant: Merchant): Promise<{ configuration: string; small: string }> {
  const product = await merchant.stripe.products.create({ name: "Team plan" });
  const price = (unit_amount: number, interval: "month" | "year") =>
    merchant.stripe.prices.create({ product: product.id, unit_amount, currency: "eur", recurring: { interval } });
  const [small, large] = await Promise.all([price(2900, "month"), price(29000, "year")]);
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity"],
        proration_behavior: "always_invoice",
        products: [{ product: product.id, prices: [small.id, large.id] }],
      },
    },
  });
  return { configuration: configuration.id, small: small.id };
}

async function planned(merchant: Merchant, price: string): Promise<{ id: string; subscription: string; item: string }> {
  const customer = await merchant.customerWith();
  const subscription = await merchant.stripe.subscriptions.create({ customer: customer.id, items: [{ price }] });
  return { id: customer.id, subscription: subscription.id, item: subscription.items.data[0]?.id ?? "" };
}

for (const type of followUps) {
  test(`a change that the merchant chose is confirmed with its coupon, then: ${type}`, async ({ page, portal, merchant }) => {
    const { configuration, small } = await plans(merchant);
    const { id, subscription, item } = await planned(merchant, small);
    const coupon = await merchant.stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const flow_data: FlowData = {
      type: "subscription_update_confirm",
      subscription_update_confirm: { subscription, items: [{ id: item, quantity: 3 }], discounts: [{ coupon: coupon.id }] },
      after_completion: after(type),
    };
    const seen = await follow(page, await merchant.linkFor(id, { configuration, flow_data }));
    await expect(page.getByRole("heading", { level: 1, name: portal.words("update.confirm_title") })).toBeVisible();
    expect(seen.documents).toEqual(["/p/session", `/subscriptions/${subscription}/update`]);
    expect(seen.sessions).toEqual(["POST", "GET"]);
    // Three seats at half the price.
    await expect(page.getByRole("main")).toContainText("€43.50");
    await expect(page.getByRole("button", { name: portal.words("update.back") })).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("link", { name: /^Return to/ })).toBeVisible();
    await page.getByRole("main").getByRole("button").first().click();
    await expectFollowUp(portal, merchant, type, "done.subscription_update");
    const changed = await merchant.stripe.subscriptions.retrieve(subscription);
    expect(changed.items.data[0]?.quantity).toBe(3);
    expect(changed.discounts).toHaveLength(1);
  });

  test(`a plan is chosen, then: ${type}`, async ({ page, portal, merchant }) => {
    const { configuration, small } = await plans(merchant);
    const { id, subscription } = await planned(merchant, small);
    const flow_data: FlowData = { type: "subscription_update", subscription_update: { subscription }, after_completion: after(type) };
    const seen = await follow(page, await merchant.linkFor(id, { configuration, flow_data }));
    await expect(page.getByRole("heading", { level: 1, name: portal.words("update.title") })).toBeVisible();
    expect(seen.documents).toEqual(["/p/session", `/subscriptions/${subscription}/update`]);
    await expect(page.getByRole("main").getByRole("link", { name: portal.words("add_payment_method.cancel") })).toHaveCount(0);
    await page.getByRole("button", { name: portal.words("update.more") }).click();
    await page.getByRole("button", { name: portal.words("update.continue") }).click();
    await expect(page.getByRole("heading", { level: 1, name: portal.words("update.confirm_title") })).toBeVisible();
    await page.getByRole("main").getByRole("button").first().click();
    await expectFollowUp(portal, merchant, type, "done.subscription_update");
    const changed = await merchant.stripe.subscriptions.retrieve(subscription);
    expect(changed.items.data[0]).toMatchObject({ quantity: 2, price: { id: small } });
  });
}

for (const type of followUps) {
  test(`billing information is changed, then: ${type}`, async ({ page, portal, merchant }) => {
    const customer = await merchant.customerWith({ more: { phone: "+31 20 123 4567" } });
    const configuration = await merchant.stripe.billingPortal.configurations.create({
      features: { customer_update: { enabled: true, allowed_updates: ["name", "phone"] }, invoice_history: { enabled: true } },
    });
    const flow_data: FlowData = { type: "customer_update", after_completion: after(type) };
    const seen = await follow(page, await merchant.linkFor(customer.id, { configuration: configuration.id, flow_data }));
    await expect(page.getByRole("heading", { level: 1, name: portal.words("details.title") })).toBeVisible();
    expect(seen.documents).toEqual(["/p/session", "/billing-information"]);
    await expect(page.getByRole("textbox", { name: portal.words("billing_information.phone") })).toHaveValue("+31 20 123 4567");
    await expect(page.getByRole("main").getByRole("link", { name: /^Return to/ })).toBeVisible();
    await page.getByRole("textbox", { name: portal.words("billing_information.name") }).fill("Ada Lovelace");
    await page.getByRole("button", { name: portal.words("details.save"), exact: true }).click();
    await expectFollowUp(portal, merchant, type, "done.customer_update");
    expect(await merchant.stripe.customers.retrieve(customer.id)).toMatchObject({ name: "Ada Lovelace", phone: "+31 20 123 4567" });
  });

  test(`who takes the offer keeps the subscription, then: ${type}`, async ({ page, portal, merchant }) => {
    const { id, subscription } = await subscriber(merchant);
    const coupon = await merchant.stripe.coupons.create({ percent_off: 20, duration: "repeating", duration_in_months: 6 });
    const retention = { type: "coupon_offer", coupon_offer: { coupon: coupon.id } } as const;
    const flow_data: FlowData = { ...cancelFlow(subscription, type), subscription_cancel: { subscription, retention } };
    await page.goto(await merchant.linkFor(id, { flow_data }));
    await expect(page.getByRole("main")).toContainText("Keep Team plan and get 20% off for 6 months.");
    await page.getByRole("button", { name: portal.words("cancel.offer_accept") }).click();
    await expectFollowUp(portal, merchant, type, "done.offer");
    const kept = await merchant.stripe.subscriptions.retrieve(subscription);
    expect(kept.cancel_at_period_end || kept.cancel_at !== null).toBe(false);
    expect(kept.discounts).toHaveLength(1);
  });
}

test("who cancels need not say why, and the confirmation says until when", async ({ page, portal, merchant }) => {
  const { id, subscription } = await subscriber(merchant);
  await page.goto(await merchant.linkFor(id, { flow_data: cancelFlow(subscription) }));
  await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
  await page.getByRole("link", { name: portal.words("cancel.skip") }).click();
  await expectFollowUp(portal, merchant, "hosted_confirmation", "done.subscription_cancel");
  await expect(page.getByRole("main")).toContainText(/Team plan stays available until \d+ \w+ \d{4}\./);
});

test("without reasons to ask for, the confirmation comes at once", async ({ page, portal, merchant }) => {
  const { id, subscription } = await subscriber(merchant);
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    features: { subscription_cancel: { enabled: true, mode: "immediately" } },
  });
  await page.goto(await merchant.linkFor(id, { configuration: configuration.id, flow_data: cancelFlow(subscription) }));
  await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
  await expectFollowUp(portal, merchant, "hosted_confirmation", "done.subscription_cancel");
  await expect(page.getByRole("main")).toContainText(portal.words("done.ended"));
});

test("reloading, going back and other addresses stay in the flow", async ({ page, portal, merchant }) => {
  const { id, subscription } = await subscriber(merchant);
  await page.goto(`${shop.origin}/account`);
  await page.goto(await merchant.linkFor(id, { flow_data: cancelFlow(subscription) }));
  const title = page.getByRole("heading", { level: 1, name: portal.words("cancel.title") });
  await expect(title).toBeVisible();
  await page.reload();
  await expect(title).toBeVisible();
  for (const path of ["/", "/p/session", "/add-payment-method", "/done"]) {
    await page.goto(`${merchant.server.origin}${path}`);
    await expect(title).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`/subscriptions/${subscription}/cancel`);
  }
  await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
  await page.getByRole("link", { name: portal.words("cancel.skip") }).click();
  await expect(page).toHaveURL(`${merchant.server.origin}/done`);
  const done = page.getByRole("heading", { level: 1, name: portal.words("done.subscription_cancel") });
  await expect(done).toBeVisible();
  await page.reload();
  await expect(done).toBeVisible();
  await page.goBack();
  await expect(done, "the question is not asked again").toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/done");
  await page.goto(`${merchant.server.origin}/`);
  await expect(done).toBeVisible();
});

test("going back from the first page leads to the merchant, not to the link", async ({ page, portal, merchant }) => {
  const { id, subscription } = await subscriber(merchant);
  await page.goto(`${shop.origin}/account`);
  await page.goto(await merchant.linkFor(id, { flow_data: cancelFlow(subscription) }));
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
  const token = await page.evaluate(() => [location.href, document.referrer, JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage })].join());
  expect(token).not.toContain("pcs_");
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Welcome back to the shop" })).toBeVisible();
});

test("a flow's link works once", async ({ page, browser, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const { id, subscription } = await subscriber(merchant);
  const link = await merchant.linkFor(id, { flow_data: cancelFlow(subscription) });
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
  const elsewhere = await browser.newContext();
  const second = await elsewhere.newPage();
  await second.goto(link);
  await expect(second.getByRole("heading", { name: portal.words("ended.link_title") })).toBeVisible();
  await elsewhere.close();
});

test("the page of a flow can do nothing else, whatever is sent from it", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  const flow_data: FlowData = { type: "payment_method_update" };
  await page.goto(await merchant.linkFor(customer.id, { flow_data }));
  await portal.adding();
  const refused = await page.evaluate(
    async ([method, subscription]) => {
      const { session } = (await (await fetch("/api/session")).json()) as { session: { id: string } };
      const headers = { "Content-Type": "application/json", "X-Portal-Session": session.id };
      const send = async (verb: string, path: string) => {
        const body = verb === "GET" ? {} : { body: "{}" };
        const answer = await fetch(path, { method: verb, headers, ...body });
        return `${answer.status} ${((await answer.json()) as { error: { code: string } }).error.code}`;
      };
      return Promise.all([
        send("DELETE", `/api/payment-methods/${method}`),
        send("PUT", `/api/payment-methods/${method}/default`),
        send("POST", `/api/subscriptions/${subscription}/cancel`),
        send("GET", `/api/subscriptions/${subscription}/cancel`),
        send("GET", "/api/invoices"),
      ]);
    },
    [customer.methods[1] ?? "", customer.subscriptions[0] ?? ""] as const,
  );
  expect(new Set(refused)).toEqual(new Set(["403 out_of_flow"]));
  expect(await merchant.methodsOf(customer.id)).toHaveLength(2);
});

test("signing out ends a flow, too", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(noSession);
  const { id, subscription } = await subscriber(merchant);
  await page.goto(await merchant.linkFor(id, { flow_data: cancelFlow(subscription) }));
  await page.getByRole("button", { name: portal.words("shell.sign_out") }).click();
  await expect(page.getByRole("heading", { name: portal.words("ended.signed_out_title") })).toBeVisible();
  await page.goto(`${merchant.server.origin}/subscriptions/${subscription}/cancel`);
  await expect(page.getByRole("heading", { name: portal.words("ended.expired_title") })).toBeVisible();
});

test("switching the account leads to the flow's page", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*409/);
  const first = await merchant.customerWith({ name: "Ada First" });
  await portal.open(merchant, first.id);
  const { id, subscription } = await subscriber(merchant);
  await page.goto(await merchant.linkFor(id, { flow_data: cancelFlow(subscription) }));
  await page.getByRole("button", { name: portal.words("switch.confirm") }).click();
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
  expect(page.url()).not.toContain("#");
});

test("a subscription that has ended since says so, and leads back to the merchant", async ({ page, portal, merchant }) => {
  const { id, subscription } = await subscriber(merchant);
  const link = await merchant.linkFor(id, { flow_data: cancelFlow(subscription) });
  await merchant.stripe.subscriptions.cancel(subscription);
  await page.goto(link);
  const main = page.getByRole("main");
  await expect(main).toContainText(portal.words("cancel.gone"));
  await expect(main.getByRole("link", { name: /^Return to/ })).toHaveAttribute("href", "https://shop.example.com/account");
  await expect(main.getByRole("link")).toHaveCount(1);
});

test("a tab of the whole portal follows a flow that was opened beside it", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*409/);
  const { id, subscription } = await subscriber(merchant);
  await portal.open(merchant, id);
  const beside = new Portal(await context.newPage());
  await beside.page.goto(await merchant.linkFor(id, { flow_data: cancelFlow(subscription) }));
  await expect(beside.page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: portal.words("cancel.title") })).toBeVisible();
});
