import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { invoiceFor } from "../support/invoices.ts";
import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

/** Goes from home to all invoices. */
async function openAll(portal: Portal): Promise<void> {
  await portal.page.getByRole("link", { name: portal.words("invoices.all"), exact: true }).click();
  await expect(portal.page.getByRole("heading", { level: 1, name: portal.words("invoice_search.title") })).toBeVisible();
}

function rows(page: Page) {
  return page.getByRole("main").getByRole("list").getByRole("listitem");
}

test("invoices are searched, filtered, kept in the address and exported", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  const first = await invoiceFor(merchant, customer.id, { amount: 125_000, description: "Workshop" });
  await invoiceFor(merchant, customer.id, { amount: 4_900, description: "=Support" });
  await invoiceFor(merchant, customer.id);
  await portal.open(merchant, customer.id);
  await openAll(portal);
  await expect(rows(page)).toHaveCount(3);
  await expectAccessible(page);

  const search = page.getByRole("searchbox", { name: portal.words("invoice_search.search") });
  await search.fill("1,250");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Workshop");
  await expect(portal.said("1 invoice shown")).toBeVisible();
  await search.fill((first.number ?? "").toLowerCase());
  await expect(rows(page)).toContainText(first.number ?? "?");
  await search.fill("nothing like it");
  await expect(page.getByRole("main")).toContainText(portal.words("invoice_search.none"));
  await expectAccessible(page);
  await page.getByRole("button", { name: portal.words("invoice_search.clear") }).click();
  await expect(rows(page)).toHaveCount(3);
  await expect(search).toHaveValue("");

  await page.getByRole("combobox", { name: portal.words("invoice_search.status") }).selectOption("open");
  await expect(rows(page)).toHaveCount(2);
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByRole("combobox", { name: portal.words("invoice_search.status") })).toHaveValue("open");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: portal.words("invoice_search.export") }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  expect(text.startsWith("\uFEFF")).toBe(true);
  expect(text.trim().split("\r\n")).toHaveLength(3);
  expect(text).toContain(",'=Support,");
  expect(text).toContain(",EUR,1250.00,1250.00");
});

test("what was typed survives another language", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await invoiceFor(merchant, customer.id, { amount: 4_900 });
  await portal.open(merchant, customer.id);
  await openAll(portal);
  await page.getByRole("searchbox").fill("work");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("de");
  const german = new Portal(page, "de");
  await expect(page.getByRole("searchbox", { name: german.words("invoice_search.search") })).toHaveValue("work");
  await expect(page.getByRole("link", { name: german.words("invoice_search.export") })).toBeVisible();
  await expect(rows(page)).toContainText("49,00 €");
  await expectAccessible(page);
});

test("where the history is switched off there is no list", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    features: { payment_method_update: { enabled: true } },
    default_return_url: "https://shop.example.com/account",
  });
  await portal.open(merchant, customer.id, { configuration: configuration.id });
  await page.goto(`${merchant.server.origin}/invoices`);
  await expect(page.getByRole("main")).toContainText(portal.words("errors.feature_disabled"));
});
