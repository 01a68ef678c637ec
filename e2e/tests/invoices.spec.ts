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

test("a thousand invoices scroll and filter without a task of more than 50 ms on a slow phone", async ({ page, portal, merchant }) => {
  test.slow();
  const customer = await merchant.customerWith();
  const all = Array.from({ length: 1_000 }, (_, index) => index);
  // A few at a time: they wait for each other in the billing system anyway.
  const makers = Array.from({ length: 8 }, async () => {
    while (all.pop() !== undefined) await invoiceFor(merchant, customer.id);
  });
  await Promise.all(makers);
  await portal.open(merchant, customer.id);
  await openAll(portal);
  await expect(rows(page)).toHaveCount(25);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
  });
  // Looking for roles costs the page's own time, and on a slow phone a lot of it: what is pressed and waited for is looked
  // up in the document while the page is measured.
  await page.evaluate(async (more) => {
    // No busier than a person: a page that is asked to draw in every frame has no time of its own.
    const pause = () => new Promise((done) => setTimeout(done, 50));
    const rows = () => document.querySelectorAll("main li > a[href^='/invoices/']").length;
    const until = async (count: number) => {
      while (rows() !== count) await pause();
    };
    const search = (text: string) => {
      const field = document.querySelector<HTMLInputElement>("main input[type=search]");
      if (!field) throw new Error("there is no search field");
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    for (let shown = 25; shown < 200; shown += 25) {
      const button = [...document.querySelectorAll("main button")].find((one) => one.textContent?.includes(more));
      if (!(button instanceof HTMLElement)) throw new Error("there is no button for more");
      button.click();
      await until(shown + 25);
      window.scrollBy(0, 2_000);
      await pause();
      // The button may take a moment until it can be pressed again.
      while (button.isConnected && button.getAttribute("aria-busy") === "true") await pause();
    }
    search("0999");
    await until(1);
    search("");
    await until(25);
  }, portal.words("invoice_search.more"));
  await expect(rows(page)).toHaveCount(25);
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  console.log(`1,000 invoices: longest task ${Math.max(0, ...tasks)} ms, ${tasks.length} over 50 ms`);
  expect(tasks).toEqual([]);
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
