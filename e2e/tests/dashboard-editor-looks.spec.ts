import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { signIn } from "../support/dashboard.ts";
import { expect, test } from "../support/test.ts";

// What is published here is the account's look: a server of its own keeps it from other tests.
test.use({ settings: { support_email: "looks@fernhill.example" } });

async function brand(page: Page, color: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Brand", exact: true });
  await field.fill(color);
  await field.blur();
}

/** Waits for the preview: a frame that is taken away while it loads says so on the console. */
async function previewed(page: Page): Promise<void> {
  await expect(page.frameLocator('iframe[title="Draft"]').getByRole("heading", { name: "Payment methods" })).toBeVisible();
}

test("the look of a configuration is edited beside the account's, and nothing is lost by going between them", async ({ page, merchant }) => {
  const form = { "features[invoice_history][enabled]": "true", default_return_url: "https://shop.example/", name: "Wholesale" };
  const made = (await merchant.stripe.rawRequest("POST", "/v1/billing_portal/configurations", form as Record<string, unknown>)) as unknown as { id: string };
  await merchant.stripe.rawRequest("POST", "/v1/portico/branding", { "modes[light][brand]": "#0b5cad" } as Record<string, unknown>);
  await signIn(page, merchant, "designer", "/dashboard/branding");
  const field = page.getByRole("textbox", { name: "Brand", exact: true });
  await expect(field).toHaveValue("#0b5cad");
  await brand(page, "#123456");

  await previewed(page);
  await page.getByRole("combobox", { name: "Look of" }).selectOption({ label: "Wholesale" });
  await expect(page).toHaveURL(new RegExp(`configuration=${made.id}`));
  await expect(page.getByText("From your account’s look").first()).toBeVisible();
  await expect(field).toHaveValue("");
  await expect(field).toHaveAttribute("placeholder", "#0b5cad");
  await brand(page, "#a94a23");
  await previewed(page);
  await expectAccessible(page);
  await page.reload();
  await expect(field).toHaveValue("#a94a23");

  await previewed(page);
  await page.getByRole("combobox", { name: "Look of" }).selectOption({ label: "Your account" });
  await expect(field).toHaveValue("#123456");
  await previewed(page);
  await page.goBack();
  await expect(field).toHaveValue("#a94a23");

  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("This is what customers see")).toBeVisible({ timeout: 20_000 });
  const look = async (query: string) =>
    (await merchant.stripe.rawRequest("GET", `/v1/portico/branding${query}`)) as unknown as { modes: { light: { brand: string } }; overrides?: unknown };
  const shown = await look(`?configuration=${made.id}`);
  expect(shown.overrides).toEqual({ modes: { light: { brand: "#a94a23" } } });
  expect((await look("")).modes.light.brand).toBe("#0b5cad");
});
