import type { Locator, Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { signIn } from "../support/dashboard.ts";
import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

// What is published here is the account's look: a server of its own keeps it from other tests.
test.use({ settings: { support_email: "designers@fernhill.example" } });

const appearance = {
  theme: "flat",
  variables: { colorPrimary: "#7c2d92", borderRadius: "10px", fontFamily: "Lora, serif", spacingUnit: "4px" },
  rules: { ".Input": { border: "0" } },
};

function file(name: string, content: unknown) {
  return { name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(content)) };
}

/** The portal in the preview's frame. */
function framed(page: Page, title = "Draft") {
  return page.frameLocator(`iframe[title="${title}"]`);
}

/** The brand's colour as the page in the frame, or another page, has it. */
function colorOf(root: Locator): Promise<string> {
  return root.evaluate((element) => getComputedStyle(element).getPropertyValue("--color-brand"));
}

async function brand(page: Page, color: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Brand", exact: true });
  await field.fill(color);
  await field.blur();
}

test("a designer imports a look, changes it, tries it in Arabic on a phone, and publishes it", async ({ page, merchant, context }) => {
  await signIn(page, merchant, "designer");
  await expect(page.getByRole("heading", { level: 1, name: "Branding" })).toBeVisible();
  const preview = framed(page);
  await expect(preview.getByRole("heading", { name: "Payment methods" })).toBeVisible();

  await page.getByLabel("Import").setInputFiles(file("appearance.json", appearance));
  await expect(page.getByText(/imported, without what has no place here: .*spacingUnit/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Brand", exact: true })).toHaveValue("#7c2d92");
  await expect(page.getByRole("combobox", { name: "Font" })).toHaveValue("lora");
  const root = preview.locator("html");
  await expect.poll(() => colorOf(root)).toBe("#7c2d92");

  await brand(page, "0f766e");
  await expect.poll(() => colorOf(root)).toBe("#0f766e");

  await page.getByRole("region", { name: "Preview" }).getByRole("combobox", { name: "Language" }).selectOption({ label: "العربية" });
  await page.getByRole("radio", { name: "Phone" }).check({ force: true });
  await expect(preview.locator("html[dir=rtl]")).toBeAttached();
  const frame = page.locator('iframe[title="Draft"]');
  expect(await frame.evaluate((element) => element.clientWidth)).toBe(390);

  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
  // The style sheet is compressed as well as can be, which takes a server that was built to be quick to compile seconds.
  await expect(page.getByText("Your customers see the new look from their next page on")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("This is what customers see")).toBeVisible();

  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const customersPage = await context.newPage();
  await new Portal(customersPage).open(merchant, customer.id);
  await expect.poll(() => colorOf(customersPage.locator("html"))).toBe("#0f766e");
});

test("nothing that was not stored is lost by a reload, and steps are taken back and again", async ({ page, merchant }) => {
  await signIn(page, merchant, "designer");
  const field = page.getByRole("textbox", { name: "Brand", exact: true });
  const before = await field.inputValue();
  await brand(page, "#123456");
  await page.reload();
  await expect(field).toHaveValue("#123456");
  await expect(page.getByText("You have changes that are kept in this browser only")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(field).toHaveValue(before);
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("Control+Shift+z");
  await expect(field).toHaveValue("#123456");
  await page.keyboard.press("Control+z");
  await expect(field).toHaveValue(before);
});

test("what cannot be used is said beside the field, and what was typed stays", async ({ page, merchant }) => {
  await signIn(page, merchant, "designer");
  const field = page.getByRole("textbox", { name: "Brand", exact: true });
  await field.fill("blue");
  await field.blur();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveValue("blue");
  await page.getByLabel("Import").setInputFiles(file("x.json", { unrelated: true }));
  await expect(page.getByText(/This file holds no look/)).toBeVisible();
});

test("a draft that somebody else changed is not overwritten unasked", async ({ page, merchant, complaints }) => {
  complaints.expect(/409/);
  await signIn(page, merchant, "designer");
  await brand(page, "#334455");
  await merchant.stripe.rawRequest("POST", "/v1/portico/branding/draft", { "modes[light][brand]": "#556677" } as Record<string, unknown>);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("Somebody else has changed the look since you opened it.")).toBeVisible();
  await page.getByRole("button", { name: "Take theirs" }).click();
  await expect(page.getByRole("textbox", { name: "Brand", exact: true })).toHaveValue("#556677");
});

test("it can be used by everybody: axe, a phone's width, and keys alone", async ({ page, merchant }) => {
  await signIn(page, merchant, "designer");
  await expect(framed(page).getByRole("heading", { name: "Payment methods" })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
  await page.getByRole("radio", { name: "Top bar" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Bare" })).toBeChecked();
});

test("whoever is not signed in is told how to be, and sees nothing of the merchant", async ({ page, server, complaints }) => {
  complaints.expect(/401/);
  await page.goto(`${server.origin}/dashboard/branding`);
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await expect(page.getByText("portico dashboard-link")).toBeVisible();
  await expect(page.getByText("Fernhill")).toHaveCount(0);
});
