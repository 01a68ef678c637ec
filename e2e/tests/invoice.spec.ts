import { readFile } from "node:fs/promises";

import { expectAccessible } from "../support/axe.ts";
import { invoiceFor } from "../support/invoices.ts";
import { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";

function payButton(portal: Portal, amount: string) {
  return portal.page.getByRole("button", { name: portal.words("invoice.pay", { amount }), exact: true });
}

test("an invoice is paid with the keyboard alone", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  const invoice = await invoiceFor(merchant, customer.id, { amount: 12_500, description: "Workshop", days_until_due: 14 });
  const name = portal.words("invoices.view_invoice", { invoice: invoice.number ?? "" });
  await portal.open(merchant, customer.id);
  await portal.tabTo(page.getByRole("link", { name }));
  await page.keyboard.press("Enter");

  const title = portal.words("invoice.title", { invoice: invoice.number ?? "" });
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Workshop");
  await expectAccessible(page);
  const visa = page.getByRole("radio", { name: /Visa ending in 4242/ });
  await expect(visa).toBeChecked();
  await portal.tabTo(visa);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /Mastercard/ })).toBeChecked();
  await portal.tabTo(payButton(portal, "€125.00"));
  await page.keyboard.press("Enter");

  await expect(page.getByRole("alert").filter({ hasText: portal.words("invoice.paid") })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
  await expect(page.getByRole("main")).toContainText("Mastercard ending in 4444");
  await expect(page.getByRole("button", { name: /^Pay / })).toHaveCount(0);
  await expectAccessible(page);
  expect((await merchant.stripe.invoices.retrieve(invoice.id ?? "")).status).toBe("paid");
});

// What the bank says of a card decides what helps; of a stolen one it says nothing that helps a thief.
for (const [reason, words] of [
  ["", "invoice.declined"],
  ["InsufficientFunds", "invoice.declined_funds"],
  ["ExpiredCard", "invoice.declined_expired"],
  ["StolenCard", "invoice.declined"],
] as const) {
  test(`after a decline (${reason || "Generic"}) another method pays`, async ({ page, portal, merchant, complaints }) => {
    complaints.expect(failedRequest);
    const customer = await merchant.customerWith({ methods: [`pm_card_chargeCustomerFail${reason}`, "pm_card_visa"] });
    const invoice = await invoiceFor(merchant, customer.id, { amount: 2_000 });
    await portal.open(merchant, customer.id);
    await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
    await payButton(portal, "€20.00").click();
    await expect(page.getByRole("alert").filter({ hasText: portal.words(words) })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("radio", { name: /4242/ }).check();
    await payButton(portal, "€20.00").click();
    await expect(page.getByRole("alert").filter({ hasText: portal.words("invoice.paid") })).toBeVisible();
    await expect(page.getByText(portal.words("invoice.event_payment_failed"))).toBeVisible();
  });
}

// Another language built the page anew: the default method was chosen again, and would have paid.
test("another language keeps the method that was chosen", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  const invoice = await invoiceFor(merchant, customer.id, { amount: 2_000 });
  await portal.open(merchant, customer.id);
  await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
  await page.getByRole("radio", { name: /Mastercard/ }).check();
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("de");
  const german = new Portal(page, "de");
  const title = german.words("invoice.title", { invoice: invoice.number ?? "" });
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("radio", { name: /Mastercard/ })).toBeChecked();
  await payButton(german, "20,00\u00a0€").click();
  await expect(page.getByRole("alert").filter({ hasText: german.words("invoice.paid") })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("4444");
});

test("what was given back stands in the history", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ product: "Team plan", amount: 2_900 }] });
  const [invoice] = (await merchant.stripe.invoices.list({ customer: customer.id })).data;
  const id = invoice?.id ?? "";
  await merchant.stripe.creditNotes.create({ invoice: id, amount: 900, refund_amount: 400, credit_amount: 500 });
  await portal.open(merchant, customer.id);
  await page.goto(`${merchant.server.origin}/invoices/${id}`);
  const history = page.getByRole("region", { name: portal.words("invoice.history") });
  await expect(history.getByRole("listitem")).toHaveCount(3);
  await expect(history).toMatchAriaSnapshot(`
    - region "Payments and refunds":
      - heading "Payments and refunds" [level=2]
      - list:
        - listitem: /Refund.*€4\\.00/
        - listitem: /Credited to your balance.*€5\\.00/
        - listitem: /Payment.*Visa ending in 4242.*€29\\.00/
  `);
  await expect(page.getByRole("table")).toMatchAriaSnapshot(`
    - table:
      - rowgroup:
        - row "Description Quantity Unit price Amount"
      - rowgroup:
        - row /Team plan .* 1 €29\\.00 €29\\.00/
  `);
});

test("in German, as PDF and on paper", async ({ page, merchant }) => {
  const portal = new Portal(page, "de");
  const customer = await merchant.customerWith({ languages: ["de"], subscriptions: [{ product: "Team plan", amount: 290_000 }] });
  await portal.open(merchant, customer.id);
  const [invoice] = (await merchant.stripe.invoices.list({ customer: customer.id })).data;
  await page.goto(`${merchant.server.origin}/invoices/${invoice?.id}`);
  await expect(page.getByRole("main")).toContainText("2.900,00 €");
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: portal.words("invoice.pdf"), exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`invoice-${invoice?.number}.pdf`);
  const file = await readFile(await download.path());
  expect(file.subarray(0, 8).toString()).toBe("%PDF-1.7");
  expect(file.includes("/Lang(de)")).toBe(true);

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("table")).toBeVisible();
  await expect(page.getByRole("link", { name: portal.words("invoice.pdf"), exact: true })).toBeHidden();
});

test("taxes are named with their rates, on top and included", async ({ page, merchant }) => {
  const { stripe } = merchant;
  const high = await stripe.taxRates.create({ display_name: "BTW", percentage: 21, inclusive: false, country: "NL" });
  const low = await stripe.taxRates.create({ display_name: "BTW laag", percentage: 9.5, inclusive: true, country: "NL" });
  for (const [locale, onTop, tax, inside, contained, total] of [
    ["en", "BTW 21%", "€21.00", "BTW laag 9.5% (included)", "€9.50", "€230.50"],
    ["de", "BTW 21 %", "21,00 €", "BTW laag 9,5 % (enthalten)", "9,50 €", "230,50 €"],
  ] as const) {
    const portal = new Portal(page, locale);
    const customer = (await merchant.customerWith({ languages: [locale] })).id;
    for (const [amount, rate] of [[10_000, high.id], [10_950, low.id]] as const) {
      await stripe.invoiceItems.create({ customer, currency: "eur", amount, description: "Workshop", tax_rates: [rate] });
    }
    const draft = await stripe.invoices.create({ customer, currency: "eur", pending_invoice_items_behavior: "include" });
    const invoice = await stripe.invoices.finalizeInvoice(draft.id ?? "");
    expect(invoice.total_taxes?.map((it) => it.amount)).toEqual([2_100, 950]);
    await portal.open(merchant, customer);
    await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
    const sum = (name: string) => page.getByRole("term").filter({ hasText: name }).locator("xpath=following-sibling::dd");
    await expect(sum(onTop)).toHaveText(tax);
    await expect(sum(inside)).toHaveText(contained);
    await expect(sum(portal.words("invoice.total")).last()).toHaveText(total);
    await expectAccessible(page);
    await page.context().clearCookies();
  }
});

test("amounts are written as each currency is paid", async ({ page, portal, merchant }) => {
  for (const [currency, amount, expected] of [
    ["jpy", 1_500, "¥1,500"],
    ["kwd", 1_500, "KWD 1.500"],
    ["isk", 150_000, "ISK 1,500"],
    ["ugx", 150_000, "UGX 1,500"],
    ["huf", 150_000, "Ft 1,500"],
  ] as const) {
    const customer = await merchant.customerWith();
    const invoice = await invoiceFor(merchant, customer.id, { amount, currency });
    await portal.open(merchant, customer.id);
    await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
    await expect(page.getByRole("table")).toContainText(expected.replace(" ", "\u00a0"));
    await page.context().clearCookies();
  }
});

test("somebody else’s invoice is not there", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const other = await merchant.customerWith();
  const secret = await invoiceFor(merchant, other.id, { amount: 2_000, description: "Secret work" });
  await portal.open(merchant, (await merchant.customerWith()).id);
  await page.goto(`${merchant.server.origin}/invoices/${secret.id}`);
  await expect(page.getByRole("alert").filter({ hasText: portal.words("invoice.missing") })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Secret work");
});

test("without a method that can pay, the way to add one", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  const invoice = await invoiceFor(merchant, customer.id, { amount: 2_000 });
  await portal.open(merchant, customer.id);
  await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
  await expect(page.getByRole("main")).toContainText(portal.words("invoice.no_method"));
  await expect(page.getByRole("main").getByRole("link", { name: portal.words("payment_methods.add"), exact: true })).toBeVisible();
});
