import type { Locator, Page } from "@playwright/test";
import type { Stripe } from "stripe";

import { expectAccessible } from "../support/axe.ts";
import type { Merchant } from "../support/merchant.ts";
import { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";
import { words } from "../support/words.ts";

type Field = Stripe.BillingPortal.ConfigurationCreateParams.Features.CustomerUpdate.AllowedUpdate;

const berlin = { line1: "Torstraße 1", city: "Berlin", postal_code: "10119", country: "DE" };

/** A configuration in which customers may change these fields. */
async function allowing(merchant: Merchant, ...fields: Field[]): Promise<string> {
  const { id } = await merchant.stripe.billingPortal.configurations.create({
    features: {
      customer_update: { enabled: true, allowed_updates: fields },
      payment_method_update: { enabled: true },
    },
  });
  return id;
}

/** Opens the page of a customer of this kind, who may change these fields. */
async function open(portal: Portal, merchant: Merchant, fields: Field[], more: Stripe.CustomerCreateParams = {}): Promise<string> {
  const { id } = await merchant.customerWith({ more });
  await portal.open(merchant, id, { configuration: await allowing(merchant, ...fields) });
  await portal.page.getByRole("link", { name: portal.words("billing_information.update") }).click();
  await expect(portal.page.getByRole("heading", { level: 1, name: portal.words("details.title") })).toBeVisible();
  return id;
}

function field(portal: Portal, key: string): Locator {
  return portal.page.getByRole("textbox", { name: portal.words(key) }).first();
}

function choice(portal: Portal, key: string): Locator {
  return portal.page.getByRole("combobox", { name: portal.words(key), exact: true }).first();
}

function save(portal: Portal): Locator {
  return portal.page.getByRole("button", { name: portal.words("details.save"), exact: true });
}

async function upstream(merchant: Merchant, id: string): Promise<Stripe.Customer> {
  const customer = await merchant.stripe.customers.retrieve(id);
  if (customer.deleted) throw new Error("deleted");
  return customer;
}

async function speak(page: Page, language: "de" | "nl"): Promise<void> {
  const chooser = page.getByRole("combobox", { name: words("en", "shell.language") });
  await chooser.selectOption({ label: words(language, "language.name") });
  await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${language}`));
}

test("name, phone and address are changed with the keyboard alone", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["name", "phone", "address"], { address: berlin });
  await portal.tabTo(field(portal, "billing_information.name"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Ada Lovelace");
  await portal.tabTo(field(portal, "billing_information.phone"));
  await page.keyboard.type("+49 30 123456");
  await portal.tabTo(field(portal, "details.line1"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Unter den Linden 77");
  // Enter in a field saves.
  await page.keyboard.press("Enter");
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  await expect(page).toHaveURL((url) => url.pathname === "/" && url.search === "");
  const main = page.getByRole("main");
  for (const text of ["Ada Lovelace", "+49 30 123456", "Unter den Linden 77", "10119 Berlin"]) await expect(main).toContainText(text);
  const customer = await upstream(merchant, id);
  expect(customer).toMatchObject({ name: "Ada Lovelace", phone: "+49 30 123456" });
  expect(customer.address).toMatchObject({ ...berlin, line1: "Unter den Linden 77" });
});

test("a card number is refused in words that say what to do, and what was typed stays", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const id = await open(portal, merchant, ["name"]);
  const name = field(portal, "billing_information.name");
  await name.fill("4242 4242 4242 4242");
  await save(portal).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(portal.words("errors.card_number_refused"));
  await expect(name).toHaveValue("4242 4242 4242 4242");
  await name.fill("Ada Lovelace");
  await save(portal).click();
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  expect((await upstream(merchant, id)).name).toBe("Ada Lovelace");
});

test("what is wrong is said beside its field, and the first of it has the focus", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["name", "email", "phone", "address"], { address: berlin });
  await field(portal, "billing_information.email").fill("nobody");
  await field(portal, "billing_information.phone").fill("call me");
  await field(portal, "details.postal_code").fill("1011");
  await field(portal, "details.city").fill("");
  await save(portal).click();
  const email = field(portal, "billing_information.email");
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription(portal.words("details.wrong_email"));
  await expect(field(portal, "billing_information.phone")).toHaveAccessibleDescription(portal.words("details.wrong_phone"));
  await expect(field(portal, "details.city")).toHaveAccessibleDescription(portal.words("details.wrong_required"));
  const code = field(portal, "details.postal_code");
  await expect(code).toHaveAccessibleDescription(portal.words("details.wrong_postal_code", { country: "Germany" }));
  await expect(code).toHaveAttribute("aria-invalid", "true");
  await expect(code).toHaveValue("1011");
  await expectAccessible(page);
  expect((await upstream(merchant, id)).email).toBe("robin@example.com");

  await email.fill("robin.new@example.com");
  await field(portal, "billing_information.phone").fill("");
  await code.fill("10117");
  await field(portal, "details.city").fill("Berlin");
  await save(portal).click();
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  expect((await upstream(merchant, id)).email).toBe("robin.new@example.com");
});

test("an address is asked for as its country writes it", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["address"], { address: berlin });
  const labels = async () => {
    const all = await page.getByRole("group", { name: portal.words("billing_information.address") }).locator("label").allInnerTexts();
    return all.map((text) => text.replace(/\s*\(.*$/, ""));
  };
  const w = (...keys: string[]) => keys.map((key) => portal.words(`details.${key}`));
  expect(await labels()).toEqual(w("country", "line1", "line2", "postal_code", "city"));
  await expect(field(portal, "details.postal_code")).toHaveAttribute("inputmode", "numeric");

  await choice(portal, "details.country").selectOption({ label: "United States" });
  await expect(choice(portal, "details.country")).toBeVisible();
  expect(await labels()).toEqual(w("country", "line1", "line2", "city", "state", "zip"));
  await expect(field(portal, "details.line1")).toHaveValue("Torstraße 1");
  await save(portal).click();
  const state = choice(portal, "details.state");
  await expect(state).toBeFocused();
  await expect(state).toHaveAccessibleDescription(portal.words("details.wrong_required"));
  await expect(field(portal, "details.line1")).toHaveAttribute("autocomplete", "billing address-line1");
  await state.selectOption({ label: "Illinois" });

  await choice(portal, "details.country").selectOption({ label: "Japan" });
  expect(await labels()).toEqual(w("country", "postal_code", "prefecture", "city", "line1", "line2"));
  await field(portal, "details.postal_code").fill("1000001");
  await field(portal, "details.prefecture").fill("Tokyo");
  await field(portal, "details.city").fill("Chiyoda-ku");
  await field(portal, "details.line1").fill("1-1 Chiyoda");
  await save(portal).click();
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  expect((await upstream(merchant, id)).address).toEqual({
    line1: "1-1 Chiyoda", line2: null, city: "Chiyoda-ku", state: "Tokyo", postal_code: "100-0001", country: "JP",
  });
});

test("goods go to the billing address until somebody says otherwise", async ({ page, portal, merchant }) => {
  const shipping = { name: "Robin Example", address: berlin };
  const id = await open(portal, merchant, ["name", "address", "shipping"], { address: berlin, shipping });
  const same = page.getByRole("checkbox", { name: portal.words("details.same") });
  await expect(same).toBeChecked();
  await expect(field(portal, "details.recipient")).toHaveCount(1); // the recipient's phone
  await field(portal, "details.line1").fill("Torstraße 2");
  await same.uncheck();
  const group = page.getByRole("group", { name: portal.words("billing_information.shipping") });
  await group.getByRole("textbox", { name: portal.words("details.recipient"), exact: true }).fill("Warehouse");
  await group.getByRole("textbox", { name: portal.words("details.line1") }).fill("Hafen 9");
  await save(portal).click();
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  const customer = await upstream(merchant, id);
  expect(customer.address?.line1).toBe("Torstraße 2");
  expect(customer.shipping).toMatchObject({ name: "Warehouse", address: { line1: "Hafen 9", city: "Berlin" } });
});

test("a tax id is added, verified, refused and removed", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const id = await open(portal, merchant, ["tax_id"], { address: berlin });
  const number = page.getByRole("textbox", { name: portal.words("details.tax_value"), exact: true });
  const add = page.getByRole("button", { name: portal.words("details.tax_add") });
  await expect(choice(portal, "details.tax_country")).toHaveValue("DE");
  await expect(number).toHaveAccessibleDescription(portal.words("details.tax_hint", { example: "DE123456789" }));
  await number.fill("DE1");
  await add.click();
  await expect(number).toBeFocused();
  await expect(number).toHaveAccessibleDescription(new RegExp(portal.words("details.wrong_tax_id")));
  await expect(number).toHaveValue("DE1");

  const row = (value: string) => page.getByRole("listitem").filter({ hasText: value });
  for (const value of ["000000000", "111111111", "222222222"]) {
    await number.fill(value);
    await add.click();
    await expect(row(value)).toContainText(portal.words("billing_information.tax_pending"));
    await expect(number).toHaveValue("");
  }
  await expectAccessible(page);
  // The page asks now and then, so nobody has to.
  await expect(row("000000000")).toContainText(portal.words("billing_information.tax_verified"), { timeout: 20_000 });
  await expect(row("111111111")).toContainText(portal.words("billing_information.tax_unverified"), { timeout: 20_000 });
  await expect(row("222222222")).toContainText(portal.words("billing_information.tax_pending"));

  await choice(portal, "details.tax_country").selectOption({ label: "United Kingdom" });
  await expect(number).toHaveAccessibleDescription(portal.words("details.tax_hint", { example: "GB123456789" }));
  await choice(portal, "details.tax_type").selectOption("eu_vat");
  await expect(number).toHaveAccessibleDescription(portal.words("details.tax_hint", { example: "XI123456789" }));

  await page.getByRole("button", { name: portal.words("details.tax_remove_named", { number: "111111111" }) }).click();
  const dialog = page.getByRole("dialog", { name: portal.words("details.tax_remove_title") });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: portal.words("details.tax_keep") }).click();
  await expect(row("111111111")).toBeVisible();
  await page.getByRole("button", { name: portal.words("details.tax_remove_named", { number: "111111111" }) }).click();
  await dialog.getByRole("button", { name: portal.words("details.tax_remove"), exact: true }).click();
  await expect(row("111111111")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: portal.words("details.tax_title") })).toBeFocused();
  const left = await merchant.stripe.customers.listTaxIds(id);
  expect(left.data.map(({ value }) => value).toSorted()).toEqual(["000000000", "222222222"]);
});

test("only what may be changed is asked for", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["name"]);
  await expect(field(portal, "billing_information.name")).toHaveValue("Robin Example");
  for (const key of ["billing_information.email", "billing_information.phone", "details.line1", "details.tax_value"]) {
    await expect(field(portal, key)).toHaveCount(0);
  }
  await portal.open(merchant, id, { configuration: await allowing(merchant) });
  await expect(page.getByRole("link", { name: portal.words("billing_information.update") })).toHaveCount(0);
  await page.goto(`${merchant.server.origin}/billing-information`);
  await expect(page.getByRole("main")).toContainText(portal.words("errors.feature_disabled"));
});

test("another language keeps what was typed, and what is wrong with it", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["name", "email", "address", "tax_id"], { address: berlin });
  await field(portal, "billing_information.name").fill("Ada");
  await field(portal, "billing_information.email").fill("nobody");
  await page.getByRole("textbox", { name: portal.words("details.tax_value"), exact: true }).fill("DE123");
  await save(portal).click();
  await expect(field(portal, "billing_information.email")).toHaveAccessibleDescription(portal.words("details.wrong_email"));
  await speak(page, "de");
  const german = new Portal(page, "de");
  await expect(page.getByRole("heading", { level: 1, name: german.words("details.title") })).toBeVisible();
  await expect(field(german, "billing_information.name")).toHaveValue("Ada");
  await expect(field(german, "billing_information.email")).toHaveValue("nobody");
  await expect(field(german, "billing_information.email")).toHaveAccessibleDescription(german.words("details.wrong_email"));
  await expect(page.getByRole("textbox", { name: german.words("details.tax_value"), exact: true })).toHaveValue("DE123");
  await expect(choice(german, "details.country")).toHaveValue("DE");
  await expectAccessible(page);
  await field(german, "billing_information.email").fill("ada@example.com");
  await save(german).click();
  await expect(german.said(german.words("billing_information.saved"))).toBeVisible();
  expect(await upstream(merchant, id)).toMatchObject({ name: "Ada", email: "ada@example.com" });
});

test("a change made elsewhere is not overwritten unseen, and nothing typed is lost", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const id = await open(portal, merchant, ["name", "phone"]);
  await field(portal, "billing_information.name").fill("Typed here");
  await merchant.stripe.customers.update(id, { name: "Saved there", phone: "+49 30 999" });
  await save(portal).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("details.conflict") })).toBeVisible();
  await expect(field(portal, "billing_information.name")).toHaveValue("Typed here");
  await expect(field(portal, "billing_information.phone")).toHaveValue("+49 30 999");
  expect((await upstream(merchant, id)).name).toBe("Saved there");
  await save(portal).click();
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  expect(await upstream(merchant, id)).toMatchObject({ name: "Typed here", phone: "+49 30 999" });
});

test("what was typed outlives the session", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const id = await open(portal, merchant, ["name"]);
  await field(portal, "billing_information.name").fill("Ada");
  await context.clearCookies();
  await save(portal).click();
  const over = page.getByRole("dialog", { name: portal.words("ended.expired_title") });
  await expect(over).toBeVisible();
  const elsewhere = new Portal(await context.newPage());
  await elsewhere.open(merchant, id, { configuration: await allowing(merchant, "name") });
  await over.getByRole("button", { name: portal.words("ended.over_continue") }).click();
  await expect(over).toHaveCount(0);
  await expect(field(portal, "billing_information.name")).toHaveValue("Ada");
  await save(portal).click();
  await expect(portal.said(portal.words("billing_information.saved"))).toBeVisible();
  expect((await upstream(merchant, id)).name).toBe("Ada");
});

test("cancelling changes nothing", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["name"]);
  await field(portal, "billing_information.name").fill("Ada");
  await page.getByRole("link", { name: portal.words("details.cancel"), exact: true }).click();
  await expect(portal.paymentMethods).toBeVisible();
  expect((await upstream(merchant, id)).name).toBe("Robin Example");
});

test("assistive technology finds the form in order", async ({ page, portal, merchant }) => {
  const id = await open(portal, merchant, ["name", "email", "phone", "address", "shipping", "tax_id"], { address: { ...berlin, country: "SG", postal_code: "018956" } });
  await merchant.stripe.customers.createTaxId(id, { type: "us_ein", value: "12-3456789" });
  await page.reload();
  await expect(page.getByText("12-3456789", { exact: true })).toBeVisible();
  // A list of every country is the browser's, not ours.
  await page.evaluate(() => {
    for (const select of document.querySelectorAll("select")) {
      const chosen = select.value;
      for (const option of [...select.options]) if (option.value !== chosen) option.remove();
    }
  });
  await expect(page.getByRole("main")).toMatchAriaSnapshot({ name: "billing-information.aria.yml" });
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("the form is accessible and nothing overflows", async ({ page, portal, merchant }) => {
        await open(portal, merchant, ["name", "email", "phone", "address", "shipping", "tax_id"], { address: berlin });
        await field(portal, "billing_information.email").fill("x");
        await save(portal).click();
        await expect(field(portal, "billing_information.email")).toBeFocused();
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      });
    });
  }
}
