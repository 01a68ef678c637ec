import { type Locator, type Page } from "@playwright/test";
import type { Stripe } from "stripe";

import { expectAccessible } from "../support/axe.ts";
import type { Merchant } from "../support/merchant.ts";
import { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";
import { unique } from "../support/unique.ts";

type Update = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate;

/** Prices by the month of a team plan (also by the year), a smaller and a bigger plan. */
interface Plans {
  configuration: string;
  team: string;
  year: string;
  solo: string;
  crowd: string;
}

/** Three plans in euros, and a configuration that sells them; changes are invoiced at once. */
async function plans(merchant: Merchant, wishes: Partial<Update> = {}): Promise<Plans> {
  const { stripe } = merchant;
  const product = async (name: string, unit: string, prices: [number, "month" | "year"][]) => {
    const { id } = await stripe.products.create({ name, description: `For the ${name.toLowerCase()}`, unit_label: unit });
    const made: string[] = [];
    for (const [unit_amount, interval] of prices) {
      made.push((await stripe.prices.create({ product: id, unit_amount, currency: "eur", recurring: { interval } })).id);
    }
    return { product: id, prices: made };
  };
  const team = await product("Team", "seat", [[2000, "month"], [20000, "year"]]);
  const solo = await product("Solo", "seat", [[900, "month"]]);
  const crowd = await product("Crowd", "seat", [[5000, "month"]]);
  const configuration = await stripe.billingPortal.configurations.create({
    business_profile: { privacy_policy_url: "https://acme.test/privacy", terms_of_service_url: "https://acme.test/terms" },
    features: {
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
      subscription_cancel: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity", "promotion_code"],
        proration_behavior: "always_invoice",
        products: [
          { ...team, adjustable_quantity: { enabled: true, minimum: 1, maximum: 20 } },
          { ...solo, adjustable_quantity: { enabled: false } },
          { ...crowd, adjustable_quantity: { enabled: true } },
        ],
        ...wishes,
      },
    },
  });
  const [month = "", year = ""] = team.prices;
  return { configuration: configuration.id, team: month, year, solo: solo.prices[0] ?? "", crowd: crowd.prices[0] ?? "" };
}

/** A customer with the team plan, and the page that changes it. */
class Updating {
  readonly page: Page;
  readonly portal: Portal;
  readonly merchant: Merchant;
  readonly sold: Plans;
  customer = "";
  subscription = "";

  constructor(portal: Portal, merchant: Merchant, sold: Plans) {
    this.page = portal.page;
    this.portal = portal;
    this.merchant = merchant;
    this.sold = sold;
  }

  static async open(
    portal: Portal,
    merchant: Merchant,
    wishes: Partial<Update> = {},
    quantity = 2,
    more: Partial<Stripe.SubscriptionCreateParams> = {},
  ): Promise<Updating> {
    const updating = new Updating(portal, merchant, await plans(merchant, wishes));
    updating.customer = (await merchant.customerWith()).id;
    const made = await merchant.stripe.subscriptions.create({
      customer: updating.customer,
      items: [{ price: updating.sold.team, quantity }],
      ...more,
    });
    updating.subscription = made.id;
    return updating;
  }

  /** Opens a fresh link and follows the card's link to the page. */
  async start(): Promise<void> {
    await this.home();
    await this.link.click();
    await expect(this.heading("update.title")).toBeVisible();
    await expect(this.plan("Team")).toBeVisible();
  }

  async home(): Promise<void> {
    await this.portal.open(this.merchant, this.customer, { configuration: this.sold.configuration });
  }

  get link(): Locator {
    return this.page.getByRole("link", { name: `${this.portal.words("subscriptions.update")} (Team)` });
  }

  heading(key: string): Locator {
    return this.page.getByRole("heading", { level: 1, name: this.portal.words(key) });
  }

  plan(name: string): Locator {
    return this.page.getByRole("group", { name: this.portal.words("update.plans") }).getByRole("radio", { name });
  }

  interval(key: string): Locator {
    return this.page.getByRole("group", { name: this.portal.words("update.interval") }).getByRole("radio", { name: this.portal.words(key) });
  }

  get quantity(): Locator {
    return this.page.getByRole("textbox", { name: this.portal.words("update.quantity_of", { unit: "seat" }) });
  }

  get code(): Locator {
    return this.page.getByRole("textbox", { name: this.portal.words("update.code") });
  }

  button(key: string): Locator {
    return this.page.getByRole("button", { name: this.portal.words(key), exact: true });
  }

  /** Whatever the button says is due. */
  get confirm(): Locator {
    const words = this.portal.words("update.confirm");
    return this.page.getByRole("button", { name: new RegExp(`^${words}`) });
  }

  async proceed(): Promise<void> {
    await this.button("update.continue").click();
    await expect(this.heading("update.confirm_title")).toBeFocused();
  }

  async held(): Promise<{ price: string; quantity: number | undefined }> {
    const { items } = await this.merchant.stripe.subscriptions.retrieve(this.subscription);
    const item = items.data[0];
    return { price: item?.price.id ?? "", quantity: item?.quantity };
  }

  /** Pays with another method from now on. */
  async payWith(method: string): Promise<void> {
    await this.merchant.stripe.subscriptions.update(this.subscription, { default_payment_method: method });
  }
}

/** A fact of the summary, by its name. */
function fact(page: Page, name: string): Locator {
  return page.getByRole("main").getByRole("term").filter({ hasText: name }).locator("xpath=following-sibling::dd");
}

test("an upgrade is shown as it is billed, agreed to, and made", async ({ page, portal, merchant }) => {
  const updating = await Updating.open(portal, merchant);
  await updating.start();
  await expect(updating.plan("Team")).toBeChecked();
  await expect(page.getByRole("main")).toContainText(portal.words("update.current"));
  await expect(updating.quantity).toHaveValue("2");
  await expectAccessible(page);
  await expect(page.getByRole("main")).toMatchAriaSnapshot({ name: "choose.aria.yml" });

  await updating.plan("Crowd").check();
  await page.getByRole("button", { name: portal.words("update.more") }).click();
  await expect(updating.quantity).toHaveValue("3");
  await updating.proceed();
  await expect(page.getByRole("main")).toContainText("3 × Crowd");
  await expect(page.getByRole("main")).toContainText("€150.00 per month");
  await expect(fact(page, portal.words("update.paid_with"))).toHaveText(portal.method("Visa", "4242"));
  await expect(page.getByRole("main").getByRole("link", { name: /^Terms of service/ })).toBeVisible();
  expect((await updating.held()).price, "asking changes nothing").toBe(updating.sold.team);
  await expectAccessible(page);

  // What is due today is the very amount on the button, and on the invoice.
  const due = await fact(page, portal.words("update.due_now")).innerText();
  expect(due).toMatch(/^€1\d\d\.\d\d$/);
  await expect(updating.confirm).toHaveText(portal.words("update.confirm_pay", { amount: due }));
  await page.getByText(portal.words("update.lines_now")).click();
  await expect(page.getByRole("listitem").filter({ hasText: portal.words("update.unused") })).toContainText("-€");
  await updating.confirm.click();

  await expect(portal.said(portal.words("subscriptions.updated", { product: "Crowd" }))).toBeVisible();
  expect(new URL(page.url()).search, "said once").toBe("");
  expect(await updating.held()).toEqual({ price: updating.sold.crowd, quantity: 3 });
  const [invoice] = (await merchant.stripe.invoices.list({ customer: updating.customer, limit: 1 })).data;
  expect(invoice?.status).toBe("paid");
  expect(`€${((invoice?.amount_paid ?? 0) / 100).toFixed(2)}`).toBe(due);
});

test("what is due today has its tax, and so has the invoice", async ({ page, portal, merchant }) => {
  const vat = await merchant.stripe.taxRates.create({ display_name: "VAT", percentage: 21, inclusive: false });
  const updating = await Updating.open(portal, merchant, {}, 2, { default_tax_rates: [vat.id] });
  await updating.start();
  await updating.plan("Crowd").check();
  await updating.proceed();
  await expect(page.getByRole("main")).toContainText("€121.00 per month");
  const due = await fact(page, portal.words("update.due_now")).innerText();
  await page.getByText(portal.words("update.lines_now")).click();
  const row = page.getByRole("listitem").filter({ hasText: "VAT 21%" });
  const tax = (await row.innerText()).replace(/^[^€]*/, "");
  await expectAccessible(page);
  await updating.confirm.click();
  await expect(portal.said(portal.words("subscriptions.updated", { product: "Crowd" }))).toBeVisible();
  const [invoice] = (await merchant.stripe.invoices.list({ customer: updating.customer, limit: 1 })).data;
  const euros = (amount = 0) => `€${(amount / 100).toFixed(2)}`;
  expect(euros(invoice?.amount_paid)).toBe(due);
  expect(euros(invoice?.total_taxes?.[0]?.amount)).toBe(tax);
  expect(invoice?.total_taxes?.[0]?.amount).toBeGreaterThan(1_200);
});

test("a downgrade waits for the period's end and is called off", async ({ page, portal, merchant }) => {
  const conditions: Update["schedule_at_period_end"] = { conditions: [{ type: "decreasing_item_amount" }] };
  const updating = await Updating.open(portal, merchant, { schedule_at_period_end: conditions }, 1);
  await updating.start();
  await updating.plan("Solo").check();
  await updating.proceed();
  const { items } = await merchant.stripe.subscriptions.retrieve(updating.subscription);
  const end = new Date((items.data[0]?.current_period_end ?? 0) * 1000);
  // The browser is in Amsterdam, wherever the tests run: for an hour or two a day it is another day there.
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "Europe/Amsterdam" }).format(end);
  await expect(fact(page, portal.words("update.takes_effect"))).toHaveText(day);
  await expect(fact(page, portal.words("update.due_now"))).toHaveText("€0.00");
  await expect(fact(page, portal.words("update.next")).first()).toHaveText(portal.words("update.next_on", { amount: "€9.00", date: day }));
  await expectAccessible(page);
  await updating.confirm.click();

  const said = portal.words("subscriptions.change_planned", { product: "Team", date: day });
  await expect(portal.said(said)).toBeVisible();
  await expect(page.getByRole("main")).toContainText(
    portal.words("subscriptions.planned_at", { plan: "Solo", price: "€9.00 per seat per month", date: day }),
  );
  await expect(updating.link).toHaveCount(0);
  await expectAccessible(page);
  expect((await updating.held()).price).toBe(updating.sold.team);
  const before = await merchant.stripe.subscriptions.retrieve(updating.subscription);
  expect(before.schedule).not.toBeNull();

  // Somebody who still has the page's address is told.
  await page.goto(`${merchant.server.origin}/subscriptions/${updating.subscription}/update`);
  await expect(page.getByRole("main")).toContainText(portal.words("update.planned"));
  await page.getByRole("link", { name: portal.words("add_payment_method.back") }).click();

  await page.getByRole("button", { name: `${portal.words("subscriptions.cancel_change")} (Team)` }).click();
  await expect(portal.said(portal.words("subscriptions.change_canceled", { product: "Team" }))).toBeVisible();
  await expect(updating.link).toBeVisible();
  expect((await merchant.stripe.subscriptions.retrieve(updating.subscription)).schedule).toBeNull();
});

test("a quantity has bounds, and what was typed is kept", async ({ page, portal, merchant }) => {
  const updating = await Updating.open(portal, merchant);
  await updating.start();
  await updating.quantity.fill("21");
  await updating.button("update.continue").click();
  const between = portal.words("update.quantity_between", { least: "1", most: "20" });
  await expect(updating.quantity).toBeFocused();
  await expect(updating.quantity).toHaveAccessibleDescription(between);
  await expect(updating.quantity).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await updating.quantity.fill("many");
  await updating.button("update.continue").click();
  await expect(updating.quantity).toHaveAccessibleDescription(between);

  // As it is already: nothing to change.
  await updating.quantity.fill("2");
  await updating.button("update.continue").click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("update.nothing") })).toBeVisible();

  // A plan whose quantity is fixed asks for none; back, everything is as it was.
  await updating.quantity.fill("7");
  await updating.plan("Solo").check();
  await expect(updating.quantity).toHaveCount(0);
  await updating.plan("Team").check();
  await expect(updating.quantity).toHaveValue("7");
  await updating.proceed();
  await expect(page.getByRole("main")).toContainText("7 × Team");
  await updating.button("update.back").click();
  await expect(updating.heading("update.title")).toBeFocused();
  await expect(updating.quantity).toHaveValue("7");
  await updating.proceed();
  await updating.confirm.click();
  await expect(portal.said(portal.words("subscriptions.updated", { product: "Team" }))).toBeVisible();
  expect((await updating.held()).quantity).toBe(7);
});

test("another interval, with a promotion code", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const updating = await Updating.open(portal, merchant, {}, 1);
  const code = `HALF${unique().toUpperCase()}`;
  const coupon = await merchant.stripe.coupons.create({ percent_off: 50, duration: "forever", name: "Launch" });
  await merchant.stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code });
  await updating.start();
  await page.getByRole("radio", { name: "per year" }).check();
  await expect(page.getByRole("main")).toContainText("€200.00 per seat per year");
  // What could be a card number was refused in words that had the page loaded again, which lost what was typed.
  await updating.code.fill("HALF4242424242424242");
  await updating.button("update.continue").click();
  await expect(updating.code).toBeFocused();
  await expect(updating.code).toHaveAccessibleDescription(portal.words("update.code_invalid"));
  const asked = page.waitForResponse("**/update/preview");
  await updating.code.fill("NOSUCHCODE");
  await updating.button("update.continue").click();
  await asked;
  await expect(updating.code).toBeFocused();
  await expect(updating.code).toHaveAccessibleDescription(portal.words("update.code_invalid"));
  await expect(updating.code).toHaveValue("NOSUCHCODE");
  await updating.code.fill(code.toLowerCase());
  await updating.proceed();
  await expect(page.getByRole("main")).toContainText("€100.00 per year");
  await expect(fact(page, portal.words("update.code_taken"))).toHaveText(code);
  await updating.confirm.click();
  await expect(portal.said(portal.words("subscriptions.updated", { product: "Team" }))).toBeVisible();
  expect((await updating.held()).price).toBe(updating.sold.year);
  // On the card, in words.
  await expect(page.getByRole("main")).toContainText("Launch: 50% off");
  await expectAccessible(page);
});

test("a declined payment keeps the old plan and offers another method", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const updating = await Updating.open(portal, merchant);
  const declining = await merchant.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: updating.customer });
  await updating.payWith(declining.id);
  await updating.start();
  await updating.plan("Crowd").check();
  await updating.proceed();
  await updating.confirm.click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("update.declined") })).toBeVisible();
  await expectAccessible(page);
  expect(await updating.held()).toEqual({ price: updating.sold.team, quantity: 2 });
  const unpaid = await merchant.stripe.invoices.list({ customer: updating.customer, status: "open" });
  expect(unpaid.data, "nothing is left that could be paid by mistake").toEqual([]);

  // The way on: another method, and the change can be made.
  await expect(page.getByRole("link", { name: portal.words("payment_methods.add") })).toBeVisible();
  const [first] = await merchant.methodsOf(updating.customer);
  const good = (await merchant.methodsOf(updating.customer)).find(({ card }) => card?.last4 === "4242") ?? first;
  await updating.payWith(good?.id ?? "");
  await updating.confirm.click();
  // The state has changed meanwhile: shown anew, and asked again.
  await expect(page.getByRole("alert").filter({ hasText: portal.words("update.outdated") })).toBeVisible();
  await updating.confirm.click();
  await expect(portal.said(portal.words("subscriptions.updated", { product: "Crowd" }))).toBeVisible();
  expect((await updating.held()).price).toBe(updating.sold.crowd);
});

test("a payment that the bank wants authenticated leads to its question, and changes the plan", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const updating = await Updating.open(portal, merchant);
  await updating.home();
  const adding = await portal.startAdding();
  await adding.frame.getByRole("group", { name: "Cards that need authentication" }).getByRole("radio").first().check({ force: true });
  await adding.submit.click();
  const challenge = page.frameLocator("dialog iframe, iframe[title='Authentication']");
  await challenge.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.defaultBadge(portal.method("Visa", "3184"))).toBeVisible();
  await updating.start();
  await updating.plan("Crowd").check();
  await updating.proceed();
  await updating.confirm.click();
  await expect(page).toHaveURL(/\/invoices\/in_\w+\/authenticate$/);
  expect((await updating.held()).price, "nothing is changed before").toBe(updating.sold.team);
  const { pending_update } = await merchant.stripe.subscriptions.retrieve(updating.subscription);
  expect(pending_update).not.toBeNull();

  await challenge.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.said(portal.words("invoices.payment_made"))).toBeVisible();
  await expect(page.getByRole("heading", { level: 3, name: "Crowd" })).toBeVisible();
  expect((await updating.held()).price).toBe(updating.sold.crowd);
  await page.goto(`${merchant.server.origin}/activity`);
  const change = page.getByRole("listitem").filter({ hasText: portal.words("activity.subscription_updated") });
  await expect(change).toContainText("Crowd");
});

test("what cannot be changed says why, and other ways in lead nowhere", async ({ page, portal, merchant }) => {
  const updating = await Updating.open(portal, merchant);
  await merchant.stripe.subscriptionItems.create({ subscription: updating.subscription, price: updating.sold.solo });
  await updating.home();
  await expect(page.getByRole("main")).toContainText(portal.words("subscriptions.held_several"));
  await expect(page.getByRole("link", { name: portal.words("subscriptions.update") })).toHaveCount(0);
  await expectAccessible(page);
  await page.goto(`${merchant.server.origin}/subscriptions/${updating.subscription}/update`);
  await expect(page.getByRole("main")).toContainText(portal.words("subscriptions.held_several"));
  await expectAccessible(page);
  await page.goto(`${merchant.server.origin}/subscriptions/sub_none/update`);
  await expect(page.getByRole("main")).toContainText(portal.words("update.gone"));
});

test("in German, with the keyboard alone, on a phone; a change of language loses nothing", async ({ page, merchant }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const portal = new Portal(page, "de");
  const updating = await Updating.open(portal, merchant);
  await portal.open(merchant, updating.customer, { configuration: updating.sold.configuration, locale: "de" });
  await portal.tabTo(updating.link);
  await page.keyboard.press("Enter");
  await expect(updating.plan("Team")).toBeVisible();
  await portal.tabTo(updating.plan("Team"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(updating.plan("Crowd")).toBeChecked();
  await portal.tabTo(updating.quantity);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("4");
  await expectAccessible(page);
  await portal.tabTo(updating.button("update.continue"));
  await page.keyboard.press("Enter");
  await expect(updating.heading("update.confirm_title")).toBeFocused();
  await expect(page.getByRole("main")).toContainText("4 × Crowd");
  await expectAccessible(page);

  // To English and back: the stage, the amounts and what was chosen stay.
  const language = page.getByRole("combobox", { name: portal.words("shell.language") });
  await language.selectOption({ label: "English" });
  const english = new Updating(new Portal(page, "en"), merchant, updating.sold);
  await expect(english.heading("update.confirm_title")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("4 × Crowd");
  await english.button("update.back").click();
  await expect(english.plan("Crowd")).toBeChecked();
  await expect(english.quantity).toHaveValue("4");
  await english.proceed();
  await page.getByRole("combobox", { name: english.portal.words("shell.language") }).selectOption({ label: "Deutsch" });
  await expect(updating.heading("update.confirm_title")).toBeVisible();

  await portal.tabTo(updating.confirm);
  await page.keyboard.press("Enter");
  await expect(portal.said(portal.words("subscriptions.updated", { product: "Crowd" }))).toBeVisible();
  expect((await updating.held()).quantity).toBe(4);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test(`both stages are accessible: ${colorScheme}, ${width} px`, async ({ page, portal, merchant }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const updating = await Updating.open(portal, merchant);
      await updating.start();
      await expectAccessible(page);
      await updating.plan("Crowd").check();
      await updating.proceed();
      await page.getByText(portal.words("update.lines_now")).click();
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      expect(wide, "nothing is cut off").toBe(false);
    });
  }
}
