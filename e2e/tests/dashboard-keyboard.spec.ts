import type { Locator, Page } from "@playwright/test";

import { signIn } from "../support/dashboard.ts";
import { expect, test } from "../support/test.ts";

/** Goes by Tab alone to a control; a page that keeps it out of reach fails. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(control, "Tab leads to it").toBeFocused();
}

/** Keeps once, which leads back to the button, and removes then. */
async function remove(page: Page, button: Locator): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Keep" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByRole("button", { name: "Remove" }));
  await page.keyboard.press("Enter");
  await expect(button).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 }), "one goes on from the top of the page").toBeFocused();
}

test("a domain is added, looked at again and removed by keys alone", async ({ merchant, page }) => {
  await signIn(page, merchant, "merchant", "/dashboard/domains");
  const field = page.getByLabel("Host", { exact: true });
  await expect(field).toBeVisible();
  await tabTo(page, field);
  await page.keyboard.type("billing.keys.example");
  await page.keyboard.press("Enter");
  const row = page.getByRole("list", { name: "Your domains" }).getByRole("listitem").filter({ hasText: "billing.keys.example" });
  await expect(row).toBeVisible();
  await expect(field).toBeFocused();

  await tabTo(page, row.getByRole("button", { name: "Check records now" }));
  const checked = page.waitForResponse((response) => response.url().endsWith("/verify"));
  await page.keyboard.press("Enter");
  await checked;
  await expect(row.getByRole("button", { name: "Check records now" }), "it can be looked at once more").toBeFocused();

  await remove(page, row.getByRole("button", { name: "Remove" }));
});

test("an origin is added and removed by keys alone", async ({ merchant, page }) => {
  await signIn(page, merchant, "merchant", "/dashboard/embed");
  const field = page.getByLabel("Origin", { exact: true });
  await expect(field).toBeVisible();
  await tabTo(page, field);
  await page.keyboard.type("https://keys.app.example.com");
  await page.keyboard.press("Enter");
  const list = page.getByRole("list", { name: "Pages that may show the portal" });
  const row = list.getByRole("listitem").filter({ hasText: "https://keys.app.example.com" });
  await expect(row).toBeVisible();

  await remove(page, row.getByRole("button", { name: "Remove" }));
});

test("an endpoint is removed by keys alone", async ({ merchant, page }) => {
  const url = "https://keys.app.example.com/hooks";
  const wish = { url, enabled_events: ["billing_portal.session.created"] } as Record<string, unknown>;
  await merchant.stripe.rawRequest("POST", "/v1/portico/webhook_endpoints", wish);
  await signIn(page, merchant, "merchant", "/dashboard/webhooks");
  const row = page.getByRole("list", { name: "Endpoints" }).getByRole("listitem").filter({ hasText: url });
  await expect(row).toBeVisible();
  await remove(page, row.getByRole("button", { name: "Remove" }));
});
